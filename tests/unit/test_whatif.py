"""What changes with other answers, and which answers matter most."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from msgspec.structs import replace

from casemgr_cli.domain.advice import Change
from casemgr_cli.domain.conditions import NEVER
from casemgr_cli.domain.facts import FactTable
from casemgr_cli.engine.compare import changes, matters, what_if
from casemgr_cli.engine.interview import everyone
from casemgr_cli.engine.planner import Planner
from tests.people import CATALOG, TODAY, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value

NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "associate",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "state": "MD",
    "priority": "soonest",
    "keep_working": "yes",
    "certifications": (),
    "months_nursing": 60,
    "months_acute_care": 60,
    "months_case_management": 12,
    "months_case_management_under_ccm": 0,
    "months_supervising_case_managers": 0,
    "current_pay": 72000,
}
JUDGED_BY = frozenset(
    (
        *("destination", "first_job", "earliest", "cost_low", "cost_high", "pay_start", "pay_experienced"),
        *("certified", "ten_year_net", "break_even", "unmet"),
    )
)


def changed(given: dict[str, Value], answers: dict[str, Value] = NURSE) -> dict[str, Change]:
    """Return what changes for the nurse, by what it is."""
    found = what_if(CATALOG, advised(answers), given, TODAY).changes
    return {change.what: change for change in found}


def test_the_same_answers_change_nothing() -> None:
    """Saying what was said already moves nothing."""
    assert changed({"state": "MD"}) == {}


def test_what_a_place_asks_for_beside_is_told_in_one() -> None:
    """All that the best way leaves open is one change, and nothing is told of a way that leaves nothing."""
    advice = advised(NURSE)
    done, lacking = (
        replace(advice, routes=(replace(advice.routes[0], unmet=unmet),))
        for unmet in ((), ("a car", "Spanish"))
    )
    assert changes(done, lacking) == (Change("unmet", None, "a car; Spanish"),)


def test_a_supervisor_with_the_ccm_opens_the_certification() -> None:
    """Twelve months under a CCM do what takes twenty-four otherwise."""
    found = changed({"months_case_management_under_ccm": 12})
    assert found["verdict:ccm"] == Change("verdict:ccm", "not_yet", "eligible")
    before, after = found["certified"].before, found["certified"].after
    assert isinstance(before, int)
    assert isinstance(after, int)
    assert after == before - 12


def test_moving_changes_pay_and_no_verdict() -> None:
    """Another state pays otherwise; the issuers' rules are the same everywhere."""
    found = changed({"state": "CA"})
    assert {"pay_start", "pay_experienced", "ten_year_net"} <= set(found)
    assert not any(what.startswith("verdict:") for what in found)


def test_every_change_has_a_name_and_both_sides_differ() -> None:
    """A change is one of those that have words, and really is one."""
    others: list[dict[str, Value]] = [
        {"licenses": ()},
        {"priority": "best_paid"},
        {"background": "social_work"},
    ]
    for given in others:
        for what, change in changed(given).items():
            assert what in JUDGED_BY or what.removeprefix("verdict:") in CATALOG.certifications
            assert change.before != change.after


def test_losing_every_way_is_a_change_to_nothing() -> None:
    """When no way is left, what was there becomes unknown instead of staying."""
    limited: dict[str, Value] = {
        "settings_avoid": tuple(
            value for value in CATALOG.facts["settings_avoid"].values if value != "unknown"
        ),
    }
    found = changed(limited)
    assert found["destination"].after is None
    assert found["first_job"].after is None


def test_the_answers_that_matter_most_are_few_and_true() -> None:
    """At most three, the weightiest first, each with just what planning again gives."""
    answers = {key: value for key, value in NURSE.items() if "months_case" not in key}
    advice = advised({**answers, "strengths": (), "stretches": ()})
    found = matters(CATALOG, advice, TODAY)
    assert 0 < len(found) <= 3
    assert found[0].fact.key == "months_case_management"
    for matter in found:
        again = advised({**advice.answers, matter.fact.key: matter.value})
        assert matter.changes == changes(advice, again)
        assert matter.stated == (matter.fact.key in advice.answers)


