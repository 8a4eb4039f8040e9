"""The licenses of every state load, every figure has its source, and what nobody found says so."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml

from casemgr_cli.catalog.check import check_licenses
from casemgr_cli.catalog.licenses import load_licenses
from casemgr_cli.documents.license import license_document
from casemgr_cli.documents.schemas import schema
from casemgr_cli.domain.wages import find_place
from casemgr_cli.errors import DataInvalid, FileFailure, UsageFailure

if TYPE_CHECKING:
    from collections.abc import Iterator

DATA = Path(__file__).resolve().parents[2] / "data"
SCHEMA = jsonschema.Draft202012Validator(schema("license"))
TERRITORIES = {"GU", "VI", "PR", "AS", "MP"}
PLACES = sorted(path.stem for path in (DATA / "licenses").glob("??.yaml"))
STATES = [code for code in PLACES if code not in TERRITORIES]

# What the researched facts say, copied by hand: nurse compact and its start, state fee, clinical license, its
# hours and months, whether these two were read in the source itself, and the social-work compact.
BY_HAND: dict[str, tuple[Any, ...]] = {
    "TX": (True, "2000-01-01", 75, "LCSW", 3000, True, 24, True, None),
    "NY": (False, None, 143, "LCSW", 2000, False, 36, True, None),
    "CA": (False, None, 350, "LCSW", 3000, False, 24, False, False),
    "FL": (True, "2018-01-19", 110, "LCSW", 1500, True, 24, True, None),
    "GA": (True, "2018-01-19", 40, "LCSW", None, None, 36, True, True),
    "KY": (True, "2007-06-01", 125, "LCSW", None, None, 24, True, True),
    "MA": (False, None, 230, "LICSW", 3500, True, 24, True, None),
    "MD": (True, "1999-07-01", 100, "LCSW-C", 3000, True, 24, True, True),
    "MN": (False, None, 105, "LICSW", 4000, True, None, None, True),
    "WY": (True, "2018-01-19", None, "LCSW", 3000, False, None, None, None),
    "DE": (True, "2000-07-01", None, "LCSW", 3200, True, 24, True, True),
    "LA": (True, "2019-07-01", 100, "LCSW", 5760, False, None, None, True),
}


def document(state: str) -> dict[str, Any]:
    """Return one state's document from the shipped data."""
    return license_document(load_licenses(DATA, state, strict=False))


