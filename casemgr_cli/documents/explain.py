"""Where something comes from: one entry of the data files, and the sources it rests on."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

from msgspec import UNSET, Struct, UnsetType

from casemgr_cli.documents.base import Document, Json, Known, Sources, plain
from casemgr_cli.documents.certs import certification
from casemgr_cli.documents.sources import sourced
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Verdict
from casemgr_cli.domain.figures import uses
from casemgr_cli.domain.kinds import Words, one_of

_KINDS = {
    "certifications": "certification",
    "aid": "aid",
    "terms": "term",
    "figures": "figure",
    "destinations": "destination",
    "steps": "step",
    "sources": "source",
    "facts": "fact",
}


class _Listed(Struct):
    """Something that can be explained."""

    key: Words
    kind: Annotated[str, one_of(_KINDS.values())]
    title: Words


class Explain(Document, tag="casemgr.explain/1"):
    """An entry of the data files as it is, with its kind and the sources it rests on; or, of the kind
    `index`, `entries`: all that can be explained.
    """

    kind: Annotated[str, one_of((*_KINDS.values(), "index"))]
    entry: dict[str, Any] | UnsetType = UNSET
    known: Known | UnsetType = UNSET
    sources: Sources | UnsetType = UNSET
    entries: list[_Listed] | UnsetType = UNSET


def explain_document(
    section: str, id_: str, catalog: Catalog, verdicts: Mapping[str, Verdict], *, answered: bool
) -> Json:
    """Return an entry of a section of the catalog, with its kind, and the sources it rests on.

    A certification comes as in the certs document; with answers, with its verdict.
    """
    entry: Any = getattr(catalog, section)[id_]
    if section == "certifications":
        entry = certification(verdicts[id_], catalog, answered=answered)
    told = dict(plain(Explain(_KINDS[section], {"id": id_, **_plain(entry)})))
    return told | sourced(dict.fromkeys(key for key, _ in uses(entry)), catalog)


def index_document(found: Iterable[tuple[str, str, str]]) -> Json:
    """Return what can be explained: the section, key and title of each."""
    entries = [_Listed(key, _KINDS[section], title) for section, key, title in found]
    return dict(plain(Explain("index", entries=entries)))


def _plain(value: Any) -> Any:  # noqa: ANN401 - any value of the catalog
    """Return a value of the catalog as JSON has it, each condition with the name of its kind."""
    if isinstance(value, Struct):
        inner = {name: _plain(getattr(value, name)) for name in value.__struct_fields__}
        return {"op": type(value).__name__.lower(), **inner} if "clause" in inner else inner
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple | frozenset | list):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Decimal) else value
