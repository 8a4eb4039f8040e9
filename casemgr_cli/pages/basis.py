"""What the advice rests on: what was taken as given, what ruled ways out, fit, what would change it, and what
is asked next.
"""

from collections import Counter
from collections.abc import Iterator, Sequence

from casemgr_cli.domain.advice import Advice, Change, Excluded, Fit, Fork, Matter, NextQuestion, Route, WhatIf
from casemgr_cli.domain.facts import Assumption, Value
from casemgr_cli.engine.dates import day_after
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import as_good_as_known
from casemgr_cli.pages.blocks import Block, Heading, Item, Page, Paragraph, Row, Table
from casemgr_cli.pages.milestones import origin
from casemgr_cli.pages.routes import from_graduation, on_card
from casemgr_cli.pages.tools import Tools, bullets, facts, labeled, section, value_text
from casemgr_cli.pages.words import Words

# So many reasons have room on a screen, and so many places of one reason.
_MOST_EXCLUDED = 8


def assumed_blocks(assumed: tuple[Assumption, ...], kit: Tools) -> tuple[Block, ...]:
    """Return assumptions as a section; nothing when there are none."""
    if not assumed:
        return ()
    planned = [_assumption(item, kit) for item in assumed if item.value is not None]
    still_open: dict[str, list[str]] = {}
    for item in assumed:
        if item.value is None:
            fact = kit.catalog.facts.get(item.key)
            still_open.setdefault(item.why, []).append(fact.ask if fact else item.key)
    planned += [
        kit.words("advice.assumed_open", why=why, keys=" ".join(keys)) for why, keys in still_open.items()
    ]
    return section(kit.words("advice.assumed"), *bullets(planned))


