"""What the advice rests on: what was taken as given, what is still open, what ruled ways out, and fit."""

from casemgr_cli.domain.advice import Advice, Excluded, Fit
from casemgr_cli.domain.facts import Assumption
from casemgr_cli.pages.blocks import Block, Bullets, Item, Paragraph
from casemgr_cli.pages.tools import Tools, items, section, value_text
from casemgr_cli.pages.words import Words


def assumed_section(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return what was taken as given because nobody said otherwise."""
    return assumed_blocks(advice.assumed, kit)


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
    return section(kit.words("advice.assumed"), Bullets(items(tuple(planned))))


def planned_with(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return in short what was planned with; what is open stands with what would change the advice."""
    weighed = {matter.fact.key for matter in advice.matters or ()}
    given = dict.fromkeys(
        Item(kit.words("change.given", question=fact.ask, value=value_text(item.value, fact, kit.words)))
        for item in advice.assumed
        if item.value is not None and item.key not in weighed and (fact := kit.catalog.facts.get(item.key))
    )
    return section(kit.words("advice.assumed"), Bullets(tuple(given))) if given else ()


def _assumption(item: Assumption, kit: Tools) -> str:
    fact = kit.catalog.facts.get(item.key)
    if fact is None:
        return kit.words("advice.assumed_key", key=item.key, why=item.why)
    value = value_text(item.value, fact, kit.words)
    return kit.words("advice.assumed_value", question=fact.ask, value=value, why=item.why)


def excluded_items(excluded: tuple[Excluded, ...], words: Words, most: int | None = None) -> tuple[Item, ...]:
    """Return what was ruled out, all that share a reason together; what is above `most` is counted."""
    titles: dict[str, list[str]] = {}
    for item in excluded:
        found = titles.setdefault(item.why, [])
        title = item.title or item.id
        if title not in found:
            found.append(title)
    joint = words("amount.either")
    lines = [
        words("advice.excluded_item", why=why, titles=joint.join(_first(named, words, most)))
        for why, named in titles.items()
    ]
    rest = sum(len(named) for named in list(titles.values())[most:]) if most else 0
    return items((*lines[:most], *((words.count("advice.more_places", rest),) if rest else ())))


def _first(named: list[str], words: Words, most: int | None) -> list[str]:
    rest = len(named) - (most or len(named))
    return [*named[:most], words.count("advice.more_places", rest)] if rest > 0 else named


def fit_section(fit: Fit | None, kit: Tools) -> tuple[Block, ...]:
    """Return how the picked skills sit with the work, kindly, with what such picks are worth."""
    if fit is None:
        return ()
    words, skills = kit.words, kit.catalog.skills
    bands = " ".join((words(f"fit.social_{fit.social_band}"), words(f"fit.nursing_{fit.nursing_band}")))
    found = [words("fit.bring", skill=skills[key].plain) for key in fit.strengths]
    found += [words("fit.build", skill=skills[key].plain, how=skills[key].build) for key in fit.to_build]
    listed = (Bullets(items(tuple(found))),) if found else ()
    return section(
        words("fit.title"), Paragraph(bands), *listed, Paragraph(words("fit.caveat"), tone="quiet")
    )
