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

_MOMENT: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}


_STUDENT: Schema = {
    "id": WORDS,
    "given": TEXT,
    "family": TEXT,
    "grade": null_or(COUNT),
    "group": TEXT,
    "status": {"enum": list(STATUSES)},
    "minor": FLAG,
    "counselor": TEXT,
}
_TIMES: Schema = {
    "started": null_or(_MOMENT),
    "touched": null_or(_MOMENT),
    "finished": null_or(_MOMENT),
    "minutes": COUNT,
    "follow_up": null_or(DAY),
}
_STANDING = object_(
    {
        **_STUDENT,
        "state": {"enum": list(STATES)},
        "has_plan": FLAG,
        "sessions": COUNT,
        **_TIMES,
        "open_by": null_or(object_({"who": WORDS, "since": _MOMENT})),
    }
)
_INTEREST: Schema = {"type": ["integer", "null"], "minimum": 1, "maximum": 5}
_ANSWERS: Schema = {"type": "object"}
_PLAN = object_({"on": DAY, "data_as_of": TEXT, "advice": {"type": "object"}})
_SESSION = object_(
    {
        "number": {"type": "integer", "minimum": 1},
        "state": {"enum": list(STATES)},
        **_TIMES,
        "interest_before": _INTEREST,
        "interest_after": _INTEREST,
        "answers": _ANSWERS,
        "plan": null_or(_PLAN),
    }
)
_NOTE = object_({"number": {"type": "integer", "minimum": 1}, "written": _MOMENT, "by": WORDS, "text": WORDS})
_DESK: dict[str, Schema] = {
    "board": {
        "today": DAY,
        "students": COUNT,
        "with_plan": COUNT,
        "half_done": list_(_STANDING),
        "due": list_(_STANDING),
        "no_plan": list_(_STANDING),
    },
    "notes": {"student": WORDS, "notes": list_(_NOTE)},
    "purge": {
        "before": DAY,
        "dry_run": FLAG,
        "students": list_(object_({"id": WORDS, "last": DAY})),
    },
    "sessions": {"today": DAY, "total": COUNT, "students": list_(_STANDING)},
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
        "student": object_(_STUDENT),
        "added": _MOMENT,
        "sessions": list_(_SESSION),
        "history": list_(object_({"at": _MOMENT, "who": WORDS, "what": {"enum": list(EVENTS)}})),
        "notes": null_or(list_(_NOTE)),
    },
}


_VALUE: Schema = {"type": ["string", "integer", "null"]}
_CHANGED: Schema = {
    "id": WORDS,
    "fields": {
        "type": "object",
        "propertyNames": {"enum": list(KEPT)},
        "additionalProperties": object_({"before": _VALUE, "after": _VALUE}),
    },
}
_REJECT: Schema = {
    "file": {"type": ["string", "null"]},
    "code": {"enum": list(WHYS)},
    "line": {"type": "integer", "minimum": 1},
    "id": TEXT,
    "reason": WORDS,
}
_ROSTER: dict[str, Schema] = {
    "roster": {
        "dry_run": FLAG,
        "new": list_(object_(_STUDENT)),
        "changed": list_(object_(_CHANGED)),
        "unchanged": COUNT,
        "gone": list_(object_(_STUDENT)),
        "passed": COUNT,
        "others": COUNT,
        "unread": COUNT,
        "unnamed": FLAG,
        "alike": list_(object_({"listed": WORDS, "held": WORDS})),
        "rejects": list_(object_(_REJECT)),
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
    "students": {"total": COUNT, "students": list_(object_(_STUDENT))},
}
_NUMBER = null_or(COUNT)
_LINE = object_({"key": WORDS, "students": _NUMBER})
_FOLDED = object_({"id": WORDS, "title": TEXT, "students": COUNT})
_COHORT: dict[str, Schema] = {
    "cohort": {
        "least": COUNT,
        "students": _NUMBER,
        "destinations": list_(_FOLDED),
        "routes": {"type": "object", "additionalProperties": list_(_FOLDED)},
        "fit": {"type": "object", "additionalProperties": list_(_LINE)},
        "ruled_out": list_(_LINE),
        "unmet": list_(_LINE),
    },
    "results": {
        "first": null_or(DAY),
        "last": null_or(DAY),
        "least": COUNT,
        **dict.fromkeys(("students", "sessions", "minutes", "with_plan", "without_plan"), _NUMBER),
        "enrolled": _NUMBER,
        "with_plan_at_least": _NUMBER,
        "by_grade": list_(object_({"key": WORDS, "students": _NUMBER, "of": _NUMBER})),
        "interest": null_or(object_({"before": list_(_LINE), "after": list_(_LINE)})),
        "interest_matched": _NUMBER,
        "interest_means": null_or(object_({"before": {"type": "number"}, "after": {"type": "number"}})),
        "use_of_time": object_({"direct_student_services_hours": null_or({"type": "number"})}),
        "standards": list_(object_({"code": WORDS, "text": WORDS})),
    },
}

SCHEMAS: Schema = {**_DESK, **_ROSTER, **_COHORT}
