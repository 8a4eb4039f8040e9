"""What steps cost: tuition by state and kind of college, fees by state, and what nobody found."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.catalog.programs import TuitionTable
from casemgr_cli.domain.careers import Pace
from casemgr_cli.domain.figures import FREE, Charge, Span, known_total
from casemgr_cli.engine.costs import priced
from casemgr_cli.engine.standing import steps_for
from casemgr_cli.errors import CasemgrError
from tests.people import CATALOG, DATA, advised

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.careers import Step
    from casemgr_cli.domain.facts import Value


ABROAD: dict[str, Value] = {"education": "bachelor", "field": "nursing", "foreign_degree": "yes"}


def charge(low: int | None, high: int | None) -> Charge:
    """Return something to pay for."""
    told = {"kind": "exam", "label": "An exam", "as_of": "2026", "source": "judgement"}
    return Charge(low=low, high=high, verified=True, **told)


def price(step: Step) -> Step:
    """Return a step priced for somebody who named no state."""
    return priced(replace(CATALOG, steps={step.id: step}), {})[step.id]


@pytest.mark.parametrize(
    ("step", "answers", "cost"),
    [
        # Oregon: 14,835 a year at a public four-year college, 5,544 at a two-year one, 260 for the license.
        ("bsn", {"state": "OR"}, Span(59340, 59340)),
        ("adn", {"state": "OR"}, Span(11088, 13860)),
        ("rn_to_bsn", {"state": "OR"}, Span(14835, 17802)),
        ("nclex_rn", {"state": "OR"}, Span(460, 460)),
        # California asks 350 of nurses educated here and about 750 of those educated abroad; Oregon's is one.
        ("nclex_rn", {"state": "CA"}, Span(550, 550)),
        ("nclex_rn", {"state": "CA", **ABROAD}, Span(950, 950)),
        ("nclex_rn", {"state": "CA", **ABROAD, "foreign_degree": "unknown"}, Span(550, 550)),
        ("nclex_rn", {"state": "CA", **ABROAD, "field": "social_work"}, Span(550, 550)),
        ("nclex_rn", {"state": "OR", **ABROAD}, Span(460, 460)),
        # A quarter of a year at 11,950 is 2,987.50; one and a quarter, rounded up, 14,938.
        ("accelerated_bsn", {}, Span(14938, 23900)),
        # Graduate prices are a range: two years at 15,796 to 18,464 in Oregon, 8,518 to 11,712 in Alabama.
        ("msw", {"state": "OR"}, Span(31592, 36928)),
        ("msw", {"state": "AL"}, Span(17036, 23424)),
        # Without a state the nation's prices and the range of state fees stand.
        ("bsn", {}, Span(47800, 47800)),
        ("nclex_rn", {}, Span(240, 575)),
        # Nevada has no two-year price, so the nation's stands.
        ("adn", {"state": "NV"}, Span(8300, 10375)),
        # The Vermont median of one school is distrusted; the state's own figure stands.
        ("adn", {"state": "VT"}, Span(17800, 22250)),
        # Whoever wants a private college pays its price, where it has the degree.
        ("bsn", {"college": "private_nonprofit"}, Span(180000, 180000)),
        ("bsn", {"state": "OR", "college": "private_nonprofit"}, Span(150612, 190624)),
        ("adn", {"college": "private_nonprofit"}, Span(8300, 10375)),
        ("cmsa_membership", {}, Span(110, 170)),
        ("bedside_nursing", {}, FREE),
    ],
)
def test_hand_worked_prices(step: str, answers: dict[str, Value], cost: Span) -> None:
    """Years times the price of a year, in whole dollars with halves up, and each fee once."""
    assert priced(CATALOG, answers)[step].cost == cost


@pytest.mark.parametrize(
    ("id_", "change", "kind", "verified"),
    [
        ("nclex_pn", {"assumed": False}, "license", False),
        ("cmsa_membership", {"assumed": False}, "membership", True),
        ("cmsa_membership", {"assumed": True}, "membership", False),
        ("case_management_education", {}, "certification", False),
        ("high_school_equivalency", {}, "other", False),
        ("cmsa_membership", {"note": "An estimate."}, "membership", True),
    ],
)
def test_a_flat_price_is_of_its_steps_kind_and_verified_with_it(
    id_: str, change: dict[str, Any], kind: str, verified: bool
) -> None:
    """Unless it is assumed; a degree has no flat kind of its own. It carries its note, if there is one."""
    step = CATALOG.steps[id_]
    changed = replace(step, price=replace(step.price, **change))
    (flat,) = (each for each in price(changed).charges if each.label == step.title)
    assert step.price.flat
    assert (flat.kind, flat.verified, flat.note) == (kind, verified, changed.price.note or None)
    assert (flat.span, flat.source) == (step.price.flat, step.sources[0])
    free = replace(step, price=replace(step.price, flat=FREE))
    assert all(each.label != step.title for each in price(free).charges)


@pytest.mark.parametrize(
    ("low", "high", "years"), [("1", "1", "1 year "), ("2", "2", "2 years "), ("0.5", "1", "0.5 to 1 years ")]
)
@pytest.mark.parametrize("assumed", [True, False])
def test_tuition_says_its_years_and_is_verified_with_its_price(
    low: str, high: str, years: str, assumed: bool
) -> None:
    """The usual kind of college is what counts, the others stand beside it."""
    bsn = CATALOG.steps["bsn"]
    assert bsn.price.tuition
    tuition = replace(bsn.price.tuition, low=Decimal(low), high=Decimal(high))
    found = price(replace(bsn, price=replace(bsn.price, tuition=tuition, assumed=assumed)))
    (usual,), (other,) = found.charges, found.elsewhere
    assert f", {years}of tuition" in usual.label
    assert (usual.college, usual.verified) == (bsn.price.tuition.colleges[0], not assumed)
    assert other.college != usual.college
    assert found.cost == usual.span


def test_a_fee_that_nobody_found_is_unknown_and_names_the_board() -> None:
    """Delaware's RN fee was not found: it is no part of the total, and the board is there to ask."""
    exam, license_ = priced(CATALOG, {"state": "DE"})["nclex_rn"].charges
    assert (exam.span, license_.span) == (Span(200, 200), Span(None, None))
    assert str(license_.url).startswith("http")
    assert not license_.verified
    assert priced(CATALOG, {"state": "DE"})["nclex_rn"].cost == Span(200, 200)


