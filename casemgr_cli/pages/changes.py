"""What would change the advice: answers that matter, and what comes out with others in their place."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from casemgr_cli.pages.blocks import Bullets, Heading, Item, Paragraph, Table
from casemgr_cli.pages.tools import section, value_text

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import Advice, Change, Matter, WhatIf
    from casemgr_cli.pages.blocks import Block
    from casemgr_cli.pages.tools import Tools

_ASKED = 6
MONTHS = ("first_job", "earliest", "certified", "break_even")
_VERDICT = "verdict:"
# What is said of an answer that matters, in this order, and how much of it.
_SAID = ("destination", "first_job", "certified", "cost_high", "pay_experienced", _VERDICT)
_MOST_SAID = 3


def change_section(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return the answers that matter most with what they would do, then the questions that are open."""
    words, matters = kit.words, advice.matters or ()
    tried = tuple(Item(_matter(matter, kit)) for matter in matters)
    keys = [key for key in _open_keys(advice, kit) if key not in {m.fact.key for m in matters}]
    asked = tuple(
        Item(words("advice.ask_item", question=kit.catalog.facts[key].ask, key=key)) for key in keys[:_ASKED]
    )
    rest = len(keys) - len(asked)
    return section(
        words("advice.change"),
        *((Paragraph(words("advice.change_about")), Bullets(tried)) if tried else ()),
        *((Paragraph(words("advice.ask")), Bullets(asked)) if asked else ()),
        *((Paragraph(words.count("advice.ask_more", rest), tone="quiet"),) if rest else ()),
    )


def what_if_section(what_if: WhatIf, before: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return what comes out otherwise when some answers are changed, now and then side by side."""
    words, facts = kit.words, kit.catalog.facts
    given = tuple(
        Item(words("change.given", question=facts[key].ask, value=value_text(value, facts[key], words)))
        for key, value in what_if.answers.items()
    )
    header = tuple(words(f"change.columns.{column}") for column in ("what", "before", "after"))
    rows = tuple(
        (
            _name(change, before, kit),
            _value(change.what, change.before, kit),
            _value(change.what, change.after, kit),
        )
        for change in what_if.changes
    )
    return (
        Heading(words("change.title")),
        Bullets(given),
        *((Table(header, rows, ("left", "left", "left")),) if rows else (Paragraph(words("change.none")),)),
    )


def _matter(matter: Matter, kit: Tools) -> str:
    words = kit.words
    value = value_text(matter.value, matter.fact, words)
    said = sorted((c for c in matter.changes if _place(c) is not None), key=lambda c: _place(c) or 0)
    listed = words("amount.either").join(_sentence(change, kit) for change in said[:_MOST_SAID])
    key = "change.matter" if matter.stated else "change.matter_open"
    return words(key, question=matter.fact.ask, value=value, changes=listed)


def _place(change: Change) -> int | None:
    what = _VERDICT if change.what.startswith(_VERDICT) else change.what
    return _SAID.index(what) if what in _SAID else None


def _sentence(change: Change, kit: Tools) -> str:
    what = change.what
    before, after = (_value(what, value, kit) for value in (change.before, change.after))
    if what.startswith(_VERDICT):
        short = kit.catalog.certifications[what.removeprefix(_VERDICT)].short
        return kit.words("change.verdict", name=short, before=before, after=after)
    return kit.words(f"change.said.{what}", before=before, after=after)


def _name(change: Change, advice: Advice, kit: Tools) -> str:
    if change.what.startswith(_VERDICT):
        ids = {v.certification.id: v.certification.short for v in advice.verdicts}
        return ids[change.what.removeprefix(_VERDICT)]
    return kit.words(f"change.name.{change.what}")


def _value(what: str, value: str | int | None, kit: Tools) -> str:
    words = kit.words
    if value is None:
        return words("amount.missing")
    if what.startswith(_VERDICT):
        return words(f"verdict.{value}")
    if isinstance(value, str):
        return value
    return words.wait(value) if what in MONTHS else words.money(value)


def _open_keys(advice: Advice, kit: Tools) -> list[str]:
    """Return the keys whose answers would change verdicts or routes, those that decide most first."""
    best = advice.routes[0].destination if advice.routes else None
    fitting = [v for v in advice.verdicts if best is None or v.certification.id in best.certifications]
    weight = Counter(key for verdict in fitting for key in verdict.asks)
    weight.update(item.key for item in advice.assumed if item.value is None)
    return [key for key, _ in weight.most_common() if key in kit.catalog.facts]
