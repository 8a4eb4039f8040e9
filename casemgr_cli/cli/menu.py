"""After the interview, on a terminal: the card, and a menu of the screens behind it, each with a way back."""

import re
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from textwrap import fill, wrap
from typing import cast

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.cli import given
from casemgr_cli.cli.kept import gone
from casemgr_cli.cli.output import Output
from casemgr_cli.cli.shown import show_advice
from casemgr_cli.cli.terminal import width
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Advice
from casemgr_cli.domain.facts import Answers, Choice, Value
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine import compare
from casemgr_cli.engine.advise import advise
from casemgr_cli.errors import CasemgrError, Interrupted
from casemgr_cli.pages import advice as pages
from casemgr_cli.pages.basis import what_if_section
from casemgr_cli.pages.blocks import Page, is_cited, parts_of
from casemgr_cli.pages.tools import tools
from casemgr_cli.pages.words import Words
from casemgr_cli.prompts.asker import Asker, Question, Signal, menu
from casemgr_cli.text import escaped, windows

_DONE = "q"
_BACK = "b"
# The size of a terminal that says nothing of it; what the menu takes beside its own lines; and a space that
# holds a key and its words together.
_ROWS, _PROMPT_ROWS, _HELD = 24, 2, "\u00a0"
_SAVED = {"pdf": "pdf", "html": "html", "ics": "ics", "markdown": "md"}
_STEM = "casemgr-advice"
# What Esc and the arrow keys leave in a line.
_STRAY = re.compile(r"\x1b(\[[\d;]*.|O.)?")
# A screen is so many windows at most; a longer one is read part by part.
_WINDOWS = 2


