"""A CV as lines of text: its parts by their headings, the entries of each, and dates as people write them.

A degree has the date of its own line, or of the one that plainly is its own: none gets the date of another.
"""

import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice, pairwise

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.cv import NEVER, PARTS, Cv, CvRules, Entry, Kind, Period
from casemgr_cli.domain.kinds import Phrases, spaced

# Dashes and an apostrophe as typewriters have them.
_PLAIN = str.maketrans("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2019", "-------'")
_YEAR = r"(?:19|20)[0-9]{2}"
_NUMBERS = (
    rf"(?<![0-9])(?P<y1>{_YEAR})[-/.](?P<m1>[0-9]{{1,2}})(?:[-/.](?P<d1>[0-9]{{1,2}}))?(?![0-9])"
    rf"|(?<![0-9/])(?P<m2>[0-9]{{1,2}})[-/.](?:(?P<d2>[0-9]{{1,2}})[-/.])?(?P<y2>{_YEAR})(?![0-9])"
    r"|(?<![0-9/])(?P<m5>0[1-9]|1[0-2])/(?P<s5>[0-9]{2})(?![0-9/])"
)
_NAMED = (
    r"(?:\b(?P<d3>[0-9]{{1,2}})(?:st|nd|rd|th)?(?:\s+de)?\s+)?\b(?P<m3>{names})\b\.?"
    r"(?:\s+[0-9]{{1,2}}(?:st|nd|rd|th)?\b,?)?[\s,/-]*(?:de\s+)?(?:(?P<y3>{year})(?![0-9])|'(?P<s3>[0-9]{{2}})\b)"
)
# No part of a telephone number.
_ONLY_YEAR = rf"(?<![0-9#])(?<!\D[0-9]{{3}}-)(?P<y4>{_YEAR})(?![0-9])|(?<!\w)'(?P<s4>[0-9]{{2}})\b"
_SEASONS = "spring|summer|fall|autumn|winter"
# Two figures of a year beyond these are of the last century.
_THIS_CENTURY = 60
_BULLET = re.compile(
    r"\s*(?:[\u2022\u25cf\u25aa\u25a0\u25e6\u2023\u2043\u2219\u00b7*\u27a2\u27a4\u2713\u2714\u25ba\u25b8\u2756\u25c6\u25a1\u25cb-]|o(?=\s))\s+"
)
_ICONS = re.compile(r"[\ue000-\uf8ff\U0001f000-\U0001faff\u2600-\u27bf\u200b\ufeff]")
_MARKS = re.compile(r"^\s*#{1,6}\s+|\*\*|__|^\s*>\s+|\|\s*$|^\s*\|")
_SPACED = re.compile(r"(?:\w\s){3,}\w")
# With one of these a line tells whose CV it is: an address on the internet or of a house, a telephone number.
_TELLS = re.compile(
    r"@|://|www\.|linkedin|(?:[0-9][^0-9A-Za-z]*){7}"
    r"|^\s*[0-9]+\s+\w+.*\b(?:st|street|ave|avenue|rd|road|ln|lane|dr|drive|blvd|apt|way|ct|court)\b",
    re.IGNORECASE,
)
_HEADING_WORDS, _DATED_WORDS, _CLAIM_WORDS, _HEAD_WORDS, _HEAD = 6, 24, 14, 12, 2
_TOP, _NAMES, _SHORT_DEGREE, _DATE_WORDS, _NAME_WORDS = 8, 3, 3, 3, (2, 3, 4)
# With one of these before a colon, a line says all there is to say of it.
_ASIDE = ("about", "other")
# What may stand on a line of its own and belongs to the degree or the credential above.
_DETAILS = ("not_yet", "unfinished", "licensing", "details", "ongoing", "since")
# More than any CV has; what comes after is not read.
_MOST_LINES, _MOST_ENTRIES, _LONGEST = 1_500, 500, 400


