"""Change one line at a time and see whether the tests notice: the mutation score of a part of the house.

    python benchmarks/mutate.py 100 casemgr_cli/engine [casemgr_cli/desk ...] [--seed N] [--tests "-m quick"]

Works on a copy. Each change is one of: a comparison turned or shifted, `and` for `or`, plus for minus, a
number one higher, yes for no, a condition turned round.

The tests are collected once; those of each file run in a forked process, which records who runs which line.
A change is made in the functions of another, and meets the tests that run its statement, the fastest first,
then the rest of their files, which may share what those made. What is in no function (a table, a default), or
that no test runs, is changed in its file, and meets all tests, collected anew. It survives if all pass, or as
many as take a minute: the line says how many. To die, or take far longer, is to notice. What tests work out
while they are collected, and programs they start, are unchanged.
"""

from __future__ import annotations

import argparse
import ast
import gc
import multiprocessing
import os
import random
import resource
import shlex
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from functools import cache, partial
from itertools import accumulate, chain, compress, groupby
from operator import attrgetter
from pathlib import Path
from types import CodeType, FunctionType, SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from coverage import Coverage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

ROOT = Path(__file__).resolve().parent.parent
# Bytes for a process; seconds for a change, and for one test with so many times what it took before.
LARGEST, MOST, LONGEST, SLOWER = 3 << 30, 60, 20, 4
CACHE, FORK, SCREEN = type(cache(bool)), multiprocessing.get_context("fork"), os.fdopen(os.dup(1), "w")
KEY = attrgetter("co_filename", "co_qualname", "co_firstlineno")  # what tells a function's code from others
# What says of which type a thing is, and arguments that change nothing unless the code itself is wrong.
NOTES, GUARDS = {"annotation", "returns"}, {"frozen", "strict", "eq"}
OTHER: dict[type[ast.AST], Any] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Add: ast.Sub, ast.Sub: ast.Add,
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot,
    ast.IsNot: ast.Is, ast.And: ast.Or, ast.Or: ast.And,
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


def changed(node: ast.AST) -> ast.AST | None:
    """Return a node changed in one way, or None if it is not of a kind that we change."""
    if isinstance(node, ast.Compare):
        return ast.Compare(node.left, [OTHER[type(node.ops[0])](), *node.ops[1:]], node.comparators)
    if isinstance(node, ast.BoolOp):
        return ast.BoolOp(OTHER[type(node.op)](), node.values)
    if isinstance(node, ast.BinOp) and type(node.op) in OTHER:
        return ast.BinOp(node.left, OTHER[type(node.op)](), node.right)
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
            if not isinstance(child, ast.AST) or name in NOTES or getattr(child, "arg", "") in GUARDS:
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
    with suppress(SyntaxError):
        found = ast.parse(f"({ast.get_source_segment(text, node)})", mode="eval")
        return ast.dump(found.body) == ast.dump(node)
    return False


def mutated(text: str, change: Change) -> str:
    """Return a file's text with the change made, in as many lines."""
    whole, node = text.encode(), change.node
    begins, last = [0, *accumulate(map(len, whole.splitlines(keepends=True)))], node.end_lineno or node.lineno
    first, end = begins[node.lineno - 1] + node.col_offset, begins[last - 1] + (node.end_col_offset or 0)
    new = f"({change.new}" + "\n" * (last - node.lineno) + ")"
    return (whole[:first] + new.encode() + whole[end:]).decode()


def forked(work: Callable[[], object]) -> Any:  # noqa: ANN401  what the work returns
    """Return what some work returns in a process of its own, or None if a signal ended it."""
    here, there = FORK.Pipe(duplex=False)
    child = FORK.Process(target=lambda: there.send(work()))
    child.start()
    there.close()
    try:
        return here.recv()
    except EOFError:
        child.join()
        return pytest.exit("The script is wrong.") if child.exitcode == 1 else None


def among(words: Iterable[str], work: Callable[[pytest.Session], object]) -> Any:  # noqa: ANN401  the same
    """Collect tests and return what some work among them returns, or None if pytest does not come to it."""
    found: list[object] = [None]

    def pytest_runtestloop(session: pytest.Session) -> bool:
        found.append(work(session))
        return True

    hooks = {"pytest_runtestloop": pytest_runtestloop, "pytest_report_teststatus": lambda: ("", "", "")}
    options = ["-qq", "-n0", "-p", "no:cacheprovider", "--basetemp=.made"]
    pytest.main([*options, *words], plugins=[SimpleNamespace(**hooks)])
    return found[-1]


def meet(session: pytest.Session, tests: list[str], seconds: dict[str, float]) -> tuple[bool, str]:
    """Run tests until one fails or the time is over: return whether and which, or how many passed."""
    items, begun = {item.nodeid: item for item in session.items}, time.process_time()
    for number, test in enumerate(tests):
        if time.process_time() - begun > MOST:
            return False, f"{number} of {len(tests)} tests pass"
        signal.setitimer(signal.ITIMER_PROF, LONGEST + SLOWER * seconds[test])
        item, *after = (items.get(each) for each in tests[number : number + 2])
        if item:
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after[0] if after else None)
        if session.testsfailed or not item:
            return True, test
    return False, f"{len(tests)} of {len(tests)} tests pass"


