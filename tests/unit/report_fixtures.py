"""A small made-up catalog and one person's advice, for what the report makes of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import (
    Advice,
    Excluded,
    Fit,
    NextAction,
    NextQuestion,
    Route,
    RouteStep,
    Trace,
    Verdict,
)
from casemgr_cli.domain.careers import (
    Action,
    Certification,
    Destination,
    ExamWindow,
    Grants,
    Limits,
    Note,
    Pace,
    PayProxy,
    Requirement,
    Step,
    Term,
    UsualExperience,
)
from casemgr_cli.domain.conditions import ALWAYS, AnyOf, Clause, Compare, Licensed
from casemgr_cli.domain.facts import Assumption, Choice, Fact, FactTable, Skill
from casemgr_cli.domain.figures import Figure, Source, Span, StepCost
from casemgr_cli.domain.wages import Area, Demand, Headline, Pay, PayGuide, Wage

if TYPE_CHECKING:
    from collections.abc import Mapping

SOURCES = {
    key: Source(key, publisher, title, url, as_of, official=official)
    for key, publisher, title, url, as_of, official in (
        (
            "issuer_page",
            "Commission for Case Manager Certification",
            "Eligibility at a glance",
            "https://example.org/eligibility",
            "2025",
            True,
        ),
        (
            "fee_page",
            "Commission for Case Manager Certification",
            "Fees",
            "https://example.org/fees",
            "2026",
            True,
        ),
        ("job_post", "A hospital", "Job posting", "https://example.org/job", "2024", False),
        ("judgement", "casemgr", "Our own judgment, no document", "", "2026-11-23", False),
        (
            "article",
            "The article",
            "How to become a case manager",
            "https://example.org/article",
            "undated",
            False,
        ),
        (
            "oews_2025",
            "Bureau of Labor Statistics",
            "Occupational wages",
            "https://example.org/oews",
            "May 2025",
            True,
        ),
    )
}
FIGURES = {
    "ccm_fee": Figure("ccm_fee", "CCM fee", 430, 430, "USD", "2026", "fee_page", verified=True),
    "ccm_renewal_years": Figure(
        "ccm_renewal_years", "CCM renewal", 5, 5, "years", "2026", "fee_page", verified=True
    ),
    "acm_fee": Figure("acm_fee", "ACM fee", None, None, "USD", "2026", "fee_page", verified=False),
}
SKILLS = {
    "listening": Skill(
        "listening", "2.A.1.b", "Active Listening", "Listening well", "Repeat what you heard.", 0.2, 1, 1
    ),
    "coordination": Skill(
        "coordination", "2.B.1.b", "Coordination", "Working with others", "Plan an event.", 0.1, 1, 1
    ),
}
FACTS = {
    "licenses": Fact(
        "licenses",
        "choices",
        "Which licenses do you hold?",
        "A license opens most doors.",
        short="Licenses",
        choices=(Choice("rn", "Registered nurse (RN)"), Choice("lpn", "Licensed practical nurse")),
    ),
    "months_case_management": Fact(
        "months_case_management",
        "integer",
        "How many months of case management?",
        "The CCM counts them.",
        unit="months",
        low=0,
        high=600,
    ),
    "months_case_management_under_ccm": Fact(
        "months_case_management_under_ccm",
        "integer",
        "How many of them under a CCM holder?",
        "They count double.",
    ),
    "budget": Fact("budget", "integer", "What can you spend?", "It rules routes out.", private="money"),
}


def wage(**changes: object) -> Wage:
    """Return a wage row for nurses in California, with any field changed."""
    row: dict[str, object] = {
        "soc": "29-1141",
        "occupation": "Registered Nurses",
        "area": "California",
        "area_type": "state",
        "area_code": "06",
        "industry": None,
        "industry_code": None,
        "employment": 320000,
        "p10": 80000,
        "p25": 104000,
        "p50": 140000,
        "p75": 170000,
        "p90": 195000,
        "as_of": "2025-05",
        "source": "oews_2025",
    }
    return Wage(**{**row, **changes})  # type: ignore[arg-type]


NATION = wage(
    area="United States",
    area_type="nation",
    area_code="US",
    p10=68000,
    p25=79000,
    p50=97550,
    p75=110000,
    p90=135000,
)


class Wages:
    """A wage table with one occupation."""

    def nation(self, soc: str) -> Wage | None:
        """Return the national row of nurses."""
        return NATION if soc == "29-1141" else None

    def state(self, soc: str, usps: str) -> Wage | None:
        """Return California's row."""
        return wage() if (soc, usps) == ("29-1141", "CA") else None

    def metro(self, _soc: str, _area_code: str) -> Wage | None:
        """Return no metro."""
        return None

    def industry(self, _soc: str, _industry_code: str) -> Wage | None:
        """Return no industry."""
        return None

    def demand(self, _soc: str) -> Demand | None:
        """Return no projection."""
        return None

    def areas(self) -> Mapping[str, Area]:
        """Return no places."""
        return {}

    def places_by(self, soc: str) -> str:
        """Return the occupation itself."""
        return soc

    def find_area(self, text: str, _state: str | None = None) -> Area:
        """Return a place of that name."""
        return Area(text, "metro", ("CA",), text)


