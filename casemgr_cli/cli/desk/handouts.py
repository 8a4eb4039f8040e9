"""The plans of a whole grade or group, one file a student, into one folder."""

from __future__ import annotations

import gc
import json
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.cli.desk.bars import bars
from casemgr_cli.cli.desk.files import file_names, make_folder, refuse_there
from casemgr_cli.cli.desk.telling import tell
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain.desk import Student
    from casemgr_cli.pages.words import Words
    from casemgr_cli.sessions.store import Store

ENDINGS = {"text": ".txt", "markdown": ".md"}


class Whom(Struct, frozen=True):
    """Whose plans are meant, where not one student's."""

    grade: int | None
    group: str | None
    everybody: bool

    def are_many(self, id_: str | None, number: int | None) -> bool:
        """Whether not one student is meant.

        Raises:
            UsageFailure: neither one nor many are, or both.
        """
        many = self.grade is not None or self.group is not None or self.everybody
        if many and id_ is not None:
            raise UsageFailure(
                "One student and many are asked for.",
                hint="Give an id, or --grade, --group or --all.",
            )
        if many and number is not None:
            raise UsageFailure(
                "--number is for one student.", hint="Of many, the latest plan of each is written."
            )
        if not many and id_ is None:
            raise UsageFailure("Whose plan?", hint="Give an id; or --grade, --group or --all, and -o FOLDER.")
        return many


class Printing(Struct, frozen=True):
    """How plans are printed.

    `out` has the format, `template` is full, or plan for the one to sign. `with_name` says on each whose it
    is. With `force` files that are there are written over; without it nothing is begun when there is one.
    """

    out: Output
    template: str
    with_name: bool
    force: bool


def write_handouts(at: Store, whom: Whom, folder: Path, printing: Printing, words: Words) -> None:
    """Write the latest plan of everybody who is meant, exactly as it was handed out.

    The folder is made when it is not there, for its owner alone, and so is each file. When it is stopped in
    the middle, every file that was written is whole.

    Args:
        at: the store.
        whom: whose plans.
        folder: where they go.
        printing: how they are printed.
        words: the words on screen.

    Raises:
        FileFailure: a file is there, or cannot be written.
        UsageFailure: nobody who is meant has a plan.
    """
    gc.enable()  # it rests for short runs only
    students, without = _planned(at, whom)
    if not students:
        raise UsageFailure(
            words("desk.handouts_none"), hint='"casemgr session list" shows who has one.', slug="no_plan"
        )
    format_ = printing.out.format
    names = file_names([each.id for each in students], ENDINGS.get(format_, f".{format_}"))
    refuse_there(folder, names.values(), words, force=printing.force)
    make_folder(folder)
    written = 0
    try:
        with bars(printing.out.plain) as bar:
            for student in bar(students, words("desk.handouts_writing")):
                _write(at, student, folder / names[student.id], printing, words)
                written += 1
    finally:
        tell(words.count("desk.handouts_written", written, folder=str(folder)))
    if without:
        tell(words.count("desk.handouts_without", without))


def _planned(at: Store, whom: Whom) -> tuple[Sequence[Student], int]:
    """Return who is meant and has a plan, and how many have none."""
    from casemgr_cli.domain.desk import Wish
    from casemgr_cli.engine.desk import students_matching
    from casemgr_cli.sessions.cohort import with_plan
    from casemgr_cli.sessions.roster import students_of

    planned = with_plan(at)
    meant = students_matching(students_of(at), Wish(group=whom.group, grade=whom.grade))
    students = [each for each in meant if each.id in planned]
    return students, len(meant) - len(students)


def _write(at: Store, student: Student, file: Path, printing: Printing, words: Words) -> None:
    from casemgr_cli.pages.kept import printed_page
    from casemgr_cli.sessions.events import note_event
    from casemgr_cli.sessions.work import sessions_of

    *_, plan = (each.plan for each in sessions_of(at, student.id) if each.plan)
    replace(printing.out, file=str(file), plain=True).show(
        document=lambda: json.loads(plan.document),
        page=lambda: printed_page(plan, printing.template, words, student if printing.with_name else None),
        day=plan.on,
    )
    note_event(at, student.id, "printed")
