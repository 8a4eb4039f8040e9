"""The words on screen, and amounts put into words.

Sentences come whole from the messages of the data files; what is filled in is plain text and is never read
as a pattern itself.
"""

from collections.abc import Iterable, Mapping
from datetime import date

from casemgr_cli.domain.figures import Figure, Span
from casemgr_cli.errors import DataInvalid

_YEAR = 12
_LONG = 24


class Words:
    """Looks up messages below `report.` and fills in their named placeholders."""

    def __init__(self, messages: Mapping[str, str], today: date | None = None) -> None:
        """Take the messages, from dotted key to text, and the day on which they are read, if it matters."""
        self._messages = messages
        self.today = today

    def __call__(self, key: str, /, **values: str | int) -> str:
        """Return a message with its placeholders filled in.

        Raises:
            DataInvalid: the message is missing, or has a placeholder that nothing fills.
        """
        text = self._messages.get(f"report.{key}")
        if text is None:
            raise DataInvalid(f"messages.yaml has no report.{key}.")
        if not values:
            return text
        try:
            return text.format(**values)
        except (LookupError, ValueError, AttributeError) as error:
            raise DataInvalid(
                f"messages.yaml, report.{key}: the braces do not fit.",
                hint=f"It may use {', '.join(f'{{{name}}}' for name in values)}.",
            ) from error

    def has(self, key: str) -> bool:
        """Whether there is such a message."""
        return f"report.{key}" in self._messages

    def count(self, key: str, number: int, /, **values: str | int) -> str:
        """Return the singular or the plural form of a message, with `count` filled in."""
        return self(f"{key}.one" if number == 1 else f"{key}.other", count=f"{number:,}", **values)

    def listed(self, items: Iterable[str]) -> str:
        """Return items with the language's comma between them."""
        return self("amount.joint").join(items)

    def money(self, amount: int | None) -> str:
        """Return whole US dollars; a loss has its sign before the dollar sign."""
        if amount is None:
            return self("amount.unknown")
        return self("amount.loss" if amount < 0 else "amount.money", amount=f"{abs(amount):,}")

    def cell(self, amount: int | None) -> str:
        """Return whole US dollars as a table shows them."""
        return self("amount.missing") if amount is None else self.money(amount)

    def money_span(self, span: Span) -> str:
        """Return a range of US dollars; a single amount where both ends agree."""
        if span.low is None or span.high is None:
            return self._open_span(span)
        if span.high == 0:
            return self("amount.free")
        if span.low == span.high:
            return self.money(span.low)
        return self("amount.range", low=self.money(span.low), high=self.money(span.high))

    def _open_span(self, span: Span) -> str:
        if span.low is not None and span.low > 0:
            return self("amount.from", low=self.money(span.low))
        if span.high is not None:
            return self("amount.up_to", high=self.money(span.high))
        return self("amount.unknown")

    def months(self, months: int) -> str:
        """Return months in words; long ones also in years."""
        plain = self.count("amount.months", months)
        return plain if months <= _LONG else self("amount.long", months=plain, years=self.years(months))

    def months_between(self, low: int, high: int) -> str:
        """Return a range of months in words; a long one also in years."""
        if low == high:
            return self.months(high)
        plain = self("amount.months.other", count=self("amount.range", low=low, high=high))
        if high <= _LONG:
            return plain
        years = self("amount.span", low=self.years(low), high=self.years(high))
        return self("amount.long", months=plain, years=years)

    def years(self, months: int) -> str:
        """Return months as years and months in words."""
        years, rest = divmod(months, _YEAR)
        parts = (("years", years), ("months", rest))
        return self("amount.and").join(self.count(f"amount.{unit}", count) for unit, count in parts if count)

    def wait(self, months: int) -> str:
        """Return months to wait; none at all is now."""
        return self("amount.now") if months == 0 else self.months(months)

    def month(self, year_month: str) -> str:
        """Return a month such as 2027-01 in words."""
        year, month = year_month.split("-")[:2]
        return self("amount.month", month=self(f"month.m{month}"), year=year)

    def day(self, date: str) -> str:
        """Return a day such as 2027-01-31 in words."""
        year, month, day = date.split("-")
        return self("amount.day", month=self(f"month.m{month}"), day=int(day), year=year)

    def figure(self, figure: Figure) -> str:
        """Return a figure with its unit; a range where it has two ends."""
        if figure.low is None or figure.high is None:
            return self("amount.unknown")
        if figure.low == figure.high:
            return self.quantity(figure.low, figure.unit)
        high = _number(figure.high)
        high = self("amount.money", amount=high) if figure.unit.startswith("USD") else high
        amount = self("amount.range", low=_number(figure.low), high=high)
        return self._with_unit(amount, figure.unit, "other")

    def quantity(self, number: float, unit: str) -> str:
        """Return one number with its unit."""
        return self._with_unit(_number(number), unit, "one" if number == 1 else "other")

    def _with_unit(self, amount: str, unit: str, form: str) -> str:
        key = f"unit.{unit.replace(' ', '_').lower()}.{form}"
        return self(key if self.has(key) else "unit.any", amount=amount, unit=unit)


def _number(number: float) -> str:
    return f"{number:,.10g}" if number % 1 else f"{number:,.0f}"
