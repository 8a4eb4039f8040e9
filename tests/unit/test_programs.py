"""Programs load as the source has them, and are filtered, searched and ordered the same way every time."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jsonschema
import pytest
import yaml
from msgspec.structs import replace

from casemgr_cli.catalog.check import check_programs
from casemgr_cli.catalog.files import load_messages
from casemgr_cli.catalog.programs import load_programs
from casemgr_cli.documents.programs import COLUMNS, programs_document, programs_rows
from casemgr_cli.documents.schemas import schema
from casemgr_cli.domain.programs import Found, Program, ProgramGuide, SchoolWish
from casemgr_cli.engine.programs import find_programs
from casemgr_cli.errors import DataInvalid, FileFailure, UsageFailure
from casemgr_cli.pages.programs import programs_advice, programs_page
from casemgr_cli.pages.words import Words
from casemgr_cli.writers.layout import render_text
from casemgr_cli.writers.table import sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

DATA = Path(__file__).resolve().parents[2] / "data"
SCHEMA = jsonschema.Draft202012Validator(schema("programs"))
ROWS = {
    "adn": 1230,
    "bsn": 1276,
    "rn-to-bsn": 1276,
    "msn": 717,
    "lpn": 1365,
    "bsw": 634,
    "msw": 366,
    "human-services": 225,
    "public-health": 548,
}
FOUR, ONE = "4yr_after_completion", "1yr_after_completion"

# Copied by hand from the source: degree, federal number, school, state, control, graduates, earnings, their
# horizon, debt.
BY_HAND: list[tuple[Any, ...]] = [
    ("bsw", "209807", "Portland State University", "OR", "Public", 103, 63456, FOUR, 23000),
    ("bsw", "139940", "Georgia State University", "GA", "Public", 67, 52356, FOUR, 25622),
    ("bsw", "100751", "The University of Alabama", "AL", "Public", 75, 49561, FOUR, 24072),
    ("bsn", "209490", "Oregon Health & Science University", "OR", "Public", 391, 104592, FOUR, 16625),
    ("bsn", "433387", "Western Governors University", "UT", "Private, nonprofit", 8503, 97114, FOUR, 9470),
    (
        "rn-to-bsn",
        "433387",
        "Western Governors University",
        "UT",
        "Private, nonprofit",
        8503,
        97114,
        FOUR,
        9470,
    ),
    ("msw", "125231", "Walden University", "MN", "Private, for-profit", 910, 63559, FOUR, 72715),
    ("adn", "150987", "Ivy Tech Community College", "IN", "Public", 1293, 76217, FOUR, 12000),
    ("adn", "238722", "Fox Valley Technical College", "WI", "Public", 95, 73231, FOUR, 12333),
    ("adn", "141796", "Kapiolani Community College", "HI", "Public", 47, 112628, FOUR, 11525),
    ("lpn", "150987", "Ivy Tech Community College", "IN", "Public", 3020, 62943, FOUR, 8325),
    ("lpn", "111939", "Chaffey College", "CA", "Public", 62, None, None, None),
    (
        "lpn",
        "219204",
        "National American University-Rapid City",
        "SD",
        "Private, for-profit",
        None,
        62235,
        FOUR,
        16625,
    ),
    ("msn", "162928", "Johns Hopkins University", "MD", "Private, nonprofit", 321, 111325, FOUR, 106371),
    ("msn", "446561", "Stanbridge University", "CA", "Private, for-profit", 4, None, None, None),
    ("human-services", "189848", "Cazenovia College", None, "Private, nonprofit", 45, 52006, FOUR, 22912),
    (
        "human-services",
        "484613",
        "University of Phoenix-Arizona",
        "AZ",
        "Private, for-profit",
        93,
        47742,
        FOUR,
        43775,
    ),
    ("public-health", "110635", "University of California-Berkeley", "CA", "Public", 210, 76572, FOUR, 11708),
]
PRICES = (
    "tuition_in_district",
    "tuition_in_state",
    "tuition_out_of_state",
    "credit_in_state",
    "credit_out_of_state",
)
HEADER = "unitid,institution,state,control,completers,median_earnings,earnings_horizon,median_debt"


def guide(degree: str = "bsw") -> ProgramGuide:
    """Return a degree of the shipped data."""
    return load_programs(DATA, degree, strict=False)


def found(wish: SchoolWish, degree: str = "bsw") -> Found:
    """Return what fits a wish in the shipped data."""
    return find_programs(guide(degree), wish)


def names(programs: Sequence[Program]) -> list[str]:
    """Return the schools' names."""
    return [program.institution for program in programs]


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a person's own copy of the files about programs."""
    shutil.copytree(DATA / "programs", tmp_path / "programs")
    shutil.copy(DATA / "programs.yaml", tmp_path)
    return tmp_path


