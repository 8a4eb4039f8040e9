"""Reports over many students: the counts are right, and no small one is printed or can be worked out."""

from __future__ import annotations

import csv
import json
import shutil
from collections import defaultdict
from datetime import UTC, date, datetime
from io import StringIO
from typing import TYPE_CHECKING

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from casemgr_cli.desk.counts import (
    EVERY_NUMBER,
    AdviceSketch,
    Band,
    CountedSession,
    FitSketch,
    Line,
    RouteSketch,
    RuledOut,
    breakdown,
    cohort,
    kept_back,
    results,
    sketch,
)
from casemgr_cli.desk.documents import DOCUMENTS, cohort_csv, cohort_document, results_csv, results_document
from casemgr_cli.desk.pages import cohort_page, results_page
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.rules import check_cohort, load_rules
from casemgr_cli.desk.students import put_student
from casemgr_cli.desk.work import begin, grades, plan_count, plans_kept, sittings
from casemgr_cli.documents.advice import advice_document
from casemgr_cli.documents.base import plain
from casemgr_cli.documents.schemas import schema
from casemgr_cli.errors import DataInvalid
from casemgr_cli.writers.layout import render_text
from tests.desk_fixtures import PLAN
from tests.people import DATA, WORDS
from tests.unit import report_fixtures as made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from casemgr_cli.desk.store import Store
    from casemgr_cli.pages.blocks import Page
    from tests.desk_fixtures import Clock

RULES = load_rules(DATA, strict=True)
DAY = date(2026, 11, 24)


def tables(total: int, rows: int) -> Iterator[tuple[int, ...]]:
    """Yield every way to sort so many students into so many rows."""
    if rows == 1:
        yield (total,)
        return
    for first in range(total + 1):
        yield from ((first, *rest) for rest in tables(total - first, rows - 1))


def printed(counts: tuple[int, ...], least: int) -> tuple[int | None, ...]:
    """Return what a reader sees of a table."""
    hidden = kept_back(counts, least)
    return tuple(None if place in hidden else count for place, count in enumerate(counts))


@pytest.mark.parametrize(
    ("least", "rows", "most"), [(2, 4, 14), (3, 2, 24), (3, 3, 18), (3, 4, 14), (4, 3, 20), (3, 5, 14)]
)
def test_no_number_kept_back_can_be_worked_out(least: int, rows: int, most: int) -> None:
    """Whoever knows the total, what is printed and this very rule is left with several values for each.

    Every table there is: all that look the same when printed are laid side by side.
    """
    for total in range(least, most):
        alike = defaultdict(list)
        for counts in tables(total, rows):
            alike[printed(counts, least)].append(counts)
        for seen, behind in alike.items():
            for place in range(rows):
                possible = {counts[place] for counts in behind}
                assert seen[place] is not None or len(possible) >= least, (seen, behind)


@given(st.lists(st.integers(0, 60), min_size=1, max_size=8).filter(lambda counts: sum(counts) >= RULES.least))
def test_no_small_number_is_printed_and_none_stands_alone(counts: list[int]) -> None:
    """At the limit of the data: what is kept back is at least two rows and twice the limit, or every row."""
    hidden = kept_back(counts, RULES.least)
    assert all(count >= RULES.least for place, count in enumerate(counts) if place not in hidden)
    together = sum(counts[place] for place in hidden)
    assert not hidden or len(hidden) == len(counts) or (len(hidden) >= 2 and together >= 2 * RULES.least)
    if all(count >= RULES.least for count in counts):
        assert not hidden


@given(st.lists(st.integers(0, 30), min_size=2, max_size=6).filter(lambda each: sum(each) >= RULES.least))
def test_another_table_looks_the_same(counts: list[int]) -> None:
    """For each number that is kept back there is a table with another number there that prints alike."""
    seen = printed(tuple(counts), RULES.least)
    hidden = [place for place, number in enumerate(seen) if number is None]
    for place in hidden:
        others = [each for each in _others(counts, hidden) if each[place] != counts[place]]
        assert any(printed(tuple(other), RULES.least) == seen for other in others)


