"""A person's résumé: the answers it gives where nobody gave them otherwise, and what is said of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.paths import data_dir
from casemgr_cli.catalog.resume import read_resume
from casemgr_cli.catalog.resume_rules import load_resume_rules
from casemgr_cli.cli import given
from casemgr_cli.domain.facts import Assumption
from casemgr_cli.domain.resume import Imported, LeftOut, Open, Origin, Taken
from casemgr_cli.engine.interview import relevant
from casemgr_cli.engine.resume import answers_of
from casemgr_cli.engine.resume_open import enough, for_this_person
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers, Value

# An answer on the left is about the one on the right, so it is left out when that was given differently.
ABOUT = {
    "background": ("licenses", "field", "enrolled_in"),
    "field": ("education",),
    "degree_year": ("education", "field"),
    "gpa": ("education", "field"),
    "other_degrees": ("education",),
    "license_status": ("licenses",),
}
GIVEN, ANSWERED, NOT_ASKED = "given", "answered", "not_asked"


class Brought(Struct, frozen=True):
    """The answers that a résumé adds, and what to say of them.

    `spare` are those that nobody would be asked for beside the others. They wait until the interview is over,
    which would count them among its questions and ask one less that matters. `least` are the least months of
    counters left open, where nothing hangs on the rest: they stand in while nobody is asked, are `assumed`,
    and are no answers to keep. `notes` are what to say with a question, by key.
    """

    answers: dict[str, Value]
    spare: dict[str, Value]
    said: str
    least: dict[str, int]
    assumed: tuple[Assumption, ...]
    notes: dict[str, str]

    def completed(self, found: Answers) -> dict[str, Value]:
        """Return the answers after the interview with the spare ones that are still about them."""
        all_ = self.answers | self.spare
        changed = {key for key in all_.keys() & found.keys() if found[key] != all_[key]}
        kept = {key: value for key, value in self.spare.items() if not changed & {*ABOUT.get(key, ())}}
        return {**kept, **found}


def bring(  # noqa: PLR0913 - what the run was given; nothing of it belongs together
    catalog: Catalog, file: str, answers: Answers, data: Path | None, today: date, *, assume: bool
) -> Brought:
    """Return what the résumé in a file adds to the answers that there are.

    With `assume`, nobody will be asked for what it leaves open.

    Raises:
        DataInvalid: `resume.yaml` has problems.
        FileFailure: the file cannot be read.
        UsageFailure: it is not a résumé, or something in it is wrong; file and place are named.
    """
    from casemgr_cli.report.view_resume import resume_lines

    rules = load_resume_rules(data_dir(data), catalog.facts, catalog.rules)
    name = "stdin" if file == given.STDIN else file
    content = given.content(file, "résumé", "--import-resume FILE")
    resume = read_resume(name, content, rules.ongoing)
    found = beside(catalog, answers_of(resume, rules, catalog.facts, today), answers)
    known = {**answers, **found.answers}
    least = enough(catalog, known, found.open) if assume else {}
    wanted, words = relevant(catalog, known), given.words(data)
    return Brought(
        answers={key: value for key, value in found.answers.items() if key in wanted},
        spare={key: value for key, value in found.answers.items() if key not in wanted},
        said="\n".join(resume_lines(found, words, least if assume else None)),
        least=least,
        assumed=tuple(Assumption(key, value, words("resume.assumed")) for key, value in least.items()),
        notes={each.key: words("resume.note", least=each.least) for each in found.open if each.least},
    )


def beside(catalog: Catalog, found: Imported, answers: Answers) -> Imported:
    """Return what a résumé gives beside answers that come first, the rest with the reason why not."""
    known: dict[str, Value] = dict(answers)
    taken: list[Taken] = []
    left: dict[tuple[Origin, str], list[str]] = {}
    for each in found.taken:
        reason = _refused(catalog, each, known, answers, found.answers)
        if reason:
            left.setdefault((each.origins[0], reason), []).append(each.key)
        else:
            known[each.key] = each.value
            taken.append(each)
    open_ = [_with_parts(catalog, each, known) for each in found.open]
    for unsure in open_:
        least = Taken(unsure.key, unsure.least, unsure.entries)
        if reason := _refused(catalog, least, known, answers, found.answers):
            left.setdefault((unsure.entries[0], reason), []).append(unsure.key)
    refused = {key for keys in left.values() for key in keys}
    more = [LeftOut(origin, reason, tuple(keys)) for (origin, reason), keys in left.items()]
    asked = for_this_person(catalog, known, (each for each in open_ if each.key not in refused))
    kept = Imported(tuple(taken), (*found.left, *more), asked)
    return replace(kept, left=(*kept.left, *_unnamed(found, kept)))


def _with_parts(catalog: Catalog, whole: Open, known: Answers) -> Open:
    """Return a counter that is left open with its least no less than what is known of its parts."""
    parts = {key: known.get(key) for key, fact in catalog.facts.items() if fact.part_of == whole.key}
    more = {key: part for key, part in parts.items() if isinstance(part, int) and part > whole.least}
    if not more:
        return whole
    largest = max(more, key=lambda key: more[key])
    return replace(whole, least=more[largest], most=max(more[largest], whole.most), part=largest)


def _unnamed(found: Imported, kept: Imported) -> Iterator[LeftOut]:
    """Yield the entries of work that were only behind what is not kept, so that each is named somewhere."""
    named = {origin for each in kept.taken for origin in each.origins}
    named |= {origin for each in kept.open for origin in each.entries}
    named |= {each.origin for each in kept.left if each.reason != GIVEN}
    given_ = {key for each in kept.left if each.reason == GIVEN for key in each.keys}
    behind = [(each.key, each.origins) for each in found.taken] + [
        (each.key, each.entries) for each in found.open
    ]
    reasons: dict[Origin, str] = {}
    for key, origins in behind:
        for origin in origins:
            if origin not in named and origin.place.startswith("work["):
                reasons[origin] = ANSWERED if key in given_ else reasons.get(origin, NOT_ASKED)
    yield from (LeftOut(origin, reason) for origin, reason in reasons.items())


def _refused(catalog: Catalog, each: Taken, known: Answers, answers: Answers, first: Answers) -> str:
    """Return why an answer is not taken beside those that come first, or nothing."""
    if each.key in answers:
        return GIVEN
    if any(key in answers and answers[key] != first.get(key) for key in ABOUT.get(each.key, ())):
        return "goes_with"
    try:
        accept(catalog.facts[each.key], each.value)
    except UsageFailure:
        return "out_of_range"
    try:
        given.consistent(catalog, {**known, each.key: each.value})
    except UsageFailure:
        return "contradicts"
    return ""
