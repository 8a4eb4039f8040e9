"""`cv.yaml`: which words in a CV stand for which answers. Read only when a CV is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec.structs import replace
from yaml import YAMLError

from casemgr_cli.catalog.build import Builder
from casemgr_cli.catalog.conditions import NamedRules
from casemgr_cli.catalog.load import refuse_problems
from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.domain.cv import CvRules
from casemgr_cli.domain.phrases import spaced
from casemgr_cli.errors import DataInvalid
from casemgr_cli.text import brief

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from casemgr_cli.domain.conditions import Condition
    from casemgr_cli.domain.facts import Fact

_FILE = "cv.yaml"
_NAMES = re.compile(r"[()]")  # a certification's choice holds its letters and its name
_BROKEN = (YAMLError, KeyError, ValueError, TypeError, AttributeError, RecursionError)


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
        tree = read_tree(directory / _FILE)
        held = {
            each.value: {"certification": each.value, "says": list(filter(None, _NAMES.split(each.label)))}
            for each in facts["certifications"].choices
        }
        tree["credentials"] = {**held, **tree["credentials"]}
        builder = Builder(NamedRules({}, {key: fact.type for key, fact in facts.items()}, shared))
        states = {each.value: each.label for each in facts["state"].choices}
        texts = (*_texts(tree), *states.values())
        vocabulary = frozenset(word for text in texts for word in spaced(text).split())
        rules = builder.entry(CvRules, _FILE, tree)
        return replace(rules, vocabulary=vocabulary, states=states)
    except _BROKEN as error:
        refuse_problems(directory)
        raise DataInvalid(f"{_FILE} cannot be used: {brief(str(error))}.") from error


def _texts(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict | list):
        for each in node.values() if isinstance(node, dict) else node:
            yield from _texts(each)