def figures(node: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    """Yield everything in a document that says whether it was verified, but for the sources themselves."""
    if isinstance(node, list):
        for item in node:
            yield from figures(item)
    elif isinstance(node, dict):
        if "verified" in node:
            yield node
        for key, value in node.items():
            if key != "sources":
                yield from figures(value)


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a person's own copy of the license files."""
    shutil.copytree(DATA / "licenses", tmp_path / "licenses")
    return tmp_path


def changed(folder: Path, name: str, old: str, new: str) -> None:
    """Change one place in one of the files."""
    path = folder / "licenses" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def refused(folder: Path, state: str = "TX") -> str:
    """Return the message about broken data."""
    with pytest.raises(DataInvalid) as caught:
        load_licenses(folder, state, strict=True)
    return caught.value.message


def test_there_are_51_states_and_the_territories() -> None:
    """Fifty states and the District of Columbia each have a file, and so have five territories."""
    assert len(STATES) == 51
    assert set(PLACES) - set(STATES) == TERRITORIES


def test_the_shipped_files_have_no_problems() -> None:
    """Every license file fits its shape."""
    assert check_licenses(DATA) == ()


@pytest.mark.parametrize("state", PLACES)
def test_every_document_fits_the_schema(state: str) -> None:
    """What is written is what `casemgr schema license` promises."""
    SCHEMA.validate(document(state))


@pytest.mark.parametrize("state", PLACES)
def test_everything_known_has_a_source(state: str) -> None:
    """Each figure, name and rule names a source that the document resolves; what was not found names none."""
    made = document(state)
    for figure in figures(made):
        found = figure.get("status") != "not_found" and figure.get("license", "") is not None
        assert not found or figure["source"] in made["sources"]


@pytest.mark.parametrize("state", STATES)
def test_every_state_has_its_board(state: str) -> None:
    """The nursing board and its address are there to be asked."""
    rn = document(state)["rn"]
    assert rn["board"]
    assert rn["board_url"].startswith("https://")


@pytest.mark.parametrize("state", BY_HAND)
def test_values_are_the_ones_researched(state: str) -> None:
    """A dozen states agree with the facts, value by value."""
    made = document(state)
    rn, work = made["rn"], made["social_work"]
    clinical = work["clinical"]
    known = [clinical["figures"][key] for key in ("hours", "months")]
    verified = [figure and figure["verified"] for figure in known]
    assert (
        rn["compact"],
        rn["compact_since"],
        rn["application_fee"],
        clinical["license"],
        clinical["hours"],
        verified[0],
        clinical["months"],
        verified[1],
        work["compact"],
    ) == BY_HAND[state]


def test_a_plain_value_is_the_one_of_its_figure() -> None:
    """Beside each plain value stands a figure with the same value, its unit and its source."""
    clinical = document("OR")["social_work"]["clinical"]
    assert clinical["direct_hours"] == clinical["figures"]["direct_hours"]["value"] == 2000
    assert clinical["figures"]["direct_hours"]["unit"] == "hours"


def test_compact_counts_agree_with_the_national_ones() -> None:
    """Forty states apply the nurse compact; Massachusetts has passed it; ten places are outside."""
    statuses = [document(state)["rn"]["compact_status"] for state in STATES]
    assert statuses.count("implemented") == 40
    assert statuses.count("not_member") == 10
    assert document("MA")["rn"]["compact_status"] == "enacted_not_implemented"
    joined = [state for state in STATES if document(state)["social_work"]["compact"]]
    assert len(joined) == 29


def test_a_compact_in_part_is_neither_yes_nor_no() -> None:
    """Guam accepts multistate licenses but gives none out."""
    rn = document("Guam")["rn"]
    assert (rn["compact"], rn["compact_status"], rn["board"]) == (None, "partial", None)


def test_only_a_level_that_is_known_to_be_missing_is_called_not_licensed() -> None:
    """Florida has no bachelor's license; for the other gaps nobody found one, which is not the same."""
    levels = {
        (state, level["level"]): level["status"]
        for state in STATES
        for level in document(state)["social_work"]["levels"]
    }
    assert [key for key, status in levels.items() if status == "not_licensed"] == [("FL", "bachelors")]
    missing = {key for key, status in levels.items() if status == "not_found"}
    assert {("CA", "bachelors"), ("NY", "bachelors"), ("NH", "masters"), ("WY", "masters")} <= missing
    assert len(missing) == 12


@pytest.mark.parametrize(
    ("state", "level", "acronyms"),
    [
        ("FL", "master", ("CMSW",)),
        ("NC", "master", ("CMSW",)),
        ("NC", "clinical", ("LCSWA", "LCSW")),
        ("CO", "master", ("LSW",)),
        ("MI", "bachelor", ("BLSW", "LBSW")),
        ("MI", "master", ("LLMSW", "LMSW")),
        ("MI", "clinical", ("LMSW-Clinical",)),
        ("LA", "master", ("CSW", "LMSW")),
        ("NE", "master", ("PCMSW", "CMSW")),
        ("WA", "master", ("LSWAA", "LASW")),
        ("WA", "clinical", ("LSWAIC", "LICSW")),
        ("CA", "master", ()),
        ("CA", "clinical", ("ASW", "LCSW")),
        ("TX", "master", ("LMSW",)),
    ],
)
def test_a_license_in_training_comes_before_the_one_it_leads_to(
    state: str, level: str, acronyms: tuple[str, ...]
) -> None:
    """A clinical intern or associate is on the way to the clinical license, never to that of a master's."""
    guide = load_licenses(DATA, state, strict=False)
    assert guide.state.acronyms(f"social_work_{level}") == acronyms


def test_every_license_in_training_says_where_it_leads() -> None:
    """One that said nothing would stand before no license."""
    levels = [each for state in PLACES for each in document(state)["social_work"]["levels"]]
    assert {each["level"] for each in levels if each["leads_to"]} == {"training"}
    assert all(each["leads_to"] for each in levels if each["level"] == "training")


def test_state_rules_are_law_and_say_whether_they_were_read() -> None:
    """Rules of ten states that no single place asks: on degrees, exams and a program of Montana's."""
    rules = {state: document(state)["case_management"] for state in STATES}
    counts = {state: len(found) for state, found in rules.items() if found}
    once = ("CA", "CO", "IL", "MD", "MN", "NY", "RI", "TX", "UT")
    assert counts == {"MT": 2} | dict.fromkeys(once, 1)
    assert {rule["made_by"] for found in rules.values() for rule in found} == {"law"}
    assert [rule["verified"] for rule in rules["MT"]] == [True, False]
    assert "takes no exam" in rules["IL"][0]["text"]
    assert "within ten years" in rules["NY"][0]["text"]


def test_ways_without_a_social_work_degree() -> None:
    """Seven states are known to have one."""
    ways = {state for state in STATES if document(state)["social_work"]["without_social_work_degree"]}
    assert ways == {"MA", "ME", "NH", "SD", "UT", "WI", "WV"}


def test_official_means_the_body_that_makes_the_rule() -> None:
    """Guides, labor offices and mirrors are not official; the state's own rule is, also in a copy."""
    sources = [document(state)["sources"] for state in STATES]
    official = {key: source["official"] for each in sources for key, source in each.items()}
    assert official["md_rn_fee"]
    assert official["de_clinical"]
    assert not official["ak_clinical"]
    assert not official["mt_rule_2"]
    assert not official["rn_fee_table"]


def test_source_ids_are_used_once_in_all_the_data_files() -> None:
    """A source id names one publication, whatever file it stands in."""
    files = [*DATA.glob("*.yaml"), *(DATA / "licenses").glob("*.yaml")]
    trees = [yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader) for path in files]
    ids = [key for tree in trees for key in tree.get("sources") or ()]
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("tx", "TX"),
        ("Texas", "TX"),
        (" new  york ", "NY"),
        ("Washington D.C.", "DC"),
        ("dc", "DC"),
        ("U.S. Virgin Islands", "VI"),
        ("virgin islands", "VI"),
    ],
)
def test_a_state_goes_by_code_or_name(typed: str, code: str) -> None:
    """Case, dots and spaces do not matter."""
    assert load_licenses(DATA, typed, strict=False).state.code == code


