"""Asking in a terminal, with arrow keys and search.

Everything is drawn on stderr: stdout is for results. Only this module and `terminal_list` know the prompt
libraries.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import questionary
from prompt_toolkit.application import Application
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import create_input
from prompt_toolkit.output import create_output
from prompt_toolkit.shortcuts import print_formatted_text
from prompt_toolkit.styles import Style

from casemgr_cli.domain.facts import UNKNOWN
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts.asker import BACK, SKIP, Question, Signal
from casemgr_cli.prompts.replies import UnclearError, is_word, read_typed
from casemgr_cli.prompts.terminal_list import WHY, ListPrompt, leaving_keys, wrapped
from casemgr_cli.prompts.wording import answer_text, printable, unit_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from prompt_toolkit.input import Input
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent
    from prompt_toolkit.output import Output

    from casemgr_cli.domain.facts import Value

# The terminal's own colors and no background, so that it reads on light and dark alike.
_NUMBERS = ("integer", "number")
_STYLE = Style(
    [
        ("title", "bold"),
        ("pointer", "ansicyan bold"),
        ("highlighted", "ansicyan bold"),
        ("selected", "bold"),
        ("question", "noinherit"),
        ("answer", "noinherit bold"),
        ("problem", "bold"),
        ("validation-toolbar", "noinherit bold"),
    ]
)
_WIDEST = 100
# Esc also begins the code of an arrow key: wait this long, in seconds, for the rest of it.
_ESCAPE_WAIT = 0.1


class TerminalAsker:
    """Puts questions in a terminal. `source` and `output` default to stdin and stderr."""

    def __init__(
        self, messages: Mapping[str, str], *, source: Input | None = None, output: Output | None = None
    ) -> None:
        """Keep the words on screen, and open the terminal."""
        self.messages = messages
        self.source = source or create_input(sys.stdin)
        self.output = output or create_output(stdout=sys.stderr)

    def ask(self, question: Question) -> Value | Signal:
        """Ask until there is a reply; `?` explains the question and asks it again.

        Raises:
            Interrupted: Ctrl-C, or the terminal went away.
        """
        try:
            return self._ask(question)
        except (KeyboardInterrupt, EOFError) as stop:
            raise Interrupted(self.messages["prompts.interrupted"]) from stop

    def _ask(self, question: Question) -> Value | Signal:
        self._print("", "")
        self._say("", question.progress)
        self._say("class:problem", question.problem)
        self._say("class:title", question.fact.ask)
        self._say("", unit_line(question.fact, self.messages))
        lines = ListPrompt(question, self.messages) if question.fact.choices else None
        while True:
            reply = self._pick(lines) if lines else self._type(question)
            if reply != WHY:
                self._echo(question, reply)
                return reply
            self._say("", *question.explanation())

    def _pick(self, lines: ListPrompt) -> Value | Signal:
        app: Application[Value | Signal] = Application(
            layout=lines.layout(),
            key_bindings=lines.bindings(),
            style=_STYLE,
            erase_when_done=True,
            input=self.source,
            output=self.output,
        )
        return self._run(questionary.Question(app))

    def _type(self, question: Question) -> Value | Signal:
        private = "_private" if question.skippable else ""
        current = question.current
        kept = question.fact.type in _NUMBERS and current is not None and current != UNKNOWN
        says = [self.messages[f"prompts.terminal_type{private}"]]
        says += [self.messages["prompts.terminal_keeps"].format(answer=current)] if kept else []
        hint = "\n".join(wrapped(" ".join(says), self._width()))
        prompt = questionary.text(
            # questionary puts a blank before the first line; the second gets one to stand under it.
            f"{hint}\n {self.messages['prompts.terminal_prompt']}",
            # A number that stood there would be added to, not replaced.
            default="" if kept else _editable(current),
            validate=lambda text: self._verdict(text, question),
            validate_while_typing=False,
            qmark="",
            style=_STYLE,
            key_bindings=_typing_keys(),
            erase_when_done=True,
            input=self.source,
            output=self.output,
        )
        typed = self._run(prompt)
        return typed if typed in (BACK, WHY) else self._read(str(typed), question)

    def _run(self, prompt: questionary.Question) -> Value | Signal:
        prompt.application.ttimeoutlen = _ESCAPE_WAIT
        # unsafe: so that Ctrl-C reaches us and is not taken for an empty answer.
        reply: Value | Signal = prompt.unsafe_ask()
        return reply

    def _verdict(self, text: str, question: Question) -> bool | str:
        """Return True, or what is wrong with the text."""
        try:
            self._read(text, question)
        except UnclearError as unclear:
            return unclear.message
        return True

    def _read(self, text: str, question: Question) -> Value | Signal:
        commands = {"unknown": UNKNOWN, "why": WHY} | ({"skip": SKIP} if question.skippable else {})
        for name, reply in commands.items():
            if is_word(text, name, self.messages):
                return reply
        if not text.strip() and question.fact.type in _NUMBERS and question.current is not None:
            return question.current
        return read_typed(text, question.fact, self.messages)

    def _echo(self, question: Question, reply: Value | Signal) -> None:
        """Leave the answer on the screen where the list was."""
        if reply is SKIP:
            answer = self.messages["prompts.skip"]
        elif question.menu or isinstance(reply, Signal):
            return
        else:
            answer = answer_text(question.fact, reply, self.messages)
        self._say("class:answer", self.messages["prompts.terminal_answer"].format(answer=answer))

    def _say(self, style: str, *texts: str) -> None:
        for text in texts:
            for line in wrapped(text, self._width()):
                self._print(style, line)

    def _print(self, style: str, line: str) -> None:
        print_formatted_text(FormattedText([(style, line)]), style=_STYLE, output=self.output)

    def _width(self) -> int:
        return min(self.output.get_size().columns - 1, _WIDEST)


def _typing_keys() -> KeyBindings:
    """Return the keys that leave a typed answer; `?` explains as long as nothing is typed."""
    keys = leaving_keys()

    @keys.add("?")
    def _why(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.insert_text("?")
        else:
            event.app.exit(result=WHY)

    return keys


def _editable(current: Value | None) -> str:
    """Return an answer as text to edit; what is not known starts empty."""
    if current is None or current == UNKNOWN:
        return ""
    return ", ".join(current) if isinstance(current, tuple) else printable(str(current))
