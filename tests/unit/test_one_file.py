"""What is added in one file of the data is usable everywhere: a certification, a place, a question."""

from __future__ import annotations

import re
import shutil
from datetime import date
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.answers import accept, known_fact, parse_set
from casemgr_cli.catalog.check import check_all
from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.documents.schemas import schema
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.interview import refinements
from casemgr_cli.pages.explain import index

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain import Catalog
    from casemgr_cli.domain.facts import Value

TODAY = date(2026, 11, 24)
NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "months_nursing": 60,
    "months_acute_care": 60,
}


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a person's own copy of the data files."""
    folder = tmp_path / "data"
    shutil.copytree(data_dir(None), folder)
    return folder


def added(folder: Path, file: str, like: str, id_: str, *changes: tuple[str, str]) -> Catalog:
    """Add an entry that is another one under a new id, with some changes, and load what comes of it."""
    path = folder / file
    text = path.read_text(encoding="utf-8")
    found = re.search(rf"^  {like}:\n(?:    .*\n|\n(?=    ))+", text, flags=re.MULTILINE)
    assert found
    entry = found.group().replace(f"  {like}:", f"  {id_}:", 1)
    for old, new in changes:
        assert old in entry
        entry = entry.replace(old, new)
    path.write_text(text[: found.end()] + entry + text[found.end() :], encoding="utf-8")
    assert check_all(folder) == ()
    return load_catalog(folder, strict=False)


def test_a_certification(own: Path) -> None:
    """It is a verdict, an answer, and a line of the index."""
    catalog = added(
        own, "certifications.yaml", "cdms", "new_one", ("short: CDMS", "short: NEW"), ("Specialist", "Expert")
    )
    fact = known_fact("certifications", catalog.facts)
    held = {**NURSE, "certifications": accept(fact, ["new_one"])}
    verdicts = {each.certification.id: each.verdict for each in advise(catalog, held, TODAY).verdicts}
    assert verdicts["new_one"] == "held"
    assert parse_set(["certifications=new_one"], catalog.facts) == {"certifications": ("new_one",)}
    assert "new_one" in str(schema("answers", catalog.facts))
    assert "new_one" in {key for _, key, _ in index(catalog)}


def test_a_place_to_work(own: Path) -> None:
    """It is planned for, like the one that it is like."""
    catalog = added(
        own, "careers.yaml", "hospital_rn", "new_place", ("title: Hospital nurse", "title: New nurse")
    )
    advice = advise(catalog, NURSE, TODAY)
    places = {route.destination.id for route in (*advice.routes, *advice.neighbors)}
    assert {"hospital_rn", "new_place"} <= places


def test_a_question(own: Path) -> None:
    """It can be answered, is asked where it should be, and is in the schema of the answers."""
    catalog = added(own, "questions.yaml", "self_employed", "new_question", ("Are you self", "Were you self"))
    assert parse_set(["new_question=yes"], catalog.facts) == {"new_question": "yes"}
    asked = {
        months: {fact.key for fact in refinements(catalog, {**NURSE, "months_case_management": months})}
        for months in (0, 30)
    }
    assert "new_question" in asked[30] - asked[0]
    assert "new_question" in schema("answers", catalog.facts)["properties"]