GUIDE = PayGuide(
    headlines=(
        Headline("nursing", 69407, "year", None, "article"),
        Headline("non_nursing", 58640, "year", None, "article"),
    ),
    occupations={"nursing": ("29-1141",), "non_nursing": ("21-1022",)},
    words={"pays_less": "Less than you earn now."},
    settings={},
    fallbacks={"state_for_metro": "No figure was released for the metro area, so the state stands here."},
)
DEMAND = Demand("29-1141", "Registered Nurses", 4.9, 189100, "2024-34", "oews_2025")

CREDENTIAL = Licensed(("rn",), Clause("An active RN license", "issuer_page", verified=True, made_by="issuer"))
EXPERIENCE = AnyOf(
    (
        Compare(
            "months_case_management_under_ccm",
            "at_least",
            (12,),
            Clause("12 months under a CCM holder", "issuer_page", verified=True, made_by="issuer"),
        ),
        Compare(
            "months_case_management",
            "at_least",
            (24,),
            Clause("24 months under anyone", "issuer_page", verified=True, made_by="issuer"),
        ),
    )
)
CCM = Certification(
    id="ccm",
    short="CCM",
    name="Certified Case Manager",
    issuer="Commission for Case Manager Certification (CCMC)",
    url="https://example.org/ccm",
    about="The one most employers name.",
    suits="Nurses and social workers alike.",
    backgrounds=("nursing", "social_work"),
    credential=CREDENTIAL,
    experience=EXPERIENCE,
    attest=("Good moral character",),
    fee="ccm_fee",
    figures=("ccm_renewal_years",),
    windows=(ExamWindow(4, 1101, 131, "April 1-30"), ExamWindow(8, 301, 531, "August 1-31")),
    windows_note="Three windows a year.",
    renewal="Every five years, with 80 hours of education.",
    sources=("issuer_page",),
    verified=True,
    also_called=("cmsa",),
    cautions=("The certifier reads the job description.",),
)
ACM = Certification(
    id="acm",
    short="ACM",
    name="Accredited Case Manager",
    issuer="American Case Management Association",
    url="https://example.org/acm",
    about="For hospital work.",
    suits="Hospital case managers.",
    backgrounds=("nursing", "social_work"),
    credential=CREDENTIAL,
    experience=EXPERIENCE,
    attest=(),
    fee="acm_fee",
    figures=(),
    windows=(),
    windows_note="",
    renewal="Every four years.",
    sources=("issuer_page",),
    verified=True,
)

