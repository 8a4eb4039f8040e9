"""The JSON documents, as plain dictionaries ready for `json.dumps`.

Money is whole US dollars and time is months unless a key says otherwise; what is not known is null. The
keys are the contract with scripts: some may be added, none renamed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from casemgr_cli.documents.sourcing import resolve_sources, source_entries
from casemgr_cli.report import document_parts as part
from casemgr_cli.report.aid_document import aid_json
from casemgr_cli.report.document_parts import unique
from casemgr_cli.report.license_document import client_part, license_parts
from casemgr_cli.report.programs_document import program_json
from casemgr_cli.report.route_document import nearest_json, route_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.catalog.problems import Problem
    from casemgr_cli.domain.advice import Advice, NextQuestion, Verdict, WhatIf
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers, Assumption
    from casemgr_cli.domain.figures import Source
    from casemgr_cli.domain.wages import Demand, PayGuide, Wage

Document = dict[str, Any]


def advice_document(advice: Advice, catalog: Catalog, guide: PayGuide) -> Document:
    """Return the whole advice; the market rows are the ones behind the routes' pay."""
    here = advice.local
    wages = unique(route.pay.wage for route in (*advice.routes, *advice.neighbors))
    document = {
        "schema": "casemgr.advice/1",
        "today": advice.today,
        "answers": part.answers_json(advice.answers),
        "assumed": [part.assumption_json(item) for item in advice.assumed],
        "fit": part.fit_json(advice.fit, catalog.skills) if advice.fit else None,
        "recommended": advice.recommended,
        "routes": [route_json(route, guide) for route in advice.routes],
        "neighbors": [route_json(route, guide) for route in advice.neighbors],
        "excluded": [part.excluded_json(item) for item in advice.excluded],
        "certifications": [part.verdict_json(verdict, catalog) for verdict in advice.verdicts],
        "salary": _salary(guide, wages),
        "notes": [part.note_json(note) for note in advice.notes],
        "answer": part.answer_json(advice.answer) if advice.answer else None,
        "next_actions": [part.next_action_json(action) for action in advice.next_actions],
        "nearest": nearest_json(advice.nearest, guide) if advice.nearest else None,
        "licenses": license_parts(here.licenses) if here.licenses else None,
        "client_states": [client_part(each) for each in here.clients],
        "programs": [program_json(program) for program in here.found.programs] if here.found else [],
        "aid": [aid_json(offer, catalog) for offer in advice.aid],
        "would_change": None
        if advice.matters is None
        else [part.matter_json(matter) for matter in advice.matters],
        "from_resume": msgspec.to_builtins(advice.from_resume),
    }
    return _with_sources(document, catalog, here.sources)


def compare_document(
    advice: Advice, catalog: Catalog, guide: PayGuide, what_if: WhatIf | None = None
) -> Document:
    """Return every route side by side, best first, with what rules the others out, and what if."""
    document = {
        "schema": "casemgr.compare/1",
        "answers": part.answers_json(advice.answers),
        "assumed": [part.assumption_json(item) for item in advice.assumed],
        "recommended": advice.recommended,
        "routes": [route_json(route, guide) for route in advice.routes],
        "neighbors": [route_json(route, guide) for route in advice.neighbors],
        "excluded": [part.excluded_json(item) for item in advice.excluded],
        "what_if": part.what_if_json(what_if) if what_if else None,
    }
    return _with_sources(document, catalog, advice.local.sources)


def certs_document(
    verdicts: Iterable[Verdict], assumed: Iterable[Assumption], catalog: Catalog, *, answered: bool = True
) -> Document:
    """Return the certifications; without answers (`answered` false) only the rules, and no verdicts."""
    show = part.verdict_json if answered else part.rule_json
    document = {
        "schema": "casemgr.certs/1",
        "assumed": [part.assumption_json(item) for item in assumed],
        "certifications": [show(verdict, catalog) for verdict in verdicts],
    }
    return _with_sources(document, catalog)


def salary_document(
    guide: PayGuide, market: Iterable[Wage], catalog: Catalog, demand: Iterable[Demand] = ()
) -> Document:
    """Return the article's medians and the federal rows, in the order given."""
    document = {
        "schema": "casemgr.salary/1",
        **_salary(guide, market),
        "demand": [part.demand_json(row) for row in demand],
    }
    return _with_sources(document, catalog)


def next_document(question: NextQuestion) -> Document:
    """Return the question to ask now; `question` is null when none is left."""
    return {
        "schema": "casemgr.next/1",
        "done": question.fact is None,
        "question": part.fact_json(question.fact, question.because) if question.fact else None,
        "asked_so_far": question.asked_so_far,
        "at_most_left": question.at_most_left,
    }


def answers_document(answers: Answers) -> Document:
    """Return answers as the flat mapping that `--answers` reads; it has no `schema` key of its own."""
    return part.answers_json(answers)


def problems_document(problems: Iterable[Problem]) -> Document:
    """Return what is wrong with the data files, in the order found."""
    return {"schema": "casemgr.problems/1", "problems": [part.problem_json(problem) for problem in problems]}


def sources_document(catalog: Catalog) -> Document:
    """Return every source with its date and whether everything taken from it was read there."""
    return {"schema": "casemgr.sources/1", "sources": source_entries(catalog)}


def _salary(guide: PayGuide, market: Iterable[Wage]) -> Document:
    return {
        "headline": [part.headline_json(headline) for headline in guide.headlines],
        "market": [part.wage_json(row, guide) for row in market],
    }


def _with_sources(document: Document, catalog: Catalog, more: Mapping[str, Source] | None = None) -> Document:
    return {**document, "sources": resolve_sources(document, {**(more or {}), **catalog.sources})}
