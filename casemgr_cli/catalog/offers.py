"""Job offers from somebody's file, and what `offers.yaml` says about their keys."""

import re
from pathlib import Path
from typing import Any, NoReturn

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.files import Tree, read_tree, usable
from casemgr_cli.catalog.untrusted import FileForm, GivenEntry, place, read_list
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.conditions import Clause
from casemgr_cli.domain.facts import UNKNOWN, Choice, Value
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.offers import NOTES, Offer, OfferGuide
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import quoted

_OFFERS = "offers.yaml"
SLUG = "offers_file"
_EXAMPLE = (
    "Write each offer as a list item with its keys, such as: - {name: Mercy, setting: hospital, pay: 82000}"
)
_LAYOUT = FileForm("a file of offers", "offers", 4, _EXAMPLE, SLUG)
_MOST = 20
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
# Keys of which only one may be given: the second is another way to say the first.
_BUILD = Builder()
_EITHER = (("pay", "hourly"), ("case_management", "duties"))


class _Item(Struct, frozen=True):
    """One offer of a file as typed: its number there, and its keys."""

    source: str
    number: int
    entries: tuple[GivenEntry, ...]

    def refuse(self, problem: str, hint: str, key: str = "") -> NoReturn:
        """Raise with the place of a key, or of the offer itself."""
        lines = [entry.line for entry in self.entries if key in ("", entry.key)]
        where = place(self.source, min(lines, default=0))
        raise UsageFailure(f"{where}: In offer {self.number}, {problem}", hint=hint, slug=SLUG)


def load_offer_guide(directory: Path, catalog: Catalog) -> tuple[OfferGuide, Catalog]:
    """Read `offers.yaml`; return what it says, and the catalog with its sources and figures added.

    Raises:
        DataInvalid: the file is not what it should be.
        FileFailure: it cannot be read.
    """
    with usable(_OFFERS):
        tree = read_tree(directory / _OFFERS)
        sources = _BUILD.each(Source, tree["sources"])
        figures = {key: _BUILD.figure(key, entry) for key, entry in tree["figures"].items()}
        guide = _guide(tree, figures["full_time_hours"], catalog)
    added = {"sources": {**catalog.sources, **sources}, "figures": {**catalog.figures, **figures}}
    return guide, replace(catalog, **added, verified=None)


def read_offers(source: str, data: bytes, guide: OfferGuide, catalog: Catalog) -> tuple[Offer, ...]:
    """Read a file of offers, YAML or JSON: a list of mappings, or a mapping that holds it under `offers`.

    Raises:
        UsageFailure: the file or one of its offers is not right; the message names file, line and offer.
    """
    items = [_Item(source, number, each) for number, each in enumerate(read_list(source, data, _LAYOUT), 1)]
    if not items:
        raise UsageFailure(f"{place(source, 0)}: the file holds no offers.", hint=_EXAMPLE, slug=SLUG)
    if len(items) > _MOST:
        message = f"{place(source, 0)}: the file holds {len(items)} offers; {_MOST} can be compared at once."
        raise UsageFailure(message, hint="Keep the ones you would really take.", slug=SLUG)
    offers = [_offer(item, guide, catalog) for item in items]
    _refuse_twice(items, offers)
    return tuple(offers)


def _guide(tree: Tree, full_time: Any, catalog: Catalog) -> OfferGuide:  # noqa: ANN401
    raw: dict[str, Tree] = tree["offer_keys"]
    odd = {*raw} ^ {*Offer.__struct_fields__} | {*tree["offer_notes"]} ^ {*NOTES}
    if odd:
        raise ValueError(f"missing or not known: {', '.join(sorted(odd))}")
    return OfferGuide(
        keys={key: _BUILD.fact(key, entry, _choices(entry, catalog)) for key, entry in raw.items()},
        adds={key: entry["adds"] for key, entry in raw.items() if "adds" in entry},
        never_in={key: tuple(entry.get("never_in", ())) for key, entry in raw.items()},
        work_pay=dict(tree["work_pay"]),
        notes=_BUILD.each(Clause, tree["offer_notes"]),
        full_time=full_time,
    )


def _choices(raw: Tree, catalog: Catalog) -> tuple[Choice, ...]:
    """Return the choices of a key: its own, those of a question, or every job an offer can stand for."""
    origin = raw.get("choices_from")
    if origin == "jobs":
        places = (Choice(place.id, place.title) for place in catalog.destinations.values())
        work = (Choice(step.id, step.title) for step in catalog.steps.values() if step.kind == "work")
        return (*places, *work)
    if origin:
        return catalog.facts[origin].choices
    return tuple(Choice(value, label) for value, label in raw.get("choices", {}).items())


def _offer(item: _Item, guide: OfferGuide, catalog: Catalog) -> Offer:
    values: dict[str, Value] = {}
    for entry in item.entries:
        if entry.key not in guide.keys:
            hint = nearest(entry.key[:60], guide.keys) or f"The keys are {', '.join(guide.keys)}."
            item.refuse(f"{quoted(entry.key)} is not a key.", hint, entry.key)
        try:
            values[entry.key] = accept(guide.keys[entry.key], entry.value)
        except UsageFailure as error:
            item.refuse(error.message, error.hint, entry.key)
    _check(item, values, catalog)
    known = {key: value for key, value in values.items() if value != UNKNOWN or key in guide.adds}
    return Offer(**known)  # type: ignore[arg-type]  # each key was cast to the type of its field


def _check(item: _Item, values: dict[str, Value], catalog: Catalog) -> None:
    """Refuse what is missing, said twice, or does not fit together."""
    if values.get("name", UNKNOWN) == UNKNOWN:
        item.refuse('"name" is missing.', "Give each offer a name of its own, such as the employer's.")
    for first, second in _EITHER:
        if first in values and second in values:
            item.refuse(f'"{first}" and "{second}" are both given.', "Give one of the two.", second)
    start = str(values.get("start", UNKNOWN))
    if start != UNKNOWN and not _MONTH.fullmatch(start):
        item.refuse(f'"start" cannot be {quoted(start)}.', "Write a month, such as 2027-02.", "start")
    _check_place(item, values, catalog)


def _check_place(item: _Item, values: dict[str, Value], catalog: Catalog) -> None:
    setting, job = (str(values.get(key, UNKNOWN)) for key in ("setting", "destination"))
    destination = catalog.destinations.get(job)
    if setting == UNKNOWN and destination is None:
        choices = ", ".join(catalog.facts["settings"].values)
        item.refuse('"setting" is missing.', f"Say in what kind of place it is: {choices}.")
    if destination and setting not in (UNKNOWN, *destination.settings):
        hint = f"That work is found in: {', '.join(destination.settings)}."
        item.refuse(f'"destination" {quoted(job)} does not fit the setting {setting}.', hint, "destination")


def _refuse_twice(items: list[_Item], offers: list[Offer]) -> None:
    first: dict[str, int] = {}
    for item, offer in zip(items, offers, strict=True):
        number = first.setdefault(offer.name.casefold(), item.number)
        if number != item.number:
            problem = f"the name {quoted(offer.name)} is that of offer {number} too."
            item.refuse(problem, "Give each offer a name of its own.", "name")
