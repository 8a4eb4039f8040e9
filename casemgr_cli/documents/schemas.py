"""JSON Schema (draft 2020-12) of every document, from the types that the documents are made of.

Objects may gain keys, as the contract with scripts allows, but lose none.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import msgspec

from casemgr_cli.documents.advice import AdviceJson, Brief, CompareJson, Plan, SidesJson
from casemgr_cli.documents.base import Error, Problems, by_kind
from casemgr_cli.documents.certs import Certs
from casemgr_cli.documents.explain import Explain
from casemgr_cli.documents.license import LicenseJson
from casemgr_cli.documents.next import Next
from casemgr_cli.documents.offers import Offers
from casemgr_cli.documents.programs import Programs
from casemgr_cli.documents.salary import Salary
from casemgr_cli.documents.sources import AllSources
from casemgr_cli.domain.facts import UNKNOWN, Fact
from casemgr_cli.errors import UsageFailure, nearest

_Schema = dict[str, Any]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_CLASSES = (
    *(AdviceJson, AllSources, Brief, Certs, CompareJson, Explain, LicenseJson, Next, Offers, Plan, Problems),
    *(Programs, Salary, SidesJson),
)
_DOCUMENTS: dict[str, type[msgspec.Struct]] = {"error": Error, **by_kind(_CLASSES)}
_NO_GUESTS: Mapping[str, type[msgspec.Struct]] = MappingProxyType({})
_LISTED: _Schema = {"type": "array", "items": {"type": "string", "minLength": 1}}


def kinds(guests: Mapping[str, type[msgspec.Struct]]) -> tuple[str, ...]:
    """Return every kind of document, those of the guests of the house included."""
    return tuple(sorted(("answers", *_DOCUMENTS, *guests)))


def schema(
    kind: str,
    facts: Mapping[str, Fact] | None = None,
    guests: Mapping[str, type[msgspec.Struct]] = _NO_GUESTS,
) -> _Schema:
    """Return the JSON Schema of one kind of document; without facts, answers may have any key.

    Raises:
        UsageFailure: there is no such kind of document.
    """
    known = kinds(guests)
    if kind not in known:
        raise UsageFailure(
            f"There is no schema {kind!r}. Known: {', '.join(known)}.",
            hint=nearest(kind, known),
            slug="unknown_schema",
        )
    body = _answers(facts or {}) if kind == "answers" else schema_of({**_DOCUMENTS, **guests}[kind])
    return {"$schema": _DRAFT, "title": f"casemgr {kind}", **body}


def schema_of(document: type[msgspec.Struct]) -> _Schema:
    """Return the schema of a document, with the definitions that it refers to and no others."""
    _, found = msgspec.json.schema_components([document], ref_template="#/$defs/{name}")
    # They refer to one another without the mark of a name that its module keeps.
    text = msgspec.json.encode(found)
    text = text.replace(b'"#/$defs/_', b'"#/$defs/').replace(b'"title":"_', b'"title":"')
    plain = msgspec.json.decode(text, type=dict[str, _Schema])
    parts = {name.lstrip("_"): _written_whole(part) for name, part in plain.items()}
    body = parts.pop(document.__name__.lstrip("_"))
    return {**{key: value for key, value in body.items() if key != "title"}, "$defs": parts}


def _written_whole(part: _Schema) -> _Schema:
    """Return a part that requires the keys its type has a default for, as they are always written."""
    part = {**part, "title": part["title"].lstrip("_")} if "title" in part else part
    if "properties" not in part:
        return part
    keys = part["properties"].items()
    return {
        **part,
        "properties": {key: {k: v for k, v in value.items() if k != "default"} for key, value in keys},
        "required": [key for key, value in keys if key in part["required"] or "default" in value],
    }


def _answers(facts: Mapping[str, Fact]) -> _Schema:
    keys = {key: {"description": fact.ask, **_answer(fact)} for key, fact in facts.items()}
    more = False if facts else {"anyOf": [{"type": ["string", "number"]}, _LISTED]}
    return {"type": "object", "properties": keys, "required": [], "additionalProperties": more, "$defs": {}}


def _answer(fact: Fact) -> _Schema:
    unknown = {"const": UNKNOWN}
    if fact.type == "choices":
        listed = {"type": "array", "items": {"enum": list(fact.values)}} if fact.values else _LISTED
        return {"anyOf": [listed, unknown]}
    if fact.type == "choice":
        return {"enum": list(dict.fromkeys((*fact.values, UNKNOWN)))}
    if fact.numeric:
        bounds = {"minimum": fact.low, "maximum": fact.high}
        number = {"type": fact.type, **{key: bound for key, bound in bounds.items() if bound is not None}}
        return {"anyOf": [number, unknown]}
    return {"type": "string", "minLength": 1}
