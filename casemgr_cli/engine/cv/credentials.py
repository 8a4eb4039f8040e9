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
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.engine.cv.reading import Reading

LISTS = ("licenses", "certifications")
NURSING = ("rn", "lpn")
# Opens little: a title that names it is no reason to ask.
MINOR = "other_dependent"


class _Held(Struct, frozen=True):
    key: str
    value: str
    entry: Entry
    states: tuple[str, ...] = ()


def credentials_of(reading: Reading, state: Value | None) -> list[Finding]:
    """Return the licenses and certifications, the states and status of the licenses, and what is unclear."""
    found = [each for entry in _stated(reading) for each in _read(reading, entry, str(state or ""))]
    held = [each for each in found if isinstance(each, _Held)]
    rest = [each for each in found if not isinstance(each, _Held)]
    rest += _mentioned(reading, held, str(state or ""))
    taken = [each for key in (*LISTS, "certifications_lapsed") for each in _listed(key, held)]
    return [*taken, *_about_licenses(reading, held), *rest]


def _stated(reading: Reading) -> Iterator[Entry]:
    """Yield the entries that state what somebody holds."""
    yield from reading.of("credential", "claim")
    for entry in reading.of("study"):
        levels = reading.rules.levels.found(entry.title)
        if reading.rules.says("licensing", entry.text) and not levels - {"none"}:
            yield entry


def _read(reading: Reading, entry: Entry, state: str) -> Iterator[_Held | Finding]:
    """Yield what one entry stands for."""
    rules, text = reading.rules, entry.title
    found = [each.partition(":") for each in sorted(rules.credentials.found(text))]
    plain = {kind for kind, _, _ in found} & {"license", "certification"}
    start = entry.period.start
    ahead = start is not None and start.first > reading.today
    if ahead or rules.says("not_yet", entry.text) or rules.says("unfinished", text):
        if found:
            yield NotUsed(entry, "not_yet")
        return
    over = _is_over(reading, entry)
    lapsed = "lapsed" in rules.statuses.found(entry.text)
    states = reading.states(" ".join((text, *entry.lines)))
    for kind, _, name in found:
        if kind == "license":
            yield _Held("licenses", _license(reading, name, (*states, state)[0]), entry, states)
        elif kind == "certification" or (kind == "ambiguous" and _settled(reading, name)):
            yield _Held("certifications_lapsed" if lapsed or over else "certifications", name, entry)
        elif kind == "ambiguous":
            yield Asked("certifications", entry, "unclear_credential", (name,))
        elif kind == "unclear" and not plain:
            yield Asked(name, entry, "unclear_credential")
    if not found and entry.kind == "credential":
        yield NotUsed(entry, "unknown_credential")


def _is_over(reading: Reading, entry: Entry) -> bool:
    """Whether the date on which a credential ends lies behind; a date alone is when it was earned."""
    start, end = entry.period.start, entry.period.end
    ends = start is not None or reading.rules.says("expires", entry.text)
    return ends and end is not None and end.last < reading.today


def _license(reading: Reading, name: str, state: str) -> str:
    word = reading.rules.licenses[name]
    return word.by_state.get(state, word.license)


def _settled(reading: Reading, name: str) -> bool:
    """Whether letters with several meanings have ours, going by the rest of the CV."""
    words = reading.rules.ambiguous[name]
    return any(words.found(each.text, longest=None) for each in reading.cv.entries)


def _listed(key: str, held: Iterable[_Held]) -> Iterator[Finding]:
    mine = [each for each in held if each.key == key]
    values = {each.value for each in mine}
    # The license whose level is not known says nothing beside one whose level is.
    more = {value for value in values if value.startswith("social_work_")}
    kept = [each for each in mine if each.value != "social_work" or not more]
    if kept:
        entries = tuple(dict.fromkeys(each.entry for each in kept))
        yield Taken(key, tuple(dict.fromkeys(each.value for each in kept)), "at_least", entries)


def _about_licenses(reading: Reading, held: Iterable[_Held]) -> Iterator[Finding]:
    """Yield the states of the licenses, and the status of the only one that matters if it is stated."""
    chief = [each for each in held if each.key == "licenses" and each.value != MINOR]
    placed = [each for each in chief if each.states]
    if placed:
        states = tuple(dict.fromkeys(state for each in placed for state in each.states))
        yield Taken("license_states", states, "at_least", tuple(dict.fromkeys(each.entry for each in placed)))
    several = [
        each.entry
        for each in chief
        if each.value in NURSING and reading.rules.says("multistate", each.entry.text)
    ]
    if several:
        yield Taken("multistate_license", "yes", "exact", (several[0],))
    if len({each.value for each in chief}) == 1:
        for each in chief:
            yield from _status(reading, each.entry)


def _status(reading: Reading, entry: Entry) -> Iterator[Finding]:
    said = reading.rules.statuses.found(entry.text)
    over = _is_over(reading, entry)
    if len(said) == 1 and said != {"active"}:
        yield Taken("license_status", next(iter(said)), "exact", (entry,))
    elif said and not over:
        yield Taken("license_status", "active", "exact", (entry,))
    elif over:
        yield Asked("license_status", entry, "no_expiry")


def _mentioned(reading: Reading, held: Iterable[_Held], state: str) -> Iterator[Finding]:
    """Yield where else a license or certification is named that is not held for sure, each once."""
    known = {each.value for each in held} | {MINOR}
    known |= {"lpn"} if "rn" in known else set()
    known |= {"social_work"} if any(value.startswith("social_work") for value in known) else set()
    for entry in reading.of("work", "about", "other", "study"):
        text = entry.title if entry.kind in ("work", "study") else entry.text
        if reading.rules.says("not_yet", text):
            continue
        for each in sorted(reading.rules.credentials.found(text, longest=None)):
            kind, _, name = each.partition(":")
            if kind not in ("license", "certification"):
                continue
            value = _license(reading, name, state) if kind == "license" else name
            if value not in known and not value.startswith("social_work_" if "social_work" in known else " "):
                known.add(value)
                yield Asked(
                    "licenses" if kind == "license" else "certifications", entry, "mentioned", (value,)
                )
