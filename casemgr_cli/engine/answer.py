"""The person's own question, answered in two sentences with the routes behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import inf
from typing import NamedTuple

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Answer, Route, RouteStep, Verdict
from casemgr_cli.domain.careers import Certification, Destination
from casemgr_cli.domain.conditions import All, AnyOf, Condition, Degree, facts_read
from casemgr_cli.domain.facts import GRADUATE, Answers, Fact, FactTable
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.engine.actions import goes_on, to_begin
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import holds, truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.person import Person, listed
from casemgr_cli.engine.standing import NOTHING, guess, lacks_law, planned, studies

# Verdicts of what is known to be missing.
_UNMET = ("needs_credential", "not_yet")


class _Asked(NamedTuple):
    """What an answer is made from."""

    catalog: Catalog
    answers: Answers
    routes: Sequence[Route]
    verdicts: Sequence[Verdict]
    in_school: bool
    neighbors: Sequence[Route]
    # Who they are by what they said and what stands in for the rest.
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
    def leading(self) -> list[Route]:
        """The best route that leads to a certification, if any does."""
        return [route for route in self.routes if route.certification][:1]

    def aims_at(self, verdict: Verdict) -> bool:
        """Whether a certification is the one that the path leads to."""
        return any(route.certification == verdict.certification.id for route in self.leading)

    @property
    def doubted(self) -> set[str]:
        """The keys of the lists that say whether stated months count."""
        stated = (fact for fact in self.catalog.facts.values() if isinstance(self.answers.get(fact.key), int))
        return {fact.qualified_by for fact in stated} - {""}

    def left_open(self, key: str) -> str:
        """Return in words what a list that the person gave leaves open: what an unsure member of it may be,
        else what it lacks; nothing where they gave none.
        """
        given, fact = self.answers.get(key), self.catalog.facts[key]
        if not isinstance(given, tuple):
            return ""
        unsure = {value for member in given for value in fact.may_be.get(member, ())}
        open_ = unsure or set(fact.values) - set(given)
        labels = [choice.label for choice in fact.choices if choice.value in open_]
        return "; ".join(f"{label[0].lower()}{label[1:]}" for label in labels)

    def open_in(self, verdict: Verdict) -> list[Fact]:
        """Return the facts that decide a verdict, without those that are likely zero or make no sense to the
        person: first what says whether stated months count, then what the credential hangs on, then numbers.
        What the person said not to know is open.
        """
        person = Person(self.catalog.facts, self.answers)
        facts = (fact for key, fact in self.catalog.facts.items() if key in verdict.asks)
        likely = (fact for fact in facts if fact.key in self.answers or guess(fact, person) not in NOTHING)
        # Nobody can tell a part of a number before the whole.
        keys = (f.key if f.part_of in {"", *self.answers} else f.part_of for f in likely)
        open_ = (self.catalog.facts[key] for key in dict.fromkeys(keys))
        stated = self.doubted.union(self.answers)
        sensible = (f for f in open_ if f.key in stated or truth(f.asked_if, person) is not False)
        brought = truth(verdict.certification.credential, self.planned)
        first = () if brought else verdict.credential.needs
        doubted = self.doubted & self.answers.keys()
        rank = {key: at for at, keys in enumerate((first, doubted)) for key in keys}
        return sorted(sensible, key=lambda fact: (-rank.get(fact.key, -1), not fact.numeric))


class _Said(NamedTuple):
    """A verdict, the words that say it, what is filled in, the routes that show it, and the certifications
    whose names it fills in.
    """

    verdict: str | None
    words: str
    filled: Mapping[str, object]
    routes: Sequence[Route] = ()
    named: Sequence[Certification] = ()


def with_nothing_told(facts: FactTable, answers: Answers) -> Answers:
    """Return answers with what everybody like this person has none of filled in, where nobody stated it."""
    filled = dict(answers)
    for key in facts:
        person = Person(facts, filled)
        if key not in filled and person.get(key) is None:
            first = next((case for case in facts[key].guess_if if truth(case.when, person)), None)
            if first and first.of_all and first.value in NOTHING:
                filled[key] = first.value
    return filled


def answer(  # noqa: PLR0913  one value each, all of them needed
    catalog: Catalog,
    answers: Answers,
    routes: Sequence[Route],
    verdicts: Sequence[Verdict],
    *,
    in_school: bool = False,
    neighbors: Sequence[Route] = (),
) -> Answer | None:
    """Return the answer to the person's own question by the routes, best first; None when they named none.

    Of somebody `in_school` the months of the routes count from graduation. The `neighbors` of case management
    are named beside what is far off.
    """
    question, limits = answers.get("question"), catalog.planning.such_work
    if not isinstance(question, str) or question not in limits.keys() | _QUESTIONS.keys():
        return None
    person = planned(catalog.facts, answers)
    asked = _Asked(catalog, answers, routes, verdicts, in_school, neighbors, person)
    said = _such(asked, limits[question]) if question in limits else _QUESTIONS[question](asked)
    shorts = [each.short for each in said.named]
    named = {"name": next(iter(shorts), ""), "names": _listed(asked, shorts)}
    recorded, words = holds(catalog.standing.record, answers, catalog.facts), catalog.words
    met = words["answer_record" if recorded else "answer_met"]
    text = words[f"answer_{question}_{said.words}"].format(met=met, **named, **said.filled)
    if recorded and said.verdict != "no" and said.routes and met not in text:
        text = f"{text} {met}"
    shown, told = (tuple(each.id for each in some) for some in (said.routes, said.named))
    return Answer(question, said.verdict, text, shown, told)


def _where_to_start(asked: _Asked) -> _Said:
    if not asked.routes:
        return _Said(None, "nowhere", {})
    first = asked.routes[0]
    if not first.typical and not (asked.in_school and first.steps):
        record, facts = asked.catalog.standing.record, asked.catalog.facts
        checked = first.destination.screens and holds(record, asked.answers, facts)
        stays = first.in_place
        words = "stay" if stays else "open" if not first.solid else "record" if checked else "now"
        return _Said(None, words, {"job": _job(first)}, (first,))
    # A job waits neither for what ends after it begins nor, out of school, for what can be had at once.
    steps = sorted(first.steps, key=lambda step: step.start)
    waits = [step for step in steps if step.end <= first.typical and (step.months or asked.in_school)]
    at_first = [step for step in waits if step.start == waits[0].start][
        : 1 if studies(asked.answers) else None
    ]
    step = next(iter(to_begin(at_first, asked.catalog)), steps[0])
    filled = {"step": step.title, "job": _job(first), "when": _when(asked, first.typical)}
    at_once = _can_apply(asked) if step.kind != "certification" else []
    names = _listed(asked, (each.short for each in at_once))
    filled["apply"] = asked.catalog.words["answer_apply"].format(names=names) if at_once else ""
    named = [v.certification for v in asked.verdicts if v.certification.id == step.id] or at_once
    words = "step" if not goes_on(step, asked.catalog) else "go_on_work" if step.kind == "work" else "go_on"
    return _Said(None, words, filled, (first,), named)


def _which_side(asked: _Asked) -> _Said:
    best: dict[str, Route] = {}
    # Of a way through another place the pay is that of a later job; a long shot is no way to compare.
    likely = (route for route in asked.routes if not route.unmet)
    for route in sorted(likely, key=lambda route: route.through is not None):
        best.setdefault(route.background, route)
    if not best:
        return _Said(None, "none", {})
    sides, words = tuple(best.values()), asked.catalog.words
    filled = {
        "sides": "; ".join(_told_of_side(asked, route) for route in sides),
        "picked": _picked(asked, best),
    }
    filled["after"] = words["answer_after_school"] if asked.in_school else ""
    out = [words[f"side_{side}"] for side in SIDES if side not in best]
    filled["out"] = words["answer_sides_out"].format(sides=_listed(asked, out)) if out else ""
    return _Said(None, "sides" if len(sides) > 1 else "one", filled, sides)


def _told_of_side(asked: _Asked, route: Route) -> str:
    words = asked.catalog.words
    key = "answer_side" if route.typical else f"answer_side_now{'_graduated' * asked.in_school}"
    cost, pay = _dollars(words, "cost", route.cost.high), _dollars(words, "pay", route.pay.start)
    told = {"months": _months(asked, route.typical), "cost": cost, "pay": pay}
    return words[key].format(side=words[f"side_{route.background}"], **told)


def _picked(asked: _Asked, sides: Iterable[str]) -> str:
    """Return how what the person picked of skills sits with some sides; nothing where they picked none."""
    found, words = fit(asked.catalog, asked.answers), asked.catalog.words
    if found is None:
        return ""
    bands = {"nursing": found.nursing_band, "social": found.social_band}
    work = asked.catalog.planning.fit_work
    fits = (words[f"fit_{bands[work[side]]}"].format(side=words[f"side_{side}"]) for side in sides)
    return words["answer_picked"].format(fits=_listed(asked, fits))


def _dollars(words: Mapping[str, str], what: str, dollars: int | None) -> str:
    if dollars is None:
        return words["answer_side_unknown"]
    return words[f"answer_side_{what}" if dollars else "answer_side_free"].format(dollars=dollars)


def _need_masters(asked: _Asked) -> _Said:
    own = asked.own
    # The path is told first, sure or not; beside it only what is sure.
    path = [route for route in own[:1] if route is asked.routes[0] and not route.unmet]
    solid = [route for route in own if route.solid]
    without = [route for route in own if not _masters(route) and (route.solid or route in path)]
    # A place that has a way without is none that needs one.
    spared = {route.destination.id for route in without}
    needing = [route for route in solid if _masters(route) and route.destination.id not in spared]
    # A master's on the way to a place that a bachelor's would do for is nobody's demand there.
    with_one = [route for route in needing if _asks_for_a_masters(route.destination)] or needing[
        : not without
    ]
    sure = next((route.solid for route in path if route in without), bool(solid))
    if not solid or (not sure and (asked.graduate or not with_one)):
        return _unsure_of_masters(asked, own)
    if not without and _masters(asked.routes[0]):
        return _yes_a_masters(asked, next((r for r in needing if r is asked.routes[0]), with_one[0]))
    without = without or [asked.routes[0]]
    if asked.graduate and not _masters(asked.routes[0]):  # a second one is nobody's need
        without = [*(route for route in without if not route.studies), *without]
        degree = next((step.title for step in _asked_for(without[0]) if step.study), "")
        words = "held_other" if degree else "held"
        return _Said("no", words, {"job": _job(without[0]), "degree": degree}, (without[0],))
    if with_one:
        job = _job(without[0])
        job = job if without[0].solid else asked.catalog.words["answer_as_far"].format(job=job)
        words = "depends_beside" if _masters(without[0], beside=True) else "depends"
        filled = {"without": job, "with_one": _job(with_one[0])}
        return _Said("depends", words, filled, (without[0], with_one[0]))
    return _no_masters(asked, without[0])


def _no_masters(asked: _Asked, route: Route) -> _Said:
    """Return that a way needs no master's: with what the one beside it is for, or another that needs one."""
    filled: dict[str, object] = {"job": _job(route), "degree": _masters(route, beside=True)}
    # Nobody with a license on one side is told of another side's degree.
    sides = {route.background} if asked.answers.get("licenses") else {*SIDES}
    others = (
        r
        for r in asked.routes
        if r.background in sides and _masters(r) and _asks_for_a_masters(r.destination)
    )
    other = next((each for each in others if each.cost.high), None)
    if filled["degree"] or other is None:
        return _Said("no", "no_beside" if filled["degree"] else "no", filled, (route,))
    filled |= {"degree": _masters(other), "other": _job(other), "cost": other.cost.high}
    filled["when"] = _when(asked, other.typical)
    return _Said("no", "no_other", filled, (route, other))


