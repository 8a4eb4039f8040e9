"""The wage tables: their figures, the places they are for, and what happens when a table is broken."""

from __future__ import annotations

import csv
import pickle
import shutil
from collections import Counter
from pathlib import Path

import pytest

from casemgr_cli.catalog.wages import WageTables, load_pay_guide
from casemgr_cli.domain.wages import FALLBACKS, Wage, find_state
from casemgr_cli.errors import DataInvalid, FileFailure, UsageFailure
from casemgr_cli.text import folded

DATA = Path(__file__).resolve().parents[2] / "data"
NURSES = "wages/29-1141.csv"
INDUSTRIES = "wages/industries/29-1141.csv"
AREAS = "wages/areas.csv"
BY_INDUSTRY = tuple((DATA / "wages/industries").glob("*.csv"))
NEW_YORK = "New York-Newark-Jersey City, NY-NJ"
WASHINGTON = "Washington-Arlington-Alexandria, DC-VA-MD-WV"
Count = int | None
SETTINGS = {
    "hospital", "insurance", "workers_comp", "primary_care", "home_health", "hospice", "long_term_care",
    "dialysis", "behavioral_health", "community", "child_welfare", "aging_disability", "private_practice",
    "government",
}  # fmt: skip

# How many states and metros the government's tables of May 2025 hold for each occupation.
ROWS = {
    "00-0000": (54, 528), "11-9111": (54, 526), "11-9151": (53, 518), "21-1015": (52, 385),
    "21-1018": (52, 521), "21-1021": (54, 521), "21-1022": (53, 506), "21-1023": (52, 403),
    "21-1029": (53, 298), "21-1091": (53, 290), "21-1092": (46, 346), "21-1093": (54, 526),
    "21-1094": (52, 290), "29-1141": (54, 523), "29-2061": (54, 528), "43-4061": (53, 430),
    "13-1031": (54, 410), "21-1012": (54, 521), "21-1013": (45, 156), "21-1019": (45, 127), "21-1099":
    (52, 336), "25-2050": (0, 0), "29-1031": (53, 385), "29-1051": (54, 526), "29-1122": (52, 491),
    "29-1123": (52, 523), "29-1126": (52, 398), "29-1127": (52, 503), "29-1171": (52, 517), "31-1120":
    (54, 527), "31-1131": (53, 519), "31-9092": (54, 523),
}  # fmt: skip

# Copied from the government's tables: occupation, area code, area, employment, 10th to 90th percentile.
SPOT_ROWS = [
    ("00-0000", "0000000", "National", 155495730, 31200, 37590, 50980, 80520, 128560),
    ("29-1141", "0000000", "National", 3379720, 68940, 80330, 97550, 112350, 137470),
    ("21-1022", "0000000", "National", 187630, 46220, 56710, 67880, 82240, 100360),
    ("21-1093", "0000000", "National", 437860, 34200, 38150, 45930, 54350, 63290),
    ("29-1141", "0600000", "California", 338940, 101260, 122440, 140270, 173170, 213320),
    ("29-1141", "3400000", "New Jersey", 92680, 83060, 99710, 106500, 127730, 135170),
    ("29-1141", "6600000", "Guam", 690, None, None, None, None, None),
    ("21-1023", "7200000", "Puerto Rico", 350, 21840, 22020, 26500, 33500, 43920),
    ("21-1094", "1100000", "District of Columbia", 280, 51010, 57240, 62510, 74830, 93070),
    ("29-2061", "7800000", "Virgin Islands", 50, 53310, 54820, 64660, 76850, 78100),
    ("21-1021", "4800000", "Texas", 21670, 37230, 46330, 55680, 63870, 73670),
    ("11-9151", "5600000", "Wyoming", 350, 37130, 45460, 66330, 88790, 107020),
    ("11-9151", "3900000", "Ohio", None, 47970, 59850, 73890, 92750, 108830),
    ("29-1141", "0013380", "Bellingham, WA", 1850, None, None, None, None, None),
    ("29-1141", "0034900", "Napa, CA", 1610, None, None, None, None, None),
    ("29-1141", "0035620", NEW_YORK, 197740, 87180, 103970, 119720, 133230, 159240),
    ("21-1022", "0038900", "Portland-Vancouver-Hillsboro, OR-WA", 1460, 61580, 70790, 85790, 103360, 115420),
    ("21-1022", "0015540", "Burlington-South Burlington, VT", 130, None, None, None, None, None),
    ("21-1015", "0029180", "Lafayette, LA", 30, None, None, None, None, None),
    ("21-1023", "0041620", "Salt Lake City-Murray, UT", 440, None, None, None, None, None),
    ("11-9111", "0018700", "Corvallis, OR", 120, 99500, 115120, 147620, 235790, 464460),
    ("11-9111", "0027060", "Ithaca, NY", None, 75960, 92560, 128050, 151770, 202520),
    ("43-4061", "5600007", "Eastern Wyoming nonmetropolitan area", 60, 47060, 51540, 51540, 52580, 67640),
    ("21-1092", "0049660", "Youngstown-Warren, OH", 100, None, None, None, None, None),
    ("21-1029", "0042100", "Santa Cruz-Watsonville, CA", 120, None, None, None, None, None),
    ("29-2061", "0047900", WASHINGTON, 7170, 61880, 65700, 75860, 80830, 87470),
    ("21-1093", "0017300", "Clarksville, TN-KY", 200, 27880, 29780, 37020, 44350, 55300),
]  # fmt: skip
SPOT_INDUSTRIES = [
    ("29-1141", "622100", 1902960, 81610, 100210, 118990),
    ("29-1141", "524114", 38840, 83080, 92670, 99930),
    ("21-1022", "621600", 26430, 60580, 70680, 80830),
    ("21-1021", "524100", None, 80570, 82960, 92300),
    ("21-1093", "999300", 51420, 43870, 49990, 61860),
    ("29-1141", "524290", 10170, 77790, 84690, 98630),
    ("21-1015", "524200", 460, 84510, 95980, 99020),
    ("29-1141", "621420", 13400, 69890, 80520, 99260),
    ("21-1018", "524114", 1180, 76940, 81330, 92580),
]


