"""The interview: the next question is a fact that can still change the advice. Nobody wrote a flowchart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.conditions import NEVER, facts_read
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.planner import plan

if TYPE_CHECKING:
    from collections.abc import Iterable
    from collections.abc import Set as AbstractSet
    from datetime import date

    from casemgr_cli.domain.advice import Verdict
    from casemgr_cli.domain.catalog import Catalog
    from casemgr_cli.domain.facts import Answers, Fact

MOST_QUESTIONS = 18


def next_question(catalog: Catalog, answers: Answers, today: date) -> NextQuestion:
    """Return the question to ask now: the core ones first, then whatever is still undecided.

    Never more than eighteen in all. `because` names what the answer can still change: the ids of
    certifications, or `routes`.
    """
    asked = sum(1 for fact in _counted(catalog) if fact.key in answers)
    core = next((fact for fact in _open(catalog, answers, "core")), None)
    if core is not None:
        return NextQuestion(core, asked, _at_most(catalog, answers, asked), "")
    if asked >= MOST_QUESTIONS:
        return NextQuestion(None, asked, 0)
    undecided = _undecided(catalog, answers, today)
    fact = next((f for f in _open(catalog, answers, "main") if f.key in undecided), None)
    if fact is None:
        return NextQuestion(None, asked, 0)
    return NextQuestion(fact, asked, _at_most(catalog, answers, asked), undecided[fact.key])


def missing_answers(catalog: Catalog, answers: Answers, today: date) -> tuple[str, ...]:
    """Return the keys the interview would still ask, as far as they can be told without the answers."""
    core = [fact.key for fact in _open(catalog, answers, "core")]
    undecided = _undecided(catalog, answers, today)
    return (*core, *(fact.key for fact in _open(catalog, answers, "main") if fact.key in undecided))


def refinements(catalog: Catalog, answers: Answers) -> tuple[Fact, ...]:
    """Return the optional questions that are still open."""
    return tuple(_open(catalog, answers, "refine"))


def first_questions(catalog: Catalog, *, in_school: bool) -> tuple[Fact, ...]:
    """Return the questions to put on paper, where nobody can choose the next one: core, then main.

    A student `in_school` gets the core ones and what is certain to be asked next. Anybody else gets what
    might be asked of someone without a license or experience in case management.
    """
    assumed: Answers = {
        "licenses": (),
        **({"education": "none"} if in_school else {"months_case_management": 0}),
    }
    person, asked = Person(catalog.facts, assumed), {True} if in_school else {True, None}
    facts = catalog.facts.values()
    main = (fact for fact in facts if fact.round == "main" and fact.key not in assumed)
    return (
        *(fact for fact in facts if fact.round == "core"),
        *(fact for fact in main if truth(fact.asked_if, person) in asked),
    )


def relevant(catalog: Catalog, answers: Answers) -> frozenset[str]:
    """Return the keys of the answers that still make sense beside the others."""
    person = Person(catalog.facts, answers)
    return frozenset(
        key
        for key in answers
        if key in catalog.facts and truth(catalog.facts[key].asked_if, person) is not False
    )


def without_private(catalog: Catalog) -> Catalog:
    """Return the catalog with the questions about money, health and records never asked, nor spoken of."""
    facts = {key: _never_asked(fact) if fact.private else fact for key, fact in catalog.facts.items()}
    return replace(catalog, facts=facts)


def of_background(catalog: Catalog, answers: Answers) -> Iterable[Verdict]:
    """Return the verdicts that matter to someone coming from their background."""
    background = answers.get("background")
    for verdict in verdicts(catalog, answers):
        if (
            background not in catalog.facts["background"].values
            or background == "open"
            or background in verdict.certification.backgrounds
        ):
            yield verdict


def _never_asked(fact: Fact) -> Fact:
    return replace(fact, asked_if=NEVER, planning_value=None, planning_if=())


def _undecided(catalog: Catalog, answers: Answers, today: date) -> dict[str, str]:
    """Return the facts that can still change a verdict or a route, and what each would change."""
    undecided: dict[str, str] = {}
    for verdict in of_background(catalog, answers):
        if verdict.verdict == "held":
            continue
        needs: AbstractSet[str] = verdict.credential.needs
        if verdict.credential.value is not False:
            needs = needs | verdict.experience.needs | _qualifiers(catalog, answers, verdict)
        for key in needs:
            undecided.setdefault(key, verdict.certification.short)
    for key in plan(catalog, answers, today).undecided:
        undecided.setdefault(key, "routes")
    return undecided


def _qualifiers(catalog: Catalog, answers: Answers, verdict: Verdict) -> frozenset[str]:
    """Return the lists that could undo months already counted, such as the duties behind them."""
    return frozenset(
        catalog.facts[key].qualified_by
        for key in facts_read(verdict.certification.experience)
        if catalog.facts[key].qualified_by and answers.get(key)
    )


def _counted(catalog: Catalog) -> Iterable[Fact]:
    return (fact for fact in catalog.facts.values() if fact.round in {"core", "main"})


def _open(catalog: Catalog, answers: Answers, round_: str) -> Iterable[Fact]:
    person = Person(catalog.facts, answers)
    for fact in catalog.facts.values():
        if fact.round == round_ and fact.key not in answers and truth(fact.asked_if, person):
            yield fact


def _at_most(catalog: Catalog, answers: Answers, asked: int) -> int:
    """Return the most questions that can still come, this one included."""
    person = Person(catalog.facts, answers)
    possible = [
        fact
        for fact in _counted(catalog)
        if fact.key not in answers and truth(fact.asked_if, person) is not False
    ]
    return max(1, min(len(possible), MOST_QUESTIONS - asked))
