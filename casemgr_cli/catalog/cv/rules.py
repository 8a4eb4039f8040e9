"""`cv.yaml`: which words in a CV stand for which answers. Read only when a CV is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import ValidationError, convert
from yaml import YAMLError

from casemgr_cli.catalog.conditions import Rules, build_condition
from casemgr_cli.catalog.load import refuse_problems
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.domain.conditions import ALWAYS, AnyOf
from casemgr_cli.domain.cv import CvRules, LicenseWord, Program
from casemgr_cli.domain.phrases import Phrases, spaced
from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Fact

FILE = "cv.yaml"
_NAMES = re.compile(r"[()]")  # a certification's choice holds its letters and its name
TABLES = ("headings", "status_words", "duty_words", "work_settings", "countries")
_COUNTER = ("surely", "perhaps", "unless", "never", "as_nurse")
_TITLES = ("surely", "perhaps", "never")
# They stand in titles of all kinds, so that no counter lists them alone.
_NURSES = ("nurse", "rn")
NEVER = AnyOf(())
_BROKEN = (YAMLError, ValidationError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


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
        named = {
            each.value: [name for name in _NAMES.split(each.label) if name]
            for each in facts["certifications"].choices
        }
        tree["certification_words"] = {**named, **tree["certification_words"]}
        return _rules(tree, rules, facts["state"].values)
    except _BROKEN as error:
        refuse_problems(directory)
        raise DataInvalid(f"{FILE} cannot be used: {brief(str(error))}.") from error


def _rules(tree: Tree, rules: Rules, states: tuple[str, ...]) -> CvRules:
    lists, enrollment, levels = tree["cv_words"], tree["enrollment"], tree["degree_levels"]
    counters = tree["work_counters"]
    named = {key: raw.get("says", ()) for key, raw in enrollment.items()}
    tables = {**{name: tree[name] for name in TABLES}, **{name: {name: lists[name]} for name in lists}}
    vague = {name: lists[f"{name}_fields"] for name in ("unclear", "vague")}
    titles = [phrase for raw in counters.values() for name in _TITLES for phrase in raw.get(name, ())]
    return CvRules(
        words={name: Phrases.of(table) for name, table in {**tables, "enrollment": named}.items()},
        states=states,
        months={
            spaced(name).strip(): number
            for number, (key, names) in enumerate(tree["months"].items(), 1)
            for name in (key, *names)
        },
        levels=Phrases.of({**levels, "none": [*levels["none"], *lists["not_degrees"]]}),
        fields=Phrases.of({**tree["degree_fields"], **vague}),
        programs=tuple(_program(key, raw, rules) for key, raw in enrollment.items() if "degree" in raw),
        sides={key: build_condition(raw, rules) for key, raw in tree["sides"].items()},
        situations={key: build_condition(raw, rules) for key, raw in tree["situations"].items()},
        credentials=Phrases.of(dict(_credentials(tree))),
        licenses=convert(tree["license_words"], dict[str, LicenseWord]),
        ambiguous={
            key: Phrases.of({key: raw["with"]}) for key, raw in tree["ambiguous_certifications"].items()
        },
        titles=Phrases.of({"title": [*titles, *_NURSES]}),
        counters={
            key: {name: Phrases.of({name: raw.get(name, ())}) for name in _COUNTER}
            for key, raw in counters.items()
        },
        windows={key: int(months) for key, months in tree["month_windows"].items()},
        duties_needed=int(tree["duties_needed"]),
        duties_do_not_count=frozenset(tree["duties_do_not_count"]),
        work_now={
            key: (frozenset(raw.get("counters", ())), Phrases.of({key: raw.get("titles", ())}))
            for key, raw in tree["work_now"].items()
        },
        vocabulary=frozenset(word for phrase in _texts(tree) for word in spaced(phrase).split()),
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


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _texts(each)
