"""Change one line at a time and see whether the tests notice: the mutation score of a part of the house.

    python benchmarks/mutate.py 100 casemgr_cli/engine [casemgr_cli/desk ...] [--seed N] [--tests "-m quick"]

Works on a copy. Each change is one of: a comparison turned or shifted, `and` for `or`, plus for minus, a
number one higher, yes for no, a condition turned round. What survives is printed with its line.

First each file of tests runs by itself, and the lines are recorded that it runs, also in programs that it
starts. A change then meets the tests that run its statement, the fastest first, and then the whole files that
they are in, as the tests of a file may share what the first of them made. No others can notice it.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import resource
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from importlib.util import cache_from_source
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from coverage import CoverageData

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).resolve().parent.parent
# Bytes and processor seconds that a run of tests may take, and how many times as long on a busy machine.
LARGEST, LONGEST, BUSY = 3 << 30, 600, 20
# Seconds of tests in the first run against a change; each further run takes twice as many.
AT_FIRST = 20
SLOWER = 4  # times as slow as recorded: such tests go round in circles
_STARTED = """import coverage
coverage.Coverage({!r}, data_suffix=True, auto_data=True, config_file=False, include={!r}).start()
"""
# Arguments that change nothing unless the code itself is wrong.
GUARDS = frozenset({"frozen", "strict", "eq"})
COMPARED = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip


class Change(NamedTuple):
    """One change to make: where, in which lines of a statement, what stands there, and what shall."""

    file: Path
    lines: range
    node: ast.expr
    new: str

    def __str__(self) -> str:
        """Say it in a line."""
        return f"{self.file}:{self.node.lineno}: {ast.unparse(self.node)} -> {self.new}"


class Ran(NamedTuple):
    """What a file of tests ran, and in how many seconds of the processor."""

    file: str
    seconds: float
    data: CoverageData

    def meets(self, change: Change, copy: Path) -> Iterator[tuple[bool, float, list[str]]]:
        """Yield what may notice a change, with the seconds it takes: tests that run it, and then (True) all.

        An import, a fixture or a program has no test's name.
        """
        known = self.data.contexts_by_lineno(str(copy / change.file))
        found = {context for line in change.lines for context in known.get(line, ())}
        here = Path(self.file).stem
        named = [
            name for module, _, name in (each.rpartition(".") for each in found) if module.endswith(here)
        ]
        if named:
            part = len(named) / len(self.data.measured_contexts())
            yield False, part * self.seconds, [f"{self.file}::{name}" for name in sorted(named)]
        if found:
            yield True, self.seconds, [self.file]


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


def changes(file: Path) -> Iterator[Change]:
    """Yield what can be changed in a file, outside of annotations."""
    text = (ROOT / file).read_text(encoding="utf-8")
    for lines, node in placed(ast.parse(text), range(0)):
        new = changed(node)
        if new is not None and isinstance(node, ast.expr) and stands(text, node):
            yield Change(file, lines, node, ast.unparse(new))


def placed(node: ast.AST, lines: range) -> Iterator[tuple[range, ast.AST]]:
    """Yield what is in a node, each with its statement's lines, of a block those before the body."""
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if not isinstance(child, ast.AST) or name in {"annotation", "returns"}:
                continue
            if isinstance(child, ast.keyword) and child.arg in GUARDS:
                continue
            own = lines
            if isinstance(child, ast.stmt):
                body = getattr(child, "body", ())
                first = min(each.lineno for each in (child, *getattr(child, "decorator_list", ())))
                own = range(first, body[0].lineno if body else (child.end_lineno or first) + 1)
            yield own, child
            yield from placed(child, own)


def stands(text: str, node: ast.expr) -> bool:
    """Whether a node is where Python says: in an f-string it may not be."""
    try:
        return ast.dump(ast.parse(f"({ast.get_source_segment(text, node)})", mode="eval").body) == ast.dump(
            node
        )
    except SyntaxError:
        return False


def mutated(text: str, change: Change) -> str:
    """Return a file's text with the change made."""
    lines, node = text.splitlines(keepends=True), change.node
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    begin = lines[first].encode()[: node.col_offset].decode()
    end = lines[last].encode()[node.end_col_offset :].decode()
    return "".join([*lines[:first], f"{begin}({change.new}){end}", *lines[last + 1 :]])


