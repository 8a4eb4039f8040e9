"""Count what a counselor types in a year with 372 students, by the guide and nothing else.

    .venv/bin/python benchmarks/year.py
    .venv/bin/python benchmarks/year.py --before ../before     # a checkout of an earlier version beside it

Each task is done with the commands that the guide of that version names for it. Keys are the signs of the
command line and of what is typed after it or into a file for it, each Enter counted. So that commands are
counted that work, they are run on a store of 372 students: of many that are alike, the first and the last.
"""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

from msgspec import Struct

ROOT = Path(__file__).resolve().parent.parent
IDS = range(1001, 1373)
GRADES = (9, 10, 11, 12)
CLASS, SENIORS = IDS[186:217], IDS[279:]  # Period 7, in grade 11; and grade 12
CLUB, WEEKS = CLASS[:8], range(36)
GROUP = '--group "Period 7"'
ANSWERS = {"education": "none", "graduation_year": "2028", "state": "OR"}
YAML = "".join(f"{key}: {value}\n" for key, value in ANSWERS.items())
INTEREST = "".join(("Student ID,Before,After\n", *(f"{id_},2,4\n" for id_ in CLASS)))
NOTE = "Met with her family; wants to stay close to home.\n\x04"
SIGN = f"session report {GROUP} --template plan --with-name"
YES = "y\n"


class Typed(Struct, frozen=True):
    """A command as it is typed, what is typed after it, and what into files for it."""

    line: str
    program: str = "casemgr "
    then: str = ""
    file: str = ""

    @property
    def keys(self) -> int:
        """How many keys that takes."""
        return len(f"{self.program}{self.line}\n{self.then}{self.file}")


def one_each(line: str, ids: range, then: str = "") -> list[Typed]:
    """Return the same command for each of several students."""
    return [Typed(line.format(id_), then=then) for id_ in ids]


# What is done, by the earlier version and by this one.
TASKS: dict[str, tuple[list[Typed], list[Typed]]] = {
    "the list of September": ([Typed("roster import students.csv")],) * 2,
    "a student who comes late": (
        [Typed(f"session student 2001 --given Ana --family Ruiz --grade 11 {GROUP}")],
        [Typed(f"session student 2001 --name --grade 11 {GROUP}", then="Ana Ruiz\n")],
    ),
    "a class's answers from an online form": (
        [Typed("session import-answers answers --assume-defaults", file=YAML * len(CLASS))],
        [Typed("session import-answers form.csv --assume-defaults")],
    ),
    "somebody found by a part of the name": (
        [Typed("session list ruiz")],
        [Typed("session list -", then="ruiz\n")],
    ),
    "a follow-up for a class": (
        one_each("session follow-up {} 6w", CLASS),
        [Typed(f"session follow-up 6w {GROUP}", then=YES)],
    ),
    "a class's interest, from paper": (
        one_each("session interest {} --before 2 --after 4", CLASS),
        [Typed("session interest --from interest.csv", file=INTEREST)],
    ),
    "a note on each of a club": (
        one_each("session note {} --add -", CLUB, NOTE),
        one_each("session note {} --add", CLUB, NOTE),
    ),
    "a class's plans to sign": (
        [Typed(f"{SIGN} --format pdf -o to-sign")],
        [Typed(f"{SIGN} -o to-sign.pdf")],
    ),
    "a club, beside the classes": (
        one_each('session student {} --group "Period 7; STEM club"', CLUB),
        [Typed(f'session group "STEM club" {" ".join(map(str, CLUB))}')],
    ),
    "the same taken back": (
        one_each(f"session student {{}} {GROUP}", CLUB),
        [Typed("roster undo", then=YES)],
    ),
    "a copy of the store each week": (
        [Typed(f"cp desk.db copy-{week}.db", program="") for week in WEEKS],
        [Typed(f"session backup copy-{week}.db") for week in WEEKS],
    ),
    "the results report": ([Typed("session results -o results.pdf")],) * 2,
    "the seniors graduate, the others move up": (
        [*one_each("session student {} --status graduated", SENIORS), Typed("roster import next.csv")],
        [Typed("roster new-year", then=YES)],
    ),
    "the records of the graduates deleted": (
        one_each("session delete {}", SENIORS, YES),
        [Typed("session purge --older-than 0d --left", then=YES)],
    ),
}


def prepare(folder: Path) -> None:
    """Write the files that come from elsewhere."""
    for name, later in (("students.csv", 0), ("next.csv", 1)):
        rows = (
            f"{id_},Given{id_},Family{id_},{GRADES[place // 93] + later},Period {place // 31 + 1}"
            for place, id_ in enumerate(IDS)
            if GRADES[place // 93] + later <= GRADES[-1]
        )
        (folder / name).write_text("\n".join(("Student ID,First Name,Last Name,Grade,Section", *rows, "")))
    (folder / "answers").mkdir()
    for id_ in CLASS:
        (folder / "answers" / f"{id_}.yaml").write_text(YAML)
    header = ",".join(("Timestamp", "Student ID", *ANSWERS))
    rows = (",".join(("today", str(id_), *ANSWERS.values())) for id_ in CLASS)
    (folder / "form.csv").write_text("\n".join((header, *rows, "")))
    (folder / "interest.csv").write_text(INTEREST)


def run(typed: Typed, folder: Path, home: Path) -> None:
    """Run a command the way it was typed, but for a yes, which takes a terminal.

    Raises:
        SystemExit: it does not work.
    """
    agreed = ["--yes"] if typed.then == YES else []
    environment = {**os.environ, "PYTHONPATH": str(home), "CASEMGR_DATABASE_URL": str(folder / "desk.db")}
    own = home / ".venv" / "bin" / "python"  # an earlier version may need libraries that this one does not
    python = own if own.exists() else sys.executable
    program = [str(python), "-m", "casemgr_cli"] if typed.program else []
    command = [*program, *shlex.split(typed.line), *agreed]
    text = typed.then.removesuffix("\x04")
    done = subprocess.run(
        command, input=text, text=True, capture_output=True, cwd=folder, env=environment, check=False
    )
    if done.returncode:
        sys.exit(f"{typed.line}\n{done.stderr}")


def tried(version: int, home: Path) -> None:
    """Run the commands of every task with one version, the first and the last of those that are alike."""
    with tempfile.TemporaryDirectory() as name:
        prepare(Path(name))
        for each in TASKS.values():
            for typed in dict.fromkeys((each[version][0], each[version][-1])):
                run(typed, Path(name), home)


def main() -> None:
    """Try the commands, and print how many there are and how many keys they take."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--before", type=Path, help="a checkout of the earlier version, to try its commands")
    asked = parser.parse_args()
    tried(1, ROOT)
    if asked.before:
        tried(0, asked.before.resolve())
    print(f"{'':42}{'commands':>16}{'keys':>18}")
    counts = {name: [(len(each), sum(t.keys for t in each)) for each in both] for name, both in TASKS.items()}
    counts["the year"] = [
        (sum(number for number, _ in each), sum(keys for _, keys in each))
        for each in zip(*counts.values(), strict=True)
    ]
    for name, ((commands, keys), (now, keys_now)) in counts.items():
        print(f"{name:42}{commands:>8,} {now:>7,}{keys:>10,} {keys_now:>7,}")


if __name__ == "__main__":
    main()
