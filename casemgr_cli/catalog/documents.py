"""Answers as somebody's file holds them: a flat mapping in YAML or JSON, read with distrust.

Such a file may come from anywhere, so nothing is built that was not asked for: YAML is read event by
event, without anchors, aliases, tags or depth, and JSON's numbers stay text until a fact's type casts them.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from msgspec import Struct

from casemgr_cli.catalog.trees import TextLoader
from casemgr_cli.catalog.wording import clean_path, quoted
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

    Events = Iterator[yaml.Event]

LARGEST = 1 << 20
DEEPEST = 3
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
NULLS = ("", "~", "null", "Null", "NULL")
WRAPPER = "answers"
SAVE_AS = "Save it as plain text in UTF-8."
FLAT = "Answers are a flat list of keys, each with one value or a list of values."

Scalar = str | None


class Entry(Struct, frozen=True):
    """One key with its value as typed, and the line it stands on (0: not known). None is an empty value."""

    key: str
    value: Scalar | tuple[Scalar, ...]
    line: int


class _Node(Struct, frozen=True):
    value: Scalar | tuple[_Node, ...] | dict[str, _Node]
    line: int


def read_document(source: str, data: bytes) -> tuple[Entry, ...]:
    """Read the keys and values of a file of answers.

    The answers may also stand under a key `answers`, as they do in the advice that `advise --json` writes.

    Args:
        source: the file's name, for messages and to tell JSON from YAML.
        data: what the file holds.

    Raises:
        UsageFailure: it is not a flat mapping, or not the kind of text it should be.
    """
    text = decoded(source, data, "a file of answers")
    if not text.strip():
        return ()
    is_json = source.lower().endswith(".json") or text.lstrip().startswith("{")
    root = _read_json(source, text) if is_json else _read_yaml(source, text)
    if root.value is None:
        return ()
    answers = _unwrapped(source, _mapping(source, root))
    return tuple(Entry(key, _flat(source, key, node), node.line) for key, node in answers.items())


def place(source: str, line: int) -> str:
    """Return where in a file something stands, in words."""
    return f"{clean_path(source)}, line {line}" if line else clean_path(source)


def _refuse(source: str, line: int, problem: str, hint: str = FLAT) -> NoReturn:
    raise UsageFailure(f"{place(source, line)}: {problem}", hint=hint, slug="answers_file")


def decoded(source: str, data: bytes, what: str) -> str:
    """Return a file of `what` as text.

    Raises:
        UsageFailure: it is over 1 MiB, not in UTF-8, or holds a control character.
    """
    if len(data) > LARGEST:
        _refuse(source, 0, f"the file is over 1 MiB; {what} is far smaller.", "Is it the right file?")
    if data.startswith(UTF16_MARKS) or b"\0" in data[:2]:
        _refuse(source, 0, "the file is in UTF-16.", SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(source, line, "the file is not text in UTF-8.", SAVE_AS)
    control = CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        _refuse(source, line, f"the file holds a control character, {quoted(control.group())}.", SAVE_AS)
    return text


def _mapping(source: str, node: _Node) -> dict[str, _Node]:
    if isinstance(node.value, dict):
        return node.value
    what = "a list" if isinstance(node.value, tuple) else "a single text"
    _refuse(source, node.line, f"the file holds {what} where keys with values belong.")


def _unwrapped(source: str, root: dict[str, _Node]) -> dict[str, _Node]:
    wrapper = root.get(WRAPPER)
    if wrapper is None or not isinstance(wrapper.value, dict):
        return root
    schema = root.get("schema")
    ours = schema is not None and isinstance(schema.value, str) and schema.value.startswith("casemgr.")
    beside = [key for key in root if key != WRAPPER]
    if beside and not ours:
        line = root[beside[0]].line
        _refuse(
            source, line, f'{quoted(beside[0])} stands beside "answers".', 'Move every key under "answers".'
        )
    return wrapper.value


def _flat(source: str, key: str, node: _Node) -> Scalar | tuple[Scalar, ...]:
    if isinstance(node.value, dict):
        _refuse(source, node.line, f"{quoted(key)} holds keys of its own.")
    if not isinstance(node.value, tuple):
        return node.value
    for item in node.value:
        if isinstance(item.value, dict | tuple):
            _refuse(source, item.line or node.line, f"the list {quoted(key)} holds more than plain values.")
    return tuple(item.value for item in node.value if not isinstance(item.value, dict | tuple))


def _read_yaml(source: str, text: str) -> _Node:
    events: Events = (event for event in yaml.parse(text, Loader=TextLoader))
    try:
        first = _skip(events, yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(first, yaml.StreamEndEvent):
            return _Node(None, 0)
        root = _build(source, events, first, 1)
        after = _skip(events, yaml.DocumentEndEvent)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        _refuse(source, line, f"not valid YAML at column {column}: {error.problem}.", _yaml_hint(text, line))
    except (yaml.YAMLError, ValueError, OverflowError):
        _refuse(source, 0, "not valid YAML.", SAVE_AS)
    if not isinstance(after, yaml.StreamEndEvent):
        _refuse(source, _line(after), 'a second document starts here ("---").')
    return root


def _yaml_hint(text: str, line: int) -> str:
    lines = text.splitlines()[:line]
    if lines and lines[-1].lstrip(" ").startswith("\t"):
        return "Indent with spaces, not tabs."
    return 'Write each answer on its own line, as "key: value"; put quotes around a value with special marks.'


def _skip(events: Events, *kinds: type[yaml.Event]) -> yaml.Event:
    event = next(events)
    while isinstance(event, kinds):
        event = next(events)
    return event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _build(source: str, events: Events, event: yaml.Event, depth: int) -> _Node:
    line = _line(event)
    _refuse_tricks(source, event, line)
    if isinstance(event, yaml.ScalarEvent):
        empty = not event.style and event.value in NULLS
        return _Node(None if empty else event.value, line)
    if depth > DEEPEST:
        _refuse(source, line, "the file is nested too deeply.")
    if isinstance(event, yaml.SequenceStartEvent):
        return _Node(tuple(_items(source, events, depth)), line)
    return _Node(_pairs(source, events, depth), line)


def _items(source: str, events: Events, depth: int) -> Iterator[_Node]:
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _build(source, events, event, depth + 1)


def _pairs(source: str, events: Events, depth: int) -> dict[str, _Node]:
    pairs: dict[str, _Node] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = _line(event)
        _refuse_tricks(source, event, line)
        if not isinstance(event, yaml.ScalarEvent):
            _refuse(source, line, "a key must be a plain word.")
        if event.value in pairs:
            first = pairs[event.value].line
            _refuse(
                source, line, f"{quoted(event.value)} is there twice, first on line {first}.", "Keep one."
            )
        node = _build(source, events, next(events), depth + 1)
        pairs[event.value] = _Node(node.value, line)
    return pairs


def _refuse_tricks(source: str, event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        _refuse(source, line, 'anchors ("&") and aliases ("*") are not allowed.', "Write the value out.")
    if getattr(event, "tag", None):
        _refuse(source, line, 'tags ("!") are not allowed.', "Write the value without the tag.")


def _read_json(source: str, text: str) -> _Node:
    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in found:
            if key in seen:
                _refuse(source, 0, f"{quoted(key)} is there twice.", "Keep one.")
            seen[key] = value
        return seen

    def constant(name: str) -> NoReturn:
        _refuse(source, 0, f"{name} is not a number JSON knows.", 'Write "unknown" for what is not known.')

    try:
        raw = json.loads(
            text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        hint = 'A file that starts with "{" is read as JSON: keys and texts need double quotes.'
        _refuse(source, error.lineno, f"not valid JSON at column {error.colno}: {error.msg}.", hint)
    except RecursionError:
        _refuse(source, 0, "the file is nested too deeply.")
    return _from_json(text, raw, DEEPEST)


def _from_json(text: str, raw: Any, depth: int) -> _Node:  # noqa: ANN401
    if isinstance(raw, dict) and depth:
        return _Node(
            {key: _with_line(text, key, _from_json(text, value, depth - 1)) for key, value in raw.items()}, 1
        )
    if isinstance(raw, list) and depth:
        return _Node(tuple(_from_json(text, item, depth - 1) for item in raw), 0)
    if isinstance(raw, dict | list):
        return _Node({}, 0)
    return _Node(("yes" if raw else "no") if isinstance(raw, bool) else raw, 0)


def _with_line(text: str, key: str, node: _Node) -> _Node:
    """Add the line of a key, which JSON's reader does not tell; no key is there twice in its mapping."""
    start = max(text.find(f'"{WRAPPER}"'), 0)
    found = re.compile(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:").search(text, start)
    return _Node(node.value, text.count("\n", 0, found.start()) + 1 if found else 0)
