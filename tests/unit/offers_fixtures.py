"""Job offers for tests: the shipped data, a nurse, and a way to read and weigh a file in one go."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from casemgr_cli.catalog.answers import read_offers
from casemgr_cli.catalog.load import load_catalog, load_offer_guide
from casemgr_cli.engine.offers import weigh
from tests import people
from tests.people import DATA

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value
    from casemgr_cli.domain.offers import Comparison, Offer, Weighed

GUIDE, CATALOG = load_offer_guide(DATA, load_catalog(DATA, strict=False))
PAY = people.GUIDE
TODAY = date(2026, 11, 24)
NURSE: dict[str, Value] = {
    "background": "nursing",
    "education": "bachelor",
    "field": "nursing",
    "licenses": ("rn",),
    "license_status": "active",
    "certifications": (),
    "other_degrees": (),
    "state": "OR",
    "months_nursing": 7,
    "months_acute_care": 7,
    "months_case_management": 0,
    "months_supervising_case_managers": 0,
    "current_pay": 72000,
}
SEVERAL = """
offers:
  - {name: Mercy, setting: hospital, pay: 118000, hours: 40, tuition_aid: 6000}
  - {name: Plan, setting: insurance, hourly: 60, hours: 24, supervisor_ccm: yes, start: 2027-02}
  - {name: Clinic, setting: primary_care, pay: 90000, duties: [assess, plan], note: Free parking}
  - {name: Ward, setting: hospital, destination: bedside_nursing, remote: no}
  - {name: Dialysis, setting: dialysis, pay: 70000}
"""


def read(text: str | bytes, name: str = "offers.yaml") -> tuple[Offer, ...]:
    """Read a file of offers."""
    return read_offers(name, text.encode() if isinstance(text, str) else text, GUIDE, CATALOG)


def compare(text: str, answers: Answers | None = None, today: date = TODAY) -> Comparison:
    """Return the offers of a text weighed for a person, the nurse if none is given."""
    return weigh(CATALOG, GUIDE, read(text), NURSE if answers is None else answers, today)


def weighed(keys: str, answers: Answers | None = None, today: date = TODAY) -> Weighed:
    """Return one offer weighed; `keys` are its keys but for the name."""
    (one,) = compare(f"- {{name: One, {keys}}}", answers, today).weighed
    return one
