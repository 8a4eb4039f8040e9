"""Entries of the data files turned into domain values, one function a section."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from casemgr_cli.catalog.conditions import NUMERIC, build_condition, flag, listed, number
from casemgr_cli.domain.careers import (
    Action,
    Certification,
    Destination,
    ExamWindow,
    Grants,
    Limits,
    Note,
    Pace,
    PayProxy,
    Requirement,
    Step,
    Term,
    UsualExperience,
)
from casemgr_cli.domain.conditions import ALWAYS, Condition
from casemgr_cli.domain.costs import Tuition
from casemgr_cli.domain.facts import LEVELS, Choice, Contradiction, Fact, Implied, Included, Skill, Value
from casemgr_cli.domain.figures import Figure, Source, Span

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.catalog.conditions import Rules
    from casemgr_cli.catalog.trees import Tree

NOT_KNOWN = ("unknown", "null", "~", "")
PACES = ("full_time", "part_time")


def build_source(key: str, raw: Tree) -> Source:
    """Build a publication."""
    flags = {name: flag(raw.get(name, "no")) for name in ("official", "judgment")}
    return Source(**{"url": "", **raw, **flags, "id": key})


def build_figure(key: str, raw: Tree) -> Figure:
    """Build a figure; `value` stands for an equal low and high, `unknown: yes` for neither."""
    unknown = flag(raw.get("unknown", "no"))
    low, high = (
        (None, None) if unknown else (raw.get("value", raw.get("low")), raw.get("value", raw.get("high")))
    )
    return Figure(
        id=key,
        label=raw["label"],
        low=None if low is None else number(low),
        high=None if high is None else number(high),
        unit=raw["unit"],
        as_of=raw["as_of"],
        source=raw["source"],
        verified=flag(raw.get("verified", "no")),
        note=raw.get("note", ""),
    )


def build_fact(key: str, raw: Tree, rules: Rules, choices: tuple[Choice, ...]) -> Fact:
    """Build a fact with its question; `choices` are its own or the ones it takes from elsewhere."""
    planning = raw.get("planning_value")
    return Fact(
        key=key,
        type=raw["type"],
        ask=raw["ask"],
        why=raw["why"],
        help=raw.get("help", ""),
        choices=choices,
        round=raw.get("round", "refine"),
        asked_if=optional_condition(raw, "asked_if", rules) or ALWAYS,
        unit=raw.get("unit", ""),
        low=number(raw["min"]) if "min" in raw else None,
        high=number(raw["max"]) if "max" in raw else None,
        at_most=int(raw["at_most"]) if "at_most" in raw else None,
        part_of=raw.get("part_of", ""),
        qualified_by=raw.get("qualified_by", ""),
        apart_from=raw.get("apart_from", ""),
        private=raw.get("private", ""),
        planning_value=None if planning is None else _typed(raw["type"], planning),
        planning_if=tuple(
            (build_condition(case["when"], rules), _typed(raw["type"], case["value"]))
            for case in raw.get("planning_if", [])
        ),
        planning_why=raw.get("planning_why", ""),
        source=raw.get("source", ""),
        tries=tuple(_typed(raw["type"], value) for value in raw.get("tries", ())),
        implied_by=tuple(
            Implied(case["fact"], case["is"], case["value"]) for case in raw.get("implied_by", ())
        ),
        includes=tuple(
            Included(part.get("counter", ""), int(part.get("months", 0)), part.get("license", ""))
            for part in raw.get("includes", ())
        ),
        earlier=raw.get("earlier", ""),
        ended=raw.get("ended", ""),
    )


def fact_choices(raw: Tree, facts: Mapping[str, Tree], skills: Mapping[str, Tree]) -> tuple[Choice, ...]:
    """Return the choices of a fact: its own, the skills, every degree, or another fact's."""
    origin = raw.get("choices_from")
    if origin is None:
        return tuple(Choice(value, label) for value, label in raw.get("choices", {}).items())
    if origin == "skills":
        return tuple(Choice(value, skill["plain"]) for value, skill in skills.items())
    if origin == "degrees":
        return _degree_choices(facts["education"]["choices"], facts["field"]["choices"])
    return fact_choices(facts[origin], facts, skills)