def _unsure_of_masters(asked: _Asked, own: Sequence[Route]) -> _Said:
    """Return what a master's hangs on where no way to what was asked for is sure, though the path may be."""
    path = next((route for route in asked.routes[:1] if route.solid), None)
    if path:
        words = "open_with" if _masters(path) else "held" if asked.graduate else "open_without"
        filled = {"job": _job(path), "degree": _masters(path)}
        return _Said("no" if words == "held" else "depends", words, filled, (path, *own[:1]))
    if own and not _masters(own[0]) and (asked.graduate or not own[0].unmet):
        words = "open_held" if asked.graduate else "open_path"
        return _Said("depends", words, {"job": _job(own[0])}, own[:1])
    return _Said("depends", "open", {}, own[:1])


def _yes_a_masters(asked: _Asked, route: Route) -> _Said:
    """Return that a side goes through a master's, and the best way that another goes without a degree."""
    filled = {"degree": _masters(route), "when": _when(asked, route.typical)}
    others = [each for each in asked.wanted if not each.unmet and not each.studies]
    without = min(others, key=lambda each: not each.solid, default=None)
    if without is None:
        return _Said("yes", "yes", filled, (route,))
    words = "yes_side" if without.solid else "yes_side_open"
    return _Said("yes", words, filled | {"job": _job(without)}, (route, without))


