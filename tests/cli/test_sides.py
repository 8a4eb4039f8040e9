"""`casemgr sides`: the three sides next to each other, for one person and for anybody."""

from __future__ import annotations

import csv
import json
from io import StringIO
from typing import TYPE_CHECKING

import jsonschema
import pytest
from msgspec.structs import replace

from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.planner import sides
from casemgr_cli.pages.compare import sides_page
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, PEOPLE, TODAY, WORDS, advice_for

if TYPE_CHECKING:
    from tests.conftest import Program

NURSE = ("background=nursing", "education=bachelor", "field=nursing", "licenses=rn", "state=OH")
SIDES = ["nursing", "social_work", "human_services"]


def given(*items: str) -> list[str]:
    """Return answers as options."""
    return [word for item in items for word in ("--set", item)]


def test_anybody_sees_all_three(casemgr: Program) -> None:
    """Without answers the columns are the sides, and the page says whom they are for."""
    done = casemgr("sides", "--plain")
    assert done.code == 0
    page = " ".join(done.out.split())
    assert "anybody with a high-school diploma" in page
    assert "Nursing Social work Human services" in page
    for row in ("First job", "School costs", "Body, nights", "From home", "Opens", "What the work is"):
        assert row in page


def test_the_document_keeps_to_its_schema(casemgr: Program) -> None:
    """Each side once, in the same order, with its own best way; the pay names a source that is there."""
    document = json.loads(casemgr("sides", *given(*NURSE), "--json").out)
    jsonschema.validate(document, json.loads(casemgr("schema", "sides").out))
    assert [side["side"] for side in document["sides"]] == SIDES
    assert {side["source"] for side in document["sides"]} == set(document["sources"])
    advice = json.loads(casemgr("advise", *given(*NURSE), "--assume-defaults", "--json").out)
    for side in document["sides"]:
        first = next(way for way in advice["routes"] if way["background"] == side["side"])
        assert (side["route"], side["months_to_first_job"]) == (
            first["id"],
            first["months_to_first_job"]["typical"],
        )
        assert side["cost_high"] == first["cost"]["high"]


def test_answers_move_the_columns(casemgr: Program) -> None:
    """A nurse needs no school for nursing; somebody at the start does."""
    hers, anybodys = (
        next(csv.DictReader(StringIO(casemgr("sides", *given(*items), "--format", "csv").out)))
        for items in (NURSE, ())
    )
    assert (hers["side"], anybodys["side"]) == ("nursing", "nursing")
    assert int(hers["months_to_first_job"]) < int(anybodys["months_to_first_job"])
    assert hers["degrees"] == ""
    assert anybodys["degrees"]


@pytest.mark.slow
@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_the_sides_are_those_of_the_whole_advice(person: str) -> None:
    """Planned alone they come out alike, but for forks, loans and what only neighbors would assume."""
    advice = advice_for(person)
    alone = sides(CATALOG, advice.answers, TODAY)
    ways = {side: replace(way, forks=(), borrowing=None) for side, way in advice.sides.items()}
    assert (alone.sides, alone.fit) == (ways, advice.fit)
    left_out = {each.key for each in advice.assumed} - {each.key for each in alone.assumed}
    assert left_out <= {"months_utilization_review"}
    assert [each for each in advice.assumed if each.key not in left_out] == [*alone.assumed]


@pytest.mark.parametrize("columns", [40, 60, 80, 120])
def test_nothing_runs_off_the_screen(columns: int) -> None:
    """Side by side from 80 columns up, one under the other below; never wider than the screen."""
    advice = advise(CATALOG, {"background": "open", "education": "high_school"}, TODAY)
    lines = render_text(sides_page(advice, CATALOG, WORDS), columns).splitlines()
    words = [line for line in lines if "://" not in line]
    assert max(map(len, words)) <= columns
    together = [line for line in lines if line.split() == ["Nursing", "Social", "work", "Human", "services"]]
    assert bool(together) == (columns >= 80)
