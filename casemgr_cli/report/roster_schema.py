"""JSON Schema of lists of students, of what a list changes, and of reports over many students."""

from __future__ import annotations

from casemgr_cli.domain.roster import KEPT, WHYS
from casemgr_cli.report.desk_schema import STUDENT
from casemgr_cli.report.shapes import COUNT, DAY, FLAG, TEXT, WORDS, Schema, list_, null_or, object_

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
        "rejects": list_(object_(REJECT)),
    },
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
    },
}
