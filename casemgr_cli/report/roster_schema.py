"""JSON Schema of a list of students, and of what a list changes."""

from __future__ import annotations

from casemgr_cli.domain.roster import KEPT, WHYS
from casemgr_cli.report.desk_schema import COUNT, FLAG, STUDENT, TEXT, WORDS, Schema


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


VALUE: Schema = {"type": ["string", "integer", "null"]}
CHANGED: Schema = {
    "id": WORDS,
    "fields": {
        "type": "object",
        "propertyNames": {"enum": list(KEPT)},
        "additionalProperties": _object({"before": VALUE, "after": VALUE}),
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
        "new": _list(_object(STUDENT)),
        "changed": _list(_object(CHANGED)),
        "unchanged": COUNT,
        "gone": _list(_object(STUDENT)),
        "passed": COUNT,
        "others": COUNT,
        "unread": COUNT,
        "unnamed": FLAG,
        "rejects": _list(_object(REJECT)),
    },
    "students": {"total": COUNT, "students": _list(_object(STUDENT))},
}
