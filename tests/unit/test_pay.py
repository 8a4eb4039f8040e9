"""What a job pays at a place: which row stands for it, and the arithmetic of an estimate."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from casemgr_cli.catalog.wages import WageTables, load_pay_guide
from casemgr_cli.domain.careers import PayProxy
from casemgr_cli.domain.wages import Area, Wage
from casemgr_cli.engine.pay import PayQuestion, market, pay_of, scaled, told
from casemgr_cli.errors import DataInvalid, UsageFailure
from tests.unit.report_fixtures import Wages

DATA = Path(__file__).resolve().parents[2] / "data"
TOWN = Area("0000001", "metro", ("OR", "WA"), "Town, OR-WA")
HOSPITAL_NURSES = PayProxy("29-1141", "622100", "fair", "")


def wage(area_type: str, percentiles: tuple[int | None, ...], industry: str | None = None) -> Wage:
    """Return a row of 100 people with the five percentiles."""
    p10, p25, p50, p75, p90 = percentiles
    place = ("x", area_type, "x")
    return Wage("s", "Job", *place, industry, industry, 100, p10, p25, p50, p75, p90, "2025-05", "oews_2025")


NATION = wage("nation", (30, 40, 50, 60, 70))
STATE = wage("state", (300, 400, 500, 600, 700))
METRO = wage("metro", (3000, 4000, 5000, 6000, 7000))
INDUSTRY = wage("nation", (44, 50, 60, 66, 77), "622100")
BLANK = (None, None, None, None, None)


@dataclass
class Rows(Wages):
    """A wage table of one occupation; None is a row that was not released."""

    of_nation: Wage | None = NATION
    of_state: Wage | None = STATE
    of_metro: Wage | None = METRO
    of_industry: Wage | None = INDUSTRY
    asked: list[str] = field(default_factory=list)

    def nation(self, _soc: str) -> Wage | None:
        """Return the national row."""
        return self.of_nation

    def state(self, _soc: str, usps: str) -> Wage | None:
        """Return the state row, and remember which state it was."""
        self.asked.append(usps)
        return self.of_state

    def metro(self, _soc: str, _area_code: str) -> Wage | None:
        """Return the metro row."""
        return self.of_metro

    def industry(self, _soc: str, _industry_code: str) -> Wage | None:
        """Return the industry row."""
        return self.of_industry

    def find_area(self, _text: str, _state: str | None = None) -> Area:
        """Return the one town."""
        return TOWN


def test_the_smallest_place_asked_for_comes_first() -> None:
    """A metro's row is used before its state's, and a state's before the nation's."""
    assert market(Rows(), "s", "OR", "Town") is METRO
    assert market(Rows(), "s", "OR", None) is STATE
    assert market(Rows(), "s", None, None) is NATION


@pytest.mark.parametrize("missing", [None, wage("metro", BLANK)])
def test_a_metro_that_was_not_released_falls_back_to_the_state(missing: Wage | None) -> None:
    """No row and a row without figures are the same: the state stands in, and it says so."""
    found = market(Rows(of_metro=missing), "s", "OR", "Town")
    assert (found.area_type, found.p50, found.fallback) == ("state", 500, "metro_not_released")


def test_a_metro_without_a_state_uses_its_own_first_state() -> None:
    """Someone who names only the metro gets the state its name puts first."""
    rows = Rows(of_metro=None)
    market(rows, "s", None, "Town")
    assert rows.asked == ["OR"]


def test_the_person_s_state_wins_over_the_metro_s_first() -> None:
    """A metro in two states falls back to the state the person lives in."""
    rows = Rows(of_metro=None)
    market(rows, "s", "WA", "Town")
    assert rows.asked == ["WA"]


def test_the_nation_stands_in_last() -> None:
    """Where nothing smaller was released, the national row says what is missing."""
    nothing = Rows(of_metro=None, of_state=wage("state", BLANK))
    assert market(nothing, "s", "OR", "Town").fallback == "metro_and_state_not_released"
    assert market(nothing, "s", "OR", None).fallback == "state_not_released"
    assert market(nothing, "s", None, None).fallback == ""


def test_an_occupation_without_a_national_row_is_a_fault_of_the_data() -> None:
    """There is nothing to fall back to, and nothing is invented."""
    with pytest.raises(DataInvalid, match="no national row"):
        market(Rows(of_nation=None), "s", "OR", None)


def test_the_nation_has_the_industry_s_own_row() -> None:
    """A national industry figure is the government's, not an estimate."""
    found = market(Rows(), "s", None, None, "622100")
    assert (found.p25, found.p50, found.estimate, found.industry_code) == (50, 60, False, "622100")