@pytest.mark.parametrize(("typed", "near"), [("Calfornia", "California"), ("New Yrok", "New York")])
def test_a_typo_gets_the_nearest_state(typed: str, near: str) -> None:
    """A misspelt name is refused with the right spelling."""
    with pytest.raises(UsageFailure) as caught:
        load_licenses(DATA, typed, strict=False)
    assert near in caught.value.hint


@pytest.mark.parametrize("typed", ["", "../careers", "national", "\x1b[2J", "Z" * 5000])
def test_a_strange_state_is_refused_in_safe_words(typed: str) -> None:
    """No path is followed, and nothing that steers a terminal comes back."""
    with pytest.raises(UsageFailure) as caught:
        find_place(typed, {"TX": ("Texas",)})
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("value: 75", "value: about 75", ("license.rn.application_fee.value", "a whole number")),
        ("value: 3000", "value: -3000", ("license.social_work.clinical.hours.value", "a whole number")),
        ("status: implemented", "status: implementd", ("license.rn.compact.status", '"implemented"')),
        ("application_fee:", "aplication_fee:", ("license.rn", 'Did you mean "application_fee"')),
        ("source: tx_rn_fee", "source: tx_rn_fees", ("license.rn.application_fee.source", '"tx_rn_fee"')),
        ("level: masters", "level: master", ("license.social_work.levels[1].level", '"masters"')),
        ("verified: yes", "verified: maybe", ("verified", "yes or no")),
        ("official: no", "official: &a no", ("Anchors",)),
        ("official: no", "official: !!python/object:os.system no", ("Tags",)),
        ("tx_rn_fee:\n", "rn_fee_table:\n", ("national.yaml",)),
        ("license:\n", "licence:\n", ('Did you mean "license"',)),
        ("name: Texas Board", "name: \x1b[2JTexas Board", ("control character",)),
        ("url: https://www.bon.texas.gov/", "url: javascript:alert(1)", ("rn.board.url", "https://")),
    ],
)
def test_a_broken_file_is_refused_with_file_line_and_key(
    own: Path, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """Each problem names the file, the line, the key and what was expected."""
    changed(own, "TX.yaml", old, new)
    message = refused(own)
    assert "licenses/TX.yaml, line " in message
    assert all(part in message for part in expected)


def test_a_figure_without_a_source_is_refused(own: Path) -> None:
    """A number must say where it comes from."""
    changed(own, "TX.yaml", "      source: tx_rn_fee\n", "")
    assert 'application_fee: The key "source" is missing.' in refused(own)


def test_a_state_code_cannot_name_another_file(own: Path) -> None:
    """Codes become file names, so they are two capital letters."""
    changed(own, "national.yaml", "  TX: {name: Texas}", "  ../TX: {name: Texas}")
    message = refused(own)
    assert "licenses/national.yaml, line " in message
    assert "two capital letters" in message


def test_a_missing_file_is_named(own: Path) -> None:
    """Who copies the data without one state is told which file."""
    (own / "licenses" / "TX.yaml").unlink()
    assert "licenses/TX.yaml: The file is missing." in refused(own)


def test_data_read_in_trust_that_turns_out_broken_still_says_where(own: Path) -> None:
    """The checks run after all when a file cannot be used."""
    changed(own, "TX.yaml", "value: 75", "value: about 75")
    with pytest.raises(DataInvalid, match=r"licenses/TX\.yaml, line \d+, license\.rn\.application_fee"):
        load_licenses(own, "TX", strict=False)


def test_a_folder_without_licenses_is_a_failure_of_files(tmp_path: Path) -> None:
    """Data in trust without the folder is a file that cannot be read."""
    with pytest.raises(FileFailure):
        load_licenses(tmp_path, "TX", strict=False)


def test_one_broken_state_does_not_stop_another(own: Path) -> None:
    """Only the files that an answer needs are read."""
    changed(own, "TX.yaml", "value: 75", "value: about 75")
    assert load_licenses(own, "UT", strict=True).state.name == "Utah"
    assert [problem.file for problem in check_licenses(own)] == ["licenses/TX.yaml"]
