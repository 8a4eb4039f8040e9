"""One state's licenses.

Beside each plain value stands an entry of the same name in `figures`, with its unit, its source and whether
it was verified; both are null where nobody found it.
"""

from typing import Annotated, Any, Generic, Literal, TypeVar

from msgspec import Meta, Struct, defstruct

from casemgr_cli.documents import base
from casemgr_cli.documents.base import made, without
from casemgr_cli.documents.sources import with_sources
from casemgr_cli.domain import licensing as domain
from casemgr_cli.domain.advice import ClientState
from casemgr_cli.domain.kinds import Count, State, Words, one_of
from casemgr_cli.domain.licensing import COMPACT_STATUSES, CONFIDENCES, EXAMS

_Value = TypeVar("_Value")
_Dated = Annotated[str, Meta(pattern="^[0-9]{4}-[0-9]{2}(-[0-9]{2})?$")]
_Confidence = Annotated[str, one_of(CONFIDENCES)]


class _FoundJson(Struct, Generic[_Value]):
    """A value that somebody found, and where."""

    value: _Value
    unit: Literal["USD", "hours", "months"] | None
    source: Words
    verified: bool
    note: str | None


_Amount = _FoundJson[Count] | None
_Date = _FoundJson[_Dated] | None
_Flag = _FoundJson[bool | None] | None


class _BoardSource(Struct):
    """Where the board's name comes from."""

    source: Words
    verified: bool


class _NurseFigures(Struct):
    """The figures of the RN license."""

    compact: _Flag
    compact_since: _Date
    application_fee: _Amount
    application_fee_abroad: _Amount
    nclex_fee: _Amount


class _Nurse(Struct):
    """The RN license."""

    board: str | None
    board_url: str | None
    board_source: _BoardSource | None
    compact_status: Annotated[str, one_of(COMPACT_STATUSES)] | None
    compact_confidence: _Confidence | None
    compact: bool | None
    compact_since: _Dated | None
    application_fee: Count | None
    application_fee_abroad: Count | None
    nclex_fee: Count | None
    figures: _NurseFigures


class _ClinicalFigures(Struct):
    """The figures of the way to the clinical license."""

    hours: _Amount
    direct_hours: _Amount
    months: _Amount
    months_at_most: _Amount


class _Clinical(Struct):
    """What the clinical license takes after the master's degree."""

    license: str | None
    confidence: _Confidence | None
    note: str | None
    source: str | None
    verified: bool
    hours: Count | None
    direct_hours: Count | None
    months: Count | None
    months_at_most: Count | None
    figures: _ClinicalFigures


class _SocialWorkFigures(Struct):
    """The figures of the social-work compact."""

    compact: _Flag
    compact_enacted: _Date


class _ExamFees(Struct):
    """What each ASWB exam costs."""

    associate: _Amount
    bachelors: _Amount
    masters: _Amount
    advanced_generalist: _Amount
    clinical: _Amount


class _SocialWorkJson(Struct):
    """The social-work licenses."""

    levels: list[domain.Level]
    clinical: _Clinical
    without_social_work_degree: domain.Said | None
    practice: domain.Said | None
    compact: bool | None
    compact_enacted: _Dated | None
    figures: _SocialWorkFigures
    exam_fees: _ExamFees


class Licenses(Struct):
    """What is known of a state's licenses."""

    state: State
    name: Words
    rn: _Nurse
    social_work: _SocialWorkJson
    case_management: list[domain.Said]
    cautions: list[domain.Said]


LicenseJson = defstruct(
    "LicenseJson",
    without(Licenses, ()),
    bases=(base.Sourced,),
    namespace={"__doc__": "What is known of a state's licenses, with every source that is named."},
    tag="casemgr.license/1",
)


class Client(Struct):
    """What serving clients in another state by telephone hangs on: whether it is in the compacts."""

    state: State
    name: Words
    nurse_needs: Literal["covered", "own", "partial", "unknown"]
    nurse_compact: _Flag
    social_work_compact: _Flag


def license_document(guide: domain.LicenseGuide) -> base.Json:
    """Return what is known of a state's licenses, with every source that is named."""
    return with_sources(made(LicenseJson, licenses(guide)), guide)


def licenses(guide: domain.LicenseGuide) -> Licenses:
    """Return what is known of a state's licenses."""
    state = guide.state
    return Licenses(
        state=state.code,
        name=state.name,
        rn=_nurse(state.rn, guide.everywhere.nclex),
        social_work=_social_work(state.social_work, guide.everywhere),
        case_management=list(state.rules),
        cautions=list(guide.everywhere.cautions),
    )


def client(told: ClientState) -> Client:
    """Return another state whose clients somebody would serve."""
    state = told.guide.state
    compacts = (_found(state.rn.compact, "member"), _found(state.social_work.compact, "member"))
    return Client(state.code, state.name, told.nurse, *compacts)  # type: ignore[arg-type]  # checked by its schema


def _nurse(rn: domain.NurseLicense, nclex: domain.Amount | None) -> _Nurse:
    figures = _NurseFigures(
        compact=_found(rn.compact, "member"),
        compact_since=_found(rn.compact_since, "date"),
        nclex_fee=_found(nclex),
        **_amounts(rn),
    )
    board, compact = rn.board, rn.compact
    return made(
        _Nurse,
        board=board.name if board else None,
        board_url=board.url if board else None,
        board_source=made(_BoardSource, board) if board else None,
        compact_status=compact.status if compact else None,
        compact_confidence=compact.confidence if compact else None,
        **_values(figures),
    )


def _social_work(work: domain.SocialWork, fees: domain.Everywhere) -> _SocialWorkJson:
    return made(
        _SocialWorkJson,
        work,
        clinical=_clinical(work),
        without_social_work_degree=work.without_degree,
        **_values(_SocialWorkFigures(_found(work.compact, "member"), _found(work.compact_enacted, "date"))),
        exam_fees=_ExamFees(*(_found(fees.aswb.get(exam)) for exam in EXAMS)),
    )


def _clinical(work: domain.SocialWork) -> _Clinical:
    path = work.clinical
    told = _amounts(path)
    found = [figure for figure in told.values() if figure]
    return made(
        _Clinical,
        path,
        license=next((level.acronym for level in work.levels if level.level == "clinical"), None),
        verified=bool(found) and all(figure.verified for figure in found),
        **_values(_ClinicalFigures(**told)),
    )


def _values(figures: Struct) -> dict[str, Any]:
    """Return the plain values of figures, and the figures themselves."""
    found = {name: getattr(figures, name) for name in figures.__struct_fields__}
    return {**{name: figure and figure.value for name, figure in found.items()}, "figures": figures}


def _amounts(holder: Struct) -> dict[str, Any]:
    return {name: _found(amount) for name, amount in domain.amounts(holder).items()}


def _found(origin: Struct | None, value: str = "value") -> Any:  # noqa: ANN401  one of the unions above
    """Return a value that somebody found, under the name that it has in what holds it."""
    if origin is None:
        return None
    return made(_FoundJson, origin, value=getattr(origin, value), unit=getattr(origin, "UNIT", None))