def with_rows(folder: Path, *rows: str) -> ProgramGuide:
    """Write a table of social-work programs and load it."""
    lines = "\n".join([HEADER, *rows, ""])
    (folder / "programs" / "4407-3.csv").write_text(lines, encoding="utf-8")
    return load_programs(folder, "bsw", strict=True)


def changed(folder: Path, old: str, new: str) -> None:
    """Change one place in `programs.yaml`."""
    path = folder / "programs.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_shipped_files_have_no_problems() -> None:
    """`programs.yaml` and every table fit their shape."""
    assert check_programs(DATA) == ()


def test_every_table_belongs_to_a_degree() -> None:
    """No table lies in the folder that nothing reads."""
    tree = yaml.safe_load((DATA / "programs.yaml").read_text(encoding="utf-8"))
    used = {f"{degree['cip4']}-{degree['level']}" for degree in tree["degrees"].values()}
    assert used | {"prices"} == {path.stem for path in (DATA / "programs").iterdir()}
    assert set(tree["degrees"]) == set(ROWS)


@pytest.mark.parametrize("degree", ROWS)
def test_rows_per_degree(degree: str) -> None:
    """Every program of the field and level is there."""
    assert len(guide(degree).programs) == ROWS[degree]


@pytest.mark.parametrize("row", BY_HAND, ids=lambda row: f"{row[0]}-{row[1]}")
def test_rows_are_the_source_s(row: tuple[Any, ...]) -> None:
    """Rows copied by hand agree figure by figure; what was not released is None."""
    degree, unitid, institution, state, *rest = row
    expected = Program(institution, unitid, state, rest[0], degree, *rest[1:])
    (program,) = (each for each in guide(degree).programs if each.unitid == unitid)
    unpriced = dict.fromkeys(PRICES)
    assert replace(program, **unpriced) == expected


@pytest.mark.parametrize(
    ("degree", "unitid", "prices"),
    [
        ("bsw", "209807", (10806, 10806, 29706, None, None)),
        ("msw", "209807", (None, 16854, 22296, 456, 683)),
        ("msw", "208822", (None, 15651, 15651, 719, 719)),
    ],
)
def test_prices_are_those_of_the_degree_s_level(
    degree: str, unitid: str, prices: tuple[int | None, ...]
) -> None:
    """A bachelor's has the undergraduate price, a master's the graduate one and its credits."""
    (program,) = (each for each in guide(degree).programs if each.unitid == unitid)
    assert tuple(getattr(program, name) for name in PRICES) == prices


