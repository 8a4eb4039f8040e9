"""Asking line by line, for screen readers and terminals that cannot move the cursor."""

from collections.abc import Mapping
from shutil import get_terminal_size
from typing import TextIO

from casemgr_cli.domain.facts import UNKNOWN, Value
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts import asker
from casemgr_cli.prompts.asker import answer_text, is_word, printable, read_typed, unit_line
from casemgr_cli.text import wrap

# Longer lists are read out only on request: a screen reader would spell all of them first.
LONG_LIST = 25


class PlainAsker:
    """Writes numbered lines to `output` and reads one line a reply from `source`."""

    def __init__(self, source: TextIO, output: TextIO, messages: Mapping[str, str]) -> None:
        """Keep the two streams and the words on screen."""
        self.source = source
        self.output = output
        self.messages = messages

    def ask(self, question: asker.Question) -> Value | asker.Signal:
        """Ask until the reply can be read."""
        self._show(question)
        while True:
            line = self._read_line()
            reply = self._command(line, question)
            if reply is not None:
                return reply
            if self._explained(line, question):
                continue
            try:
                return read_typed(line, question.fact, self.messages)
            except asker.UnclearError as unclear:
                self._say(unclear.message)

    def _show(self, question: asker.Question) -> None:
        fact = question.fact
        self.output.write("\n")
        self._say(question.progress, question.problem, fact.ask, unit_line(fact, self.messages))
        self._say(*question.reason())
        if question.current is not None:
            answer = answer_text(fact, question.current, self.messages)
            self._say(self.messages["prompts.current"].format(answer=answer))
        if len(fact.choices) <= LONG_LIST or question.menu:
            self._list(question)
        self._say(*self._how(question))

    def _how(self, question: asker.Question) -> tuple[str, str]:
        """Return the two lines that say how to answer and which commands there are."""
        fact = question.fact
        long = len(fact.choices) > LONG_LIST and not question.menu
        kind = "list" if fact.type == "choices" else "choice" if fact.choices else "typed"
        own = "menu" if fact.type == "choice" else "menu_check"
        keys = own if question.menu else "private" if question.skippable else "keys"
        how = f"prompts.plain_{kind}_long" if long else f"prompts.plain_{kind}"
        return self.messages[how], self.messages[f"prompts.plain_{keys}"]

    def _list(self, question: asker.Question) -> None:
        for number, choice in enumerate(question.fact.choices, 1):
            line = self.messages["prompts.plain_line"].format(number=number, label=choice.label)
            self._write(line, indent=len(line) - len(choice.label))

    def _command(self, line: str, question: asker.Question) -> Value | asker.Signal | None:
        """Return the reply that a command stands for, or None where the line is no such command."""
        if is_word(line, "back", self.messages):
            return asker.BACK
        if question.skippable and is_word(line, "skip", self.messages):
            return asker.SKIP
        if not question.menu and is_word(line, "unknown", self.messages):
            return UNKNOWN
        if line.strip():
            return None
        # Enter alone says the answer so far, and the first line of a page of our own.
        first = question.menu and question.fact.type == "choice"
        return question.fact.choices[0].value if first else question.current

    def _explained(self, line: str, question: asker.Question) -> bool:
        """Answer a question about the question; False where the line is none."""
        if is_word(line, "why", self.messages):
            self._say(*question.explanation(), *self._how(question))
            return True
        if question.fact.choices and is_word(line, "list", self.messages):
            self._list(question)
            return True
        return False

    def _read_line(self) -> str:
        self.output.write(self.messages["prompts.plain_prompt"] + " ")
        self.output.flush()
        try:
            line = self.source.readline()
        except UnicodeDecodeError:
            return "\ufffd"
        except KeyboardInterrupt as stop:
            raise Interrupted(self.messages["prompts.interrupted"]) from stop
        if not line:
            raise Interrupted(self.messages["prompts.interrupted"])
        return line.rstrip("\r\n")

    def _say(self, *lines: str) -> None:
        for line in filter(None, lines):
            self._write(line)

    def _write(self, line: str, indent: int = 0) -> None:
        """Write a line, on a terminal broken between words as far as it is wide, its rest indented."""
        shown = printable(line)
        if self.output.isatty():
            lead, columns = shown[:indent], get_terminal_size().columns - indent
            shown = lead + f"\n{' ' * indent}".join(wrap(shown[indent:], columns))
        self.output.write(shown + "\n")
