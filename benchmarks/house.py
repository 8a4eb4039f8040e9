"""Count the house: how large it is, in how many rooms, and how much of it can be named from outside.

    .venv/bin/python benchmarks/house.py            # this checkout
    .venv/bin/python benchmarks/house.py before-second-plan

With the name of a commit, that commit is counted too and stands beside it. The last line counts what reads a
résumé, code and rules together.
"""

from __future__ import annotations

import ast
import io
import subprocess
import sys
import tarfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = "casemgr_cli"
Sources = dict[str, str]


@dataclass(frozen=True)
class Count:
    """What was counted of one version of the package."""

    lines: int
    files: int
    public_per_1000: float
    import_share: float
    same_name: list[str]
    circles: list[tuple[str, ...]]


def here() -> Sources:
    """Return the modules of this checkout by their dotted names."""
    found = (ROOT / PACKAGE).rglob("*.py")
    return {dotted(path.relative_to(ROOT).as_posix()): path.read_text("utf-8") for path in found}


def at(commit: str) -> Sources:
    """Return the modules of a commit by their dotted names."""
    command = ["git", "archive", "--format=tar", commit, PACKAGE]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        files = [member for member in archive if member.isfile() and member.name.endswith(".py")]
        return {dotted(each.name): archive.extractfile(each).read().decode() for each in files}  # type: ignore[union-attr]


def dotted(path: str) -> str:
    """Return the name under which a file is imported."""
    parts = PurePosixPath(path).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def count(sources: Sources) -> Count:
    """Count one version of the package."""
    trees = {name: ast.parse(text) for name, text in sources.items()}
    lines = sum(text.count("\n") for text in sources.values())
    public = sum(len(list(public_names(tree))) for tree in trees.values())
    imports = sum(
        (node.end_lineno or node.lineno) - node.lineno + 1
        for tree in trees.values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
    )
    classes = Counter(
        node.name for tree in trees.values() for node in ast.walk(tree) if isinstance(node, ast.ClassDef)
    )
    return Count(
        lines=lines,
        files=len(sources),
        public_per_1000=1000 * public / lines,
        import_share=100 * imports / lines,
        same_name=sorted(name for name, times in classes.items() if times > 1),
        circles=circles({name: imported(name, tree, sources) for name, tree in trees.items()}),
    )


def public_names(tree: ast.Module) -> list[str]:
    """Return the functions, classes and assigned names of a module that do not begin with an underscore."""
    names: list[str] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.append(node.name)
        elif isinstance(node, ast.Assign):
            names += [
                each.id for target in node.targets for each in ast.walk(target) if isinstance(each, ast.Name)
            ]
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            names.append(node.target.id)
    return [name for name in names if not name.startswith("_")]


def imported(name: str, tree: ast.Module, known: Sources) -> set[str]:
    """Return the modules of the package that a module imports when it is imported itself."""
    found: set[str] = set()
    for node in tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            whole = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= (whole & known.keys()) or {node.module}
    return {each for each in found if each in known and each != name}


def circles(imports: dict[str, set[str]]) -> list[tuple[str, ...]]:
    """Return the groups of modules that import one another."""
    reached = {name: reach(name, imports) for name in imports}
    groups = {tuple(sorted(other for other in reached[name] if name in reached[other])) for name in imports}
    return sorted(group for group in groups if len(group) > 1)


def reach(start: str, imports: dict[str, set[str]]) -> set[str]:
    """Return every module that importing one brings in, by way of others too."""
    found, waiting = set[str](), [start]
    while waiting:
        for other in imports[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def resume_lines() -> list[str]:
    """Return every line of this checkout that reads a résumé, code and rules."""
    code = (ROOT / PACKAGE).rglob("cv*.py")
    files = [*code, ROOT / "data" / "cv.yaml"]
    phrases = (ROOT / PACKAGE / "domain" / "kinds.py").read_text("utf-8").partition("# Dashes")[2]
    return [
        line for text in (phrases, *(path.read_text("utf-8") for path in files)) for line in text.splitlines()
    ]


def main() -> None:
    """Print the table, a column a version."""
    counts = {commit: count(at(commit)) for commit in sys.argv[1:]} | {"here": count(here())}
    rows = {
        "lines": [f"{each.lines:,}" for each in counts.values()],
        "files": [str(each.files) for each in counts.values()],
        "public names per 1,000 lines": [f"{each.public_per_1000:.1f}" for each in counts.values()],
        "imports, % of lines": [f"{each.import_share:.1f}" for each in counts.values()],
        "classes of one name": [str(len(each.same_name)) for each in counts.values()],
        "circles of imports": [str(len(each.circles)) for each in counts.values()],
    }
    print(f"{'':30}" + "".join(f"{name:>22}" for name in counts))
    for label, cells in rows.items():
        print(f"{label:30}" + "".join(f"{cell:>22}" for cell in cells))
    now = counts["here"]
    print("\nclasses of one name:", ", ".join(now.same_name) or "none")
    lines = resume_lines()
    print(f"résumé: {len(lines):,} lines, {sum(map(bool, map(str.strip, lines))):,} of them not empty")
    print("circles:", "; ".join(" ".join(group) for group in now.circles) or "none")


if __name__ == "__main__":
    main()
