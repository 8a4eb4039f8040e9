"""Programs as JSON. Figures that were not released are null; money is whole US dollars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.documents.sourcing import resolve_sources

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.domain.programs import Found, Program, ProgramGuide

Json = dict[str, Any]


def programs_document(guide: ProgramGuide, found: Found, advice: Sequence[str] = ()) -> Json:
    """Return the programs found, what to know and to check, and every source that is named.

    `advice` says what to change when nothing was found.
    """
    document = {
        "schema": "casemgr.programs/1",
        "wish": _wish(guide, found),
        "total": found.total,
        "programs": [program_json(program) for program in found.programs],
        "advice": list(advice),
        "table": _table(guide),
        "warnings": [
            {"id": each.id, "text": each.text, "source": each.source, "verified": each.verified}
            for each in guide.warnings
        ],
        "checks": [
            {
                "id": each.id,
                "text": each.text,
                "made_by": each.made_by,
                "url": each.url or None,
                "source": each.source,
                "verified": each.verified,
            }
            for each in guide.checks
        ],
    }
    return {**document, "sources": resolve_sources(document, guide.sources)}


def program_json(program: Program) -> Json:
    """Return one program with the keys that scripts rely on."""
    return {
        "institution": program.institution,
        "unitid": program.unitid,
        "state": program.state,
        "control": program.control,
        "degree": program.degree,
        "completers": program.completers,
        "median_earnings": program.median_earnings,
        "earnings_horizon": program.earnings_horizon,
        "median_debt": program.median_debt,
    }


def _wish(guide: ProgramGuide, found: Found) -> Json:
    return {
        "degree": guide.degree.id,
        "states": list(found.states),
        "search": found.wish.search,
        "order": found.order,
        "limit": found.wish.limit,
    }


def _table(guide: ProgramGuide) -> Json:
    degree = guide.degree
    return {
        "title": degree.title,
        "cip4": degree.cip4,
        "field": degree.field,
        "credential_level": degree.level,
        "credential": degree.credential,
        "source": degree.source,
        "verified": degree.verified,
    }
