"""The data files as values: conditions, entries, where the files are, how old the sources are."""

from __future__ import annotations

import pickle
import shutil
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept
from casemgr_cli.catalog.build import NamedRules, build_condition
from casemgr_cli.catalog.check import check_data
from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.catalog.load import load_catalog, load_cv_rules
from casemgr_cli.domain.careers import ExamWindow, Pace
from casemgr_cli.domain.conditions import (
    ALWAYS,
    NO_CLAUSE,
    All,
    AnyOf,
    Attest,
    Clause,
    Compare,
    Condition,
    Degree,
    Licensed,
    Not,
)
from casemgr_cli.domain.figures import Span, is_stale, last_day, stale_figures
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.errors import DataInvalid, FileFailure

if TYPE_CHECKING:
    from casemgr_cli.domain import Catalog

BASE = Path(__file__).parent.parent / "bad_data" / "base"
TYPES = {"education": "choice", "licenses": "choices", "months": "integer", "gpa": "number"}


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The tiny data set, loaded."""
    return load_catalog(BASE, strict=False)


def build(raw: dict[str, Any], **rules: dict[str, Any]) -> Condition:
    """Build a condition with named rules beside it."""
    return build_condition(raw, NamedRules(rules, TYPES))


@pytest.mark.parametrize(
    ("raw", "condition"),
    [
        ({"license": "rn"}, Licensed(("rn",))),
        ({"license": ["rn", "lpn"]}, Licensed(("rn", "lpn"))),
        ({"fact": "education", "is": "no"}, Compare("education", "is", ("no",))),
        ({"fact": "licenses", "has": ["rn", "lpn"]}, Compare("licenses", "has", ("rn", "lpn"))),
        ({"fact": "months", "at_least": "12"}, Compare("months", "at_least", (12,))),
        ({"fact": "gpa", "at_most": "3.5"}, Compare("gpa", "at_most", (3.5,))),
        ({"fact": "gpa", "is": "unknown"}, Compare("gpa", "is", ("unknown",))),
        ({"fact": "education", "at_least": "master"}, Compare("education", "at_least", ("master",))),
        ({"degree": {"level": "bachelor"}}, Degree(("bachelor",))),
        (
            {"degree": {"level": "bachelor", "or_higher": "yes", "field": "nursing", "accredited": "yes"}},
            Degree(("bachelor", "master", "doctorate"), ("nursing",), accredited=True),
        ),
        (
            {"degree": {"fieldwork": "yes"}},
            Degree(("nursing_diploma", "associate", "bachelor", "master", "doctorate"), fieldwork=True),
        ),
        ({"attest": "Good character"}, Attest(Clause("Good character"))),
        ({"not": {"license": "rn"}}, Not(Licensed(("rn",)))),
        ({"all": []}, ALWAYS),
        ({"any": [{"license": "rn"}]}, AnyOf((Licensed(("rn",)),))),
        (
            {"license": "rn", "text": "RN", "source": "s", "verified": "yes", "made_by": "law"},
            Licensed(("rn",), Clause("RN", "s", verified=True, made_by="law")),
        ),
    ],
)
def test_condition_is_built(raw: dict[str, Any], condition: Condition) -> None:
    """Each way to write a condition gives its tree, with values cast by the fact's type."""
    assert build(raw) == condition


def test_rule_is_shared() -> None:
    """Every reference to a rule gives the same object, and words of its own go around it."""
    rules = NamedRules({"nurse": {"license": "rn"}, "any_nurse": {"any": [{"rule": "nurse"}]}}, TYPES)
    first, second = (build_condition({"rule": "nurse"}, rules) for _ in range(2))
    outer = build_condition({"rule": "any_nurse"}, rules)
    worded = build_condition({"rule": "nurse", "text": "An RN license"}, rules)
    assert first is second is rules["nurse"]
    assert isinstance(outer, AnyOf)
    assert outer.parts[0] is first
    assert isinstance(worded, All)
    assert worded.parts[0] is first
    assert worded.clause == Clause("An RN license")


