"""A person's résumé, called the CV here, for to resume is to go on: its entries, its words, what it shows."""

from functools import cached_property
from typing import Annotated, Literal

from msgspec import Struct

from casemgr_cli.domain import kinds
from casemgr_cli.domain.conditions import ALWAYS, AnyOf, Condition
from casemgr_cli.domain.facts import Value
from casemgr_cli.domain.kinds import TEXTS, Counters, Entries, Key, Own, Phrases, States, one, ref, refs

Kind = Literal["work", "unpaid", "study", "credential", "claim", "about", "other"]
How = Literal["exact", "at_least"]
# The parts of a CV; a heading that names two is the first of them.
PARTS = ("study", "credential", "unpaid", "about", "work", "other")


# A month is a number: twelve times the year, plus the month from 0. A date is all the months that it can be.
NEVER = range(0)


class Period(Struct, frozen=True):
    """From when to when, and as written; `ongoing` without an end, `odd` if it cannot be read or be so."""

    start: range = NEVER
    end: range = NEVER
    ongoing: bool = False
    text: str = ""
    odd: bool = False

    def goes_on(self, now: int) -> bool:
        """Whether it goes on in a month: its end is open or lies ahead."""
        return self.ongoing or (self.end[0] > now if self.end else bool(self.start))


class Entry(Struct, frozen=True):
    """One thing that a CV says, and `where`; a `claim` is of the person as a whole, as behind the name."""

    kind: Kind
    where: str
    title: str
    employer: str = ""
    lines: tuple[str, ...] = ()
    period: Period = Period()

    @property
    def text(self) -> str:
        """All of it."""
        return "\n".join((self.title, self.employer, *self.lines))


class Cv(Struct, frozen=True):
    """The entries of a CV, the place it names, and the words, never to be shown, that tell whose it is."""

    entries: tuple[Entry, ...]
    country: str = ""
    place: str = ""
    private: frozenset[str] = frozenset()


class Taken(Struct, frozen=True):
    """An answer that a CV shows, for sure (`exact`) or as the least (`at_least`), and its entries."""

    key: str
    value: Value
    how: How
    entries: tuple[Entry, ...]


class Unsure(Struct, frozen=True):
    """A question that an entry bears on and does not settle: why, and the answer it hints at, if any."""

    key: str
    entry: Entry
    why: str
    value: Value | None = None


class NotUsed(Struct, frozen=True):
    """An entry that answers nothing, and why."""

    entry: Entry
    why: str


class Findings(Struct, frozen=True):
    """All that a CV gave."""

    taken: tuple[Taken, ...] = ()
    asked: tuple[Unsure, ...] = ()
    not_used: tuple[NotUsed, ...] = ()

    @property
    def answers(self) -> dict[str, Value]:
        """The answers by key."""
        return {each.key: each.value for each in self.taken}

    @property
    def offered(self) -> dict[str, Value]:
        """The answers hinted at, the first hint of each, and those taken, by key."""
        hints = {each.key: each.value for each in reversed(self.asked) if each.value is not None}
        return hints | self.answers


_NO_PHRASES = Phrases()
_LicenseId = Annotated[str, ref("choice:licenses")]
_LicenseIds = Annotated[tuple[str, ...], refs("choice:licenses")]
_LISTS = (
    "ongoing", "since", "until", "home", "territories", "not_yet", "unfinished", "part_time", "full_time",
    "unpaid", "unclear_fields", "vague_fields", "beside_field", "schools", "foreign", "self_employed",
    "multistate", "nurse", "registered_nurse", "details", "expires", "military", "licensing", "titles",
    "not_health_system", "state_before",
)  # fmt: skip


class _Program(Struct, frozen=True):
    """Something to be enrolled in, by level and field: `when` must hold, `unless` must not be known to."""

    degree: Annotated[str, ref("degrees")]
    when: Condition = ALWAYS
    unless: Condition = AnyOf(())


class _Credential(Struct, frozen=True):
    """What a name stands for, or asks for; with `beside`, only if one of those is named as well."""

    says: tuple[str, ...]
    license: _LicenseId = ""
    by_state: dict[_LicenseId, States] = {}
    certification: Annotated[str, ref("choice:certifications")] = ""
    beside: Annotated[Phrases, Key("with")] = _NO_PHRASES
    asks: Annotated[str, one("licenses", "certifications")] = ""

    def value(self, state: str) -> str:
        """Return the certification, or the license that it is in a state, or where that is not known."""
        within = (each for each, states in self.by_state.items() if state in states)
        return self.certification or next(within, self.license)