def _others(counts: list[int], hidden: list[int]) -> Iterator[list[int]]:
    """Yield tables with the same total: with some moved between two hidden rows, or all of them in one."""
    together = sum(counts[place] for place in hidden)
    for place in hidden:
        yield [together if at == place else 0 if at in hidden else n for at, n in enumerate(counts)]
        for other in hidden:
            for by in range(1, counts[other] + 1) if other != place else ():
                yield _moved(counts, place, other, by)


def _moved(counts: list[int], place: int, other: int, by: int) -> list[int]:
    moved = list(counts)
    moved[place] += by
    moved[other] -= by
    return moved


def test_which_rows_go_with_a_small_one_does_not_depend_on_their_size() -> None:
    """The ones that follow do, going round; to take the smallest would tell that it is no larger."""
    assert kept_back((3, 50, 12, 11), 10) == {0, 1}
    assert kept_back((50, 12, 11, 3), 10) == {3, 0}
    assert kept_back((4, 5, 60), 10) == {0, 1, 2}
    assert kept_back((9, 11, 60), 10) == {0, 1}
    assert kept_back((10, 11), 10) == frozenset()


def sitting(student: int, grade: int | None = 11, *, day: date = DAY, plan: bool = True) -> CountedSession:
    """Return a session of ten minutes."""
    return CountedSession(str(student), grade, day, 10, plan)


def test_what_was_done_is_counted() -> None:
    """Students once, sessions and minutes each time, plans by student, within the days."""
    many = [sitting(number, 9 + number % 4) for number in range(80)]
    many += [sitting(number, 9 + number % 4, plan=False) for number in range(40, 120)]
    many += [sitting(500, day=date(2025, 1, 1))]
    found = results(many, dict.fromkeys((9, 10, 11, 12, None), 40), 10, (date(2026, 1, 1), DAY))
    assert (found.students, found.sessions, found.minutes) == (120, 160, 1600)
    assert (found.with_plan, found.without_plan) == (80, 40)
    assert found.by_grade is not None
    assert [(line.key, line.students) for line in found.by_grade.lines] == [
        ("9", None), ("10", 30), ("11", 30), ("12", 30), ("unknown", None),
    ]  # fmt: skip
    assert results(many, {11: 100}, 10, (None, date(2025, 12, 31))).students is None


def test_the_few_without_a_plan_are_not_told_by_subtraction() -> None:
    """With 40 students and 37 plans, neither number is printed."""
    found = results([sitting(number, plan=number > 2) for number in range(40)], {11: 100}, 10)
    assert (found.students, found.with_plan, found.without_plan) == (40, None, None)
    assert "37" not in text(results_page(found, RULES, WORDS))


