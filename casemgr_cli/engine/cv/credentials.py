"""Licenses and certifications in a CV.

What a credential, or the letters behind a name, show is held, as the least: there may be more. What a title
or a sentence only mentions is asked. What is still to come is not held, and what has lapsed is told apart.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.cv import Asked, NotUsed, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.cv import Entry, Finding, Reading

_LICENSES, _CERTIFICATIONS, _LAPSED = "licenses", "certifications", "certifications_lapsed"
_NURSING = ("rn", "lpn")
# Opens little: a title that names it is no reason to ask.
_MINOR = "other_dependent"
# The license whose level is not known; it says nothing beside one whose level is.
_ANY_LEVEL = "social_work"


class _Held(Struct, frozen=True):
    key: str
    value: str
    entry: Entry
    states: tuple[str, ...]


def credentials_of(reading: Reading, state: str) -> Iterator[Finding]:
    """Yield the licenses and certifications, the states and status of the licenses, and what is unclear."""
    found = [each for entry in _stated(reading) for each in _read(reading, entry, state)]
    held = [each for each in found if isinstance(each, _Held)]
    # Letters behind a name may stand for a license of another country, where something else is from there.
    abroad = any(reading.abroad(each.text) for each in reading.of("credential", "study"))
    here = {each.value for each in held if each.entry.kind != "claim"}
    unsure = [each for each in held if abroad and each.key == _LICENSES and each.value not in here]
    yield from (Asked(_LICENSES, each.entry, "perhaps_license_abroad", (each.value,)) for each in unsure)
    held = [each for each in held if each not in unsure]
    level = any(each.value.startswith(f"{_ANY_LEVEL}_") for each in held)
    for key in (_LICENSES, _CERTIFICATIONS, _LAPSED):
        mine = [each for each in held if each.key == key and not (level and each.value == _ANY_LEVEL)]
        values, entries = ((each.value for each in mine), (each.entry for each in mine))
        if mine:
            yield Taken(key, tuple(dict.fromkeys(values)), "at_least", tuple(dict.fromkeys(entries)))
    yield from _about_licenses(reading, held, state)
    yield from (each for each in found if not isinstance(each, _Held))
    yield from _mentioned(reading, {each.value for each in (*held, *unsure)}, state)


def _stated(reading: Reading) -> Iterator[Entry]:
    """Yield the entries that state what somebody holds; what stands behind a name is cut apart."""
    rules = reading.rules
    yield from reading.of("credential")
    for entry in reading.of("study"):
        if rules.says("licensing", entry.text) and rules.degree_levels.found(entry.title) <= {"none"}:
            yield entry
    for entry in reading.of("claim"):
        piece = ""
        for part in re.split(r"(?<=[,;|])", entry.title):
            if rules.named.found(part) and rules.named.found(piece):
                yield replace(entry, title=piece)
                piece = piece if reading.to_come(piece) else ""
            piece += part
        yield replace(entry, title=piece)


def _read(reading: Reading, entry: Entry, state: str) -> Iterator[_Held | Finding]:
    """Yield what one entry stands for."""
    rules, start = reading.rules, entry.period.start
    found = [rules.credentials[each] for each in sorted(rules.named.found(entry.title))]
    plain = any(each.value(state) and not each.beside.pairs for each in found)
    if found and ((start and start.first > reading.now) or reading.to_come(entry.title, entry.text)):
        yield NotUsed(entry, "not_yet")
        return
    if reading.abroad(entry.text):
        yield NotUsed(entry, "abroad")
        return
    lapsed = "lapsed" in rules.status_words.found(entry.text) or _is_over(reading, entry)
    states = reading.states(" ".join((entry.title, *entry.lines)), letters=entry.kind == "claim")
    for each in found:
        value = each.value((*states, state)[0])
        if each.beside.pairs and not any(each.beside.found(other.text) for other in reading.cv.entries):
            yield Asked(_CERTIFICATIONS, entry, "unclear_credential", (value,))
        elif value:
            key = _LICENSES if each.license else _LAPSED if lapsed else _CERTIFICATIONS
            yield _Held(key, value, entry, states)
        elif each.asks and not plain:
            yield Asked(each.asks, entry, "unclear_credential")
    if not found and entry.kind == "credential":
        yield NotUsed(entry, "unknown_credential")


def _is_over(reading: Reading, entry: Entry) -> bool:
    """Whether the date on which a credential ends lies behind; a date alone is when it was earned."""
    start, end = entry.period.start, entry.period.end
    ends = start is not None or reading.rules.says("expires", entry.text)
    return ends and end is not None and end.last < reading.now


def _bad(reading: Reading, entry: Entry) -> frozenset[str]:
    """Return what is said against a license."""
    return reading.rules.status_words.found(entry.text) - {"active"}


def _about_licenses(reading: Reading, held: Iterable[_Held], state: str) -> Iterator[Finding]:
    """Yield the states of the licenses, and the status of the only one that matters if it is stated.

    Where no address names a state, the only one of the licenses stands for it.
    """
    chief = [each for each in held if each.key == _LICENSES and each.value != _MINOR]
    for each in (each for each in chief if each.states[1:] and _bad(reading, each.entry)):
        yield from (Asked(key, each.entry, "several_states") for key in ("license_states", "license_status"))
        return
    states = {state: each.entry for each in chief for state in each.states}
    entries = tuple(dict.fromkeys(states.values()))
    if states:
        yield Taken("license_states", tuple(states), "at_least", entries)
    if len(states) == 1 and not state:
        yield Taken("state", next(iter(states)), "exact", entries)
    for each in chief:
        if each.value in _NURSING and reading.rules.says("multistate", each.entry.text):
            yield Taken("multistate_license", "yes", "exact", (each.entry,))
    for entry in [each.entry for each in chief] if len({each.value for each in chief}) == 1 else ():
        said, over = reading.rules.status_words.found(entry.text), _is_over(reading, entry)
        if len(said) == 1 and not (said == {"active"} and over):
            yield Taken("license_status", next(iter(said)), "exact", (entry,))
        elif over:
            yield Asked("license_status", entry, "no_expiry")


def _mentioned(reading: Reading, known: set[str], state: str) -> Iterator[Finding]:
    """Yield where else a license or certification is named that is not known to be held, each once."""
    known |= {_MINOR, *(("lpn",) if "rn" in known else ())}
    for entry in reading.of("work", "about", "other", "study"):
        text = entry.title if entry.kind in ("work", "study") else entry.text
        for name in () if reading.rules.says("not_yet", text) else sorted(reading.rules.named.found(text)):
            each = reading.rules.credentials[name]
            value = "" if each.beside.pairs else each.value(state)
            alike = value.startswith(_ANY_LEVEL) and any(one.startswith(_ANY_LEVEL) for one in known)
            if value and value not in known and not alike:
                known.add(value)
                yield Asked(_LICENSES if each.license else _CERTIFICATIONS, entry, "mentioned", (value,))
