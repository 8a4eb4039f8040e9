"""A person's CV: the answers it gives where nobody gave them, confirmed where somebody can be asked."""

from datetime import date
from pathlib import Path

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.cv import read_cv, read_folder
from casemgr_cli.catalog.cv_text import RefusedError
from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_cv_rules
from casemgr_cli.cli import given
from casemgr_cli.documents.advice import FromResume
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.cv import Findings, NotUsed, Taken
from casemgr_cli.domain.facts import Answers, Value
from casemgr_cli.engine.cv import findings
from casemgr_cli.errors import UsageFailure
from casemgr_cli.pages.cv import from_cv, taken_lines, unused_lines
from casemgr_cli.text import brief_path

# What else an entry shows goes with these: it is left out when one of them was given differently.
_LEADING = ("education", "field", "licenses", "enrolled_in")

# A résumé may hold pictures; a byte more than may be tells that there is more.
_MOST = (10 << 20) + 1


class Brought(Struct, frozen=True):
    """What a CV gives beside answers that came first; `offered` holds its hints too, `notes` is by key."""

    answers: dict[str, Value]
    offered: dict[str, Value]
    said: str
    unused: str
    document: FromResume
    notes: dict[str, str]


def bring(catalog: Catalog, file: str, answers: Answers, data: Path | None, today: date) -> Brought:
    """Return what the CV in a file, or a folder of LinkedIn's export, adds to the answers that there are.

    Raises:
        UsageFailure: it is no CV, or none that we read.
    """
    rules, words = load_cv_rules(data_dir(data), catalog), given.words(data)
    try:
        if file != given.STDIN and Path(file).is_dir():
            cv = read_folder(Path(file), rules)
        else:
            content = given.content(file, "résumé", "--import-resume FILE", most=_MOST)
            cv = read_cv(file, content, rules)
    except RefusedError as refused:
        why = words(f"cv.refused.{refused.why}", place=refused.place)
        name = "stdin" if file == given.STDIN else brief_path(file)
        raise UsageFailure(f"{name}: {why}", hint=words("cv.hint"), slug=refused.slug) from refused
    found = _beside(catalog, findings(cv, rules, catalog.facts, today), answers)
    document = from_cv(found, words, cv.private - rules.vocabulary)
    unused = list(unused_lines(document, [key for key in catalog.facts if key in answers], words))
    said = "\n".join((*taken_lines(document, words), *unused))
    notes = {each.key: words("cv.note", line=each.line) for each in reversed(document.asked)}
    return Brought(found.answers, found.offered, said, "\n".join(unused), document, notes)


def _beside(catalog: Catalog, found: Findings, answers: Answers) -> Findings:
    """Return what a CV gives beside answers that come first; what does not fit them is not used."""
    known, taken, unused = {**answers}, list[Taken](), list[NotUsed]()
    wrong = (each for each in found.taken if each.value != answers.get(each.key, each.value))
    stale = {entry for each in wrong if each.key in _LEADING for entry in each.entries}
    for each in (each for each in found.taken if each.key not in answers):
        why = "goes_with" if stale.intersection(each.entries) else ""
        try:
            accept(catalog.facts[each.key], each.value)
            given.consistent(catalog, {**known, each.key: each.value})
        except UsageFailure:
            why = why or "contradicts"
        if why:
            unused.append(NotUsed(each.entries[0], why))
        else:
            known[each.key] = each.value
            taken.append(each)
    asked = tuple(each for each in found.asked if each.key not in answers)
    return replace(found, taken=tuple(taken), asked=asked, not_used=(*found.not_used, *unused))