def test_social_work_fees_of_states_are_unknown_not_zero() -> None:
    """Nobody collected them, so the exam stands alone and a caution says what is left out."""
    answers: dict[str, Value] = {
        "background": "social_work", "education": "bachelor", "field": "social_work", "accredited": "yes",
        "fieldwork": "yes", "licenses": (), "state": "MD", "keep_working": "no",
    }  # fmt: skip
    routes = advised(answers).routes
    licensed = [route for route in routes if any(step.id == "aswb_masters" for step in route.steps)]
    assert licensed
    for route in licensed:
        assert any("social-work license" in caution for caution in route.cautions)


def test_the_total_holds_what_is_known() -> None:
    """Unknown amounts are left out; with nothing known the total is unknown; with no charge it is free."""
    assert known_total([charge(1, 2), charge(3, 4), charge(None, None)]) == Span(4, 6)
    assert known_total([charge(None, None)]) == Span(None, None)
    assert known_total([]) == FREE


def test_the_route_says_the_license_by_its_name_there() -> None:
    """Maryland's master's license is the LMSW; without a state the step keeps its general name."""
    answers: dict[str, Value] = {
        "background": "social_work", "education": "master", "field": "social_work", "accredited": "yes",
        "fieldwork": "yes", "licenses": (), "keep_working": "no",
    }  # fmt: skip
    here = advised({**answers, "state": "MD"})
    titles = {step.title for route in here.routes for step in route.steps if step.id == "aswb_masters"}
    assert titles == {"ASWB master's exam and social-work license (LMSW in your state)"}
    anywhere = advised(answers)
    titles = {step.title for route in anywhere.routes for step in route.steps if step.id == "aswb_masters"}
    assert titles == {"ASWB master's exam and social-work license"}


@pytest.mark.parametrize(
    ("home", "other", "needs"), [("MD", "VA", "covered"), ("OR", "WA", "own"), ("MD", "CA", "own")]
)
def test_clients_elsewhere(home: str, other: str, needs: str) -> None:
    """A multistate license helps only where both states are in the nurse compact."""
    answers: dict[str, Value] = {"background": "nursing", "licenses": ("rn",), "license_status": "active"}
    (client,) = advised({**answers, "state": home, "client_states": (other,)}).local.clients
    assert (client.guide.state.code, client.nurse) == (other, needs)
    held = {**answers, "state": home, "license_states": (home, other), "client_states": (other,)}
    assert advised(held).local.clients == ()  # nobody needs what they hold


