"""The JSON Schemas fit the documents, and notice when a document drifts."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from casemgr_cli.catalog.files import Problem
from casemgr_cli.catalog.licenses import load_licenses
from casemgr_cli.catalog.programs import load_programs
from casemgr_cli.desk.documents import DOCUMENTS
from casemgr_cli.documents import schemas
from casemgr_cli.documents.advice import (
    advice_document,
    brief_document,
    compare_document,
    plan_document,
    sides_document,
)
from casemgr_cli.documents.base import plain, problems_document
from casemgr_cli.documents.certs import certs_document
from casemgr_cli.documents.explain import explain_document
from casemgr_cli.documents.license import license_document
from casemgr_cli.documents.next import next_document
from casemgr_cli.documents.offers import offers_document
from casemgr_cli.documents.programs import programs_document
from casemgr_cli.documents.salary import salary_document
from casemgr_cli.documents.sources import sources_document
from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.programs import SchoolWish
from casemgr_cli.engine.programs import find_programs
from casemgr_cli.errors import UsageFailure
from tests.unit import desk_made, roster_made
from tests.unit import offers_fixtures as made_offers
from tests.unit import report_fixtures as made

DATA = Path(__file__).resolve().parents[2] / "data"
PROBLEMS = [
    Problem("careers.yaml", 3, "steps.adn.cost", "Expected a number."),
    Problem("pay.yaml", None, "headline", "Is missing.", "Write 400."),
]
PROGRAMS = load_programs(DATA, "bsw", strict=False)
VERDICTS = [made.verdict(name) for name in ("held", "eligible", "not_yet", "needs_credential", "unknown")]
KINDS = schemas.kinds(DOCUMENTS)
schema = partial(schemas.schema, guests=DOCUMENTS)

ADVICE = [
    advice_document(made.advice(), made.CATALOG, made.GUIDE),
    advice_document(
        made.advice(fit=None, recommended=None, routes=(), neighbors=()), made.CATALOG, made.GUIDE
    ),
]
MADE: dict[str, list[dict[str, Any]]] = {
    "advice": ADVICE,
    "brief": [brief_document(advice) for advice in ADVICE],
    "plan": [plan_document("a1b2", advice) for advice in ADVICE],
    "answers": [plain(made.advice().answers), {"licenses": "unknown"}, {}],
    "certs": [
        certs_document(VERDICTS, made.advice().assumed, made.CATALOG),
        certs_document(VERDICTS, (), made.CATALOG, answered=False),
    ],
    "compare": [compare_document(made.advice(), made.CATALOG, made.GUIDE)],
    "explain": [
        explain_document(section, key, made.CATALOG, {"ccm": made.verdict()}, answered=True)
        for section, key in (("certifications", "ccm"), ("figures", "ccm_fee"), ("sources", "fee_page"))
    ],
    "error": [{"error": {"code": "usage", "message": "No such state.", "hint": ""}}],
    "license": [license_document(load_licenses(DATA, state, strict=False)) for state in ("MA", "MD", "GU")],
    "next": [next_document(made.QUESTION), next_document(NextQuestion(None, 9, 0))],
    "offers": [
        offers_document(
            made_offers.compare(text, answers), made_offers.GUIDE, made_offers.CATALOG, made_offers.PAY
        )
        for text in (made_offers.SEVERAL, "- {name: One, setting: hospital}")
        for answers in (made_offers.NURSE, {}, {**made_offers.NURSE, "certifications": ("ccm",)})
    ],
    "sides": [sides_document(made.advice(), made.CATALOG)],
    "problems": [problems_document(PROBLEMS)],
    "programs": [
        programs_document(PROGRAMS, find_programs(PROGRAMS, SchoolWish("OR", neighbors=True))),
        programs_document(
            PROGRAMS, find_programs(PROGRAMS, SchoolWish("GU", search="zebra")), ("Look elsewhere.",)
        ),
    ],
    "salary": [salary_document(made.GUIDE, [made.wage(), made.wage(p90=None)], made.CATALOG, [made.DEMAND])],
    "sources": [sources_document(made.CATALOG)],
    **desk_made.MADE,
    **roster_made.MADE,
}


@pytest.mark.parametrize("kind", KINDS)
def test_schemas_are_schemas(kind: str) -> None:
    """Each is valid under draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema(kind, made.FACTS))


@pytest.mark.parametrize("kind", KINDS)
def test_documents_fit_their_schema(kind: str) -> None:
    """What the program writes is what the schema promises."""
    for document in MADE[kind]:
        jsonschema.validate(document, schema(kind), cls=jsonschema.Draft202012Validator)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "answers"])
def test_a_missing_key_is_noticed(kind: str) -> None:
    """Every top-level key is required."""
    (document, *_) = MADE[kind]
    for key in document:
        if (kind, key) == ("advice", "salary"):
            continue
        less = {name: value for name, value in document.items() if name != key}
        if key in schema(kind)["required"]:
            with pytest.raises(jsonschema.ValidationError):
                jsonschema.validate(less, schema(kind))


def test_every_key_written_is_required() -> None:
    """Nothing is written that the schema does not know, all the way down."""
    for kind in KINDS:
        if kind != "answers":
            for document in MADE[kind]:
                jsonschema.validate(document, _closed(schema(kind)))


def test_a_wrong_verdict_is_noticed() -> None:
    """Verdicts are one of five words."""
    document = certs_document([made.verdict("maybe")], (), made.CATALOG)
    with pytest.raises(jsonschema.ValidationError, match="maybe"):
        jsonschema.validate(document, schema("certs"))


def test_an_answers_schema_knows_keys_values_and_bounds() -> None:
    """With the facts at hand a misspelt key, a wrong value and a month too many are all refused."""
    known = schema("answers", made.FACTS)
    jsonschema.validate({"licenses": ["rn"], "months_case_management": 6, "budget": "unknown"}, known)
    for wrong in ({"license": ["rn"]}, {"licenses": ["rm"]}, {"months_case_management": 601}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, known)


def test_an_unknown_kind_is_refused_with_the_nearest() -> None:
    """A misspelt kind gets a hint."""
    with pytest.raises(UsageFailure) as caught:
        schema("advise")
    assert '"advice"' in caught.value.hint


def _closed(node: Any) -> Any:  # noqa: ANN401
    """Return a schema with every object closed to keys it does not name."""
    if isinstance(node, list):
        return [_closed(item) for item in node]
    if not isinstance(node, dict):
        return node
    inner = {key: _closed(value) for key, value in node.items()}
    return (
        {**inner, "additionalProperties": False} if "required" in inner and "properties" in inner else inner
    )