@pytest.fixture(name="tables")
def made_tables() -> WageTables:
    """Return the shipped tables, with nothing read yet."""
    return WageTables(DATA)


@pytest.fixture(name="copied")
def made_copy(tmp_path: Path) -> Path:
    """Return a copy of the shipped tables to break."""
    shutil.copytree(DATA / "wages", tmp_path / "wages")
    for name in ("demand.csv", "pay.yaml"):
        shutil.copy(DATA / name, tmp_path)
    return tmp_path


def change(path: Path, old: str, new: str) -> None:
    """Replace the first occurrence of a text in a file."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8", newline="")


def figures(wage: Wage | None) -> tuple[int | None, ...]:
    """Return employment and the percentiles of a row."""
    assert wage is not None
    return wage.employment, wage.p10, wage.p25, wage.p50, wage.p75, wage.p90


def test_every_occupation_has_the_rows_the_government_published() -> None:
    """No state and no metro was lost on the way, and none was added."""
    found = {}
    for soc in ROWS:
        with (DATA / f"wages/{soc}.csv").open(encoding="utf-8", newline="") as file:
            types = Counter(row["area_type"] for row in csv.DictReader(file))
        assert types["nation"] == 1
        found[soc] = (types["state"], types["metro"])
    assert found == ROWS


def test_the_other_tables_are_whole(tables: WageTables) -> None:
    """Areas, industries and projections have as many rows as their sources."""
    types = Counter(area.area_type for area in tables.areas().values())
    assert types == {"nation": 1, "state": 54, "metro": 528}
    assert sum(len(path.read_text(encoding="utf-8").splitlines()) - 1 for path in BY_INDUSTRY) == 3605
    assert {path.stem for path in BY_INDUSTRY} == set(ROWS)
    assert len((DATA / "demand.csv").read_text(encoding="utf-8").splitlines()) == 1 + 12


@pytest.mark.parametrize("row", SPOT_ROWS, ids=lambda row: f"{row[0]}-{row[1]}")
def test_figures_are_the_source_s(
    tables: WageTables, row: tuple[str, str, str, Count, Count, Count, Count, Count, Count]
) -> None:
    """A row has the figures of the government's table; empty cells are not known."""
    soc, code, name, *expected = row
    wage = tables.row(soc, code)
    assert figures(wage) == tuple(expected)
    assert wage is not None
    assert (wage.soc, wage.area_code, wage.area) == (soc, code, name)
    assert (wage.industry, wage.estimate) == (None, False)
    assert (wage.as_of, wage.source) == ("2025-05", "oews_2025")


@pytest.mark.parametrize("row", SPOT_INDUSTRIES, ids=lambda row: f"{row[0]}-{row[1]}")
def test_industry_figures_are_the_source_s(
    tables: WageTables, row: tuple[str, str, int | None, int, int, int]
) -> None:
    """An industry's national row has the figures of the government's table."""
    soc, code, employment, *expected = row
    wage = tables.industry(soc, code)
    assert wage is not None
    assert [wage.employment, wage.p25, wage.p50, wage.p75] == [employment, *expected]
    assert (wage.industry_code, wage.area_type) == (code, "nation")


