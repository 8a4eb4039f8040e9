"""A CV being read: the words that tell what is in it, the facts it can answer, and the month it is."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from casemgr_cli.domain.cv import Cv, CvRules, Entry
    from casemgr_cli.domain.facts import Fact

# Two letters are a state's behind a comma or another sign, or before a zip code or the word of a license.
_CODE = re.compile(r"(?:^|[,(|/:-])\s*([A-Z]{2})\b(?!-)|\b([A-Z]{2})\s+(?:[0-9]{5}\b|[Ll]ic|RN\b|#)")


class Reading(Struct, frozen=True):
    """What all readers of a CV need."""

    cv: Cv
    rules: CvRules
    facts: Mapping[str, Fact]
    now: int

    def of(self, *kinds: str) -> Iterator[Entry]:
        """Yield the entries of some kinds."""
        return (each for each in self.cv.entries if each.kind in kinds)

    def to_come(self, text: str, around: str = "") -> bool:
        """Whether a text says that something is not there yet, or was never finished."""
        return self.rules.says("not_yet", around or text) or self.rules.says("unfinished", text)

    def abroad(self, text: str) -> bool:
        """Whether a text names another country, and no place here."""
        return bool(self.rules.countries.found(text)) and not self.at_home(text)

    def at_home(self, text: str) -> bool:
        """Whether a text names a place here: a state, or one that is called like another country."""
        return bool(self.states(text)) or "home" in self.rules.countries.found(text)

    def states(self, text: str, *, letters: bool = False) -> tuple[str, ...]:
        """Return the states that a text names, by name or two letters; with `letters`, degrees are none."""
        codes = {first or second for first, second in _CODE.findall(text)}
        codes = {code for code in codes if not (letters and self.rules.degree_levels.found(code))}
        plain = text.replace("West Virginia", "WV,")
        codes |= {"WV"} if plain != text else set()
        return tuple(
            each.value
            for each in self.facts["state"].choices
            if each.value in codes or re.search(rf"\b{re.escape(each.label)}\b", plain, re.IGNORECASE)
        )
