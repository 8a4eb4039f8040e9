"""The next question as a page, for those who answer one step at a time."""

from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.pages.blocks import Facts, Heading, Page, Paragraph, Row
from casemgr_cli.pages.words import Words


def next_page(question: NextQuestion, words: Words) -> Page:
    """Return the question with its key, its choices and why we ask, or that none is left."""
    fact = question.fact
    if fact is None:
        return (Paragraph(words("next.done")),)
    choices = tuple(
        Row(
            "" if number else words("next.choices"),
            words("next.choice", value=choice.value, label=choice.label),
        )
        for number, choice in enumerate(fact.choices)
    )
    rows = (
        Row(words("next.key"), fact.key),
        *choices,
        Row(words("next.why"), fact.why),
        Row("", question.because),
        Row(words("next.help"), fact.help),
    )
    title = words("next.title", number=question.asked_so_far + 1, question=fact.ask)
    return (
        Heading(title, 3),
        Facts(tuple(row for row in rows if row.text)),
        Paragraph(words.count("next.left", question.at_most_left), tone="quiet"),
    )