def test_all_industries_and_the_nation_agree(tables: WageTables) -> None:
    """The cross-industry row of an occupation is its national row."""
    for soc in ROWS:
        assert figures(tables.industry(soc, "000000")) == figures(tables.nation(soc))


def test_rows_that_were_not_released_are_none(tables: WageTables) -> None:
    """An area, a state or an industry without a row for an occupation gives None, not a guess."""
    assert tables.state("29-1141", "AS") is None
    assert tables.metro("21-1094", "9999999") is None
    assert tables.metro("29-1141", "CA") is None
    assert tables.industry("21-1022", "999100") is None
    assert tables.row("29-1141", "nowhere") is None
    assert tables.demand("21-1029") is None


def test_demand_gives_growth_and_openings(tables: WageTables) -> None:
    """Projections come with their period and source."""
    demand = tables.demand("29-1141")
    assert demand is not None
    assert (demand.growth_pct, demand.annual_openings) == (4.9, 189100)
    assert (demand.period, demand.source) == ("2024-34", "bls_projections_2024_34")


def test_reading_stops_after_the_area_type_asked_for(copied: Path) -> None:
    """A national or state figure reads the first metro at most, so it cannot trip over the rest."""
    change(copied / NURSES, "metro,0010420", "metro,0010420,one cell too many")
    tables = WageTables(copied)
    assert tables.nation("29-1141") is not None
    assert tables.state("29-1141", "WY") is not None
    with pytest.raises(DataInvalid, match="line 59"):
        tables.metro("29-1141", "0010180")


def test_the_order_of_questions_does_not_matter(tables: WageTables) -> None:
    """A state read after a metro, or before it, is the same."""
    fresh = WageTables(DATA)
    metro, state = tables.metro("21-1022", "0038900"), tables.state("21-1022", "OR")
    assert (fresh.state("21-1022", "OR"), fresh.metro("21-1022", "0038900")) == (state, metro)


def test_tables_can_be_pickled_before_and_after_reading(tables: WageTables) -> None:
    """Many processes can share them."""
    before = pickle.loads(pickle.dumps(tables))  # noqa: S301  our own bytes
    expected = tables.metro("29-1141", "0035620")
    after = pickle.loads(pickle.dumps(tables))  # noqa: S301
    assert before.metro("29-1141", "0035620") == after.metro("29-1141", "0035620") == expected


@pytest.mark.slow
def test_every_name_and_code_finds_its_area(tables: WageTables) -> None:
    """A name finds its area in any case and without punctuation, and so does a code."""
    for area in tables.areas().values():
        if area.area_type == "metro":
            assert tables.find_area(area.code) is area
            assert tables.find_area(area.name.upper()) is area
            assert tables.find_area(folded(area.name)) is area
            assert all(tables.find_area(area.name, state) is area for state in area.states)


@pytest.mark.parametrize(
    ("text", "state", "expected"),
    [
        ("Portland", "OR", "Portland-Vancouver-Hillsboro, OR-WA"),
        ("portland, me", None, "Portland-South Portland, ME"),
        ("Portland Oregon", None, "Portland-Vancouver-Hillsboro, OR-WA"),
        ("newark", "NJ", NEW_YORK),
        ("New York", None, NEW_YORK),
        ("Salem", None, "Salem, OR"),
        ("St Louis", None, "St. Louis, MO-IL"),
        ("Lafayette", "IN", "Lafayette-West Lafayette, IN"),
        ("Kansas City Missouri", None, "Kansas City, MO-KS"),
        ("Washington DC", None, WASHINGTON),
        ("Coeur d\u2019Alene", None, "Coeur d'Alene, ID"),
        ("San Jos\u00e9", None, "San Jose-Sunnyvale-Santa Clara, CA"),
        ("  fort   worth ", None, "Dallas-Fort Worth-Arlington, TX"),
    ],
)
def test_area_names_are_read_kindly(tables: WageTables, text: str, state: str | None, expected: str) -> None:
    """A city, with or without its state, finds the area it lies in."""
    assert tables.find_area(text, state).name == expected