def test_rule_that_needs_itself_is_refused() -> None:
    """A cycle among rules ends in an error, not in endless recursion."""
    with pytest.raises(ValueError, match="needs itself"):
        build({"rule": "a"}, a={"not": {"rule": "b"}}, b={"rule": "a"})


def test_condition_without_a_clause_shares_the_empty_one() -> None:
    """A condition without words carries the one empty clause."""
    assert build({"license": "rn"}).clause is NO_CLAUSE


def test_sections_are_merged(catalog: Catalog) -> None:
    """Sources stand in several files and come together; every section keeps file order."""
    assert list(catalog.sources) == ["state_board", "judgement", "ccmc", "aid_office", "oews"]
    assert list(catalog.steps) == ["finish_high_school", "adn", "nclex_rn", "bedside_nursing"]
    assert catalog.words["assumed_none"]
    assert catalog.terms["case_management"].see == ("ccm",)


def test_figures(catalog: Catalog) -> None:
    """A single value is both ends of its range."""
    fee, hours = catalog.figures["ccm_fee"], catalog.figures["ccm_renewal_hours"]
    assert (fee.low, fee.high, fee.unit, fee.verified) == (430, 430, "USD", True)
    assert (hours.low, hours.high, hours.verified) == (60, 80, False)


def test_unknown_figure(tmp_path: Path) -> None:
    """A figure that nobody found stays unknown."""
    folder = shutil.copytree(BASE, tmp_path / "data")
    path = folder / "certifications.yaml"
    path.write_text(path.read_text("utf-8").replace("value: 430", "unknown: yes"), "utf-8")
    assert not load_catalog(folder, strict=False).figures["ccm_fee"].known


def test_facts(catalog: Catalog) -> None:
    """Choices come from the fact, from another fact, from the skills and from every degree."""
    facts = catalog.facts
    assert facts["accredited"].values == ("yes", "no")
    assert facts["client_states"].choices == facts["state"].choices
    assert facts["strengths"].values == ("active_listening", "repairing")
    assert facts["strengths"].choices[0].label == "Listening closely"
    degrees = facts["other_degrees"].values
    assert {"nursing_diploma:nursing", "doctorate:other"} <= set(degrees)
    assert not any(value.startswith(("none", "high_school")) for value in degrees)
    part = facts["months_case_management_under_ccm"]
    assert (part.low, part.high, part.unit, part.part_of) == (0, 600, "months", "months_case_management")
    assert part.asked_if == Compare("months_case_management", "at_least", (1,))
    assert facts["months_case_management"].planning_value == 0
    assert facts["strengths"].at_most == 5


def test_steps(catalog: Catalog) -> None:
    """Paces, cost and grants are values; what is left out is free and open to all."""
    adn, work = catalog.steps["adn"], catalog.steps["bedside_nursing"]
    assert adn.paces == (
        Pace("full_time", Span(20, 24), 35, work_alongside=False),
        Pace("part_time", Span(36, 48), 18, work_alongside=True),
    )
    assert adn.price.flat == Span(8300, 10375)
    assert adn.requires is catalog.rules["high_school_done"]
    assert adn.grants.flags == ("accredited", "fieldwork")
    assert (work.paces, work.price.flat, work.suits) == ((), None, ALWAYS)


def test_certification(catalog: Catalog) -> None:
    """Exam windows keep month and day as one number."""
    ccm = catalog.certifications["ccm"]
    assert ccm.windows == (ExamWindow(4, 1101, 131, "April 1-30"),)
    assert ccm.also_called == ("cmsa",)


def test_destination(catalog: Catalog) -> None:
    """A destination tells law and habit apart and keeps the usual experience."""
    place = catalog.destinations["hospital_rn"]
    assert [item.made_by for item in (*place.must, *place.usually)] == ["law", "employers"]
    assert place.experience is not None
    assert place.experience.midpoint == 30
    assert place.pay.industry == "622100"
    assert place.limits.driving == "no"


