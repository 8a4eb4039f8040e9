"""Where things come from: a page for each term, figure, destination, step, source or fact."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Verdict
from casemgr_cli.domain.aid import Aid
from casemgr_cli.domain.careers import Destination, Pace, Requirement, Step, Term
from casemgr_cli.domain.facts import Fact
from casemgr_cli.domain.figures import Figure, Source
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.pages.blocks import Block, Facts, Heading, Item, Page, Paragraph, Row
from casemgr_cli.pages.certs import cert_page
from casemgr_cli.pages.costs import aid_rows, charge_item
from casemgr_cli.pages.tools import (
    Tools,
    bullets,
    facts,
    figure_item,
    labeled,
    maker_mark,
    marked,
    section,
    sources_section,
    tools,
    value_text,
)
from casemgr_cli.pages.words import Words


def explain_page(
    key: str, catalog: Catalog, words: Words, verdicts: Mapping[str, Verdict], *, answered: bool = False
) -> Page:
    """Return the page on whatever `key` names: an id, or another word people use for it.

    `verdicts` holds every certification's verdict by id; `answered` says whether a person's answers are
    behind them.
    """
    section_name, id_ = find(key, catalog)
    if section_name == "certifications":
        return cert_page(verdicts[id_], catalog, words, asked=key, answered=answered)
    kit = tools(catalog, words)
    page = _PAGES[section_name](getattr(catalog, section_name)[id_], kit)
    return (*page, *sources_section(kit))


def index_page(catalog: Catalog, words: Words, search: str = "") -> Page:
    """Return every word that can be explained, by kind, with its title; `search` keeps those that have it."""
    blocks: list[Block] = [
        Heading(words("explain.index"), 1),
        Paragraph(words("explain.index_about"), tone="typed"),
    ]
    for name in _SECTIONS:
        rows = tuple(Row(key, title) for kind, key, title in index(catalog, search) if kind == name)
        blocks += section(words(f"explain.kinds.{name}"), Facts(rows)) if rows else ()
    return tuple(blocks)


def index(catalog: Catalog, search: str = "") -> Iterable[tuple[str, str, str]]:
    """Yield section, id and title of all that can be explained and has `search` in one of its names."""
    wanted = _folded(search)
    for name in _SECTIONS:
        for id_, entry in getattr(catalog, name).items():
            titles = [
                text for field in ("title", "name", "label", "ask") if (text := getattr(entry, field, ""))
            ]
            if any(wanted in _folded(word) for word in (id_, *titles, *_names(entry))):
                yield name, id_, titles[0].rstrip(":")


def find(key: str, catalog: Catalog) -> tuple[str, str]:
    """Return the section of the catalog and the id that a word means, ids before other words.

    Raises:
        UsageFailure: nothing has that name; the hint gives the nearest.
    """
    wanted = _folded(key)
    known: dict[str, tuple[str, str]] = {}
    for also in (False, True):
        for name in _SECTIONS:
            for id_, entry in getattr(catalog, name).items():
                for word in _names(entry) if also else (id_,):
                    known.setdefault(_folded(word), (name, id_))
    if wanted not in known:
        raise UsageFailure(
            f"Nothing here is called {key!r}.", hint=nearest(wanted, known), slug="unknown_key"
        )
    return known[wanted]


def _folded(word: str) -> str:
    return word.strip().lower().replace(" ", "_").replace("-", "_")


def _names(entry: Any) -> Iterable[str]:  # noqa: ANN401  any entry of the catalog
    for name in ("title", "short", "name"):
        if text := getattr(entry, name, ""):
            yield text
    yield from getattr(entry, "also_called", ())


def _term(term: Term, kit: Tools) -> tuple[Block, ...]:
    see = kit.words.listed(term.see)
    return (
        Heading(term.title, 1),
        Paragraph(term.text, kit.cites(term.source)),
        *((facts(Row(kit.words("explain.see"), see)),) if see else ()),
    )


def _figure(figure: Figure, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    cites = kit.cites(figure.source)
    users = [c.short for c in kit.catalog.certifications.values() if figure.id in (c.fee, *c.figures)]
    users += [entry.title for entry in kit.catalog.aid.values() if figure.id in entry.figures]
    return (
        Heading(figure.label, 1),
        facts(
            Row(words("explain.value"), words.figure(figure), cites, tone="strong"),
            Row(words("explain.as_of"), figure.as_of),
            Row(words("explain.note"), figure.note or ""),
            Row(words("explain.used_for"), words.listed(users)),
        ),
    )


def _aid(entry: Aid, kit: Tools) -> tuple[Block, ...]:
    figures = tuple(figure_item(kit.catalog.figures[id_], kit) for id_ in entry.figures)
    return (
        Heading(entry.title, 1, maker_mark(entry.made_by, kit.words)),
        Facts(aid_rows(entry, kit)),
        *section(kit.words("certs.figures"), *bullets(figures)),
    )


def _source(source: Source, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    standing = "explain.is_official" if source.official else "explain.not_official"
    taken = (
        words("data.figure", label=figure.label, value=words.figure(figure))
        for figure in kit.catalog.figures.values()
        if figure.source == source.id
    )
    return (
        Heading(source.title, 1),
        facts(
            Row(words("explain.publisher"), source.publisher),
            Row(words("explain.date"), source.as_of),
            Row(words("explain.address"), source.url),
            Row(words("explain.official"), words(standing)),
        ),
        *section(words("explain.used_for"), *bullets(taken)),
    )


def _fact(fact: Fact, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    choices = (words("next.choice", value=choice.value, label=choice.label) for choice in fact.choices)
    planned = fact.planning_value
    given = value_text(planned, fact, words) if planned is not None else ""
    return (
        Heading(fact.ask, 1),
        facts(
            Row(words("explain.key"), fact.key),
            Row(words("explain.why"), fact.why),
            Row(words("explain.help"), fact.help),
            Row(words("explain.unit"), fact.unit),
            Row(words("explain.planned"), given),
            Row("", fact.planning_why),
        ),
        *section(words("explain.choices"), *bullets(choices)),
    )


def _step(step: Step, kit: Tools) -> tuple[Block, ...]:
    words = kit.words
    amount = words.money_span(step.cost)
    cost = words("explain.cost_assumed", cost=amount) if step.price.assumed else amount
    charges = (*step.charges, *step.elsewhere)
    return (
        Heading(step.title, 1),
        Paragraph(step.about, kit.cites(*step.sources)),
        facts(
            *labeled(words("explain.months"), (_pace(pace, words) for pace in step.paces)),
            Row(words("explain.cost"), cost),
            Row(words("explain.online"), words(f"explain.is_online.{step.online}")),
            Row(words("advice.do_next"), step.action.title, url=step.action.url),
        ),
        *section(words("costs.title"), *bullets(charge_item(each, kit) for each in charges)),
        *section(
            words("advice.watch"),
            *bullets((*(pace.note for pace in step.paces if pace.note), *step.cautions)),
        ),
    )


def _pace(pace: Pace, words: Words) -> str:
    low, high = pace.months.low, pace.months.high
    months = words("amount.unknown") if low is None or high is None else words.months_between(low, high)
    return words(f"explain.pace.{pace.name}", months=months)


def _destination(destination: Destination, kit: Tools) -> tuple[Block, ...]:
    words, limits, pay = kit.words, destination.limits, destination.pay
    shorts = [kit.catalog.certifications[key].short for key in destination.certifications]
    asked = tuple(_asked(item, kit) for item in (*destination.must, *destination.usually))
    if habit := destination.experience:
        asked = (*asked, marked(habit.text, habit, kit))
    return (
        Heading(destination.title, 1),
        Paragraph(destination.about),
        facts(
            Row(words("explain.counting"), words(f"explain.counts.{destination.counts}")),
            Row("", words(f"explain.supervisor.{destination.supervisor_holds_ccm}")),
            Row(words("explain.fits"), words.listed(shorts)),
            Row(words("explain.pay"), pay.note),
            Row(words("explain.lifting"), limits.lifting),
            Row(words("explain.remote"), limits.remote),
            Row(words("explain.nights"), limits.nights),
            Row(words("explain.driving"), limits.driving),
        ),
        *section(words("advice.asks"), *bullets(asked)),
        *section(words("advice.watch"), *bullets(destination.cautions)),
    )


def _asked(item: Requirement, kit: Tools) -> Item:
    key = f"advice.asks_often.{item.strength}"
    text = kit.words(key, text=item.text) if item.strength else item.text
    return marked(text, item, kit)


_PAGES: dict[str, Callable[[Any, Tools], tuple[Block, ...]]] = {
    "aid": _aid,
    "terms": _term,
    "figures": _figure,
    "destinations": _destination,
    "steps": _step,
    "sources": _source,
    "facts": _fact,
}
_SECTIONS = ("certifications", *_PAGES)