@pytest.mark.parametrize(
    ("pairs", "seen", "shown", "matched", "mean"),
    [
        ([(2, 4)] * 20 + [(3, 4)] * 15 + [(5, 5)] * 3, 38, False, 38, (2.6, 4.1)),
        ([(1, 2), (2, 3), (3, 4), (4, 5), (5, 1)] * 12, 60, True, 60, (3.0, 3.0)),
        ([(2, 4)] * 9, 20, False, None, None),
        ([(2, 4)] * 38, 41, False, None, None),
        ([(1, 4)] * 20, 20, False, 20, None),
    ],
)
def test_interest_before_and_after(
    pairs: list[tuple[int, int]],
    seen: int,
    shown: bool,
    matched: int | None,
    mean: tuple[float, float] | None,
) -> None:
    """Of those who answered twice: every answer where none is small, and the means where they tell nobody's.

    A part of the answers beside their mean would give away the rest.
    """
    sat = [
        replace(sitting(number), interest_before=before, interest_after=after)
        for number, (before, after) in enumerate(pairs)
    ]
    sat += [sitting(number) for number in range(len(pairs), seen)]
    found = results(sat, {11: 100}, 10)
    assert (found.interest is not None, found.matched, found.means) == (shown, matched, mean)
    document = plain(results_document(found, RULES))
    jsonschema.validate(document, schema("results", guests=DOCUMENTS), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize(
    ("plans", "seen", "with_", "without", "bound"),
    [
        (172, 184, 172, 12, None),
        (180, 184, None, None, 175),
        (4, 184, None, None, None),
        (9, 18, None, None, None),
    ],
)
def test_the_usual_report_can_be_made(
    plans: int, seen: int, with_: int | None, without: int | None, bound: int | None
) -> None:
    """172 of 184 have a plan; where a few have none, how many have one at least; and among how many."""
    found = results([sitting(number, plan=number < plans) for number in range(seen)], {11: 200}, 10)
    assert (found.with_plan, found.without_plan, found.bounds.get("with_plan")) == (with_, without, bound)
    assert (found.students, found.enrolled, found.of) == (seen, 200, {"11": 200})
    page = text(results_page(found, RULES, WORDS))
    assert f"{seen} of 200" in page
    assert ("175 or more" in page) is bool(found.bounds)
    assert "M 6" in page
    assert f"{seen / 6:.1f} hours" in page


def test_nobody_is_told_of_the_few_who_were_not_seen() -> None:
    """Among how many some were seen is left out where the others are few, for the school and each grade."""
    many = [sitting(number, 9) for number in range(95)] + [sitting(200 + number, 10) for number in range(50)]
    found = results(many, {9: 98, 10: 50}, 10)
    assert (found.students, found.enrolled, found.of) == (145, None, {"10": 50})


def advice(
    destination: str = "hospital_rn",
    way: str = "bsn",
    unmet: tuple[str, ...] = (),
    why: str = "",
    band: str = "good",
) -> AdviceSketch:
    """Return what is counted of advice."""
    route = RouteSketch(f"{destination}.{way}", f"{destination} by {way}", destination, unmet)
    ruled_out = (RuledOut(why), RuledOut(why)) if why else ()
    return AdviceSketch(route.id, (route,), ruled_out, FitSketch(Band(band), Band("mixed")))


MANY = (
    *(advice(unmet=("A BSN",), why="Too long") for _ in range(30)),
    *(advice(way="adn", unmet=("A BSN",)) for _ in range(4)),
    *(advice("dialysis", band="strong") for _ in range(3)),
    *(advice("hospice", band="mixed", why="Nights") for _ in range(20)),
    *(advice("child_welfare") for _ in range(40)),
    *(AdviceSketch(None, (), (RuledOut("Too long"),), None) for _ in range(12)),
)
ORDER = ("hospital_rn", "dialysis", "hospice", "child_welfare")
FOUND = cohort(MANY, ORDER, 10)


def lines(found: tuple[Line, ...]) -> dict[str, int | None]:
    """Return the numbers by what they count."""
    return {line.key: line.students for line in found}


def test_what_the_plans_say_is_counted() -> None:
    """Small destinations go together with the next, and nothing is told of the ways there."""
    assert FOUND.students == 109
    assert FOUND.destinations is not None
    assert lines(FOUND.destinations.lines) == {
        "hospital_rn": 34, "dialysis": None, "hospice": None, "child_welfare": 40, "none": 12,
    }  # fmt: skip
    assert FOUND.destinations.rest == 23
    assert set(FOUND.routes) == {"hospital_rn", "child_welfare"}
    assert lines(FOUND.routes["hospital_rn"].lines) == {"hospital_rn.adn": None, "hospital_rn.bsn": None}
    assert lines(FOUND.ruled_out) == {"Too long": 42, "Nights": 20}


def test_what_is_unmet_does_not_give_away_a_route() -> None:
    """With 30 and 4 on two routes that lack the same, 34 less 30 would be the 4."""
    assert FOUND.unmet == ()
    three = [*MANY, *(advice(way="msn", unmet=("A BSN",)) for _ in range(25))]
    found = cohort(three, ORDER, 10)
    assert lines(found.routes["hospital_rn"].lines)["hospital_rn.msn"] == 25
    assert lines(found.unmet) == {"A BSN": 25}
    assert lines(cohort([advice(unmet=("A BSN",))] * 30, ORDER, 10).unmet) == {"A BSN": 30}


LACKS = {"a.1": ("x",), "a.2": ("x", "y"), "b.1": ("x",), "b.2": ()}


def test_no_table_of_the_plans_gives_away_another() -> None:
    """Every way to sort a dozen students onto two routes to each of two destinations is printed.

    A small number that is not printed can be worked out when all that print alike have the same one there.
    """
    advices = {key: advice(key[0], key[2], unmet) for key, unmet in LACKS.items()}
    for total in range(3, 13):
        alike = defaultdict(list)
        for counts in tables(total, len(LACKS)):
            many = [advices[key] for key, count in zip(LACKS, counts, strict=True) for _ in range(count)]
            document = plain(cohort_document(cohort(many, ("a", "b"), 3), {}, RULES))
            alike[json.dumps(document, sort_keys=True)].append(counts)
        for seen, behind in alike.items():
            rows = [(*each, sum(each[:2]), sum(each[2:])) for each in behind]
            sums = [set(column) for column in zip(*rows, strict=True)]
            for key, possible in zip((*LACKS, "a", "b"), sums, strict=True):
                assert f'"id": "{key}"' in seen or len(possible) > 1 or possible == {0}, (key, behind, seen)


def text(page: Page) -> str:
    """Return a page as plain text."""
    return render_text(page, 80, "utf-8")


def test_pages_say_what_is_not_printed() -> None:
    """With the limit, where it comes from, and never a small number."""
    shown = text(cohort_page(FOUND, {"hospital_rn": "Hospital [red]nurse[/red]"}, RULES, WORDS))
    for said in ("109 students", "Hospital [red]nurse[/red]", "All others together", "fewer than 10", "SLDS"):
        assert said in shown
    assert "None that 10 or more students share." in shown
    everything = text(cohort_page(FOUND, {}, replace(RULES, least=EVERY_NUMBER), WORDS))
    assert "None.\n" in everything
    assert "students share" not in everything
    few = results(
        [sitting(n, 9 if n < 3 else 10 if n < 20 else 12) for n in range(60)],
        {9: 3, 10: 17, 12: 40},
        10,
    )
    shown = text(results_page(few, RULES, WORDS))
    assert shown.count("kept back*") == 2
    assert "others are kept back" in shown
    for page in (cohort_page(cohort(MANY[:9], ORDER, 10), {}, RULES, WORDS),
                 results_page(results([sitting(1)], {11: 100}, 10), RULES, WORDS)):  # fmt: skip
        assert "Fewer than 10 students" in text(page)


def test_documents_fit_their_schema() -> None:
    """Numbers that are not printed are null; CSV says so in words, and no formula gets through."""
    names = {"hospital_rn": "=HYPERLINK(1)"}
    nothing = cohort((), ORDER, 10)
    for found in (FOUND, nothing):
        document = plain(cohort_document(found, names, RULES))
        jsonschema.validate(document, schema("cohort", guests=DOCUMENTS), cls=jsonschema.Draft202012Validator)
    seen = results([sitting(n) for n in range(12)], {11: 100}, 10)
    for result in (seen, results((), {11: 100}, 10)):
        document = plain(results_document(result, RULES))
        jsonschema.validate(
            document, schema("results", guests=DOCUMENTS), cls=jsonschema.Draft202012Validator
        )
    rows = list(csv.DictReader(StringIO(cohort_csv(FOUND, names, RULES, WORDS))))
    assert {"table": "destination", "line": "'=HYPERLINK(1)", "students": "34"} in rows
    small = [int(row["students"]) for row in rows if row["students"].isdigit() and int(row["students"]) < 10]
    assert small == []
    totals = csv.DictReader(StringIO(results_csv(seen, RULES, WORDS)))
    assert {row["line"]: row["students"] for row in totals}["with_plan"] == "kept back*"


def test_breakdowns_add_up() -> None:
    """What is printed and what is kept back make the total."""
    found = breakdown({"a": 30, "b": 4, "c": 25}, 10)
    assert found.total == sum(line.students or 0 for line in found.lines) + found.rest


def test_real_advice_is_read() -> None:
    """What the program writes is what is counted here."""
    document = advice_document(made.advice(), made.CATALOG, made.GUIDE)
    found = sketch(json.dumps(document))
    assert found.recommended == document["recommended"]
    assert found.route is not None
    assert len(found.excluded) == len(document["excluded"])
    assert (found.fit is None) == (document["fit"] is None)


def test_a_store_is_counted(store: Store, clock: Clock) -> None:
    """In every kind of store: the latest plan of those who are here, every session, every grade."""
    put_student(store, Student("9", grade=12))
    for student in (Student("1", grade=9), Student("2", grade=9, status="left"), Student("3")):
        with begin(store, student, {}) as work:
            clock.passes(seconds=90)
            if student.id != "3":
                work.finish({}, PLAN)
    with begin(store, Student("1", grade=9), {}) as work:
        work.finish({}, PLAN)
    assert sorted((each.student, each.grade, each.minutes, each.has_plan) for each in sittings(store)) == [
        ("1", 9, 0, True),
        ("1", 9, 2, True),
        ("2", 9, 2, True),
        ("3", None, 0, False),
    ]
    local = datetime(2026, 11, 24, 12, tzinfo=UTC).astimezone().date()
    assert {each.day for each in sittings(store)} == {local}
    assert grades(store) == {9: 1, 12: 1, None: 1}
    assert plan_count(store) == 1
    assert list(plans_kept(store)) == [("1", 2, PLAN.document, "")]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("value: 10", "value: ten"), "whole number"),
        (lambda text: text.replace("value: 10", "value: 2"), "worked out"),
        (lambda text: text.replace("source: nces_small_numbers", "source: nobody"), "nobody"),
        (lambda text: text.replace("  least:", "  most:"), "least"),
        (lambda text: text.replace("sources:", "source:"), "sources"),
    ],
)
def test_broken_rules_are_named(tmp_path: Path, change: Callable[[str], str], said: str) -> None:
    """With their file; the shipped ones are right."""
    assert check_cohort(DATA) == ()
    text = (DATA / "cohort.yaml").read_text()
    (tmp_path / "cohort.yaml").write_text(change(text))
    assert any(said in str(problem) for problem in check_cohort(tmp_path))
    with pytest.raises(DataInvalid, match=r"cohort\.yaml"):
        load_rules(tmp_path, strict=True)
    shutil.copy(DATA / "cohort.yaml", tmp_path)
    assert load_rules(tmp_path, strict=True) == RULES


def test_a_counselor_sees_every_number_of_her_own() -> None:
    """Nothing is kept back where the smallest number is none, zeros and means included."""
    day = date(2026, 9, 1)
    sat = [CountedSession(str(n), 9 + n % 2, day, 20, n != 1, 2 + n % 2, 4) for n in range(3)]
    found = results(sat, {9: 2, 10: 5, 11: 1}, EVERY_NUMBER)
    assert (found.students, found.with_plan, found.without_plan) == (3, 2, 1)
    assert found.by_grade is not None
    assert [(line.key, line.students) for line in found.by_grade.lines] == [("9", 2), ("10", 1), ("11", 0)]
    assert found.means == (2.3, 4.0)
    assert (found.enrolled, found.of) == (8, {"9": 2, "10": 5, "11": 1})
