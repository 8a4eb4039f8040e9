"""The interview: the next question is a fact that can still change the advice. Nobody wrote a flowchart."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from functools import cache

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import NextQuestion, Verdict
from casemgr_cli.domain.conditions import ALWAYS, NEVER, facts_read
from casemgr_cli.domain.facts import Answers, Fact, FactTable, Value
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.engine.eligibility import verdicts
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.person import READ_AS_NONE, Person
from casemgr_cli.engine.standing import IN_SCHOOL, guess

_COUNTED = ("core", "main")
# So many people like this one are asked to the end to tell how many questions come: a prime, so that the
# powers of two give each question a row of its own. A count no farther from the truth is near it.
_ALIKE, _NEAR = 37, 2


def next_question(catalog: Catalog, answers: Answers, free: Collection[str] = ()) -> NextQuestion:
    """Return the question to ask now, in the order of the file save for the sooner ones.

    Never more in all than the data say. `because` names the certification that a question of the main round
    can still change. Answers to the `free` keys, which a résumé gave, cost nobody a question.
    """
    asked = sum(1 for fact in _counted(catalog) if fact.key in answers and fact.key not in free)
    due = next(_early(catalog, answers), None) if asked < catalog.planning.most_questions else None
    if due is None:
        return NextQuestion(None, asked, 0)
    left = _left(catalog, answers, asked)
    return NextQuestion(due, asked, left, _hanging_on(catalog, answers).get(due.key, ""))


def everyone(catalog: Catalog) -> Iterable[Fact]:
    """Return the questions that everybody is asked."""
    return (f for f in catalog.facts.values() if f.round == "core" and ALWAYS == f.asked_if == f.early_if)


def missing_answers(catalog: Catalog, answers: Answers) -> tuple[str, ...]:
    """Return the keys the interview would still ask, as far as they can be told without the answers."""
    return tuple(fact.key for fact in _early(catalog, answers))


def refinements(catalog: Catalog, answers: Answers) -> tuple[Fact, ...]:
    """Return the optional questions that are still open."""
    early = {fact.key for fact in _early(catalog, answers)}
    return tuple(fact for fact in _open(catalog, answers) if fact.round != "main" and fact.key not in early)


def first_questions(catalog: Catalog, *, in_school: bool) -> tuple[Fact, ...]:
    """Return the questions to put on paper, where nobody can choose the next one.

    A student `in_school` gets what is certain to be asked. Anybody else gets what might be asked of someone
    without a license or experience in case management.
    """
    assumed: Answers = {
        "licenses": (),
        **(IN_SCHOOL if in_school else {"months_case_management": 0}),
    }
    person, asked = Person(catalog.facts, assumed), {True} if in_school else {True, None}
    return tuple(
        fact
        for fact in _counted(catalog)
        if truth(fact.asked_if, person) in asked and truth(fact.early_if, person) in asked
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
    never = {"asked_if": NEVER, "planning_value": None, "planning_if": ()}
    facts = (replace(fact, **never) if fact.private else fact for fact in catalog.facts.values())
    return replace(catalog, facts=FactTable(facts))


def _of_background(catalog: Catalog, answers: Answers) -> Iterable[Verdict]:
    """Return the verdicts that matter to someone coming from their background."""
    side = answers.get("background")
    for verdict in verdicts(catalog, answers):
        if side not in SIDES or side in verdict.certification.backgrounds:
            yield verdict


def _hanging_on(catalog: Catalog, answers: Answers) -> dict[str, str]:
    """Return the facts that can still change a verdict, and the certification that each would change."""
    hanging: dict[str, str] = {}
    for verdict in _of_background(catalog, answers):
        if verdict.verdict == "held":
            continue
        needs: AbstractSet[str] = verdict.credential.needs
        if verdict.credential.value is not False:
            needs = needs | verdict.experience.needs | _qualifiers(catalog, answers, verdict)
        for key in needs:
            hanging.setdefault(key, verdict.certification.short)
    return hanging


def _qualifiers(catalog: Catalog, answers: Answers, verdict: Verdict) -> frozenset[str]:
    """Return the lists that could undo months already counted, such as the duties behind them."""
    return frozenset(
        catalog.facts[key].qualified_by
        for key in facts_read(verdict.certification.experience)
        if catalog.facts[key].qualified_by and answers.get(key)
    )


def _counted(catalog: Catalog) -> Iterable[Fact]:
    return (fact for fact in catalog.facts.values() if fact.round in _COUNTED)


def _open(catalog: Catalog, answers: Answers) -> Iterable[Fact]:
    """Yield the questions that make sense now and are neither answered nor implied, the sooner ones first."""
    person = Person(catalog.facts, answers)
    for fact in sorted(catalog.facts.values(), key=lambda fact: truth(fact.sooner_if, person) is not True):
        unanswered = fact.key not in answers and (fact.key in READ_AS_NONE or person.get(fact.key) is None)
        if unanswered and truth(fact.asked_if, person):
            yield fact


def _early(catalog: Catalog, answers: Answers) -> Iterator[Fact]:
    """Yield the open questions of the interview itself; of the main round what a certification hangs on."""
    person, hanging = Person(catalog.facts, answers), cache(lambda: _hanging_on(catalog, answers))
    for fact in _open(catalog, answers):
        if (
            truth(fact.early_if, person)
            if fact.round == "core"
            else fact.round == "main" and fact.key in hanging()
        ):
            yield fact


def _left(catalog: Catalog, answers: Answers, asked: int) -> int:
    """Return the number of questions, this one included, that the most people like this one come near to.

    It is one only where nobody like them is asked another.
    """
    ends = list(_ends(catalog, answers, asked, range(_ALIKE)))
    near = {
        count: sum(abs(count - end) <= _NEAR for end in ends) for count in range(min(ends), max(ends) + 1)
    }
    best = [count for count, people in near.items() if people == max(near.values())]
    return max(best[len(best) // 2] - asked, min(max(ends) - asked, 2))


def _ends(catalog: Catalog, answers: Answers, asked: int, people: Sequence[int]) -> Iterator[int]:
    """Yield how many questions each of some people who gave these answers has been asked at the end.

    They differ as such people do: in the row of those who answer a question, everyone stands elsewhere than
    in the row of any other question. Who gives the same answers goes on together.
    """
    due = next(_early(catalog, answers), None) if asked < catalog.planning.most_questions else None
    if due is None:
        yield from [asked] * len(people)
        return
    person, turn = Person(catalog.facts, answers), pow(2, list(catalog.facts).index(due.key), _ALIKE)
    together: dict[Value, list[int]] = {}
    for each in people:
        nth = 100 * (each * turn % _ALIKE + 1) / (_ALIKE + 1)
        together.setdefault(guess(due, person, nth), []).append(each)
    for value, group in together.items():
        yield from _ends(catalog, {**answers, due.key: value}, asked + 1, group)