def build_contradiction(_key: str, raw: Tree, rules: Rules) -> Contradiction:
    """Build a contradiction."""
    return Contradiction(build_condition(raw["when"], rules), raw["text"], tuple(raw["keys"]))


def build_skill(key: str, raw: Tree, _rules: Rules) -> Skill:
    """Build a skill."""
    scores = (float(raw[name]) for name in ("typical_pick", "social", "nursing"))
    return Skill(key, raw["element"], raw["name"], raw["plain"], raw["build"], *scores)


def build_destination(key: str, raw: Tree, rules: Rules) -> Destination:
    """Build a destination."""
    return Destination(
        id=key,
        title=raw["title"],
        about=raw["about"],
        background=raw["background"],
        settings=tuple(raw.get("settings", ())),
        populations=tuple(raw.get("populations", ())),
        must=tuple(_requirement(item, rules) for item in raw.get("must", ())),
        usually=tuple(_requirement(item, rules) for item in raw.get("usually", ())),
        experience=_experience(raw["experience"], rules) if "experience" in raw else None,
        counts=raw["counts"],
        counts_source=raw["counts_source"],
        suits=optional_condition(raw, "suits", rules) or ALWAYS,
        supervisor_holds_ccm=raw["supervisor_holds_ccm"],
        earns=tuple(raw.get("earns", ())),
        certifications=tuple(raw.get("certifications", ())),
        pay=build_pay(raw["pay"]),
        limits=_limits(raw["limits"]),
        neighbor=flag(raw.get("neighbor", "no")),
        cautions=tuple(raw.get("cautions", ())),
    )


def build_pay(raw: Tree) -> PayProxy:
    """Build what stands for the pay of a job."""
    return PayProxy(**{**raw, "start": flag(raw.get("start", "yes"))})


def build_step(key: str, raw: Tree, rules: Rules) -> Step:
    """Build a step, not priced yet; one without `requires` or `suits` is open to all."""
    cost = raw.get("cost", {})
    return Step(
        id=key,
        title=raw["title"],
        kind=raw["kind"],
        lane=raw["lane"],
        about=raw["about"],
        requires=optional_condition(raw, "requires", rules) or ALWAYS,
        suits=optional_condition(raw, "suits", rules) or ALWAYS,
        grants=Grants(**{name: tuple(ids) for name, ids in raw.get("grants", {}).items()}),
        paces=tuple(_pace(name, raw[name]) for name in PACES if name in raw),
        flat=span(cost) if "low" in cost else None,
        tuition=_tuition(cost["tuition"]) if "tuition" in cost else None,
        exam_fee=cost.get("exam_fee", ""),
        license_fee=cost.get("license_fee", ""),
        cost_note=cost.get("note", ""),
        cost_assumed=flag(cost.get("assumed", "no")),
        online=raw.get("online", "unknown"),
        action=_action(raw.get("action", {"title": ""})),
        sources=tuple(raw.get("sources", ())),
        verified=flag(raw.get("verified", "no")),
        program=raw.get("program", ""),
        enrolled_as=tuple(raw.get("enrolled_as", ())),
        cautions=tuple(raw.get("cautions", ())),
        going_on=raw.get("going_on", ""),
        license=raw.get("license", ""),
    )


def build_certification(key: str, raw: Tree, rules: Rules) -> Certification:
    """Build a certification."""
    return Certification(
        id=key,
        short=raw["short"],
        name=raw["name"],
        issuer=raw["issuer"],
        url=raw["url"],
        about=raw["about"],
        suits=raw["suits"],
        backgrounds=tuple(raw.get("backgrounds", ())),
        credential=optional_condition(raw, "credential", rules) or ALWAYS,
        experience=optional_condition(raw, "experience", rules) or ALWAYS,
        attest=tuple(raw.get("attest", ())),
        exam=flag(raw.get("exam", "yes")),
        apply_when=optional_condition(raw, "apply_when", rules) or ALWAYS,
        fee=raw.get("fee", ""),
        figures=tuple(raw.get("figures", ())),
        windows=tuple(_window(item) for item in raw.get("windows", ())),
        windows_note=raw.get("windows_note", ""),
        renewal=raw.get("renewal", ""),
        sources=tuple(raw.get("sources", ())),
        verified=flag(raw.get("verified", "no")),
        also_called=tuple(raw.get("also_called", ())),
        cautions=tuple(raw.get("cautions", ())),
    )


