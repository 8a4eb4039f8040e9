"""What a route costs, charge by charge, each with its date and source."""

from casemgr_cli.domain.advice import Route
from casemgr_cli.domain.figures import NATION, Charge
from casemgr_cli.pages.blocks import Block, Bullets, Item, Paragraph
from casemgr_cli.pages.tools import Tools, section

_NOTED = ("tuition", "license")


def costs_section(route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return every charge of a route, the total, and what tuition is at other kinds of college."""
    words = kit.words
    charges = [charge for step in route.steps for charge in step.charges]
    if not charges:
        return ()
    elsewhere = tuple(charge_item(charge, kit) for step in route.steps for charge in step.elsewhere)
    return section(
        words("costs.title"),
        Bullets(tuple(charge_item(charge, kit) for charge in charges)),
        Paragraph(words("costs.total", total=words.money_span(route.cost)), tone="strong"),
        *((Paragraph(words("costs.elsewhere")), Bullets(elsewhere)) if elsewhere else ()),
        Paragraph(words("costs.about"), tone="quiet"),
    )


def charge_cites(route: Route, kit: Tools) -> tuple[int, ...]:
    """Return the numbers of the sources of all known charges of a route, each once."""
    charges = (charge for step in route.steps for charge in step.charges if charge.known)
    return tuple(dict.fromkeys(number for charge in charges for number in kit.cites(charge.source)))


def charge_item(charge: Charge, kit: Tools) -> Item:
    """Return one charge as a list entry; what was not read at its source, or not found, says so.

    More is said of tuition, which is worked out, and of a state's fee; `casemgr explain` has the other notes.
    """
    words = kit.words
    doubt = "" if charge.verified or not charge.known else words("costs.unverified")
    where = words.listed(part for part in (_place(charge, kit), charge.as_of, doubt) if part)
    key = "costs.item" if charge.known else "costs.not_found"
    text = words(key, label=charge.label, amount=words.money_span(charge.span), where=where)
    cites = kit.cites(charge.source)
    note = (charge.note if charge.kind in _NOTED else None) or ""
    return Item(f"{text} {note}".strip(), cites=cites, url=charge.url or "")


def _place(charge: Charge, kit: Tools) -> str:
    if charge.state == NATION:
        return kit.words("costs.nation")
    names = {choice.value: choice.label for choice in kit.catalog.facts["state"].choices}
    return names.get(charge.state or "", charge.state or "")
