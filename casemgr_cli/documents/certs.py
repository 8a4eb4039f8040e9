"""Certifications: the rules, and where somebody stands with each."""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Struct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import cells, made, places
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import Catalog
from casemgr_cli.domain import advice as domain
from casemgr_cli.domain.conditions import VERDICTS, MadeBy
from casemgr_cli.domain.facts import Assumption, Value
from casemgr_cli.domain.facts import Assumption as Assumed
from casemgr_cli.domain.figures import Span
from casemgr_cli.domain.kinds import Count, Words, one_of
from casemgr_cli.engine.evaluate import fold


class _TraceJson(Struct):
    """How a condition came out, as a tree."""

    text: str
    value: bool | None
    op: Words
    reads: dict[str, Value | None]
    needs: list[Words]
    source: str | None
    verified: bool
    made_by: MadeBy | None
    parts: list["_TraceJson"]


class CertificationJson(Struct):
    """A certification with where the person stands with it; for nobody in particular, nulls and no lists."""

    id: Words
    short: Words
    name: Words
    issuer: Words
    url: str
    fee: Count | None
    fee_range: Span | None
    renewal: str
    windows: list[Words]
    cautions: list[Words]
    sources: list[Words]
    verified: bool
    verdict: Annotated[str, one_of(VERDICTS)] | None
    months_needed: Count | None
    because: list[Words]
    missing: list[Words]
    asks: list[Words]
    trace: _TraceJson


class Certs(base.Sourced, tag="casemgr.certs/1"):
    """What each certification asks for."""

    assumed: list[Assumption]
    certifications: list[CertificationJson]


COLUMNS = places("id short name issuer verdict months_needed missing asks fee_low fee_high renewal url")
# What is said of somebody whose answers nobody knows; the rest is null.
_NOBODY: base.Json = {"because": (), "missing": (), "asks": ()}


def certs_document(
    verdicts: Iterable[domain.Verdict], assumed: Iterable[Assumed], catalog: Catalog, *, answered: bool = True
) -> base.Json:
    """Return the certifications; without answers (`answered` false) only the rules, and no verdicts."""
    found = [certification(verdict, catalog, answered=answered) for verdict in verdicts]
    return with_sources(Certs(list(assumed), found), catalog)


def certs_rows(
    verdicts: Iterable[domain.Verdict], catalog: Catalog, *, answered: bool = True
) -> list[base.Json]:
    """Return one row a certification; verdicts only when there are answers to judge by."""
    rows = []
    for verdict in verdicts:
        fee = catalog.figures[verdict.certification.fee] if verdict.certification.fee else None
        ends = {"fee_low": fee.low if fee else None, "fee_high": fee.high if fee else None}
        rows.append(cells(COLUMNS, certification(verdict, catalog, answered=answered), **ends))
    return rows


def certification(verdict: domain.Verdict, catalog: Catalog, *, answered: bool = True) -> CertificationJson:
    """Return a certification, with the verdict only when there are answers to judge by."""
    entry = verdict.certification
    fee = catalog.figures[entry.fee] if entry.fee else None
    judged = ("verdict", "months_needed", "because", "missing", "asks")
    standing = {name: getattr(verdict, name) if answered else _NOBODY.get(name) for name in judged}
    return made(
        CertificationJson,
        entry,
        fee=_whole(fee.high) if fee else None,
        fee_range=Span(_whole(fee.low), _whole(fee.high)) if fee else None,
        windows=[window.label for window in entry.windows],
        sources=list(dict.fromkeys((*entry.sources, *((fee.source,) if fee else ())))),
        **standing,
        trace=_whole_trace(verdict),
    )


def _whole_trace(verdict: domain.Verdict) -> _TraceJson:
    parts = (verdict.credential, verdict.experience)
    return _TraceJson(
        text=verdict.certification.name,
        value=fold([part.value for part in parts], deciding=False),
        op="all",
        reads={},
        needs=sorted(parts[0].needs | parts[1].needs),
        source=None,
        verified=verdict.certification.verified,
        made_by="issuer",
        parts=[_trace(part) for part in parts],
    )


def _trace(trace: domain.Trace) -> _TraceJson:
    parts = [_trace(part) for part in trace.parts]
    return made(_TraceJson, trace, reads=dict(trace.reads), needs=sorted(trace.needs), parts=parts)


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)
