"""`resume.yaml`: which words in a résumé stand for which answers. Read only when a résumé is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yaml import YAMLError

from casemgr_cli.catalog.conditions import Rules, build_condition
from casemgr_cli.catalog.load import refuse_problems
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.catalog.wording import clean
from casemgr_cli.domain.conditions import ALWAYS, AnyOf
from casemgr_cli.domain.phrases import Phrases, folded
from casemgr_cli.domain.resume import LicenseWord, Program, ResumeRules, WorkKind
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Fact

FILE = "resume.yaml"
NEVER = AnyOf(())
BROKEN = (YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


def load_resume_rules(
    directory: Path, facts: Mapping[str, Fact], shared: Mapping[str, Condition]
) -> ResumeRules:
    """Read `resume.yaml`.

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
        return _rules(tree, Rules({}, {key: fact.type for key, fact in facts.items()}, shared))
    except BROKEN as error:
        refuse_problems(directory)
        raise DataInvalid(f"{FILE} cannot be used: {clean(str(error))}.") from error


def _rules(tree: Tree, rules: Rules) -> ResumeRules:
    said = tree["resume_phrases"]
    enrollment = tree["enrollment"]
    return ResumeRules(
        ongoing=frozenset(map(folded, said["ongoing"])),
        countries=frozenset(map(folded, said["countries"])),
        territories=tuple(tree["territories"]),
        unfinished=Phrases.of({key: said[key] for key in ("not_yet", "unfinished")}),
        hours=Phrases.of({"part_time": said["part_time"], "full_time": said["full_time"]}),
        levels=Phrases.of({**tree["degree_levels"], "none": said["not_degrees"]}),
        fields=Phrases.of({**tree["degree_fields"], "unclear": said["unclear_fields"]}),
        program_names=Phrases.of({key: raw.get("says", ()) for key, raw in enrollment.items()}),
        programs=tuple(_program(key, raw, rules) for key, raw in enrollment.items() if "degree" in raw),
        sides={side: build_condition(raw, rules) for side, raw in tree["sides"].items()},
        credentials=Phrases.of(dict(_credentials(tree))),
        licenses={key: _license(raw) for key, raw in tree["license_words"].items()},
        statuses=Phrases.of(tree["status_words"]),
        doubts=tuple((raw["answer"], build_condition(raw["when"], rules)) for raw in tree["doubts"].values()),
        windows={key: int(months) for key, months in tree["month_windows"].items()},
        work=tuple(_kind(raw) for raw in tree["work_kinds"].values()),
        employers=Phrases.of(tree["health_system"]),
        self_employed=Phrases.of({"yes": tree["self_employed"]}),
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
    yield from ((f"unclear:{key}", says) for key, says in tree["unclear_credentials"].items())
    yield from ((f"vague:{key}", says) for key, says in tree["vague_credentials"].items())
    yield "other:", tree["other_credentials"]


def _license(raw: Tree) -> LicenseWord:
    by_state = {state: license_ for license_, states in raw.get("by_state", {}).items() for state in states}
    return LicenseWord(raw["license"], by_state)


def _kind(raw: Tree) -> WorkKind:
    return WorkKind(
        titles=Phrases.of({"title": raw["titles"]}),
        also=Phrases.of({"also": raw.get("also", ())}),
        counts=tuple(raw.get("counts", ())),
        counts_if_rn=tuple(raw.get("counts_if_rn", ())),
        maybe=tuple(raw.get("maybe", ())),
        maybe_if_rn=tuple(raw.get("maybe_if_rn", ())),
    )


def _texts(node: object) -> Iterator[str]:
    """Yield every text in the file. All of it is public, so it gives nobody away."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from _texts(value)
