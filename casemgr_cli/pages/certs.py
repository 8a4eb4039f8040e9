"""Certifications as pages: all of them in short, or one with its whole rule and how it came out."""

from collections.abc import Iterable

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import Trace, Verdict
from casemgr_cli.domain.careers import Certification
from casemgr_cli.domain.facts import Assumption
from casemgr_cli.pages.basis import assumed_blocks
from casemgr_cli.pages.blocks import Block, Facts, Heading, Mark, Node, Page, Paragraph, Row, Tone, Tree
from casemgr_cli.pages.tools import (
    Tools,
    bullets,
    facts,
    figure_item,
    labeled,
    section,
    sources_section,
    tools,
    value_text,
)
from casemgr_cli.pages.words import Words

_ASKED = 3
_Ways = tuple[str, ...]
_TONES: dict[str, Tone] = {
    "held": "good",
    "eligible": "good",
    "not_yet": "wait",
    "needs_credential": "stop",
    "unknown": "wait",
}


def certs_page(
    verdicts: Iterable[Verdict],
    assumed: Iterable[Assumption],
    catalog: Catalog,
    words: Words,
    *,
    answered: bool = True,
) -> Page:
    """Return every certification in short; verdicts only when there are answers to judge by."""
    kit = tools(catalog, words)
    entries = tuple(block for verdict in verdicts for block in cert_blocks(verdict, kit, answered=answered))
    return (
        Heading(words("certs.title"), 1),
        Paragraph(words("certs.about")),
        *entries,
        *(assumed_blocks(tuple(assumed), kit) if answered else ()),
        Paragraph(words("certs.long"), tone="typed"),
        *sources_section(kit),
    )


def cert_page(
    verdict: Verdict, catalog: Catalog, words: Words, *, asked: str = "", answered: bool = True
) -> Page:
    """Return one certification with its whole rule.

    `asked` is the word the person typed: someone who asks for CMSA certification is told who grants what.
    """
    kit = tools(catalog, words)
    certification = verdict.certification
    figures = (figure_item(catalog.figures[key], kit) for key in certification.figures)
    return (
        Heading(_name(certification, words), 1, _mark(verdict, words) if answered else Mark("")),
        *((Paragraph(words("certs.cmsa")),) if asked.lower() == "cmsa" else ()),
        Paragraph(certification.about),
        _issue(certification, kit),
        *(section(words("certs.standing"), *_standing(verdict, kit)) if answered else ()),
        *section(words("certs.rule"), *_rule(verdict, kit, answered=answered)),
        *section(words("certs.figures"), *bullets(figures)),
        *section(words("certs.watch"), *bullets(certification.cautions)),
        *sources_section(kit),
    )


def cert_blocks(
    verdict: Verdict, kit: Tools, *, answered: bool = True, asked: int = _ASKED
) -> tuple[Block, ...]:
    """Return one certification in short: how the person stands, what is missing, fee and renewal.

    `asked` is how many of the questions that decide it are listed; none where the page lists them elsewhere.
    """
    words, certification = kit.words, verdict.certification
    mark = _mark(verdict, words) if answered else Mark("")
    rows = facts(
        Row(words("certs.issuer"), certification.issuer, _sources(certification, kit)),
        *(_standing_rows(verdict, kit, asked=asked, brief=True) if answered else ()),
        *_fee_rows(certification, kit),
        Row(words("certs.renewal"), certification.renewal),
    )
    return (Heading(_name(certification, words), 3, mark), rows)


def cert_rows(first: Verdict, others: Iterable[Verdict], kit: Tools, said: str) -> tuple[Row, ...]:
    """Return certifications in short: what the first still takes, and how the others stand, alike together.

    What `said`, the answer to the person's question, names as missing is not named again.
    """
    words, certification = kit.words, first.certification
    way = _nearest_way(first, kit, said)
    told = any(first.months_needed and _tells(words.months(first.months_needed), row.text) for row in way)
    stand = words(f"verdict.{first.verdict}") if told else _stand(first, words)
    alike: dict[str, list[str]] = {}
    for each in others:
        alike.setdefault(_stand_for(each, words), []).append(each.certification.short)
    beside = [] if way else alike.pop(stand, [])
    return (
        Row(words.listed([certification.short, *beside]), stand, _sources(certification, kit)),
        *way,
        *(Row(words.listed(names), text) for text, names in alike.items()),
    )


def _stand_for(verdict: Verdict, words: Words) -> str:
    """Return how somebody stands; where no months are missing, also what is."""
    if verdict.verdict != "not_yet" or verdict.months_needed:
        return _stand(verdict, words)
    return words(
        "verdict.not_yet_for", missing="; ".join(_texts(_missing_ways(verdict, words("amount.plus")), words))
    )


def _texts(missing: Iterable[_Ways], words: Words) -> list[str]:
    """Return what is missing, each by the shortest way that would do."""
    return [
        words.count("certs.or_ways", len(ways) - 1, way=ways[0]) if ways[1:] else ways[0] for ways in missing
    ]


def _nearest_way(verdict: Verdict, kit: Tools, said: str) -> tuple[Row, ...]:
    """Return what is missing, each by the shortest way that would do, or what opened an exam."""
    words, brief = kit.words, verdict.verdict == "needs_credential"
    if verdict.verdict in ("held", "eligible"):
        return labeled(words("certs.met"), verdict.because)
    missing = _missing_ways(verdict, words("amount.plus"), credential_only=brief)
    texts = _texts((ways for ways in missing if not any(way in said for way in ways)), words)
    return labeled(_needs(verdict, words, texts), texts)