def test_catalog_is_picklable(catalog: Catalog) -> None:
    """A catalog can be sent to another process and says the same there."""
    again: Catalog = pickle.loads(pickle.dumps(catalog))  # noqa: S301 - our own bytes
    assert again.steps == catalog.steps
    wage = again.wages.nation("29-1141")
    assert wage is not None
    assert wage.p50 == 97550


def test_messages_are_flat() -> None:
    """Messages come as dotted keys."""
    messages = load_messages(BASE)
    assert messages["advice.title"] == "Your routes"
    assert len(messages) == 3


def test_id_in_two_files_does_not_load(tmp_path: Path) -> None:
    """Even read in trust, an id that is there twice is refused."""
    folder = shutil.copytree(BASE, tmp_path / "data")
    with (folder / "pay.yaml").open("a", encoding="utf-8") as file:
        file.write(
            "figures:\n  ccm_fee: {label: x, value: 1, unit: USD, source: oews, as_of: 2025, verified: no}\n"
        )
    with pytest.raises(DataInvalid, match=r"also in certifications\.yaml"):
        load_catalog(folder, strict=False)


def test_own_data_folder_wins(tmp_path: Path) -> None:
    """A folder that is named is used when it holds careers.yaml."""
    (tmp_path / "careers.yaml").touch()
    assert data_dir(tmp_path) == tmp_path


@pytest.mark.parametrize("name", ["", "nowhere"])
def test_wrong_data_folder_is_named(tmp_path: Path, name: str) -> None:
    """A folder without careers.yaml, or none at all, is an error that names it."""
    with pytest.raises(FileFailure) as caught:
        data_dir(tmp_path / name)
    assert str(tmp_path / name) in caught.value.message
    assert caught.value.hint


def test_packaged_copy_comes_first(tmp_path: Path) -> None:
    """The packaged copy is used before the checkout's; without either the installation is broken."""
    packaged, checkout = tmp_path / "_data", tmp_path / "data"
    for folder in (packaged, checkout):
        folder.mkdir()
    with pytest.raises(FileFailure, match="missing"):
        data_dir(None, (packaged, checkout))
    (checkout / "careers.yaml").touch()
    assert data_dir(None, (packaged, checkout)) == checkout
    (packaged / "careers.yaml").touch()
    assert data_dir(None, (packaged, checkout)) == packaged


@pytest.mark.parametrize(
    ("as_of", "latest"),
    [
        ("2025", date(2025, 12, 31)),
        ("2024-02", date(2024, 2, 29)),
        ("2019-05-21", date(2019, 5, 21)),
        ("2025-2026", date(2026, 12, 31)),
        ("2023-24", date(2024, 12, 31)),
        ("fall 2024, read 2026-11-23", date(2026, 11, 23)),
        ("2024-02-31", date(2024, 2, 29)),
        ("undated, about 2022-2025", None),
        ("release 30.x", None),
        ("", None),
    ],
)
def test_latest_day_of_a_date(as_of: str, latest: date | None) -> None:
    """A publisher's date is read as the last day it may mean; undated stays undated."""
    assert last_day(as_of) == latest


def test_stale_after_two_years() -> None:
    """A date is old once its last day lies more than two years back."""
    assert not is_stale("2024", date(2026, 12, 31))
    assert is_stale("2024", date(2027, 1, 1))
    assert not is_stale("undated, about 1990", date(2027, 1, 1))


def test_stale_figures(catalog: Catalog) -> None:
    """What is dated more than two years ago comes with nothing else, and not before it is that old."""
    assert [figure.id for figure in stale_figures(catalog, date(2026, 11, 23))] == ["ccm_renewal_hours"]
    assert stale_figures(catalog, date(2020, 1, 1)) == ()


SHIPPED = load_catalog(data_dir(None), strict=False)


@pytest.mark.slow
def test_every_place_says_its_settings_in_the_file_itself() -> None:
    """A variant takes the rest from its entry, but scripts that read the file find its settings there."""
    raw = yaml.safe_load((data_dir(None) / "careers.yaml").read_text(encoding="utf-8"))["destinations"]
    assert {key: tuple(entry["settings"]) for key, entry in raw.items()} == {
        key: place.settings for key, place in SHIPPED.destinations.items()
    }


