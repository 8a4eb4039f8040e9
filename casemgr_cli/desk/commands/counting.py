"""`casemgr session results` and `cohort`: reports over many students, in which no small number stands."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from msgspec import MsgspecError
from msgspec.structs import replace

from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.cli import given, options
from casemgr_cli.desk import counts
from casemgr_cli.desk.commands import options as own
from casemgr_cli.desk.commands.choosing import wish_of
from casemgr_cli.desk.commands.opening import bars, opened, store_files, tell
from casemgr_cli.desk.count_pages import cohort_page, results_page
from casemgr_cli.desk.count_rules import load_rules
from casemgr_cli.desk.counted import grades, latest_plans, plan_count, sittings
from casemgr_cli.desk.counts import EVERY_NUMBER, sketch
from casemgr_cli.desk.documents import cohort_csv, cohort_document, results_csv, results_document
from casemgr_cli.desk.records import students_matching
from casemgr_cli.desk.students import students_of
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import named

if TYPE_CHECKING:
    from casemgr_cli.desk.counts import AdviceSketch, Rules

# How many students are named at most.
_SHOWN = 5
_Full = Annotated[
    bool, typer.Option("--full", help="Every number, small ones too: for your own desk, not to be passed on.")
]


def results(
    *,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Sessions begun on this day or later.")
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="DAY", help="Sessions begun on this day or before.")
    ] = None,
    whom: own.Whom,
    full: _Full = False,
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """Count for a results report: students, sessions, minutes, and plans finished.

    Counts only; a number of fewer than ten students is never printed, nor can it be worked out
    from this report alone. --full prints every number, for your own desk.

    Example: casemgr session results --from 2026-08-15 --to 2026-12-18
    """
    out = written.chosen(personal=full, inputs=store_files(store))
    days, rules, words = _days(first, last), _rules(written.data, full=full), given.words(written.data)
    with opened(store) as at:
        sat, enrolled = sittings(at), grades(at)
        if whom.asked:
            wish = wish_of(whom, words, status=None)
            meant = students_matching(students_of(at), wish)
            ids = {each.id for each in meant}
            sat = tuple(each for each in sat if each.student in ids)
            enrolled = Counter(each.grade for each in meant if each.status == "active")
        found = counts.results(sat, enrolled, rules.least, days)
    out.show(
        document=lambda: results_document(found, rules),
        page=lambda: results_page(found, rules, words),
        table=lambda: results_csv(found, rules, words),
    )


def cohort(
    *,
    full: _Full = False,
    store: own.WhichStore,
    written: options.WrittenTable,
) -> None:
    """Count what the latest plans say: destinations, routes, fit, and what stands in the way.

    Counts only; a number of fewer than ten students is never printed, nor can it be worked out
    from this report alone. --full prints every number, for your own desk.

    Example: casemgr session cohort --format csv -o cohort.csv
    """
    out = written.chosen(personal=full, inputs=store_files(store))
    rules, words, places = (
        _rules(written.data, full=full),
        given.words(written.data),
        given.load(written.data).destinations,
    )
    with opened(store) as at, bars(written.plain) as bar:
        plans = latest_plans(at)
        steps = bar(range(plan_count(at)), words("cohort.reading"))
        kept: dict[AdviceSketch, AdviceSketch] = {}  # many say the same, and one of them is enough
        sketches, unread = [], []
        for (id_, document), _ in zip(plans, steps, strict=False):
            try:
                found_sketch = sketch(document)
                sketches.append(kept.setdefault(found_sketch, found_sketch))
            except MsgspecError:
                unread.append(id_)
        found = counts.cohort(sketches, tuple(places), rules.least)
    if unread:
        tell(words.count("desk.passed_over", len(unread), ids=", ".join(unread[:_SHOWN])))
    names = {key: place.title for key, place in places.items()}
    out.show(
        document=lambda: cohort_document(found, names, rules),
        page=lambda: cohort_page(found, names, rules, words),
        table=lambda: cohort_csv(found, names, rules, words),
    )


def _rules(data: Path | None, *, full: bool) -> Rules:

    rules = load_rules(data_dir(data), strict=data is not None)
    return replace(rules, least=EVERY_NUMBER) if full else rules


def _days(first: str | None, last: str | None) -> tuple[date | None, date | None]:
    days = _day("--from", first), _day("--to", last)
    if days[0] and days[1] and days[0] > days[1]:
        raise UsageFailure(f"{days[0]} is after {days[1]}.", hint="Give the earlier day with --from.")
    return days


def _day(option: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError as error:
        raise UsageFailure(
            f"{option} {named(text or '')} is no day.", hint="Write it as 2026-08-15."
        ) from error