def test_nothing_is_tried_before_the_first_questions_are_put() -> None:
    """Without the core answers these matter most, and trying others would say little."""
    asked = {key: NURSE[key] for key in ("licenses", "state", "education")}
    half, fewer = (advised({**dict(list(asked.items())[:n]), "background": "nursing"}) for n in (3, 2))
    assert len([*everyone(CATALOG)]) == 2 * len(asked)
    assert matters(CATALOG, half, TODAY) != ()
    assert matters(CATALOG, fewer, TODAY) == ()


def test_at_most_eight_answers_with_four_values_each_are_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each takes a plan of its own, so few are tried; the one in force is not tried again."""
    tried: dict[str, set[Value]] = {}
    plain = Planner.with_answer
    answers = {key: value for key, value in NURSE.items() if "months_case" not in key}
    advice = advised({**answers, "strengths": (), "stretches": ()})

    def counted(self: Planner, key: str, value: Value) -> Planner:
        tried.setdefault(key, set()).add(value)
        return plain(self, key, value)

    monkeypatch.setattr(Planner, "with_answer", counted)
    matters(CATALOG, advice, TODAY)
    assert 3 < len(tried) <= 8
    assert max(len(values) for values in tried.values()) == 4
    assert all(NURSE.get(key) not in values for key, values in tried.items())


def test_private_answers_are_never_tried() -> None:
    """Money and health are the person's own: nobody is told what another income would change."""
    advice = advised(NURSE)
    assert all(not matter.fact.private for matter in matters(CATALOG, advice, TODAY))


@pytest.mark.parametrize("change", [{"private": "record"}, {"asked_if": NEVER}])
def test_what_is_private_or_makes_no_sense_is_not_tried(change: dict[str, Any]) -> None:
    """Not even the answer that matters most, where it were the person's own or none that they are asked."""
    key = "months_case_management"
    answers = {name: value for name, value in NURSE.items() if key not in name}
    advice = advised({**answers, "strengths": (), "stretches": ()})
    every = CATALOG.facts.values()
    facts = FactTable(replace(fact, **change) if fact.key == key else fact for fact in every)
    assert key in {matter.fact.key for matter in matters(CATALOG, advice, TODAY)}
    found = matters(replace(CATALOG, facts=facts), advice, TODAY)
    assert found
    assert key not in {matter.fact.key for matter in found}


BACHELOR: dict[str, Value] = {"education": "bachelor"}
KNOWN: dict[str, Value] = {
    key: value for key, value in NURSE.items() if "months_case" in key
} | {"months_case_management_health_system": 0}  # fmt: skip


@pytest.mark.parametrize(
    ("more", "found"),
    [
        # Twelve months sooner to the CCM and two certifications at twelve each; then one, and $430 less.
        (
            BACHELOR,
            [
                ("months_case_management", 24),
                ("months_case_management_health_system", 12),
                ("months_case_management_under_ccm", 12),
            ],
        ),
        # The same without the third; which values are tried is another matter than what they weigh.
        ({}, [("months_case_management", 36), ("months_case_management_under_ccm", 12)]),
        # Another place, other pay and a verdict that stays a no would move nobody.
        (BACHELOR | KNOWN, []),
    ],
)
def test_what_matters_is_weighed_in_months(more: dict[str, Value], found: list[tuple[str, Value]]) -> None:
    """Of the job and the certification, of a verdict, and of the cost; pay and place weigh nothing."""
    answers = {key: value for key, value in NURSE.items() if "months_case" not in key}
    advice = advised({**answers, "strengths": (), "stretches": (), **more})
    assert [(each.fact.key, each.value) for each in matters(CATALOG, advice, TODAY)] == found
