"""What the page, the sheet and the JSON document of offers have in common."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casemgr_cli.engine.dates import month_after

if TYPE_CHECKING:
    from casemgr_cli.domain.offers import OfferGuide, Question, Weighed


def question_text(question: Question, guide: OfferGuide) -> str:
    """Return what to ask the employer; the duties that are missing are named."""
    labels = {choice.value: choice.label for choice in guide.keys["duties"].choices}
    return guide.keys[question.key].ask.replace("{duties}", "; ".join(labels[d] for d in question.missing))


def month_of(today: str, months: int | None) -> str | None:
    """Return the month (YYYY-MM) that lies so many months after a day (YYYY-MM-DD), if it is known."""
    return None if months is None else month_after(date.fromisoformat(today), months)


def work_title(each: Weighed) -> str:
    """Return what the offer's work is called."""
    return (each.job.step or each.job.destination).title


def cautions(each: Weighed) -> tuple[str, ...]:
    """Return what to watch out for in such work."""
    return (each.job.step or each.job.destination).cautions
