"""A person's résumé, called the CV here, for to resume is to go on: its entries, its words, what it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Value
    from casemgr_cli.domain.phrases import Phrases

Kind = Literal["work", "unpaid", "study", "credential", "claim", "about", "other"]
How = Literal["exact", "at_least"]
# The small lists of words in `cv.yaml`.
WordList = Literal[
    "ongoing", "since", "until", "home", "territories", "not_yet", "unfinished", "part_time", "full_time",
    "unpaid", "not_degrees", "unclear_fields", "vague_fields", "beside_field", "schools", "foreign",
    "self_employed", "multistate", "details", "expires", "military", "licensing",
]  # fmt: skip


class Moment(Struct, frozen=True):
    """A date that may stop at the month or the year: the first and the last day it can be."""

    first: date
    last: date


class Period(Struct, frozen=True):
    """From when to when, and as written. `ongoing` when the end is said to be open."""

    start: Moment | None = None
    end: Moment | None = None
    ongoing: bool = False
    text: str = ""


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


class TakenLine(Struct, frozen=True):
    """An answer that was taken, as it is shown."""

    key: str
    value: Value
    how: How
    entry: str


class AskedLine(Struct, frozen=True):
    """A question left open, as it is shown; `value` is the answer hinted at."""

    key: str
    line: str
    why: str
    value: Value | None


class NotUsedLine(Struct, frozen=True):
    """An entry that was not used, as it is shown."""

    entry: str
    why: str


class FromCv(Struct, frozen=True):
    """What a CV gave, in words that tell nothing of whose it is."""

    taken: tuple[TakenLine, ...] = ()
    asked: tuple[AskedLine, ...] = ()
    not_used: tuple[NotUsedLine, ...] = ()


def gathered(found: Iterable[Finding]) -> Findings:
    """Sort what was found by what became of it."""
    found = tuple(found)
    return Findings(
        tuple(each for each in found if isinstance(each, Taken)),
        tuple(each for each in found if isinstance(each, Asked)),
        tuple(each for each in found if isinstance(each, NotUsed)),
    )


class LicenseWord(Struct, frozen=True):
    """The license that a title stands for: another one in some states."""

    license: str
    by_state: dict[str, str]


class Program(Struct, frozen=True):
    """Something to be enrolled in, by level and field. `when` must hold, `unless` must not be known to."""

    id: str
    degree: str
    when: Condition
    unless: Condition


class Counter(Struct, frozen=True):
    """The titles whose months count toward a counter; see `work_counters` in `cv.yaml`."""

    key: str
    surely: Phrases
    perhaps: Phrases
    unless: Phrases
    never: Phrases
    as_nurse: Phrases
    within: str


class CvRules(Struct, frozen=True):
    """The words that tell what is in a CV, as `cv.yaml` has them.

    `words` are its small lists by name. The ids in `credentials` begin with `license:`, `certification:`,
    `ambiguous:`, `unclear:` or `other:`. `vocabulary` is every word in the file: none gives anybody away.
    """

    words: dict[WordList, Phrases]
    states: tuple[str, ...]
    headings: Phrases
    months: dict[str, int]
    levels: Phrases
    fields: Phrases
    program_names: Phrases
    programs: tuple[Program, ...]
    sides: dict[str, Condition]
    situations: dict[str, Condition]
    credentials: Phrases
    licenses: dict[str, LicenseWord]
    ambiguous: dict[str, Phrases]
    statuses: Phrases
    titles: Phrases
    counters: tuple[Counter, ...]
    windows: dict[str, int]
    duties: Phrases
    duties_needed: int
    duties_do_not_count: frozenset[str]
    work_now: dict[str, tuple[frozenset[str], Phrases]]
    settings: Phrases
    not_health_system: Phrases
    abroad: Phrases
    vocabulary: frozenset[str]

    def says(self, name: WordList, text: str) -> bool:
        """Whether a text holds one of the words of a small list."""
        return bool(self.words[name].found(text, longest=None))