@pytest.mark.parametrize(
    ("text", "state", "slug", "words"),
    [
        ("Portland", None, "ambiguous_metro", "Portland-South Portland, ME"),
        ("Springfield", None, "ambiguous_metro", "Springfield, MA"),
        ("Pitsburgh", None, "unknown_metro", 'Did you mean "Pittsburgh, PA"?'),
        ("Saint Louis", None, "unknown_metro", 'Did you mean "St. Louis"?'),
        ("Austin", "CA", "unknown_metro", "Change the metro or the state."),
        (NEW_YORK, "CA", "unknown_metro", "Change the metro or the state."),
        ("Nevada", None, "unknown_metro", "Nevada is a state. Give it as the state: NV."),
        ("Wyoming", None, "unknown_metro", "Give it as the state: WY."),
        ("0600000", None, "unknown_metro", "Give it as the state: CA."),
        ("", None, "unknown_metro", "Use a name such as"),
    ],
)
def test_unclear_areas_are_refused_with_a_way_on(
    tables: WageTables, text: str, state: str | None, slug: str, words: str
) -> None:
    """An ambiguous, misspelt or contradictory area is refused; the hint names what it could be."""
    with pytest.raises(UsageFailure) as caught:
        tables.find_area(text, state)
    assert caught.value.slug == slug
    assert words in caught.value.hint


def test_every_state_is_found_by_code_and_name(tables: WageTables) -> None:
    """A postal code or a name, in any case, finds its state."""
    areas = tables.areas().values()
    for state in (area for area in areas if area.area_type == "state"):
        assert find_state(state.states[0].lower(), areas) is state
        assert find_state(state.name.upper(), areas) is state
    assert find_state("D.C.", areas).states == ("DC",)
    assert find_state("Washington DC", areas).states == ("DC",)


def test_a_misspelt_state_names_the_nearest(tables: WageTables) -> None:
    """The hint is the state that was probably meant."""
    with pytest.raises(UsageFailure) as caught:
        find_state("Calfornia", tables.areas().values())
    assert caught.value.hint == 'Did you mean "California"?'


@pytest.mark.parametrize(
    "text",
    ["a " * 100_000, "x" * 1_000_000, "\x1b[31mred", "\u202e", "\x00", "../../secret", "{0.__class__}"],
)
def test_hostile_text_is_refused_and_never_echoed_raw(tables: WageTables, text: str) -> None:
    """Very long text and control characters end in a short, printable message."""
    for find in (tables.find_area, lambda said: find_state(said, tables.areas().values())):
        with pytest.raises(UsageFailure) as caught:
            find(text)
        assert caught.value.message.isprintable()
        assert len(caught.value.message) < 500


@pytest.mark.parametrize("soc", ["99-9999", "../../etc/passwd", "29-1141.csv", "", "areas"])
def test_an_unknown_occupation_is_a_fault_of_the_data(tables: WageTables, soc: str) -> None:
    """Occupation codes come from the data files, and no other file is opened for one."""
    with pytest.raises(DataInvalid, match=r"wages/occupations\.csv"):
        tables.nation(soc)


def test_a_near_occupation_is_named(tables: WageTables) -> None:
    """The hint is the code that was probably meant."""
    with pytest.raises(DataInvalid) as caught:
        tables.state("29-1141x", "CA")
    assert caught.value.hint == 'Did you mean "29-1141"?'


def test_the_shipped_tables_have_no_problems(tables: WageTables) -> None:
    """Everything reads to its end."""
    assert tables.check() == ()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        (NURSES, "area_type,area_code", "area_code,area_type", "29-1141.csv, line 1: the columns are wrong"),
        (NURSES, ",3379720,", ",3379720,,", "line 2: 11 cells in place of 10"),
        (NURSES, ",80330,", ",about 80k,", 'line 2: p25 is "about 80k"'),
        (NURSES, ",80330,", ",-80330,", 'line 2: p25 is "-80330"'),
        (NURSES, ",80330,", ',"80,330",', 'line 2: p25 is "80,330"'),
        (NURSES, ",80330,", ",80330.5,", "line 2: p25 is"),
        (NURSES, ",80330,", ",8033000000000,", "line 2: p25 is"),
        (NURSES, ",80330,", ",\u0668\u0660,", "line 2: p25 is"),
        (NURSES, ",68940,80330,", ",80330,68940,", "line 2: the percentiles fall"),
        (NURSES, "state,0200000,AK", "state,0100000,AL", "line 4: the row repeats wages/29-1141.csv, line 3"),
        (NURSES, "state,0100000", "county,0100000", 'line 3: area_type is "county"'),
        (NURSES, "metro,0010180", "nation,0010180", "line 57: rows must be in the order"),
        (NURSES, ",Alabama,", ",Alabamma,", "wages/areas.csv has no state"),
        (NURSES, ",Alabama,", ',"Alabama,', "this is not a CSV table"),
        (INDUSTRIES, "622100,", "622109,", 'has no industry "622109"'),
        (INDUSTRIES, ",1902960,", ",lots,", 'employment is "lots"'),
        (AREAS, "state,AL,", "state,,", "line 3: the states are missing"),
        (AREAS, "0200000,state", "0100000,state", "line 4: the row repeats wages/areas.csv, line 3"),
        (AREAS, "0200000,state", "0200000,State", 'line 4: area_type is "State"'),
        ("demand.csv", ",4.9,", ",a lot,", 'line 3: growth_pct is "a lot"'),
        ("demand.csv", ",189100,", ",,", "line 3: growth_pct is"),
    ],
)
def test_a_broken_table_is_named_with_its_line(
    copied: Path, name: str, old: str, new: str, words: str
) -> None:
    """The check says which file, which line and what is wrong."""
    change(copied / name, old, new)
    problems = [error.message for error in WageTables(copied).check()]
    assert len(problems) == 1 or name == AREAS
    assert name in problems[0]
    assert words in problems[0]