def _can_certify(asked: _Asked) -> _Said:
    stands: dict[str, list[Verdict]] = {}
    leading = asked.leading
    verdicts = sorted(asked.verdicts, key=lambda verdict: not asked.aims_at(verdict))
    for verdict in verdicts:
        stands.setdefault(verdict.verdict, []).append(verdict)
    if at_once := _can_apply(asked):
        return _Said("yes", "yes", {}, leading, at_once)
    jobs = [step.months for route in leading for step in route.steps if step.id == FIRST_JOB]

    def here(verdict: Verdict) -> int:
        """Months in the work planned, for the path's own."""
        return max(jobs, default=0) if asked.aims_at(verdict) else 0

    def needed(verdict: Verdict) -> int:
        """Months that are missing: where none are decided, those of the work planned."""
        lacking = verdict.experience.value is False or _settled(asked, verdict)
        return verdict.months_needed or (here(verdict) if lacking else 0)

    def nearness(verdict: Verdict) -> tuple[int, bool, int]:
        """Differences nobody should act on do not decide: of two as near, the one that the path leads to."""
        months = needed(verdict)
        return -(-months // asked.catalog.planning.nearly), not asked.aims_at(verdict), months

    settled = [verdict for verdict in verdicts if _settled(asked, verdict)]
    # Of the path's own that the credential may open already the months are told too.
    unsure = stands.get("unknown", ())
    short = [each for each in unsure if asked.aims_at(each) and each.experience.value is False]
    candidates = (*stands.get("not_yet", ()), *settled, *short)
    nearest = min(filter(needed, candidates), key=nearness, default=None)
    months = nearest.months_needed if nearest else None
    sure = None if nearest in short else nearest
    said = _undecided(asked, unsure, sure, max(jobs, default=0))
    said = said or _met_but_for_the_day(stands.get("eligible", ()))
    # What an answer may open today comes before what is soon, if the path leads to it.
    aimed = said and any(v.certification in said.named for v in verdicts if asked.aims_at(v))
    if sure and months and months <= asked.catalog.planning.nearly and not aimed:
        filled = {"months": _months(asked, months), "under": _under(asked, sure, months)}
        return _Said("depends", "nearly", filled, leading, (sure.certification,))
    if said:
        return said._replace(routes=leading)
    # Of a student the path's own is told, and what has to come before it; of others what may count already is
    # nearer only where nothing is sure.
    aimed = any(map(asked.aims_at, stands.get("needs_credential", ())))
    nearest = nearest or (None if aimed else min(filter(needed, unsure), key=nearness, default=None))
    if nearest and not (aimed and studies(asked.answers)) and not _sooner_by_path(asked, needed(nearest)):
        words, filled = _by_months(asked, nearest, here(nearest))
        beside = _beside_the_path(asked, nearest) if words == "months" else {}
        words = "months_path" if beside else words
        return _Said("no", words, filled | beside, leading, (nearest.certification,))
    lacking = next((v for v in verdicts if v.verdict not in {"held", "unknown"} or _led_to(asked, v)), None)
    if lacking is None:
        return _Said("no", "held", {}, (), [verdict.certification for verdict in stands.get("held", ())])
    ahead = leading[0].months_to_certified if asked.aims_at(lacking) else None
    words = "no" if ahead is None else "no_path"
    filled = {"missing": lacking.missing[0], "when": _when(asked, ahead or 0)}
    return _Said("no", words, filled, leading, (lacking.certification,))


def _sooner_by_path(asked: _Asked, months: int) -> bool:
    """Whether the path leads to a certification that is not met yet in less than so many months."""
    unmet = (verdict for verdict in asked.verdicts if verdict.verdict in _UNMET)
    ahead = asked.leading[0].months_to_certified if any(map(asked.aims_at, unmet)) else None
    return ahead is not None and ahead < months


def _can_apply(asked: _Asked) -> list[Certification]:
    return [verdict.certification for verdict in asked.verdicts if verdict.can_apply]


def _met_but_for_the_day(eligible: Sequence[Verdict]) -> _Said | None:
    """Return that the rules of one are met, but not what has to be so on the day of the application."""
    named = [verdict.certification for verdict in eligible[:1]]
    return _Said("depends", "eligible", {}, (), named) if named else None


def _led_to(asked: _Asked, verdict: Verdict) -> bool:
    """Whether a certification that an answer could open is the one that the path leads to."""
    return asked.aims_at(verdict) and bool(verdict.asks) and _within_reach(verdict, 0)


def _undecided(
    asked: _Asked, unknown: Sequence[Verdict], nearest: Verdict | None, planned: int
) -> _Said | None:
    """Return what decides one of some verdicts that are `unknown`, the path's own first, if anything does: an
    answer, beside the months of work `planned` on the path, or whether a degree from abroad counts.
    """
    judged = [*filter(_hangs_on_a_degree, unknown)]
    abroad = _Said("depends", "abroad", {}, (), (judged[0].certification,)) if judged else None
    abroad = abroad if asked.answers.get("foreign_degree") == "yes" else None
    if abroad and asked.aims_at(judged[0]):
        return abroad
    nearly = asked.catalog.planning.nearly
    open_ = [verdict for verdict in unknown if verdict.asks and _within_reach(verdict, nearly)]
    own = any(map(asked.aims_at, open_))
    # Where no likely answer decides the path's own, of another only what stated months hang on is open.
    decided = (
        (v, facts[0])
        for v in open_
        if (facts := asked.open_in(v)) and (not own or asked.aims_at(v) or facts[0].key in asked.doubted)
    )
    if doubtful := next(decided, None):
        ahead = nearest if nearest and nearest.months_needed and asked.aims_at(nearest) else None
        return _deciding(asked, *doubtful, ahead, planned if asked.aims_at(doubtful[0]) else 0)
    return abroad


def _decides_too(asked: _Asked, verdict: Verdict, fact: Fact) -> Fact | None:
    """Return the months that decide as well, where a fact alone decides no more than the credential."""
    if fact.key not in verdict.credential.needs:
        return None
    unsaid = (each for each in asked.open_in(verdict) if each.key in verdict.experience.needs)
    return next((each for each in unsaid if each.numeric), None)


def _by_months(asked: _Asked, nearest: Verdict, here: int) -> tuple[str, dict[str, str]]:
    """Return the words for how many months the nearest certification asks for, and how many `here`, in the
    work planned for it, take.
    """
    months = nearest.months_needed or here
    filled = {"months": _months(asked, months), "under": _under(asked, nearest, months)}
    parts = next(filter(None, map(asked.left_open, sorted(asked.doubted))), "")
    if nearest.months_needed is None and parts and not _settled(asked, nearest):
        return "months_parts", filled | {"parts": parts}
    if nearest.verdict == "unknown" and asked.answers.get("foreign_degree") == "yes":
        return "months_abroad", filled
    return "months_here" if here > months else "months", filled | {"here": _months(asked, here)}


def _deciding(asked: _Asked, verdict: Verdict, fact: Fact, ahead: Verdict | None, planned: int) -> _Said:
    """Return the answer that decides a verdict: a question, with the months of a certification that lies
    `ahead` or those `planned` for it, or the parts that a list lacks.
    """
    named = [verdict.certification]
    if parts := asked.left_open(fact.key):
        words = "parts" if fact.key in asked.doubted else "which"
        return _Said("depends", words, {"parts": parts}, (), named)
    if verdict.experience.value is False:
        months = verdict.months_needed or 0
        filled = {"question": fact.ask, "months": _months(asked, months)}
        filled["under"] = _under(asked, verdict, months)
        return _Said("depends", "unknown_nearly", filled, (), named)
    if both := _decides_too(asked, verdict, fact):
        return _Said("depends", "unknown_both", {"question": fact.ask, "other": both.ask}, (), named)
    if ahead is None:
        filled = {"question": fact.ask, "months": _months(asked, planned)}
        filled["under"] = _under(asked, verdict, planned)
        otherwise = "unknown_else_under" if filled["under"] else "unknown_else"
        words = otherwise if planned and fact.numeric else "unknown"
        return _Said("depends", words, filled, (), named)
    filled = {"question": fact.ask, "months": _months(asked, ahead.months_needed or 0)}
    filled["under"] = _under(asked, ahead, ahead.months_needed or 0)
    filled["nearest"] = ahead.certification.short
    return _Said("depends", "unknown_months", filled, (), [*named, ahead.certification])


def _settled(asked: _Asked, verdict: Verdict) -> bool:
    """Whether what is likely zero alone keeps the certification of the path open."""
    if not asked.aims_at(verdict) or verdict.verdict != "unknown" or asked.open_in(verdict):
        return False
    return bool(verdict.asks) and truth(verdict.certification.credential, asked.planned) is True


def _beside_the_path(asked: _Asked, nearest: Verdict) -> dict[str, str]:
    """Return what to say of the certification that the path leads to, where another is nearer by months."""
    others = (verdict for verdict in asked.verdicts if verdict is not nearest and verdict.verdict != "held")
    path = next(filter(asked.aims_at, others), None)
    months = asked.leading[0].months_to_certified if path else None
    if path is None or months is None or months <= (nearest.months_needed or 0):
        return {}
    return {"path": path.certification.short, "when": _when(asked, months)}


def _under(asked: _Asked, verdict: Verdict, months: int) -> str:
    """Return what to say of months of work that are enough where the supervisor holds the certification, and
    how many they are elsewhere: those of the whole that such months are a part of.
    """
    person, rule = Person(asked.catalog.facts, asked.answers), verdict.certification.experience
    counted = facts_read(rule) if verdict.certification.supervisors else frozenset[str]()
    wholes = counted & {asked.catalog.facts[key].part_of for key in counted}
    otherwise = months_short(rule, person, wholes) if wholes else 0
    if not months < otherwise < inf:
        return ""
    return asked.catalog.words["answer_under"].format(months=_months(asked, int(otherwise)))


def _hangs_on_a_degree(verdict: Verdict) -> bool:
    """Whether all that is open is whether the credential counts, and no answer of the person decides it."""
    return verdict.experience.value is True and verdict.credential.value is None and not verdict.asks


def _within_reach(verdict: Verdict, nearly: int) -> bool:
    """Whether an answer could bring a certification within so many months: neither are more known to be
    missing, nor is all of it to be attested.
    """
    met = verdict.experience.value
    if met is False:
        return 0 < (verdict.months_needed or 0) <= nearly
    return met is True or bool(verdict.experience.needs)


# Where work of another side is told that begins sooner.
_MAY_BE_SOONER = ("depends", "first")


def _such(asked: _Asked, limit: str) -> _Said:
    """Return when the person could do work that keeps within a limit, whether or not they named it."""
    such = [
        route
        for route in asked.routes
        if route.begins_at.earns
        and not any(limit in place.limits.rules_out for place in (route.begins_at, route.destination))
    ]
    if not such:
        return _Said("no", "no", {})
    own = asked.of_own_side([route for route in such if route in asked.own] or such)
    within, near = asked.catalog.planning.soon, asked.catalog.planning.nearly
    sure = min((r for r in own if r.solid), key=lambda r: r.typical, default=None)
    nearest = min(own, key=lambda r: (r.typical > near, not r.solid, r.typical))
    ahead = sure if sure and sure is asked.routes[0] else nearest
    # Likely work that stands open elsewhere is the answer where what was asked for is far off or not sure;
    # where it is not at hand, such work of the same side.
    far, person = not ahead.solid or ahead.typical > near, Person(asked.catalog.facts, asked.answers)
    other = [r for r in such if far or (ahead.typical > within and r.background == ahead.background)]
    elsewhere = [r for r in other if truth(r.destination.likely_for, person) is True]
    soon = () if asked.in_school else (*own, *elsewhere)
    ready = [route for route in soon if route.solid and route.typical <= within and not _licenses(route)]
    here = [route for route in soon[: len(own)] if route.in_place]
    route = next(iter((*here, *ready)), ahead)
    later = asked.in_school or route.typical > within
    often = route.begins_at.limits.remote == "common"
    how = asked.catalog.words["answer_remote_often" if often else "answer_remote_sometimes"]
    filled = {"job": _job(route), "when": _when(asked, route.typical), "how": how}
    if here or ready:
        words = ("stay" if here else "yes") if ready else "here"
        wanted = "wanted" if ahead.solid else "wanted_open"
        told = {**filled, "job": _job(ahead), "when": _when(asked, ahead.typical)}
        filled["wanted"] = "" if route in own else asked.catalog.words[f"answer_{wanted}"].format(**told)
        return _Said(
            "yes" if ready else "depends", words, filled, (route,) if route in own else (route, ahead)
        )
    licenses = [] if route.studies else _licenses(route)
    other_states = any(asked.catalog.steps[step.id].covers for step in licenses)
    words = "licenses" if other_states else "first" if licenses else "depends" if later else "open"
    filled["first"] = asked.catalog.words["answer_then"].join(step.title for step in licenses)
    filled |= {"meanwhile": _meanwhile(asked, limit), "on": "", "sooner": ""}
    across = [r for r in elsewhere if r.solid and r.background != route.background]
    if words not in _MAY_BE_SOONER or route.background != asked.side or not across:
        return _Said("depends", words, filled, (route,))
    filled["on"] = asked.catalog.words["answer_on_their_side"]
    sooner = min(across, key=lambda r: r.typical)
    if asked.in_school or route.typical - sooner.typical <= near:
        return _Said("depends", words, filled, (route,))
    told = {"job": _job(sooner), "when": _when(asked, sooner.typical)}
    filled["sooner"] = asked.catalog.words["answer_sooner"].format(**told)
    return _Said("depends", words, filled, (route, sooner))


def _meanwhile(asked: _Asked, limit: str) -> str:
    """Return what to say of work within a limit that is open now and next to case management, if any is."""
    at_once, words = asked.catalog.planning.at_once, asked.catalog.words
    near = (r for r in asked.neighbors if r.solid and r.typical <= at_once and not asked.in_school)
    job = next((_job(r) for r in near if limit not in r.destination.limits.rules_out), "")
    return words["answer_meanwhile"].format(job=job) if job else ""


def _worth_it(asked: _Asked) -> _Said:
    now, planning = asked.answers.get("current_pay"), asked.catalog.planning
    first = asked.routes[0] if asked.routes else None
    start, middle = (first.pay.start, first.pay.experienced) if first else (None, None)
    if first is None or start is None:
        words = "unknown" if not middle else "unknown_start" if isinstance(now, int) else "unsaid_start"
        return _Said("depends", words, {"middle": middle, "now": now}, (first,) if first else ())
    filled = {"start": start, "middle": middle or start}
    if lacks_law(asked.catalog, first):
        return _Said("depends", "by_law", filled, (first,))
    if not isinstance(now, int):
        return _Said("depends", "unsaid", filled, (first,))
    verdict = "no" if start < now else "yes" if start >= now * planning.pay_share else "depends"
    open_ = [r for r in asked.routes if r.typical <= planning.at_once and not r.unmet and not r.through]
    soon = next(iter(asked.of_own_side(open_)), None)
    if start >= now and first.typical > planning.soon and soon and (soon.pay.start or now) < now:
        later = {"soon": _job(soon), "less": soon.pay.start, "when": _when(asked, first.typical)}
        return _Said("depends", "later", filled | later | {"now": now}, (first, soon))
    paid = "stay_less" if first.destination.pay.close else "stay_less_near"
    asks = "yes" if asked.answers.get("self_employed") == "yes" else paid
    words = {"no": "stay", "yes": asks}.get(verdict, verdict) if first.stay else verdict
    told = {"now": now, "work": first.pay.wage.occupation}
    return _Said(verdict, words, filled | told, (first,))


_QUESTIONS: dict[str, Callable[[_Asked], _Said]] = {
    "where_to_start": _where_to_start,
    "which_side": _which_side,
    "need_masters": _need_masters,
    "can_certify": _can_certify,
    "worth_it": _worth_it,
}


def _asked_for(route: Route, *, beside: bool = False) -> Iterable[RouteStep]:
    """Yield the steps that somebody asks for before a job, or those that end `beside` it."""
    steps = (step for step in route.steps if step.required_by != "choice")
    return (step for step in steps if (step.end > route.typical) is beside)


def _masters(route: Route, *, beside: bool = False) -> str:
    """Return the title of the graduate degree asked for before a job, or `beside` it; or nothing."""
    return next((s.title for s in _asked_for(route, beside=beside) if s.study == "graduate"), "")


def _asks_for_a_masters(place: Destination) -> bool:
    """Whether a rule or a habit at a place is met by no less than a graduate degree."""
    return any(_takes_a_masters(demand.rule) for demand in (*place.must, *place.usually))


def _takes_a_masters(rule: Condition) -> bool:
    if isinstance(rule, All | AnyOf):
        parts = map(_takes_a_masters, rule.parts)
        return any(parts) if isinstance(rule, All) else bool(rule.parts) and all(parts)
    return isinstance(rule, Degree) and {*rule.levels} <= {*GRADUATE}


def _licenses(route: Route) -> list[RouteStep]:
    """Return the licenses that come before the job, or cover the one that somebody stays in."""
    lasting = (step for step in route.steps if step.kind == "license" and not step.looked_up)
    return [step for step in lasting if route.stay or step.end <= route.typical]


def _job(route: Route) -> str:
    """Return the title of the first job of a route."""
    return route.begins_at.title


def _months(asked: _Asked, months: int) -> str:
    return asked.catalog.words["month_one" if months == 1 else "month_other"].format(count=months)


def _when(asked: _Asked, months: int) -> str:
    """Return when a job begins: so many months from today, or from graduation."""
    key = "" if not asked.in_school else "_graduated" if months else "_at_graduation"
    return asked.catalog.words[f"answer_when{key}"].format(months=_months(asked, months))


def _listed(asked: _Asked, names: Iterable[str]) -> str:
    *rest, last = [*names] or [""]
    return asked.catalog.words["listed"].format(rest=", ".join(rest), last=last) if rest else last
