"""One advisor, loaded once: what the commands say, as JSON documents, and which people get the same plan."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from hashlib import blake2b
from pathlib import Path
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.catalog.answers import accept, check_together, known_fact
from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.wages import load_pay_guide
from casemgr_cli.documents.advice import advice_document, plan_document
from casemgr_cli.documents.certs import certs_document
from casemgr_cli.documents.next import next_document
from casemgr_cli.documents.salary import salary_document
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.careers import UsualExperience
from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.facts import UNKNOWN, Answers
from casemgr_cli.domain.kinds import BY_NURSING
from casemgr_cli.domain.wages import PayGuide
from casemgr_cli.engine import eligibility, interview, pay
from casemgr_cli.engine.advise import advise
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.engine.fit import PICKED, fit

_Document = dict[str, Any]
_MONTHS = "months"


class Advisor(Struct, frozen=True, dict=True):
    """What the advisor knows, and the day it speaks on. `version` is another for other data."""

    catalog: Catalog
    guide: PayGuide
    today: date
    version: str = ""

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that answers may have."""
        return tuple(self.catalog.facts)

    @property
    def certifications(self) -> tuple[str, ...]:
        """The ids of the certifications, in the order of every document."""
        return tuple(self.catalog.certifications)

    def on(self, day: str) -> "Advisor":
        """Return the same advisor on another day, written 2026-11-28."""
        return replace(self, today=date.fromisoformat(day))

    def accept(self, given: Mapping[str, Any]) -> Answers:
        """Return answers as the advisor reads them, each cast to its key's type.

        Raises:
            UsageFailure: a key or a value is not known, or two answers contradict each other.
        """
        catalog = self.catalog
        answers = {key: accept(known_fact(key, catalog.facts), value) for key, value in given.items()}
        check_together(answers, catalog.facts, catalog.contradictions, holds, self.today.year)
        return answers

    def advise(self, answers: Answers) -> _Document:
        """Return the whole advice, as `casemgr advise --json` prints it (casemgr.advice/1)."""
        return advice_document(advise(self.catalog, answers, self.today), self.catalog, self.guide)

    def plan(self, key: str, answers: Answers) -> _Document:
        """Return an advice without what is the person's own, under the key of all who share it
        (casemgr.plan/1).
        """
        return plan_document(key, self.advise(answers))

    def group(self, answers: Answers) -> tuple[str, Answers]:
        """Return the key that people with the same plan share, and answers that stand for all of them."""
        facts, most = self.catalog.facts, self._highest_bound
        # Skill picks decide for who is open to every side alone, and by the bands of their fit.
        picks_decide = answers.get("background", "open") in {"open", UNKNOWN}
        common = {key: answers[key] for key in sorted(answers) if picks_decide or key not in PICKED}
        for key, value in common.items():
            if isinstance(value, int | float) and facts[key].unit == _MONTHS:
                common[key] = min(value, most)
        found = fit(self.catalog, common) if picks_decide else None
        bands = () if found is None else (found.social_band, found.nursing_band)
        shared = (*(item for item in common.items() if item[0] not in PICKED), bands)
        return blake2b(json.dumps(shared).encode(), digest_size=10).hexdigest(), common

    @cached_property
    def _highest_bound(self) -> float:
        """The highest number of months that any rule compares a counter with, or any place asks for."""
        catalog = self.catalog
        months = frozenset(fact.key for fact in catalog.facts.values() if fact.unit == _MONTHS)
        ruled = (catalog.rules, catalog.facts, catalog.contradictions, catalog.destinations, catalog.steps)
        return max(_bounds((*ruled, catalog.certifications, catalog.notes), months), default=0)

    def verdicts(self, answers: Answers) -> _Document:
        """Return where a person stands with each certification (casemgr.certs/1)."""
        assumed = eligibility.read_as_none(self.catalog, answers)
        return certs_document(eligibility.verdicts(self.catalog, answers), assumed, self.catalog)

    def salary(
        self,
        *,
        nursing: bool | None = None,
        state: str | None = None,
        metro: str | None = None,
        setting: str | None = None,
    ) -> _Document:
        """Return what case managers earn in a place, or the nation (casemgr.salary/1).

        Args:
            nursing: only with, or only without, a nursing background; both if None.
            state: a postal code or a name, or several with commas between.
            metro: the code or name of a metropolitan area.
            setting: a kind of workplace, such as hospital.

        Raises:
            UsageFailure: a place or the setting is not known.
        """
        asked = pay.PayQuestion(BY_NURSING[nursing], state, metro, setting)
        told = pay.told(self.catalog.wages, self.guide, asked)
        return salary_document(told.guide, told.rows, self.catalog, told.demand)

    def next_question(self, answers: Answers) -> _Document:
        """Return the next question of the interview, or that none is left (casemgr.next/1)."""
        return next_document(interview.next_question(self.catalog, answers))


def load(data: Path | None = None, today: date | None = None) -> "Advisor":
    """Return an advisor: with the shipped data, or with those of a folder, which are checked.

    Raises:
        DataInvalid: the data files have problems.
        FileFailure: one of them cannot be read.
    """
    folder = data_dir(data)
    day = today or datetime.now(tz=UTC).astimezone().date()
    catalog = load_catalog(folder, strict=data is not None)
    guide = load_pay_guide(folder, settings=True)
    return Advisor(catalog, guide, day, _version_of(folder))


def _version_of(folder: Path) -> str:
    """Return a short name for the content of a data folder: another for any other content."""
    digest = blake2b(digest_size=8)
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(file.relative_to(folder).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _bounds(part: object, months: frozenset[str]) -> Iterator[float]:
    if isinstance(part, Compare):
        compared = part.values if part.fact in months else ()
        yield from (float(value) for value in compared if not isinstance(value, str))
    elif isinstance(part, UsualExperience):
        yield part.months.high_or_zero
    elif isinstance(part, Struct):
        yield from _bounds(tuple(getattr(part, name) for name in part.__struct_fields__), months)
    elif isinstance(part, Mapping | tuple):
        for each in part.values() if isinstance(part, Mapping) else part:
            yield from _bounds(each, months)