def test_the_lowest_price_is_the_one_that_a_person_from_there_pays() -> None:
    """Next door it is the price for people from elsewhere."""
    programs = found(SchoolWish("OR", neighbors=True, sort="price", limit=500)).programs
    paid = [p.tuition_in_state if p.state == "OR" else p.tuition_out_of_state for p in programs]
    known = [price for price in paid if price is not None]
    assert paid[: len(known)] == known == sorted(known)
    assert len({program.state for program in programs}) > 1


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("100654,", "10065,", 'unitid is "10065"'),
        ("100663,", "100654,", 'unitid is "100654"'),
        ("100654,10024,", "100654,ten thousand,", 'in_district is "ten thousand"'),
    ],
)
def test_a_broken_price_is_named_with_its_line(own: Path, old: str, new: str, words: str) -> None:
    """The check of the tables reads the prices too."""
    path = own / "programs" / "prices.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    (problem,) = check_programs(own)
    assert (problem.file, words in problem.message) == ("programs/prices.csv", True)


def test_earnings_after_one_year_say_so() -> None:
    """Forty-three bachelor's programs in nursing have earnings of one year after the degree."""
    horizons = [program.earnings_horizon for program in guide("bsn").programs]
    assert (horizons.count(ONE), horizons.count(FOUR), horizons.count(None)) == (43, 1021, 212)


def test_a_state_narrows_the_list() -> None:
    """Oregon has five bachelor's programs in social work."""
    assert names(found(SchoolWish("OR")).programs) == [
        "Portland State University",
        "George Fox University",
        "Pacific University",
        "University of Portland",
        "Warner Pacific University",
    ]


def test_neighbors_add_the_states_around() -> None:
    """With its neighbors Oregon's list holds theirs too, and no other state's."""
    wide = found(SchoolWish("OR", neighbors=True, limit=500))
    assert wide.states == ("OR", "CA", "ID", "NV", "WA")
    assert {program.state for program in wide.programs} == set(wide.states)
    assert wide.total == sum(found(SchoolWish(state)).total for state in wide.states)


def test_neighbors_of_an_island_are_none() -> None:
    """Hawaii borders no other state."""
    assert found(SchoolWish("HI", neighbors=True)).states == ("HI",)


def test_borders_are_named_by_both_sides() -> None:
    """There are 107 borders among the 48 states and the District of Columbia; corners are not borders."""
    places = guide().places
    assert all(code in places[other].borders for code in places for other in places[code].borders)
    assert sum(len(place.borders) for place in places.values()) == 2 * 107
    assert "CO" not in places["AZ"].borders


def test_states_are_named_as_elsewhere() -> None:
    """Names of states agree with those of the licenses; three more places have schools with federal aid."""
    tree = yaml.safe_load((DATA / "licenses" / "national.yaml").read_text(encoding="utf-8"))
    places = guide().places
    assert {code: places[code].names[0] for code in tree["states"]} == {
        code: entry["name"] for code, entry in tree["states"].items()
    }
    assert places.keys() - tree["states"].keys() == {"FM", "MH", "PW"}


@pytest.mark.parametrize(
    ("sort", "figure", "down"),
    [
        ("earnings", "median_earnings", True),
        ("debt", "median_debt", False),
        ("size", "completers", True),
        (None, "completers", True),
    ],
)
def test_order_puts_the_best_first_and_the_unknown_last(sort: str | None, figure: str, *, down: bool) -> None:
    """Earnings and size fall, debt rises, and what is not known comes after all that is."""
    figures = [getattr(program, figure) for program in found(SchoolWish(sort=sort, limit=2000)).programs]
    known = [value for value in figures if value is not None]
    assert known == sorted(known, reverse=down)
    assert figures == known + [None] * (len(figures) - len(known))
    assert None in figures


def test_ties_go_by_graduates_then_name_then_number(own: Path) -> None:
    """The same figures always come in the same order, whatever the order of the table."""
    rows = [
        "100004,Beta,OR,Public,,50000,4yr_after_completion,",
        "100003,Beta,OR,Public,5,50000,4yr_after_completion,",
        "100002,Beta,OR,Public,5,50000,4yr_after_completion,",
        "100001,Alpha,OR,Public,5,50000,4yr_after_completion,",
        "100005,Zeta,OR,Public,9,50000,4yr_after_completion,",
    ]
    for order in (rows, rows[::-1]):
        programs = find_programs(with_rows(own, *order), SchoolWish(sort="earnings")).programs
        assert [program.unitid[-1] for program in programs] == ["5", "1", "2", "3", "4"]