def planned_with(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return in short what was planned with: a value, or in its stead what the question says of having none.
    What else is open stands with what would change the advice.
    """
    weighed = {matter.fact.key for matter in advice.matters or ()}
    given: dict[str, None] = {}
    for item in advice.assumed:
        fact = kit.catalog.facts.get(item.key)
        if fact and item.value is not None and item.key not in weighed:
            value = value_text(item.value, fact, kit.words)
            given[kit.words("advice.planned", name=fact.name, value=value)] = None
        elif fact and item.value is None and item.why == fact.planning_why:
            given[item.why] = None
    return section(kit.words("advice.assumed"), *bullets(given))


def _assumption(item: Assumption, kit: Tools) -> str:
    fact = kit.catalog.facts.get(item.key)
    if fact is None:
        return kit.words("advice.assumed_key", key=item.key, why=item.why)
    value = value_text(item.value, fact, kit.words)
    return kit.words("advice.assumed_value", question=fact.ask, value=value, why=item.why)


def excluded_items(
    excluded: tuple[Excluded, ...], words: Words, most: int = _MOST_EXCLUDED
) -> tuple[Item, ...]:
    """Return what was ruled out, all that share a reason together, or the same reasons; what is above `most`
    is counted.
    """
    titles: dict[str, list[str]] = {}
    for item in excluded:
        found = titles.setdefault(item.why, [])
        title = item.title or item.id
        if title not in found:
            found.append(title)
    reasons: dict[tuple[str, ...], list[str]] = {}
    for why, named in titles.items():
        reasons.setdefault(tuple(named), []).append(why)
    joint = words("amount.either")
    lines = [
        words("advice.excluded_item", why=" ".join(why), titles=joint.join(_first(named, words, most)))
        for named, why in reasons.items()
    ]
    rest = sum(map(len, [*reasons][most:]))
    return tuple(map(Item, (*lines[:most], *((words.count("advice.more_excluded", rest),) if rest else ()))))


def _first(named: Sequence[str], words: Words, most: int) -> Sequence[str]:
    rest = len(named) - most
    return [*named[:most], words.count("advice.more_places", rest)] if rest > 0 else named


def fit_section(fit: Fit | None, kit: Tools) -> tuple[Block, ...]:
    """Return how the picked skills sit with the work, kindly, with what such picks are worth."""
    if fit is None:
        return ()
    words, skills = kit.words, kit.catalog.skills
    bands = " ".join((words(f"fit.social_{fit.social_band}"), words(f"fit.nursing_{fit.nursing_band}")))
    found = [words("fit.bring", skill=skills[key].plain) for key in fit.strengths]
    found += [words("fit.build", skill=skills[key].plain, how=skills[key].build) for key in fit.to_build]
    listed = bullets(found)
    return section(
        words("fit.title"), Paragraph(bands), *listed, Paragraph(words("fit.caveat"), tone="quiet")
    )


_ASKED, _ASKED_IN_BRIEF = 6, 3
_MONTHS = ("first_job", "earliest", "certified", "break_even")
_VERDICT = "verdict:"
# What is said of an answer that matters, in this order, and how much of it.
_SAID = ("destination", "first_job", "certified", "cost_high", "pay_experienced", _VERDICT)
_MOST_SAID = 2


def change_section(
    advice: Advice, best: Route | None, kit: Tools, *, brief: bool = False
) -> tuple[Block, ...]:
    """Return the answers that would shorten the way, those that matter most with what they would do, then the
    questions that are open; in brief few of each.
    """
    most = _ASKED_IN_BRIEF if brief else _ASKED
    words = kit.words
    planned = {item.key: item.value for item in advice.assumed}
    open_keys = _open_keys(advice, kit)
    told = dict(_forks(best, open_keys, advice, kit)) if best else {}
    told |= {
        each.fact.key: _matter(each, planned.get(each.fact.key), kit)
        for each in advice.matters or ()
        if each.fact.key not in told
    }
    tried = [*told.values()][:most]
    keys = [key for key in open_keys if key not in told]
    asked = [kit.catalog.facts[key].ask for key in keys[: most - len(tried)]]
    rest = len(keys) - len(asked)
    return section(
        words("advice.change"),
        *bullets(tried),
        *((Paragraph(words("advice.ask")),) if asked and tried else ()),
        *bullets(asked),
        *((Paragraph(words.count("advice.ask_more", rest), tone="quiet"),) if rest else ()),
    )


def _forks(best: Route, keys: list[str], advice: Advice, kit: Tools) -> Iterator[tuple[str, str]]:
    """Yield what open answers would bring, unless the card says it; a number known in part is open, but
    nobody still in school has such months.
    """
    in_school = from_graduation(advice)
    for fork in best.forks:
        open_ = fork.key in keys or (kit.catalog.facts[fork.key].numeric and not in_school)
        if open_ and not on_card(fork, best, kit.words):
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
    given = (
        words("change.given", question=facts[key].ask, value=value_text(value, facts[key], words))
        for key, value in what_if.answers.items()
    )
    header = tuple(words(f"change.columns.{column}") for column in ("what", "before", "after"))
    rows = tuple(
        (_name(each, before, kit), *(_value(each.what, said, kit) for said in (each.before, each.after)))
        for each in what_if.changes
    )
    return (
        Heading(words("change.title")),
        *bullets(given),
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
        return words.money(round(value, -3) if what == "ten_year_net" else value)
    return words.count("amount.months", value) if value else words("amount.now")


def _open_keys(advice: Advice, kit: Tools) -> list[str]:
    """Return the keys whose answers would change verdicts or routes, those that decide most first, of what
    makes sense to ask the person.
    """
    best = advice.routes[0].destination if advice.routes else None
    fitting = [v for v in advice.verdicts if best is None or v.certification.id in best.certifications]
    weight = Counter(key for verdict in fitting for key in verdict.asks)
    weight.update(item.key for item in advice.assumed if item.value is None)
    all_facts = kit.catalog.facts
    known, person = as_good_as_known(all_facts, advice.answers), Person(all_facts, advice.answers)
    open_ = (key for key, _ in weight.most_common() if key in all_facts and key not in known)
    return [key for key in open_ if truth(all_facts[key].asked_if, person) is not False]


def next_page(question: NextQuestion, words: Words) -> Page:
    """Return the question with its key, its choices and why we ask, or that none is left."""
    fact = question.fact
    if fact is None:
        return (Paragraph(words("next.done")),)
    choices = (words("next.choice", value=choice.value, label=choice.label) for choice in fact.choices)
    rows = (
        Row(words("next.key"), fact.key),
        *labeled(words("next.choices"), choices),
        Row(words("next.why"), fact.why),
        Row("", question.because),
        Row(words("next.help"), fact.help),
    )
    title = words("next.title", number=question.asked_so_far + 1, question=fact.ask)
    after = question.at_most_left - 1
    return (
        Heading(title, 3),
        facts(*rows),
        Paragraph(words.count("next.left", after) if after else words("next.last"), tone="quiet"),
    )