HOSPITAL = Destination(
    titles=("RN case manager", "care coordinator"),
    id="hospital_rn",
    title="Hospital nurse case manager",
    about="Plans discharges and care after the hospital.",
    background="nursing",
    settings=("hospital",),
    populations=("adults",),
    must=(
        Requirement(
            "An active RN license where the patient is", "law", "judgement", verified=False, when=CREDENTIAL
        ),
    ),
    usually=(Requirement("A BSN", "employers", "job_post", verified=True, strength="often"),),
    experience=UsualExperience(
        "Two to three years of acute care",
        Span(24, 36),
        ("months_acute_care",),
        "bedside_nursing",
        "job_post",
        verified=True,
    ),
    counts="yes",
    counts_source="judgement",
    supervisor_holds_ccm="often",
    earns=("months_case_management",),
    certifications=("ccm", "acm"),
    pay=PayProxy("29-1141", "622100", "fair", "All hospital nurses, most of them at the bedside."),
    limits=Limits("light", "rare", "rare", "no", ("remote_only",)),
    cautions=("Weekends are common.",),
)
PLAN = Destination(
    titles=("RN case manager", "care coordinator"),
    id="health_plan_rn",
    title="Health-plan nurse case manager",
    about="Works by telephone for an insurer.",
    background="nursing",
    settings=("insurance",),
    populations=("adults",),
    must=HOSPITAL.must,
    usually=(),
    experience=None,
    counts="yes",
    counts_source="judgement",
    supervisor_holds_ccm="often",
    earns=("months_case_management",),
    certifications=("ccm",),
    pay=PayProxy("29-1141", "524114", "good", "Nurses at direct health insurers."),
    limits=Limits("none", "common", "rare", "no", ()),
)
REVIEW = Destination(
    titles=("RN case manager", "care coordinator"),
    id="utilization_review_rn",
    title="Utilization review nurse",
    about="Checks requests against criteria.",
    background="nursing",
    settings=("insurance",),
    populations=("adults",),
    must=HOSPITAL.must,
    usually=(),
    experience=None,
    counts="no",
    counts_source="judgement",
    supervisor_holds_ccm="sometimes",
    earns=(),
    certifications=(),
    pay=PayProxy("29-1141", "524114", "good", "Nurses at direct health insurers."),
    limits=Limits("none", "common", "rare", "no", ()),
    neighbor=True,
)
BSN = Step(
    id="rn_to_bsn",
    title="RN-to-BSN",
    kind="degree",
    lane="study",
    about="A bachelor's for working nurses.",
    requires=CREDENTIAL,
    suits=ALWAYS,
    grants=Grants(degrees=("bachelor:nursing",)),
    part_time=Pace("part_time", Span(18, 24), 15, work_alongside=True),
    price=StepCost(Span(6000, 12000)),
    online="yes",
    action=Action("Ask your employer about tuition help", "https://example.org/bsn"),
    sources=("job_post",),
    verified=True,
)
NOTES = {
    "habit": Note(
        id="habit",
        kind="fact",
        text="No rule asks for years of acute care. Employers do, out of habit.",
        source="issuer_page",
        verified=True,
        made_by="employers",
    ),
    "states": Note(
        id="states",
        kind="caution",
        text="You need a license where the client is.",
        source="judgement",
        verified=False,
        made_by="law",
    ),
}
TERMS = {
    "compact": Term(
        "compact",
        "Nurse licensure compact",
        "One license for many states. Each member state honors it.",
        "judgement",
        ("multistate license",),
        ("licenses",),
    ),
}
CATALOG = Catalog(
    sources=SOURCES,
    figures=FIGURES,
    rules={},
    facts=FactTable(FACTS.values()),
    contradictions={},
    skills=SKILLS,
    destinations={d.id: d for d in (HOSPITAL, PLAN, REVIEW)},
    steps={"rn_to_bsn": BSN},
    certifications={"ccm": CCM, "acm": ACM},
    notes=NOTES,
    wages=Wages(),
    words={"pays_less": "Less than you earn now."},
    terms=TERMS,
)

UNDER = Trace(
    "12 months under a CCM holder",
    None,
    "at_least",
    (("months_case_management_under_ccm", None),),
    frozenset({"months_case_management_under_ccm"}),
    (),
    "issuer_page",
    verified=True,
    made_by="issuer",
)
ANYONE = Trace(
    "24 months under anyone",
    False,
    "at_least",
    (("months_case_management", 6),),
    frozenset(),
    (),
    "issuer_page",
    verified=True,
    made_by="issuer",
)
HAS_RN = Trace(
    "An active RN license",
    True,
    "license",
    (("licenses", ("rn",)),),
    frozenset(),
    (),
    "issuer_page",
    verified=True,
    made_by="issuer",
)
NEEDS = frozenset({"months_case_management_under_ccm"})
MONTHS = Trace("", None, "any", (), NEEDS, (UNDER, ANYONE))


