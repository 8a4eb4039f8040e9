"""What `explain` explains, as a JSON document."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from casemgr_cli.documents.sourcing import resolve_sources
from casemgr_cli.pages.explain import find, index
from casemgr_cli.report.document_parts import rule_json, verdict_json

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.advice import Verdict
    from casemgr_cli.domain.catalog import Catalog

KINDS = {
    "certifications": "certification",
    "aid": "aid",
    "terms": "term",
    "figures": "figure",
    "destinations": "destination",
    "steps": "step",
    "sources": "source",
    "facts": "fact",
}


def explained_document(
    key: str, catalog: Catalog, verdicts: Mapping[str, Verdict], *, answered: bool
) -> dict[str, Any]:
    """Return the entry that `key` names, with its kind, and the sources it rests on.

    A certification comes as in the certs document; with answers, with its verdict.

    Raises:
        UsageFailure: nothing has that name; the hint gives the nearest.
    """
    section, id_ = find(key, catalog)
    if section == "certifications":
        entry = (verdict_json if answered else rule_json)(verdicts[id_], catalog)
    else:
        entry = plain(getattr(catalog, section)[id_])
    return {
        "schema": "casemgr.explain/1",
        "kind": KINDS[section],
        "entry": {"id": id_, **entry},
        "sources": resolve_sources(entry, catalog.sources),
    }


def index_document(catalog: Catalog, search: str) -> dict[str, Any]:
    """Return all that can be explained, or what has `search` in a name: key, kind and title of each."""
    return {
        "schema": "casemgr.explain/1",
        "kind": "index",
        "entries": [
            {"key": key, "kind": KINDS[section], "title": title}
            for section, key, title in index(catalog, search)
        ],
    }


def plain(value: Any) -> Any:  # noqa: ANN401 - any value of the catalog
    """Return a value of the catalog as JSON has it, each condition with the name of its kind."""
    if isinstance(value, Struct):
        inner = {name: plain(getattr(value, name)) for name in value.__struct_fields__}
        return {"op": type(value).__name__.lower(), **inner} if "clause" in inner else inner
    if isinstance(value, tuple | frozenset):
        return [plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value
