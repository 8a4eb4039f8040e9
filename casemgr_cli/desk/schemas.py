"""JSON Schema of what stands in the documents of the counselor's desk."""

from __future__ import annotations

from casemgr_cli.desk.records import EVENTS, STATES, STATUSES
from casemgr_cli.desk.roster import KEPT, WHYS
from casemgr_cli.documents.shapes import (
    COUNT,
    DAY,
    FLAG,
    TEXT,
    TEXT_OR_NULL,
    WORDS,
    Schema,
    list_,
    null_or,
    object_,
)

MOMENT: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}


STUDENT: Schema = {
    "id": WORDS,
    "given": TEXT,
    "family": TEXT,
    "grade": null_or(COUNT),
    "group": TEXT,
    "status": {"enum": list(STATUSES)},
    "minor": FLAG,
}
TIMES: Schema = {
    "started": null_or(MOMENT),
    "touched": null_or(MOMENT),
    "finished": null_or(MOMENT),
    "minutes": COUNT,
    "follow_up": null_or(DAY),
}
STANDING = object_(
    {
        **STUDENT,
        "state": {"enum": list(STATES)},
        "has_plan": FLAG,
        "sessions": COUNT,
        **TIMES,
        "open_by": null_or(object_({"who": WORDS, "since": MOMENT})),
    }
)
INTEREST: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 5}
ANSWERS: Schema = {"type": "object"}
PLAN = object_({"on": DAY, "data_as_of": TEXT, "advice": {"type": "object"}})
SESSION = object_(
    {
        "number": {"type": "integer", "minimum": 1},
        "state": {"enum": list(STATES)},
        **TIMES,
        "interest_before": INTEREST,
        "interest_after": INTEREST,
        "answers": ANSWERS,
        "plan": null_or(PLAN),
    }
)
NOTE = object_({"number": {"type": "integer", "minimum": 1}, "written": MOMENT, "by": WORDS, "text": WORDS})
DESK: dict[str, Schema] = {
    "board": {
        "today": DAY,
        "students": COUNT,
        "with_plan": COUNT,
        "half_done": list_(STANDING),
        "due": list_(STANDING),
        "no_plan": list_(STANDING),
    },
    "notes": {"student": WORDS, "notes": list_(NOTE)},
    "purge": {
        "before": DAY,
        "dry_run": FLAG,
        "students": list_(object_({"id": WORDS, "last": DAY})),
    },
    "sessions": {"today": DAY, "total": COUNT, "students": list_(STANDING)},
    "sheet": {
        "interest": FLAG,
        "questions": list_(object_({"key": WORDS, "type": WORDS, "ask": WORDS, "values": list_(WORDS)})),
    },
    "setup": {
        "store": WORDS,
        "kind": {"enum": ["file", "postgresql"]},
        "encrypted": FLAG,
        "pseudonymous": FLAG,
        "ask_interest": FLAG,
        "students": COUNT,
    },
    "student": {
        "student": object_(STUDENT),
        "added": MOMENT,
        "sessions": list_(SESSION),
        "history": list_(object_({"at": MOMENT, "who": WORDS, "what": {"enum": list(EVENTS)}})),
        "notes": null_or(list_(NOTE)),
    },
}


VALUE: Schema = {"type": ["string", "integer", "null"]}
CHANGED: Schema = {
    "id": WORDS,
    "fields": {
        "type": "object",
        "propertyNames": {"enum": list(KEPT)},
        "additionalProperties": object_({"before": VALUE, "after": VALUE}),
    },
}
REJECT: Schema = {
    "file": {"type": ["string", "null"]},
    "code": {"enum": list(WHYS)},
    "line": {"type": "integer", "minimum": 1},
    "id": TEXT,
    "reason": WORDS,
}
ROSTER: dict[str, Schema] = {
    "roster": {
        "dry_run": FLAG,
        "new": list_(object_(STUDENT)),
        "changed": list_(object_(CHANGED)),
        "unchanged": COUNT,
        "gone": list_(object_(STUDENT)),
        "passed": COUNT,
        "others": COUNT,
        "unread": COUNT,
        "unnamed": FLAG,
        "alike": list_(object_({"listed": WORDS, "held": WORDS})),
        "rejects": list_(object_(REJECT)),
    },
    "check": {
        "good": FLAG,
        "faults": list_(WORDS),
        "plans": list_(object_({"student": WORDS, "number": COUNT})),
    },
    "log": {
        "total": COUNT,
        "entries": list_(object_({"at": WORDS, "who": WORDS, "what": WORDS, "student": TEXT_OR_NULL})),
    },
    "slips": {"slips": list_(object_({"id": WORDS, "name": WORDS, "code": WORDS}))},
    "students": {"total": COUNT, "students": list_(object_(STUDENT))},
}
NUMBER = null_or(COUNT)
LINE = object_({"key": WORDS, "students": NUMBER})
FOLDED = object_({"id": WORDS, "title": TEXT, "students": COUNT})
COHORT: dict[str, Schema] = {
    "cohort": {
        "least": COUNT,
        "students": NUMBER,
        "destinations": list_(FOLDED),
        "routes": {"type": "object", "additionalProperties": list_(FOLDED)},
        "fit": {"type": "object", "additionalProperties": list_(LINE)},
        "ruled_out": list_(LINE),
        "unmet": list_(LINE),
    },
    "results": {
        "first": null_or(DAY),
        "last": null_or(DAY),
        "least": COUNT,
        **dict.fromkeys(("students", "sessions", "minutes", "with_plan", "without_plan"), NUMBER),
        "by_grade": list_(LINE),
        "interest": null_or(object_({"before": list_(LINE), "after": list_(LINE)})),
        "interest_means": null_or(object_({"before": {"type": "number"}, "after": {"type": "number"}})),
    },
}

SCHEMAS: Schema = {**DESK, **ROSTER, **COHORT}
