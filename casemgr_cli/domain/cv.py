"""A person's résumé, called the CV here, for to resume is to go on: its entries, its words, what it shows."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from typing import Annotated, ClassVar, Literal

from msgspec import Struct

from casemgr_cli.domain.conditions import ALWAYS, AnyOf, Condition
from casemgr_cli.domain.facts import Facts, Value
from casemgr_cli.domain.kinds import (
    BACKGROUND,
    TEXTS,
    Counters,
    Entries,
    Id,
    Key,
    Keys,
    Own,
    States,
    one,
    ref,
)
from casemgr_cli.domain.phrases import NO_PHRASES, Phrases

Kind = Literal["work", "unpaid", "study", "credential", "claim", "about", "other"]
How = Literal["exact", "at_least"]
# The parts of a CV; a heading that names two is the first of them.
PARTS = ("study", "credential", "unpaid", "about", "work", "other")
# Two letters are a state's behind a comma or another sign, or before a zip code or the word of a license.
_CODE = re.compile(r"(?:^|[,(|/:-])\s*([A-Z]{2})\b(?!-)|\b([A-Z]{2})\s+(?:[0-9]{5}\b|[Ll]ic|RN\b|#)")


class Moment(Struct, frozen=True):
    """A date that may be no more than a year: the first and the last month it can be.

    A month is a number: twelve times the year, plus the month from 0.
    """

    first: int
    last: int


class Period(Struct, frozen=True):
    """From when to when, and as written. `ongoing` when the end is said to be open."""

    start: Moment | None = None
    end: Moment | None = None
    ongoing: bool = False
    text: str = ""

    def goes_on(self, now: int) -> bool:
        """Whether it goes on in a month: its end is open or lies ahead."""
        return self.ongoing or (self.end.first > now if self.end else self.start is not None)


class Entry(Struct, frozen=True):
    """One thing that a CV says, in plain text, whatever file it came from.

    A `claim` is said of the person as a whole, as behind the name; `about` is looser talk. `where` tells
    where it stands, `employer` is an employer or a school, `lines` are all else. `odd` when its dates cannot
    be read or the end comes before the start.
    """

    kind: Kind
    where: str
    title: str
    employer: str = ""
    lines: tuple[str, ...] = ()
    period: Period = Period()
    odd: bool = False

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


class Asked(Struct, frozen=True):
    """A question that an entry bears on and does not settle: why, and the answer it hints at, if any."""

    key: str
    entry: Entry
    why: str
    value: Value | None = None


class NotUsed(Struct, frozen=True):
    """An entry that answers nothing, and why."""

    entry: Entry
    why: str


Finding = Taken | Asked | NotUsed


class Findings(Struct, frozen=True):
    """All that a CV gave."""

    taken: tuple[Taken, ...] = ()
    asked: tuple[Asked, ...] = ()
    not_used: tuple[NotUsed, ...] = ()

    @property
    def answers(self) -> dict[str, Value]:
        """The answers by key."""
        return {each.key: each.value for each in self.taken}

    @property
    def offered(self) -> dict[str, Value]:
        """The answers hinted at and not taken, by key: the first hint of each."""
        hints = {each.key: each.value for each in reversed(self.asked) if each.value is not None}
        return {key: value for key, value in hints.items() if key not in self.answers}

    @classmethod
    def of(cls, found: Iterable[Finding]) -> "Findings":
        """Sort what was found by what became of it."""
        sorted_: dict[type, list[Finding]] = {Taken: [], Asked: [], NotUsed: []}
        for each in found:
            sorted_[type(each)].append(each)
        return cls(*map(tuple, sorted_.values()))  # type: ignore[arg-type]


_LicenseId = Annotated[str, ref("choice:licenses")]
_CounterId = Annotated[str, ref("counters")]
_LISTS = (
    "ongoing", "since", "until", "home", "territories", "not_yet", "unfinished", "part_time", "full_time",
    "unpaid", "unclear_fields", "vague_fields", "beside_field", "schools", "foreign", "self_employed",
    "multistate", "details", "expires", "military", "licensing", "not_health_system",
)  # fmt: skip


class _Program(Struct, frozen=True):
    """Something to be enrolled in, by its own name, or by level and field: `when` must hold, `unless` must
    not be known to.
    """

    ONE_OF: ClassVar[tuple[str, ...]] = ("says", "degree")

    id: Id
    says: tuple[str, ...] = ()
    degree: Annotated[str, ref("degrees")] = ""
    when: Condition = ALWAYS
    unless: Condition = AnyOf(())


class _Credential(Struct, frozen=True):
    """What a name stands for: a license, another one in some states, or a certification; or what it asks for.

    With `beside`, it stands for it where one of those is named as well. With nothing, it says nothing.
    """

    says: tuple[str, ...]
    license: _LicenseId = ""
    by_state: dict[_LicenseId, States] = {}
    certification: Annotated[str, ref("choice:certifications")] = ""
    beside: Annotated[Phrases, Key("with")] = NO_PHRASES
    asks: Annotated[str, one("licenses", "certifications")] = ""

    def value(self, state: str) -> str:
        """Return the certification, or the license that it is in a state, or where that is not known."""
        within = (each for each, states in self.by_state.items() if state in states)
        return self.certification or next(within, self.license)


class Counter(Struct, frozen=True):
    """The titles whose months a counter counts, and how many months back it looks, 0 for any."""

    surely: Phrases = NO_PHRASES
    perhaps: Phrases = NO_PHRASES
    unless: Phrases = NO_PHRASES
    never: Phrases = NO_PHRASES
    as_nurse: Phrases = NO_PHRASES
    window: int = 0


class _WorkNow(Struct, frozen=True):
    """Work by the counters it adds to, or by its titles."""

    counters: Counters = ()
    titles: Phrases = NO_PHRASES


class CvRules(Struct, frozen=True, dict=True):
    """The words that tell what is in a CV, as `cv.yaml` has them; an id is what its words stand for.

    `vocabulary` is every word in it: none gives anybody away. `states` are the states by their codes.
    """

    cv_words: Annotated[dict[str, Phrases], Keys(dict.fromkeys(_LISTS, TEXTS), needs=_LISTS)]
    headings: Annotated[Phrases, Entries(TEXTS, ids=one(*PARTS, "around"))]
    months: Annotated[Phrases, Entries(TEXTS)]
    degree_levels: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:education"))]
    degree_fields: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:field"))]
    enrollment: dict[Annotated[str, ref("choice:enrolled_in")], _Program]
    sides: dict[Annotated[str, BACKGROUND], Condition]
    situations: dict[Annotated[str, ref("choice:situation")], Condition]
    credentials: dict[str, _Credential]
    status_words: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:license_status"))]
    work_counters: dict[_CounterId, Counter]
    duty_words: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:duties"))]
    duties_needed: int
    duties_do_not_count: Counters
    work_now: dict[Annotated[str, ref("choice:work_now")], _WorkNow]
    work_settings: Annotated[Phrases, Entries(TEXTS, ids=ref("choice:settings"))]
    countries: Annotated[Phrases, Entries(TEXTS, ids=one("abroad", "home"))]
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
    def programs(self) -> Phrases:
        """The programs' own names."""
        return Phrases.of({key: each.says for key, each in self.enrollment.items()})

    @cached_property
    def titles(self) -> Phrases:
        """What tells that a line is the title of work."""
        counted = (each.surely + each.perhaps + each.never for each in self.work_counters.values())
        return sum(counted, Phrases.of({"": ("nurse", "rn")}))

    def says(self, name: str, text: str) -> bool:
        """Whether a text holds one of the phrases of a list."""
        return bool(self.cv_words[name].found(text))


