"""The shapes that the JSON Schemas of all documents are made of."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

Schema = dict[str, Any]


def object_(properties: Schema, *, optional: Sequence[str] = (), closed: bool = False) -> Schema:
    """Return an object with these keys, all required but the `optional`; `closed` allows no others."""
    required = [key for key in properties if key not in optional]
    shape: Schema = {"type": "object", "properties": properties, "required": required}
    return {**shape, "additionalProperties": False} if closed else shape


def list_(items: Schema) -> Schema:
    """Return a list of one shape."""
    return {"type": "array", "items": items}


def null_or(shape: Schema) -> Schema:
    """Return a shape that may be null."""
    return {"anyOf": [shape, {"type": "null"}]}


TEXT: Schema = {"type": "string"}
WORDS: Schema = {"type": "string", "minLength": 1}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
FLAG: Schema = {"type": "boolean"}
_TRUTH: Schema = {"type": ["boolean", "null"]}
COUNT: Schema = {"type": "integer", "minimum": 0}
_COUNT_OR_NULL: Schema = {"type": ["integer", "null"], "minimum": 0}
_NUMBER_OR_NULL: Schema = {"type": ["number", "null"]}
_MONTH: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}$"}
_MONTH_OR_NULL: Schema = {**_MONTH, "type": ["string", "null"]}
DAY: Schema = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_STATE: Schema = {"type": "string", "pattern": "^[A-Z]{2}$"}
_SPAN: Schema = object_({"low": _COUNT_OR_NULL, "high": _COUNT_OR_NULL}, closed=True)
_ANSWER: Schema = {"anyOf": [{"type": ["string", "number"]}, list_(WORDS)]}
_ANSWER_OR_NULL: Schema = {"anyOf": [*_ANSWER["anyOf"], {"type": "null"}]}