def test_zero_graduates_are_not_unknown() -> None:
    """A school that counted none comes before one that gave no number."""
    counts = [program.completers for program in found(SchoolWish(sort="size", limit=2000)).programs]
    assert counts.index(0) < counts.index(None)


def test_the_limit_cuts_and_the_total_stays() -> None:
    """Ten are shown unless more are asked for."""
    assert len(found(SchoolWish()).programs) == 10
    assert found(SchoolWish()).total == 634
    assert len(found(SchoolWish(limit=1)).programs) == 1


@pytest.mark.parametrize(
    ("degree", "typed", "first"),
    [
        ("bsw", "portland state", "Portland State University"),
        ("bsw", "State Portland", "Portland State University"),
        ("bsw", "portlnad stat", "Portland State University"),
        ("bsn", "oregno helth", "Oregon Health & Science University"),
        ("bsn", "OHSU", "Oregon Health & Science University"),
        ("public-health", "berkley", "University of California-Berkeley"),
        ("msn", "jonhs hopkins", "Johns Hopkins University"),
        ("msn", "Hopkins, John", "Johns Hopkins University"),
        ("msw", "the university of alabama", "The University of Alabama"),
        ("adn", "dewey juana diaz", "Dewey University-Juana Díaz"),
        ("bsn", "d'youville", "D'Youville  University"),
    ],
)
def test_search_forgives_typos_and_the_order_of_words(degree: str, typed: str, first: str) -> None:
    """A misspelt, shortened or turned-around name finds its school first."""
    assert names(found(SchoolWish(search=typed), degree).programs)[0] == first


def test_of_names_that_fit_alike_the_one_with_less_beside_comes_first(own: Path) -> None:
    """However many graduates the other has."""
    rows = ("100001,Salem College of the Pacific,OR,Public,900,,,", "100002,Salem College,OR,Public,1,,,")
    found_ = find_programs(with_rows(own, *rows), SchoolWish(search="salem college"))
    assert names(found_.programs) == ["Salem College", "Salem College of the Pacific"]


def test_saint_is_st() -> None:
    """A saint is found however the word is written."""
    assert names(found(SchoolWish(search="saint")).programs) == names(
        found(SchoolWish(search="St.")).programs
    )
    assert found(SchoolWish(search="Saint")).total > 20


def test_a_word_that_is_right_is_not_taken_for_a_typo() -> None:
    """Dayton is a name of its own, so Layton and Drayton are not offered."""
    assert all(
        "Dayton" in name for name in names(found(SchoolWish(search="dayton", limit=50), "bsn").programs)
    )


def test_a_word_of_four_letters_may_lack_one() -> None:
    """So short a word is forgiven one letter, and no more."""
    assert "Boise State University" in names(found(SchoolWish(search="bose")).programs)
    assert found(SchoolWish(search="bze")).total == 0


def test_search_needs_every_word() -> None:
    """A school that has one of two words is not found."""
    assert found(SchoolWish(search="portland zebra")).total == 0
    assert found(SchoolWish(search="OHSU zebra"), "bsn").total == 0


def test_three_letters_may_be_the_initials_of_a_name() -> None:
    """People call a school by them; two are too few to tell one."""
    assert names(found(SchoolWish(search="UAB")).programs) == ["University of Alabama at Birmingham"]
    assert "Portland State University" in names(found(SchoolWish(search="psu", limit=99)).programs)
    assert found(SchoolWish(search="zz")).total == 0


def test_a_word_is_begun_with_three_letters() -> None:
    """Two letters are a whole word or nothing; of words that say little alone no name is made."""
    assert "Portland State University" in names(found(SchoolWish(search="por", limit=99)).programs)
    assert "Portland State University" not in names(found(SchoolWish(search="po", limit=99)).programs)
    assert found(SchoolWish(search="the of")).total == 0
    assert found(SchoolWish(search="portland " * 12)).total > 0
    with pytest.raises(UsageFailure):
        found(SchoolWish(search="portland " * 13))


