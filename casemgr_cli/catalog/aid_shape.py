"""What `aid.yaml` may hold beside what every file may."""

from __future__ import annotations

from casemgr_cli.catalog.shape import (
    BACKGROUND,
    CONDITION,
    FLAG,
    TEXT,
    TEXTS,
    URL,
    WHOLE,
    Many,
    Record,
    one,
    ref,
    refs,
)
from casemgr_cli.domain.aid import AID_KINDS, STUDY_LEVELS
from casemgr_cli.domain.conditions import MADE_BY

SAID = Record(
    {"text": TEXT, "source": ref("sources"), "verified": FLAG}, needs=("text", "source", "verified")
)
AID = Record(
    {
        "title": TEXT,
        "kind": one(*AID_KINDS),
        "study": Many(one(*STUDY_LEVELS)),
        "fields": refs("choice:field"),
        "backgrounds": Many(BACKGROUND),
        "destinations": refs("destinations"),
        "settings": refs("choice:settings"),
        "when": CONDITION,
        "amount": TEXT,
        "who": TEXT,
        "how": Record({"title": TEXT, "url": URL}, needs=("title",)),
        "made_by": one(*MADE_BY),
        "figures": refs("figures"),
        "sources": refs("sources"),
        "verified": FLAG,
        "said": Many(SAID),
        "cautions": TEXTS,
        "also_called": TEXTS,
    },
    needs=("title", "kind", "amount", "who", "how", "made_by", "sources", "verified"),
)
LEVEL = Record(
    {"rate": ref("figures"), "years": refs("figures"), "total": ref("figures"), "upper_years": CONDITION},
    needs=("rate", "years", "total"),
)
RAP_PARTS = ("bracket", "rate", "least", "dependent")
LENDING = Record(
    {
        "undergraduate": LEVEL,
        "graduate": LEVEL,
        "standard": Many(Record({"years": WHOLE, "owing": ref("figures")}, needs=("years",))),
        "rap": Record(dict.fromkeys(RAP_PARTS, ref("figures")), needs=RAP_PARTS),
    },
    needs=("undergraduate", "graduate", "standard", "rap"),
)
