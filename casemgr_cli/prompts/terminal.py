"""Asking in a terminal, with arrow keys and search.

Everything is drawn on stderr: stdout is for results. Only this module knows the prompt libraries.
"""

import sys
import textwrap
from collections.abc import Callable, Mapping
from typing import Any, Final

import questionary
from prompt_toolkit.application import Application, get_app
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input import Input, create_input
from prompt_toolkit.input.typeahead import clear_typeahead
from prompt_toolkit.key_binding import KeyBindings, KeyPress, KeyPressEvent
from prompt_toolkit.key_binding.key_processor import KeyProcessor
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import Dimension, FormattedTextControl, HSplit, Layout, UIContent, Window
from prompt_toolkit.output import Output, create_output
from prompt_toolkit.shortcuts import print_formatted_text
from prompt_toolkit.styles import Style
from prompt_toolkit.validation import ValidationError
from questionary.prompts.common import InquirerControl

from casemgr_cli.domain.facts import UNKNOWN, Choice, Value
from casemgr_cli.errors import Interrupted
from casemgr_cli.prompts import asker
from casemgr_cli.prompts.asker import answer_text, fitting_choices, is_word, printable, read_typed, unit_line

# The terminal's own colors and no background, so that it reads on light and dark alike.
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
# More characters than any answer has, and more keys at once than fingers press: those are a paste.
_LONGEST, _PASTED = 200, 100
# They stop the interview, also in the middle of a paste.
_STOPS = (Keys.ControlC, Keys.ControlD, Keys.SIGINT)


def forget_typed() -> None:
    """Let go of keys that nobody has read yet, before someone else has the keyboard."""
    clear_typeahead(create_input(sys.stdin))


class TerminalAsker:
    """Puts questions in a terminal. `source` and `output` default to stdin and stderr."""

    def __init__(
        self, messages: Mapping[str, str], *, source: Input | None = None, output: Output | None = None
    ) -> None:
        """Keep the words on screen, and open the terminal."""
        self.messages = messages
        self.source = source or create_input(sys.stdin)
        self.output = output or create_output(stdout=sys.stderr)

    def ask(self, question: asker.Question) -> Value | asker.Signal:
        """Ask until there is a reply; `?` explains the question and asks it again.

        Raises:
            Interrupted: Ctrl-C, or the terminal went away.
        """
        try:
            return self._ask(question)
        except (KeyboardInterrupt, EOFError) as stop:
            raise Interrupted(self.messages["prompts.interrupted"]) from stop

    def _ask(self, question: asker.Question) -> Value | asker.Signal:
        self._print("", "")
        self._say("", question.progress)
        self._say("class:problem", question.problem)
        self._say("class:title", question.fact.ask)
        self._say("", unit_line(question.fact, self.messages), *question.reason())
        lines = ListPrompt(question, self.messages) if question.fact.choices else None
        while True:
            reply = self._pick(lines) if lines else self._type(question)
            if reply != _WHY:
                self._echo(question, reply)
                return reply
            self._say("", *question.explanation())

    def _pick(self, lines: "ListPrompt") -> Value | asker.Signal:
        app: Application[Value | asker.Signal] = Application(
            layout=lines.layout(),
            key_bindings=lines.bindings(),
            style=_STYLE,
            erase_when_done=True,
            input=self.source,
            output=self.output,
        )
        return self._run(questionary.Question(app))

    def _type(self, question: asker.Question) -> Value | asker.Signal:
        private = "_private" if question.skippable else ""
        current = question.current
        kept = question.fact.numeric and current is not None and current != UNKNOWN
        says = [self.messages[f"prompts.terminal_type{private}"]]
        says += [self.messages["prompts.terminal_keeps"].format(answer=current)] if kept else []
        hint = "\n".join(_wrapped(" ".join(says), self._width()))
        prompt = questionary.text(
            # questionary puts a blank before the first line; the second gets one to stand under it.
            f"{hint}\n {self.messages['prompts.terminal_prompt']}",
            # A number that stood there would be added to, not replaced.
            default="" if kept else _editable(current),
            validate=lambda text: self._verdict(text, question),
            validate_while_typing=False,
            qmark="",
            style=_STYLE,
            key_bindings=_typing_keys(self.messages["prompts.terminal_too_long"]),
            erase_when_done=True,
            input=self.source,
            output=self.output,
        )
        typed = self._run(prompt)
        return typed if typed in (asker.BACK, _WHY) else self._read(str(typed), question)

    def _run(self, prompt: questionary.Question) -> Value | asker.Signal:
        prompt.application.ttimeoutlen = _ESCAPE_WAIT
        prompt.application.key_processor.before_key_press += _join_pasted
        # unsafe: so that Ctrl-C reaches us and is not taken for an empty answer.
        reply: Value | asker.Signal = prompt.unsafe_ask()
        return reply

    def _verdict(self, text: str, question: asker.Question) -> bool | str:
        """Return True, or what is wrong with the text."""
        try:
            self._read(text, question)
        except asker.UnclearError as unclear:
            return unclear.message
        return True

    def _read(self, text: str, question: asker.Question) -> Value | asker.Signal:
        commands = {"unknown": UNKNOWN, "why": _WHY} | ({"skip": asker.SKIP} if question.skippable else {})
        for name, reply in commands.items():
            if is_word(text, name, self.messages):
                return reply
        if not text.strip() and question.fact.numeric and question.current is not None:
            return question.current
        return read_typed(text, question.fact, self.messages)

    def _echo(self, question: asker.Question, reply: Value | asker.Signal) -> None:
        """Leave the answer on the screen where the list was."""
        if reply is asker.SKIP:
            answer = self.messages["prompts.skip"]
        elif question.menu or isinstance(reply, asker.Signal):
            return
        else:
            answer = answer_text(question.fact, reply, self.messages)
        self._say("class:answer", self.messages["prompts.terminal_answer"].format(answer=answer))

    def _say(self, style: str, *texts: str) -> None:
        for text in texts:
            for line in _wrapped(text, self._width()):
                self._print(style, line)

    def _print(self, style: str, line: str) -> None:
        print_formatted_text(FormattedText([(style, line)]), style=_STYLE, output=self.output)

    def _width(self) -> int:
        return min(self.output.get_size().columns - 1, _WIDEST)


