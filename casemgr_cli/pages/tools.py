"""What every view needs at hand, and the few blocks that several views share."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct, structs

from casemgr_cli.documents.base import Known, SourceJson
from casemgr_cli.documents.salary import stand_ins
from casemgr_cli.documents.sources import known_sources, source_entries
from casemgr_cli.domain import Catalog
from casemgr_cli.domain.conditions import BINDING
from casemgr_cli.domain.facts import Fact, Value
from casemgr_cli.domain.figures import Figure, Holder, data_date
from casemgr_cli.domain.wages import PayGuide, Wage
from casemgr_cli.pages.blocks import (
    NO_MARK,
    Align,
    Block,
    Bullets,
    Facts,
    Heading,
    Item,
    Mark,
    Paragraph,
    PayBar,
    PayRange,
    Row,
    SourceLine,
    Sources,
    Tone,
)
from casemgr_cli.pages.words import Words

if TYPE_CHECKING:  # not loaded where nobody asks about a career
    from casemgr_cli.domain.advice import NextAction
    from casemgr_cli.domain.careers import Note, Requirement, UsualExperience
    from casemgr_cli.domain.conditions import Clause

# A school's rule is an issuer's, of degrees.
_MAKER_TONES: dict[str, Tone] = {
    "law": "law",
    "issuer": "issuer",
    "school": "issuer",
    "employers": "habit",
    "choice": "choice",
}


# The round amounts that a scale of pay begins and ends at.
PAY_STEP = 10_000
# Of a longer list the whole page has so many, and how many more there are.
MOST = 3
_ON_A_SCREEN = 11
_A_YEAR = 366


class Cites:
    """Gives each source of a page a number, in the order in which they are first named."""

    def __init__(self, *holders: Holder) -> None:
        """Take the data files that hold the sources."""
        self._holders = holders
        self._numbers: dict[str, int] = {}

    def __call__(self, *ids: str) -> tuple[int, ...]:
        """Return the numbers of sources; empty ids are left out."""
        named = [key for key in dict.fromkeys(ids) if key]
        for key in named:
            self._numbers.setdefault(key, len(self._numbers) + 1)
        return tuple(self._numbers[key] for key in named)

    def block(self, words: Words) -> Sources:
        """Return the numbered list for the end of the page."""
        known = source_entries(*self._holders) if self._numbers else {}
        return Sources(tuple(_line(known[key], number, words) for key, number in self._numbers.items()))

    def tally(self, words: Words) -> str:
        """Return how well the numbered sources are known, and how old the oldest is."""
        return words("sources.tally", **known_counts(known_sources(self._numbers, *self._holders), words))

    def age(self, today: date | None, words: Words) -> tuple[str, ...]:
        """Return that the data behind the page are more than a year old, where they are."""
        newest = data_date(today, *self._holders) if today else None
        old = today and newest and (today - newest).days > _A_YEAR
        return (words("sources.old_data", day=words.day(newest.isoformat())),) if newest and old else ()


def _line(source: SourceJson, number: int, words: Words) -> SourceLine:
    text = words("sources.line", publisher=source.publisher, title=source.title, as_of=source.as_of)
    doubt = words("sources.doubt") if source.url and not source.verified else ""
    name, back = (words(f"sources.{which}", number=number) for which in ("name", "back"))
    return SourceLine(number, text, source.url, doubt, name, back)


class Tools(Struct, frozen=True):
    """The catalog, the words and the running numbers of sources, for the making of one page."""

    catalog: Catalog
    words: Words
    cites: Cites


def tools(catalog: Catalog, words: Words, *guides: Holder) -> Tools:
    """Return the tools for a new page, its sources not numbered yet; `guides` hold those of other files."""
    return Tools(catalog, words, Cites(catalog, *guides))


def maker_mark(made_by: str, words: Words) -> Mark:
    """Return the mark that tells law, the issuer's rule and employers' habit apart."""
    return Mark(words(f"maker.{made_by}"), _MAKER_TONES.get(made_by, "plain")) if made_by else NO_MARK


def marked(
    text: str, said: "Requirement | Note | Clause | UsualExperience", kit: "Tools", *, doubted: bool = False
) -> Item:
    """Return what somebody asks or says as a list entry, with the mark of who it is and the source.

    Where it may be `doubted`, a law or an issuer's rule that nobody read at its source says so.
    """
    if doubted and said.made_by in BINDING and not said.verified:
        text = kit.words("license.unverified", text=text)
    return Item(text, maker_mark(said.made_by, kit.words), kit.cites(said.source))


def bullets(entries: Iterable[Item | str]) -> tuple[Block, ...]:
    """Return a list of entries, some of them plain texts; nothing where there are none."""
    listed = tuple(each if isinstance(each, Item) else Item(each) for each in entries)
    return (Bullets(listed),) if listed else ()


def action_item(action: "NextAction", words: Words) -> Item:
    """Return something to do, with the month to have it done by, and where."""
    title = words("advice.action", month=words.month(action.by_month), title=action.title)
    return Item(title, url=action.url)


def section(title: str, *blocks: Block) -> tuple[Block, ...]:
    """Return a section under its heading, or nothing when it has no blocks."""
    return (Heading(title), *blocks) if blocks else ()


def sources_section(kit: Tools, *, tally: bool = True) -> tuple[Block, ...]:
    """Return the numbered sources of everything named on the page so far."""
    return cited_sources(kit.cites, kit.words, tally=tally)


def cited_sources(cites: Cites, words: Words, *, tally: bool = True) -> tuple[Block, ...]:
    """Return the numbered sources as a section, with what "not verified" means where it is said.

    With `tally` how well they are known stands above them, and whether they are old; advice says it of its
    facts instead.
    """
    lines = cites.block(words).lines
    about = (cites.tally(words), *cites.age(words.today, words)) if tally and lines else ()
    return _listed(words("sources.title"), lines, words, *about)


def sources_screen(kit: Tools) -> tuple[Block, ...]:
    """Return the numbered sources in sections that each fit a screen."""
    lines, words = kit.cites.block(kit.words).lines, kit.words
    parts = (lines[first : first + _ON_A_SCREEN] for first in range(0, len(lines), _ON_A_SCREEN))
    titled = ((words("sources.some", first=part[0].number, last=part[-1].number), part) for part in parts)
    return tuple(block for title, part in titled for block in _listed(title, part, words))


def _listed(title: str, lines: tuple[SourceLine, ...], words: Words, *about: str) -> tuple[Block, ...]:
    if not lines:
        return ()
    if any(line.doubt for line in lines):
        about = (*about, words("sources.about_doubt"))
    return section(title, *(Paragraph(text, tone="quiet") for text in about), Sources(lines))


def known_counts(known: Known, words: Words) -> dict[str, str | int]:
    """Return the four counts of how well something is known, and the year of the oldest source."""
    oldest = known.oldest[:4] if known.oldest else words("sources.no_date")
    return {**structs.asdict(known), "oldest": oldest}


def value_text(value: Value | None, fact: Fact | None, words: Words) -> str:
    """Return an answer as a person reads it: the labels of choices, lists with commas, amounts with units."""
    if value is None:
        return words("amount.unknown")
    if fact and fact.unit and isinstance(value, int | float):
        return words.quantity(value, fact.unit)
    labels = {choice.value: choice.label for choice in fact.choices} if fact else {}
    if isinstance(value, tuple):
        return words.listed(labels.get(item, item) for item in value) or words("advice.nothing")
    return labels.get(str(value), str(value))


def place(wage: Wage, kit: Tools) -> str:
    """Return what a wage row stands for: the job, the industry if there is one, and the area."""
    key = "pay.place_industry" if wage.industry else "pay.place"
    industry = (wage.industry or "").removesuffix(kit.words("pay.industry_mark"))
    return kit.words(key, occupation=wage.occupation, industry=industry, area=wage.area)


def stands_for(wage: Wage, guide: PayGuide, kit: Tools, *, estimate: bool) -> str:
    """Return what a pay figure stands for, and what stands in for one that was not released."""
    key = "pay.stands_for_estimate" if estimate else "pay.stands_for"
    return " ".join((kit.words(key, place=place(wage, kit)), *stand_ins(wage, guide)))


def figure_item(figure: Figure, kit: Tools) -> Item:
    """Return a figure as a list entry with its source."""
    text = kit.words("data.figure", label=figure.label, value=kit.words.figure(figure))
    return Item(text, cites=kit.cites(figure.source))


def facts(*rows: Row) -> Facts:
    """Return the rows that say something."""
    return Facts(tuple(row for row in rows if row.text))


def labeled(label: str, texts: Iterable[str]) -> tuple[Row, ...]:
    """Return a row for each text, the first with the label; several are entries of a list."""
    told = tuple(texts)
    return tuple(Row("" if at else label, text, bullet=len(told) > 1) for at, text in enumerate(told))


def amounts(header: tuple[str, ...]) -> tuple[Align, ...]:
    """Return how a table of amounts is set: words on the left, amounts on the right."""
    right: Align = "right"
    return ("left", *(right for _ in header[1:]))


def rounded(amounts: Sequence[int], step: int) -> tuple[int, int]:
    """Return the ends of a scale that holds some amounts and begins and ends at whole steps."""
    return min(amounts) // step * step, -(-max(amounts) // step) * step


def pay_bar(ranges: tuple[PayRange, ...], words: Words) -> PayBar | None:
    """Return pay ranges over a scale that starts and ends at round amounts; None when no amount is known."""
    marks = {
        "ends": [end for part in ranges for end in (part.low, part.high) if end is not None],
        "quarter": [part.quarter for part in ranges if part.quarter is not None],
        "middle": [part.middle for part in ranges if part.middle is not None],
    }
    amounts = [amount for drawn in marks.values() for amount in drawn]
    if not amounts:
        return None
    low, high = rounded(amounts, PAY_STEP)
    ends, quarter, middle = (words(f"pay.{mark}") if drawn else "" for mark, drawn in marks.items())
    return PayBar(ranges, low, high, (words.money(low), words.money(high)), (ends, quarter, middle))
