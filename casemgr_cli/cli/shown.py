"""Advice shown in any format: after the interview, and again from a saved document."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace

from casemgr_cli.cli import given
from casemgr_cli.cli.kept import looked_at
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from msgspec import Struct

    from casemgr_cli.cli.output import Output
    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.advice import Advice
    from casemgr_cli.pages.blocks import Page


def show_advice(  # noqa: PLR0913  one value each, all of them needed
    out: Output,
    advice: Advice,
    catalog: Catalog,
    data: Path | None,
    *,
    template: str = "full",
    brief: bool = False,
    noted: Callable[[Page], Page] | None = None,
) -> None:
    """Write advice in the format that was asked for.

    `brief` shortens JSON, `template` is full or plan, and `noted` adds to the page. Text that goes to a
    program says what would change the advice only where that was worked out before: it would take longer
    than all the rest.
    """
    day = date.fromisoformat(advice.today)

    def written() -> Mapping[str, Any] | Struct:
        from casemgr_cli.documents.advice import brief_document, whole_advice

        if brief:
            return brief_document(document(advice, catalog, data))
        return whole_advice(advice, catalog, given.pay_guide(data))

    def page() -> Page:
        guide, words, told = given.pay_guide(data), given.words(data), advice
        if template == "plan":
            from casemgr_cli.pages.plan import plan_page

            made = plan_page(advice, catalog, guide, words)
        else:
            from casemgr_cli.pages.advice import advice_page

            if advice.matters is None and (out.format != "text" or looked_at(out)):
                from casemgr_cli.engine.compare import matters

                told = replace(advice, matters=matters(catalog, advice, day))
            made = advice_page(told, catalog, guide, words)
        return noted(made) if noted else made

    def calendar() -> bytes:
        from casemgr_cli.pages.milestones import milestones, whose
        from casemgr_cli.writers.calendar import render_ics

        words = given.words(data)
        return render_ics(milestones(advice, catalog, words), day, words, whose(advice, catalog))

    out.show(document=written, page=page, calendar=calendar, day=day)


def refuse_template(template: str, format_: str, *, with_name: bool = False, brief: bool = False) -> None:
    """Find out before the work begins that a format is made from no page, or cannot be brief.

    Raises:
        UsageFailure: a page is asked for in a format that has none, or brevity of one that is no JSON.
    """
    if brief and format_ != "json":
        raise UsageFailure("--brief is for JSON.", hint="Add --json.")
    asked = f"--template {template}" if template != "full" else "--with-name" if with_name else ""
    if asked and format_ in ("json", "ics"):
        raise UsageFailure(f"{asked} is for pages, and {format_} has none.", hint="Leave one of the two out.")


def document(advice: Advice, catalog: Catalog, data: Path | None) -> dict[str, Any]:
    """Return advice as a JSON document."""
    from casemgr_cli.documents.advice import advice_document

    return advice_document(advice, catalog, given.pay_guide(data))
