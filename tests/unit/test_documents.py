"""What the JSON documents say."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.wages import load_pay_guide
from casemgr_cli.documents.advice import advice_document, compare_document
from casemgr_cli.documents.certs import certs_document
from casemgr_cli.documents.next import next_document
from casemgr_cli.documents.salary import salary_document
from casemgr_cli.documents.sources import sources_document
from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.engine.advise import advise
from tests.unit import report_fixtures as made

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Value


def test_every_document_starts_with_its_schema() -> None:
    """The first key names the kind and version."""
    document = advice_document(made.advice(), made.CATALOG, made.GUIDE)
    assert next(iter(document.items())) == ("schema", "casemgr.advice/1")


def test_documents_are_plain_json() -> None:
    """No tuple, set or object of ours is left inside."""
    document = advice_document(made.advice(), made.CATALOG, made.GUIDE)
    assert json.loads(json.dumps(document)) == document


def test_a_route_carries_the_keys_of_the_contract() -> None:
    """Scripts read these keys."""
    (first, *_) = advice_document(made.advice(), made.CATALOG, made.GUIDE)["routes"]
    assert first["months_to_first_job"] == {"earliest": 0, "typical": 30}
    assert first["cost"] == {"low": 6430, "high": 12430}
    assert (first["destination"], first["plan"]) == ("hospital_rn", "strong")
    assert first["pay"]["start"] == 104000
    assert first["pay"]["estimate"] is False


def test_what_routes_share_is_said_once() -> None:
    """Steps and loans point to what holds for several routes, nothing stands there twice or for nobody."""
    catalog = load_catalog(data_dir(None), strict=False)
    answers: dict[str, Value] = {
        "licenses": ("rn",),
        "license_status": "active",
        "budget": 2000,
        "state": "MD",
    }
    told = advise(catalog, answers, date(2026, 11, 23))
    document = advice_document(told, catalog, load_pay_guide(data_dir(None)))
    steps = [step for route in document["routes"] for step in route["steps"]]
    loans = [route["borrowing"] for route in document["routes"] if route["borrowing"]]
    assert {step["more"] for step in steps} == set(document["steps"])
    assert {key for loan in loans for key in loan["figures"]} == set(document["figures"]) != set()
    assert {step["id"] for step in steps} == {key.partition("#")[0] for key in document["steps"]}
    contents = [(key.partition("#")[0], json.dumps(more)) for key, more in document["steps"].items()]
    assert len(contents) == len(set(contents)) < len(steps)


def test_a_verdict_carries_its_trace_as_a_tree() -> None:
    """The two parts of the rule hang below a root that says whether both hold."""
    document = certs_document([made.verdict("unknown")], (), made.CATALOG)
    (ccm,) = document["certifications"]
    assert ccm["asks"] == ["months_case_management_under_ccm"]
    assert ccm["trace"]["value"] is None
    assert [part["value"] for part in ccm["trace"]["parts"]] == [True, None]
    assert ccm["trace"]["parts"][0]["reads"] == {"licenses": ["rn"]}


def test_a_fee_nobody_found_is_null() -> None:
    """Unknown is null, never zero."""
    (ccm, acm) = certs_document([made.verdict(), made.verdict(certification=made.ACM)], (), made.CATALOG)[
        "certifications"
    ]
    assert (ccm["fee"], acm["fee"]) == (430, None)


def test_without_answers_there_is_no_verdict() -> None:
    """Rules alone judge nobody."""
    (ccm,) = certs_document([made.verdict()], (), made.CATALOG, answered=False)["certifications"]
    assert (ccm["verdict"], ccm["months_needed"], ccm["missing"]) == (None, None, [])


def test_every_source_named_is_resolved() -> None:
    """Ids in routes, steps, traces, notes and pay all come back with publisher and date."""
    document = advice_document(made.advice(), made.CATALOG, made.GUIDE)
    assert set(document["sources"]) == {
        "job_post",
        "judgement",
        "issuer_page",
        "oews_2025",
        "fee_page",
        "article",
    }
    assert document["sources"]["issuer_page"]["as_of"] == "2025"


def test_a_source_is_the_same_in_every_document() -> None:
    """One claim that was not read at the source is enough to say so, whatever document names it."""
    doubted = replace(made.CATALOG.figures["ccm_fee"], id="other", source="issuer_page", verified=False)
    figures = {**made.CATALOG.figures, "other": doubted}
    for catalog, sure in ((made.CATALOG, True), (replace(made.CATALOG, figures=figures), False)):
        certs = certs_document([made.verdict()], (), catalog)
        told = (certs, sources_document(catalog), advice_document(made.advice(), catalog, made.GUIDE))
        assert [each["sources"]["issuer_page"]["verified"] for each in told] == [sure] * 3


def test_a_number_nobody_found_casts_no_doubt_on_its_source() -> None:
    """Nothing was taken from the page, so all that was taken from it was still read there."""
    lost = replace(made.CATALOG.figures["ccm_fee"], id="lost", source="issuer_page", low=None, verified=False)
    catalog = replace(made.CATALOG, figures={**made.CATALOG.figures, "lost": lost})
    assert sources_document(catalog)["sources"]["issuer_page"]["verified"] is True


def test_wage_rows_say_what_stands_in_for_them() -> None:
    """A fallback comes in words, and the occupation tells the background."""
    rows = [made.wage(fallback="state_for_metro"), made.wage(soc="21-1022", p90=None)]
    document = salary_document(made.GUIDE, rows, made.CATALOG, [made.DEMAND])
    assert [row["background"] for row in document["market"]] == ["nursing", "non_nursing"]
    assert document["market"][0]["fallback"].startswith("No figure was released")
    assert document["market"][1]["p90"] is None
    assert document["headline"][0] == {
        "background": "nursing",
        "median": 69407,
        "per": "year",
        "as_of": None,
        "source": "article",
    }


def test_the_next_question_is_null_when_done() -> None:
    """Nothing left to ask."""
    document = next_document(NextQuestion(None, 12, 0))
    assert (document["done"], document["question"]) == (True, None)


def test_the_next_question_has_its_choices() -> None:
    """Values for scripts, labels for people."""
    document = next_document(made.QUESTION)
    assert document["question"]["choices"][0] == {"value": "rn", "label": "Registered nurse (RN)"}


def test_a_comparison_lists_every_route() -> None:
    """All routes, best first, and then the work that is not case management."""
    document = compare_document(made.advice(), made.CATALOG, made.GUIDE)
    assert [route["id"] for route in document["routes"]] == [
        "hospital_rn.strong.1",
        "health_plan_rn.entry.1",
        "utilization_review_rn.entry.1",
    ]


def test_all_sources_are_listed_with_their_standing() -> None:
    """Every source of the data files, used or not."""
    listed = sources_document(made.CATALOG)["sources"]
    assert list(listed) == list(made.SOURCES)
    assert listed["job_post"]["verified"] is True
    assert listed["judgement"]["verified"] is False
