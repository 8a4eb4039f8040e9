"""The outline of a page, for documents that people and machines move through by heading."""

from collections.abc import Iterable, Iterator

from casemgr_cli.pages.blocks import Block, Heading, Tree, on_paper


def outlined(page: Iterable[Block]) -> Iterator[tuple[int, Block]]:
    """Yield each block that paper shows with the depth of its heading, 0 for all other blocks.

    The first heading alone is a title, of depth 1; a later title counts as a section. None is more than one
    deeper than the one before it, whatever their levels.
    """
    open_levels: list[int] = []
    for block in on_paper(page):
        if not isinstance(block, Heading):
            yield 0, block
            continue
        level = max(block.level, 2) if open_levels else 1
        while open_levels and open_levels[-1] >= level:
            open_levels.pop()
        open_levels.append(level)
        yield len(open_levels), block


def depths(tree: Tree) -> list[int]:
    """Return how deep each line of a tree hangs: the first at 0, none more than one below the one above."""
    found: list[int] = []
    for node in tree.nodes:
        deepest = found[-1] + 1 if found else 0
        found.append(max(min(node.depth, deepest), 0))
    return found
