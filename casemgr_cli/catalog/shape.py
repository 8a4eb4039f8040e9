"""The shape of the data files, as data: which keys an entry has, which it must have, what each may hold."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from casemgr_cli.domain.conditions import MADE_BY
from casemgr_cli.domain.facts import LEVELS

if TYPE_CHECKING:
    from collections.abc import Mapping

MONTHS_OF_THE_YEAR = tuple(str(month) for month in range(1, 13))


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `what` says how it must read; `allowed` lists the values there are; `refers` names the
    ids it must be one of: a section, or `choice:` with a fact key."""

    what: str = "text"
    allowed: tuple[str, ...] = ()
    refers: str = ""


@dataclass(frozen=True, slots=True)
class Many:
    """A list; `or_one` accepts a single value in place of a list of one."""

    of: Kind
    or_one: bool = False


@dataclass(frozen=True, slots=True)
class Record:
    """A mapping with these keys. `needs` must be there, and one of `one_of` when it is not empty."""

    keys: Mapping[str, Kind]
    needs: tuple[str, ...] = ()
    one_of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A mapping from ids to entries of one kind."""

    of: Kind
    ids: Scalar = field(default_factory=lambda: Scalar("id"))


@dataclass(frozen=True, slots=True)
class Conditional:
    """A condition, as `CONDITIONS` describes it."""


@dataclass(frozen=True, slots=True)
class Nested:
    """Texts under names, to any depth."""


Kind = Scalar | Many | Record | Table | Conditional | Nested

TEXT, FLAG, WHOLE, NUMBER = Scalar(), Scalar("flag"), Scalar("whole"), Scalar("number")
DATE, URL, DAY, WORD = Scalar("date"), Scalar("url"), Scalar("day"), Scalar("word")
SPAN_END = Scalar("whole or unknown")
CONDITION = Conditional()
TEXTS = Many(TEXT)


def one(*allowed: str) -> Scalar:
    """Return the kind of a value out of a short list."""
    return Scalar("word", allowed=allowed)


def ref(section: str) -> Scalar:
    """Return the kind of an id that must exist in a section, or among a fact's choices."""
    return Scalar("word", refers=section)


def refs(section: str, *, or_one: bool = False) -> Many:
    """Return the kind of a list of such ids."""
    return Many(ref(section), or_one)


BACKGROUND = one("nursing", "social_work", "human_services")
CLAUSE: dict[str, Kind] = {"text": TEXT, "source": ref("sources"), "verified": FLAG, "made_by": one(*MADE_BY)}
COMPARED = Many(WORD, or_one=True)
DEGREE = Record(
    {
        "level": Many(one(*LEVELS), or_one=True),
        "or_higher": FLAG,
        "field": refs("choice:field", or_one=True),
        "accredited": FLAG,
        "fieldwork": FLAG,
    }
)
CONDITIONS = {
    "all": Record({"all": Many(CONDITION), **CLAUSE}),
    "any": Record({"any": Many(CONDITION), **CLAUSE}),
    "not": Record({"not": CONDITION, **CLAUSE}),
    "rule": Record({"rule": ref("rules"), **CLAUSE}),
    "fact": Record(
        {
            "fact": ref("facts"),
            "is": COMPARED,
            "has": COMPARED,
            "at_least": WORD,
            "at_most": WORD,
            **CLAUSE,
        },
        one_of=("is", "has", "at_least", "at_most"),
    ),
    "license": Record({"license": refs("choice:licenses", or_one=True), **CLAUSE}),
    "degree": Record({"degree": DEGREE, **CLAUSE}),
    "attest": Record({"attest": TEXT, **CLAUSE}),
}

ACTION = Record({"title": TEXT, "url": URL}, needs=("title",))
SAID = ("text", "source", "verified")
REQUIREMENT = Record(
    {**CLAUSE, "when": CONDITION, "states": refs("choice:state")},
    needs=(*SAID, "made_by"),
)
HABIT = Record(
    {**REQUIREMENT.keys, "strength": one("nearly_always", "often", "sometimes", "rare")},
    needs=(*SAID, "made_by"),
)
PACE = Record(
    {"low": WHOLE, "high": WHOLE, "hours_per_week": SPAN_END, "work_alongside": FLAG},
    needs=("low", "high"),
)
PAY = Record(
    {
        "soc": ref("occupations"),
        "industry": ref("industries"),
        "fit": one("good", "fair", "poor"),
        "note": TEXT,
    },
    needs=("soc", "industry", "fit", "note"),
)