def test_search_keeps_the_order_that_is_asked_for() -> None:
    """With `sort`, the figure decides and not the closeness of the name."""
    earnings = [
        program.median_earnings or 0
        for program in found(SchoolWish(search="state university", sort="earnings", limit=500)).programs
    ]
    assert earnings == sorted(earnings, reverse=True)


@pytest.mark.parametrize("typed", ["", "  ", "!?", "\x1b[2J"[:2], "word " * 50])
def test_a_search_without_words_or_with_too_many_is_refused(typed: str) -> None:
    """Nothing to look for is wrong usage, in words that steer no terminal."""
    with pytest.raises(UsageFailure) as caught:
        found(SchoolWish(search=typed))
    assert caught.value.message.isprintable()
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(
    ("wish", "wider"),
    [
        (SchoolWish("OR", search="zebra"), {"any_name": 5}),
        (SchoolWish("OR", search="boise state"), {"neighbors": 1, "anywhere": 1, "any_name": 5}),
        (SchoolWish("GU", neighbors=True, search="portland state"), {"anywhere": 1, "any_name": 1}),
        (SchoolWish("AS", search="zebra"), {"anything": 634}),
        (SchoolWish("MH"), {"anywhere": 634}),
        (SchoolWish("OR"), {}),
    ],
)
def test_an_empty_result_says_what_to_widen(wish: SchoolWish, wider: dict[str, int]) -> None:
    """Only conditions that stand in the way are named, with what there is without them."""
    assert found(wish).wider == wider
    advice = programs_advice(guide(), found(wish), Words(load_messages(DATA)))
    assert len(advice) == (len(wider) + 1 if wider else 0)


@pytest.mark.slow
@pytest.mark.parametrize("degree", ROWS)
def test_every_document_fits_the_schema(degree: str) -> None:
    """Whole tables come out as `casemgr schema programs` promises, with every source resolved."""
    document = programs_document(guide(degree), found(SchoolWish(limit=2000), degree))
    SCHEMA.validate(document)
    assert document["total"] == len(document["programs"]) == ROWS[degree]
    assert document["sources"]["scorecard_2026"]["as_of"] == "2026 release"
    used = {each["source"] for each in (*document["warnings"], *document["checks"], document["table"])}
    assert used | {document["prices"]} == document["sources"].keys()


@pytest.mark.parametrize(
    ("degree", "parts"),
    [
        ("adn", ("51.38", "LPN to RN")),
        ("bsn", ("51.38", "cannot tell", "RN-to-BSN")),
        ("rn-to-bsn", ("51.38", "cannot tell", "RN-to-BSN")),
        ("msn", ("51.38", "Nurse practitioners")),
        ("lpn", ("51.39", "nursing assistants")),
        ("bsw", ("44.07", "CSWE")),
        ("msw", ("44.07", "advanced standing")),
        ("human-services", ("44.00",)),
        ("public-health", ("51.22",)),
    ],
)
def test_each_degree_has_its_own_warnings_first(degree: str, parts: tuple[str, ...]) -> None:
    """What a code mixes together is said, before what holds for every degree."""
    warnings = guide(degree).warnings
    assert all(part in " ".join(warning.text for warning in warnings[:2]) for part in parts)
    common = {"federal_aid", "withheld", "horizon", "campuses", "no_state", "release", "neutral"}
    assert common <= {warning.id for warning in warnings}