def write(file: Path, text: str) -> None:
    """Write a module, and forget what was compiled of it: its time and size may be the same."""
    file.write_text(text, encoding="utf-8")
    Path(cache_from_source(str(file))).unlink(missing_ok=True)


def run(copy: Path, words: Sequence[str], *before: str, longest: float = LONGEST) -> tuple[int, str]:
    """Run pytest on the copy, in one process; return its exit code, not 0 if it took too long, and output."""
    command = [sys.executable, *before, "-m", "pytest", "-x", "-q", "-n0", "-p", "no:cacheprovider", *words]
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    with subprocess.Popen(
        command, cwd=copy, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment
    ) as child:
        resource.prlimit(child.pid, resource.RLIMIT_CPU, (ceil(longest), ceil(longest)))
        resource.prlimit(child.pid, resource.RLIMIT_AS, (LARGEST, LARGEST))
        try:
            out, _ = child.communicate(timeout=BUSY * longest)
        except subprocess.TimeoutExpired:
            child.kill()
            return 1, "too long"
    return child.returncode, out


def spent() -> float:
    """Return the processor seconds of all runs so far, whatever else the machine does."""
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime


def recorded(copy: Path, parts: list[Path], tests: list[str]) -> list[Ran]:
    """Run every file of tests by itself and return what of some parts each ran, the fastest first."""
    watched = [str(copy / part / "*" if part.is_dir() else copy / part) for part in parts]
    settings = copy / "recorded.cfg"
    settings.write_text(
        f"[run]\ninclude = {','.join(watched)}\ndynamic_context = test_function\n", encoding="utf-8"
    )
    started = copy / "sitecustomize.py"  # the tests start programs with the copy on Python's path
    chosen = {
        line.partition("::")[0]
        for line in run(copy, ["--collect-only", *tests])[1].splitlines()
        if "::" in line
    }
    found: list[Ran] = []
    for name in sorted(chosen):
        kept = copy / f"recorded.{len(found)}"
        started.write_text(_STARTED.format(str(kept), watched), encoding="utf-8")
        begun = spent()
        code, out = run(
            copy, [name, *tests], "-m", "coverage", "run", f"--rcfile={settings}", f"--data-file={kept}"
        )
        if code:
            sys.exit(f"{name} fails before anything is changed.\n{out}")
        data = CoverageData(no_disk=True)
        for part in (kept, *copy.glob(f"{kept.name}.*")):
            other = CoverageData(str(part))
            other.read()
            data.update(other)
        found.append(Ran(name, spent() - begun, data))
    started.unlink(missing_ok=True)
    return sorted(found, key=lambda ran: ran.seconds)


def survives(change: Change, copy: Path, ran: list[Ran], tests: list[str]) -> bool:
    """Whether the tests of every file that runs a changed line pass: first those that run it themselves."""
    met = sorted(each for file in ran for each in file.meets(change, copy))
    budget = AT_FIRST
    while met:
        needed, words = 0.0, list[str]()
        while met and (not words or needed + met[0][1] <= budget):
            _, seconds, named = met.pop(0)
            needed, words = needed + seconds, [*words, *named]
        if run(copy, [*words, *tests], longest=AT_FIRST + SLOWER * needed)[0]:
            return False
        budget *= 2
    return True


def main() -> None:
    """Print each survivor, and the score of every file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("parts", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", default="-m quick", help="which tests: -m and -k of pytest")
    asked = parser.parse_args()
    tests = shlex.split(asked.tests)
    files = sorted(
        {file for part in asked.parts for file in (part.rglob("*.py") if part.is_dir() else [part])}
    )
    found = [change for file in files for change in changes(file)]
    wanted = random.Random(asked.seed).sample(found, min(asked.number, len(found)))  # noqa: S311 - a sample
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        ran = recorded(copy, asked.parts, tests)
        made, survivors = Counter(change.file for change in wanted), Counter[Path]()
        for change in wanted:
            target = copy / change.file
            text = target.read_text(encoding="utf-8")
            write(target, mutated(text, change))
            if survives(change, copy, ran, tests):
                survivors[change.file] += 1
                print(f"survived: {change}", flush=True)
            write(target, text)
    for file in sorted(made):
        print(f"{made[file] - survivors[file]:4} of {made[file]:3}  {file}")
    killed = len(wanted) - survivors.total()
    print(f"{killed} of {len(wanted)} changes noticed ({killed / len(wanted):.0%}) of {len(found)} possible")


if __name__ == "__main__":
    main()
