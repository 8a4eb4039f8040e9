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
from casemgr_cli.domain.resume import Imported, LeftOut, Origin, Taken
from casemgr_cli.engine.interview import relevant
from casemgr_cli.engine.resume import answers_of
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
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


class Brought(Struct, frozen=True):
    """The answers that a résumé adds, and what to say of them.

    `spare` are those that nobody would be asked for beside the others. They wait until the interview is over,
    which would count them among its questions and ask one less that matters.
    """

    answers: dict[str, Value]
    spare: dict[str, Value]
    said: str

    def completed(self, found: Answers) -> dict[str, Value]:
        """Return the answers after the interview with the spare ones that are still about them."""
        all_ = self.answers | self.spare
        changed = {key for key in all_.keys() & found.keys() if found[key] != all_[key]}
        kept = {key: value for key, value in self.spare.items() if not changed & {*ABOUT.get(key, ())}}
        return {**kept, **found}


def bring(catalog: Catalog, file: str, answers: Answers, data: Path | None, today: date) -> Brought:
    """Return what the résumé in a file adds to the answers that there are.

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
    wanted = relevant(catalog, {**answers, **found.answers})
    return Brought(
        answers={key: value for key, value in found.answers.items() if key in wanted},
        spare={key: value for key, value in found.answers.items() if key not in wanted},
        said="\n".join(resume_lines(found, given.words(data))),
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
    more = [LeftOut(origin, reason, tuple(keys)) for (origin, reason), keys in left.items()]
    return replace(found, taken=tuple(taken), left=(*found.left, *more))


def _refused(catalog: Catalog, each: Taken, known: Answers, answers: Answers, first: Answers) -> str:
    """Return why an answer is not taken beside those that come first, or nothing."""
    if each.key in answers:
        return "given"
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
