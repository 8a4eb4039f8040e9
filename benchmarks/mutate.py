"""Change one line at a time and see whether the tests notice: the mutation score of a part of the house.

    python benchmarks/mutate.py 40 casemgr_cli/engine [casemgr_cli/desk ...] [--seed N] [--tests "-m quick"]

Works on a copy. Each change is one of: a comparison turned or shifted, `and` for `or`, plus for minus, a
number one higher, yes for no, a condition turned round. What survives is printed with its line.
"""

from __future__ import annotations

import argparse
import ast
import random
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 600
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


def changed(node: ast.AST) -> ast.AST | None:
    """Return a node changed in one way, or None if it is not of a kind that we change."""
    if isinstance(node, ast.Compare):
        kind = COMPARED[type(node.ops[0])]
        return ast.Compare(node.left, [kind(), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add | ast.Sub):
        return ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return ast.Constant(not node.value if isinstance(node.value, bool) else node.value + 1)
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
        return node.operand
    return None


def places(file: Path) -> Iterator[tuple[ast.AST, str]]:
    """Yield what can be changed in a file, outside of annotations and docstrings, with the new text."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    skipped = {
        id(inner)
        for node in ast.walk(tree)
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if part is not None
        for inner in ast.walk(part)
    }
    for node in ast.walk(tree):
        new = changed(node) if id(node) not in skipped else None
        if new is not None:
            yield node, ast.unparse(new)


def mutated(text: str, node: ast.AST, new: str) -> str:
    """Return a file's text with one node in other words."""
    lines = text.splitlines(keepends=True)
    first, last = node.lineno - 1, node.end_lineno - 1  # type: ignore[attr-defined]
    begin = lines[first].encode()[: node.col_offset].decode()  # type: ignore[attr-defined]
    end = lines[last].encode()[node.end_col_offset :].decode()  # type: ignore[attr-defined]
    return "".join([*lines[:first], f"{begin}({new}){end}", *lines[last + 1 :]])


def survives(copy: Path, tests: list[str]) -> bool:
    """Whether all tests pass on the copy."""
    command = [sys.executable, "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", *tests]
    try:
        return (
            subprocess.run(command, cwd=copy, capture_output=True, timeout=LONGEST, check=False).returncode
            == 0
        )
    except subprocess.TimeoutExpired:
        return False


def main() -> None:
    """Print each survivor, and the score."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("parts", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", default="-m quick -n auto")
    asked = parser.parse_args()
    found = [
        (file, node, new)
        for part in asked.parts
        for file in sorted((ROOT / part).rglob("*.py"))
        for node, new in places(file)
    ]
    wanted = random.Random(asked.seed).sample(found, min(asked.number, len(found)))  # noqa: S311 - a sample
    folder = Path(tempfile.mkdtemp())
    try:
        copy = folder / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        if not survives(copy, asked.tests.split()):
            sys.exit("The tests fail, or take too long, before anything is changed.")
        survivors = 0
        for file, node, new in wanted:
            target = copy / file.relative_to(ROOT)
            text = target.read_text(encoding="utf-8")
            target.write_text(mutated(text, node, new), encoding="utf-8")
            if survives(copy, asked.tests.split()):
                survivors += 1
                print(f"survived: {file.relative_to(ROOT)}:{node.lineno}: {ast.unparse(node)} -> {new}")  # type: ignore[attr-defined]
            target.write_text(text, encoding="utf-8")
        killed = len(wanted) - survivors
        print(
            f"{killed} of {len(wanted)} changes noticed ({killed / len(wanted):.0%}) of {len(found)} possible"
        )
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
