"""The data files as data: which sections a file has, which keys an entry, and what each may hold."""

from __future__ import annotations

from casemgr_cli.catalog.aid_shape import AID, LENDING
from casemgr_cli.catalog.cv.shape import CV
from casemgr_cli.catalog.shape import (
    BACKGROUND,
    CLAUSE,
    COMPARED,
    CONDITION,
    DATE,
    DAY,
    FIGURE,
    FLAG,
    NUMBER,
    SOURCE,
    SPAN_END,
    TEXT,
    TEXTS,
    URL,
    WHOLE,
    WORD,
    Kind,
    Many,
    Nested,
    Record,
    Scalar,
    Table,
    one,
    ref,
    refs,
)
from casemgr_cli.domain.costs import COLLEGES
from casemgr_cli.domain.licensing import LEVELS

MONTHS_OF_THE_YEAR = tuple(str(month) for month in range(1, 13))
ACTION = Record({"title": TEXT, "url": URL}, needs=("title",))
SAID = ("text", "source", "verified")
REQUIREMENT = Record(
    {
        **CLAUSE,
        "when": CONDITION,
        "states": refs("choice:state"),
        "except_states": refs("choice:state"),
        "ask": ACTION,
    },
    needs=(*SAID, "made_by"),
)
HABIT = Record(
    {**REQUIREMENT.keys, "strength": one("nearly_always", "often", "sometimes", "rare")},
    needs=(*SAID, "made_by"),
)
PACE = Record(
    {
        "low": WHOLE,
        "high": WHOLE,
        "hours_per_week": SPAN_END,
        "work_alongside": FLAG,
        "estimate": FLAG,
        "note": TEXT,
        "sources": refs("sources"),
    },
    needs=("low", "high"),
)
PAY = Record(
    {
        "soc": ref("occupations"),
        "industry": ref("industries"),
        "fit": one("good", "fair", "poor"),
        "note": TEXT,
        "start": FLAG,
    },
    needs=("soc", "industry", "fit", "note"),
)

DESTINATION = Record(
    {
        "like": ref("destinations"),
        "title": TEXT,
        "about": TEXT,
        "background": BACKGROUND,
        "suits": CONDITION,
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
                "met_by": CONDITION,
                "earned_by": ref("steps"),
                "source": ref("sources"),
                "verified": FLAG,
            },
            needs=(*SAID, "low", "high", "counts", "earned_by"),
        ),
        "counts": one("yes", "usually", "check", "no"),
        "counts_source": ref("sources"),
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
    needs=(
        "title",
        "about",
        "background",
        "counts",
        "counts_source",
        "supervisor_holds_ccm",
        "pay",
        "limits",
    ),
)
STEP = Record(
    {
        "like": ref("steps"),
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
        "going_on": TEXT,
        "license": one("rn", *LEVELS),
        "cost": Record(
            {
                "low": SPAN_END,
                "high": SPAN_END,
                "tuition": Record(
                    {"colleges": Many(one(*COLLEGES)), "low": NUMBER, "high": NUMBER},
                    needs=("colleges", "low", "high"),
                ),
                "exam_fee": ref("figures"),
                "license_fee": ref("figures"),
                "note": TEXT,
                "assumed": FLAG,
            }
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
        "exam": FLAG,
        "apply_when": CONDITION,
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
        "apart_from": ref("facts"),
        "private": one("money", "health", "record"),
        "planning_value": COMPARED,
        "planning_if": Many(Record({"when": CONDITION, "value": COMPARED}, needs=("when", "value"))),
        "planning_why": TEXT,
        "source": ref("sources"),
        "tries": COMPARED,
        "implied_by": Many(
            Record({"fact": ref("facts"), "is": WORD, "value": WORD}, needs=("fact", "is", "value"))
        ),
        "includes": Many(
            Record({"counter": ref("facts"), "months": WHOLE, "license": ref("choice:licenses")})
        ),
        "earlier": ref("facts"),
        "ended": ref("facts"),
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
        "unless": CONDITION,
        "rank": WHOLE,
        "destinations": refs("destinations"),
        "action": ACTION,
    },
    needs=("kind", *SAID),
)
TERM = Record(
    {"title": TEXT, "text": TEXT, "also_called": TEXTS, "source": ref("sources"), "see": refs("topics")},
    needs=("title", "text", "source"),
)
HEADLINE = Record(
    {"median": WHOLE, "per": TEXT, "as_of": DATE, "source": ref("sources")},
    needs=("median", "per", "as_of", "source"),
)
CONTRADICTION = Record(
    {"when": CONDITION, "keys": refs("facts"), "text": TEXT}, needs=("when", "keys", "text")
)
OFFER_KEY = Record(
    {**FACT.keys, "adds": ref("counters"), "never_in": refs("choice:settings")}, needs=FACT.needs
)
OFFER_NOTE = Record(dict(CLAUSE), needs=(*SAID, "made_by"))

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
    "aid.yaml": {**SHARED, "lending": LENDING, "aid": Table(AID)},
    "terms.yaml": {**SHARED, "terms": Table(TERM)},
    "pay.yaml": {
        **SHARED,
        "headline": Table(HEADLINE),
        "backgrounds": Table(refs("occupations")),
        "settings": Table(Table(Many(PAY)), ids=ref("choice:settings")),
        "pay_words": Table(TEXT),
        "fallbacks": Table(TEXT),
    },
    "offers.yaml": {
        **SHARED,
        "offer_keys": Table(OFFER_KEY),
        "work_pay": Table(BACKGROUND, ids=ref("steps")),
        "offer_notes": Table(OFFER_NOTE),
    },
    "cv.yaml": CV,
    "words.yaml": {"words": Table(TEXT)},
    "messages.yaml": {"messages": Nested()},
}