@pytest.mark.parametrize(
    ("priority", "order"), [("soonest", "size"), ("cheapest", "price"), ("best_paid", "earnings")]
)
def test_three_schools_fit_what_someone_puts_first(priority: str, order: str) -> None:
    """They are in the person's state, of the kind the route is priced at, in the order of the priority."""
    answers: dict[str, Value] = {
        "background": "nursing", "education": "high_school", "licenses": (), "state": "OR",
        "keep_working": "no",
    }  # fmt: skip
    found = advised({**answers, "priority": priority}).local.found
    assert found is not None
    assert found.order == order
    assert len(found.programs) == 3
    assert {(program.state, program.control) for program in found.programs} == {("OR", "Public")}


def test_nothing_local_without_a_state() -> None:
    """Without a state there is no license to show and no school to name."""
    here = advised({"background": "nursing", "education": "high_school", "licenses": ()}).local
    assert (here.licenses, here.clients, here.found) == (None, (), None)


def test_a_certification_is_planned_beside_a_job() -> None:
    """From the application to the exam one to four months are planned, five hours a week."""
    pace = steps_for(CATALOG, {})["ccm"].full_time
    assert pace == Pace("full_time", Span(1, 4), 5, work_alongside=True)


def test_a_license_without_an_exam_is_planned_in_its_state_alone() -> None:
    """Illinois asks an MSW for no exam; elsewhere, and where the state is not known, the exam is planned."""
    answers: dict[str, Value] = {
        "background": "social_work", "education": "master", "field": "social_work", "accredited": "yes",
        "fieldwork": "yes", "licenses": (), "keep_working": "no",
    }  # fmt: skip
    for state, planned in (
        ("IL", "social_work_license_without_exam"),
        ("MD", "aswb_masters"),
        (None, "aswb_masters"),
    ):
        told = advised(answers | ({"state": state} if state else {}))
        steps = {step.id for route in told.routes for step in route.steps}
        assert steps & {"social_work_license_without_exam", "aswb_masters"} == {planned}, state


def test_the_whole_table_is_right() -> None:
    """Every row of the shipped table has a known source, and every state a public four-year price."""
    with (DATA / "tuition.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    states = {row["state"] for row in rows}
    assert list(TuitionTable(DATA).check(CATALOG.sources, states)) == []
    assert {row["state"] for row in rows if row["college"] == "public_four_year"} == states
    assert len(states) == 52


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("ZZZ,public_two_year,1,2,2025,judgement,yes,", "state"),
        ("OR,college,1,2,2025,judgement,yes,", "college"),
        ("OR,public_two_year,2,1,2025,judgement,yes,", "low"),
        ("OR,public_two_year,1,,2025,judgement,yes,", "low"),
        ("OR,public_two_year,1,2,,judgement,yes,", "as_of"),
        ("OR,public_two_year,1,2,2025,,yes,", "source"),
        ("OR,public_two_year,1,2,2025,judgement,maybe,", "verified"),
        ("OR,public_two_year,1,2,2025,judgement,yes,\x1b[2J", "note"),
    ],
)
def test_a_bad_row_names_its_column(tmp_path: Path, row: str, column: str) -> None:
    """A row that is not right is refused with file, line and column."""
    header = "state,college,low,high,as_of,source,verified,note"
    (tmp_path / "tuition.csv").write_text(f"{header}\n{row}\n", encoding="utf-8")
    (problem,) = TuitionTable(tmp_path).check(("judgement",), ("OR",))
    assert isinstance(problem, CasemgrError)
    assert problem.message.startswith(f"tuition.csv, line 2: {column} is ")
    assert problem.message.isprintable()


def test_a_price_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Two rows for one state and kind of college are one too many."""
    header = "state,college,low,high,as_of,source,verified,note"
    row = "OR,public_two_year,1,2,2025,judgement,yes,"
    (tmp_path / "tuition.csv").write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")
    (problem,) = TuitionTable(tmp_path).check(("judgement",), ("OR",))
    assert str(problem).startswith("tuition.csv, line 3: the row repeats tuition.csv, line 2")


def test_years_are_decimals() -> None:
    """Years of tuition are exact, so a quarter of a year costs a quarter."""
    tuition = CATALOG.steps["accelerated_bsn"].price.tuition
    assert tuition is not None
    assert (tuition.low, tuition.high) == (Decimal("1.25"), Decimal(2))
