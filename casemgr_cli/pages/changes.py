"""What would change the advice: answers that matter, and what comes out with others in their place."""

from collections import Counter
from collections.abc import Iterator

from casemgr_cli.domain.advice import Advice, Change, Fork, Matter, Route, WhatIf
from casemgr_cli.domain.facts import Value
from casemgr_cli.pages.blocks import Block, Bullets, Heading, Item, Paragraph, Table
from casemgr_cli.pages.card import on_card
from casemgr_cli.pages.milestones import day_after, origin
from casemgr_cli.pages.tools import Tools, items, section, value_text

_ASKED = 6
_MONTHS = ("first_job", "earliest", "certified", "break_even")
_VERDICT = "verdict:"
# What is said of an answer that matters, in this order, and how much of it.
_SAID = ("destination", "first_job", "certified", "cost_high", "pay_experienced", _VERDICT)
_MOST_SAID = 2


def change_section(advice: Advice, best: Route | None, kit: Tools, most: int = _ASKED) -> tuple[Block, ...]:
    """Return the answers that would shorten the way, those that matter most with what they would do, then the
    questions that are open; at most so many of each.
    """
    words = kit.words
    planned = {item.key: item.value for item in advice.assumed}
    open_keys = _open_keys(advice, kit)
    told = dict(_forks(best, open_keys, advice, kit)) if best else {}
    told |= {
        each.fact.key: _matter(each, planned.get(each.fact.key), kit)
        for each in advice.matters or ()
        if each.fact.key not in told
    }
    tried = items(tuple(told.values())[:most])
    keys = [key for key in open_keys if key not in told]
    asked = items(tuple(kit.catalog.facts[key].ask for key in keys[: most - len(tried)]))
    rest = len(keys) - len(asked)
    return section(
        words("advice.change"),
        *((Bullets(tried),) if tried else ()),
        *((Paragraph(words("advice.ask")), Bullets(asked)) if asked else ()),
        *((Paragraph(words.count("advice.ask_more", rest), tone="quiet"),) if rest else ()),
    )


def _forks(best: Route, keys: list[str], advice: Advice, kit: Tools) -> Iterator[tuple[str, str]]:
    """Yield what open answers would bring, unless the card says it."""
    for fork in best.forks:
        if fork.key in keys and not on_card(fork, best, kit.words):
            yield fork.key, _fork(fork, best, advice, kit)


def _fork(fork: Fork, best: Route, advice: Advice, kit: Tools) -> str:
    """Return what an answer that is open would bring: an earlier first job, or an earlier certification."""
    words, fact = kit.words, kit.catalog.facts[fork.key]
    job = fork.typical < best.typical or fork.certified is None
    what, months = ("first_job", fork.typical) if job else ("certified", fork.certified or 0)
    month = words.month(day_after(origin(advice), months).isoformat())
    value = value_text(fork.value, fact, words)
    return words(f"change.fork.{what}", question=fact.ask, value=value, month=month)


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


def _matter(matter: Matter, planned: Value | None, kit: Tools) -> str:
    words = kit.words
    value = value_text(matter.value, matter.fact, words)
    said = sorted((c for c in matter.changes if _place(c) is not None), key=lambda c: _place(c) or 0)
    listed = words("amount.either").join(_sentence(change, kit) for change in said[:_MOST_SAID])
    key = "change.matter" if matter.stated or planned is None else "change.matter_planned"
    instead = value_text(planned, matter.fact, words)
    return words(key, question=matter.fact.ask, value=value, planned=instead, changes=listed)


def _place(change: Change) -> int | None:
    what = _VERDICT if change.what.startswith(_VERDICT) else change.what
    return _SAID.index(what) if what in _SAID else None


def _sentence(change: Change, kit: Tools) -> str:
    """Return what comes out with another answer; what comes out now is on the card."""
    what, after = change.what, _said(change.what, change.after, kit)
    if what.startswith(_VERDICT):
        short = kit.catalog.certifications[what.removeprefix(_VERDICT)].short
        return kit.words("change.verdict", name=short, after=after)
    return kit.words(f"change.said.{what}", after=after)


def _said(what: str, value: str | int | None, kit: Tools) -> str:
    """Return a value in a sentence: months as a wait."""
    text = _value(what, value, kit)
    return kit.words("card.in", when=text) if what in _MONTHS and value else text


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
    if what not in _MONTHS:
        return words.money(value)
    return words.count("amount.months", value) if value else words("amount.now")


def _open_keys(advice: Advice, kit: Tools) -> list[str]:
    """Return the keys whose answers would change verdicts or routes, those that decide most first."""
    best = advice.routes[0].destination if advice.routes else None
    fitting = [v for v in advice.verdicts if best is None or v.certification.id in best.certifications]
    weight = Counter(key for verdict in fitting for key in verdict.asks)
    weight.update(item.key for item in advice.assumed if item.value is None)
    return [key for key, _ in weight.most_common() if key in kit.catalog.facts]
