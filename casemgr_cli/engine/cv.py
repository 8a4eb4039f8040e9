"""What a CV answers, each answer with its entries, what it leaves to be asked, and what it does not use.

Nothing is guessed, and nothing is ever answered with "no", "none" or zero because a CV does not speak of it.
What a credential, a finished degree or the letters behind a name show is held, as the least; what is only
mentioned is asked. Months are united by kind, so that jobs at the same time count once; what may
add to them is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.conditions import Condition, facts_read, leaves
from casemgr_cli.domain.cv import Counter, Cv, CvRules, Entry, Findings, How, NotUsed, Taken, Unsure
from casemgr_cli.domain.facts import DEGREES, LEVELS, FactTable, Value
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.engine.person import listed

# Two letters are a state's behind a comma or another sign, before a zip code or number, or before some words.
_CODE = re.compile(r"(?:^|[,(|/:-])\s*([A-Z]{2})\b(?!-)|\b([A-Z]{2})\s+(?:[0-9]{5}\b|#|(?=(\w+)))")
_LICENSES, _CERTIFICATIONS, _LAPSED = "licenses", "certifications", "certifications_lapsed"
_NO_DEGREE, _UNCLEAR, _VAGUE = "none", "unclear_fields", "vague_fields"
_FIRST_DEGREE = LEVELS.index(DEGREES[0])
# A grade says its scale, or that it is a grade point average; four is the best.
_GRADE = re.compile(
    r"\bGPA:?\s*([0-3]\.\d+|4\.0+)\b|\b([0-3](?:\.\d+)?|4(?:\.0+)?)\s*(?:/|out of)\s*4(?:\.0+)?\b"
)
_PIECES = re.compile(r"[,|;•@/\t]|\s-\s|\s{2,}|\bat\b|\bfrom\b")
_CASES = "months_case_management"
# How many months back a counter reaches that has no window.
_FARTHEST = 720


def findings(cv: Cv, rules: CvRules, facts: FactTable, today: date) -> Findings:
    """Return what a CV gives on a day, in the order of the facts."""
    reader = _CvReader(cv, rules, facts, today.year * 12 + today.month - 1)
    reader.place()
    reader.credentials()
    reader.studies()
    reader.work()
    reader.conclude("background", rules.sides, alone=True)
    reader.conclude("situation", rules.situations)
    order = {key: number for number, key in enumerate(facts)}
    return Findings(
        tuple(sorted(reader.taken.values(), key=lambda each: order[each.key])),
        tuple(sorted(reader.asked.values(), key=lambda each: order[each.key])),
        tuple(reader.not_used),
    )


class _HeldLicense(Struct, frozen=True):
    """A license or certification that an entry shows, by the key it answers, and the states it names."""

    key: str
    value: str
    entry: Entry
    states: tuple[str, ...]


class _Study(Struct, frozen=True):
    """A degree; where not known, `level` and `field` are empty, `rank` is below all, and `end` is 0."""

    entry: Entry
    level: str
    field: str
    standing: str

    @property
    def rank(self) -> int:
        return LEVELS.index(self.level) if self.level else -1

    @property
    def end(self) -> int:
        return self.entry.period.end[-1] if self.entry.period.end else 0

    @property
    def value(self) -> str:
        return f"{self.level}:{self.field}"


class _Part(Struct, frozen=True):
    """What one entry of work gives one counter: the months that surely count and those that may, and why."""

    key: str
    entry: Entry
    sure: frozenset[int]
    most: frozenset[int]
    why: str


class _CvReader:
    """Reads the entries of a CV; an answer taken is not taken again, nor is an entry asked about twice."""

    def __init__(self, cv: Cv, rules: CvRules, facts: FactTable, now: int) -> None:
        self.cv, self.rules, self.facts, self.now = cv, rules, facts, now
        self.taken, self.asked = dict[str, Taken](), dict[tuple[str, Entry], Unsure]()
        self.not_used: list[NotUsed] = []

    def take(self, key: str, value: Value, how: How, *entries: Entry) -> None:
        self.taken.setdefault(key, Taken(key, value, how, tuple(dict.fromkeys(entries))))

    def take_all(self, key: str, shown: Iterable[tuple[str, Entry]]) -> None:
        """Take the values of a list, as the least of them, with the entries that show each, if any do."""
        if pairs := list(shown):
            values, entries = zip(*pairs, strict=True)
            self.take(key, tuple(dict.fromkeys(values)), "at_least", *entries)

    def ask(self, key: str, entry: Entry, why: str, value: Value | None = None) -> None:
        self.asked.setdefault((key, entry), Unsure(key, entry, why, value))

    def leave(self, entry: Entry, why: str) -> None:
        self.not_used.append(NotUsed(entry, why))

    @property
    def answers(self) -> dict[str, Value]:
        """The answers taken so far."""
        return {key: each.value for key, each in self.taken.items()}

    def of(self, *kinds: str) -> list[Entry]:
        """Return the entries of some kinds."""
        return [each for each in self.cv.entries if each.kind in kinds]

    def to_come(self, text: str, around: str = "") -> bool:
        """Whether a text says that something is not there yet, or was never finished."""
        return self.rules.says(around or text, "not_yet") or self.rules.says(text, "unfinished")

    def abroad(self, text: str) -> bool:
        """Whether a text names another country, and no place here."""
        return bool(self.rules.countries.found(text)) and not self.at_home(text)

    def at_home(self, text: str) -> bool:
        """Whether a text names a place here: a state, or one that is called like another country."""
        return bool(self.states(text)) or "home" in self.rules.countries.found(text)

    def states(self, text: str, *, letters: bool = False) -> tuple[str, ...]:
        """Return the states that a text names, by name or two letters; with `letters`, degrees are none."""
        found, says = _CODE.findall(text), self.rules.says
        codes = {code or other for code, other, word in found if not word or says(word, "state_before")}
        codes = {code for code in codes if not (letters and self.rules.degree_levels.found(code))}
        return tuple(code for code in self.rules.states if code in codes | self.rules.state_names.found(text))

    def place(self) -> None:
        """Take the state that the address names, unless it is in another country."""
        entry, country, says = Entry("about", "address", ""), self.cv.country.strip().upper(), self.rules.says
        states = (country,) if says(country, "territories") else self.states(f", {self.cv.place}")
        if country not in states and country and not says(country, "home"):
            self.leave(entry, "abroad")
        elif len(states) == 1:
            self.take("state", states[0], "exact", entry)

    def conclude(self, key: str, cases: Mapping[str, Condition], *, alone: bool = False) -> None:
        """Take the first answer whose condition holds, or does `alone`, with the entries behind it."""
        true = [value for value, condition in cases.items() if self._holds(condition)]
        for value in () if alone and len(true) > 1 else true:
            read = {key for leaf in leaves(cases[value]) if self._holds(leaf) for key in facts_read(leaf)}
            entries = [entry for each in self.taken.values() if each.key in read for entry in each.entries]
            self.take(key, value, "exact", *entries)

    def credentials(self) -> None:
        """Read the licenses, their states and status, the certifications, and what is unclear."""
        state = str(self.answers.get("state", ""))
        held = [each for entry in self._stated() for each in self._held(entry, state)]
        # Letters behind a name may stand for a license of another country, if something else is from there.
        abroad = any(self.abroad(each.text) for each in self.of("credential", "study"))
        here = {each.value for each in held if each.entry.kind != "claim"}
        known = {each.value for each in held}
        for each in (each for each in held if abroad and each.key == _LICENSES and each.value not in here):
            self.ask(_LICENSES, each.entry, "perhaps_license_abroad", (each.value,))
            held = [other for other in held if other != each]
        told, others = {each.value for each in held}, self.facts[_LICENSES].may_be
        held = [each for each in held if told.isdisjoint(others.get(each.value, ()))]
        for key in (_LICENSES, _CERTIFICATIONS, _LAPSED):
            self.take_all(key, ((each.value, each.entry) for each in held if each.key == key))
        dependent = self.rules.licenses_dependent
        licenses = [each for each in held if each.key == _LICENSES and each.value not in dependent]
        self._about_licenses(licenses, state)
        self._mentioned(known, state)

    def _stated(self) -> Iterator[Entry]:
        """Yield the entries that state what somebody holds; what stands behind a name is cut apart."""
        named, levels = self.rules.named.found, self.rules.degree_levels.found
        yield from self.of("credential")
        for entry in self.of("study"):
            if self.rules.says(entry.text, "licensing") and levels(entry.title) <= {_NO_DEGREE}:
                yield entry
        for entry in self.of("claim"):
            piece = ""
            for part in re.split(r"(?<=[,;|])", entry.title):
                if named(part) and named(piece):
                    yield replace(entry, title=piece)
                    piece = piece if self.to_come(piece) else ""
                piece += part
            yield replace(entry, title=piece)

    def _held(self, entry: Entry, state: str) -> Iterator[_HeldLicense]:
        """Yield what one entry shows; ask what it may show."""
        rules, start = self.rules, entry.period.start
        found = [rules.credentials[each] for each in sorted(rules.named.found(entry.title))]
        plain = any(each.value(state) and not each.beside.pairs for each in found)
        if found and ((start and start[0] > self.now) or self.to_come(entry.title, entry.text)):
            self.leave(entry, "not_yet")
            return
        if self.abroad(entry.text):
            self.leave(entry, "abroad")
            return
        lapsed = "lapsed" in rules.status_words.found(entry.text) or self._is_over(entry)
        states = self.states(" ".join((entry.title, *entry.lines)), letters=entry.kind == "claim")
        for each in found:
            value = each.value((*states, state)[0])
            if each.beside.pairs and not any(each.beside.found(other.text) for other in self.cv.entries):
                self.ask(_CERTIFICATIONS, entry, "unclear_credential", (value,))
            elif value:
                key = _LICENSES if each.license else _LAPSED if lapsed else _CERTIFICATIONS
                yield _HeldLicense(key, value, entry, states)
            elif each.asks and not plain:
                self.ask(each.asks, entry, "unclear_credential")
        if not found and entry.kind == "credential":
            self.leave(entry, "unknown_credential")

    def _is_over(self, entry: Entry) -> bool:
        """Whether the date on which a credential ends lies behind; a date alone is when it was earned."""
        start, end = entry.period.start, entry.period.end
        ends = start or self.rules.says(entry.text, "expires")
        return bool(ends and end and end[-1] < self.now)

    def _about_licenses(self, held: list[_HeldLicense], state: str) -> None:
        """Read the states of the licenses, one of them as the person's, and the status of an only one."""
        status = {each.entry: self.rules.status_words.found(each.entry.text) for each in held}
        for entry in [each.entry for each in held if each.states[1:] and status[each.entry] - {"active"}][:1]:
            self.ask("license_states", entry, "several_states")
            self.ask("license_status", entry, "several_states")
            return
        states = {state: each.entry for each in held for state in each.states}
        self.take_all("license_states", states.items())
        if len(states) == 1 and not state:
            self.take("state", next(iter(states)), "exact", *states.values())
        for each in held:
            if each.value in self.rules.licenses_multistate and self.rules.says(
                each.entry.text, "multistate"
            ):
                self.take("multistate_license", "yes", "exact", each.entry)
        for entry, said in status.items() if len({each.value for each in held}) == 1 else ():
            over = self._is_over(entry)
            if len(said) == 1 and not (said == {"active"} and over):
                self.take("license_status", next(iter(said)), "exact", entry)
            elif over:
                self.ask("license_status", entry, "no_expiry")

    def _mentioned(self, known: set[str], state: str) -> None:
        """Ask where else a license or certification is named that is not known to be held, each once."""
        below = (lower for each in known for lower in self.rules.licenses_below.get(each, ()))
        known |= {*self.rules.licenses_dependent, *below}
        for entry in self.of("work", "about", "other", "study"):
            text = entry.title if entry.kind in ("work", "study") else entry.text
            for name in () if self.rules.says(text, "not_yet") else sorted(self.rules.named.found(text)):
                each = self.rules.credentials[name]
                value = "" if each.beside.pairs else each.value(state)
                alike = ({one, *others} for one, others in self.facts[_LICENSES].may_be.items())
                if value and known.isdisjoint({value}.union(*(each for each in alike if value in each))):
                    known.add(value)
                    self.ask(_LICENSES if each.license else _CERTIFICATIONS, entry, "mentioned", (value,))

    def studies(self) -> None:
        """Read the highest degree, the others, what somebody is enrolled in now, and what is unclear."""
        found = [each for entry in self.of("study") if (each := self._study(entry))]
        done = [each for each in found if each.standing == "done" and each.level]
        done += self._behind_name({each.value for each in done})
        done.sort(key=lambda each: (each.rank, each.end), reverse=True)
        perhaps = [each for each in found if each not in done and each.standing in ("done", "no_end")]
        higher = [each for each in perhaps if not (each.level and done) or each.rank > done[0].rank]
        if done:
            self._highest(done[0], "at_least" if higher else "exact")
        others = [each for each in done[1:] if each.rank >= _FIRST_DEGREE and each.field]
        held = {each.value: each.entry for each in others if each.value != done[0].value}
        self.take_all("other_degrees", held.items())
        for each in found:
            why = each.standing if each.level else "unclear_level"
            if each.standing in ("unfinished", "odd_date"):
                self.leave(each.entry, each.standing)
            elif each in higher:
                self.ask("education", each.entry, why, each.level or None)
            elif each in perhaps and each.field:
                self.ask("other_degrees", each.entry, why, (each.value,))
        self._enrolled([each for each in found if each.standing == "studying"])

    def _enrolled(self, now: list[_Study]) -> None:
        """Take the program somebody is in, if it is one, and the months left of it."""
        programs = [self._programs(each) for each in now]
        named = frozenset().union(*programs)
        for each, mine in zip(now, programs, strict=True):
            if len(named) == 1 and mine:
                self.take("enrolled_in", next(iter(named)), "exact", each.entry)
                if (left := each.end - self.now) > 0:
                    self.take("months_left", left, "exact", each.entry)
                return
            if each.level != _NO_DEGREE or mine:
                self.ask("enrolled_in", each.entry, "unclear_program")

    def _programs(self, degree: _Study) -> frozenset[str]:
        """Return the programs that a study may be, by its own name or else by level and field."""
        alike = {key: each for key, each in self.rules.enrollment.items() if each.degree == degree.value}
        alike = {key: each for key, each in alike.items() if self._holds(each.when) is True}
        named = self.rules.program_names.found(degree.entry.title)
        return named or frozenset(key for key, each in alike.items() if self._holds(each.unless) is not True)

    def _holds(self, condition: Condition) -> bool | None:
        return holds(condition, self.answers, self.facts)

    def _study(self, entry: Entry) -> _Study | None:
        """Return the degree that an entry names; None where it is a license or no degree."""
        found, program = (
            self.rules.degree_levels.found(entry.title),
            self.rules.program_names.found(entry.title),
        )
        levels = found - {_NO_DEGREE} if len(found) > 1 else found
        is_license = not levels and self.rules.says(entry.text, "licensing")
        if not program and (_NO_DEGREE in levels or is_license):
            return None
        level = next(iter(levels)) if len(levels) == 1 else _NO_DEGREE if program else ""
        return _Study(entry, level, self._field(entry, level), self._standing(entry))

    def _standing(self, entry: Entry) -> str:
        """Return where a study stands: done, going on, unfinished, with odd dates, or not told."""
        said, end = "\n".join((entry.title, *entry.lines)), entry.period.end
        if self.rules.says(said, "unfinished"):
            return "unfinished"
        if entry.period.ongoing or (end and end[0] > self.now):
            return "studying"
        if self.rules.says(said, "not_yet"):
            return "unfinished" if end else "studying"
        return "odd_date" if entry.period.odd else "done" if end and end[-1] <= self.now else "no_end"

    def _field(self, entry: Entry, level: str) -> str:
        """Return the field that the words name: with the level, else beside it, else on other lines."""
        rules, pieces = self.rules, _PIECES.split(entry.title)
        with_level = [each for each in pieces if rules.degree_levels.found(each)]
        beside = [each for each in pieces if each not in with_level]
        for group in (with_level, beside, entry.employer.splitlines()):
            away = ("beside_field",) if group is with_level else ("beside_field", "schools")
            said = [each for each in group if not rules.says(each, *away)]
            found = frozenset().union(*map(rules.fields.found, said)) - {_VAGUE}
            if found:
                return next(iter(found)) if len(found) == 1 and _UNCLEAR not in found else ""
        return self.rules.level_fields.get(level, "")

    def _behind_name(self, known: set[str]) -> Iterator[_Study]:
        """Yield the degrees whose letters stand behind the name and in no entry that is done."""
        claims = [each for each in self.of("claim") if not self.to_come(each.title)]
        for entry, piece in ((each, piece) for each in claims for piece in _PIECES.split(each.title)):
            levels = self.rules.degree_levels.found(piece)
            fields = self.rules.fields.found(piece) - {_UNCLEAR, _VAGUE}
            if len(levels) == 1 and len(fields) <= 1 and _NO_DEGREE not in levels:
                degree = _Study(entry, next(iter(levels)), next(iter(fields), ""), "done")
                if degree.rank >= _FIRST_DEGREE and degree.value not in known:
                    known.add(degree.value)
                    yield degree

    def _highest(self, degree: _Study, how: How) -> None:
        """Take the level of the highest degree, its field, year and grade, and whether it is from abroad."""
        entry, text = degree.entry, degree.entry.text
        self.take("education", degree.level, how, entry)
        if degree.rank < _FIRST_DEGREE:
            return
        if degree.field:
            self.take("field", degree.field, how, entry)
        else:
            self.ask("field", entry, "unclear_field")
        if entry.kind == "study":
            self.take("degree_year", degree.end // 12, how, entry)
        if grade := _GRADE.search(text):
            self.take("gpa", float(grade[1] or grade[2]), how, entry)
        if self.abroad(text):
            self.take("foreign_degree", "yes", how, entry)
        elif self.rules.says(text, "foreign") and not self.at_home(text):
            self.ask("foreign_degree", entry, "perhaps_abroad", "yes")

    def work(self) -> None:
        """Read the months by kind of work, what goes on now, the duties named, and what was not used."""
        nurse = not {*listed(self.answers, _LICENSES)}.isdisjoint(self.rules.licenses_nurse)
        parts: list[_Part] = []
        for entry in self.of("work"):
            counters = self.rules.work_counters.items()
            doubts = ((key, _doubt(self.rules, words, entry.title, nurse=nurse)) for key, words in counters)
            kinds = {key: doubt for key, doubt in doubts if doubt is not None}
            kinds = {self.facts[key].part_of or key: doubt for key, doubt in kinds.items()} | kinds
            if why := self._unusable(entry, kinds):
                self.leave(entry, why)
            else:
                parts += self._parts(entry, kinds, nurse=nurse)
        for entry in (entry for entry in self.of("unpaid") if entry.title):
            self.leave(entry, "unpaid")
        self._count(parts)
        self._now([part for part in parts if part.sure])
        for entry in dict.fromkeys(part.entry for part in parts if part.key == _CASES):
            # Nobody is taken at their word for the duties: they are to be confirmed.
            named = tuple(each for each in self.facts["duties"].values if each in self._named(entry))
            self.ask("duties", entry, "duties", named or None)
        for entry in [each for each in self.cv.entries if self.rules.says(each.text, "military")][:1]:
            self.ask("military", entry, "military", self.rules.served)

    def _unusable(self, entry: Entry, kinds: Mapping[str, str]) -> str:
        """Return why an entry of work is not looked at further, or nothing."""
        start = entry.period.start
        if entry.period.odd:
            return "odd_date"
        if self.rules.says(entry.title, "unpaid"):
            return "unpaid"
        if start and start[0] > self.now:
            return "future"
        return "" if kinds or len(self._named(entry)) >= self.rules.duties_needed else "unknown_work"

    def _named(self, entry: Entry) -> frozenset[str]:
        """Return the duties of case management that the lines of an entry name."""
        return self.rules.duty_words.found("\n".join(entry.lines))

    def _parts(self, entry: Entry, kinds: dict[str, str], *, nurse: bool) -> Iterator[_Part]:
        """Yield what an entry of work gives each counter that it speaks of."""
        rules, said = self.rules, f"{entry.employer}\n{entry.title}"
        least, most = _months(entry, self.now)
        by_hours = rules.says(entry.text, "part_time") and not rules.says(entry.text, "full_time")
        other = {*rules.duties_do_not_count} & {key for key, doubt in kinds.items() if not doubt}
        if kinds.get(_CASES, "none") and not other and len(self._named(entry)) >= rules.duties_needed:
            kinds = {**kinds, _CASES: ""}
        if _CASES in kinds:
            kinds = {**kinds, **dict(self._shares(kinds, said, nurse=nurse))}
        for key, doubt in kinds.items():
            why = doubt or ("part_time" if by_hours else "")
            dated = "year_only" if entry.period.start else "no_start"
            yield _Part(key, entry, frozenset() if why else least, most, why or dated)

    def _shares(self, kinds: Mapping[str, str], said: str, *, nurse: bool) -> Iterator[tuple[str, str]]:
        """Yield the counters that months of case management add to beside their own, each with the doubt."""
        rules, doubt = self.rules, kinds[_CASES]
        yield self.facts[_CASES].earlier, doubt
        for key, words in rules.work_counters.items():
            if words.settings and not rules.says(said, "not_health_system"):
                surely = not rules.work_settings.found(said).isdisjoint(words.settings)
                yield key, doubt or ("" if surely else "employer")
            if words.nurses and nurse:
                yield key, doubt or kinds.get(words.nurses, "maybe")

    def _count(self, parts: list[_Part]) -> None:
        """Take the least months of each counter; ask about each entry that may add to them."""
        now, counters, earlier = self.now, self.rules.work_counters, self.facts[_CASES].earlier
        for key in dict.fromkeys(part.key for part in parts):
            mine = [part for part in parts if part.key == key]
            last = now - counters[_CASES].window if key == earlier else now
            reach = counters[key].window if key in counters else 0
            window = frozenset(range(now - (reach or _FARTHEST), last))
            sure = {month for part in mine for month in part.sure & window}
            if sure:
                self.take(key, len(sure), "at_least", *(part.entry for part in mine if part.sure & window))
            for part in (part for part in mine if (part.most & window) - sure):
                hint = len((part.most & window) | sure) if part.entry.period.start else None
                self.ask(key, part.entry, part.why, hint)

    def _now(self, sure: list[_Part]) -> None:
        """Take what is true of somebody because their work goes on, or how long ago it ended."""
        rules, here = self.rules, [part for part in sure if part.entry.period.goes_on(self.now)]
        for work, says in rules.work_now.items():
            if now := [part.entry for part in here if says.fits(part.key, part.entry.title)]:
                self.take("work_now", work, "exact", now[0])
                self.take("months_since_practice", 0, "exact", now[0])
                settings = rules.work_settings.found(f"{now[0].employer}\n{now[0].title}")
                if len(settings) == 1:
                    self.take("work_setting", next(iter(settings)), "exact", now[0])
                break
        here_now = {part.key: part.entry for part in reversed(here)}
        cases, since = [part for part in sure if part.key == _CASES], self.facts[_CASES].ended
        if entry := here_now.get(_CASES):
            self.take(since, 0, "exact", entry)
            if rules.says(f"{entry.employer}\n{entry.title}", "self_employed"):
                self.take("self_employed", "yes", "exact", entry)
        elif cases:
            last = max(cases, key=lambda part: max(part.sure))
            ended, end = self.now - max(last.sure) - 1, last.entry.period.end
            if len(end) == 1:
                self.take(since, ended, "exact", last.entry)
            else:
                self.ask(since, last.entry, "year_only", ended)
        for key, words in rules.work_counters.items():
            if words.going_on and key in here_now:
                self.take(words.going_on, "yes", "exact", here_now[key])


def _doubt(rules: CvRules, words: Counter, title: str, *, nurse: bool) -> str | None:
    """Return why the months of a title may not count, empty if they surely do, None if they do not."""
    surely, unless = words.surely.found(title), words.unless.found(title)
    if words.never.found(title):
        return None
    if surely or words.perhaps.found(title):
        return "" if surely and not unless else "maybe"
    if not words.as_nurse.found(title):
        return None
    if rules.says(title, "registered_nurse", *(("nurse",) if nurse else ())):
        return ""
    return "maybe" if nurse and not unless else None


def _months(entry: Entry, now: int) -> tuple[frozenset[int], frozenset[int]]:
    """Return the months an entry surely covers, and those it may. The month of its end is not one of them."""
    start, end = entry.period.start, entry.period.end
    first, last = (min(end[0], now), min(end[-1], now)) if end else (now, now)
    if not start:
        return frozenset(), frozenset(range(now - _FARTHEST, last))
    return frozenset(range(start[-1], first)), frozenset(range(start[0], last))
