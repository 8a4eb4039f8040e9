"""Measure what a script waits for: against Python itself, a bare Typer program, and an earlier commit.

Run it with the Python of an environment that casemgr is installed in:

    .venv/bin/python benchmarks/startup.py --runs 20 --before before-second-plan --beside OTHER/bin/http

What is measured is processor time, so that a busy machine disturbs little; the programs take turns all the
same. The earlier commit runs from an export of its own, with the same libraries; programs beside it print
their help. Being over a bar is printed, never a failure.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import statistics
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HELLO = """
import typer

app = typer.Typer()


@app.command()
def hello(name: str = "world") -> None:
    typer.echo(f"Hello {name}")


app()
"""
ANSWERS = """
background: nursing
education: associate
field: nursing
accredited: yes
fieldwork: yes
licenses: [rn]
license_status: active
state: MD
priority: soonest
keep_working: yes
strengths: [active_listening, coordination, monitoring, service_orientation, speaking]
stretches: [mathematics, operations_analysis, programming, repairing, technology_design]
certifications: []
months_nursing: 30
months_acute_care: 30
months_case_management: 0
"""
TABS = {
    "Tab after a command's letters": "casemgr sal",
    "Tab after an option's letters": "casemgr salary --se",
    "Tab after a state's letter": "casemgr salary --state O",
    "Tab after a setting's letter": "casemgr salary --setting h",
}
TAB_AT_MOST = 0.09
# No other checkout crowds out what is kept here.
CACHE = ROOT / ".pytest_cache" / "startup"
PYTHON, HELLO_NAME = "Python alone", "bare Typer"
SALARY = ("salary", "--nursing", "--json")
ADVISE = ("advise", "--assume-defaults", "--answers", "{answers}")
CASES: dict[str, tuple[str, ...]] = {
    "salary --nursing --json": SALARY,
    "advise --json": (*ADVISE, "--json"),
    "advise --json --data DIR": (*ADVISE, "--json", "--data", "{data}"),
    "advise": ADVISE,
    "certs": ("certs", "--json"),
    "sides": ("sides", "--json"),
    "next": ("next", "--json"),
    "license MD": ("license", "MD", "--json"),
    "programs": ("programs", "--degree", "bsn", "--state", "MD", "--json"),
}
# At most so many times what the earlier commit took, and what the bare Typer program takes.
OF_BEFORE = {"salary --nursing --json": 0.65, "advise --json": 0.55}
OF_HELLO = {**dict.fromkeys(CASES, 1.0), "advise": 1.3}


def commands(folder: Path, before: str, beside: list[str]) -> dict[str, tuple[list[str], Path]]:
    """Return what to run and where, by the name it is printed under."""
    hello, answers = folder / "hello.py", folder / "answers.yaml"
    hello.write_text(HELLO, encoding="utf-8")
    answers.write_text(ANSWERS, encoding="utf-8")
    runs = {PYTHON: ([sys.executable, "-c", ""], folder), HELLO_NAME: ([sys.executable, str(hello)], folder)}
    for name, words in CASES.items():
        filled = [word.format(answers=answers, data=ROOT / "data") for word in words]
        command = [sys.executable, "-m", "casemgr_cli", *filled]
        runs[name] = (command, ROOT)
        if before and name in OF_BEFORE:
            runs[f"{name}, {before}"] = (command, export(before, folder))
    for name, line in TABS.items():
        shell = ["_CASEMGR_COMPLETE=complete_bash", f"COMP_WORDS={line}", f"COMP_CWORD={line.count(' ')}"]
        runs[name] = (["env", *shell, sys.executable, "-m", "casemgr_cli"], ROOT)
    return runs | {Path(other).name: ([other, "--help"], folder) for other in beside}


def export(commit: str, folder: Path) -> Path:
    """Return a folder with a commit's files."""
    into = folder / "before"
    if not into.exists():
        command = ["git", "archive", "--format=tar", commit, "casemgr_cli", "data"]
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
            archive.extractall(into, filter="data")
    return into


def seconds(command: list[str], folder: Path) -> float:
    """Run a command with its output piped and return the processor time that it took."""
    start = resource.getrusage(resource.RUSAGE_CHILDREN)
    # An installation has its code compiled, whatever this shell says about writing such files.
    own = {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "", "XDG_CACHE_HOME": str(CACHE)}
    environment = {**os.environ, **own}
    subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, stdin=subprocess.DEVNULL
    )
    end = resource.getrusage(resource.RUSAGE_CHILDREN)
    return end.ru_utime + end.ru_stime - start.ru_utime - start.ru_stime


def measure(runs: dict[str, tuple[list[str], Path]], times: int) -> dict[str, float]:
    """Return the median of each, in seconds; a first round warms the caches and is not counted."""
    taken: dict[str, list[float]] = {name: [] for name in runs}
    for turn in range(times + 1):
        for name, (command, folder) in runs.items():
            found = seconds(command, folder)
            if turn:
                taken[name].append(found)
    return {name: statistics.median(found) for name, found in taken.items()}


def verdict(name: str, medians: dict[str, float], before: str) -> str:
    """Say how a command stands against its bars."""
    if name in TABS:
        return "ok" if medians[name] <= TAB_AT_MOST else f"over {TAB_AT_MOST * 1000:.0f} ms"
    if name not in CASES:
        return ""
    earlier = medians.get(f"{name}, {before}")
    bars = {"hello": (medians[name] / medians[HELLO_NAME], OF_HELLO[name])}
    if earlier:
        bars["before"] = (medians[name] / earlier, OF_BEFORE[name])
    if "--data" in name:
        bars["without --data"] = (medians[name] / medians["advise --json"], 1.1)
    return "   ".join(
        f"{found:.2f} of {what} ({'ok' if found <= bar else f'over {bar}'})"
        for what, (found, bar) in bars.items()
    )


def main() -> None:
    """Print the median of each command and how it stands."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, help="how often each command runs (default 15)")
    parser.add_argument("--before", default="", help="a commit to measure beside this checkout")
    parser.add_argument("--beside", nargs="*", default=[], help="other programs to measure")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        medians = measure(commands(Path(folder), asked.before, asked.beside), max(1, asked.runs))
    for name, median in medians.items():
        print(f"{name:44} {median * 1000:6.0f} ms   {verdict(name, medians, asked.before)}".rstrip())


if __name__ == "__main__":
    main()
