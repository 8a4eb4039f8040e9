"""What things are. Plain frozen values with no files, no clock and no printing.

The values are msgspec structs: a class is made some forty times faster than a frozen dataclass, and a
command that a script calls would otherwise spend most of its time making classes.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from casemgr_cli.domain.aid import Aid, Lending
    from casemgr_cli.domain.careers import (
        Certification,
        Destination,
        Note,
        Planning,
        StandingRules,
        Step,
        Term,
    )
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Contradiction, FactTable, Skill
    from casemgr_cli.domain.figures import Figure, Price, Source
    from casemgr_cli.domain.licensing import LicenseGuide
    from casemgr_cli.domain.programs import ProgramGuide
    from casemgr_cli.domain.wages import WageLookup


# A catalog that was loaded for questions about pay alone looks nothing else up.
_NOT_LOADED: Any = None


class Catalog(Struct, frozen=True):
    """The data files as values, each section by id in file order. Picklable; nothing in it changes.

    `words` are the sentences the advice itself needs, with named placeholders. `lending` is None only where
    no data on aid was read. `verified` says of each source whether all that is taken from it was read there;
    None where nobody has looked yet. `tuition` returns a year's price at a kind of college in a state, the
    nation's where it has none; `licenses` what is known of those of a state, `programs` of a degree there.
    """

    sources: Mapping[str, Source]
    figures: Mapping[str, Figure] = {}
    rules: Mapping[str, Condition] = {}
    contradictions: Mapping[str, Contradiction] = {}
    skills: Mapping[str, Skill] = {}
    destinations: Mapping[str, Destination] = {}
    steps: Mapping[str, Step] = {}
    certifications: Mapping[str, Certification] = {}
    notes: Mapping[str, Note] = {}
    words: Mapping[str, str] = {}
    facts: FactTable = _NOT_LOADED
    standing: StandingRules = _NOT_LOADED
    planning: Planning = _NOT_LOADED
    wages: WageLookup = _NOT_LOADED
    tuition: Callable[[str, str | None], Price | None] = _NOT_LOADED
    licenses: Callable[[str], LicenseGuide] = _NOT_LOADED
    programs: Callable[[str, str], ProgramGuide] = _NOT_LOADED
    terms: Mapping[str, Term] = {}
    aid: Mapping[str, Aid] = {}
    lending: Lending | None = None
    verified: Mapping[str, bool] | None = None
