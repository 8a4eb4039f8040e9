"""The drawings of an HTML page as inline SVG.

Places along a drawing are percentages and everything else is measured in the size of its text, so a drawing
fits a phone, a screen and a sheet of paper without a script and without getting small. What is drawn differs
in shape, never in color alone; colors and strokes are in handout.css.
"""

from collections.abc import Iterable, Iterator

import htpy as h

from casemgr_cli.pages.blocks import Bar, Lane, PayBar, PayRange, Scale, Stretch, Timeline
from casemgr_cli.text import clean
from casemgr_cli.writers.layout import place, tick_months

_WHOLE = 10_000
_TICKS = 6
_DIGIT = 300

# Heights from the top of a lane, and of a range, in the size of the text.
_LABEL, _NUMBER, _BAR, _THICK, _LANE = 1, 2.2, 2.5, 0.9, 4.1
_SCALE = 2.4
_MIDDLE, _TALL = 0.8, 1.6


def timeline(block: Timeline, name: str, title: str) -> h.Element:
    """Return the lanes and the scale of months as one drawing with a title and a description.

    `name` is the beginning of ids that nothing else on the page has.
    """
    months = max(block.months, 1)
    bottom = _LANE * len(block.lanes)
    told = " ".join(f"{lane.label}: {'; '.join(bar.text for bar in lane.bars)}." for lane in block.lanes)
    return h.svg(
        ".timeline",
        role="img",
        aria_labelledby=f"{name}-title {name}-text",
        width="100%",
        height=_em(bottom + _SCALE),
    )[
        h.title(id=f"{name}-title")[clean(title)],
        h.desc(id=f"{name}-text")[clean(told)],
        _ticks(months, bottom),
        [_lane(lane, number, months) for number, lane in enumerate(block.lanes)],
        h.text(".quiet", x="0", y=_em(bottom + _SCALE - 0.2))[clean(block.unit)],
    ]


def _ticks(months: int, bottom: float) -> Iterator[h.Element]:
    for month in tick_months(months, _TICKS):
        x = _percent(month, 0, months)
        side = "start" if month == 0 else "end" if month == months else "middle"
        yield h.line(".grid", x1=x, x2=x, y1=_em(_BAR - 0.3), y2=_em(bottom))
        yield h.text(".quiet", x=x, y=_em(bottom + 1), text_anchor=side)[str(month)]


def _lane(lane: Lane, number: int, months: int) -> Iterator[h.Node]:
    """Return a lane's label and bars, each with its number above, no number over another one."""
    top, kind = _LANE * number, "first" if number == 0 else "second"
    yield h.text(".lane", x="0", y=_em(top + _LABEL))[clean(lane.label)]
    free = 0
    for bar in lane.bars:
        free = max(place(bar.start, 0, months, _WHOLE), free)
        yield _bar(bar, kind, top, months)
        yield h.text(".number", x=_at(free), y=_em(top + _NUMBER))[str(bar.number)]
        free += _DIGIT * (len(str(bar.number)) + 1)


def _bar(bar: Bar, kind: str, top: float, months: int) -> h.Element:
    start = _percent(bar.start, 0, months)
    if not bar.months:
        return h.line(".moment", x1=start, x2=start, y1=_em(top + _BAR), y2=_em(top + _BAR + _THICK))
    size = _percent(bar.months, 0, months)
    return h.rect(f".bar.{kind}", x=start, width=size, y=_em(top + _BAR), height=_em(_THICK))


def pay_range(part: PayRange, block: PayBar) -> h.Element:
    """Return one range of pay: a line with its ends, a stroke at the lower quarter, a disc at the median."""
    amounts = (part.low, part.quarter, part.middle, part.high)
    low, quarter, middle, high = _places(amounts, block)
    first = next((x for x in (low, quarter, middle) if x), None)
    several = sum(amount is not None for amount in amounts) > 1
    return _drawing(part.text or part.label)[
        several and first and _line(first, high or "100%"),
        low and _end(low),
        high and _end(high),
        quarter and _stroke(quarter),
        middle and _disc(middle),
    ]


def stretch(part: Stretch, scale: Scale) -> h.Element:
    """Return one stretch on a scale: a stroke where it begins, a disc where it ends."""
    low, high = _places((part.low, part.high), scale)
    return _drawing(part.text)[
        low and high and _line(low, high), low and low != high and _stroke(low), high and _disc(high)
    ]


def sample(mark: str) -> h.Element:
    """Return a mark by itself, for the key below a drawing: `ends`, `stroke` or `disc`."""
    drawn = {
        "ends": [_line("10%", "90%"), _end("10%"), _end("90%")],
        "stroke": [_stroke("50%")],
        "disc": [_disc("50%")],
    }
    return h.svg(".sample", aria_hidden="true", width=_em(_TALL), height=_em(_TALL))[drawn[mark]]


def _drawing(text: str) -> h.Element:
    return h.svg(".range", role="img", aria_label=clean(text), width="100%", height=_em(_TALL))


def _line(start: str, end: str) -> h.Element:
    return h.line(".span", x1=start, x2=end, y1=_em(_MIDDLE), y2=_em(_MIDDLE))


def _end(x: str) -> h.Element:
    return h.line(".end", x1=x, x2=x, y1=_em(_MIDDLE - 0.3), y2=_em(_MIDDLE + 0.3))


def _stroke(x: str) -> h.Element:
    return h.line(".stroke", x1=x, x2=x, y1=_em(_MIDDLE - 0.55), y2=_em(_MIDDLE + 0.55))


def _disc(x: str) -> h.Element:
    return h.circle(".disc", cx=x, cy=_em(_MIDDLE), r=_em(0.34))


def _places(amounts: Iterable[int | None], scale: PayBar | Scale) -> Iterator[str | None]:
    """Yield where amounts stand on a scale, None for one that is not known."""
    for amount in amounts:
        yield None if amount is None else _percent(amount, scale.low, scale.high)


def _percent(amount: int, low: int, high: int) -> str:
    return _at(place(amount, low, high, _WHOLE))


def _at(parts: int) -> str:
    return f"{parts * 100 / _WHOLE:g}%"


def _em(size: float) -> str:
    return f"{size:.3g}em"
