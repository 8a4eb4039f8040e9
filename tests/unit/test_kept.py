"""The offer to keep answers on this computer: no by default, money after a second yes, private ones never."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.cli import kept
from tests.people import CATALOG
from tests.unit.scripted_asker import ScriptedAsker

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.facts import Value
    from tests.conftest import Program

ANSWERS: dict[str, Value] = {
    "state": "OR",
    "current_pay": 50000,
    "limits": ("lifting",),
    "background_check": "something",
}


@pytest.mark.parametrize(
    ("replies", "stay"),
    [
        (["no"], None),
        (["yes", "no"], {"state"}),
        (["yes", "yes"], {"state", "current_pay"}),
    ],
)
def test_what_stays_after_which_answers(
    replies: list[str], stay: set[str] | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Money takes a second yes; limits and the record stay away whatever is said."""
    monkeypatch.setattr(kept, "place", lambda: tmp_path / "me.yaml")
    asker = ScriptedAsker(replies)
    kept.offer(ANSWERS, CATALOG.facts, load_messages(data_dir(None)), asker)
    assert len(asker.asked) == len(replies)
    for question in asker.asked:
        assert question.fact.choices[0].value == "no"  # what Enter says
    file = tmp_path / "me.yaml"
    found = set(yaml.safe_load(file.read_text("utf-8"))) if file.exists() else None
    assert found == stay


def test_without_money_there_is_no_second_question(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who told of no money is not asked about it."""
    monkeypatch.setattr(kept, "place", lambda: tmp_path / "me.yaml")
    asker = ScriptedAsker(["yes"])
    kept.offer({"state": "OR"}, CATALOG.facts, load_messages(data_dir(None)), asker)
    assert len(asker.asked) == 1


def test_changes_of_kept_answers_are_kept_with_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked for by name, and who kept money once is not asked about it again."""
    monkeypatch.setattr(kept, "place", lambda: tmp_path / "me.yaml")
    asker = ScriptedAsker(["yes"])
    before: dict[str, Value] = {"state": "OH", "current_pay": 50000}
    kept.offer(ANSWERS, CATALOG.facts, load_messages(data_dir(None)), asker, before)
    (question,) = asker.asked
    assert "changes" in question.fact.ask
    assert question.fact.choices[0].value == "yes"
    assert set(yaml.safe_load((tmp_path / "me.yaml").read_text("utf-8"))) == {"state", "current_pay"}


def test_each_kept_answer_begins_on_the_line_that_names_it(tmp_path: Path, casemgr: Program) -> None:
    """`casemgr me` says in a few words what an answer is about, whichever it is, and the answer beside it."""
    file = tmp_path / "casemgr" / "me.yaml"
    file.parent.mkdir()
    given = {key: "unknown" for key, fact in CATALOG.facts.items() if fact.private in ("", "money")}
    file.write_text(yaml.safe_dump(given), "utf-8")
    lines = casemgr("me", env={"XDG_DATA_HOME": str(tmp_path)}).out.splitlines()
    told = [line for line in lines if line.endswith("I don't know")]
    assert len(told) == len(given)
    assert not any(line.strip() == "I don't know" or "?" in line for line in told)
    assert any(line.startswith("Licenses you hold ") for line in told)