def test_an_area_is_scaled_to_the_industry() -> None:
    """Each percentile is the area's times the industry's over the nation's, and marked as an estimate."""
    found = market(Rows(), "s", "OR", None, "622100")
    assert (found.p10, found.p25, found.p50, found.p75, found.p90) == (440, 500, 600, 660, 770)
    assert (found.estimate, found.industry_code, found.area_type) == (True, "622100", "state")
    assert found.employment is None


def test_a_fallback_and_an_estimate_can_come_together() -> None:
    """The state that stands in for a metro is scaled like any other; the nation is not."""
    state = market(Rows(of_metro=None), "s", "OR", "Town", "622100")
    assert (state.p50, state.estimate, state.fallback) == (600, True, "metro_not_released")
    nation = market(Rows(of_state=None), "s", "OR", None, "622100")
    assert (nation.p50, nation.estimate, nation.fallback) == (60, False, "state_not_released")


@pytest.mark.parametrize("industry", [None, wage("nation", BLANK, "622100")])
def test_an_industry_that_was_not_released_falls_back_to_all(industry: Wage | None) -> None:
    """Without the industry's median there is no ratio, so all industries stand in, and it says so."""
    found = market(Rows(of_industry=industry), "s", "OR", None, "622100")
    assert (found.p50, found.estimate, found.industry) == (500, False, None)
    assert found.industry_fallback == "industry_not_released"


def test_without_a_national_median_nothing_is_scaled() -> None:
    """A ratio needs both medians."""
    found = market(Rows(of_nation=wage("nation", BLANK)), "s", "OR", None, "622100")
    assert (found.p50, found.industry_fallback) == (500, "industry_not_released")


@pytest.mark.parametrize("industry", [None, "", "000000"])
def test_all_industries_are_not_an_estimate(industry: str | None) -> None:
    """No industry, or the code for all of them, leaves the area's row as it is."""
    assert market(Rows(), "s", "OR", None, industry) is STATE


def test_a_percentile_that_is_not_known_stays_so() -> None:
    """Scaling does not fill gaps."""
    found = scaled(wage("state", (None, 400, 500, None, 700)), INDUSTRY, NATION)
    assert (found.p10, found.p25, found.p75) == (None, 500, None)


def test_an_estimate_never_falls_from_one_percentile_to_the_next() -> None:
    """500, 510 and 520 times 50/40, 60/50 and 66/60 would be 625, 612 and 572: all are taken times 60/50."""
    found = scaled(wage("state", (490, 500, 510, 520, 530)), INDUSTRY, NATION)
    assert (found.p10, found.p25, found.p50, found.p75, found.p90) == (588, 600, 612, 624, 636)


def test_hospital_nurses_in_california_by_hand() -> None:
    """122,440 x 81,610 / 80,330 = 124,391.0 and 140,270 x 100,210 / 97,550 = 144,094.9."""
    pay = pay_of(WageTables(DATA), HOSPITAL_NURSES, "CA", None)
    assert (pay.start, pay.experienced, pay.estimate) == (124391, 144095, True)
    assert (pay.wage.area, pay.wage.industry) == ("California", "General Medical and Surgical Hospitals")


def test_home_health_social_workers_in_portland_by_hand() -> None:
    """70,790 x 60,580 / 56,710 = 75,620.9 and 85,790 x 70,680 / 67,880 = 89,328.7."""
    proxy = PayProxy("21-1022", "621600", "good", "")
    pay = pay_of(WageTables(DATA), proxy, None, "Portland-Vancouver-Hillsboro, OR-WA")
    assert (pay.start, pay.experienced, pay.estimate) == (75621, 89329, True)


def test_nurses_in_napa_get_california_s_figure() -> None:
    """Napa's nurses were counted but their pay was not released."""
    found = market(WageTables(DATA), "29-1141", None, "Napa")
    assert (found.area, found.p50, found.fallback) == ("California", 140270, "metro_not_released")


def test_nurses_in_guam_get_the_national_figure() -> None:
    """Guam's nurses were counted but their pay was not released."""
    found = market(WageTables(DATA), "29-1141", "GU", None)
    assert (found.area, found.p50, found.fallback) == ("National", 97550, "state_not_released")


