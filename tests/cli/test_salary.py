"""Pay in several states at once, for scripts and as bars."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.conftest import Program


def test_several_states_come_in_the_order_given(casemgr: Program) -> None:
    """Each job has a row a state, in JSON and CSV; on the page each is drawn over one scale."""
    words = ("salary", "--nursing", "--state", "WA,oregon")
    rows = json.loads(casemgr(*words, "--json").out)["market"]
    assert [row["area"] for row in rows] == ["Washington", "Oregon"]
    table = csv.DictReader(io.StringIO(casemgr(*words, "--format", "csv").out))
    assert [row["area"] for row in table if row["kind"] == "federal"] == ["Washington", "Oregon"]
    page = casemgr(*words, "--plain").out
    assert page.count("|---") >= 2
    assert "|---" not in casemgr("salary", "--nursing", "--state", "WA", "--plain").out


def test_all_states_stand_side_by_side_best_paid_first(casemgr: Program) -> None:
    """There is a row for each state that the tables have, ordered by the median."""
    rows = json.loads(casemgr("salary", "--nursing", "--all-states", "--json").out)["market"]
    medians = [row["p50"] for row in rows]
    assert len(rows) >= 51
    assert {row["area_type"] for row in rows} == {"state"}
    assert medians == sorted(medians, reverse=True)


@pytest.mark.parametrize(
    ("words", "said"),
    [(("--all-states", "--state", "OR"), "no other place"), (("--state", "OR,Narnia"), "Narnia"),
     (("--state", "AS"), '"AS" is not a state or territory with federal wage figures')],
)  # fmt: skip
def test_wrong_places_are_refused(casemgr: Program, words: tuple[str, ...], said: str) -> None:
    """Every name in the list is checked, and the options may not contradict each other."""
    done = casemgr("salary", *words)
    assert (done.code, said in done.err) == (2, True)
