"""Licenses and certifications in a CV.

What a credential, or the letters behind a name, show is held, as the least: there may be more. What a title
or a sentence only mentions is asked. What is still to come is not held, and what has lapsed is told apart.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.cv import Asked, NotUsed, Taken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from casemgr_cli.domain.cv import Entry, Finding
    from casemgr_cli.engine.cv.reading import Reading

_LICENSES, CERTIFICATIONS, _LAPSED = "licenses", "certifications", "certifications_lapsed"
_NURSING = ("rn", "lpn")
# Opens little: a title that names it is no reason to ask.
_MINOR = "other_dependent"
# The license whose level is not known; it says nothing beside one whose level is.
_ANY_LEVEL = "social_work"


class _Held(Struct, frozen=True):
    key: str
    value: str
    entry: Entry
    states: tuple[str, ...] = ()


def credentials_of(reading: Reading, state: str) -> list[Finding]:
    """Return the licenses and certifications, the states and status of the licenses, and what is unclear."""
    found = [each for entry in _stated(reading) for each in _read(reading, entry, state)]
    held = [each for each in found if isinstance(each, _Held)]
    rest = [each for each in found if not isinstance(each, _Held)]
    taken = [each for key in (_LICENSES, CERTIFICATIONS, _LAPSED) for each in _listed(key, held)]
    return [*taken, *_about_licenses(reading, held), *rest, *_mentioned(reading, held, state)]


def _stated(reading: Reading) -> Iterator[Entry]:
    """Yield the entries that state what somebody holds."""
    yield from reading.of("credential", "claim")
    for entry in reading.of("study"):
        levels = reading.rules.degree_levels.found(entry.title)
        if reading.rules.says("licensing", entry.text) and levels <= {"none"}:
            yield entry


def _read(reading: Reading, entry: Entry, state: str) -> Iterator[_Held | Finding]:
    """Yield what one entry stands for."""
    rules, start = reading.rules, entry.period.start
    found = [rules.credentials[each] for each in sorted(rules.named.found(entry.title))]
    plain = any(each.value(state) and not each.beside.pairs for each in found)
    if (start and start.first > reading.today) or reading.to_come(entry.title, entry.text):
        yield from (NotUsed(entry, "not_yet") for _ in found[:1])
        return
    lapsed = "lapsed" in rules.status_words.found(entry.text) or _is_over(reading, entry)
    states = reading.states(" ".join((entry.title, *entry.lines)))
    for each in found:
        held = _Held(_LAPSED if lapsed else CERTIFICATIONS, each.certification, entry)
        if each.license:
            yield _Held(_LICENSES, each.value((*states, state)[0]), entry, states)
        elif each.beside.pairs and not any(each.beside.found(other.text) for other in reading.cv.entries):
            yield Asked(CERTIFICATIONS, entry, "unclear_credential", (each.certification,))
        elif each.certification:
            yield held
        elif each.asks and not plain:
            yield Asked(each.asks, entry, "unclear_credential")
    if not found and entry.kind == "credential":
        yield NotUsed(entry, "unknown_credential")


def _is_over(reading: Reading, entry: Entry) -> bool:
    """Whether the date on which a credential ends lies behind; a date alone is when it was earned."""
    start, end = entry.period.start, entry.period.end
    ends = start is not None or reading.rules.says("expires", entry.text)
    return ends and end is not None and end.last < reading.today


def _listed(key: str, held: Iterable[_Held]) -> Iterator[Finding]:
    mine = [each for each in held if each.key == key]
    level = any(each.value.startswith(f"{_ANY_LEVEL}_") for each in mine)
    kept = [each for each in mine if each.value != _ANY_LEVEL or not level]
    if kept:
        entries = tuple(dict.fromkeys(each.entry for each in kept))
        yield Taken(key, tuple(dict.fromkeys(each.value for each in kept)), "at_least", entries)


def _about_licenses(reading: Reading, held: Iterable[_Held]) -> Iterator[Finding]:
    """Yield the states of the licenses, and the status of the only one that matters if it is stated."""
    chief = [each for each in held if each.key == _LICENSES and each.value != _MINOR]
    states = {state: each.entry for each in chief for state in each.states}
    if states:
        yield Taken("license_states", tuple(states), "at_least", tuple(dict.fromkeys(states.values())))
    for each in chief:
        if each.value in _NURSING and reading.rules.says("multistate", each.entry.text):
            yield Taken("multistate_license", "yes", "exact", (each.entry,))
    if len({each.value for each in chief}) == 1:
        yield from (status for each in chief for status in _status(reading, each.entry))


def _status(reading: Reading, entry: Entry) -> Iterator[Finding]:
    said, over = reading.rules.status_words.found(entry.text), _is_over(reading, entry)
    if len(said) == 1 and not (said == {"active"} and over):
        yield Taken("license_status", next(iter(said)), "exact", (entry,))
    elif over:
        yield Asked("license_status", entry, "no_expiry")


def _mentioned(reading: Reading, held: Iterable[_Held], state: str) -> Iterator[Finding]:
    """Yield where else a license or certification is named that is not held for sure, each once."""
    known = {each.value for each in held} | {_MINOR}
    known |= {"lpn"} if "rn" in known else set()
    for entry in reading.of("work", "about", "other", "study"):
        text = entry.title if entry.kind in ("work", "study") else entry.text
        for name in () if reading.rules.says("not_yet", text) else sorted(reading.rules.named.found(text)):
            each = reading.rules.credentials[name]
            value = "" if each.beside.pairs else each.value(state)
            alike = value.startswith(_ANY_LEVEL) and any(one.startswith(_ANY_LEVEL) for one in known)
            if value and value not in known and not alike:
                known.add(value)
                yield Asked(_LICENSES if each.license else CERTIFICATIONS, entry, "mentioned", (value,))
