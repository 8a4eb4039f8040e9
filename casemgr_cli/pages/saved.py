"""Advice that was saved as a JSON document: reading it, and what has changed since.

Advice follows from the answers, the day and the data files alone, so a saved document is planned again for
its own day. Only what a reader acts on is compared by name; anything else that differs is said to differ.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Literal

import msgspec
from msgspec import Struct

from casemgr_cli.catalog.answers import accept, known_fact
from casemgr_cli.domain.facts import Fact, Value
from casemgr_cli.domain.figures import Span
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.blocks import Page, Paragraph
from casemgr_cli.pages.certs import verdict_text
from casemgr_cli.pages.tools import bullets
from casemgr_cli.pages.words import Words
from casemgr_cli.text import quoted

_KIND = "casemgr.advice/"
_VERSION = 1
# Years that a plan can be made in; months and years are counted on from them.
_YEARS = range(2000, 2200)
# The longest advice takes a little over one MiB.
_MOST = 4 << 20
_SLUG = "not_advice"
_WRITE_ONE = 'Write one with "casemgr advise --json -o FILE".'


class _Clocks(Struct, frozen=True):
    """Months to the first job, by the rules alone (null: a rule is open) and as employers usually hire."""

    earliest: int | None
    typical: int


class _SavedPay(Struct, frozen=True):
    """Pay a year in US dollars."""

    start: int | None
    experienced: int | None


class _SavedRoute(Struct, frozen=True):
    """What a reader acts on in a route."""

    id: str
    title: str
    months_to_first_job: _Clocks
    months_to_certified: int | None
    cost: Span
    pay: _SavedPay


class SavedVerdict(Struct, frozen=True):
    """Where somebody stands with a certification."""

    id: str
    verdict: Literal["held", "eligible", "not_yet", "needs_credential", "unknown"]
    months_needed: int | None
    short: str = ""


class _Saved(Struct, frozen=True):
    """The parts of an advice document that it is planned from and compared by."""

    today: date
    answers: dict[str, str | int | float | bool | list[str]]
    recommended: str | None
    routes: tuple[_SavedRoute, ...]
    certifications: tuple[SavedVerdict, ...]

    @property
    def best(self) -> _SavedRoute | None:
        """The recommended route."""
        return next((route for route in self.routes if route.id == self.recommended), None)


def read_document(name: str, content: bytes) -> dict[str, Any]:
    """Return a document of advice, as `casemgr advise --json` writes it.

    Raises:
        UsageFailure: it is too large, no JSON, another document or one of a newer version.
    """
    if len(content) > _MOST:
        raise _not(name, "is larger than any advice", _WRITE_ONE)
    if not content.strip():
        raise _not(name, "is empty", _WRITE_ONE)
    try:
        document = msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        if len(content.splitlines()) > 1 and _is_document(content.splitlines()[0]):
            hint = "Say which line to show, for example --line 1."
            raise _not(name, "holds several documents, one a line", hint) from error
        raise _not(name, f"is not JSON ({error})", _WRITE_ONE) from error
    found = document.get("schema") if isinstance(document, dict) else None
    if not isinstance(found, str) or not found.startswith(_KIND):
        what = (
            f"is a document of another kind, {quoted(found)}" if isinstance(found, str) else "has no advice"
        )
        raise _not(name, what, _WRITE_ONE)
    if found != f"{_KIND}{_VERSION}":
        raise _not(
            name, f"was written by a newer casemgr ({quoted(found)})", "Update casemgr, then try again."
        )
    return dict(document)


def read_saved(name: str, document: Mapping[str, Any]) -> _Saved:
    """Return the parts of a document of advice that matter here.

    Raises:
        UsageFailure: a part is missing or is not what it should be; the message says where.
    """
    try:
        saved = msgspec.convert(document, _Saved)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _not(name, f"is not whole: {error}", _WRITE_ONE) from error
    if saved.today.year not in _YEARS:
        raise _not(name, f"has a day that no plan starts on, {saved.today.isoformat()}", _WRITE_ONE)
    return saved


def saved_answers(name: str, saved: _Saved, facts: Mapping[str, Fact]) -> dict[str, Value]:
    """Return the answers of saved advice, each checked as if it had been given today.

    Raises:
        UsageFailure: the questionnaire does not know a key or a value any more; the hint names the nearest.
    """
    answers: dict[str, Value] = {}
    for key, raw in saved.answers.items():
        try:
            answers[key] = accept(known_fact(key, facts), raw)
        except UsageFailure as error:
            raise UsageFailure(
                f"{name}, answers: {error.message}", hint=error.hint, slug=error.slug
            ) from None
    return answers


def changes(old: Mapping[str, Any], new: Mapping[str, Any], words: Words) -> tuple[str, ...]:
    """Return in words what differs between a saved document and the one planned again; empty if nothing does.

    Keys that a newer version adds are no difference.
    """
    before, after = msgspec.convert(old, _Saved), msgspec.convert(new, _Saved)
    told = [*_route_changes(before.best, after.best, words), *_verdict_changes(before, after, words)]
    # What would change the advice was worked out on demand, and follows from the rest.
    if not told and _differs({key: value for key, value in old.items() if key != "would_change"}, new):
        told.append(words("saved.details"))
    return tuple(told)


def with_note(page: Page, saved_on: date, changed: tuple[str, ...], words: Words) -> Page:
    """Return the page with a note below its title that says what changed; the same page if nothing did."""
    if not changed:
        return page
    title, *rest = page
    return (title, Paragraph(note_text(saved_on, words), tone="strong"), *bullets(changed), *rest)


def note_text(saved_on: date, words: Words) -> str:
    """Return the sentence that says that something changed since a day."""
    return words("saved.changed", day=words.day(saved_on.isoformat()))


def _route_changes(before: _SavedRoute | None, after: _SavedRoute | None, words: Words) -> Iterator[str]:
    """Yield what differs between the ways recommended then and now."""
    if (before and before.id) != (after and after.id):
        titles = [route.title if route else words("saved.none") for route in (before, after)]
        yield words("saved.recommended", before=titles[0], after=titles[1])
    if before and after:
        old, new = _figures(before, words), _figures(after, words)
        for key in old:
            if old[key] != new[key]:
                yield words("saved.item", what=words(f"saved.{key}"), before=old[key], after=new[key])


def _figures(route: _SavedRoute, words: Words) -> dict[str, str]:
    months, earliest = route.months_to_certified, route.months_to_first_job.earliest
    return {
        "first_job": words.wait(route.months_to_first_job.typical),
        "by_rules": words("amount.unknown") if earliest is None else words.wait(earliest),
        "certified": words("saved.none") if months is None else words.wait(months),
        "cost": words.money_span(route.cost),
        "start": words.money(route.pay.start),
        "middle": words.money(route.pay.experienced),
    }


def _verdict_changes(before: _Saved, after: _Saved, words: Words) -> Iterator[str]:
    old = {verdict.id: verdict for verdict in before.certifications}
    for verdict in after.certifications:
        was = old.get(verdict.id)
        if was and (was.verdict, was.months_needed) != (verdict.verdict, verdict.months_needed):
            yield words(
                "saved.item",
                what=verdict.short or verdict.id,
                before=verdict_text(was.verdict, was.months_needed, words),
                after=verdict_text(verdict.verdict, verdict.months_needed, words),
            )


def _differs(old: Any, new: Any) -> bool:  # noqa: ANN401  any JSON value
    if isinstance(old, dict) and isinstance(new, dict):
        return any(key not in new or _differs(value, new[key]) for key, value in old.items())
    if isinstance(old, list) and isinstance(new, list):
        return len(old) != len(new) or any(_differs(*pair) for pair in zip(old, new, strict=True))
    return bool(old != new)


def _is_document(line: bytes) -> bool:
    try:
        return isinstance(msgspec.json.decode(line), dict)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _not(name: str, problem: str, hint: str) -> UsageFailure:
    return UsageFailure(f"{name} {problem}.", hint=hint, slug=_SLUG)
