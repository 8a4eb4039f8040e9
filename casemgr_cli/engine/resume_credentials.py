"""Licenses and certifications in a résumé.

What is found makes a list, which says that it is complete, so it is only made when nothing in the résumé may
be a license or a certification that is not in it: a certificate that we cannot read, or one named elsewhere,
such as in the title of a job. A license counts as active only where the résumé says so and names a date of
expiry that lies ahead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from casemgr_cli.domain.resume import LeftOut, Origin, Period, Taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.resume import Certificate
    from casemgr_cli.engine.resume_reading import Finding, Reading

List = Literal["licenses", "certifications"]
LISTS: tuple[List, ...] = ("licenses", "certifications")
MINOR = "other_dependent"
# What may go unlisted beside what somebody holds, because it opens nothing more.
UNSAID = {"lpn": "rn"}


class _Held(Struct, frozen=True):
    key: List
    value: str
    origin: Origin
    certificate: Certificate


def credentials_of(reading: Reading, state: Value | None) -> list[Finding]:
    """Return the lists of licenses and certifications, the status of the license, and what was left out."""
    read = [
        each
        for certificate in reading.resume.certificates
        for each in _read(reading, certificate, str(state or ""))
    ]
    held = [each for each in read if isinstance(each, _Held)]
    left = [each for each in read if isinstance(each, LeftOut)]
    left += _mentioned(reading, held, str(state or ""))
    blocked = {key for each in left for key in each.keys}
    lists = [each for key in LISTS if key not in blocked for each in _listed(key, held)]
    listed = [each for each in held if each.key == "licenses" and each.key not in blocked]
    return [*lists, *_status(reading, listed), *left]


def _listed(key: List, held: list[_Held]) -> Iterator[Taken]:
    mine = [each for each in held if each.key == key]
    if mine:
        values = tuple(dict.fromkeys(each.value for each in mine))
        yield Taken(key, values, tuple(dict.fromkeys(each.origin for each in mine)))


def _read(reading: Reading, certificate: Certificate, state: str) -> Iterator[_Held | LeftOut]:
    """Yield what one certificate stands for."""
    rules = reading.rules
    origin = reading.origin(certificate.place, certificate.name, Period(start=certificate.issued))
    found: dict[str, list[str]] = {}
    for each in sorted(rules.credentials.found(certificate.name)):
        kind, _, name = each.partition(":")
        found.setdefault(kind, []).append(name)
    ahead = certificate.issued is not None and certificate.issued.first > reading.today
    plain = found.keys() & {"license", "certification"}
    unclear = (*found.get("unclear", ()), *(() if plain else found.get("vague", ())))
    if ahead or rules.unfinished.found(certificate.name):
        yield LeftOut(origin, "not_yet")
        return
    for name in found.get("license", ()):
        yield _Held("licenses", _license(reading, name, state), origin, certificate)
    for name in found.get("certification", ()):
        valid = not _expired(reading, certificate)
        yield _Held("certifications", name, origin, certificate) if valid else LeftOut(origin, "expired")
    if unclear:
        yield LeftOut(origin, "unclear_credential", tuple(dict.fromkeys(unclear)))
    elif not plain and "other" not in found:
        yield LeftOut(origin, "unknown_credential")


def _license(reading: Reading, name: str, state: str) -> str:
    word = reading.rules.licenses[name]
    return word.by_state.get(state, word.license)


def _mentioned(reading: Reading, held: list[_Held], state: str) -> Iterator[LeftOut]:
    """Yield where else a license or certification is named that no certificate lists, each once."""
    known = {each.value for each in held} | {MINOR}
    known |= {less for less, more in UNSAID.items() if more in known}
    titles = [(job.place, job.title, False) for job in reading.resume.jobs]
    for place, text, said_of_person in (*((*claim, True) for claim in reading.resume.claims), *titles):
        for each in sorted(reading.rules.credentials.found(text)):
            kind, _, name = each.partition(":")
            key: List = "licenses" if kind == "license" else "certifications"
            value = _license(reading, name, state) if kind == "license" else name
            if value not in known and (kind == "license" or (kind == "certification" and said_of_person)):
                known.add(value)
                origin = Origin(place) if said_of_person else reading.origin(place, text)
                yield LeftOut(origin, "mentioned", (key,))


def _expired(reading: Reading, certificate: Certificate) -> bool:
    over = certificate.expires is not None and certificate.expires.last < reading.today
    return over or "lapsed" in reading.rules.statuses.found(certificate.name)


def _status(reading: Reading, licenses: list[_Held]) -> Iterator[Finding]:
    """Yield the status of the only license that matters, when the résumé states it."""
    chief = [each for each in licenses if each.value != MINOR]
    if len(chief) != 1:
        return
    certificate, origin = chief[0].certificate, chief[0].origin
    said = reading.rules.statuses.found(certificate.name)
    if len(said) != 1:
        return
    (status,) = said
    ahead = certificate.expires is not None and certificate.expires.first > reading.today
    if status != "active" or ahead:
        yield Taken("license_status", status, (origin,))
    else:
        yield LeftOut(origin, "no_expiry", ("license_status",))