def _join_pasted(processor: KeyProcessor) -> None:
    """Make one key of a paste that came key by key: each takes so long that nothing else could be done."""
    waiting = processor.input_queue
    if len(waiting) <= _PASTED:
        return
    text = "".join(press.data for press in waiting if not isinstance(press.key, Keys))
    stops = [press for press in waiting if press.key in _STOPS]
    waiting.clear()
    waiting.extend((KeyPress(Keys.BracketedPaste, text), *stops))


def _typing_keys(too_long: str) -> KeyBindings:
    """Return the keys that leave a typed answer; `?` explains as long as nothing is typed.

    Of a paste that is `too_long` for an answer the beginning stays, and the person is told.
    """
    keys = _leaving_keys()

    @keys.add(Keys.BracketedPaste)
    def _paste(event: KeyPressEvent) -> None:
        buffer = event.current_buffer
        room = max(_LONGEST - len(buffer.text), 0)
        buffer.insert_text(printable(event.data[:room]))
        if len(event.data) > room:
            buffer.validation_error = ValidationError(message=too_long)

    @keys.add("?")
    def _why(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.insert_text("?")
        else:
            event.app.exit(result=_WHY)

    return keys


def _editable(current: Value | None) -> str:
    """Return an answer as text to edit; what is not known starts empty."""
    if current is None or current == UNKNOWN:
        return ""
    return ", ".join(current) if isinstance(current, tuple) else printable(str(current))


# A single digit reaches every line of a list this short; longer ones are searched instead.
_NUMBERED = 9
# Rows kept free around a list for the question above and the hints below, and the fewest a list gets.
_ROWS_AROUND = 10
_FEWEST_ROWS = 4
# What a list or a typed answer returns when the person wants to know why we ask.
_WHY: Final = "?why"


class ListPrompt(InquirerControl):
    """The lines to pick from, with what has been picked and searched so far. Lives through a `?`."""

    def __init__(self, question: asker.Question, messages: Mapping[str, str]) -> None:
        """Lay the lines out, with the current answer under the pointer or its picks made."""
        self.question = question
        self.messages = messages
        self.many = question.fact.type == "choices"
        self.most = question.fact.at_most
        self.problem = ""
        choices = [
            questionary.Choice(choice.label, choice.value, checked=choice.value in question.picked)
            for choice in question.fact.choices
        ]
        extras = [questionary.Choice(messages[f"prompts.{name}"], value) for name, value in self._extras()]
        self.labels = {line.value: str(line.title) for line in (*choices, *extras)}
        self.searched = not question.menu and len(self.labels) > _NUMBERED
        self.numbered = not self.many and len(self.labels) <= _NUMBERED
        known = question.current in self.labels and not question.menu
        super().__init__(
            [*choices, *extras],
            initial_choice=question.current if known else None,  # type: ignore[arg-type]
            use_indicator=self.many,
            use_shortcuts=self.numbered,
        )

    def _extras(self) -> list[tuple[str, Any]]:
        """Return the lines that every list gets, as message and value."""
        names: list[tuple[str, Any, bool]] = [
            ("none", (), self.many),
            ("dont_know", UNKNOWN, not self.question.menu),
            ("skip", asker.SKIP, self.question.skippable),
            ("back", asker.BACK, True),
        ]
        return [(name, value) for name, value, wanted in names if wanted]

    @property
    def filtered_choices(self) -> list[questionary.Choice]:
        """The lines that fit what was typed; all of them when none does, so that the list never vanishes."""
        if not self.search_filter:
            return self.choices
        lines = {line.value: line for line in self.choices}
        # Someone may also type the words of an extra line, such as "none" or "back".
        extras = {Choice(name, self.labels[value]): value for name, value in self._extras()}
        fitting = fitting_choices(self.search_filter, (*self.question.fact.choices, *extras))
        found = [lines[extras.get(choice, choice.value)] for choice in fitting]
        self.found_in_search = bool(found)
        return found or self.choices

    def create_content(self, width: int, height: int | None) -> UIContent:
        """Break long lines between words, for the width that the terminal has right now."""
        for line in self.choices:
            line.title = "\n      ".join(_wrapped(self.labels[line.value], width - 7))
        return super().create_content(width, height)

    def layout(self) -> Layout:
        """Return the list with the hints under it; the list scrolls when the terminal is too low for it."""

        def height() -> Dimension:
            return Dimension(min=1, max=_rows_for_list())

        lines = Window(self, height=height, wrap_lines=True, always_hide_cursor=True, dont_extend_height=True)
        status = Window(FormattedTextControl(self._status), wrap_lines=True, dont_extend_height=True)
        return Layout(HSplit([lines, status]))

    def _status(self) -> FormattedText:
        width = get_app().output.get_size().columns - 1
        standing = (self._hint(), self._place(), self._standing())
        parts = [*(("", text) for text in standing), ("class:problem", self.problem)]
        shown = [(style, "\n".join(_wrapped(text, width))) for style, text in parts if text]
        return FormattedText([(style, text + "\n") for style, text in shown[:-1]] + shown[-1:])

    def _hint(self) -> str:
        if self.question.menu:
            kind = "menu_check" if self.many else "menu"
        elif self.many:
            kind = "check_search" if self.searched else "check"
        else:
            kind = "search" if self.searched else "pick"
        return self.messages[f"prompts.terminal_{kind}"]

    def _place(self) -> str:
        """Say which line this is where the list is too long to be seen whole."""
        if len(self.filtered_choices) <= _rows_for_list():
            return ""
        at, count = self.pointed_at + 1, len(self.filtered_choices)
        return self.messages["prompts.terminal_line"].format(at=at, count=count)

    def _standing(self) -> str:
        """Say what is searched for, or how many are picked."""
        if self.search_filter:
            name = "searching" if self.filtered_choices and self.found_in_search else "found_nothing"
            return self.messages[f"prompts.terminal_{name}"].format(typed=printable(self.search_filter))
        if not self.many:
            return ""
        name = "picked_of" if self.most else "picked"
        return self.messages[f"prompts.terminal_{name}"].format(count=len(self._picks()), most=self.most)

    def _picks(self) -> tuple[str, ...]:
        return tuple(str(choice.value) for choice in self.get_selected_values())

    def bindings(self) -> KeyBindings:
        """Return what each key does."""
        keys = _leaving_keys()
        keys.add(Keys.Up)(lambda _: self.step(self.select_previous))
        keys.add(Keys.ControlP)(lambda _: self.step(self.select_previous))
        keys.add(Keys.Down)(lambda _: self.step(self.select_next))
        keys.add(Keys.ControlN)(lambda _: self.step(self.select_next))
        keys.add(Keys.Backspace)(lambda _: self.search((self.search_filter or "")[:-1]))
        keys.add(Keys.Enter)(self.enter)
        keys.add(Keys.BracketedPaste)(self.paste)
        keys.add(Keys.Any)(self.typed)
        return keys

    def typed(self, event: KeyPressEvent) -> None:
        """Take a key: `?` explains, Space picks in a list of many, anything else searches or jumps.

        A letter goes to a line that begins with it, as the y of a yes.
        """
        self.problem = ""
        if event.data == "?" and not self.question.menu:
            event.app.exit(result=_WHY)
        elif event.data == " " and self.many:
            self.toggle()
        elif self.searched and event.data.isprintable():
            self.search((self.search_filter or "") + event.data)
        elif self.numbered and event.data.isdecimal():
            self.jump(event.data)
        elif event.data.isprintable() and not event.data.isspace():
            self.begin(event.data)

    def paste(self, event: KeyPressEvent) -> None:
        """Search for what was pasted; nothing is looked for that is longer than any line."""
        if len(event.data) > _LONGEST:
            self.problem = self.messages["prompts.terminal_too_long"]
        elif self.searched:
            self.search((self.search_filter or "") + printable(event.data))

    def jump(self, digit: str) -> None:
        """Point at the line with a number; where there is none, say so, and Enter takes no other one."""
        place = int(digit) - 1
        if 0 <= place < len(self.choices):
            self.pointed_at = place
        else:
            message = self.messages["prompts.terminal_no_line"]
            self.problem = message.format(typed=digit, count=len(self.choices))

    def begin(self, letter: str) -> None:
        """Point at the next line that begins with a letter; where there is none, say so as for a number."""
        at, labels = self.pointed_at + 1, [self.labels[line.value] for line in self.choices]
        ahead = (*range(at, len(labels)), *range(at))
        found = (place for place in ahead if labels[place].casefold().startswith(letter.casefold()))
        place = next(found, None)
        if place is None:
            self.problem = self.messages["prompts.terminal_no_letter"].format(typed=letter)
        else:
            self.pointed_at = place

    def step(self, how: Callable[[], None]) -> None:
        """Go to the next line or the one before."""
        self.problem = ""
        how()

    def search(self, text: str) -> None:
        """Show only the lines that fit the text."""
        self.problem = ""
        self.search_filter = text or None
        self.pointed_at = 0

    def toggle(self) -> None:
        """Pick the line under the pointer, or take it away; an extra line waits for Enter."""
        value = self.get_pointed_at().value
        if self.search_filter and not self.found_in_search:
            return
        if value not in self.question.fact.values:
            # To answer here would leave the Enter that follows to the next question.
            self.problem = self.messages["prompts.terminal_enter"]
        elif value in self.selected_options:
            self.selected_options.remove(value)
        elif self.most is not None and len(self.selected_options) >= self.most:
            self.problem = self.messages["prompts.too_many"].format(most=self.most)
        else:
            self.selected_options.append(value)
            self.search("")
            self.pointed_at = next(i for i, line in enumerate(self.choices) if line.value == value)

    def enter(self, event: KeyPressEvent) -> None:
        """Answer, unless the search has found nothing, what was typed last has no line, or a list of many
        has no pick yet; what would drop the picks is asked for twice.
        """
        value, drops = self.get_pointed_at().value, self.messages["prompts.terminal_drops"]
        jumps = not (self.many or self.searched)
        if (self.search_filter and not self.found_in_search) or (jumps and self.problem):
            return
        picks, picked = self._picks(), self.many and value in self.question.fact.values
        if picks and not picked and value is not asker.BACK and self.problem != drops:
            self.problem = drops
        elif picks or not picked:
            event.app.exit(result=picks if picked else value)
        else:
            self.problem = self.messages["prompts.terminal_nothing_picked"]


def _rows_for_list() -> int:
    return max(get_app().output.get_size().rows - _ROWS_AROUND, _FEWEST_ROWS)


def _leaving_keys() -> KeyBindings:
    """Return the keys that leave a question without an answer."""
    keys = KeyBindings()

    def stop(event: KeyPressEvent) -> None:
        event.app.exit(exception=KeyboardInterrupt)

    for key in _STOPS:
        keys.add(key, eager=True)(stop)

    @keys.add(Keys.Escape, eager=True)
    @keys.add(Keys.ControlB, eager=True)
    def _back(event: KeyPressEvent) -> None:
        event.app.exit(result=asker.BACK)

    return keys


def _wrapped(text: str, width: int) -> list[str]:
    """Break text between words into lines of at most `width` columns; no column count below 20 is obeyed."""
    return textwrap.wrap(printable(text), max(width, 20))
