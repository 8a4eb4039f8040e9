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


def gathered(found: Iterable[Finding]) -> Findings:
    """Sort what was found by what became of it."""
    found = tuple(found)
    return Findings(
        tuple(each for each in found if isinstance(each, Taken)),
        tuple(each for each in found if isinstance(each, Asked)),
        tuple(each for each in found if isinstance(each, NotUsed)),
    )


class Program(Struct, frozen=True):
    """Something to be enrolled in, by level and field. `when` must hold, `unless` must not be known to."""

    id: str
    degree: str
    when: Condition
    unless: Condition


class LicenseWord(Struct, frozen=True):
    """The license that a title stands for: another one in some states."""

    license: str
    says: tuple[str, ...]
    by_state: dict[str, tuple[str, ...]] = {}

    def within(self, state: str) -> str:
        """Return the license that it is in a state, or where that is not known."""
        return next((each for each, states in self.by_state.items() if state in states), self.license)


class CvRules(Struct, frozen=True):
    """The words that tell what is in a CV, as `cv.yaml` has them.

    `words` are its lists and tables of phrases by name. The ids in `credentials` begin with `license:`,
    `certification:`, `ambiguous:`, `unclear:` or `other:`. `titles` tell that a line is the title of work.
    `vocabulary` is every word in the file: none gives anybody away.
    """

    words: dict[str, Phrases]
    states: tuple[str, ...]
    months: dict[str, int]
    levels: Phrases
    fields: Phrases
    programs: tuple[Program, ...]
    sides: dict[str, Condition]
    situations: dict[str, Condition]
    credentials: Phrases
    licenses: dict[str, LicenseWord]
    ambiguous: dict[str, Phrases]
    titles: Phrases
    counters: dict[str, dict[str, Phrases]]
    windows: dict[str, int]
    duties_needed: int
    duties_do_not_count: frozenset[str]
    work_now: dict[str, tuple[frozenset[str], Phrases]]
    vocabulary: frozenset[str]

    def find(self, name: str, text: str) -> frozenset[str]:
        """Return the ids of a table of phrases that a text holds."""
        return self.words[name].found(text, longest=None)

    def says(self, name: str, text: str) -> bool:
        """Whether a text holds one of the phrases of a list."""
        return bool(self.find(name, text))
