"""The person's own question, answered in two sentences with the routes behind it."""

from collections.abc import Callable, Iterable, Mapping, Sequence

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Answer, Route, RouteStep, Verdict
from casemgr_cli.domain.careers import Destination
from casemgr_cli.domain.conditions import All, AnyOf, Condition, Degree
from casemgr_cli.domain.facts import GRADUATE, Answers
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.engine.actions import goes_on, to_begin
from casemgr_cli.engine.can_certify import can_certify
from casemgr_cli.engine.evaluate import holds, truth
from casemgr_cli.engine.fit import fit
from casemgr_cli.engine.inquiry import Inquiry, Reply
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import lacks_law, planned, studies


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
    asked = Inquiry(catalog, answers, routes, verdicts, in_school, neighbors, person)
    said = _such(asked, limits[question]) if question in limits else _QUESTIONS[question](asked)
    shorts = [each.short for each in said.named]
    named = {"name": next(iter(shorts), ""), "names": asked.listed(shorts)}
    recorded, words = holds(catalog.standing.record, answers, catalog.facts), catalog.words
    met = words["answer_record" if recorded else "answer_met"]
    text = words[f"answer_{question}_{said.words}"].format(met=met, **named, **said.filled)
    if recorded and said.verdict != "no" and said.routes and met not in text:
        text = f"{text} {met}"
    shown, told = (tuple(each.id for each in some) for some in (said.routes, said.named))
    return Answer(question, said.verdict, text, shown, told)


def _where_to_start(asked: Inquiry) -> Reply:
    if not asked.routes:
        return Reply(None, "nowhere", {})
    first = asked.routes[0]
    if not first.typical and not (asked.in_school and first.steps):
        record, facts = asked.catalog.standing.record, asked.catalog.facts
        checked = first.destination.screens and holds(record, asked.answers, facts)
        stays = first.in_place
        words = "stay" if stays else "open" if not first.solid else "record" if checked else "now"
        return Reply(None, words, {"job": _job(first)}, (first,))
    # A job waits neither for what ends after it begins nor, out of school, for what can be had at once.
    steps = sorted(first.steps, key=lambda step: step.start)
    waits = [step for step in steps if step.end <= first.typical and (step.months or asked.in_school)]
    at_first = [step for step in waits if step.start == waits[0].start][
        : 1 if studies(asked.answers) else None
    ]
    step = next(iter(to_begin(at_first, asked.catalog)), steps[0])
    filled = {"step": step.title, "job": _job(first), "when": asked.when(first.typical)}
    at_once = asked.open_now if step.kind != "certification" else []
    names = asked.listed(each.short for each in at_once)
    filled["apply"] = asked.catalog.words["answer_apply"].format(names=names) if at_once else ""
    named = [v.certification for v in asked.verdicts if v.certification.id == step.id] or at_once
    words = "step" if not goes_on(step, asked.catalog) else "go_on_work" if step.kind == "work" else "go_on"
    return Reply(None, words, filled, (first,), named)


def _which_side(asked: Inquiry) -> Reply:
    best: dict[str, Route] = {}
    # Of a way through another place the pay is that of a later job; a long shot is no way to compare.
    likely = (route for route in asked.routes if not route.unmet)
    for route in sorted(likely, key=lambda route: route.through is not None):
        best.setdefault(route.background, route)
    if not best:
        return Reply(None, "none", {})
    sides, words = tuple(best.values()), asked.catalog.words
    filled = {
        "sides": "; ".join(_told_of_side(asked, route) for route in sides),
        "picked": _picked(asked, best),
    }
    filled["after"] = words["answer_after_school"] if asked.in_school else ""
    out = [words[f"side_{side}"] for side in SIDES if side not in best]
    filled["out"] = words["answer_sides_out"].format(sides=asked.listed(out)) if out else ""
    return Reply(None, "sides" if len(sides) > 1 else "one", filled, sides)


