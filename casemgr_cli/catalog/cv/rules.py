"""`cv.yaml`: which words in a CV stand for which answers. Read only when a CV is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import YAMLError

from casemgr_cli.catalog.conditions import Rules, build_condition
from casemgr_cli.catalog.load import refuse_problems
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.catalog.wording import clean
from casemgr_cli.domain.conditions import ALWAYS, AnyOf
from casemgr_cli.domain.cv import Counter, CvRules, LicenseWord, Program
from casemgr_cli.domain.phrases import Phrases, folded
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Fact

FILE = "cv.yaml"
# They stand in titles of all kinds, so that no counter lists them alone.
NURSES = ["nurse", "rn"]
NEVER = AnyOf(())
BROKEN = (YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


def load_cv_rules(directory: Path, facts: Mapping[str, Fact], shared: Mapping[str, Condition]) -> CvRules:
    """Read `cv.yaml`.

    Args:
        directory: the folder with the data files.
        facts: the facts, for the conditions on them.
        shared: the rules that conditions may name.

    Raises:
        DataInvalid: the file has problems.
        FileFailure: it cannot be read.
    """
    try:
        tree = read_tree(directory / FILE)
        rules = Rules({}, {key: fact.type for key, fact in facts.items()}, shared)
        return _rules(tree, rules, facts["state"].values)
    except BROKEN as error:
        refuse_problems(directory)
        raise DataInvalid(f"{FILE} cannot be used: {clean(str(error))}.") from error


def _rules(tree: Tree, rules: Rules, states: tuple[str, ...]) -> CvRules:
    said = tree["cv_words"]
    enrollment = tree["enrollment"]
    return CvRules(
        words={key: Phrases.of({key: phrases}) for key, phrases in said.items()},
        states=states,
        headings=Phrases.of(tree["headings"]),
        months={
            folded(name).strip(): number
            for number, (key, names) in enumerate(tree["months"].items(), 1)
            for name in (key, *names)
        },
        levels=Phrases.of(
            {**tree["degree_levels"], "none": [*tree["degree_levels"]["none"], *said["not_degrees"]]}
        ),
        fields=Phrases.of(
            {**tree["degree_fields"], "unclear": said["unclear_fields"], "vague": said["vague_fields"]}
        ),
        program_names=Phrases.of({key: raw.get("says", ()) for key, raw in enrollment.items()}),
        programs=tuple(_program(key, raw, rules) for key, raw in enrollment.items() if "degree" in raw),
        sides={key: build_condition(raw, rules) for key, raw in tree["sides"].items()},
        situations={key: build_condition(raw, rules) for key, raw in tree["situations"].items()},
        credentials=Phrases.of(dict(_credentials(tree))),
        licenses={key: _license(raw) for key, raw in tree["license_words"].items()},
        ambiguous={
            key: Phrases.of({key: raw["with"]}) for key, raw in tree["ambiguous_certifications"].items()
        },
        statuses=Phrases.of(tree["status_words"]),
        titles=Phrases.of({"title": _titles(tree["work_counters"])}),
        counters=tuple(_counter(key, raw) for key, raw in tree["work_counters"].items()),
        windows={key: int(months) for key, months in tree["month_windows"].items()},
        duties=Phrases.of(tree["duty_words"]),
        duties_needed=int(tree["duties_needed"]),
        duties_do_not_count=frozenset(tree["duties_do_not_count"]),
        work_now={
            key: (frozenset(raw.get("counters", ())), Phrases.of({key: raw.get("titles", ())}))
            for key, raw in tree["work_now"].items()
        },
        settings=Phrases.of(tree["work_settings"]),
        not_health_system=Phrases.of({"not": tree["not_health_system"]}),
        abroad=Phrases.of({"abroad": tree["countries_abroad"], "home": tree["not_abroad"]}),
        vocabulary=frozenset(word for phrase in _texts(tree) for word in folded(phrase).split()),
    )


def _program(key: str, raw: Tree, rules: Rules) -> Program:
    when = build_condition(raw["when"], rules) if "when" in raw else ALWAYS
    unless = build_condition(raw["unless"], rules) if "unless" in raw else NEVER
    return Program(key, raw["degree"], when, unless)


def _credentials(tree: Tree) -> Iterator[tuple[str, list[str]]]:
    """Yield the words of every credential, so that the longest that fit win among all of them."""
    yield from ((f"license:{key}", raw["says"]) for key, raw in tree["license_words"].items())
    yield from ((f"certification:{key}", says) for key, says in tree["certification_words"].items())
    yield from ((f"ambiguous:{key}", raw["says"]) for key, raw in tree["ambiguous_certifications"].items())
    yield from ((f"unclear:{key}", says) for key, says in tree["unclear_credentials"].items())
    yield "other:", tree["other_credentials"]


def _license(raw: Tree) -> LicenseWord:
    by_state = {state: license_ for license_, states in raw.get("by_state", {}).items() for state in states}
    return LicenseWord(raw["license"], by_state)


def _counter(key: str, raw: Tree) -> Counter:
    phrases = {
        name: Phrases.of({name: raw.get(name, ())})
        for name in ("surely", "perhaps", "unless", "never", "as_nurse")
    }
    return Counter(key, **phrases, within=raw.get("within", ""))


def _titles(counters: Tree) -> list[str]:
    """Return every word by which a line is told to be a title of work."""
    names = ("surely", "perhaps", "never")
    return [phrase for raw in counters.values() for name in names for phrase in raw.get(name, ())] + NURSES


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for each in node.values():
            yield from _texts(each)
    elif isinstance(node, list):
        for each in node:
            yield from _texts(each)
    elif isinstance(node, str):
        yield node
