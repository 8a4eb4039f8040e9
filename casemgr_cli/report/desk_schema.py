"""JSON Schema of what stands in the documents of the counselor's desk."""

from __future__ import annotations

from typing import Any

from casemgr_cli.domain.desk import EVENTS, STATES, STATUSES

Schema = dict[str, Any]

WORDS: Schema = {"type": "string", "minLength": 1}
TEXT: Schema = {"type": "string"}
FLAG: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
MOMENT: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$"}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _null_or(shape: Schema) -> Schema:
    return {"anyOf": [shape, {"type": "null"}]}


STUDENT: Schema = {
    "id": WORDS,
    "given": TEXT,
    "family": TEXT,
    "grade": _null_or(COUNT),
    "group": TEXT,
    "status": {"enum": list(STATUSES)},
    "minor": FLAG,
}
TIMES: Schema = {
    "started": _null_or(MOMENT),
    "touched": _null_or(MOMENT),
    "finished": _null_or(MOMENT),
    "minutes": COUNT,
    "follow_up": _null_or(DAY),
}
STANDING = _object(
    {
        **STUDENT,
        "state": {"enum": list(STATES)},
        "has_plan": FLAG,
        "sessions": COUNT,
        **TIMES,
        "open_by": _null_or(_object({"who": WORDS, "since": MOMENT})),
    }
)
ANSWERS: Schema = {"type": "object"}
PLAN = _object({"on": DAY, "data_as_of": TEXT, "advice": {"type": "object"}})
SESSION = _object(
    {
        "number": {"type": "integer", "minimum": 1},
        "state": {"enum": list(STATES)},
        **TIMES,
        "answers": ANSWERS,
        "plan": _null_or(PLAN),
    }
)
NOTE = _object({"number": {"type": "integer", "minimum": 1}, "written": MOMENT, "by": WORDS, "text": WORDS})
DESK: dict[str, Schema] = {
    "board": {
        "today": DAY,
        "students": COUNT,
        "with_plan": COUNT,
        "half_done": _list(STANDING),
        "due": _list(STANDING),
        "no_plan": _list(STANDING),
    },
    "notes": {"student": WORDS, "notes": _list(NOTE)},
    "purge": {
        "before": DAY,
        "dry_run": FLAG,
        "students": _list(_object({"id": WORDS, "last": DAY})),
    },
    "sessions": {"today": DAY, "total": COUNT, "students": _list(STANDING)},
    "setup": {
        "store": WORDS,
        "kind": {"enum": ["file", "postgresql"]},
        "encrypted": FLAG,
        "pseudonymous": FLAG,
        "students": COUNT,
    },
    "student": {
        "student": _object(STUDENT),
        "added": MOMENT,
        "sessions": _list(SESSION),
        "history": _list(_object({"at": MOMENT, "who": WORDS, "what": {"enum": list(EVENTS)}})),
        "notes": _null_or(_list(NOTE)),
    },
}