def verdict(name: str = "not_yet", certification: Certification = CCM, **changes: object) -> Verdict:
    """Return a verdict of that name, with any field changed."""
    fields: dict[str, object] = {
        "certification": certification,
        "verdict": name,
        "months_needed": 12 if name == "not_yet" else None,
        "because": ("An active RN license",),
        "missing": ("12 months under a CCM holder", "24 months under anyone"),
        "asks": ("months_case_management_under_ccm",) if name == "unknown" else (),
        "credential": HAS_RN,
        "experience": MONTHS,
    }
    return Verdict(**{**fields, **changes})  # type: ignore[arg-type]


BEDSIDE = RouteStep(
    "bedside_nursing",
    "work",
    "Bedside nursing",
    "work",
    "full_time",
    0,
    30,
    Span(0, 0),
    "employers",
    ("job_post",),
    Action("Apply for a residency", "https://example.org/residency"),
    verified=True,
)
STUDY = RouteStep(
    "rn_to_bsn",
    "degree",
    "RN-to-BSN",
    "study",
    "part_time",
    0,
    24,
    Span(6000, 12000),
    "employers",
    ("job_post",),
    BSN.action,
    ("Ask whether your credits carry over.",),
    verified=True,
)
SIT = RouteStep(
    "ccm",
    "certification",
    "Certified Case Manager (CCM)",
    "work",
    "full_time",
    30,
    12,
    Span(430, 430),
    "choice",
    ("issuer_page",),
    Action("Read the CCM handbook", "https://example.org/ccm"),
    verified=True,
)


def route(destination: Destination = HOSPITAL, **changes: object) -> Route:
    """Return a route to a destination, with any field changed."""
    fields: dict[str, object] = {
        "id": f"{destination.id}.strong.1",
        "title": f"{destination.title}, with a BSN",
        "background": "nursing",
        "destination": destination,
        "plan": "strong",
        "steps": (BEDSIDE, STUDY, SIT),
        "earliest": 0,
        "typical": 30,
        "months_to_certified": 42,
        "certification": "ccm",
        "months_total": 42,
        "cost": Span(6430, 12430),
        "ten_year_net": 250000,
        "pay": Pay(104000, 140000, estimate=False, wage=wage(), ranked=140000),
        "unmet": (),
        "why": ("You can start now, because the RN license is all the law asks for.",),
        "cautions": ("Weekends are common.",),
    }
    return Route(**{**fields, **changes})  # type: ignore[arg-type]


EASY = route(
    PLAN,
    id="health_plan_rn.entry.1",
    title="Health plan, straight away",
    plan="entry",
    steps=(SIT,),
    typical=6,
    cost=Span(430, 430),
    months_to_certified=18,
    months_total=18,
    unmet=("A BSN",),
)


def advice(**changes: object) -> Advice:
    """Return one nurse's advice, with any field changed."""
    fields: dict[str, object] = {
        "answers": {"background": "nursing", "licenses": ("rn",), "state": "CA", "months_case_management": 6},
        "today": "2026-11-23",
        "assumed": (Assumption("certifications", (), "Not stated, so read as none."),),
        "fit": Fit("good", 0.31, "strong", 0.52, ("listening",), ("coordination",)),
        "recommended": "hospital_rn.strong.1",
        "routes": (route(), EASY),
        "neighbors": (route(REVIEW, id="utilization_review_rn.entry.1", steps=(), typical=0),),
        "excluded": (Excluded("home_health_rn", "Home health", "Needs lifting, which you ruled out."),),
        "verdicts": (verdict(), verdict("unknown", ACM)),
        "notes": tuple(NOTES.values()),
        "next_actions": (
            NextAction("Ask whether the supervisor holds the CCM", "2026-12", ""),
            NextAction("Apply for a residency", "2027-01", "https://example.org/residency"),
        ),
    }
    return Advice(**{**fields, **changes})  # type: ignore[arg-type]


QUESTION = NextQuestion(FACTS["licenses"], 3, 5, "It decides the CCM.")