def _needs(verdict: Verdict, words: Words, texts: Iterable[str]) -> str:
    """Return what to call months that are missing, or a rule's whole number where only some of them are."""
    left = verdict.months_needed if verdict.verdict == "not_yet" else None
    told = not left or any(_tells(words.months(left), text) for text in texts)
    return words("certs.needed" if told else "certs.in_all")


def _tells(months: str, text: str) -> bool:
    """Whether a text names so many months, not a longer number that ends in theirs."""
    return f" {months}" in f" {text}"


def _stand(verdict: Verdict, words: Words) -> str:
    if verdict.verdict == "eligible" and not verdict.can_apply:
        return words("verdict.eligible_by_the_rules")
    if verdict.verdict == "eligible" and not verdict.certification.verified:
        return words("verdict.eligible_unread")
    return verdict_text(verdict.verdict, verdict.months_needed, words)


def _name(certification: Certification, words: Words) -> str:
    return words("certs.entry", short=certification.short, name=certification.name)


def _mark(verdict: Verdict, words: Words) -> Mark:
    return Mark(_stand(verdict, words), _TONES[verdict.verdict])


def verdict_text(verdict: str, months: int | None, words: Words) -> str:
    """Return where somebody stands in words."""
    if verdict == "not_yet" and months is not None:
        return words("verdict.not_yet_months", months=words.months(months))
    return words(f"verdict.{verdict}")


def _sources(certification: Certification, kit: Tools) -> tuple[int, ...]:
    return kit.cites(*certification.sources[:1])


def _standing_rows(
    verdict: Verdict, kit: Tools, *, asked: int | None = None, brief: bool = False
) -> tuple[Row, ...]:
    """Return what is missing and the first `asked` questions that decide; in brief only the credential
    while that comes first.
    """
    brief = brief and verdict.verdict == "needs_credential"
    words = kit.words
    if verdict.verdict in ("held", "eligible"):
        return ()
    ways = _missing_ways(verdict, words("amount.plus"), credential_only=brief)
    asks = [kit.catalog.facts[key].ask for key in verdict.asks[:asked] if key in kit.catalog.facts]
    label = _needs(verdict, words, (way for each in ways for way in each))
    return (*_needed(ways, label, words), *labeled(words("certs.asks"), asks))


def _needed(missing: tuple[_Ways, ...], name: str, words: Words) -> tuple[Row, ...]:
    if all(len(ways) == 1 for ways in missing):
        return labeled(name, (way for (way,) in missing))
    rows: list[Row] = []
    for ways in missing:
        label = "" if rows else name
        if len(ways) == 1:
            rows.append(Row(label, words("certs.and_also", way=ways[0]) if rows else ways[0]))
        else:
            these = words("certs.and_one_of" if rows else "certs.one_of")
            rows += [Row(label, these), *(Row("", way, bullet=True) for way in ways)]
    return tuple(rows)


def _standing(verdict: Verdict, kit: Tools) -> tuple[Block, ...]:
    rows = (*labeled(kit.words("certs.met"), verdict.because), *_standing_rows(verdict, kit))
    return (Facts(rows),) if rows else ()


def _fee_rows(certification: Certification, kit: Tools) -> tuple[Row, ...]:
    if not certification.fee:
        return ()
    fee = kit.catalog.figures[certification.fee]
    cites = kit.cites(fee.source)
    return (Row(kit.words("certs.fee"), kit.words.figure(fee), cites),)


def _issue(certification: Certification, kit: Tools) -> Facts:
    words = kit.words
    exams = (*(window.label for window in certification.windows), certification.windows_note)
    return facts(
        Row(words("certs.issuer"), certification.issuer, _sources(certification, kit), certification.url),
        Row(words("certs.suits"), certification.suits),
        *_fee_rows(certification, kit),
        *labeled(words("certs.windows"), [text for text in exams if text]),
        Row(words("certs.renewal"), certification.renewal),
    )


def _rule(verdict: Verdict, kit: Tools, *, answered: bool) -> tuple[Block, ...]:
    words = kit.words
    about = (Paragraph(words("certs.rule_about"), tone="quiet"),) if answered else ()
    parts = (("certs.credential", verdict.credential), ("certs.experience", verdict.experience))
    trees = tuple(
        block
        for key, trace in parts
        for block in (Heading(words(key), 3), Tree(_nodes(trace, kit, answered=answered)))
    )
    attest = Facts(labeled(words("certs.attest"), verdict.certification.attest))
    return (*about, *trees, *((attest,) if attest.rows else ()))


def _nodes(trace: Trace, kit: Tools, *, depth: int = 0, answered: bool = True) -> tuple[Node, ...]:
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
        return _nodes(part, kit, depth=depth, answered=answered)
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


def _missing_ways(verdict: Verdict, joint: str, *, credential_only: bool = False) -> tuple[_Ways, ...]:
    """Return what is still missing: each entry lists the ways that would do, shortest first.

    `joint` stands between the parts of a way that needs more than one.
    """
    first = _missing(verdict.credential, joint)
    found = first if credential_only else (*first, *_missing(verdict.experience, joint))
    order = {text: i for i, text in enumerate(verdict.missing)}

    def place(way: str) -> int:
        return order.get(way.split(joint, maxsplit=1)[0], len(order))

    return tuple(tuple(sorted(ways, key=place)) for ways in found)


def _missing(trace: Trace, joint: str) -> tuple[_Ways, ...]:
    if trace.value:
        return ()
    if trace.text or not trace.parts:
        return ((trace.text,),) if trace.text else ()
    each = [_missing(part, joint) for part in trace.parts]
    if trace.op == "all":
        return tuple(dict.fromkeys(ways for part in each for ways in part))
    return (tuple(dict.fromkeys(joint.join(way[0] for way in ways) for ways in each if ways)),)