def recorded(session: pytest.Session, tests: list[str], wanted: list[Change]) -> list[Any]:
    """Run the tests of a file: return how long each takes, and who runs each change; nothing if one fails."""
    seconds, files = {}, {str(each.file): str(each.file.resolve()) for each in wanted}
    cover = Coverage(data_file=None, config_file=False, include=[*files.values()])
    cover.set_option("run:disable_warnings", ["no-data-collected"])
    cover.start()
    for test in tests:
        cover.switch_context(test)
        begun = time.process_time()
        if meet(session, [test], {test: LONGEST})[0]:
            return []
        seconds[test] = time.process_time() - begun
    ran = {name: cover.get_data().contexts_by_lineno(file) for name, file in files.items()}
    lines = ([ran[str(each.file)].get(line, ()) for line in each.lines] for each in wanted)
    return [seconds, [set(chain(*tests)) for tests in lines]]


def codes(code: CodeType) -> Iterator[tuple[object, CodeType]]:
    """Yield the code of each function in a code by its key, but of lambdas: two of a line have the same."""
    for part in code.co_consts:
        if isinstance(part, CodeType) and part.co_name != "<lambda>":
            yield KEY(part), part
            yield from codes(part)


def judge(session: pytest.Session, change: Change, met: set[str], seconds: dict[str, float]) -> object:
    """Let tests meet a change, in functions or else in its file: return the verdict, if any are collected."""
    text, own = change.file.read_text(encoding="utf-8"), tuple({test.partition("::")[0] for test in met})
    texts, file = (text, mutated(text, change)), str(change.file.resolve())
    old, new = (dict(codes(compile(each, file, "exec", dont_inherit=True))) for each in texts)
    tests = sorted(seconds, key=lambda test: (test not in met, change.file.stem not in test, seconds[test]))
    swapped = 0
    for each in gc.get_objects():
        if isinstance(each, FunctionType) and old.get(key := KEY(each.__code__)) != new.get(key):
            each.__code__, swapped = new[key], 1
    if swapped and met:
        return meet(session, [test for test in tests if test.startswith(own)], seconds)
    change.file.write_text(texts[1], encoding="utf-8")
    sys.dont_write_bytecode = True
    for name in [name for name in sys.modules if name.startswith(("casemgr_cli", "tests"))]:
        del sys.modules[name]
    signal.setitimer(signal.ITIMER_PROF, SLOWER * LONGEST)
    return among({test.partition("::")[0] for test in tests}, partial(meet, tests=tests, seconds=seconds))


def noticed(session: pytest.Session, wanted: list[Change]) -> list[bool]:
    """Run all tests, and say and return of each change whether they notice it."""
    for each in gc.get_objects():
        if isinstance(each, CACHE):
            each.cache_clear()
    seconds, met, found = dict[str, float](), [set[str]() for _ in wanted], list[bool]()
    for path, items in groupby(session.items, attrgetter("path")):
        ran = forked(partial(recorded, session, [item.nodeid for item in items], wanted))
        took, new = ran or pytest.exit(f"{path.name} fails before anything is changed.")
        seconds, met = seconds | took, [before | more for before, more in zip(met, new, strict=True)]
    for change, tests in zip(wanted, met, strict=True):
        text = change.file.read_text(encoding="utf-8")
        known, why = forked(partial(judge, session, change, tests, seconds)) or (True, "tests do not end")
        change.file.write_text(text, encoding="utf-8")
        print(f"{'noticed' if known else 'survived'}: {change} ({why})", file=SCREEN, flush=True)
        found.append(known)
    return found


def main() -> None:
    """Print each change and whether it is noticed, and the score of every file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("number", type=int)
    parser.add_argument("parts", nargs="+", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tests", default="-m quick", help="which tests: -m and -k of pytest")
    asked = parser.parse_args()
    files = {file for part in asked.parts for file in [*part.rglob("*.py")] or [part]}
    possible = [change for file in sorted(files) for change in changes(file)]
    wanted = random.Random(asked.seed).sample(possible, min(asked.number, len(possible)))  # noqa: S311 - a sample
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder).resolve() / "copy"
        shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".git", ".venv", "__pycache__", ".*_cache"))
        os.chdir(copy)
        resource.setrlimit(resource.RLIMIT_AS, (LARGEST, LARGEST))
        found = among(shlex.split(asked.tests), partial(noticed, wanted=wanted)) or sys.exit(1)
    made, known = (Counter(each.file for each in some) for some in (wanted, compress(wanted, found)))
    for file in sorted(made):
        print(f"{known[file]:4} of {made[file]:3}  {file}")
    total = f"{sum(found)} of {len(found)} changes noticed ({sum(found) / len(found):.0%})"
    print(f"{total} of {len(possible)} possible")


if __name__ == "__main__":
    main()
