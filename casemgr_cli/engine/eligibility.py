"""Where a person stands with each certification: the issuer's rule held against their answers."""

from collections.abc import Collection
from math import inf

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Route, Trace, Verdict
from casemgr_cli.domain.careers import Certification, Grants
from casemgr_cli.domain.conditions import All, AnyOf, Compare, Condition, Degree, Not, Truth, leaves
from casemgr_cli.domain.facts import Answers, Assumption
from casemgr_cli.engine.evaluate import evaluate, test, truth
from casemgr_cli.engine.person import READ_AS_NONE, Person


def verdicts(catalog: Catalog, answers: Answers) -> tuple[Verdict, ...]:
    """Return the verdict on every certification, in file order."""
    person = Person(catalog.facts, answers)
    return tuple(_verdict(certification, person) for certification in catalog.certifications.values())


def read_as_none(catalog: Catalog, answers: Answers) -> tuple[Assumption, ...]:
    """Return what the verdicts took as given: lists that nobody gave, what another answer implies, and that
    work still goes on where nobody said when it ended.
    """
    words, person = catalog.words, Person(catalog.facts, answers)
    return (
        *(Assumption(key, (), words["assumed_none"]) for key in READ_AS_NONE if key not in answers),
        *(
            Assumption(key, person.get(key), words["assumed_implied"])
            for key, fact in catalog.facts.items()
            if fact.implied_by and key not in answers and person.get(key) is not None
        ),
        *(
            Assumption(key, 0, words["assumed_going_on"])
            for key in dict.fromkeys(fact.ended for fact in catalog.facts.values() if fact.ended)
            if person.get(key) is None and key not in answers and truth(catalog.facts[key].asked_if, person)
        ),
    )


def hangs_on(catalog: Catalog, answers: Answers, route: Route) -> str:
    """Return what has to be chosen in a program of a route, as a fact, so that its certification takes the
    degree; empty where nothing has, or where something else on the route opens the certification.
    """
    certification = catalog.certifications.get(route.certification)
    if certification is None:
        return ""
    person, chosen = Person(catalog.facts, answers), set[str]()
    for step in route.steps:
        planned = catalog.steps.get(step.id)
        if planned:
            chosen |= {*planned.chosen}
            flags = tuple(flag for flag in planned.grants.flags if flag not in planned.chosen)
            person = person.after(replace(planned.grants, flags=flags))
        elif step.id in catalog.certifications and step.id != certification.id:
            person = person.after(Grants(certifications=(step.id,)))

    def opened_by(*flags: str) -> bool:
        return truth(certification.credential, person.after(Grants(flags=flags))) is True

    return "" if opened_by() else next(filter(opened_by, sorted(chosen)), "")


def _verdict(certification: Certification, person: Person) -> Verdict:
    """Return where a person stands with one certification.

    The rule has a credential part and an experience part; the verdict follows from the two values.
    """
    credential = evaluate(certification.credential, person)
    experience = evaluate(certification.experience, person)
    held = certification.id in (person.members("certifications") or ())
    name = "held" if held else _name(credential.value, experience.value)
    return Verdict(
        certification=certification,
        verdict=name,
        months_needed=None if held else _months_needed(certification.experience, experience.value, person),
        because=_because(name, credential, experience),
        missing=() if held else _missing(certification, credential, experience, person),
        asks=_asks(name, credential, experience),
        credential=credential,
        experience=experience,
        can_apply=name == "eligible" and truth(certification.apply_when, person) is True,
    )


def _name(credential: Truth, experience: Truth) -> str:
    if credential is False:
        return "needs_credential"
    if credential is None or experience is None:
        return "unknown"
    return "eligible" if experience else "not_yet"


def _because(name: str, credential: Trace, experience: Trace) -> tuple[str, ...]:
    if name == "held":
        return ()
    return tuple(dict.fromkeys([*_met(credential), *_met(experience)]))


def _missing(
    certification: Certification, credential: Trace, experience: Trace, person: Person
) -> tuple[str, ...]:
    """Return what is not met or not known, and what has to be attested; the shortest way first."""
    found = (
        *_lacking(certification.credential, credential, person),
        *_lacking(certification.experience, experience, person),
        *certification.attest,
    )
    return tuple(dict.fromkeys(found))


def _asks(name: str, credential: Trace, experience: Trace) -> tuple[str, ...]:
    """Return the keys that decide an open verdict, those of the credential first."""
    if name != "unknown":
        return ()
    later = experience.needs - credential.needs
    return (*sorted(credential.needs), *sorted(later))


def _met(trace: Trace) -> list[str]:
    """Return the words of what makes a rule true so far: one way where several would do."""
    if trace.op == "any" and trace.value:
        return _met(next(part for part in trace.parts if part.value))
    if trace.value and trace.text:
        return [trace.text]
    return [text for part in trace.parts if trace.op == "all" for text in _met(part)]


def _lacking(condition: Condition, trace: Trace, person: Person) -> list[str]:
    """Return the words of what is not met or not known: every way that is still open, the shortest first."""
    if trace.value:
        return []
    if trace.text:
        return [trace.text]
    inner = condition.parts if isinstance(condition, All | AnyOf | Not) else ()
    parts = [*zip(inner, trace.parts, strict=True)]
    if isinstance(condition, AnyOf):
        parts.sort(key=lambda part: months_short(part[0], person))
    return [text for each, traced in parts for text in _lacking(each, traced, person)]


def _months_needed(condition: Condition, value: Truth, person: Person) -> int | None:
    if value is not False:
        return None
    counted = [leaf.fact for leaf in leaves(condition) if isinstance(leaf, Compare)]
    if any(person.duties_undecided(key) and person.get(key) for key in counted):
        return None
    short = months_short(condition, person)
    return int(short) if 0 < short < inf else None


def months_short(condition: Condition, person: Person, earns: Collection[str] | None = None) -> float:
    """Return the fewest further months of work that would satisfy a condition's counters.

    Parts that no month of work can satisfy (exams, hours of education) count as met: only months are asked
    about; a way through a degree that is not there is no way. Unstated counters count as 0. With `earns`,
    only those counters grow; what needs another one is out of reach and comes back as infinity. Months that
    grow too old meanwhile count for nothing.
    """
    if isinstance(condition, All):
        return max((months_short(part, person, earns) for part in condition.parts), default=0)
    if isinstance(condition, AnyOf):
        return min((months_short(part, person, earns) for part in condition.parts), default=0)
    if isinstance(condition, Not) or test(condition, person).value:
        return 0
    if isinstance(condition, Degree) and test(condition, person).value is False:
        return inf
    if not isinstance(condition, Compare) or person.facts[condition.fact].unit != "months":
        return 0
    wanted = float(condition.values[0])
    missing = wanted - person.kept_for(condition.fact, condition.window, wanted)
    return missing if earns is None or condition.fact in earns else inf
