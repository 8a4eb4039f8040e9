"""The data files as data: which sections a file has, and what their entries are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.shape import CLAUSE, FIGURE, SOURCE, record
from casemgr_cli.domain.aid import Aid, Lending
from casemgr_cli.domain.careers import Certification, Destination, Note, PayProxy, Step, Term
from casemgr_cli.domain.cv import CvRules
from casemgr_cli.domain.facts import Contradiction, Fact, Skill
from casemgr_cli.domain.kinds import BACKGROUND, CONDITION, TEXT, Kind, Many, Nested, Record, Table, ref, refs
from casemgr_cli.domain.wages import Headline

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACT = record(Fact)
_OFFER_KEY = Record(
    {**_FACT.keys, "adds": ref("counters"), "never_in": refs("choice:settings")}, needs=_FACT.needs
)
_OFFER_NOTE = Record(CLAUSE, needs=("text", "source", "verified", "made_by"))

_SHARED: dict[str, Kind] = {"sources": Table(SOURCE), "figures": Table(FIGURE), "rules": Table(CONDITION)}
SECTIONS: dict[str, Mapping[str, Kind]] = {
    "careers.yaml": {**_SHARED, "destinations": Table(record(Destination)), "steps": Table(record(Step))},
    "certifications.yaml": {**_SHARED, "certifications": Table(record(Certification))},
    "questions.yaml": {
        **_SHARED,
        "facts": Table(_FACT),
        "contradictions": Table(record(Contradiction)),
        "skills": Table(record(Skill)),
    },
    "notes.yaml": {**_SHARED, "notes": Table(record(Note))},
    "aid.yaml": {**_SHARED, "lending": record(Lending), "aid": Table(record(Aid))},
    "aid_states.yaml": {**_SHARED, "aid": Table(record(Aid))},
    "terms.yaml": {**_SHARED, "terms": Table(record(Term))},
    "pay.yaml": {
        **_SHARED,
        "headline": Table(record(Headline)),
        "backgrounds": Table(refs("occupations")),
        "settings": Table(Table(Many(record(PayProxy))), ids=ref("choice:settings")),
        "pay_words": Table(TEXT),
        "fallbacks": Table(TEXT),
    },
    "offers.yaml": {
        **_SHARED,
        "offer_keys": Table(_OFFER_KEY),
        "work_pay": Table(BACKGROUND, ids=ref("steps")),
        "offer_notes": Table(_OFFER_NOTE),
    },
    "cv.yaml": record(CvRules).keys,
    "words.yaml": {"words": Table(TEXT)},
    "messages.yaml": {"messages": Nested()},
}