class Reading(Struct, frozen=True):
    """A CV being read: the words that tell what is in it, the facts it can answer, and the month it is."""

    cv: Cv
    rules: CvRules
    facts: Facts
    now: int

    def of(self, *kinds: str) -> Iterator[Entry]:
        """Yield the entries of some kinds."""
        return (each for each in self.cv.entries if each.kind in kinds)

    def to_come(self, text: str, around: str = "") -> bool:
        """Whether a text says that something is not there yet, or was never finished."""
        return self.rules.says("not_yet", around or text) or self.rules.says("unfinished", text)

    def abroad(self, text: str) -> bool:
        """Whether a text names another country, and no place here."""
        return bool(self.rules.countries.found(text)) and not self.at_home(text)

    def at_home(self, text: str) -> bool:
        """Whether a text names a place here: a state, or one that is called like another country."""
        return bool(self.states(text)) or "home" in self.rules.countries.found(text)

    def states(self, text: str, *, letters: bool = False) -> tuple[str, ...]:
        """Return the states that a text names, by name or two letters; with `letters`, degrees are none."""
        codes = {first or second for first, second in _CODE.findall(text)}
        codes = {code for code in codes if not (letters and self.rules.degree_levels.found(code))}
        plain = text.replace("West Virginia", "WV,")
        codes |= {"WV"} if plain != text else set()
        return tuple(
            each.value
            for each in self.facts["state"].choices
            if each.value in codes or re.search(rf"\b{re.escape(each.label)}\b", plain, re.IGNORECASE)
        )
