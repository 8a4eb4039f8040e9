"""What a state's RN and social-work licenses look like. What nobody found is None, never "none"."""

from collections.abc import Mapping
from typing import Annotated, ClassVar, get_args

from msgspec import Struct
from msgspec.structs import fields

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import MadeBy
from casemgr_cli.domain.figures import Source

IN_FORCE, PARTIAL, _PASSED, _OUTSIDE = "implemented", "partial", "enacted_not_implemented", "not_member"
COMPACT_STATUSES = (IN_FORCE, PARTIAL, _PASSED, _OUTSIDE)
CONFIDENCES = ("high", "medium", "low")
_LICENSED, NOT_LICENSED, NOT_FOUND = "licensed", "not_licensed", "not_found"
_LEVEL_STATUSES = (_LICENSED, NOT_LICENSED, NOT_FOUND)
LEVELS = ("bachelors", "masters", "training", "clinical", "other")
# The social-work licenses that a person may hold, and the level at which a state's file lists each. The ASWB
# calls its exams for them by the same words.
LEVEL_OF = {
    "social_work_bachelor": "bachelors",
    "social_work_master": "masters",
    "social_work_clinical": "clinical",
}
LOOKED_FOR = tuple(LEVEL_OF.values())
EXAMS = ("associate", "bachelors", "masters", "advanced_generalist", "clinical")


class Amount(Struct, frozen=True):
    """A whole number, in the UNIT of its kind, with where it comes from.

    `verified` says that the source's own text was read and shows the number.
    """

    UNIT: ClassVar[str] = ""

    value: int
    source: kinds.SourceId
    verified: bool
    note: str | None = None


class _Dollars(Amount, frozen=True):
    """US dollars."""

    UNIT: ClassVar[str] = "USD"


class _Hours(Amount, frozen=True):
    """Hours of work."""

    UNIT: ClassVar[str] = "hours"


class _Months(Amount, frozen=True):
    """Months of work."""

    UNIT: ClassVar[str] = "months"


def amounts(holder: Struct) -> dict[str, Amount | None]:
    """Return the numbers of a license by their names, in order; None for one that nobody found."""
    kinds_of = ((field.name, get_args(field.type)) for field in fields(type(holder)))
    named = [name for name, parts in kinds_of if any(part in _AMOUNTS for part in parts)]
    return {name: getattr(holder, name) for name in named}


_AMOUNTS = (_Dollars, _Hours, _Months)


class Dated(Struct, frozen=True):
    """A day or a month (YYYY-MM-DD or YYYY-MM) on which something came into force."""

    date: kinds.DateText
    source: kinds.SourceId
    verified: bool
    note: str = ""


class Said(Struct, frozen=True, kw_only=True):
    """Something a rule says, in plain words. `setting` is the kind of work it is about, if only one."""

    setting: str | None = None
    text: kinds.Words
    made_by: MadeBy
    source: kinds.SourceId
    verified: bool


class NurseBoard(Struct, frozen=True):
    """The office that licenses nurses, and its address."""

    name: str
    url: kinds.Address
    source: kinds.SourceId
    verified: bool


class NurseCompact(Struct, frozen=True):
    """Where a state stands with the Nurse Licensure Compact; `status` is one of COMPACT_STATUSES."""

    status: Annotated[str, kinds.one(*COMPACT_STATUSES)]
    source: kinds.SourceId
    verified: bool
    confidence: Annotated[str, kinds.one(*CONFIDENCES)]
    note: str = ""

    @property
    def member(self) -> bool | None:
        """Whether the compact is in force there; None where it is so in part only."""
        return None if self.status == PARTIAL else self.status == IN_FORCE


class NurseLicense(Struct, frozen=True):
    """The RN license of a state; `application_fee` is its own, for a first license by exam.

    `application_fee_abroad` is what nurses pay whose degree is from abroad, where the state asks for another.
    """

    board: NurseBoard | None = None
    compact: NurseCompact | None = None
    compact_since: Dated | None = None
    application_fee: _Dollars | None = None
    application_fee_abroad: _Dollars | None = None


