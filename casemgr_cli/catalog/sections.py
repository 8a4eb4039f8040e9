"""The data files as data: which sections a file has, and what their entries are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.shape import CLAUSE, FIGURE, SOURCE, record
from casemgr_cli.domain.aid import Aid, Lending
from casemgr_cli.domain.careers import Certification, Destination, Note, PayProxy, Step, Term
from casemgr_cli.domain.cv import CvRules
from casemgr_cli.domain.facts import Contradiction, Fact, Skill
from casemgr_cli.domain.kinds import BACKGROUND, CONDITION, TEXT, Entries, Keys, Kind, Many, Nested, ref, refs
from casemgr_cli.domain.wages import Headline

if TYPE_CHECKING:
    from collections.abc import Mapping

_FACT = record(Fact)
_OFFER_KEY = Keys(
    {**_FACT.keys, "adds": ref("counters"), "never_in": refs("choice:settings")}, needs=_FACT.needs
)
_OFFER_NOTE = Keys(CLAUSE, needs=("text", "source", "verified", "made_by"))

_SHARED: dict[str, Kind] = {
    "sources": Entries(SOURCE),
    "figures": Entries(FIGURE),
    "rules": Entries(CONDITION),
}
SECTIONS: dict[str, Mapping[str, Kind]] = {
    "careers.yaml": {**_SHARED, "destinations": Entries(record(Destination)), "steps": Entries(record(Step))},
    "certifications.yaml": {**_SHARED, "certifications": Entries(record(Certification))},
    "questions.yaml": {
        **_SHARED,
        "facts": Entries(_FACT),
        "contradictions": Entries(record(Contradiction)),
        "skills": Entries(record(Skill)),
    },
    "notes.yaml": {**_SHARED, "notes": Entries(record(Note))},
    "aid.yaml": {**_SHARED, "lending": record(Lending), "aid": Entries(record(Aid))},
    "aid_states.yaml": {**_SHARED, "aid": Entries(record(Aid))},
    "terms.yaml": {**_SHARED, "terms": Entries(record(Term))},
    "pay.yaml": {
        **_SHARED,
        "headline": Entries(record(Headline)),
        "backgrounds": Entries(refs("occupations")),
        "settings": Entries(Entries(Many(record(PayProxy))), ids=ref("choice:settings")),
        "pay_words": Entries(TEXT),
        "fallbacks": Entries(TEXT),
    },
    "offers.yaml": {
        **_SHARED,
        "offer_keys": Entries(_OFFER_KEY),
        "work_pay": Entries(BACKGROUND, ids=ref("steps")),
        "offer_notes": Entries(_OFFER_NOTE),
    },
    "cv.yaml": record(CvRules).keys,
    "words.yaml": {"words": Entries(TEXT)},
    "messages.yaml": {"messages": Nested()},
}