def test_a_destination_without_an_industry_is_not_an_estimate() -> None:
    """All industries are the table's own figure."""
    pay = pay_of(WageTables(DATA), PayProxy("29-1141", "", "poor", ""), "NJ", None)
    assert (pay.start, pay.experienced, pay.estimate) == (99710, 106500, False)


def test_a_metro_elsewhere_is_refused() -> None:
    """A metro and a state that contradict each other are not guessed at."""
    with pytest.raises(UsageFailure, match="is not in CA"):
        pay_of(WageTables(DATA), HOSPITAL_NURSES, "CA", "Austin")


def test_without_a_place_the_pay_is_the_industry_s_own_row() -> None:
    """The government's national row for the industry is no estimate."""
    pay = pay_of(Rows(), PayProxy("s", "622100", "good", ""), None, None)
    assert (pay.start, pay.experienced, pay.estimate) == (50, 60, False)


def test_a_setting_that_nobody_knows_is_refused_with_the_nearest() -> None:
    """One that is known has the rows of its jobs, on the side asked about."""
    tables, guide = WageTables(DATA), load_pay_guide(DATA, settings=True)
    found = told(tables, guide, PayQuestion("nursing", setting="workers_comp"))
    assert next((row.soc, row.industry_code) for row in found.rows) == ("29-1141", "524290")
    assert {row.soc for row in found.rows} == {"29-1141"}
    assert {each.background for each in found.guide.headlines} == {"nursing"}
    with pytest.raises(UsageFailure, match="is not a setting") as refused:
        told(tables, guide, PayQuestion(setting="worker_comp"))
    assert refused.value.hint == 'Did you mean "workers_comp"?'
    with pytest.raises(UsageFailure) as refused:
        told(tables, guide, PayQuestion(setting="zzzzzzzz"))
    assert refused.value.hint.startswith("It can be hospital, ")


def test_all_states_are_states_alone_the_best_paid_first() -> None:
    """No metro and no nation stands among them."""
    found = told(WageTables(DATA), load_pay_guide(DATA), PayQuestion("nursing", all_states=True))
    assert {row.area_type for row in found.rows} == {"state"}
    assert len({row.area for row in found.rows}) >= 51
    pays = [row.p50 or 0 for row in found.rows]
    assert pays == sorted(pays, reverse=True)
    both = PayQuestion(state="OR", all_states=True), PayQuestion(metro="Portland", all_states=True)
    for asked in both:
        with pytest.raises(UsageFailure, match="--all-states goes with no other place"):
            told(WageTables(DATA), load_pay_guide(DATA), asked)


@pytest.mark.parametrize(("fit", "ranked"), [("good", 600), ("fair", 600), ("poor", 500)])
def test_a_row_that_fits_poorly_decides_no_order(fit: str, ranked: int) -> None:
    """The estimate is shown all the same: 500 x 60 / 50; the order goes by the occupation's own 500."""
    pay = pay_of(Rows(), PayProxy("29-1141", "622100", fit, ""), "OR", None)
    assert (pay.experienced, pay.ranked, pay.wage.estimate) == (600, ranked, True)


def test_federal_pay_is_scaled_like_the_rest() -> None:
    """140,270 x 121,260 / 97,550 = 174,363.0; where people start is not known."""
    pay = pay_of(WageTables(DATA), PayProxy("29-1141", "999100", "fair", "", start=False), "CA", None)
    assert (pay.start, pay.experienced, pay.estimate) == (None, 174363, True)


@pytest.mark.parametrize("usps", ["OK", "KY", "AL", "CA", "SD"])
def test_federal_social_workers_are_not_counted_twice(usps: str) -> None:
    """Where nearly all "other" social workers are federal, their row is no yardstick of a place."""
    tables = WageTables(DATA)
    here = market(tables, "21-1029", usps, None, "999100")
    national, local = tables.nation("21-1022"), tables.state("21-1022", usps)
    within = tables.industry("21-1029", "999100")
    assert national is not None
    assert local is not None
    assert within is not None
    assert within.p50
    assert local.p50
    assert national.p50
    assert here.p50 == round(within.p50 * local.p50 / national.p50)
    assert (here.soc, here.occupation, here.area, here.estimate) == (
        within.soc,
        within.occupation,
        local.area,
        True,
    )
    assert market(tables, "21-1029", usps, None) == tables.state("21-1029", usps)
