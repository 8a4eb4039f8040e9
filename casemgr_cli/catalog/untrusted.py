"""Files of others read with distrust: every value with its line, every trick refused before it can harm.

A first pass over the parser's events stops at the first anchor, alias, tag or excessive depth; only then is
YAML composed into nodes, so neither an alias bomb nor nested brackets can harm. Data files become nodes to be
checked; answers and offers, in YAML or JSON, become keys and texts, which a fact's type casts.
"""

from __future__ import annotations

import json
import re
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NoReturn

import yaml
from msgspec import Struct

from casemgr_cli.catalog.answers import GivenEntry
from casemgr_cli.catalog.files import Problem
from casemgr_cli.errors import UsageFailure, nearest
from casemgr_cli.text import place, quoted

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from yaml import BaseLoader
elif yaml.__with_libyaml__:
    from yaml import CBaseLoader as BaseLoader
else:
    from yaml import BaseLoader

_LARGEST, _LARGEST_GIVEN = 5_000_000, 1 << 20
_DEEPEST = 30
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_DEEPER = (yaml.MappingStartEvent, yaml.SequenceStartEvent)
_SHALLOWER = (yaml.MappingEndEvent, yaml.SequenceEndEvent)
_TOO_DEEP = "the file is nested too deeply."
_SAVE_AS = "Save it as plain text in UTF-8."
_TABS = "The line begins with a tab: indent with spaces, not tabs."
_LAYOUT = 'Write each value on its own line, as "key: value"; put quotes around one with special marks.'
_JSON = 'A .json file, and one that starts with "{", is read as JSON: keys and texts need double quotes.'


class _Refused(Exception):
    """Why a file is not read: the line (0: not known), what is wrong with it, and what to do."""

    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


class _TextLoader(BaseLoader):
    """Leaves every scalar a text; resolving tags would double the time."""

    def resolve(self, *_: object) -> str:
        """Give every node the same tag."""
        return ""

    def descend_resolver(self, *_: object) -> None:
        """Keep no path: no tag depends on it."""

    def ascend_resolver(self) -> None:
        """Keep no path: no tag depends on it."""


def read_marked(directory: Path, name: str) -> yaml.MappingNode | Problem:
    """Return the root of a data file, or the problem that keeps it from being read."""
    path = directory / name
    try:
        if path.stat().st_size > _LARGEST:
            return Problem(name, None, "", "The file is too large: more than 5 MB.")
        root = _root(_text(path.read_bytes()), _DEEPEST)
    except FileNotFoundError:
        return Problem(name, None, "", "The file is missing.", "Copy the whole data folder.")
    except OSError as error:
        return Problem(name, None, "", f"The file cannot be read: {error.strerror}.")
    except _Refused as found:
        message = found.message[:1].upper() + found.message[1:]
        return Problem(name, found.line or None, "", message, found.hint)
    if not isinstance(root, yaml.MappingNode):
        return Problem(name, 1, "", "The file must hold sections, such as sources:.")
    return root


def line_of(node: yaml.Node) -> int:
    """Return the line a node starts on, counted from 1."""
    return node.start_mark.line + 1 if node.start_mark else 1


def parse(content: bytes) -> Any:  # noqa: ANN401
    """Return what a YAML file read in trust holds: mappings, lists and strings.

    Raises:
        ValueError: it is not YAML.
    """
    try:
        node = yaml.compose(content, Loader=_TextLoader)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
    return {} if node is None else plain(node)


def plain(node: yaml.Node) -> Any:  # noqa: ANN401
    """Return a node as a mapping, a list or a string."""
    if isinstance(node, yaml.ScalarNode):
        return node.value
    if isinstance(node, yaml.MappingNode):
        return {key.value: plain(value) for key, value in node.value}
    return [plain(item) for item in node.value]


def _text(data: bytes) -> str:
    if data.startswith(_UTF16_MARKS) or b"\0" in data[:2]:
        raise _Refused(0, "the file is in UTF-16, not text in UTF-8.", _SAVE_AS)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _Refused(line, "the file is not text in UTF-8.", _SAVE_AS) from error
    control = _CONTROLS.search(text)
    if control:
        line = text.count("\n", 0, control.start()) + 1
        raise _Refused(line, f"there is a control character here: {quoted(control.group())}.", _SAVE_AS)
    return text


