"""The card on a small screen: what must not be missing fits, whoever asks whatever."""

from __future__ import annotations

import pytest

from casemgr_cli.engine.advise import advise
from casemgr_cli.pages.advice import card_page, screen_page, screens_of
from casemgr_cli.pages.blocks import Sources
from casemgr_cli.writers.layout import render_text
from tests.people import CATALOG, GUIDE, PEOPLE, TODAY, WORDS, advice_for

# What a window of 24 lines leaves beside the keys, the empty line above them and the prompt, by its columns.
ROOM = {80: 20, 60: 19}
QUESTIONS = tuple(choice.value for choice in CATALOG.facts["question"].choices)


@pytest.mark.parametrize("columns", ROOM)
@pytest.mark.parametrize("person", PEOPLE)
def test_title_pay_and_this_week_are_on_the_first_screen(person: str, columns: int) -> None:
    """For every person and every question they could ask, nothing scrolls at 80x24, nor at 60x24."""
    stated = {key: tuple(v) if isinstance(v, list) else v for key, v in PEOPLE[person].items()}
    for question in QUESTIONS:
        advice = advise(CATALOG, {**stated, "question": question}, TODAY)
        page = card_page(
            *(advice, CATALOG, GUIDE, WORDS),
            lambda p: len(render_text(p, columns).splitlines()) <= ROOM[columns],
        )
        lines = render_text(page, columns).splitlines()
        assert len(lines) <= ROOM[columns], question
        asked = next(each.label for each in CATALOG.facts["question"].choices if each.value == question)
        assert lines[0] == asked
        for words in ("Your path", "Pay a year", "This week"):
            assert any(line.startswith(words) for line in lines), (question, words)


@pytest.mark.parametrize("person", PEOPLE)
def test_sources_have_one_screen_and_one_number_each(person: str) -> None:
    """A number in brackets means the same on every screen, and what it means stands behind one key."""
    advice = advice_for(person)
    screens = {name: screen_page(name, advice, CATALOG, GUIDE, WORDS) for name in screens_of(advice)}
    listing = [name for name, page in screens.items() if any(isinstance(block, Sources) for block in page)]
    assert listing == ["sources"]
    numbers = [
        line.number for block in screens["sources"] if isinstance(block, Sources) for line in block.lines
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert numbers