def test_every_side_has_a_place_in_every_setting() -> None:
    """A working case manager of any side can stay where she is."""
    sides = {"nursing", "social_work", "human_services"}
    for setting in SHIPPED.facts["settings"].values:
        there = {
            p.background for p in SHIPPED.destinations.values() if setting in p.settings and not p.neighbor
        }
        assert there == sides, setting


@pytest.mark.parametrize("license_", ["counselor", "other_independent", "other_dependent"])
def test_other_clinicians_have_a_place_in_every_setting(license_: str) -> None:
    """A counselor or therapist who works as a case manager anywhere is shown a place there."""
    for setting in SHIPPED.facts["settings"].values:
        person = Person(SHIPPED.facts, {"licenses": (license_,), "work_setting": setting, "state": "CA"})
        assert any(
            setting in place.settings and not place.neighbor and truth(place.suits, person) is True
            for place in SHIPPED.destinations.values()
            if place.background == "human_services"
        ), setting


@pytest.mark.slow
def test_certification_of_its_one_file_is_an_answer(tmp_path: Path) -> None:
    """A certification added to certifications.yaml alone is checked, accepted, held, and seen in a CV."""
    folder = shutil.copytree(data_dir(None), tmp_path / "data")
    path = folder / "certifications.yaml"
    text = path.read_text("utf-8")
    start = text.index("  cohn:\n")
    entry = text[start : text.index("  cohn-s:\n")].replace("cohn:", "new-cm:", 1)
    entry = entry.replace("short: COHN", "short: NEW-CM").replace(
        "Occupational Health Nurse", "Newest Manager"
    )
    path.write_text(text.replace("  cohn:\n", f"{entry}  cohn:\n", 1), "utf-8")
    catalog = load_catalog(folder, strict=True)
    fact = catalog.facts["certifications"]
    assert "new-cm" in catalog.facts["certifications_lapsed"].values
    assert accept(fact, "NEW-CM") == ("new-cm",)
    held = {
        each.certification.id: each.verdict for each in verdicts(catalog, {"certifications": ("new-cm",)})
    }
    assert held["new-cm"] == "held"
    rules = load_cv_rules(folder, catalog)
    assert "new-cm" in rules.named.found("Certified Newest Manager")


@pytest.mark.slow
def test_states_without_a_license_are_those_of_their_files(tmp_path: Path) -> None:
    """A rule on the states without a license at a level is held against the states' own files."""
    folder = shutil.copytree(data_dir(None), tmp_path / "data")
    path = folder / "careers.yaml"
    path.write_text(path.read_text("utf-8").replace("is: [CA, NH, WY]", "is: [CA, NH]"), "utf-8")
    (problem,) = check_data(folder)
    assert problem.key == "rules.no_social_work_master_license"
    assert problem.line
    assert "CA, NH, WY" in problem.hint


def test_pickled_catalog_holds_no_path() -> None:
    """The shipped data are found again wherever a pickled catalog is opened."""
    shipped = load_catalog(data_dir(None), strict=False)
    assert shipped.wages.nation("29-1141")
    pickled = pickle.dumps(shipped)
    assert str(data_dir(None)).encode() not in pickled
    again: Catalog = pickle.loads(pickled)  # noqa: S301 - our own bytes
    assert again.licenses("MD") == shipped.licenses("MD")
    assert again.wages.state("29-1141", "MD") == shipped.wages.state("29-1141", "MD")


def test_what_was_built_is_what_the_files_say(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A catalog that was kept equals the one that is made of the YAML files, to the last sentence."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    folder = data_dir(None)
    made, kept = (
        replace(load_catalog(folder, strict=False), wages=None, tuition=None, licenses=None, programs=None)
        for _ in range(2)
    )
    assert made == kept
    assert list(made.steps) == list(kept.steps)
