"""Answers and offers as somebody's file holds them, in YAML or JSON, read with distrust."""

from __future__ import annotations

import re

from msgspec import Struct

from casemgr_cli.catalog.nodes import SAVE_AS, FileNode, Indents, Origin, Scalar, read_json, read_yaml, refuse
from casemgr_cli.errors import nearest
from casemgr_cli.text import quoted

_LARGEST = 1 << 20
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED_KEY = re.compile(r"\s*\[\s*\{\s*\"")


class GivenEntry(Struct, frozen=True):
    """One key with its value as typed, and the line it stands on (0: not known). None is an empty value."""

    key: str
    value: Scalar | tuple[Scalar, ...]
    line: int


ANSWERS = Indents(
    what="a file of answers",
    wrapper="answers",
    deepest=3,
    about="Answers are a flat list of keys, each with one value or a list of values.",
    slug="answers_file",
)


def read_document(name: str, data: bytes) -> tuple[GivenEntry, ...]:
    """Read the keys and values of a file of answers.

    The answers may also stand under a key `answers`, as they do in the advice that `advise --json` writes.

    Args:
        name: the file's name, for messages and to tell JSON from YAML.
        data: what the file holds.

    Raises:
        UsageFailure: it is not a flat mapping, or not the kind of text it should be.
    """
    source = Origin(name, ANSWERS)
    root = _read(source, data)
    return () if root.value is None else _entries(source, _unwrapped(source, _mapping(source, root)))


def read_list(name: str, data: bytes, layout: Indents) -> tuple[tuple[GivenEntry, ...], ...]:
    """Read a file that lists flat mappings, on its own or under the key of the layout.

    Args:
        name: the file's name, for messages and to tell JSON from YAML.
        data: what the file holds.
        layout: what the file should look like.

    Raises:
        UsageFailure: it is not such a list, or not the kind of text it should be.
    """
    source = Origin(name, layout)
    root = _read(source, data)
    if isinstance(root.value, dict):
        root = _held(source, root.value)
    if root.value is None:
        return ()
    if not isinstance(root.value, tuple):
        refuse(source, root.line, f"the file holds {_kind(root)} where a list belongs.")
    return tuple(_entries(source, _mapping(source, item)) for item in root.value)


def _read(source: Origin, data: bytes) -> FileNode:
    text = _decoded(source, data)
    if not text.strip():
        return FileNode(None, 0)
    is_json = (
        source.name.lower().endswith(".json") or text.lstrip().startswith("{") or _QUOTED_KEY.match(text)
    )
    return read_json(source, text) if is_json else read_yaml(source, text)


def _entries(source: Origin, mapping: dict[str, FileNode]) -> tuple[GivenEntry, ...]:
    return tuple(GivenEntry(key, _flat(source, key, node), node.line) for key, node in mapping.items())


def _decoded(source: Origin, data: bytes) -> str:
    """Return a file as text.

    Raises:
        UsageFailure: it is over 1 MiB, not in UTF-8, or holds a control character.
    """
    if len(data) > _LARGEST:
        problem = f"the file is over 1 MiB; {source.layout.what} is far smaller."
        refuse(source, 0, problem, "Is it the right file?")
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:2]:
        refuse(source, 0, "the file is in UTF-16.", SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        refuse(source, line, "the file is not text in UTF-8.", SAVE_AS)
    control = CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        refuse(source, line, f"the file holds a control character, {quoted(control.group())}.", SAVE_AS)
    return text


def _kind(node: FileNode) -> str:
    if node.value is None:
        return "nothing"
    return "a list" if isinstance(node.value, tuple) else "keys" if node.value == {} else "a single text"


def _mapping(source: Origin, node: FileNode) -> dict[str, FileNode]:
    if not isinstance(node.value, dict):
        refuse(source, node.line, f"the file holds {_kind(node)} where keys with values belong.")
    return node.value


def _held(source: Origin, root: dict[str, FileNode]) -> FileNode:
    """Return what stands under the key of the layout, which must stand alone."""
    wrapper = source.layout.wrapper
    others = [key for key in root if key != wrapper]
    if others:
        hint = nearest(others[0], (wrapper,)) or source.layout.about
        refuse(source, root[others[0]].line, f"{quoted(others[0])} is not a key here.", hint)
    return root[wrapper] if root else FileNode(None, 0)


def _unwrapped(source: Origin, root: dict[str, FileNode]) -> dict[str, FileNode]:
    wrapper = root.get(source.layout.wrapper)
    if wrapper is None or not isinstance(wrapper.value, dict):
        return root
    schema = root.get("schema")
    ours = schema is not None and isinstance(schema.value, str) and schema.value.startswith("casemgr.")
    beside = [key for key in root if key != source.layout.wrapper]
    if beside and not ours:
        line = root[beside[0]].line
        refuse(
            source, line, f'{quoted(beside[0])} stands beside "answers".', 'Move every key under "answers".'
        )
    return wrapper.value


def _flat(source: Origin, key: str, node: FileNode) -> Scalar | tuple[Scalar, ...]:
    if isinstance(node.value, dict):
        refuse(source, node.line, f"{quoted(key)} holds keys of its own.")
    if not isinstance(node.value, tuple):
        return node.value
    for item in node.value:
        if isinstance(item.value, dict | tuple):
            refuse(source, item.line or node.line, f"the list {quoted(key)} holds more than plain values.")
    return tuple(item.value for item in node.value if not isinstance(item.value, dict | tuple))
