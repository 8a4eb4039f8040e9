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
    from casemgr_cli.report.words import Words
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


def write_handouts(
    at: Store, whom: Whom, folder: Path, out: Output, words: Words, *, template: str, force: bool
) -> None:
    """Write the latest plan of everybody who is meant, exactly as it was handed out.

    The folder is made when it is not there, for its owner alone, and so is each file. When it is stopped in
    the middle, every file that was written is whole.

    Args:
        at: the store.
        whom: whose plans.
        folder: where they go.
        out: their format.
        words: the words on screen.
        template: full, or plan for the one to sign.
        force: write over files that are there; without it nothing is begun when there is one.

    Raises:
        FileFailure: a file is there, or cannot be written.
        UsageFailure: nobody who is meant has a plan.
    """
    gc.enable()  # it rests for short runs only
    ids, without = _ids(at, whom)
    if not ids:
        raise UsageFailure(
            words("desk.handouts_none"), hint='"casemgr session list" shows who has one.', slug="no_plan"
        )
    names = file_names(ids, ENDINGS.get(out.format, f".{out.format}"))
    refuse_there(folder, names.values(), words, force=force)
    make_folder(folder)
    written = 0
    try:
        with bars(out.plain) as bar:
            for id_ in bar(ids, words("desk.handouts_writing")):
                _write(at, id_, replace(out, file=str(folder / names[id_]), plain=True), template)
                written += 1
    finally:
        tell(words.count("desk.handouts_written", written, folder=str(folder)))
    if without:
        tell(words.count("desk.handouts_without", without))


def _ids(at: Store, whom: Whom) -> tuple[Sequence[str], int]:
    """Return who is meant and has a plan, and how many have none."""
    from casemgr_cli.domain.desk import Wish
    from casemgr_cli.engine.desk import students_matching
    from casemgr_cli.sessions.cohort import with_plan
    from casemgr_cli.sessions.roster import students_of

    planned = with_plan(at)
    meant = students_matching(students_of(at), Wish(group=whom.group, grade=whom.grade))
    ids = [each.id for each in meant if each.id in planned]
    return ids, len(meant) - len(ids)


def _write(at: Store, id_: str, out: Output, template: str) -> None:
    from casemgr_cli.report.kept import kept_page
    from casemgr_cli.sessions.events import note_event
    from casemgr_cli.sessions.work import sessions_of

    *_, plan = (each.plan for each in sessions_of(at, id_) if each.plan)
    out.show(
        document=lambda: json.loads(plan.document),
        page=lambda: kept_page(plan.page, template),
        day=plan.on,
    )
    note_event(at, id_, "printed")
