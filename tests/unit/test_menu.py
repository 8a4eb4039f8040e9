"""The menu behind the card, read out line by line."""

from __future__ import annotations

import signal
from io import StringIO
from typing import TYPE_CHECKING

from casemgr_cli.cli.menu import Menu
from casemgr_cli.cli.output import Output
from tests.people import CATALOG, NURSE, PEOPLE, advised
from tests.unit.scripted_asker import ScriptedAsker

if TYPE_CHECKING:
    import pytest

PLAIN = Output(format="text", file="-", plain=True, personal=True)


def walked(keys: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a nurse hears who types these keys, one to a line; she moves to Texas by a change."""
    monkeypatch.setenv("LINES", "200")
    monkeypatch.setattr("sys.stdin", StringIO(keys))
    moved = {**PEOPLE[NURSE], "state": "TX"}
    menu = Menu(
        PLAIN, CATALOG, advised(PEOPLE[NURSE]), None, ScriptedAsker([]), lambda _: moved, lambda _: None
    )
    menu.run()
    return capsys.readouterr().out


def test_a_changed_answer_reads_out_the_new_card(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The card comes once, again when it is another, and not after a key that changes nothing."""
    assert walked("x\nq\n", monkeypatch, capsys).count("Your path") == 1
    _, before, after = walked("a\nx\nq\n", monkeypatch, capsys).split("Your path")
    assert before != after


def test_esc_and_arrows_spoil_no_key(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The lists before the menu take both, so they come before a letter here, too."""
    for typed in ("\x1bs", "\x1b[Bs", "\x1bOA\x1b[1;5CS"):
        assert "Your steps" in walked(f"{typed}\n\nq\n", monkeypatch, capsys)


def test_the_menu_works_where_a_hang_up_is_ignored_from_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A program that was started so, such as by nohup, takes no terminal for gone."""
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        assert walked("q\n", monkeypatch, capsys).count("Your path") == 1
    finally:
        signal.signal(signal.SIGHUP, before)


def test_the_key_of_the_sources_works_where_it_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Below a screen with numbers of sources, the key leads to them."""
    assert "Not verified." not in walked("p\n\nq\n", monkeypatch, capsys)
    assert "Not verified." in walked("p\nu\n\nq\n", monkeypatch, capsys)