class Counter(Struct, frozen=True):
    """The titles whose months a counter counts, and how many months back it looks, 0 for any.

    A part of the months of case management counts surely in some `settings`, or for `nurses` as surely as
    another counter does. `going_on` is what is true of somebody whose months go on.
    """

    surely: Phrases = _NO_PHRASES
    perhaps: Phrases = _NO_PHRASES
    unless: Phrases = _NO_PHRASES
    never: Phrases = _NO_PHRASES
    as_nurse: Phrases = _NO_PHRASES
    window: int = 0
    settings: Annotated[tuple[str, ...], refs("choice:settings")] = ()
    nurses: Annotated[str, ref("counters")] = ""
    going_on: Annotated[str, ref("flags")] = ""


class _WorkNow(Struct, frozen=True):
    """Work by the counters it adds to, or by its titles."""

    counters: Counters = ()
    titles: Phrases = _NO_PHRASES

    def fits(self, counter: str, title: str) -> bool:
        """Whether work that adds to a counter, or has a title, is of this kind."""
        return counter in self.counters or bool(self.titles.found(title))


class CvRules(Struct, frozen=True, dict=True):
    """The words of `cv.yaml`; `vocabulary` is all of them, for none gives anybody away."""

    cv_words: Annotated[dict[str, Phrases], kinds.Keys(dict.fromkeys(_LISTS, TEXTS), needs=_LISTS)]
    headings: Annotated[Phrases, Entries(TEXTS, ids=one(*PARTS, "around"))]
    months: Annotated[Phrases, Entries(TEXTS)]
    degree_levels: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:education"))]
    degree_fields: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:field"))]
    program_names: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:enrolled_in"))]
    enrollment: dict[Annotated[str, ref("choice:enrolled_in")], _Program]
    sides: dict[Annotated[str, ref("choice:background")], Condition]
    situations: dict[Annotated[str, ref("choice:situation")], Condition]
    credentials: dict[str, _Credential]
    status_words: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:license_status"))]
    work_counters: dict[Annotated[str, ref("counters")], Counter]
    duty_words: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:duties"))]
    duties_needed: int
    duties_do_not_count: Counters
    work_now: dict[Annotated[str, ref("choice:work_now")], _WorkNow]
    work_settings: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:settings"))]
    countries: Annotated[Phrases, Entries(TEXTS, ids=one("abroad", "home"))]
    served: Annotated[str, ref("choice:military")] = ""
    licenses_nurse: _LicenseIds = ()
    licenses_multistate: _LicenseIds = ()
    licenses_dependent: _LicenseIds = ()
    licenses_below: dict[_LicenseId, _LicenseIds] = {}
    level_fields: dict[Annotated[str, ref("choice:education")], Annotated[str, ref("choice:field")]] = {}
    vocabulary: Annotated[frozenset[str], Own()] = frozenset()
    states: Annotated[dict[str, str], Own()] = {}

    @cached_property
    def fields(self) -> Phrases:
        """The words of fields, and of those that only sound like one (`unclear_fields`, `vague_fields`)."""
        return self.degree_fields + self.cv_words["unclear_fields"] + self.cv_words["vague_fields"]

    @cached_property
    def named(self) -> Phrases:
        """The words of every credential, so that the longest that fit win among all of them."""
        return Phrases.of({key: each.says for key, each in self.credentials.items()})

    @cached_property
    def state_names(self) -> Phrases:
        """The names of the states."""
        return Phrases.of({code: (name,) for code, name in self.states.items()})

    @cached_property
    def titles(self) -> Phrases:
        """What tells that a line is the title of work."""
        counted = (each.surely + each.perhaps + each.never for each in self.work_counters.values())
        return sum(counted, self.cv_words["nurse"] + self.cv_words["registered_nurse"])

    def says(self, text: str, *names: str) -> bool:
        """Whether a text holds one of the phrases of a list, or of one of several."""
        return any(self.cv_words[name].found(text) for name in names)
