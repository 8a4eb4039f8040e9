"""The state of the data files as pages: their problems, and their sources with dates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.documents.sourcing import source_entries
from casemgr_cli.pages.blocks import Bullets, Heading, Paragraph
from casemgr_cli.pages.tools import figure_item, section, sources_section, tools

if TYPE_CHECKING:
    from collections.abc import Sequence

    from casemgr_cli.catalog.ages import SourceAge
    from casemgr_cli.catalog.problems import Problem
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.pages.blocks import Page
    from casemgr_cli.pages.words import Words


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


def data_sources_page(catalog: Catalog, words: Words, ages: Sequence[SourceAge] = ()) -> Page:
    """Return the figures nobody has verified or that `ages` calls old, and every source with its date."""
    kit = tools(catalog, words)
    entries = source_entries(catalog)
    for key, entry in entries.items():
        kit.cites(key, verified=entry["verified"])
    doubtful = tuple(figure_item(figure, kit) for figure in catalog.figures.values() if not figure.verified)
    old = tuple(figure_item(catalog.figures[key], kit) for age in ages for key in age.stale)
    return (
        Heading(words("data.sources"), 1),
        Paragraph(words.count("data.sources_about", len(entries))),
        *(section(words("data.unverified_figures"), Bullets(doubtful)) if doubtful else ()),
        *(section(words("data.old_figures"), Bullets(old)) if old else ()),
        *sources_section(kit),
    )
