"""Answers from a file, from `--set` and from a person: one cast and one check for every origin.

Job offers from a file are cast and checked in the same way, by the keys that `offers.yaml` declares.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NoReturn

from msgspec import Struct

from casemgr_cli.domain.facts import UNKNOWN, Answers, Contradiction, Fact, Value
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import brief, place, quoted

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import FactTable
    from casemgr_cli.domain.offers import Offer, OfferGuide

_Raw = str | int | float | bool | None | Iterable[object]
_Scalar = str | None


_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,20})?([eE][-+]?[0-9]{1,2})?")
_TRUTHS = {"true": "yes", "on": "yes", "y": "yes", "false": "no", "off": "no", "n": "no"}
_LONGEST_TEXT = 200
_MOST_LISTED = 14
# So many months more than there is room for are a matter of rounding to whole years.
_ROUNDED = 12
_ONE_VALUE = ("takes one value, not a list.", "Give the one that fits best.")
OFFERS_SLUG = "offers_file"
_EXAMPLE = (
    "Write each offer as a list item with its keys, such as: - {name: Mercy, setting: hospital, pay: 82000}"
)
_MOST_OFFERS = 20
_MONTH = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")
# Keys of which only one may be given: the second is another way to say the first.
_EITHER = (("pay", "hourly"), ("case_management", "duties"))


# What reads the same in any YAML: comments, and keys with plain words behind them or a list of such.
_WORDS = "[A-Za-z0-9][A-Za-z0-9_.-]*(?: [A-Za-z0-9][A-Za-z0-9_.-]*)*"
_SIMPLE_LINE = rf"(?:#[ -~]*)?|([a-z_]{{1,60}}): (?:({_WORDS})|\[((?:{_WORDS}(?:, {_WORDS})*)?)\])"
_MOST_SIMPLE = 10_000
_WRAPPER, _NULL = "answers", "null"


class GivenEntry(Struct, frozen=True):
    """One key with its value as typed, and the line it stands on (0: not known). None is an empty value."""

    key: str
    value: _Scalar | tuple[_Scalar, ...]
    line: int


def simple_entries(data: bytes) -> tuple[GivenEntry, ...] | None:
    """Return the entries of a simple file of answers, such as those in `docs/people`; None for others.

    Loading a reader of YAML takes longer than planning many a person.
    """
    lines = data.decode("ascii", "replace").split("\n") if len(data) < _MOST_SIMPLE else ["-"]
    found: dict[str, GivenEntry] = {}
    for number, line in enumerate(lines, 1):
        match = re.fullmatch(_SIMPLE_LINE, line)
        if match is None:
            return None
        if match[1]:
            if match[1] in found or match[1] == _WRAPPER or _NULL in line.lower():
                return None
            several = match[3].split(", ") if match[3] else ()
            found[match[1]] = GivenEntry(match[1], match[2] or tuple(several), number)
    return tuple(found.values())


def read_answers(source: str, text: bytes, facts: Mapping[str, Fact]) -> dict[str, Value]:
    """Read a file of answers, YAML or JSON as its name tells.

    Raises:
        UsageFailure: the file or some of its answers are not right; the message names file and lines.
    """
    answers: dict[str, Value] = {}
    wrong: list[UsageFailure] = []
    for entry in _entries(source, text):
        try:
            answers[entry.key] = accept(known_fact(entry.key, facts), entry.value)
        except UsageFailure as error:
            wrong.append(_placed(error, source, entry.line))
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        lines = "\n".join(each.whole for each in wrong)
        raise UsageFailure(lines, hint="Correct each line, then try again.", slug=wrong[0].slug)
    return answers


def where_from(failure: UsageFailure, source: str, text: bytes, besides: Answers) -> UsageFailure:
    """Return a failure with the line of the last of its keys that a file, and nothing `besides`, answers."""
    lines = [e.line for e in _entries(source, text) if e.key in failure.keys and e.key not in besides]
    return _placed(failure, source, max(lines)) if lines else failure


def _entries(source: str, text: bytes) -> tuple[GivenEntry, ...]:
    entries = None if source.lower().endswith(".json") else simple_entries(text)
    if entries is None:
        from casemgr_cli.catalog.untrusted import read_document

        entries = read_document(source, text)
    return entries


def _placed(failure: UsageFailure, source: str, line: int) -> UsageFailure:
    return UsageFailure(f"{place(source, line)}: {failure.message}", hint=failure.hint, slug=failure.slug)


def parse_set(items: Sequence[str], facts: Mapping[str, Fact], option: str = "--set") -> dict[str, Value]:
    """Read the `key=value` pairs of an option; lists are separated by commas, and nothing after the sign is
    an empty list.

    Raises:
        UsageFailure: a pair has no sign, its key is not known, or its value is not right.
    """
    answers: dict[str, Value] = {}
    for item in items:
        key, sign, value = item.partition("=")
        if not sign:
            raise UsageFailure(f"{quoted(item)} is not key=value.", hint=f"Write it as {option} state=MD.")
        answers[key.strip()] = accept(known_fact(key.strip(), facts), value)
    return answers


def known_fact(key: str, facts: Mapping[str, Fact]) -> Fact:
    """Return the fact of a key.

    Raises:
        UsageFailure: there is no such key; the hint names the nearest one.
    """
    if key not in facts:
        hint = nearest(key[:_LONGEST_TEXT], facts) or 'The keys are listed by "casemgr schema answers".'
        raise UsageFailure(f"{quoted(key)} is not an answer key.", hint=hint, slug="unknown_key")
    return facts[key]


def accept(fact: Fact, raw: _Raw) -> Value:
    """Cast one value to its fact's type and check it. `unknown` is right for every fact.

    A choice may be given by its value or by its words on screen (`MD` or `Maryland`), in any case, and
    with `_` or `-` between its words.
    """
    value = _as_text(fact, raw)
    if value in (UNKNOWN, (UNKNOWN,)):
        return UNKNOWN
    if fact.type == "choices":
        return _members(fact, value)
    if not isinstance(value, str):
        _refuse(fact, *_ONE_VALUE)
    if not value:
        _refuse(fact, "has no value.", 'Leave the key out, or write "unknown".')
    if fact.type == "choice":
        return _choice(fact, value)
    return _text(fact, value) if fact.type == "text" else _number(fact, value)


def check_together(
    answers: Answers,
    facts: FactTable,
    contradictions: Mapping[str, Contradiction],
    holds: Callable[[Condition, Answers, FactTable], bool | None],
    year: int,
) -> None:
    """Refuse answers that cannot be true together in this `year`: a part larger than its whole, months that
    do not fit the years they are of, and what the data call a contradiction.

    Raises:
        UsageFailure: answers contradict each other; the message names them, also one that implies another.
    """
    for fact in facts.values():
        _check_numbers(fact, answers, year)
        check_apart(fact, answers)
    for rule in contradictions.values():
        if holds(rule.when, answers, facts) and not holds(rule.unless, answers, facts):
            keys = [key for named in rule.keys for key in _stated(facts[named], answers)]
            given = "; ".join(f"{key}: {_shown(answers[key])}" for key in dict.fromkeys(keys))
            raise _clash(rule.text, f"You gave {given}. Correct one of them, or leave it out.", *keys)


def _stated(fact: Fact, answers: Answers) -> Iterator[str]:
    """Yield the key of a fact that was answered, or else of the answer that implies it."""
    if fact.key in answers:
        yield fact.key
    else:
        yield from (case.key for case in fact.implied_by if answers.get(case.key) == case.given)


def _clash(message: str, hint: str, *keys: str) -> UsageFailure:
    failure = UsageFailure(message, hint=hint, slug="contradiction")
    failure.keys = keys
    return failure


def check_apart(fact: Fact, answers: Answers) -> None:
    """Refuse a list that shares a member with the one it must stay apart from.

    Raises:
        UsageFailure: the two lists share a member; the message names it by the words on screen.
    """
    here, there = answers.get(fact.key), answers.get(fact.apart_from)
    if not isinstance(here, tuple) or not isinstance(there, tuple):
        return
    shared = [choice.label for choice in fact.choices if choice.value in here and choice.value in there]
    if shared:
        message = f"{quoted(shared[0])} is in both lists, {fact.apart_from} and {fact.key}."
        raise _clash(message, "Leave it in one of the two.", fact.apart_from, fact.key)


def write_answers(answers: Answers) -> str:
    """Return answers as YAML that `read_answers` reads back equal."""
    plain = {key: list(value) if isinstance(value, tuple) else value for key, value in answers.items()}
    import yaml

    return yaml.safe_dump(plain, sort_keys=False, allow_unicode=True, default_flow_style=False)


def _refuse(fact: Fact, problem: str, hint: str) -> NoReturn:
    raise UsageFailure(f"{quoted(fact.key)} {problem}", hint=hint, slug="bad_value")


def _as_text(fact: Fact, raw: _Raw | object) -> str | tuple[str, ...]:
    if raw is None:
        _refuse(fact, "has no value.", 'Leave the key out, write "unknown", or [] for none at all.')
    if isinstance(raw, bool):
        return "yes" if raw else "no"
    if isinstance(raw, str | int | float):
        text = str(raw).strip()
        return UNKNOWN if text.lower() == UNKNOWN else text
    if isinstance(raw, list | tuple):
        return tuple(_member_text(fact, item) for item in raw)
    _refuse(fact, "holds keys of its own.", "Give one value, or a list of values.")


def _member_text(fact: Fact, item: object) -> str:
    text = _as_text(fact, item)
    if isinstance(text, str):
        return text
    _refuse(fact, "holds a list inside a list.", "Give a plain list of values.")


def _members(fact: Fact, value: str | tuple[str, ...]) -> tuple[str, ...]:
    parts = value.split(",") if isinstance(value, str) else value
    given = [part.strip() for part in parts if part.strip()]
    if UNKNOWN in map(str.lower, given):
        _refuse(fact, f'holds "{UNKNOWN}" beside other values.', f'Leave "{UNKNOWN}" out, or give it alone.')
    members = tuple(dict.fromkeys(_choice(fact, part) for part in given))
    if fact.at_most is not None and len(members) > fact.at_most:
        _refuse(fact, f"takes at most {fact.at_most}, not {len(members)}.", "Keep the ones that fit best.")
    return members


def _choice(fact: Fact, text: str) -> str:
    by_name = {_name(choice.label): choice.value for choice in fact.choices}
    by_name |= {_name(value): value for value in fact.values}
    by_name = {said: by_name[meant] for said, meant in _TRUTHS.items() if meant in by_name} | by_name
    found = by_name.get(_name(text))
    if found is None:
        if "," in text and all(_name(part.strip()) in by_name for part in text.split(",")):
            _refuse(fact, *_ONE_VALUE)
        labels = [choice.label for choice in fact.choices]
        near = nearest(text[:_LONGEST_TEXT], fact.values) or nearest(text[:_LONGEST_TEXT], labels)
        hint = near or _listing(fact)
        _refuse(fact, f"cannot be {quoted(text)}.", hint)
    return found


def _name(text: str) -> str:
    """Return a name by which to compare: neither case nor the kind of line between its words matters."""
    return text.lower().replace("_", "-")


def _listing(fact: Fact) -> str:
    some = fact.values[:_MOST_LISTED]
    rest = ", …" if len(some) < len(fact.values) else ""
    empty = "; for none at all, give an empty list ([] in a file, nothing after the = of --set)"
    return f"It can be {', '.join(some)}{rest}{empty if fact.type == 'choices' else ''}."


def _number(fact: Fact, text: str) -> int | float:
    digits = text.replace(",", "").removeprefix("$") if fact.unit.startswith("USD") else text
    kind = "a whole number" if fact.type == "integer" else "a number"
    problem = f"must be {kind}{_range(fact)}, not {quoted(text)}."
    if not _NUMBER.fullmatch(digits):
        _refuse(fact, problem, "Write it in digits, without words.")
    number = float(digits)
    if fact.type == "integer" and not number.is_integer():
        _refuse(fact, problem, "Round it.")
    if (fact.low is not None and number < fact.low) or (fact.high is not None and number > fact.high):
        _refuse(fact, problem, "Check the number and its unit.")
    return int(number) if number.is_integer() else number


def _range(fact: Fact) -> str:
    unit = f" {fact.unit}" if fact.unit else ""
    if fact.low is not None and fact.high is not None:
        return f" from {_plain(fact.low)} to {_plain(fact.high)}{unit}"
    if fact.low is not None:
        return f", {_plain(fact.low)}{unit} or more"
    return f", at most {_plain(fact.high)}{unit}" if fact.high is not None else unit and f" of{unit}"


def _text(fact: Fact, text: str) -> str:
    if len(text) > _LONGEST_TEXT or not text.isprintable():
        _refuse(fact, f"cannot be {quoted(text)}.", f"Use plain words, at most {_LONGEST_TEXT} characters.")
    return text


def _check_numbers(fact: Fact, answers: Answers, year: int) -> None:
    """Refuse a number that is more than another answer or the calendar leaves room for."""
    number, whole, ended = (answers.get(key) for key in (fact.key, fact.part_of, fact.ended))
    if not isinstance(number, int | float):
        return
    said, hint = f'"{fact.key}" is {number:g}', "Correct one of the two, or leave it out."
    if isinstance(whole, int | float) and number > whole:
        more = f'{said}, more than "{fact.part_of}", which is {whole:g} and must include it.'
        raise _clash(more, hint, fact.key, fact.part_of)
    if fact.high and isinstance(ended, int | float) and number > max(fact.high - ended + _ROUNDED, 0):
        late = f'{said} of the last {fact.high:g} months, but "{fact.ended}" is {ended:g} months ago.'
        raise _clash(late, hint, fact.key, fact.ended)
    if fact.past and number > year:
        raise _clash(f"{said}, a year that is still to come.", "Leave it out until then.", fact.key)


def _shown(value: Value) -> str:
    return brief(", ".join(value) or "none") if isinstance(value, tuple) else brief(str(value))


def _plain(number: float) -> str:
    """Return a bound as people write it: a million whole, and no decimals where there are none."""
    return f"{number:.10g}"


class _Item(Struct, frozen=True):
    """One offer of a file as typed: its number there, and its keys."""

    source: str
    number: int
    entries: tuple[GivenEntry, ...]

    def refuse(self, problem: str, hint: str, key: str = "") -> NoReturn:
        """Raise with the place of a key, or of the offer itself."""
        lines = [entry.line for entry in self.entries if key in ("", entry.key)]
        where = place(self.source, min(lines, default=0))
        raise UsageFailure(f"{where}: In offer {self.number}, {problem}", hint=hint, slug=OFFERS_SLUG)


def read_offers(source: str, data: bytes, guide: OfferGuide, catalog: Catalog) -> tuple[Offer, ...]:
    """Read a file of offers, YAML or JSON: a list of mappings, or a mapping that holds it under `offers`.

    Raises:
        UsageFailure: the file or one of its offers is not right; the message names file, line and offer.
    """
    from casemgr_cli.catalog.untrusted import FileForm, read_list

    form = FileForm("a file of offers", "offers", 4, _EXAMPLE, OFFERS_SLUG)
    items = [_Item(source, number, each) for number, each in enumerate(read_list(source, data, form), 1)]
    if not items:
        raise UsageFailure(f"{place(source, 0)}: the file holds no offers.", hint=_EXAMPLE, slug=OFFERS_SLUG)
    if len(items) > _MOST_OFFERS:
        problem = f"the file holds {len(items)} offers; {_MOST_OFFERS} can be compared at once."
        hint = "Keep the ones you would really take."
        raise UsageFailure(f"{place(source, 0)}: {problem}", hint=hint, slug=OFFERS_SLUG)
    offers = [_offer(item, guide, catalog) for item in items]
    _refuse_twice(items, offers)
    return tuple(offers)


def _offer(item: _Item, guide: OfferGuide, catalog: Catalog) -> Offer:
    from casemgr_cli.domain.offers import Offer

    values: dict[str, Value] = {}
    for entry in item.entries:
        if entry.key not in guide.keys:
            hint = nearest(entry.key[:60], guide.keys) or f"The keys are {', '.join(guide.keys)}."
            item.refuse(f"{quoted(entry.key)} is not a key.", hint, entry.key)
        try:
            values[entry.key] = accept(guide.keys[entry.key], entry.value)
        except UsageFailure as error:
            item.refuse(error.message, error.hint, entry.key)
    _check_offer(item, values, catalog)
    known = {key: value for key, value in values.items() if value != UNKNOWN or key in guide.adds}
    return Offer(**known)  # type: ignore[arg-type]  # each key was cast to the type of its field


def _check_offer(item: _Item, values: dict[str, Value], catalog: Catalog) -> None:
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
