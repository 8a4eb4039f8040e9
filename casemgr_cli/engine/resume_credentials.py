"""Licenses and certifications in a résumé.

What is found makes a list, which says that it is complete, so it is only made when nothing in the résumé may
be a license or a certification that we cannot read. A license counts as active only where the résumé says so
and names a date of expiry that lies ahead.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from casemgr_cli.domain.resume import LeftOut, Period, Taken

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.resume import Certificate, Origin
    from casemgr_cli.engine.resume_reading import Finding, Reading

List = Literal["licenses", "certifications"]
LISTS: tuple[List, ...] = ("licenses", "certifications")
MINOR = "other_dependent"


class _Held(Struct, frozen=True):
    key: List
    value: str
    origin: Origin
    certificate: Certificate


def credentials_of(reading: Reading, state: Value | None) -> list[Finding]:
    """Return the lists of licenses and certifications, the status of the license, and what was left out."""
    held: list[_Held] = []
    left: list[LeftOut] = []
    for certificate in reading.resume.certificates:
        for each in _read(reading, certificate, str(state or "")):
            (held if isinstance(each, _Held) else left).append(each)  # type: ignore[arg-type]
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
    if ahead or rules.unfinished.found(certificate.name):
        yield LeftOut(origin, "not_yet")
    elif "license" in found or "certification" in found:
        for name in found.get("license", ()):
            word = rules.licenses[name]
            yield _Held("licenses", word.by_state.get(state, word.license), origin, certificate)
        for name in found.get("certification", ()):
            valid = not _expired(reading, certificate)
            yield _Held("certifications", name, origin, certificate) if valid else LeftOut(origin, "expired")
    elif "unclear" in found:
        yield LeftOut(origin, "unclear_credential", tuple(found["unclear"]))
    elif "other" not in found:
        yield LeftOut(origin, "unknown_credential")


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