def _told_of_side(asked: Inquiry, route: Route) -> str:
    words = asked.catalog.words
    key = "answer_side" if route.typical else f"answer_side_now{'_graduated' * asked.in_school}"
    cost, pay = _dollars(words, "cost", route.cost.high), _dollars(words, "pay", route.pay.start)
    told = {"months": asked.months(route.typical), "cost": cost, "pay": pay}
    return words[key].format(side=words[f"side_{route.background}"], **told)


def _picked(asked: Inquiry, sides: Iterable[str]) -> str:
    """Return how what the person picked of skills sits with some sides; nothing where they picked none."""
    found, words = fit(asked.catalog, asked.answers), asked.catalog.words
    if found is None:
        return ""
    bands = {"nursing": found.nursing_band, "social": found.social_band}
    work = asked.catalog.planning.fit_work
    fits = (words[f"fit_{bands[work[side]]}"].format(side=words[f"side_{side}"]) for side in sides)
    return words["answer_picked"].format(fits=asked.listed(fits))


def _dollars(words: Mapping[str, str], what: str, dollars: int | None) -> str:
    if dollars is None:
        return words["answer_side_unknown"]
    return words[f"answer_side_{what}" if dollars else "answer_side_free"].format(dollars=dollars)


def _need_masters(asked: Inquiry) -> Reply:
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
        return Reply("no", words, {"job": _job(without[0]), "degree": degree}, (without[0],))
    if with_one:
        job = _job(without[0])
        job = job if without[0].solid else asked.catalog.words["answer_as_far"].format(job=job)
        words = "depends_beside" if _masters(without[0], beside=True) else "depends"
        filled = {"without": job, "with_one": _job(with_one[0])}
        return Reply("depends", words, filled, (without[0], with_one[0]))
    return _no_masters(asked, without[0])


def _no_masters(asked: Inquiry, route: Route) -> Reply:
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
        return Reply("no", "no_beside" if filled["degree"] else "no", filled, (route,))
    filled |= {"degree": _masters(other), "other": _job(other), "cost": other.cost.high}
    filled["when"] = asked.when(other.typical)
    return Reply("no", "no_other", filled, (route, other))


def _unsure_of_masters(asked: Inquiry, own: Sequence[Route]) -> Reply:
    """Return what a master's hangs on where no way to what was asked for is sure, though the path may be."""
    path = next((route for route in asked.routes[:1] if route.solid), None)
    if path:
        words = "open_with" if _masters(path) else "held" if asked.graduate else "open_without"
        filled = {"job": _job(path), "degree": _masters(path)}
        return Reply("no" if words == "held" else "depends", words, filled, (path, *own[:1]))
    if own and not _masters(own[0]) and (asked.graduate or not own[0].unmet):
        words = "open_held" if asked.graduate else "open_path"
        return Reply("depends", words, {"job": _job(own[0])}, own[:1])
    return Reply("depends", "open", {}, own[:1])


def _yes_a_masters(asked: Inquiry, route: Route) -> Reply:
    """Return that a side goes through a master's, and the best way that another goes without a degree."""
    filled = {"degree": _masters(route), "when": asked.when(route.typical)}
    others = [each for each in asked.wanted if not each.unmet and not each.studies]
    without = min(others, key=lambda each: not each.solid, default=None)
    if without is None:
        return Reply("yes", "yes", filled, (route,))
    words = "yes_side" if without.solid else "yes_side_open"
    return Reply("yes", words, filled | {"job": _job(without)}, (route, without))


# Where work of another side is told that begins sooner.
_MAY_BE_SOONER = ("depends", "first")


