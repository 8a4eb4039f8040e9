"""The data files as data: which sections a file has, and what their entries are."""

from __future__ import annotations

from casemgr_cli.catalog.cv.shape import CV
from casemgr_cli.catalog.shape import CLAUSE, FIGURE, SOURCE, record
from casemgr_cli.domain.aid import Aid, Lending
from casemgr_cli.domain.careers import Certification, Destination, Note, PayProxy, Step, Term
from casemgr_cli.domain.facts import Contradiction, Fact, Skill
from casemgr_cli.domain.kinds import BACKGROUND, CONDITION, TEXT, Kind, Many, Nested, Record, Table, ref, refs
from casemgr_cli.domain.wages import Headline

FACT = record(Fact)
OFFER_KEY = Record(
    {**FACT.keys, "adds": ref("counters"), "never_in": refs("choice:settings")}, needs=FACT.needs
)
OFFER_NOTE = Record(CLAUSE, needs=("text", "source", "verified", "made_by"))

SHARED: dict[str, Kind] = {"sources": Table(SOURCE), "figures": Table(FIGURE), "rules": Table(CONDITION)}
SECTIONS: dict[str, dict[str, Kind]] = {
    "careers.yaml": {**SHARED, "destinations": Table(record(Destination)), "steps": Table(record(Step))},
    "certifications.yaml": {**SHARED, "certifications": Table(record(Certification))},
    "questions.yaml": {
        **SHARED,
        "facts": Table(FACT),
        "contradictions": Table(record(Contradiction)),
        "skills": Table(record(Skill)),
    },
    "notes.yaml": {**SHARED, "notes": Table(record(Note))},
    "aid.yaml": {**SHARED, "lending": record(Lending), "aid": Table(record(Aid))},
    "aid_states.yaml": {**SHARED, "aid": Table(record(Aid))},
    "terms.yaml": {**SHARED, "terms": Table(record(Term))},
    "pay.yaml": {
        **SHARED,
        "headline": Table(record(Headline)),
        "backgrounds": Table(refs("occupations")),
        "settings": Table(Table(Many(record(PayProxy))), ids=ref("choice:settings")),
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
