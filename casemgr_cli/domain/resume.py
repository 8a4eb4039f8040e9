"""A résumé as we read it, the words that tell what is in it, and the answers that come of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.phrases import Phrases


class Moment(Struct, frozen=True):
    """A date that may stop at the month or the year: as written, with the first and last day it can be."""

    text: str
    first: date
    last: date


class Period(Struct, frozen=True):
    """From when to when. A date that is not there is None; `ongoing` when the end is said to be open."""

    start: Moment | None = None
    end: Moment | None = None
    ongoing: bool = False


class Study(Struct, frozen=True):
    """One entry of `education`."""

    place: str
    kind: str
    area: str
    score: str
    period: Period


class Job(Struct, frozen=True):
    """One entry of `work` or of `volunteer`, which is not paid. `text` is all that is said of the work."""

    place: str
    title: str
    employer: str
    text: str
    period: Period
    paid: bool


class Certificate(Struct, frozen=True):
    """One entry of `certificates`."""

    place: str
    name: str
    issued: Moment | None
    expires: Moment | None


class Resume(Struct, frozen=True):
    """What a résumé says that can matter here.

    `claims` are what is said of the person as a whole, by place: a label, and what stands behind the name.
    `private` holds what tells who somebody is: the words of the name, the addresses, the numbers. It is only
    there so that none of it is ever shown.
    """

    country: str
    region: str
    studies: tuple[Study, ...]
    jobs: tuple[Job, ...]
    certificates: tuple[Certificate, ...]
    claims: tuple[tuple[str, str], ...]
    private: frozenset[str]


class LicenseWord(Struct, frozen=True):
    """The license that a name stands for: another one in some states."""

    license: str
    by_state: Mapping[str, str]


class Program(Struct, frozen=True):
    """Something to be enrolled in, by level and field. `when` must hold, `unless` must not be known to."""

    id: str
    degree: str
    when: Condition
    unless: Condition


class WorkKind(Struct, frozen=True):
    """A kind of work, told by the words of its title, and the counters its months add to.

    With `also`, one of those words must be there too. `maybe` are the counters that the months may or may
    not add to. `counts_if_rn` and `maybe_if_rn` need an RN license in the résumé; without one the months may
    or may not add to the first, and do not to the second.
    """

    titles: Phrases
    also: Phrases
    counts: tuple[str, ...]
    counts_if_rn: tuple[str, ...]
    maybe: tuple[str, ...]
    maybe_if_rn: tuple[str, ...]


class ResumeRules(Struct, frozen=True):
    """The words that tell what is in a résumé, as `resume.yaml` has them.

    The ids in `credentials` begin with `license:`, `certification:`, `unclear:`, `vague:` or `other:`.
    `doubts` are answers not to be taken where a condition holds. `windows` holds how many months back a
    counter reaches. `vocabulary` is every word in the file: none of them gives anybody away.
    """

    ongoing: frozenset[str]
    countries: frozenset[str]
    territories: tuple[str, ...]
    unfinished: Phrases
    hours: Phrases
    levels: Phrases
    fields: Phrases
    program_names: Phrases
    programs: tuple[Program, ...]
    sides: Mapping[str, Condition]
    credentials: Phrases
    licenses: Mapping[str, LicenseWord]
    statuses: Phrases
    doubts: tuple[tuple[str, Condition], ...]
    windows: Mapping[str, int]
    work: tuple[WorkKind, ...]
    employers: Phrases
    self_employed: Phrases
    vocabulary: frozenset[str]


class Origin(Struct, frozen=True):
    """Where something stands in a résumé: the place, its title if that can be shown, and when."""

    place: str
    title: str = ""
    period: Period = Period()


class Taken(Struct, frozen=True):
    """An answer that a résumé gives, and the entries it comes from."""

    key: str
    value: Value
    origins: tuple[Origin, ...]


class LeftOut(Struct, frozen=True):
    """Something that could not be used: why, by the name of a message, and the answers it leaves open."""

    origin: Origin
    reason: str
    keys: tuple[str, ...] = ()


class Doubt(Struct, frozen=True):
    """Entries of work that keep a counter open for one reason, by the name of a message.

    `months` is how many they can add at most, together; None when an entry does not say when it began.
    """

    reason: str
    origins: tuple[Origin, ...]
    months: int | None


class Open(Struct, frozen=True):
    """A counter of months that a résumé does not settle: the least and the most that it can be.

    `origins` are the entries of the least, `doubts` what keeps the rest open. `part` is the key of a part
    known to be more than the entries surely show of the whole, so that it is the least.
    """

    key: str
    least: int
    most: int
    origins: tuple[Origin, ...]
    doubts: tuple[Doubt, ...]
    part: str = ""

    @property
    def entries(self) -> tuple[Origin, ...]:
        """All entries that it speaks of."""
        return (*self.origins, *(origin for doubt in self.doubts for origin in doubt.origins))


class Imported(Struct, frozen=True):
    """What a résumé gives, what in it could not be used, and the months that it does not settle."""

    taken: tuple[Taken, ...] = ()
    left: tuple[LeftOut, ...] = ()
    open: tuple[Open, ...] = ()

    @property
    def answers(self) -> dict[str, Value]:
        """The answers by key."""
        return {each.key: each.value for each in self.taken}
