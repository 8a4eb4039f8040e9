"""The state of the data files as pages: their problems, and their sources with dates."""

from collections.abc import Iterable, Sequence
from typing import Any

from casemgr_cli.catalog.files import Problem
from casemgr_cli.documents.license import licenses
from casemgr_cli.documents.sources import Weak, source_entries
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.figures import Figure
from casemgr_cli.domain.licensing import LicenseGuide
from casemgr_cli.domain.programs import ProgramGuide
from casemgr_cli.pages.blocks import Bullets, Heading, Item, Page, Paragraph
from casemgr_cli.pages.tools import Tools, bullets, figure_item, section, sources_section, tools
from casemgr_cli.pages.words import Words

_Guide = LicenseGuide | ProgramGuide


def problems_page(problems: Sequence[Problem], words: Words) -> Page:
    """Return every problem with its file, line and key, or that there is none."""
    if not problems:
        return (Paragraph(words("data.fine"), tone="good"),)
    return (
        Heading(words.count("data.problems", len(problems)), 1),
        *(block for problem in problems for block in _problem(problem, words)),
    )


def _problem(problem: Problem, words: Words) -> Page:
    if problem.line is None:
        place = words("data.place_key", file=problem.file, key=problem.key)
    else:
        place = words("data.place", file=problem.file, line=problem.line, key=problem.key)
    text = words("data.problem", message=problem.message, hint=problem.hint).strip()
    return (Heading(place, 3), Paragraph(text))


def weak_page(found: Sequence[Weak], catalog: Catalog, words: Words) -> Page:
    """Return what nobody has read at its source, with for how many of the counted people it stands."""
    kit = tools(catalog, words)
    lines = tuple(
        Item(words.count("data.weak.line", said.people, text=said.text), cites=kit.cites(said.source))
        for said in found
    )
    return (
        Heading(words("data.weak.title"), 1),
        Paragraph(words("data.weak.about")),
        Bullets(lines),
        *sources_section(kit),
    )


def data_sources_page(
    catalog: Catalog, guides: Sequence[_Guide], words: Words, stale: Sequence[Figure] = ()
) -> Page:
    """Return the figures nobody has verified or that are `stale`, and every source with its date.

    `guides` hold what stands in files of its own: the licenses of states, and programs.
    """
    kit = tools(catalog, words, *guides)
    entries = source_entries(catalog, *guides)
    kit.cites(*entries)
    states = [guide for guide in guides if isinstance(guide, LicenseGuide)]
    licensing = (
        *(item for guide in states for item in _unverified(guide, kit)),
        *(item for guide in states[:1] for item in _exams(guide, kit)),
    )
    doubtful = tuple(figure_item(figure, kit) for figure in catalog.figures.values() if not figure.verified)
    old = tuple(figure_item(figure, kit) for figure in stale)
    return (
        Heading(words("data.sources"), 1),
        Paragraph(words.count("data.sources_about", len(entries))),
        *section(words("data.unverified_figures"), *bullets(doubtful)),
        *section(words("data.unverified_licenses"), *bullets(licensing)),
        *section(words("data.old_figures"), *bullets(old)),
        *sources_section(kit),
    )


def _unverified(guide: LicenseGuide, kit: Tools) -> tuple[Item, ...]:
    """Return the figures of a state's licenses that nobody read at their source, in one line."""
    told = licenses(guide)
    work = told.social_work
    groups = ((told.rn.figures, "nurse_"), (work.figures, "social_work_"), (work.clinical.figures, ""))
    found = {
        f"{lead}{name}" if name == "compact" else name: figure
        for figures, lead in groups
        for name in figures.__struct_fields__
        if (figure := getattr(figures, name)) and not figure.verified and name != "nclex_fee"
    }
    return _doubtful(told.name, (kit.words(f"license.label.{name}") for name in found), found.values(), kit)


def _exams(guide: LicenseGuide, kit: Tools) -> tuple[Item, ...]:
    """Return the exam fees that nobody read at their source; they are the same everywhere."""
    fees = [
        fee for fee in (guide.everywhere.nclex, *guide.everywhere.aswb.values()) if fee and not fee.verified
    ]
    amounts = (kit.words.money(fee.value) for fee in fees)
    return _doubtful(kit.words("data.exam_fees"), amounts, fees, kit)


def _doubtful(label: str, values: Iterable[str], figures: Iterable[Any], kit: Tools) -> tuple[Item, ...]:
    value = kit.words.listed(values)
    cites = kit.cites(*(figure.source for figure in figures))
    return (Item(kit.words("data.figure", label=label, value=value), cites=cites),) if value else ()
