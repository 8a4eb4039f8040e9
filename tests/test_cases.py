"""The real people of tests/cases: right verdicts, right advice, and a short interview for every one."""

from __future__ import annotations

import re
from functools import cache
from statistics import median
from typing import TYPE_CHECKING, Any

import pytest

from casemgr_cli.domain.advice import CONTRASTS
from casemgr_cli.domain.facts import Value
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.interview import next_question
from casemgr_cli.pages.advice import advice_page, screen_page, screens_of
from casemgr_cli.writers.layout import render_text
from tests.people import CASES, CATALOG, GUIDE, PEOPLE, WORDS, advised

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice


def plain(text: str) -> str:
    """Return text in lower case on one line, so that line breaks and case do not matter."""
    return re.sub(r"\s+", " ", text).casefold()


def whole_page(advice: Advice) -> str:
    """Return the whole advice as a person reads it."""
    return plain(render_text(advice_page(advice, CATALOG, GUIDE, WORDS), 80, "utf-8"))


def behind_card(advice: Advice) -> str:
    """Return all the screens that the menu has behind the card."""
    pages = (screen_page(name, advice, CATALOG, GUIDE, WORDS) for name in screens_of(advice))
    return plain("\n".join(render_text(page, 80, "utf-8") for page in pages))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_verdicts(case: dict[str, Any]) -> None:
    """Each certification the case judges gets the verdict and months that the issuers' rules give."""
    found = {v.certification.id: v for v in verdicts(CATALOG, case["answers"])}
    for id_, expected in case["expect"].get("certs", {}).items():
        assert found[id_].verdict == expected["verdict"], (id_, found[id_].missing)
        if "months_needed" in expected:
            assert found[id_].months_needed == expected["months_needed"], id_


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_advice_says_what_is_right(case: dict[str, Any]) -> None:
    """The advice holds each note and phrase the case asks for, and none that it forbids.

    What a case forbids stands on no screen either; `behind` is what only a screen behind the card says.
    """
    advice = advised(case["answers"])
    text, screens = whole_page(advice), behind_card(advice)
    for line in case["expect"].get("advice", []):
        if "never" in line:
            assert plain(line["never"]) not in text + screens, line["never"]
        elif "behind" in line:
            assert plain(line["behind"]) in screens, line["behind"]
        elif line["says"] in CATALOG.notes:
            assert plain(CATALOG.notes[line["says"]].text) in text, line["says"]
        else:
            assert plain(line["says"]) in text, line["says"]
    for key, expected in case["expect"].get("route", {}).items():
        best = next(route for route in advice.routes if route.id == advice.recommended)
        found: dict[str, Any] = {"destination": best.destination.id, "steps": [s.id for s in best.steps]}
        found |= {"earliest": best.earliest, "typical": best.typical, "certified": best.months_to_certified}
        assert found[key] == expected, key


@pytest.mark.parametrize(
    "case", [case for case in CASES if "cost" in case["expect"]], ids=lambda case: case["id"]
)
def test_cost_and_licenses_of_the_state(case: dict[str, Any]) -> None:
    """The best route costs what the case adds up, and the licenses and schools are those of the state."""
    advice = advised(case["answers"])
    best = next(route for route in advice.routes if route.id == advice.recommended)
    assert (best.cost.low, best.cost.high) == (case["expect"]["cost"]["low"], case["expect"]["cost"]["high"])
    text, screens = whole_page(advice), behind_card(advice)
    for words in case["expect"].get("local", []):
        assert plain(words) in text, words
    for words in case["expect"].get("local_behind", []):
        assert plain(words) in screens, words
    assert ("licenses in" in text) == ("state" in case["answers"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_every_figure_resolves_to_a_source(case: dict[str, Any]) -> None:
    """Whatever source a route, a verdict or a note names exists, with a date."""
    advice = advised(case["answers"])
    named = {s for route in advice.routes for step in route.steps for s in step.sources}
    named |= {route.pay.wage.source for route in advice.routes} | {note.source for note in advice.notes}
    named |= {s for v in advice.verdicts for s in v.certification.sources}
    named |= {c.source for route in advice.routes for step in route.steps for c in step.charges}
    sources = {
        key: source for holder in (CATALOG, *advice.local.guides) for key, source in holder.sources.items()
    }
    assert all(sources[name].as_of for name in named)


@cache
def asked(person: str) -> list[str]:
    """Return the keys the interview asks this person for; what the case does not say is not known."""
    known = next(case["answers"] for case in CASES if case["id"] == person)
    answers = dict[str, Value]()
    while (question := next_question(CATALOG, answers).fact) is not None:
        answers[question.key] = known.get(question.key, "unknown")
    return list(answers)


@pytest.mark.slow
def test_the_interview_is_short() -> None:
    """A median of at most twelve questions over the real people, and never more than eighteen."""
    counts = [len(asked(case["id"])) for case in CASES]
    assert median(counts) <= 12
    assert max(counts) <= 18


@pytest.mark.slow
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_nobody_is_asked_what_does_not_concern_them(case: dict[str, Any]) -> None:
    """A nurse is not asked about a social-work degree, and nobody in school about money or health."""
    keys = asked(case["id"])
    if case["answers"].get("background") == "nursing":
        assert not {"accredited", "aswb_exam", "gpa", "degree_year"} & set(keys)
    if case["answers"].get("education") == "none":
        assert not {key for key in keys if CATALOG.facts[key].private}
    assert len(keys) == len(set(keys))


def test_contrasts_are_ways_of_another_kind_and_better_at_it() -> None:
    """At most four beside the first, each what its name says; every kind is there for somebody."""
    kinds = set()
    for case in CASES:
        advice = advised(case["answers"])
        ways = {route.id: route for route in (*advice.routes, *advice.neighbors)}
        first = advice.routes[0] if advice.routes else None
        others = {each.kind: ways[each.route] for each in advice.contrasts}
        assert len({way.id for way in others.values()}) == len(advice.contrasts) <= 4
        assert first not in others.values()
        for kind, way in others.items():
            kinds.add(kind)
            assert first is not None
            assert {
                "start_now": way.typical <= CATALOG.planning.at_once < first.typical,
                "other_side": way.background != first.background,
                "best_paid": (way.pay.ranked or 0) > (first.pay.ranked or 0),
                "cheapest": first.cost.high is None or (way.cost.high or 0) < first.cost.high,
                "solid": True,
            }[kind], (case["id"], kind)
    assert kinds == {*CONTRASTS}


def test_a_way_that_leaves_a_demand_unmet_is_named_so() -> None:
    """Its id says that it is an entry, whether or not it is a long shot."""
    kinds = {way.id.split(".")[1] for way in advised(PEOPLE["counselor-one-year"]).routes if way.unmet}
    assert kinds == {"entry"}
