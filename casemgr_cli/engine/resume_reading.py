"""What every part of reading a résumé needs: the résumé, the words, the day, and how an entry is named."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

from casemgr_cli.domain.phrases import LONGEST, folded
from casemgr_cli.domain.resume import LeftOut, Open, Origin, Period, Taken

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from casemgr_cli.domain.facts import Fact
    from casemgr_cli.domain.resume import Resume, ResumeRules

# Signs of an address on the internet, or digits enough for a telephone number.
TELLS = re.compile(r"@|://|www\.|(?:[0-9][^0-9A-Za-z]*){7}")

SHORT = 3

Finding = Taken | LeftOut | Open


def _tells(word: str, text: str) -> bool:
    """Whether a text holds a private word: a short one by itself, a longer one anywhere."""
    return (word if len(word) > SHORT else f" {word} ") in text


class Reading(Struct, frozen=True):
    """A résumé being read, with the words that tell what is in it, the facts it can answer, and the day."""

    resume: Resume
    rules: ResumeRules
    facts: Mapping[str, Fact]
    today: date

    def origin(self, place: str, title: str, period: Period | None = None) -> Origin:
        """Name an entry by its place, and by its title unless that may give somebody away."""
        start = title[:LONGEST]
        words, private = folded(title), self.resume.private - self.rules.vocabulary
        hidden = TELLS.search(title) or any(_tells(word, words) for word in private)
        return Origin(place, "" if hidden else start.strip(), period or Period())