def _root(text: str, deepest: int) -> yaml.Node | None:
    """Return the root of a YAML text, None for an empty one."""
    try:
        _refuse_tricks(text, deepest)
        root: yaml.Node | None = yaml.compose(text, Loader=_TextLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, column = (mark.line + 1, f" at column {mark.column + 1}") if mark else (0, "")
        # Newer parsers give up while they look ahead, before levels are counted.
        if "nesting depth" in (error.problem or ""):
            raise _Refused(line, _TOO_DEEP) from error
        here = "".join(text.splitlines()[:line][-1:])
        hint = _TABS if here.lstrip(" ").startswith("\t") else _LAYOUT
        raise _Refused(line, f"this is not valid YAML{column}: {error.problem}.", hint) from error
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        raise _Refused(0, "this is not valid YAML.", _SAVE_AS) from error
    return root


def _refuse_tricks(text: str, deepest: int) -> None:
    depth = documents = 0
    for event in yaml.parse(text, Loader=_TextLoader):
        line = event.start_mark.line + 1 if event.start_mark else 0
        depth += isinstance(event, _DEEPER) - isinstance(event, _SHALLOWER)
        documents += isinstance(event, yaml.DocumentStartEvent)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _Refused(line, 'anchors ("&") and aliases ("*") are not allowed.', "Write the value out.")
        if getattr(event, "tag", None):
            raise _Refused(line, 'tags ("!") are not allowed.', "Write the value without the tag, in quotes.")
        if depth > deepest:
            raise _Refused(line, _TOO_DEEP)
        if documents > 1:
            raise _Refused(line, 'a second document starts here ("---").', "Keep one in a file.")


class FileForm(Struct, frozen=True):
    """What a file should look like: what it is in words, the key that may hold everything, how deep it may
    go, what to say of it, and the slug of what goes wrong.
    """

    what: str
    wrapper: str
    deepest: int
    about: str
    slug: str


_ANSWERS = FileForm(
    what="a file of answers",
    wrapper="answers",
    deepest=3,
    about="Answers are a flat list of keys, each with one value or a list of values.",
    slug="answers_file",
)
_NULLS = ("", "~", "null", "Null", "NULL")
_QUOTED_KEY = re.compile(r"\s*\[\s*\{\s*\"")
_COLON = re.compile(r"\s*:")


class _Value(Struct, frozen=True):
    """A value of a file and the line it stands on; 0 when that is not known. An empty value is None."""

    value: str | tuple[_Value, ...] | dict[str, _Value] | None
    line: int


def read_document(name: str, data: bytes) -> tuple[GivenEntry, ...]:
    """Read the keys and values of a file of answers; its name tells JSON from YAML.

    The answers may also stand under a key `answers`, as they do in the advice that `advise --json` writes.
    """
    with _placed(name, _ANSWERS):
        root = _read(name, data, _ANSWERS)
        return () if root.value is None else _entries(_unwrapped(_mapping(root)))


def read_list(name: str, data: bytes, form: FileForm) -> tuple[tuple[GivenEntry, ...], ...]:
    """Read a file that lists flat mappings, on its own or under the key of the form.

    Raises:
        UsageFailure: it is not such a list, or not the kind of text it should be.
    """
    with _placed(name, form):
        root = _read(name, data, form)
        if isinstance(root.value, dict):
            root = _held(root.value, form)
        if root.value is None:
            return ()
        if not isinstance(root.value, tuple):
            raise _Refused(root.line, f"the file holds {_kind(root)} where a list belongs.")
        return tuple(_entries(_mapping(item)) for item in root.value)


@contextmanager
def _placed(name: str, form: FileForm) -> Iterator[None]:
    """Say where in the file something is wrong, and without a hint what the file should look like."""
    try:
        yield
    except _Refused as found:
        message = f"{place(name, found.line)}: {found.message}"
        raise UsageFailure(message, hint=found.hint or form.about, slug=form.slug) from found


def _read(name: str, data: bytes, form: FileForm) -> _Value:
    if len(data) > _LARGEST_GIVEN:
        raise _Refused(0, f"the file is over 1 MiB; {form.what} is far smaller.", "Is it the right file?")
    text = _text(data)
    looks_so = text.lstrip().startswith("{") or _QUOTED_KEY.match(text)
    if text.strip() and (looks_so or name.lower().endswith(".json")):
        return _from_json(_Keys(text), _json(text), form.deepest)
    root = _root(text, form.deepest)
    return _Value(None, 0) if root is None else _from_yaml(root, line_of(root))


def _entries(mapping: dict[str, _Value]) -> tuple[GivenEntry, ...]:
    return tuple(GivenEntry(key, _flat(key, node), node.line) for key, node in mapping.items())


def _kind(node: _Value) -> str:
    if node.value is None:
        return "nothing"
    return "a list" if isinstance(node.value, tuple) else "keys" if node.value == {} else "a single text"


def _mapping(node: _Value) -> dict[str, _Value]:
    if not isinstance(node.value, dict):
        raise _Refused(node.line, f"the file holds {_kind(node)} where keys with values belong.")
    return node.value


def _held(root: dict[str, _Value], form: FileForm) -> _Value:
    """Return what stands under the key of the form, which must stand alone."""
    other = next((key for key in root if key != form.wrapper), None)
    if other is not None:
        near = nearest(other, (form.wrapper,))
        raise _Refused(root[other].line, f"{quoted(other)} is not a key here.", near)
    return root[form.wrapper] if root else _Value(None, 0)


def _unwrapped(root: dict[str, _Value]) -> dict[str, _Value]:
    wrapper = root.get(_ANSWERS.wrapper)
    if wrapper is None or not isinstance(wrapper.value, dict):
        return root
    schema = root.get("schema")
    ours = schema is not None and isinstance(schema.value, str) and schema.value.startswith("casemgr.")
    beside = next((key for key in root if key != _ANSWERS.wrapper), None)
    if beside is not None and not ours:
        message = f'{quoted(beside)} stands beside "answers".'
        raise _Refused(root[beside].line, message, 'Move every key under "answers".')
    return wrapper.value


def _flat(key: str, node: _Value) -> str | tuple[str | None, ...] | None:
    if isinstance(node.value, dict):
        raise _Refused(node.line, f"{quoted(key)} holds keys of its own.")
    if not isinstance(node.value, tuple):
        return node.value
    for item in node.value:
        if isinstance(item.value, dict | tuple):
            raise _Refused(item.line or node.line, f"the list {quoted(key)} holds more than plain values.")
    return tuple(item.value for item in node.value if not isinstance(item.value, dict | tuple))


def _from_yaml(node: yaml.Node, line: int) -> _Value:
    if isinstance(node, yaml.ScalarNode):
        return _Value(None if not node.style and node.value in _NULLS else node.value, line)
    if isinstance(node, yaml.SequenceNode):
        return _Value(tuple(_from_yaml(item, line_of(item)) for item in node.value), line)
    pairs: dict[str, _Value] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise _Refused(line_of(key), "a key must be a plain word.")
        if key.value in pairs:
            message = f"{quoted(key.value)} is there twice, first on line {pairs[key.value].line}."
            raise _Refused(line_of(key), message, "Keep one.")
        pairs[key.value] = _from_yaml(value, line_of(key))
    return _Value(pairs, line)


def _json(text: str) -> Any:  # noqa: ANN401
    """Return what a JSON text holds; numbers stay as they were typed."""

    def pairs(found: list[tuple[str, Any]]) -> dict[str, Any]:
        seen: dict[str, Any] = {}
        for key, value in found:
            if key in seen:
                root = None
                with suppress(_Refused):  # JSON is YAML too, whose reader tells of lines
                    root = _root(text.replace("\t", " "), _DEEPEST)
                if root is not None:
                    _from_yaml(root, 1)
                raise _Refused(0, f"{quoted(key)} is there twice.", "Keep one.")
            seen[key] = value
        return seen

    def constant(name: str) -> NoReturn:
        raise _Refused(0, f"{name} is not a number JSON knows.", 'Write "unknown" for what is not known.')

    try:
        return json.loads(
            text, object_pairs_hook=pairs, parse_int=str, parse_float=str, parse_constant=constant
        )
    except json.JSONDecodeError as error:
        message = f"not valid JSON at column {error.colno}: {error.msg}."
        raise _Refused(error.lineno, message, _JSON) from error
    except RecursionError as error:
        raise _Refused(0, _TOO_DEEP) from error


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


def _from_json(keys: _Keys, raw: Any, depth: int) -> _Value:  # noqa: ANN401
    if isinstance(raw, dict) and depth:
        pairs = {}
        for key, value in raw.items():
            line = keys.line(key)
            pairs[key] = _Value(_from_json(keys, value, depth - 1).value, line)
        return _Value(pairs, min((node.line for node in pairs.values()), default=0))
    if isinstance(raw, list) and depth:
        return _Value(tuple(_from_json(keys, item, depth - 1) for item in raw), 0)
    if isinstance(raw, dict | list):
        return _Value({}, 0)
    return _Value(("yes" if raw else "no") if isinstance(raw, bool) else raw, 0)