def test_a_table_that_is_not_text_is_named(copied: Path) -> None:
    """Bytes that are not UTF-8 are refused without a traceback."""
    (copied / NURSES).write_bytes((copied / NURSES).read_bytes().replace(b"Alabama", b"Alab\xe4ma"))
    with pytest.raises(DataInvalid, match=r"29-1141\.csv.*not UTF-8"):
        WageTables(copied).metro("29-1141", "0010180")


def test_a_spreadsheet_s_byte_order_mark_does_no_harm(copied: Path) -> None:
    """Tables saved by a spreadsheet, with its line ends, read the same."""
    text = (copied / NURSES).read_text(encoding="utf-8")
    (copied / NURSES).write_text("\ufeff" + text.replace("\n", "\r\n"), encoding="utf-8", newline="")
    assert WageTables(copied).nation("29-1141") == WageTables(DATA).nation("29-1141")


def test_a_missing_table_is_named(copied: Path) -> None:
    """A file that is not there is a failure of its own kind."""
    (copied / NURSES).unlink()
    with pytest.raises(FileFailure, match=r"wages/29-1141\.csv cannot be read"):
        WageTables(copied).nation("29-1141")
    (error,) = WageTables(copied).check()
    assert error.message == "wages/29-1141.csv cannot be read: No such file or directory."


def test_without_the_list_of_occupations_the_check_still_answers(copied: Path) -> None:
    """A missing list of occupations is reported, not raised."""
    (copied / "wages/occupations.csv").unlink()
    assert any("occupations.csv cannot be read" in error.message for error in WageTables(copied).check())


def test_the_pay_guide_holds_the_article_s_medians() -> None:
    """The two medians are the article's, and undated."""
    headlines = {entry.background: entry for entry in load_pay_guide(DATA).headlines}
    assert {key: entry.median for key, entry in headlines.items()} == {"nursing": 69407, "non_nursing": 58640}
    assert {(h.as_of, h.source, h.per) for h in headlines.values()} == {(None, "article", "year")}


def test_the_pay_guide_names_only_rows_that_exist(tables: WageTables) -> None:
    """Every setting has jobs for both backgrounds, and every job a released row."""
    guide = load_pay_guide(DATA, settings=True)
    assert set(guide.settings) == SETTINGS
    assert all(tables.nation(soc) for socs in guide.occupations.values() for soc in socs)
    for sides in guide.settings.values():
        assert set(sides) == {"nursing", "non_nursing"}
        for job in (job for jobs in sides.values() for job in jobs):
            row = tables.industry(job.soc, job.industry) if job.industry else tables.nation(job.soc)
            assert row is not None
            assert row.p50
            assert job.fit in {"good", "fair", "poor"}


def test_every_fallback_has_words() -> None:
    """Nothing stands in for something else without saying so."""
    guide = load_pay_guide(DATA)
    assert set(guide.fallbacks) == set(FALLBACKS)
    assert guide.settings == {}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("headline:", "headlines:"),
        ("median: 69407", "median: a lot"),
        ("median: 69407, ", ""),
        ("  industry_not_released:", "  industry_missing:"),
        ("headline:", "headline: ["),
        ("fit: fair, ", ""),
    ],
)
def test_a_broken_pay_guide_is_refused(copied: Path, old: str, new: str) -> None:
    """A missing or wrong entry names the file."""
    change(copied / "pay.yaml", old, new)
    with pytest.raises(DataInvalid, match=r"pay\.yaml"):
        load_pay_guide(copied, settings=True)
