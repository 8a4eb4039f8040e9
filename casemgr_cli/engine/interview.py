"""The interview: the next question is a fact that can still change the advice. Nobody wrote a flowchart."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.conditions import ALWAYS, NEVER, Condition, facts_read
from casemgr_cli.domain.facts import Answers, Fact, FactTable, Value
from casemgr_cli.domain.kinds import SIDES
from casemgr_cli.engine.evaluate import needs, truth
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
    return NextQuestion(
        due, asked, left, _hanging_on(catalog, Person(catalog.facts, answers)).get(due.key, "")
    )


def everyone(catalog: Catalog) -> Iterable[Fact]:
    """Return the questions that everybody is asked."""
    return (f for f in catalog.facts.values() if f.round == "core" and ALWAYS == f.asked_if == f.early_if)


def missing_answers(catalog: Catalog, answers: Answers) -> tuple[str, ...]:
    """Return the keys the interview would still ask, as far as they can be told without the answers."""
    return tuple(fact.key for fact in _early(catalog, answers))


def refinements(catalog: Catalog, answers: Answers) -> tuple[Fact, ...]:
    """Return the optional questions that are still open."""
    early = {fact.key for fact in _early(catalog, answers)}
    due = _open(Person(catalog.facts, answers))
    return tuple(fact for fact in due if fact.round != "main" and fact.key not in early)


def first_questions(catalog: Catalog, *, in_school: bool) -> tuple[Fact, ...]:
    """Return the questions to put on paper, where nobody can choose the next one.

    A student `in_school` gets what is certain to be asked. Anybody else gets what might be asked of someone
    without a license or experience in case management.
    """
    assumed: Answers = {"licenses": (), **(IN_SCHOOL if in_school else {"months_case_management": 0})}
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


def _hanging_on(catalog: Catalog, person: Person) -> dict[str, str]:
    """Return the facts that can still change a verdict, and the certification that each would change.

    It is one that matters to someone coming from their background.
    """
    hanging: dict[str, str] = {}
    side, held = person.answers.get("background"), person.members("certifications") or ()
    for each in catalog.certifications.values():
        if each.id not in held and (side not in SIDES or side in each.backgrounds):
            deciding = needs(each.credential, person)
            if truth(each.credential, person) is not False:
                deciding |= needs(each.experience, person) | _qualifiers(each.experience, person)
            hanging = dict.fromkeys(deciding, each.short) | hanging
    return hanging


def _qualifiers(experience: Condition, person: Person) -> frozenset[str]:
    """Return the lists that could undo months already counted, such as the duties behind them."""
    counters = (key for key in facts_read(experience) if person.answers.get(key))
    return frozenset(person.facts[key].qualified_by for key in counters) - {""}


def _counted(catalog: Catalog) -> Iterable[Fact]:
    return (fact for fact in catalog.facts.values() if fact.round in _COUNTED)


def _open(person: Person) -> Iterable[Fact]:
    """Yield the questions that make sense now and are neither answered nor implied, the sooner ones first."""
    for fact in sorted(person.facts.values(), key=lambda fact: truth(fact.sooner_if, person) is not True):
        unanswered = fact.key not in person.answers and (
            fact.key in READ_AS_NONE or person.get(fact.key) is None
        )
        if unanswered and truth(fact.asked_if, person):
            yield fact


def _early(catalog: Catalog, answers: Answers) -> Iterator[Fact]:
    """Yield the open questions of the interview itself; of the main round what a certification hangs on."""
    person = Person(catalog.facts, answers)
    hanging = cache(lambda: _hanging_on(catalog, person))
    for fact in _open(person):
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

    def close(count: int) -> tuple[int, int]:
        away = [abs(count - end) for end in ends]
        return sum(each <= _NEAR for each in away), -sum(away)

    return max(max(range(min(ends), max(ends) + 1), key=close) - asked, min(max(ends) - asked, 2))


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