def test_checks_name_the_right_accreditors() -> None:
    """CSWE is for social work, CCNE for no degree below the bachelor's, and the board's approval is law."""
    checks = {degree: {check.id: check for check in guide(degree).checks} for degree in ROWS}
    assert [degree for degree in ROWS if "cswe" in checks[degree]] == ["bsw", "msw"]
    assert [degree for degree in ROWS if "ccne" in checks[degree]] == ["bsn", "rn-to-bsn", "msn"]
    assert {checks[degree]["nursing_board"].made_by for degree in ("adn", "bsn", "lpn")} == {"law"}
    assert checks["bsw"]["cswe"].url == "https://www.cswe.org/accreditation/directory/"


@pytest.mark.parametrize("typed", ["RN to BSN", "rn_to_bsn", "Rn-To-Bsn"])
def test_a_degree_goes_by_its_id_however_it_is_written(typed: str) -> None:
    """Case, spaces and hyphens do not matter."""
    assert guide(typed).degree.id == "rn-to-bsn"


@pytest.mark.parametrize(("typed", "near"), [("bsm", "bs"), ("humanservices", "human-services"), ("", "adn")])
def test_an_unknown_degree_is_refused_with_the_nearest(typed: str, near: str) -> None:
    """The hint names the nearest degree and lists all."""
    with pytest.raises(UsageFailure) as caught:
        guide(typed)
    assert near in caught.value.hint
    assert "public-health" in caught.value.hint


@pytest.mark.parametrize("typed", ["../careers", "\x1b[2J", "Z" * 5000, "4407-3"])
def test_a_strange_degree_names_no_file(typed: str) -> None:
    """What was typed never becomes a path, nor an escape on the screen."""
    with pytest.raises(UsageFailure) as caught:
        guide(typed)
    assert (caught.value.message + caught.value.hint).isprintable()
    assert len(caught.value.message) < 150


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("12345,A,OR,Public,1,,,", "unitid"),
        ("100001,,OR,Public,1,,,", "institution"),
        ("100001,\x1b[2JA,OR,Public,1,,,", "institution"),
        ("100001,A\u202e,OR,Public,1,,,", "institution"),
        (f"100001,{'A' * 201},OR,Public,1,,,", "institution"),
        ("100001,A,ZZ,Public,1,,,", "state"),
        ("100001,A,OR,public,1,,,", "control"),
        ("100001,A,OR,Public,-1,,,", "completers"),
        ('100001,A,OR,Public,1,"50,000",4yr_after_completion,', "median_earnings"),
        ("100001,A,OR,Public,1,50000,,", "earnings_horizon"),
        ("100001,A,OR,Public,1,,4yr_after_completion,", "earnings_horizon"),
        ("100001,A,OR,Public,1,50000,10yr,", "earnings_horizon"),
        ("100001,A,OR,Public,1,,,PrivacySuppressed", "median_debt"),
        ("100001,A,OR,Public,1,,", "7 cells"),
        ('100001,"A,OR,Public,1,,,', "not a CSV table"),
        ("100002,B,OR,Public,1,,,", "repeats"),
    ],
)
def test_a_malformed_row_is_refused_with_file_and_line(own: Path, row: str, expected: str) -> None:
    """Each problem names the table, the line and the column, and prints no control character."""
    with pytest.raises(DataInvalid) as caught:
        with_rows(own, "100002,B,OR,Public,1,,,", row)
    assert caught.value.message.startswith("programs/4407-3.csv, ")
    assert "line 3" in caught.value.message or "line 2" in caught.value.message
    assert expected in caught.value.message
    assert caught.value.message.isprintable()
    (problem,) = check_programs(own)
    assert (problem.file, problem.line in (2, 3)) == ("programs/4407-3.csv", True)


def test_other_columns_are_refused(own: Path) -> None:
    """A table must have the columns of the format."""
    (own / "programs" / "4407-3.csv").write_text("name,state\nA,OR\n", encoding="utf-8")
    with pytest.raises(DataInvalid, match=r"programs/4407-3\.csv, line 1: the columns are wrong"):
        load_programs(own, "bsw", strict=False)


