"""What the answer to a person's own question is made from, and what is said."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Route, Verdict
from casemgr_cli.domain.careers import Certification
from casemgr_cli.domain.facts import GRADUATE, Answers
from casemgr_cli.engine.person import Person, listed


class Inquiry(NamedTuple):
    """Who asks, and what was planned for them.

    `routes` are best first, the `neighbors` of case management apart. Of somebody `in_school` months count
    from graduation. `planned` is who they are by what they said and what stands in for the rest.
    """

    catalog: Catalog
    answers: Answers
    routes: Sequence[Route]
    verdicts: Sequence[Verdict]
    in_school: bool
    neighbors: Sequence[Route]
    planned: Person

    @property
    def wanted(self) -> list[Route]:
        """The routes to the settings named, if any are, of every side."""
        settings = {*listed(self.answers, "settings")}
        return [each for each in self.routes if not settings or settings & {*each.destination.settings}]

    @property
    def side(self) -> str:
        """The side they want to come from, where a route does; else that of the first route."""
        sides = [route.background for route in self.routes]
        wanted = self.answers.get("background")
        return next((side for side in sides if side == wanted), sides[0] if sides else "")

    @property
    def own(self) -> list[Route]:
        """The routes to the places wanted: the settings and side named, else the side of the first route."""
        side = self.side
        if self.answers.get("settings") and side != self.answers.get("background"):
            return self.wanted
        return [route for route in self.wanted if route.background == side]

    def of_own_side(self, routes: Sequence[Route]) -> list[Route]:
        """Return those of some routes that are of their own side, or all where none is."""
        return [route for route in routes if route.background == self.side] or [*routes]

    @property
    def graduate(self) -> bool:
        """Whether they have a graduate degree, by their answers or by what stands in for them."""
        return self.planned.get("education") in GRADUATE

    @property
    def open_now(self) -> list[Certification]:
        """The certifications that they can apply for now, by rules that were read at their issuers."""
        return [verdict.certification for verdict in self.verdicts if verdict.surely_open]

    def months(self, count: int) -> str:
        """Return a number of months in words."""
        return self.catalog.words["month_one" if count == 1 else "month_other"].format(count=count)

    def when(self, months: int) -> str:
        """Return when a job begins: so many months from today, or from graduation."""
        key = "" if not self.in_school else "_graduated" if months else "_at_graduation"
        return self.catalog.words[f"answer_when{key}"].format(months=self.months(months))

    def listed(self, names: Iterable[str]) -> str:
        """Return names as a list in a sentence."""
        *rest, last = [*names] or [""]
        if not rest:
            return last
        return self.catalog.words["listed"].format(rest=", ".join(rest), last=last)


class Reply(NamedTuple):
    """A verdict, the words that say it, what is filled in, the routes that show it, and the certifications
    whose names it fills in.
    """

    verdict: str | None
    words: str
    filled: Mapping[str, object]
    routes: Sequence[Route] = ()
    named: Sequence[Certification] = ()