class Menu(Struct, dict=True):
    """One person's advice on this terminal, which changes as they change their answers.

    `review` is the interview's last page, for answers to be changed, and `note` takes those that are, so that
    they outlive a terminal that goes away. What is `said` stands below the first card.
    """

    out: Output
    catalog: Catalog
    advice: Advice
    data: Path | None
    asker: Asker
    review: Callable[[Answers], dict[str, Value]]
    note: Callable[[Answers], None]
    said: str = ""

    @cached_property
    def words(self) -> Words:
        """The words on screen."""
        return given.words(self.data)

    @cached_property
    def guide(self) -> PayGuide:
        """What the figures of pay stand for."""
        return given.pay_guide(self.data)

    def run(self) -> Answers:
        """Show the card and what is picked until the person is done; return the answers as they are then.

        Raises:
            KeyboardInterrupt: the terminal went away.
        """
        self._walk()
        if gone():
            raise KeyboardInterrupt
        return self.advice.answers

    def _walk(self) -> None:
        keys = {self.words(f"card.key.{name}")[0]: action for name, action in self._actions.items()}
        said, key, read = self.said, "", None
        with suppress(KeyboardInterrupt):
            while key != _DONE and not gone():
                # Read out line by line, the card comes once, again for Enter alone, and when it is another.
                if not (self.out.plain and key) or self.advice.answers != read:
                    self._show([self.out.drawn(self._card(said))])
                    read = self.advice.answers
                key = self._asks("\n".join(self._menu), said)
                said = self._do(keys[key]) if key in keys else self._no_key(key)

    def _do(self, action: Callable[[], None]) -> str:
        """Do what was picked on a screen of its own; return what went wrong. Stopping leads back."""
        self._clear()
        try:
            action()
        except Interrupted:
            return ""
        except CasemgrError as problem:
            return problem.whole
        return ""

    def _no_key(self, typed: str) -> str:
        return self.words("card.no_key", key=escaped(typed[:20])) if typed not in ("", _DONE) else ""

    def _card(self, said: str) -> Page:
        """Return the card as far as it fits the window, with what is said below it."""
        room = self._room + 1 - len(self._menu) - len(wrap(said, width())[1:])

        def fits(page: Page) -> bool:
            return len(self.out.drawn(page).splitlines()) <= room

        return pages.card_page(self.advice, self.catalog, self.guide, self.words, fits)

    def _screen(self, name: str) -> None:
        advice = self._weighed() if name == "me" else self.advice
        self._leaf(pages.screen_page(name, advice, self.catalog, self.guide, self.words))

    def _whole(self) -> None:
        self._read(pages.advice_page(self._weighed(), self.catalog, self.guide, self.words))

    def _weighed(self) -> Advice:
        """Return the advice with what would change it, which takes a moment and is worked out once."""
        if self.advice.matters is None:
            self._say(self.words("card.moment"))
            found = compare.matters(self.catalog, self.advice, self._today)
            self.advice = replace(self.advice, matters=found)
        return self.advice

    def _what_if(self) -> None:
        """Let the person try another answer, and show what it moves; nothing is changed for good."""
        facts = self.catalog.facts
        matter = [each.fact.key for each in self._weighed().matters or ()]
        keys = dict.fromkeys((*matter, *self.advice.answers))
        fact = facts.get(self._pick("what_if", tuple(Choice(key, facts[key].ask) for key in keys)))
        if fact is None:
            return
        reply = self.asker.ask(Question(fact, current=self.advice.answers.get(fact.key)))
        if isinstance(reply, Signal):
            return
        value = given.settled(self.catalog, fact.key, accept(fact, reply), self.advice.answers)
        changed = given.changed(self.catalog, self.advice.answers, {fact.key: value})
        other = compare.what_if(self.catalog, self.advice, changed, self._today)
        kit = tools(self.catalog, self.words, *self.advice.local.guides)
        self._leaf(what_if_section(other, self.advice, kit))

    def _change(self) -> None:
        try:
            answers = self.review(self.advice.answers)
        except Interrupted as stop:
            if gone():
                self.note(cast("Answers", stop.answers))
            raise
        if answers != self.advice.answers:
            self.note(answers)
        self.advice = advise(self.catalog, answers, self._today)

    def _save(self) -> None:
        """Write the advice to a file of a kind that the person picks, under a name that is still free."""
        kinds = tuple(Choice(kind, self.words(f"card.save.{kind}")) for kind in _SAVED)
        kind = self._pick("save", kinds)
        if kind not in _SAVED:
            return
        names = (f"{_STEM}{number}.{_SAVED[kind]}" for number in ("", *(f"-{n}" for n in range(2, 1000))))
        file = next(name for name in names if not Path(name).exists())
        if kind == "pdf":
            from casemgr_cli.writers.pdf import refuse_without_typst

            refuse_without_typst()
        out = replace(self.out, format=kind, file=file, plain=True)
        show_advice(out, self.advice, self.catalog, self.data)
        self._asks(self.words("card.back"))

    def _pick(self, key: str, choices: tuple[Choice, ...]) -> str:
        """Return what is picked from a list, empty for going back."""
        title, why = self.words(f"card.{key}_title"), self.words(f"card.{key}_why")
        reply = self.asker.ask(menu(key, title, why, choices))
        return reply if isinstance(reply, str) else ""

    def _leaf(self, page: Page) -> None:
        """Show a screen; of one that would be longer than two windows, the parts that are picked."""
        parts = parts_of(page)
        if len(parts) == 1 or len(self.out.drawn(page).splitlines()) <= _WINDOWS * self._room:
            self._read(page)
            return
        choices = tuple(Choice(str(number), title) for number, (title, _) in enumerate(parts))
        while picked := self._pick("part", choices):
            self._clear()
            self._read(parts[int(picked)][1])
            self._clear()

    def _read(self, page: Page) -> None:
        """Show a page; one longer than the window through the pager, or without one a window at a time.

        Lines that are read out one after another stay so.
        """
        text = self.out.drawn(page)
        if not self.out.plain and self.out.paged(text):
            return
        *before, last = windows(text.splitlines(keepends=True), self._room)
        for window in before:
            self._show(window)
            if self._asks(self.words("card.next")) in (_DONE, _BACK):
                return
        self._show(last)
        cited, sources = is_cited(page), self.words("card.key.sources")[0]
        if self._asks(self.words("card.back_cited" if cited else "card.back")) == sources and cited:
            self._screen("sources")

    def _clear(self) -> None:
        """Begin a screen at the top, or, where nothing may move, after an empty line."""
        sys.stdout.write("\n" if self.out.plain else "\x1b[2J\x1b[H")
        sys.stdout.flush()

    def _show(self, lines: list[str]) -> None:
        self._clear()
        sys.stdout.writelines(lines)
        sys.stdout.flush()

    def _asks(self, prompt: str, said: str = "") -> str:
        """Return the key that was typed before Enter; the end of input is like being done.

        What is `said` stands in the line above the prompt, which is empty otherwise.
        """
        self._say(f"{said}\n{prompt}\n> ", end="")
        line = sys.stdin.readline()
        return _STRAY.sub("", line).strip().lower() if line else _DONE

    def _say(self, text: str, end: str = "\n") -> None:
        lines = (fill(line, width(), break_on_hyphens=False) for line in text.split("\n"))
        sys.stderr.write("\n".join(lines).replace(_HELD, " ") + (end or " "))
        sys.stderr.flush()

    @property
    def _actions(self) -> dict[str, Callable[[], None]]:
        """What the menu offers, by name."""
        return {
            **{name: partial(self._screen, name) for name in pages.screens_of(self.advice)},
            "what_if": self._what_if,
            "change": self._change,
            "save": self._save,
            "more": self._whole,
        }

    @property
    def _menu(self) -> list[str]:
        """The keys with their words, in as few lines as the window allows."""
        names = (*self._actions, "done")
        return wrap("  ".join(self.words(f"card.key.{name}").replace(" ", _HELD) for name in names), width())

    @property
    def _room(self) -> int:
        """The lines of a screen beside its prompt."""
        return shutil.get_terminal_size((80, _ROWS)).lines - _PROMPT_ROWS - 1

    @property
    def _today(self) -> date:
        return date.fromisoformat(self.advice.today)
