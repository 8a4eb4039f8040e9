"""A small interview to test the prompts with: seven facts, and rules as plain functions."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.facts import Answers, Choice, Fact, Value
from casemgr_cli.errors import UsageFailure
from casemgr_cli.prompts.interview import Guide, run_interview

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.prompts.asker import Asker

DATA = Path(__file__).parents[2] / "data"
STATES = {
    "AR": "Arkansas",
    "CA": "California",
    "CO": "Colorado",
    "CT": "Connecticut",
    "KS": "Kansas",
    "MD": "Maryland",
    "NC": "North Carolina",
    "SC": "South Carolina",
    "TX": "Texas",
    "VA": "Virginia",
    "WV": "West Virginia",
}
SKILLS = ("Listening", "Speaking", "Planning", "Calculating", "Programming", "Repairing", "Negotiating")


def choices(labels: Mapping[str, str]) -> tuple[Choice, ...]:
    """Return the labels as choices."""
    return tuple(Choice(value, label) for value, label in labels.items())


EDUCATION = Fact(
    "education",
    "choice",
    "What is the highest level of school you have finished?",
    "It decides which steps you can skip.",
    help="Count only what is finished.",
    choices=choices({"none": "None", "associate": "Associate degree", "bachelor": "Bachelor's degree"}),
)
FIELD = Fact(
    "field",
    "choice",
    "In which field?",
    "The field matters.",
    short="Field",
    choices=choices({"nursing": "Nursing", "other": "Other"}),
)
STATE = Fact(
    "state",
    "choice",
    "Which state do you live in?",
    "Pay and rules differ.",
    short="State",
    choices=choices(STATES),
)
STRENGTHS = Fact(
    "strengths",
    "choices",
    "Which of these are most like you?",
    "A hint, not a test.",
    short="Most like you",
    choices=choices({skill.lower(): skill for skill in SKILLS}),
    at_most=5,
)
MONTHS = Fact(
    "months_case_management",
    "integer",
    "How many months of case management have you done?",
    "Months count toward the CCM.",
    help="Only paid work.",
    short="Case management",
    unit="months",
    low=0,
    high=600,
)
UNDER_CCM = Fact(
    "months_case_management_under_ccm",
    "integer",
    "How many of those months were under a CCM?",
    "Twelve of these can be enough.",
    unit="months",
    low=0,
    high=600,
    part_of="months_case_management",
)
CURRENT_PAY = Fact(
    "current_pay",
    "integer",
    "What do you earn in a year?",
    "To see what a route costs you.",
    unit="USD a year",
    low=0,
    high=1_000_000,
    private="money",
)
METRO = Fact("metro", "text", "Which metro area?", "Pay differs within a state.")
FACTS = {
    fact.key: fact for fact in (EDUCATION, FIELD, STATE, STRENGTHS, MONTHS, UNDER_CCM, CURRENT_PAY, METRO)
}
OPTIONAL = ("current_pay", "metro")


def load_prompt_messages() -> dict[str, str]:
    """Return what the prompts say, by dotted key."""
    trees = [yaml.safe_load(file.read_text("utf-8")) for file in sorted(DATA.glob("messages*.yaml"))]
    texts = {key: text for tree in trees for key, text in tree["messages"].get("prompts", {}).items()}
    return {f"prompts.{key}": text for key, text in texts.items()}


MESSAGES = load_prompt_messages()


def relevant(answers: Answers) -> set[str]:
    """Say which answers make sense: a field only beside a degree, a part only beside its whole."""
    stray = set()
    if answers.get("education") == "none":
        stray.add("field")
    if answers.get("months_case_management") == 0:
        stray.add("months_case_management_under_ccm")
    return set(answers) - stray


def next_question(answers: Answers) -> NextQuestion:
    """Ask in file order what is neither answered nor senseless."""
    makes_sense = relevant(dict.fromkeys(FACTS, "") | dict(answers))
    due = [fact for fact in FACTS.values() if fact.key not in OPTIONAL and fact.key in makes_sense]
    left = [fact for fact in due if fact.key not in answers]
    return NextQuestion(left[0] if left else None, len(due) - len(left), len(left), "CCM")


def refine(answers: Answers) -> list[Fact]:
    """Return the optional questions still open."""
    return [fact for fact in FACTS.values() if fact.key in OPTIONAL and fact.key not in answers]


def accept(fact: Fact, raw: object, _: Answers) -> Value:
    """Take anything but a metro area that no table has."""
    if fact.key == "metro" and raw == "Atlantis":
        raise UsageFailure("There is no Atlantis.", hint="Is it Atlanta?")
    assert isinstance(raw, str | int | float | tuple)
    return raw


def interview(
    asker: Asker, answers: Answers | None = None, saved: list[Answers] | None = None
) -> dict[str, Value]:
    """Run the small interview to its end."""
    return run_interview(
        asker,
        Guide(FACTS, next_question, accept, relevant, refine),
        answers or {},
        (saved if saved is not None else []).append,
        MESSAGES,
        found={},
    )
