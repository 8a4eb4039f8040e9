"""The offer to keep answers on this computer: no by default, money after a second yes, private ones never."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.cli import kept, output
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK
from tests.people import CATALOG
from tests.unit.scripted_asker import ScriptedAsker

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.prompts.asker import Signal
    from tests.conftest import Program

ANSWERS: dict[str, Value] = {
    "state": "OR",
    "current_pay": 50000,
    "limits": ("lifting",),
    "background_check": "something",
}


MESSAGES = load_messages(data_dir(None))


@pytest.fixture
def stopped_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of a stopped interview, in folders where nothing is yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.delenv("CASEMGR_DATABASE_URL", raising=False)
    file = tmp_path / "interview.yaml"
    monkeypatch.setattr(kept, "stopped_place", lambda named: Path(named) if named else file)
    return file


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
    kept.offer(ANSWERS, CATALOG.facts, MESSAGES, asker)
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
    kept.offer({"state": "OR"}, CATALOG.facts, MESSAGES, asker)
    assert len(asker.asked) == 1


def test_changes_of_kept_answers_are_kept_with_enter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are asked for by name, and who kept money once is not asked about it again."""
    monkeypatch.setattr(kept, "place", lambda: tmp_path / "me.yaml")
    asker = ScriptedAsker(["yes"])
    before: dict[str, Value] = {"state": "OH", "current_pay": 50000}
    kept.offer(ANSWERS, CATALOG.facts, MESSAGES, asker, before)
    (question,) = asker.asked
    assert "changes" in question.fact.ask
    assert question.fact.choices[0].value == "yes"
    assert set(yaml.safe_load((tmp_path / "me.yaml").read_text("utf-8"))) == {"state", "current_pay"}


PLAIN = {"state"}
MONEY = {"state", "current_pay"}


def test_nobody_is_asked_where_only_what_is_never_kept_is_new() -> None:
    """Who comes back and gives the limits again has changed nothing that could be kept."""
    asker = ScriptedAsker([])
    kept.offer({**ANSWERS}, CATALOG.facts, MESSAGES, asker, {"current_pay": 50000, "state": "OR"})
    assert not asker.asked


@pytest.mark.parametrize(
    ("replies", "beside_store", "stay"),
    [
        (["yes", "no"], False, PLAIN),
        (["yes", "yes"], False, MONEY),
        (["yes"], False, PLAIN),
        (["yes", BACK], False, PLAIN),
        (["no"], False, None),
        ([], False, PLAIN),
        ([BACK], False, PLAIN),
        (["yes", "yes"], True, MONEY),
        (["yes"], True, PLAIN),
        (["no"], True, None),
        ([], True, None),
        ([BACK], True, None),
    ],
)
def test_what_stays_after_a_stop(
    replies: list[Value | Signal], beside_store: bool, stay: set[str] | None, stopped_here: Path
) -> None:
    """It is asked once, and after a yes once about money; limits and the record stay away whatever is said.

    Without a reply it is what Enter says, which beside a counselor's store is no, as it always is for money.
    """
    if beside_store:
        store = stopped_here.parent / "casemgr" / "desk.db"
        store.parent.mkdir()
        store.touch()
    asker = ScriptedAsker(replies)
    with pytest.raises(Interrupted), kept.Keeping(None, CATALOG.facts, lambda: asker)(MESSAGES, ANSWERS):
        raise Interrupted("stop")
    first, *more = asker.asked
    assert first.fact.choices[0].value == ("no" if beside_store else "yes")
    assert f"({len(PLAIN)})" in first.fact.ask
    assert "limits or your record never stays" in first.fact.why
    assert [question.fact.key for question in more] == (["money"] if replies[:1] == ["yes"] else [])
    assert all(question.fact.choices[0].value == "no" for question in more)
    assert all(f"{kept.PATIENCE} seconds" in question.fact.why for question in asker.asked)
    found = set(yaml.safe_load(stopped_here.read_text("utf-8"))) if stopped_here.exists() else None
    assert found == stay


