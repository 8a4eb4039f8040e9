"""One state's licenses as JSON.

Beside each plain value stands an entry of the same name in `figures`, with its unit, its source and whether
it was verified; both are null where nobody found it. Fees are whole US dollars.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from casemgr_cli.documents.sourcing import resolve_sources
from casemgr_cli.domain.licensing import EXAMS

if TYPE_CHECKING:
    from casemgr_cli.domain.advice import ClientState
    from casemgr_cli.domain.licensing import (
        Amount,
        Dated,
        Level,
        LicenseGuide,
        NurseCompact,
        NurseLicense,
        Said,
        SocialWork,
        SocialWorkCompact,
    )

Json = dict[str, Any]


def license_document(guide: LicenseGuide) -> Json:
    """Return what is known of a state's licenses, with every source that is named."""
    document = {"schema": "casemgr.license/1", **license_parts(guide)}
    return {**document, "sources": resolve_sources(document, guide.sources)}


def client_part(client: ClientState) -> Json:
    """Return what serving clients in another state by telephone hangs on: whether it is in the compacts."""
    state = client.guide.state
    return {
        "state": state.code,
        "name": state.name,
        "nurse_needs": client.nurse,
        "nurse_compact": _membership(state.rn.compact),
        "social_work_compact": _membership(state.social_work.compact),
    }


def license_parts(guide: LicenseGuide) -> Json:
    """Return what is known of a state's licenses."""
    state = guide.state
    return {
        "state": state.code,
        "name": state.name,
        "rn": _nurse(state.rn, guide.fees.nclex),
        "social_work": {
            **_social_work(state.social_work),
            "exam_fees": {exam: _amount(guide.fees.aswb.get(exam), "USD") for exam in EXAMS},
        },
        "case_management": [_said(rule) for rule in state.rules],
        "cautions": [_said(caution) for caution in guide.cautions],
    }


def _nurse(rn: NurseLicense, nclex: Amount | None) -> Json:
    figures = {
        "compact": _membership(rn.compact),
        "compact_since": _dated(rn.compact_since),
        "application_fee": _amount(rn.fee, "USD"),
        "nclex_fee": _amount(nclex, "USD"),
    }
    return {
        "board": rn.board.name if rn.board else None,
        "board_url": rn.board.url if rn.board else None,
        "board_source": {"source": rn.board.source, "verified": rn.board.verified} if rn.board else None,
        "compact_status": rn.compact.status if rn.compact else None,
        "compact_confidence": rn.compact.confidence if rn.compact else None,
        **_values(figures),
    }


def _social_work(work: SocialWork) -> Json:
    figures = {"compact": _membership(work.compact), "compact_enacted": _dated(work.compact_enacted)}
    return {
        "levels": [_level(level) for level in work.levels],
        "clinical": _clinical(work),
        "without_social_work_degree": _said(work.without_degree) if work.without_degree else None,
        "practice": _said(work.practice) if work.practice else None,
        **_values(figures),
    }


def _level(level: Level) -> Json:
    return {
        "level": level.level,
        "status": level.status,
        "acronym": level.acronym or None,
        "name": level.name or None,
        "note": level.note or None,
        "source": level.source or None,
        "verified": level.verified,
    }


def _clinical(work: SocialWork) -> Json:
    path = work.clinical
    names = [level.acronym for level in work.levels if level.level == "clinical"]
    figures = {
        "hours": _amount(path.hours, "hours"),
        "direct_hours": _amount(path.direct_hours, "hours"),
        "months": _amount(path.months, "months"),
        "months_at_most": _amount(path.months_at_most, "months"),
    }
    found = [figure for figure in figures.values() if figure]
    return {
        "license": next(iter(names), "") or None,
        "confidence": path.confidence or None,
        "note": path.note or None,
        "source": path.source or None,
        "verified": bool(found) and all(figure["verified"] for figure in found),
        **_values(figures),
    }


def _values(figures: Json) -> Json:
    return {**{key: figure and figure["value"] for key, figure in figures.items()}, "figures": figures}


def _amount(amount: Amount | None, unit: str) -> Json | None:
    return _figure(amount.value, unit, amount) if amount else None


def _dated(dated: Dated | None) -> Json | None:
    return _figure(dated.date, None, dated) if dated else None


def _membership(compact: NurseCompact | SocialWorkCompact | None) -> Json | None:
    return _figure(compact.member, None, compact) if compact else None


def _figure(
    value: int | str | bool | None,
    unit: str | None,
    origin: Amount | Dated | NurseCompact | SocialWorkCompact,
) -> Json:
    return {
        "value": value,
        "unit": unit,
        "source": origin.source,
        "verified": origin.verified,
        "note": origin.note or None,
    }


def _said(said: Said) -> Json:
    return {
        "setting": said.setting or None,
        "text": said.text,
        "made_by": said.made_by,
        "source": said.source,
        "verified": said.verified,
    }