def build_note(key: str, raw: Tree, rules: Rules) -> Note:
    """Build a note; one without `when` is for everybody."""
    return Note(
        id=key,
        kind=raw["kind"],
        when=optional_condition(raw, "when", rules) or ALWAYS,
        text=raw["text"],
        source=raw["source"],
        verified=flag(raw.get("verified", "no")),
        made_by=raw.get("made_by", ""),
        action=_action(raw["action"]) if "action" in raw else None,
        destinations=tuple(raw.get("destinations", ())),
        rank=int(raw.get("rank", "50")),
        unless=optional_condition(raw, "unless", rules),
    )


def build_term(key: str, raw: Tree, _rules: Rules) -> Term:
    """Build a term."""
    also, see = tuple(raw.get("also_called", ())), tuple(raw.get("see", ()))
    return Term(key, raw["title"], raw["text"], raw["source"], also, see)


def span(raw: Tree) -> Span:
    """Build a span of whole numbers; an end that is missing or `unknown` is not known."""
    return Span(_whole(raw.get("low", "")), _whole(raw.get("high", "")))


def optional_condition(raw: Tree, key: str, rules: Rules) -> Condition | None:
    """Build the condition under a key, or return None when the key is not there."""
    return build_condition(raw[key], rules) if key in raw else None


def _whole(text: str) -> int | None:
    return None if text in NOT_KNOWN else int(text)


def _typed(kind: str, raw: str | list[str]) -> Value:
    if isinstance(raw, list) or kind == "choices":
        return listed(raw)
    return number(raw) if kind in NUMERIC else raw


def _degree_choices(levels: Tree, fields: Tree) -> tuple[Choice, ...]:
    degrees = LEVELS[LEVELS.index("nursing_diploma") :]
    return tuple(
        Choice(f"{level}:{field}", f"{levels[level]}: {name}")
        for level in degrees
        for field, name in fields.items()
    )


def _requirement(raw: Tree, rules: Rules) -> Requirement:
    return Requirement(
        text=raw["text"],
        made_by=raw["made_by"],
        source=raw["source"],
        verified=flag(raw.get("verified", "no")),
        when=optional_condition(raw, "when", rules),
        states=tuple(raw.get("states", ())),
        except_states=tuple(raw.get("except_states", ())),
        ask=_action(raw["ask"]) if "ask" in raw else None,
        strength=raw.get("strength", ""),
    )


def _experience(raw: Tree, rules: Rules) -> UsualExperience:
    return UsualExperience(
        text=raw["text"],
        months=span(raw),
        counts=tuple(raw["counts"]),
        earned_by=raw["earned_by"],
        source=raw["source"],
        verified=flag(raw.get("verified", "no")),
        met_by=optional_condition(raw, "met_by", rules),
    )


def _limits(raw: Tree) -> Limits:
    return Limits(
        raw["lifting"], raw["remote"], raw["nights"], raw["driving"], tuple(raw.get("rules_out", ()))
    )


def _pace(name: str, raw: Tree) -> Pace:
    hours = _whole(raw.get("hours_per_week", ""))
    return Pace(
        name=name,
        months=span(raw),
        hours_per_week=hours,
        work_alongside=flag(raw.get("work_alongside", "no")),
        estimate=flag(raw.get("estimate", "no")),
        note=raw.get("note", ""),
        sources=tuple(raw.get("sources", ())),
    )


def _tuition(raw: Tree) -> Tuition:
    return Tuition(tuple(raw["colleges"]), Decimal(raw["low"]), Decimal(raw["high"]))


def _action(raw: Tree) -> Action:
    return Action(raw["title"], raw.get("url", ""))


def _window(raw: Tree) -> ExamWindow:
    return ExamWindow(int(raw["month"]), _day(raw["apply_from"]), _day(raw["apply_to"]), raw["label"])


def _day(text: str) -> int:
    month, day = text.split("-")
    return int(month) * 100 + int(day)
