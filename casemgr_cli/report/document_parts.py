"""The parts that the JSON documents are made of, one function a kind of value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from casemgr_cli.documents.truth import both
from casemgr_cli.domain.wages import PERCENTILES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.catalog.problems import Problem
    from casemgr_cli.domain.advice import (
        Answer,
        Change,
        Excluded,
        Fit,
        Matter,
        NextAction,
        Trace,
        Verdict,
        WhatIf,
    )
    from casemgr_cli.domain.careers import Action, Certification, Note
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers, Assumption, Fact, Skill, Value
    from casemgr_cli.domain.figures import Span
    from casemgr_cli.domain.wages import Demand, Headline, PayGuide, Wage

Json = dict[str, Any]
Item = TypeVar("Item")


def background_of(soc: str, guide: PayGuide) -> str:
    """Return the background that an occupation's pay stands for: nursing or non_nursing."""
    return "nursing" if soc in guide.occupations.get("nursing", ()) else "non_nursing"


def value_json(value: Value | None) -> Any:  # noqa: ANN401  an answer is a text, a number or a list
    """Return an answer as JSON has it: tuples become lists."""
    return list(value) if isinstance(value, tuple) else value


def answers_json(answers: Answers) -> Json:
    """Return the answers as given, in the order given."""
    return {key: value_json(value) for key, value in answers.items()}


def assumption_json(item: Assumption) -> Json:
    """Return something taken as given."""
    return {"key": item.key, "value": value_json(item.value), "why": item.why}


def span_json(span: Span) -> Json:
    """Return a low and a high."""
    return {"low": span.low, "high": span.high}


def action_json(action: Action) -> Json:
    """Return something to do, with its address."""
    return {"title": action.title, "url": action.url}


def answer_json(answer: Answer) -> Json:
    """Return the answer to the person's own question."""
    return {
        "question": answer.question,
        "verdict": answer.verdict,
        "text": answer.text,
        "routes": list(answer.routes),
    }


def next_action_json(action: NextAction) -> Json:
    """Return something to do by a month (YYYY-MM)."""
    return {"title": action.title, "by_month": action.by_month, "url": action.url}


def excluded_json(item: Excluded) -> Json:
    """Return a route that the person's own limits rule out."""
    return {"id": item.id, "title": item.title, "why": item.why}


def change_json(change: Change) -> Json:
    """Return one thing that comes out otherwise; null where there is nothing, or nothing known."""
    return {"what": change.what, "before": change.before, "after": change.after}


def matter_json(matter: Matter) -> Json:
    """Return an answer that matters, the value that was tried, and what it would change."""
    return {
        "key": matter.fact.key,
        "value": value_json(matter.value),
        "stated": matter.stated,
        "changes": [change_json(change) for change in matter.changes],
    }


def what_if_json(what_if: WhatIf) -> Json:
    """Return what comes out otherwise with some answers changed."""
    return {
        "answers": answers_json(what_if.answers),
        "recommended": what_if.after.recommended,
        "changes": [change_json(change) for change in what_if.changes],
    }


def note_json(note: Note) -> Json:
    """Return something to know, and who says so."""
    return {
        "id": note.id,
        "kind": note.kind,
        "text": note.text,
        "made_by": note.made_by or None,
        "source": note.source,
        "verified": note.verified,
    }


def trace_json(trace: Trace) -> Json:
    """Return how a condition came out, as a tree."""
    return {
        "text": trace.text,
        "value": trace.value,
        "op": trace.op,
        "reads": {key: value_json(value) for key, value in trace.reads},
        "needs": sorted(trace.needs),
        "source": trace.source or None,
        "verified": trace.verified,
        "made_by": trace.made_by or None,
        "parts": [trace_json(child) for child in trace.parts],
    }


def verdict_json(verdict: Verdict, catalog: Catalog) -> Json:
    """Return a certification with where the person stands with it."""
    return {
        **_certification(verdict.certification, catalog),
        "verdict": verdict.verdict,
        "months_needed": verdict.months_needed,
        "because": list(verdict.because),
        "missing": list(verdict.missing),
        "asks": list(verdict.asks),
        "trace": _verdict_trace(verdict),
    }


