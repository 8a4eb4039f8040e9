"""Time what a script waits for against a bare Typer program in the same environment.

Run it with the Python of an environment that casemgr is installed in:

    .venv/bin/python benchmarks/startup.py --runs 20

The three programs take turns, so that a busy moment of the machine slows all of them alike. The bars are
what the project holds itself to; being over one is printed, never a failure.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

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
BASE = "bare Typer"
BARS = {BASE: 1.0, "salary --nursing": 1.25, "advise --answers F --json": 1.8}


def commands(folder: Path) -> dict[str, list[str]]:
    """Return the command lines to time, by the names they are printed under."""
    hello, answers = folder / "hello.py", folder / "answers.yaml"
    hello.write_text(HELLO, encoding="utf-8")
    answers.write_text(ANSWERS, encoding="utf-8")
    casemgr = [sys.executable, "-m", "casemgr_cli"]
    lines = (
        [sys.executable, str(hello)],
        [*casemgr, "salary", "--nursing"],
        [*casemgr, "advise", "--answers", str(answers), "--json", "--assume-defaults"],
    )
    return dict(zip(BARS, lines, strict=True))


def seconds(command: list[str]) -> float:
    """Run a command with its output piped and return how long it took."""
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - start


def measure(lines: dict[str, list[str]], runs: int) -> dict[str, list[float]]:
    """Return the times of each command, in seconds; a first round warms the caches and is not counted."""
    times: dict[str, list[float]] = {name: [] for name in lines}
    for turn in range(runs + 1):
        for name, line in lines.items():
            taken = seconds(line)
            if turn:
                times[name].append(taken)
    return times


def main() -> None:
    """Print the median of each command and its ratio to the bare program."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=15, help="how often each command runs (default 15)")
    runs = max(1, parser.parse_args().runs)
    with tempfile.TemporaryDirectory() as folder:
        times = measure(commands(Path(folder)), runs)
    base = statistics.median(times[BASE])
    for name, taken in times.items():
        median = statistics.median(taken)
        verdict = "ok" if median / base <= BARS[name] else f"over its bar of {BARS[name]}"
        print(f"{name:28} {median * 1000:7.0f} ms   {median / base:5.2f} times   {verdict}")


if __name__ == "__main__":
    main()
