"""Which sources a document or the whole catalog uses, and whether what is taken from them was read there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.figures import Source

Use = tuple[str, bool | None]

SECTIONS = ("figures", "rules", "facts", "destinations", "steps", "certifications", "notes", "aid", "terms")


def resolve_sources(document: Mapping[str, Any], sources: Mapping[str, Source]) -> dict[str, dict[str, Any]]:
    """Return every source that a JSON document names, by id in order of first use.

    A source counts as verified when everything the document takes from it was read there; where nothing
    says either way, when it is the office that makes the rule or counts.
    """
    return _entries(uses_in_document(document), sources)


def source_entries(catalog: Catalog) -> dict[str, dict[str, Any]]:
    """Return every source of the catalog in file order, judged by all that the catalog takes from it."""
    uses: list[Use] = [(key, None) for key in catalog.sources]
    for section in SECTIONS:
        for entry in getattr(catalog, section).values():
            uses.extend(uses_in_value(entry))
    return _entries(uses, catalog.sources)


def uses_in_document(node: Any) -> Iterator[Use]:  # noqa: ANN401  any JSON value
    """Yield each source id in a JSON value with the `verified` flag beside it, if there is one."""
    if isinstance(node, list):
        for item in node:
            yield from uses_in_document(item)
    elif isinstance(node, dict):
        flag = node.get("verified")
        yield from ((key, flag) for key in _named(node.get("source"), node.get("sources")))
        for value in node.values():
            yield from uses_in_document(value)


def uses_in_value(node: Any) -> Iterator[Use]:  # noqa: ANN401  any domain value
    """Yield each source id in a domain value with the `verified` flag beside it, if there is one."""
    if isinstance(node, tuple):
        for item in node:
            yield from uses_in_value(item)
    elif isinstance(node, Struct):
        flag = getattr(node, "verified", None)
        named = _named(getattr(node, "source", None), getattr(node, "sources", None))
        yield from ((key, flag) for key in named)
        for name in node.__struct_fields__:
            yield from uses_in_value(getattr(node, name))


def _named(source: Any, sources: Any) -> tuple[str, ...]:  # noqa: ANN401
    one = (source,) if isinstance(source, str) and source else ()
    return (*one, *(sources if isinstance(sources, list | tuple) else ()))


def _entries(uses: Any, sources: Mapping[str, Source]) -> dict[str, dict[str, Any]]:  # noqa: ANN401
    flags: dict[str, list[bool]] = {}
    for key, flag in uses:
        known = flags.setdefault(key, [])
        if flag is not None:
            known.append(flag)
    return {key: _entry(sources[key], flags[key]) for key in flags}


def _entry(source: Source, flags: list[bool]) -> dict[str, Any]:
    return {
        "publisher": source.publisher,
        "title": source.title,
        "url": source.url,
        "as_of": source.as_of,
        "verified": all(flags) if flags else source.official,
        "official": source.official,
    }