def rule_json(verdict: Verdict, catalog: Catalog) -> Json:
    """Return a certification's rule alone, for nobody in particular."""
    nobody: Json = {"verdict": None, "months_needed": None, "because": [], "missing": [], "asks": []}
    return {**_certification(verdict.certification, catalog), **nobody, "trace": _verdict_trace(verdict)}


def _certification(certification: Certification, catalog: Catalog) -> Json:
    fee = catalog.figures[certification.fee] if certification.fee else None
    return {
        "id": certification.id,
        "short": certification.short,
        "name": certification.name,
        "issuer": certification.issuer,
        "url": certification.url,
        "fee": _whole(fee.high) if fee else None,
        "fee_range": {"low": _whole(fee.low), "high": _whole(fee.high)} if fee else None,
        "renewal": certification.renewal,
        "windows": [window.label for window in certification.windows],
        "cautions": list(certification.cautions),
        "sources": unique((*certification.sources, *((fee.source,) if fee else ()))),
        "verified": certification.verified,
    }


def _verdict_trace(verdict: Verdict) -> Json:
    parts = (verdict.credential, verdict.experience)
    return {
        "text": verdict.certification.name,
        "value": both(parts[0].value, parts[1].value),
        "op": "all",
        "reads": {},
        "needs": sorted(parts[0].needs | parts[1].needs),
        "source": None,
        "verified": verdict.certification.verified,
        "made_by": "issuer",
        "parts": [trace_json(child) for child in parts],
    }


def wage_json(wage: Wage, guide: PayGuide) -> Json:
    """Return one row of the federal tables; a fallback says in words what stands in for what was asked."""
    fallbacks = [guide.fallbacks[key] for key in (wage.fallback, wage.industry_fallback) if key]
    return {
        "background": background_of(wage.soc, guide),
        "soc": wage.soc,
        "occupation": wage.occupation,
        "area": wage.area,
        "area_type": wage.area_type,
        "industry": wage.industry,
        "employment": wage.employment,
        **{name: getattr(wage, name) for name in PERCENTILES},
        "estimate": wage.estimate,
        "fallback": " ".join(fallbacks) or None,
        "as_of": wage.as_of,
        "source": wage.source,
    }


def headline_json(headline: Headline) -> Json:
    """Return a median as the article gives it."""
    return {
        "background": headline.background,
        "median": headline.median,
        "per": headline.per,
        "as_of": headline.as_of,
        "source": headline.source,
    }


def demand_json(row: Demand) -> Json:
    """Return the projected growth of one occupation."""
    return {
        "soc": row.soc,
        "occupation": row.occupation,
        "growth_pct": row.growth_pct,
        "annual_openings": row.annual_openings,
        "period": row.period,
        "source": row.source,
    }


def fit_json(fit: Fit, skills: Mapping[str, Skill]) -> Json:
    """Return how the picked skills sit with the work; skills by id, with how to build the missing ones."""
    return {
        "social": {"band": fit.social_band, "score": fit.social_score},
        "nursing": {"band": fit.nursing_band, "score": fit.nursing_score},
        "strengths": list(fit.strengths),
        "to_build": [{"skill": skill, "how": skills[skill].build} for skill in fit.to_build],
    }


def fact_json(fact: Fact, because: str) -> Json:
    """Return a question with everything needed to ask it."""
    return {
        "key": fact.key,
        "text": fact.ask,
        "help": fact.help or None,
        "why": fact.why,
        "because": because or None,
        "type": fact.type,
        "choices": [{"value": choice.value, "label": choice.label} for choice in fact.choices],
        "unit": fact.unit or None,
        "min": fact.low,
        "max": fact.high,
        "at_most": fact.at_most,
        "skippable": bool(fact.private),
    }


def problem_json(problem: Problem) -> Json:
    """Return one thing wrong with a data file."""
    return {
        "file": problem.file,
        "line": problem.line,
        "key": problem.key,
        "message": problem.message,
        "hint": problem.hint or None,
    }


def _whole(amount: float | None) -> int | None:
    return None if amount is None else round(amount)


def unique(items: Iterable[Item]) -> list[Item]:
    """Return the items in order of first appearance, each once."""
    return list(dict.fromkeys(items))