SOURCE = Record(
    {"publisher": TEXT, "title": TEXT, "url": URL, "as_of": DATE, "official": FLAG},
    needs=("publisher", "title", "url", "as_of", "official"),
)
FIGURE = Record(
    {
        "label": TEXT,
        "value": NUMBER,
        "low": NUMBER,
        "high": NUMBER,
        "unknown": FLAG,
        "unit": TEXT,
        "source": ref("sources"),
        "as_of": DATE,
        "verified": FLAG,
        "note": TEXT,
    },
    needs=("label", "unit", "source", "as_of", "verified"),
    one_of=("value", "low", "unknown"),
)
DESTINATION = Record(
    {
        "title": TEXT,
        "about": TEXT,
        "background": BACKGROUND,
        "settings": refs("choice:settings"),
        "populations": refs("choice:populations"),
        "must": Many(REQUIREMENT),
        "usually": Many(HABIT),
        "experience": Record(
            {
                "text": TEXT,
                "low": WHOLE,
                "high": WHOLE,
                "counts": refs("counters"),
                "earned_by": ref("steps"),
                "source": ref("sources"),
                "verified": FLAG,
            },
            needs=(*SAID, "low", "high", "counts", "earned_by"),
        ),
        "counts": one("yes", "usually", "check", "no"),
        "supervisor_holds_ccm": one("often", "sometimes", "rarely"),
        "earns": refs("counters"),
        "certifications": refs("certifications"),
        "pay": PAY,
        "limits": Record(
            {
                "lifting": TEXT,
                "remote": TEXT,
                "nights": TEXT,
                "driving": TEXT,
                "rules_out": refs("choice:limits"),
            },
            needs=("lifting", "remote", "nights", "driving"),
        ),
        "neighbor": FLAG,
        "cautions": TEXTS,
    },
    needs=("title", "about", "background", "counts", "supervisor_holds_ccm", "pay", "limits"),
)
STEP = Record(
    {
        "title": TEXT,
        "about": TEXT,
        "kind": one("degree", "license", "exam", "work", "certification", "membership"),
        "lane": one("study", "work"),
        "requires": CONDITION,
        "suits": CONDITION,
        "grants": Record(
            {
                "degrees": refs("degrees"),
                "flags": refs("flags"),
                "licenses": refs("choice:licenses"),
                "exams": refs("choice:aswb_exam"),
                "certifications": refs("certifications"),
                "months": refs("counters"),
            }
        ),
        "full_time": PACE,
        "part_time": PACE,
        "cost": Record(
            {"low": SPAN_END, "high": SPAN_END, "note": TEXT, "assumed": FLAG}, needs=("low", "high")
        ),
        "online": one("yes", "partial", "no", "unknown"),
        "action": ACTION,
        "sources": refs("sources"),
        "verified": FLAG,
        "program": WORD,
        "enrolled_as": refs("choice:enrolled_in"),
        "cautions": TEXTS,
    },
    needs=("title", "about", "kind", "lane", "sources", "verified"),
)
CERTIFICATION = Record(
    {
        "short": TEXT,
        "name": TEXT,
        "issuer": TEXT,
        "url": URL,
        "about": TEXT,
        "suits": TEXT,
        "backgrounds": Many(BACKGROUND),
        "credential": CONDITION,
        "experience": CONDITION,
        "attest": TEXTS,
        "fee": ref("figures"),
        "figures": refs("figures"),
        "windows": Many(
            Record(
                {
                    "month": Scalar("word", allowed=MONTHS_OF_THE_YEAR),
                    "apply_from": DAY,
                    "apply_to": DAY,
                    "label": TEXT,
                },
                needs=("month", "apply_from", "apply_to", "label"),
            )
        ),
        "windows_note": TEXT,
        "renewal": TEXT,
        "sources": refs("sources"),
        "verified": FLAG,
        "also_called": TEXTS,
        "cautions": TEXTS,
    },
    needs=(
        "short",
        "name",
        "issuer",
        "url",
        "about",
        "suits",
        "credential",
        "experience",
        "sources",
        "verified",
    ),
)
FACT = Record(
    {
        "type": one("choice", "choices", "integer", "number", "text"),
        "ask": TEXT,
        "why": TEXT,
        "help": TEXT,
        "choices": Table(Scalar("label"), ids=WORD),
        "choices_from": WORD,
        "round": one("core", "main", "refine"),
        "asked_if": CONDITION,
        "unit": TEXT,
        "min": NUMBER,
        "max": NUMBER,
        "at_most": WHOLE,
        "part_of": ref("facts"),
        "qualified_by": ref("facts"),
        "private": one("money", "health", "record"),
        "planning_value": COMPARED,
        "planning_why": TEXT,
        "source": ref("sources"),
    },
    needs=("type", "ask", "why"),
)
SKILL = Record(
    {
        "element": WORD,
        "name": TEXT,
        "plain": TEXT,
        "build": TEXT,
        "typical_pick": NUMBER,
        "social": NUMBER,
        "nursing": NUMBER,
    },
    needs=("element", "name", "plain", "build", "typical_pick", "social", "nursing"),
)
NOTE = Record(
    {
        "kind": one("fact", "caution", "action"),
        "when": CONDITION,
        **CLAUSE,
        "rank": WHOLE,
        "destinations": refs("destinations"),
        "action": ACTION,
    },
    needs=("kind", *SAID),
)
TERM = Record(
    {"title": TEXT, "text": TEXT, "also_called": TEXTS, "source": ref("sources"), "see": Many(WORD)},
    needs=("title", "text", "source"),
)
HEADLINE = Record(
    {"median": WHOLE, "per": TEXT, "as_of": DATE, "source": ref("sources")},
    needs=("median", "per", "as_of", "source"),
)
CONTRADICTION = Record(
    {"when": CONDITION, "keys": refs("facts"), "text": TEXT}, needs=("when", "keys", "text")
)

SHARED: dict[str, Kind] = {"sources": Table(SOURCE), "figures": Table(FIGURE), "rules": Table(CONDITION)}
SECTIONS: dict[str, dict[str, Kind]] = {
    "careers.yaml": {**SHARED, "destinations": Table(DESTINATION), "steps": Table(STEP)},
    "certifications.yaml": {**SHARED, "certifications": Table(CERTIFICATION)},
    "questions.yaml": {
        **SHARED,
        "facts": Table(FACT),
        "contradictions": Table(CONTRADICTION),
        "skills": Table(SKILL),
    },
    "notes.yaml": {**SHARED, "notes": Table(NOTE)},
    "terms.yaml": {**SHARED, "terms": Table(TERM)},
    "pay.yaml": {
        **SHARED,
        "headline": Table(HEADLINE),
        "backgrounds": Table(refs("occupations")),
        "settings": Table(Table(Many(PAY)), ids=ref("choice:settings")),
        "pay_words": Table(TEXT),
        "fallbacks": Table(TEXT),
    },
    "words.yaml": {"words": Table(TEXT)},
    "messages.yaml": {"messages": Nested()},
}
