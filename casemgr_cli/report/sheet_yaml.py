"""A file of answers to be filled in: every question as a comment, every key waiting behind a `#`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.facts import Fact
    from casemgr_cli.pages.words import Words

KINDS = {"integer": "whole_number", "number": "number", "text": "text"}


def answers_to_fill_in(asked: Iterable[Fact], words: Words) -> str:
    """Return YAML that says nothing until somebody takes a `#` away, and whose keys are then answers."""
    lines = [_comment(words(f"desk.sheet.{key}")) for key in ("file", "file_list")]
    for fact in asked:
        lines += ["", *_question(fact, words)]
    return "\n".join(lines) + "\n"


def _question(fact: Fact, words: Words) -> Iterator[str]:
    yield _comment(fact.ask)
    if fact.choices:
        width = max(len(choice.value) for choice in fact.choices)
        yield _comment(words("desk.sheet.pick" if fact.type == "choice" else "desk.sheet.pick_all"))
        for choice in fact.choices:
            yield _comment(f"  {choice.value:{width}}  {choice.label}")
    else:
        yield _comment(words(f"desk.sheet.{KINDS[fact.type]}"))
    yield f"# {fact.key}:{' []' if fact.type == 'choices' else ''}"


def _comment(text: str) -> str:
    """Return one line that YAML passes over, whatever the text is."""
    printable = "".join(sign if sign.isprintable() else " " for sign in text)
    return f"# {printable}".rstrip()