def _such(asked: Inquiry, limit: str) -> Reply:
    """Return when the person could do work that keeps within a limit, whether or not they named it."""
    such = [
        route
        for route in asked.routes
        if route.begins_at.earns
        and not any(limit in place.limits.rules_out for place in (route.begins_at, route.destination))
    ]
    if not such:
        return Reply("no", "no", {})
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
    filled = {"job": _job(route), "when": asked.when(route.typical), "how": how}
    if here or ready:
        words = ("stay" if here else "yes") if ready else "here"
        wanted = "wanted" if ahead.solid else "wanted_open"
        told = {**filled, "job": _job(ahead), "when": asked.when(ahead.typical)}
        filled["wanted"] = "" if route in own else asked.catalog.words[f"answer_{wanted}"].format(**told)
        return Reply(
            "yes" if ready else "depends", words, filled, (route,) if route in own else (route, ahead)
        )
    licenses = [] if route.studies else _licenses(route)
    other_states = any(asked.catalog.steps[step.id].covers for step in licenses)
    words = "licenses" if other_states else "first" if licenses else "depends" if later else "open"
    filled["first"] = asked.catalog.words["answer_then"].join(step.title for step in licenses)
    filled |= {"meanwhile": _meanwhile(asked, limit), "on": "", "sooner": ""}
    across = [r for r in elsewhere if r.solid and r.background != route.background]
    if words not in _MAY_BE_SOONER or route.background != asked.side or not across:
        return Reply("depends", words, filled, (route,))
    filled["on"] = asked.catalog.words["answer_on_their_side"]
    sooner = min(across, key=lambda r: r.typical)
    if asked.in_school or route.typical - sooner.typical <= near:
        return Reply("depends", words, filled, (route,))
    told = {"job": _job(sooner), "when": asked.when(sooner.typical)}
    filled["sooner"] = asked.catalog.words["answer_sooner"].format(**told)
    return Reply("depends", words, filled, (route, sooner))


def _meanwhile(asked: Inquiry, limit: str) -> str:
    """Return what to say of work within a limit that is open now and next to case management, if any is."""
    at_once, words = asked.catalog.planning.at_once, asked.catalog.words
    near = (r for r in asked.neighbors if r.solid and r.typical <= at_once and not asked.in_school)
    job = next((_job(r) for r in near if limit not in r.destination.limits.rules_out), "")
    return words["answer_meanwhile"].format(job=job) if job else ""


def _worth_it(asked: Inquiry) -> Reply:
    now, planning = asked.answers.get("current_pay"), asked.catalog.planning
    first = asked.routes[0] if asked.routes else None
    start, middle = (first.pay.start, first.pay.experienced) if first else (None, None)
    if first is None or start is None:
        words = "unknown" if not middle else "unknown_start" if now else "unsaid_start"
        return Reply("depends", words, {"middle": middle, "now": now}, (first,) if first else ())
    filled = {"start": start, "middle": middle or start}
    if lacks_law(asked.catalog, first):
        return Reply("depends", "by_law", filled, (first,))
    if not isinstance(now, int) or not now:
        return Reply("depends", "unsaid", filled, (first,))
    verdict = "no" if start < now else "yes" if start >= now * planning.pay_share else "depends"
    open_ = [r for r in asked.routes if r.typical <= planning.at_once and not r.unmet and not r.through]
    soon = next(iter(asked.of_own_side(open_)), None)
    if start >= now and first.typical > planning.soon and soon and (soon.pay.start or now) < now:
        later = {"soon": _job(soon), "less": soon.pay.start, "when": asked.when(first.typical)}
        return Reply("depends", "later", filled | later | {"now": now}, (first, soon))
    paid = "stay_less" if first.destination.pay.close else "stay_less_near"
    asks = "yes" if asked.answers.get("self_employed") == "yes" else paid
    words = {"no": "stay", "yes": asks}.get(verdict, verdict) if first.stay else verdict
    told = {"now": now, "work": first.pay.wage.occupation}
    return Reply(verdict, words, filled | told, (first,))


_QUESTIONS: dict[str, Callable[[Inquiry], Reply]] = {
    "where_to_start": _where_to_start,
    "which_side": _which_side,
    "need_masters": _need_masters,
    "can_certify": can_certify,
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
