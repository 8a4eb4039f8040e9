"""Traces as lines of a tree, and what is still missing as ways that would do."""

from casemgr_cli.domain.advice import Trace, Verdict
from casemgr_cli.pages.blocks import Node
from casemgr_cli.pages.tools import Tools, value_text

Ways = tuple[str, ...]


def nodes(trace: Trace, kit: Tools, *, depth: int = 0, answered: bool = True) -> tuple[Node, ...]:
    """Return a trace as the lines of a tree, marked with how each part came out when there are answers.

    A branch without words of its own says whether all or any of its parts are needed.
    """
    key = {True: "yes", False: "no", None: "unknown"}[trace.value]
    node = Node(
        depth,
        trace.value,
        kit.words(f"truth.{key}") if answered else "",
        trace.text or kit.words(f"tree.{trace.op}"),
        _detail(trace, kit) if answered else "",
        kit.cites(trace.source),
    )
    below = (
        child for part in trace.parts for child in _below(part, trace, kit, depth + 1, answered=answered)
    )
    return (node, *below)


def _below(part: Trace, parent: Trace, kit: Tools, depth: int, *, answered: bool) -> tuple[Node, ...]:
    """Return a part's lines; a nameless branch of its parent's kind adds nothing, so its parts move up."""
    if part.op != parent.op or part.text or not part.parts:
        return nodes(part, kit, depth=depth, answered=answered)
    return tuple(node for child in part.parts for node in _below(child, part, kit, depth, answered=answered))


def _detail(trace: Trace, kit: Tools) -> str:
    said = []
    for key, value in trace.reads:
        fact = kit.catalog.facts.get(key)
        if value is None:
            said.append(kit.words("certs.unanswered", key=key))
        else:
            said.append(kit.words("certs.answered", key=key, value=value_text(value, fact, kit.words)))
    return kit.words.listed(said)


def missing_ways(verdict: Verdict, joint: str, *, credential_only: bool = False) -> tuple[Ways, ...]:
    """Return what is still missing: each entry lists the ways that would do, shortest first.

    `joint` stands between the parts of a way that needs more than one.
    """
    first = _missing(verdict.credential, joint)
    return first if credential_only else (*first, *_missing(verdict.experience, joint))


def _missing(trace: Trace, joint: str) -> tuple[Ways, ...]:
    if trace.value:
        return ()
    if trace.text or not trace.parts:
        return ((trace.text,),) if trace.text else ()
    each = [_missing(part, joint) for part in trace.parts]
    if trace.op == "all":
        return tuple(dict.fromkeys(ways for part in each for ways in part))
    return (tuple(dict.fromkeys(joint.join(way[0] for way in ways) for ways in each if ways)),)