class Dates:
    """Finds dates in text: 2023-04, 04/2023, April 2023, Apr '23, "since 2020", "present"."""

    def __init__(self, rules: CvRules) -> None:
        """Make the patterns once."""
        order = list(dict.fromkeys(key for _, key in rules.months.pairs))
        self.months = {phrase.strip(): order.index(key) + 1 for phrase, key in rules.months.pairs}
        names, words = _pattern(rules.months), rules.cv_words
        self.date = re.compile(
            rf"{_NUMBERS}|{_NAMED.format(names=names, year=_YEAR)}|(?:\b(?:{_SEASONS})\s+)?(?:{_ONLY_YEAR})"
            rf"|\b(?P<now>{_pattern(words['ongoing'])})\b|\b(?P<m4>{names})\b\.?",
            re.IGNORECASE,
        )
        until = rf"[\s(]*(?:[-~/]+|\b(?:{_pattern(words['until'])})\b)\s*(?:(?:el|la)\s+)?"
        self.between = re.compile(until, re.IGNORECASE)
        self.since = re.compile(rf"\b(?:{_pattern(words['since'])})\s*:?\s*$", re.IGNORECASE)
        self.dash = re.compile(r"\s*-\s*(?=$|[)|,])")

    def find(self, text: str) -> tuple[Period, str]:
        """Return the first period in a text, and the rest; a date alone is an end, but not after "since"."""
        text = text.translate(_PLAIN)
        found = list(self._all(text))
        for (one, first, month), (two, end, _) in pairwise(found):
            start = _months(end[0] // 12, month) if not first and month and end else first
            if start and self.between.fullmatch(text[one.end() : two.start()]):
                said, rest = text[one.start() : two.end()], f"{text[: one.start()]} {text[two.end() :]}"
                odd = bool(end) and end[-1] < start[0]
                return Period(text=said, odd=True) if odd else Period(start, end, not end, said), rest
        for match, months in ((match, months) for match, months, _ in found if months):
            before, behind = text[: match.start()], text[match.end() :]
            if self.since.search(before) or self.dash.match(behind):
                return Period(months, ongoing=True, text=match[0]), f"{before} {behind}"
            return Period(end=months, text=match[0]), f"{before} {behind}"
        return Period(), text

    def _all(self, text: str) -> Iterator[tuple[re.Match[str], range, int]]:
        """Yield the dates in a text: their months, or a month of no year; neither where something goes on."""
        for match in self.date.finditer(text):
            parts = {key[0]: said for key, said in match.groupdict().items() if said}
            year = int(parts.get("y", 0))
            if "s" in parts:
                year = int(parts["s"]) + (2000 if int(parts["s"]) < _THIS_CENTURY else 1900)
            said = spaced(parts.get("m", "0")).strip()
            month = int(said) if said.isdecimal() else self.months.get(said, 0)
            if "n" in parts or (month <= 12 and int(parts.get("d", 0)) <= 31):  # noqa: PLR2004 - months and days
                yield match, _months(year, month) if year else NEVER, month


def _months(year: int, month: int) -> range:
    return range(year * 12 + max(month - 1, 0), year * 12 + (month or 12))


def _pattern(phrases: Phrases) -> str:
    """Return a pattern of the words of a small list, the longest first."""
    words = sorted((phrase.strip() for phrase, _ in phrases.pairs), key=len, reverse=True)
    return "|".join(re.escape(each).replace(r"\ ", r"\s+") for each in words)


class _CvLine(Struct, frozen=True):
    """One line: where it stands, its text without a bullet, and whether it had one."""

    where: str
    text: str
    bullet: bool = False

    def heads(self, most: int = _HEAD_WORDS) -> bool:
        """Whether it may stand over an entry: no more than so many words, no bullet, no sentence."""
        short = 0 < len(spaced(self.text).split()) <= most
        return short and not self.bullet and not self.text.endswith((".", ";"))


def read_lines(texts: Iterable[str], rules: CvRules, dates: Dates) -> Cv:
    """Return the entries of a CV that is nothing but lines."""
    pieces = (piece for text in texts for piece in textwrap.wrap(text.replace("\t", "   "), _LONGEST) or [""])
    lines = [_line(number, text) for number, text in enumerate(islice(pieces, _MOST_LINES), 1)]
    return _LineReader(rules, dates).read(lines)


def _line(number: int, text: str) -> _CvLine:
    plain = _MARKS.sub("", _ICONS.sub(" ", text.translate(_PLAIN))).rstrip()
    bullet = _BULLET.match(plain)
    bare = plain[bullet.end() :] if bullet else plain
    if _SPACED.fullmatch(bare.strip()):
        bare = "  ".join(re.sub(r"\s", "", word) for word in re.split(r"\s{2,}", bare.strip()))
    return _CvLine(f"line {number}", bare.strip("* _"), bool(bullet))


class _LineReader:
    """Reads lines with the words that tell what they are."""

    def __init__(self, rules: CvRules, dates: Dates) -> None:
        self.rules, self.when, self.named = rules, dates.find, rules.named.found
        codes, names = "|".join(rules.states), "|".join(rules.states.values())
        code = rf"(?:{codes})\b(?:\s+[0-9]{{5}}(?:-[0-9]{{4}})?)?"
        self.place = re.compile(
            rf"[A-Z][\w.' -]+(?:,\s*(?:{code}|(?:{names})\b(?:\s+[0-9]{{5}})?)|\s(?:{codes})\s+[0-9]{{5}}\b)"
        )
        # Two letters behind a comma are a state's, not a degree's, unless a field or more letters follow.
        self.state = re.compile(rf",\s*{code}(?!\s+(?:in\b|of\b|[A-Z][a-z])|\.|,\s*(?!US)[A-Z]{{2}})")
        self.in_headings = {word for phrase, _ in rules.headings.pairs for word in phrase.split()}
        degrees = {phrase.strip() for phrase, _ in rules.degree_levels.pairs}
        short = "|".join(sorted(phrase for phrase in degrees if len(phrase) <= _SHORT_DEGREE))
        self.small = re.compile(rf"\b(?:{short})\b", re.IGNORECASE)
        told = sum((rules.cv_words[name] for name in _DETAILS), rules.status_words)
        self.details = {word for phrase, _ in told.pairs for word in phrase.split()}

    def read(self, lines: list[_CvLine]) -> Cv:
        (_, top), *rest = self._parts(self._whole(lines))
        kinds = {kind for kind, _ in rest}
        if "work" not in kinds:
            rest.append(("work", [line for line in top[1:] if not self._is_held(line.text)]))
        if not kinds & {"study", "credential", "study_and_credential"}:
            rest.append(("study_and_credential", [line for line in top[1:] if self._is_held(line.text)]))
        if kinds <= {*_ASIDE}:
            top = top[:_TOP]
        names = [line for kind, part in rest if kind != "work" for line in part if self._is_name(line.text)]
        written = [line for line in top if line.text] + names
        rest = [(kind, [line for line in part if line not in names]) for kind, part in rest]
        entries = [*self._claims(written), *(each for part in rest for each in self._entries(*part))]
        asides = [[line.text for line in part] for kind, part in rest if kind in _ASIDE]
        contact = [text for part in asides if any(map(_TELLS.search, part)) for text in part]
        private, place = self._person([line.text for line in written], contact)
        return Cv(tuple(entries[:_MOST_ENTRIES]), "", place, private)

    def _whole(self, lines: list[_CvLine]) -> Iterator[_CvLine]:
        """Yield the lines, each with the one or two behind it on which its span of time goes on."""
        while lines:
            size = next((size for size in (3, 2) if self._goes_on(*lines[:size])), 1)
            yield replace(lines[0], text=" ".join(line.text for line in lines[:size]))
            lines = lines[size:]

    def _goes_on(self, line: _CvLine, *more: _CvLine) -> bool:
        if not more or not all(0 < len(each.text.split()) <= _DATE_WORDS for each in more):
            return False
        period, rest = self.when(" ".join(each.text for each in (line, *more)))
        rest = rest.strip()
        return bool(period.start) and line.text != rest and line.text.startswith(rest)

    def _parts(self, lines: Iterable[_CvLine]) -> list[tuple[str, list[_CvLine]]]:
        """Return the parts with their kind: first what stands before any heading, then each heading's."""
        parts, asides = [("top", list[_CvLine]())], list[tuple[str, list[_CvLine]]]()
        for line in lines:
            head, _, behind = line.text.partition(":")
            kind = "" if line.bullet else self._heading(head)
            said = [_CvLine(line.where, behind.strip())] if behind.strip() else []
            if kind:
                (asides if said and kind in _ASIDE else parts).append((kind, said))
            else:
                parts[-1][1].append(line)
        return parts + asides

    def _heading(self, text: str) -> str:
        """Return the kind of part that a line begins, by all its words, or the last of a line in capitals."""
        words = spaced(text).split()
        if len(text.split()) > _HEADING_WORDS:
            return ""
        if not self.in_headings.issuperset(words):
            apart = (text.isupper() or text.istitle()) and not self.rules.titles.found(text)
            words = words[-1:] if apart and (text.isupper() or words[-1:] == ["experience"]) else []
        kinds = self.rules.headings.found(" ".join(words))
        both = kinds >= {"study", "credential"}
        return "study_and_credential" if both else next((each for each in PARTS if each in kinds), "")

    def _person(self, top: list[str], contact: list[str]) -> tuple[frozenset[str], str]:
        """Return the words that tell who somebody is, and where they say they live."""
        placed = [text for text in (*top[1:], *contact) if self._lives_in(text)]
        named = [text for text in top if self._is_name(text)] + top[:_NAMES]
        names = [text.partition(",")[0] for text in named if len(text.split()) <= _HEADING_WORDS]
        told = [*names, *filter(_TELLS.search, top + contact), *placed]
        private = frozenset(word for text in told for word in spaced(text).split() if word[1:])
        return private, next(map(self._lives_in, placed), "")

    def _is_name(self, text: str) -> bool:
        """Whether a line is somebody's name with a license or certification behind it."""
        name, _, behind = text.partition(",")
        words = spaced(name).split()
        known = self.rules.vocabulary.intersection(words)
        return len(words) in _NAME_WORDS and not known and name[:1].isupper() and self._holds(behind)

    def _holds(self, text: str) -> bool:
        """Whether a text names a license or certification."""
        return any(self.rules.credentials[each].value("") for each in self.named(text))

    def _is_held(self, text: str) -> bool:
        """Whether a line is a degree, or begins with a license or certification and is no work."""
        begins = " ".join(text.split()[: _NAME_WORDS[-1]])
        return self._is_degree(text) or (self._holds(begins) and not self.when(text)[0].start)

    def _lives_in(self, text: str) -> str:
        """Return a place that a line names, unless it is the place of a license."""
        found = self.place.search(text)
        return found[0] if found and not self.named(found[0]) else ""

    def _claims(self, top: Sequence[_CvLine]) -> Iterator[Entry]:
        """Yield what stands behind the name, and the short lines under it that name a credential."""
        for at, line in enumerate(top):
            named = at == 0 or self._is_name(line.text)
            name, comma, behind = line.text.partition(",") if named else ("", "", "")
            home = self._lives_in(line.text)
            said = line.text.replace(home, " ") if home else line.text
            text = self.sober(f",{behind}" if comma and not self._holds(name) else said).strip(" ,")
            short = len(text.split()) <= _CLAIM_WORDS and not text.endswith(".")
            yield Entry("claim" if short and (named or self.named(text)) else "about", line.where, text)

    def _entries(self, kind: str, part: list[_CvLine]) -> Iterator[Entry]:
        if kind in ("work", "unpaid"):
            yield from self._jobs("work" if kind == "work" else "unpaid", part)
        elif kind in _ASIDE:
            about: Kind = "about" if kind == "about" else "other"
            yield from (Entry(about, line.where, line.text) for line in part if line.text)
        else:
            studied = [line for line in part if kind != "credential" or not self.named(line.text)]
            held = [line for line in part if line.text and (kind != "study" or self._is_license(line.text))]
            yield from self._studies(studied)
            yield from self._credentials(held)

    def _studies(self, part: Sequence[_CvLine]) -> Iterator[Entry]:
        """Yield the degrees, each with the line that says when, if one plainly does."""
        written = [line for line in part if line.text]
        at = [place for place, line in enumerate(written) if self._is_degree(line.text)]
        degrees = {written[place] for place in at}
        blocks = (list(block) for full, block in groupby(part, lambda line: bool(line.text)) if full)
        by_block = (pair for block in blocks for pair in self._in_turn(block, degrees).items())
        when = self._in_turn(written, degrees) or dict(by_block)
        for before, place, behind in zip([-1, *at], at, [*at[1:], len(written)], strict=False):
            line, other = written[place], when.get(written[place])
            text = self.sober(line.text)
            period, rest = self.when(other.text if other else text)
            title, lines = (text, (other.text,)) if other else (rest, ())
            # The lines below a degree belong to it, or those above it where they lead.
            around = written[place + 1 : behind] if at[0] == 0 else written[before + 1 : place]
            school = "\n".join(each.text for each in around)
            yield Entry("study", line.where, _tidy(title), school, lines, period)

    def _in_turn(self, block: Sequence[_CvLine], degrees: set[_CvLine]) -> dict[_CvLine, _CvLine]:
        """Return the line that says when by its degree, if degrees and such lines stand in turn."""
        undated = [each for each in block if each in degrees and not self._says_when(each.text)]
        whens = [each for each in block if each not in degrees and self._tells_when(each.text)]
        turns = [each in degrees for each in block if each in (*undated, *whens)]
        in_turn = len(undated) == len(whens) and all(one != two for one, two in pairwise(turns))
        return dict(zip(undated, whens, strict=True)) if in_turn else {}

    def sober(self, text: str) -> str:
        """Return text without states, and without the short words that are degrees only in capitals."""
        plain = self.state.sub(" ", text)
        return self.small.sub(lambda found: found[0] if found[0].isupper() else " ", plain)

    def _is_license(self, text: str) -> bool:
        return self.rules.says(text, "licensing") and not self._is_degree(text)

    def _is_degree(self, text: str) -> bool:
        return bool(self.rules.degree_levels.found(self.sober(text)) or self.rules.program_names.found(text))

    def _says_when(self, text: str) -> bool:
        return self.rules.says(text, "not_yet", "unfinished") or bool(self.when(text)[0].text)

    def _tells_when(self, text: str) -> bool:
        """Whether a line without a degree tells when one was earned, beside at most a school or place."""
        rest = self.place.sub(" ", self.when(text)[1])
        named = self.rules.says(text, "schools") or self.rules.fields.found(rest)
        return bool(named or self._is_detail(rest)) and self._says_when(text)

    def _is_detail(self, text: str) -> bool:
        return all(word in self.details or word.isdecimal() for word in spaced(text).split())

    def _credentials(self, part: Sequence[_CvLine]) -> list[Entry]:
        """Return each credential, known or not, with the words beside it on its line or below."""
        found: list[Entry] = []
        for line in part:
            pieces, first = list(self._pieces(line.text)), line.text.partition(" ")[0]
            names = self.rules.says(first, "titles")
            if not (pieces or names) and found and self._is_detail(self._unplaced(line.text)):
                found[-1] = replace(found[-1], lines=(*found[-1].lines, line.text))
            elif not pieces and not self._is_degree(line.text):
                found.append(Entry("credential" if names else "other", line.where, line.text))
            found += (Entry("credential", line.where, piece, period=self.when(piece)[0]) for piece in pieces)
        return found

    def _unplaced(self, text: str) -> str:
        """Return a short line without its date and without names, such as a state's."""
        short = len(text.split()) <= _HEADING_WORDS
        return re.sub(r"\b[A-Z][a-z]+\b|\b[A-Z]{2}\b", " ", self.when(text)[1]) if short else text

    def _pieces(self, text: str) -> Iterator[str]:
        """Yield a line cut between its credentials: what follows belongs to one, what leads to all."""
        lead, colon, said = text.partition(":")
        head, said = (f"{lead}: ", said) if colon and "," not in lead else ("", text)
        piece = ""
        for part in re.split(r"(?<=[,;|•])\s*|(?<=\s/)\s|\s{3,}", said):
            apart = self._holds(part) or not self.rules.says(part, "licensing")
            if apart and self.named(part) and self.named(piece):
                yield head + piece
                piece = ""
            piece = f"{piece} {part}".strip()
        if self.named(head + piece):
            yield head + piece

    def _jobs(self, kind: Kind, part: Sequence[_CvLine]) -> Iterator[Entry]:
        """Yield the jobs: each has a dated line; without any dates, each line that is a title begins one."""
        heads = [at for at, line in enumerate(part) if line.heads(_DATED_WORDS)]
        dated = [at for at in heads if self.when(part[at].text)[0].text]
        starts: list[int] = []
        for before, at in pairwise([-1, *dated]):
            start, above = at, not starts or starts[0] < dated[0]
            while above and start - 1 > before and at - start < _HEAD and part[start - 1].heads():
                start -= 1
            starts.append(start)
        for at, (start, end) in zip(dated, pairwise([*starts, len(part)]), strict=True):
            yield self._job(kind, part[start:end], at - start)
        titled = (at for at, line in enumerate(part) if line.heads() and self.rules.titles.found(line.text))
        for at, end in pairwise([*(() if dated else titled), len(part)]):
            said = tuple(line.text for line in part[at + 1 : end] if line.text)
            yield Entry(kind, part[at].where, part[at].text, "", said)

    def _job(self, kind: Kind, lines: Sequence[_CvLine], at: int) -> Entry:
        period, rest = self.when(lines[at].text)
        below = [line for line in lines[at + 1 : at + 1 + _HEAD] if line.heads()]
        heads = [_tidy(rest), *(line.text for line in (*reversed(lines[:at]), *below)), ""]
        title = next((text for text in heads if self.rules.titles.found(text)), next(filter(None, heads), ""))
        employer = ", ".join(text for text in heads if text not in (title, ""))
        said = tuple(line.text for line in lines[at + 1 :] if line.text not in heads)
        return Entry(kind, lines[0].where, title, employer, said, period)


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"\(\s*\)", "", text)).strip(" ,|-•·:")