def test_a_table_in_another_encoding_is_refused(own: Path) -> None:
    """Names must be UTF-8."""
    (own / "programs" / "4407-3.csv").write_bytes(f"{HEADER}\n100001,Juana D\xedaz".encode("latin-1"))
    with pytest.raises(DataInvalid, match="not UTF-8"):
        load_programs(own, "bsw", strict=False)


def test_a_missing_table_is_a_failure_of_files(own: Path) -> None:
    """Only the table that an answer needs is read, and it must be there."""
    (own / "programs" / "4407-3.csv").unlink()
    with pytest.raises(FileFailure, match=r"programs/4407-3\.csv"):
        load_programs(own, "bsw", strict=True)
    assert load_programs(own, "msw", strict=True).degree.id == "msw"
    assert [problem.key for problem in check_programs(own)] == ["degrees.bsw"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('cip4: "4407"', "cip4: ../x", ("degrees.bsw.cip4", "four digits")),
        ("level: 1", "level: 12", ("degrees.lpn.level", "one digit")),
        ("degrees: [bsw]", "degrees: [bws]", ("warnings.bsw_code.degrees[0]", '"bsw"')),
        ("borders: [FL, GA, MS, TN]", "borders: [FL, GA, MS, TX]", ("states.AL.borders", "Name both")),
        ("made_by: law", "made_by: lawyer", ("checks.nursing_board.made_by", '"law"')),
        ("url: https://cshse.org", "url: javascript:alert(1)", ("checks.cshse.url", "https://")),
        ("  OR: {name: Oregon", "  Or: {name: Oregon", ("states", "Or")),
        ("warnings:\n", "warning:\n", ('Did you mean "warnings"',)),
        ("source: scorecard_limits", "source: scorecard_limit", ("scorecard_limits",)),
        ("official: yes", "official: &a yes", ("Anchors",)),
    ],
)
def test_a_broken_guide_is_refused_with_file_line_and_key(
    own: Path, old: str, new: str, expected: tuple[str, ...]
) -> None:
    """A person's own `programs.yaml` is checked first."""
    changed(own, old, new)
    with pytest.raises(DataInvalid) as caught:
        load_programs(own, "bsw", strict=True)
    assert "programs.yaml, line " in caught.value.message
    assert all(part in caught.value.message for part in expected)


def test_a_guide_read_in_trust_that_turns_out_broken_still_says_where(own: Path) -> None:
    """The checks run after all when the file cannot be used."""
    changed(own, "search:\n", "searches:\n")
    with pytest.raises(DataInvalid, match=r"programs\.yaml, line \d+"):
        load_programs(own, "bsw", strict=False)


@pytest.mark.parametrize("name", ["=1+1", "+1 555", "-2", "@SUM(A1)", "[red]x[/red]", "{0} {place}", "%s %n"])
def test_hostile_names_stay_text(own: Path, name: str) -> None:
    """A name is no formula in a spreadsheet, no markup and no placeholder on a page."""
    loaded = with_rows(own, f"100001,{name},OR,Public,1,,,")
    result = find_programs(loaded, SchoolWish("OR"))
    cell = sheet(COLUMNS, programs_rows(loaded, result)).splitlines()[1].split(",")[0]
    assert cell[0] not in "=+@" or not name
    assert cell.removeprefix("'") == name
    page = programs_page(loaded, result, Words(load_messages(DATA)))
    assert name in render_text(page, 80, "utf-8")
    assert programs_document(loaded, result)["programs"][0]["institution"] == name


def test_a_page_says_what_is_not_known() -> None:
    """Figures that were not released are never a zero or a blank."""
    page = render_text(
        programs_page(guide(), found(SchoolWish("OR")), Words(load_messages(DATA))), 100, "utf-8"
    )
    (line,) = [line for line in page.splitlines() if line.startswith("Pacific University")]
    assert line.split() == ["Pacific", "University", "nonprofit", "15", "--", "--", "$52,072"]
    assert "was not released" in page
