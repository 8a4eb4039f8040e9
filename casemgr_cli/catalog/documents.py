"""Answers and offers as somebody's file holds them, in YAML or JSON, read with distrust.

Nothing is built that was not asked for: YAML is read event by event, without anchors, aliases, tags or depth,
and JSON's numbers stay text until a fact's type casts them.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, NoReturn

import yaml
from msgspec import Struct

from casemgr_cli.catalog.marked import TextLoader, too_deep
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import brief_path, quoted

_Events = Iterator[yaml.Event]


_LARGEST = 1 << 20
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_QUOTED_KEY = re.compile(r"\s*\[\s*\{\s*\"")


class FileForm(Struct, frozen=True):
    """What a file should look like: what it is in words, the key that may hold everything, how deep it may
    go, what to say of it, and the slug of what goes wrong.
    """

    what: str
    wrapper: str
    deepest: int
    about: str
    slug: str


_Scalar = str | None


class _Origin(Struct, frozen=True):
    """The file that is read, by its name, and what it should look like."""

    name: str
    layout: FileForm


class _FileNode(Struct, frozen=True):
    """A value of a file and the line it stands on; 0 when that is not known. An empty value is None."""

    value: "_Scalar | tuple[_FileNode, ...] | dict[str, _FileNode]"
    line: int


class GivenEntry(Struct, frozen=True):
    """One key with its value as typed, and the line it stands on (0: not known). None is an empty value."""

    key: str
    value: _Scalar | tuple[_Scalar, ...]
    line: int


_ANSWERS = FileForm(
    what="a file of answers",
    wrapper="answers",
    deepest=3,
    about="Answers are a flat list of keys, each with one value or a list of values.",
    slug="answers_file",
)


def read_document(name: str, data: bytes) -> tuple[GivenEntry, ...]:
    """Read the keys and values of a file of answers; its name tells JSON from YAML.

    The answers may also stand under a key `answers`, as they do in the advice that `advise --json` writes.

    Raises:
        UsageFailure: it is not a flat mapping, or not the kind of text it should be.
    """
    source = _Origin(name, _ANSWERS)
    root = _read(source, data)
    return () if root.value is None else _entries(source, _unwrapped(source, _mapping(source, root)))


def read_list(name: str, data: bytes, layout: FileForm) -> tuple[tuple[GivenEntry, ...], ...]:
    """Read a file that lists flat mappings, on its own or under the key of the layout.

    Raises:
        UsageFailure: it is not such a list, or not the kind of text it should be.
    """
    source = _Origin(name, layout)
    root = _read(source, data)
    if isinstance(root.value, dict):
        root = _held(source, root.value)
    if root.value is None:
        return ()
    if not isinstance(root.value, tuple):
        _refuse(source, root.line, f"the file holds {_kind(root)} where a list belongs.")
    return tuple(_entries(source, _mapping(source, item)) for item in root.value)


def _read(source: _Origin, data: bytes) -> _FileNode:
    text = _decoded(source, data)
    if not text.strip():
        return _FileNode(None, 0)
    is_json = (
        source.name.lower().endswith(".json") or text.lstrip().startswith("{") or _QUOTED_KEY.match(text)
    )
    return _read_json(source, text) if is_json else _read_yaml(source, text)


def _entries(source: _Origin, mapping: dict[str, _FileNode]) -> tuple[GivenEntry, ...]:
    return tuple(GivenEntry(key, _flat(source, key, node), node.line) for key, node in mapping.items())


def _decoded(source: _Origin, data: bytes) -> str:
    """Return a file as text.

    Raises:
        UsageFailure: it is over 1 MiB, not in UTF-8, or holds a control character.
    """
    if len(data) > _LARGEST:
        problem = f"the file is over 1 MiB; {source.layout.what} is far smaller."
        _refuse(source, 0, problem, "Is it the right file?")
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:2]:
        _refuse(source, 0, "the file is in UTF-16.", _SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        _refuse(source, line, "the file is not text in UTF-8.", _SAVE_AS)
    control = _CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        _refuse(source, line, f"the file holds a control character, {quoted(control.group())}.", _SAVE_AS)
    return text


def _kind(node: _FileNode) -> str:
    if node.value is None:
        return "nothing"
    return "a list" if isinstance(node.value, tuple) else "keys" if node.value == {} else "a single text"


def _mapping(source: _Origin, node: _FileNode) -> dict[str, _FileNode]:
    if not isinstance(node.value, dict):
        _refuse(source, node.line, f"the file holds {_kind(node)} where keys with values belong.")
    return node.value


def _held(source: _Origin, root: dict[str, _FileNode]) -> _FileNode:
    """Return what stands under the key of the layout, which must stand alone."""
    wrapper = source.layout.wrapper
    others = [key for key in root if key != wrapper]
    if others:
        hint = nearest(others[0], (wrapper,)) or source.layout.about
        _refuse(source, root[others[0]].line, f"{quoted(others[0])} is not a key here.", hint)
    return root[wrapper] if root else _FileNode(None, 0)


def _unwrapped(source: _Origin, root: dict[str, _FileNode]) -> dict[str, _FileNode]:
    wrapper = root.get(source.layout.wrapper)
    if wrapper is None or not isinstance(wrapper.value, dict):
        return root
    schema = root.get("schema")
    ours = schema is not None and isinstance(schema.value, str) and schema.value.startswith("casemgr.")
    beside = [key for key in root if key != source.layout.wrapper]
    if beside and not ours:
        line = root[beside[0]].line
        _refuse(
            source, line, f'{quoted(beside[0])} stands beside "answers".', 'Move every key under "answers".'
        )
    return wrapper.value


def _flat(source: _Origin, key: str, node: _FileNode) -> _Scalar | tuple[_Scalar, ...]:
    if isinstance(node.value, dict):
        _refuse(source, node.line, f"{quoted(key)} holds keys of its own.")
    if not isinstance(node.value, tuple):
        return node.value
    for item in node.value:
        if isinstance(item.value, dict | tuple):
            _refuse(source, item.line or node.line, f"the list {quoted(key)} holds more than plain values.")
    return tuple(item.value for item in node.value if not isinstance(item.value, dict | tuple))


_NULLS = ("", "~", "null", "Null", "NULL")
_COLON = re.compile(r"\s*:")
_SAVE_AS = "Save it as plain text in UTF-8."


def place(name: str, line: int) -> str:
    """Return where in a file something stands, in words."""
    return f"{brief_path(name)}, line {line}" if line else brief_path(name)


def _refuse(source: _Origin, line: int, problem: str, hint: str = "") -> NoReturn:
    """Raise with the place in the file; without a hint, say what the file should look like."""
    message = f"{place(source.name, line)}: {problem}"
    raise UsageFailure(message, hint=hint or source.layout.about, slug=source.layout.slug)


def _read_yaml(source: _Origin, text: str) -> _FileNode:
    """Return the root of a YAML file.

    Raises:
        UsageFailure: it is not YAML, or holds what could do harm.
    """
    events: _Events = (event for event in yaml.parse(text, Loader=TextLoader))
    try:
        first = _skip(events, yaml.StreamStartEvent, yaml.DocumentStartEvent)
        if isinstance(first, yaml.StreamEndEvent):
            return _FileNode(None, 0)
        root = _build(source, events, first, 1)
        after = _skip(events, yaml.DocumentEndEvent)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
        if too_deep(error):
            _refuse(source, line, "the file is nested too deeply.")
        _refuse(source, line, f"not valid YAML at column {column}: {error.problem}.", _yaml_hint(text, line))
    except (yaml.YAMLError, ValueError, OverflowError):
        _refuse(source, 0, "not valid YAML.", _SAVE_AS)
    if not isinstance(after, yaml.StreamEndEvent):
        _refuse(source, _line(after), 'a second document starts here ("---").')
    return root


def _yaml_hint(text: str, line: int) -> str:
    lines = text.splitlines()[:line]
    if lines and lines[-1].lstrip(" ").startswith("\t"):
        return "Indent with spaces, not tabs."
    return 'Write each answer on its own line, as "key: value"; put quotes around a value with special marks.'


def _skip(events: _Events, *kinds: type[yaml.Event]) -> yaml.Event:
    event = next(events)
    while isinstance(event, kinds):
        event = next(events)
    return event


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 0


def _build(source: _Origin, events: _Events, event: yaml.Event, depth: int) -> _FileNode:
    line = _line(event)
    _refuse_tricks(source, event, line)
    if isinstance(event, yaml.ScalarEvent):
        empty = not event.style and event.value in _NULLS
        return _FileNode(None if empty else event.value, line)
    if depth > source.layout.deepest:
        _refuse(source, line, "the file is nested too deeply.")
    if isinstance(event, yaml.SequenceStartEvent):
        return _FileNode(tuple(_items(source, events, depth)), line)
    return _FileNode(_pairs(source, events, depth), line)


def _items(source: _Origin, events: _Events, depth: int) -> "Iterator[_FileNode]":
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        yield _build(source, events, event, depth + 1)


def _pairs(source: _Origin, events: _Events, depth: int) -> dict[str, _FileNode]:
    pairs: dict[str, _FileNode] = {}
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
        pairs[event.value] = _FileNode(node.value, line)
    return pairs


def _refuse_tricks(source: _Origin, event: yaml.Event, line: int) -> None:
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        _refuse(source, line, 'anchors ("&") and aliases ("*") are not allowed.', "Write the value out.")
    if getattr(event, "tag", None):
        _refuse(source, line, 'tags ("!") are not allowed.', "Write the value without the tag.")


def _read_json(source: _Origin, text: str) -> _FileNode:
    """Return the root of a JSON file.

    Raises:
        UsageFailure: it is not JSON.
    """

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
        hint = (
            'A .json file, and one that starts with "{", is read as JSON: keys and texts need double quotes.'
        )
        _refuse(source, error.lineno, f"not valid JSON at column {error.colno}: {error.msg}.", hint)
    except RecursionError:
        _refuse(source, 0, "the file is nested too deeply.")
    return _from_json(_Keys(text), raw, source.layout.deepest)


class _Keys:
    """Finds the lines of JSON's keys, which its reader does not tell. They come in the order of the text."""

    def __init__(self, text: str) -> None:
        self._text, self._at, self._line = text, 0, 1

    def line(self, key: str) -> int:
        """Return the line of the next key; 0 from the first one on that is written in another way."""
        start = self._next(json.dumps(key, ensure_ascii=False)) if self._line else -1
        self._line += self._text.count("\n", self._at, start) if start >= 0 else -self._line
        self._at = max(start + 1, self._at)
        return self._line

    def _next(self, quoted_key: str) -> int:
        start = self._text.find(quoted_key, self._at)
        while start >= 0 and not _COLON.match(self._text, start + len(quoted_key)):
            start = self._text.find(quoted_key, start + 1)
        return start


def _from_json(keys: _Keys, raw: Any, depth: int) -> _FileNode:  # noqa: ANN401
    if isinstance(raw, dict) and depth:
        pairs = {}
        for key, value in raw.items():
            line = keys.line(key)
            pairs[key] = _FileNode(_from_json(keys, value, depth - 1).value, line)
        return _FileNode(pairs, min((node.line for node in pairs.values()), default=0))
    if isinstance(raw, list) and depth:
        return _FileNode(tuple(_from_json(keys, item, depth - 1) for item in raw), 0)
    if isinstance(raw, dict | list):
        return _FileNode({}, 0)
    return _FileNode(("yes" if raw else "no") if isinstance(raw, bool) else raw, 0)