class Level(Struct, frozen=True):
    """One social-work license under its local name; `level` is one of LEVELS, `status` of _LEVEL_STATUSES.

    `leads_to` is the level of the license that one in training is on the way to, one of LOOKED_FOR.
    """

    level: Annotated[str, kinds.one(*LEVELS), kinds.one_of(LEVELS)]
    status: Annotated[str, kinds.one(_LICENSED, NOT_LICENSED), kinds.one_of(_LEVEL_STATUSES)] = _LICENSED
    acronym: str | None = None
    name: str | None = None
    note: str | None = None
    source: Annotated[str | None, kinds.ref("sources")] = None
    verified: bool = False
    leads_to: Annotated[str | None, kinds.one(*LOOKED_FOR)] = None


class _ClinicalPath(Struct, frozen=True):
    """What the clinical license takes after the master's degree.

    `hours` are supervised hours in all, `direct_hours` the ones with clients; `months` is the least time it
    may take and `months_at_most` the longest. `source` and `confidence` (one of CONFIDENCES) are empty where
    nothing was found.
    """

    source: kinds.SourceId = ""
    confidence: Annotated[str, kinds.one(*CONFIDENCES)] = ""
    hours: _Hours | None = None
    direct_hours: _Hours | None = None
    months: _Months | None = None
    months_at_most: _Months | None = None
    note: str = ""


class SocialWorkCompact(Struct, frozen=True):
    """Whether a state has joined the Social Work Licensure Compact."""

    member: bool
    source: kinds.SourceId
    verified: bool
    note: str = ""


class SocialWork(Struct, frozen=True):
    """The social-work licenses of a state.

    `without_degree` is a way to a license without a social-work degree; `practice` says what may be done
    without a license, or who may use the title.
    """

    levels: Annotated[tuple[Level, ...], kinds.Needs(("source", "verified"))] = ()
    clinical: Annotated[_ClinicalPath, kinds.Needs(("source", "confidence"))] = _ClinicalPath()
    compact: SocialWorkCompact | None = None
    compact_enacted: Dated | None = None
    without_degree: Annotated[Said | None, kinds.Key("without_social_work_degree")] = None
    practice: Said | None = None


class _StateLicenses(Struct, frozen=True):
    """One state or territory. `rules` say who may do case management there; most states have none known."""

    code: kinds.Id
    rn: NurseLicense
    name: Annotated[str, kinds.Own()] = ""
    social_work: SocialWork = SocialWork()
    rules: Annotated[tuple[Said, ...], kinds.Key("case_management"), kinds.Needs(("setting",))] = ()

    @property
    def compact(self) -> NurseCompact | None:
        """Where the state stands with the compact for nurses; None where nobody found out."""
        return self.rn.compact

    def nursing(self, id_: str) -> NurseLicense | None:
        """Return what is known of a nursing license; only of the RN license has anything been collected."""
        return self.rn if id_ == "rn" else None

    def license(self, id_: str) -> Level | None:
        """Return the state's own social-work license for one of LEVEL_OF, if it is known to have one."""
        return self._at(LEVEL_OF.get(id_, ""))

    def acronyms(self, id_: str) -> tuple[str, ...]:
        """Return how the state calls a license, after the one in training that leads to it."""
        level = LEVEL_OF.get(id_, "")
        training = (each for each in self.social_work.levels if level and each.leads_to == level)
        return tuple(each.acronym for each in (*training, self._at(level)) if each and each.acronym)

    def _at(self, level: str) -> Level | None:
        found = (each for each in self.social_work.levels if each.level == level)
        return next((each for each in found if each.status == _LICENSED), None)


class StateFile(Struct, frozen=True):
    """All that the file of one state says."""

    license: _StateLicenses
    sources: dict[str, Source] = {}


class Everywhere(Struct, frozen=True):
    """What holds in every state: what exams cost in US dollars (`aswb` by EXAMS), and cautions."""

    nclex: Annotated[_Dollars | None, kinds.Key("nclex_fee")] = None
    aswb: Annotated[dict[Annotated[str, kinds.one(*EXAMS)], _Dollars], kinds.Key("aswb_fees")] = {}
    cautions: tuple[Said, ...] = ()


class _StateNames(Struct, frozen=True):
    """What a state or territory is called."""

    name: str
    also_called: tuple[str, ...] = ()


class NationalFile(Struct, frozen=True):
    """All that `national.yaml` says; `sources` are those that several states share."""

    sources: dict[str, Source]
    states: dict[Annotated[str, kinds.POSTAL], _StateNames]
    national: Everywhere


class LicenseGuide(Struct, frozen=True):
    """One state's licenses with what holds everywhere, and the sources of both by id."""

    state: _StateLicenses
    everywhere: Everywhere
    sources: Mapping[str, Source]