def test_a_stop_speaks_of_what_was_told_only(stopped_here: Path) -> None:
    """Who told of no money is asked once, and who told nothing private hears nothing of it."""
    asker = ScriptedAsker(["yes"])
    plain: dict[str, Value] = {"state": "OR"}
    with pytest.raises(Interrupted), kept.Keeping(None, CATALOG.facts, lambda: asker)(MESSAGES, plain):
        raise Interrupted("stop")
    (question,) = asker.asked
    assert "record" not in question.fact.why
    assert stopped_here.exists()


def test_private_answers_alone_are_no_reason_to_ask(stopped_here: Path) -> None:
    """Nothing of them could stay, so nothing is asked, and that nothing was kept is said."""
    asker = ScriptedAsker(["yes"])
    private: dict[str, Value] = {"limits": ("lifting",)}
    with (
        pytest.raises(Interrupted, match="Nothing new was kept"),
        kept.Keeping(None, CATALOG.facts, lambda: asker)(MESSAGES, private),
    ):
        raise Interrupted("stop")
    assert not asker.asked
    assert not stopped_here.exists()


@pytest.mark.parametrize(("reply", "stays"), [("yes", True), ("no", False)])
def test_what_an_earlier_stop_kept_is_not_replaced_or_removed_in_silence(
    reply: str, stays: bool, stopped_here: Path
) -> None:
    """The question says what either reply does to it."""
    stopped_here.write_text("state: OH\n", "utf-8")
    asker = ScriptedAsker([reply])
    with pytest.raises(Interrupted), kept.Keeping(None, CATALOG.facts, lambda: asker)(MESSAGES, ANSWERS):
        raise Interrupted("stop")
    assert "earlier stop" in asker.asked[0].fact.why
    assert stopped_here.exists() is stays


def test_nobody_is_asked_about_a_file_that_was_named_or_when_the_terminal_goes(
    stopped_here: Path, tmp_path: Path
) -> None:
    """The file is written at once; a signal to end keeps the answers as Enter would."""
    asker = ScriptedAsker([])
    mine = tmp_path / "mine.yaml"
    with pytest.raises(Interrupted), kept.Keeping(str(mine), CATALOG.facts, lambda: asker)(MESSAGES, ANSWERS):
        raise Interrupted("stop")
    assert set(yaml.safe_load(mine.read_text("utf-8"))) == set(ANSWERS)
    with pytest.raises(Interrupted), kept.Keeping(None, CATALOG.facts, lambda: asker)(MESSAGES, ANSWERS):
        signal.raise_signal(signal.SIGTERM)
    assert set(yaml.safe_load(stopped_here.read_text("utf-8"))) == PLAIN
    assert not asker.asked


def test_a_terminal_that_ends_before_it_hangs_up_leaves_the_answers(
    stopped_here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its hang-up comes while the answers are on their way to the disk, and does not stop them."""
    write = output.write_file

    def hung_up(*given: Any, **more: Any) -> None:  # noqa: ANN401  as the function it stands for
        os.kill(os.getpid(), signal.SIGHUP)
        write(*given, **more)

    monkeypatch.setattr(kept, "write_file", hung_up)
    with (
        pytest.raises(OSError, match="gone"),
        kept.Keeping(None, CATALOG.facts, lambda: ScriptedAsker([]))(MESSAGES, ANSWERS),
    ):
        raise OSError("gone")
    assert yaml.safe_load(stopped_here.read_text("utf-8")) == {"state": "OR"}


def test_stopping_at_the_offer_keeps_nothing_and_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the first yes, too: half an answer is none."""
    monkeypatch.setattr(kept, "place", lambda: tmp_path / "me.yaml")
    for replies in ([], ["yes"]):
        with pytest.raises(Interrupted, match="Nothing new was kept"):
            kept.offer(ANSWERS, CATALOG.facts, MESSAGES, ScriptedAsker(replies))
    assert not (tmp_path / "me.yaml").exists()


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
