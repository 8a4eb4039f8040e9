"""An advice in few words: what an assistant or a small screen can take in."""

from __future__ import annotations

from typing import Any

Document = dict[str, Any]

ROUTE = (
    *("id", "title", "background", "destination", "settings", "months_to_first_job", "months_to_certified"),
    *("months_total", "cost", "pay", "doors", "solid", "stay", "forks", "unmet"),
)
STEP = ("id", "kind", "title", "start", "months", "cost", "required_by")
VERDICT = ("id", "name", "verdict", "months_needed", "asks")
SOURCE = ("publisher", "title", "url", "as_of", "verified")
ACTIONS = 3


def brief(advice: Document) -> Document:
    """Return the first choice with its steps, contrasts, verdicts, the answer to the person's question, what
    to do first, and the sources of all that (casemgr.brief/1). `advice` is a casemgr.advice/1.
    """
    routes = {route["id"]: route for route in advice["routes"]}
    first = routes.get(advice["recommended"])
    contrasts = [each for each in advice.get("contrasts") or () if each["route"] in routes]
    shown = [*([first] if first else []), *(routes[each["route"]] for each in contrasts)]
    return {
        "schema": "casemgr.brief/1",
        "today": advice["today"],
        "recommended": {**_route(first), "steps": [_part(s, STEP) for s in first["steps"]]}
        if first
        else None,
        "contrasts": [{**each, "route": _route(routes[each["route"]])} for each in contrasts],
        "certifications": verdicts(advice),
        "answer": advice.get("answer"),
        "known": advice.get("known"),
        "next_actions": advice["next_actions"][:ACTIONS],
        "sources": _sources(advice, shown[:1]),
    }


def verdicts(document: Document) -> list[Document]:
    """Return where a person stands with each certification, of a casemgr.certs/1 or casemgr.advice/1."""
    return [_part(each, VERDICT) for each in document["certifications"]]


def _route(route: Document) -> Document:
    opens = [each["text"] for each in route.get("open") or ()]
    return {**_part(route, ROUTE), "open": opens}


def _part(whole: Document, keys: tuple[str, ...]) -> Document:
    return {key: whole[key] for key in keys if key in whole}


def _sources(advice: Document, routes: list[Document]) -> Document:
    """Return the sources that the routes' steps and pay rest on."""
    used = dict.fromkeys(source for route in routes for step in route["steps"] for source in step["sources"])
    used |= dict.fromkeys(row["source"] for row in advice["salary"]["market"][:1])
    return {id_: _part(advice["sources"][id_], SOURCE) for id_ in used if id_ in advice["sources"]}
