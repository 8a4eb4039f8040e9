"""The question whether somebody can be certified now: what is open today, what an answer decides, how far off
the nearest certification is, or what has to come first.
"""

from collections import defaultdict
from functools import cached_property
from math import inf

from casemgr_cli.domain.advice import Verdict
from casemgr_cli.domain.conditions import facts_read
from casemgr_cli.domain.facts import Fact
from casemgr_cli.engine.certifying import FIRST_JOB
from casemgr_cli.engine.eligibility import months_short
from casemgr_cli.engine.evaluate import truth
from casemgr_cli.engine.inquiry import Inquiry, Reply
from casemgr_cli.engine.person import Person
from casemgr_cli.engine.standing import NOTHING, guess, studies


def can_certify(asked: Inquiry) -> Reply:
    """Return whether somebody can be certified now, by the first of what is to say that holds."""
    stands = _Standing(asked)
    return stands.open_today() or stands.nearly_or_open() or stands.by_months() or stands.lacking()


class _Standing:
    """Where somebody who asks stands with each certification, that of their path before the others."""

    def __init__(self, asked: Inquiry) -> None:
        """Take who asks; their path is the best way that leads to a certification."""
        self.asked, self.catalog, self.answers = asked, asked.catalog, asked.answers
        self.nearly = asked.catalog.planning.nearly
        self.path = next((route for route in asked.routes if route.certification), None)
        self.verdicts = sorted(asked.verdicts, key=lambda verdict: not self.aims_at(verdict))
        self.named: defaultdict[str, list[Verdict]] = defaultdict(list)
        for verdict in self.verdicts:
            self.named[verdict.verdict].append(verdict)

    def open_today(self) -> Reply | None:
        """Return that certifications can be applied for now, if any can; without one by a rule that was read,
        that its issuer is to be asked.
        """
        found = [verdict for verdict in self.asked.verdicts if verdict.can_apply]
        sure = [verdict for verdict in found if verdict.surely_open]
        words = "yes" if sure else "yes_unread"
        return self._said("yes", words, {}, *(sure or found)) if found else None

    def nearly_or_open(self) -> Reply | None:
        """Return that a few months are missing, that rules are met but for the day, or what is still open;
        what is said of the path's own comes before the three.
        """
        own = [verdict.certification for verdict in self.verdicts if self.aims_at(verdict)]
        left = [*filter(None, (self._undecided(), self._met_but_for_the_day()))]
        aimed = next((said for said in left if any(each in own for each in said.named)), None)
        sure, months = self._sure, self._sure.months_needed if self._sure else None
        if sure and months and months <= self.nearly and not aimed:
            return self._said("depends", "nearly", self._counted(sure, months), sure)
        return aimed or next(reversed(left), None)

    def by_months(self) -> Reply | None:
        """Return how many months the nearest certification asks for, if months are what is missing.

        Of a student the path's own is told, and what has to come before it; of others what may count already
        is nearer only where nothing is sure. What the path brings sooner is told instead.
        """
        aimed = any(map(self.aims_at, self.named["needs_credential"]))
        unsure = () if aimed else self.named["unknown"]
        nearest = self._nearest or min(filter(self._needed, unsure), key=self._nearness, default=None)
        if nearest is None or (aimed and studies(self.answers)) or self._path_is_sooner(nearest):
            return None
        here = self._here(nearest)
        months = nearest.months_needed or here
        filled = self._counted(nearest, months) | {"here": self.asked.months(here)}
        parts = next(filter(None, map(self._left_open, sorted(self._doubted))), "")
        if nearest.months_needed is None and parts and not self._settled(nearest):
            words, filled = "months_parts", filled | {"parts": parts}
        elif nearest.verdict == "unknown" and self.answers.get("foreign_degree") == "yes":
            words = "months_abroad"
        elif here > months:
            words = "months_here"
        else:
            beside = self._beside_the_path(nearest)
            words, filled = "months_path" if beside else "months", filled | beside
        return self._said("no", words, filled, nearest)

    def lacking(self) -> Reply:
        """Return what has to come before a certification, the path's own first; or what is held already."""
        ahead = (v for v in self.verdicts if v.verdict not in {"held", "unknown"} or self._led_to(v))
        first = next(ahead, None)
        if first is None:
            return Reply("no", "held", {}, (), [verdict.certification for verdict in self.named["held"]])
        months = self.path.months_to_certified if self.path and self.aims_at(first) else None
        filled = {"missing": first.missing[0], "when": self.asked.when(months or 0)}
        return self._said("no", "no" if months is None else "no_path", filled, first)

    def aims_at(self, verdict: Verdict) -> bool:
        """Whether a certification is the one that the path leads to."""
        return self.path is not None and self.path.certification == verdict.certification.id

    def _said(self, verdict: str, words: str, filled: dict[str, str], *named: Verdict) -> Reply:
        path = [self.path] if self.path else []
        return Reply(verdict, words, filled, path, [each.certification for each in named])

    @cached_property
    def _planned(self) -> int:
        """The months of the first job on the path."""
        steps = self.path.steps if self.path else ()
        return max((step.months for step in steps if step.id == FIRST_JOB), default=0)

    def _here(self, verdict: Verdict) -> int:
        """Return the months in the work planned, for the path's own."""
        return self._planned if self.aims_at(verdict) else 0

    def _needed(self, verdict: Verdict) -> int:
        """Return the months that are missing: where none are decided, those of the work planned."""
        lacking = verdict.experience.value is False or self._settled(verdict)
        return verdict.months_needed or (self._here(verdict) if lacking else 0)

    def _nearness(self, verdict: Verdict) -> tuple[int, bool, int]:
        """Return what the nearest has least of. Differences nobody should act on do not decide: of two as
        near the path's own comes first.
        """
        months = self._needed(verdict)
        return -(-months // self.nearly), not self.aims_at(verdict), months

    @cached_property
    def _short(self) -> list[Verdict]:
        """The path's own, where months are missing and the credential may open it already."""
        return [v for v in self.named["unknown"] if self.aims_at(v) and v.experience.value is False]

    @cached_property
    def _nearest(self) -> Verdict | None:
        """What lacks the fewest months among what months alone are known to be missing for."""
        settled = filter(self._settled, self.verdicts)
        candidates = (*self.named["not_yet"], *settled, *self._short)
        return min(filter(self._needed, candidates), key=self._nearness, default=None)

    @property
    def _sure(self) -> Verdict | None:
        """The nearest, where its credential is known to be met."""
        return None if self._nearest in self._short else self._nearest

    def _settled(self, verdict: Verdict) -> bool:
        """Whether what is likely zero alone keeps the certification of the path open."""
        if not self.aims_at(verdict) or verdict.verdict != "unknown" or self._open_in(verdict):
            return False
        return bool(verdict.asks) and truth(verdict.certification.credential, self.asked.planned) is True

    def _path_is_sooner(self, nearest: Verdict) -> bool:
        """Whether the path leads to a certification that is not met yet in less than another lacks months."""
        unmet = (*self.named["needs_credential"], *self.named["not_yet"])
        ahead = self.path.months_to_certified if self.path and any(map(self.aims_at, unmet)) else None
        return ahead is not None and ahead < self._needed(nearest)

    def _beside_the_path(self, nearest: Verdict) -> dict[str, str]:
        """Return what to say of the path's certification, where another is nearer by months."""
        others = (each for each in self.verdicts if each is not nearest and each.verdict != "held")
        own = next(filter(self.aims_at, others), None)
        months = self.path.months_to_certified if self.path and own else None
        if own is None or months is None or months <= (nearest.months_needed or 0):
            return {}
        return {"path": own.certification.short, "when": self.asked.when(months)}

    def _met_but_for_the_day(self) -> Reply | None:
        """Return that rules are met, but not what has to be so on the day of the application."""
        eligible = self.named["eligible"][:1]
        return self._said("depends", "eligible", {}, *eligible) if eligible else None

    def _led_to(self, verdict: Verdict) -> bool:
        """Whether a certification that an answer could open is the one that the path leads to."""
        met = verdict.experience.value is not False
        return met and self.aims_at(verdict) and bool(verdict.asks) and _within_reach(verdict, self.nearly)

    def _undecided(self) -> Reply | None:
        """Return what decides a verdict that is not known, the path's own first, if anything does: an answer,
        or whether a degree from abroad counts.
        """
        unknown = self.named["unknown"]
        judged = next(filter(_hangs_on_a_degree, unknown), None)
        judged = judged if self.answers.get("foreign_degree") == "yes" else None
        abroad = self._said("depends", "abroad", {}, judged) if judged else None
        if judged and self.aims_at(judged):
            return abroad
        open_ = [verdict for verdict in unknown if verdict.asks and _within_reach(verdict, self.nearly)]
        own = any(map(self.aims_at, open_))
        for verdict in open_:
            fact = next(iter(self._open_in(verdict)), None)
            # Where an answer may decide the path's own, of another only what stated months hang on is open.
            if fact and (not own or self.aims_at(verdict) or fact.key in self._doubted):
                return self._decided_by(fact, verdict)
        return abroad

    def _decided_by(self, fact: Fact, verdict: Verdict) -> Reply:
        """Return the answer that decides a verdict: a question, with the months of a certification that lies
        ahead or those planned for it, or the parts that a list lacks.
        """
        if parts := self._left_open(fact.key):
            words = "parts" if fact.key in self._doubted else "which"
            return self._said("depends", words, {"parts": parts}, verdict)
        question = {"question": fact.ask}
        if verdict.experience.value is False:
            filled = self._counted(verdict, verdict.months_needed or 0)
            return self._said("depends", "unknown_nearly", question | filled, verdict)
        if both := self._decides_too(fact, verdict):
            return self._said("depends", "unknown_both", question | {"other": both.ask}, verdict)
        ahead = self._sure
        if ahead and ahead.months_needed and self.aims_at(ahead):
            nearest = {"nearest": ahead.certification.short}
            filled = question | self._counted(ahead, ahead.months_needed) | nearest
            return self._said("depends", "unknown_months", filled, verdict, ahead)
        planned = self._here(verdict)
        filled = self._counted(verdict, planned)
        otherwise = "unknown_else_under" if filled["under"] else "unknown_else"
        words = otherwise if planned and fact.numeric else "unknown"
        return self._said("depends", words, question | filled, verdict)

    def _decides_too(self, fact: Fact, verdict: Verdict) -> Fact | None:
        """Return the months that decide as well, where a fact alone decides no more than the credential."""
        if fact.key not in verdict.credential.needs:
            return None
        unsaid = (each for each in self._open_in(verdict) if each.key in verdict.experience.needs)
        return next((each for each in unsaid if each.numeric), None)

    @cached_property
    def _doubted(self) -> set[str]:
        """The keys of the lists that say whether stated months count."""
        stated = (fact for fact in self.catalog.facts.values() if isinstance(self.answers.get(fact.key), int))
        return {fact.qualified_by for fact in stated} - {""}

    def _left_open(self, key: str) -> str:
        """Return in words what a list that the person gave leaves open: what an unsure member of it may be,
        else what it lacks; nothing where they gave none.
        """
        given, fact = self.answers.get(key), self.catalog.facts[key]
        if not isinstance(given, tuple):
            return ""
        unsure = {value for member in given for value in fact.may_be.get(member, ())}
        open_ = unsure or set(fact.values) - set(given)
        labels = [choice.label for choice in fact.choices if choice.value in open_]
        return "; ".join(f"{label[0].lower()}{label[1:]}" for label in labels)

    def _open_in(self, verdict: Verdict) -> list[Fact]:
        """Return the facts that decide a verdict, without those that are likely zero or make no sense to the
        person: first what says whether stated months count, then what the credential hangs on, then numbers.
        What the person said not to know is open.
        """
        person = Person(self.catalog.facts, self.answers)
        facts = (fact for key, fact in self.catalog.facts.items() if key in verdict.asks)
        likely = (fact for fact in facts if fact.key in self.answers or guess(fact, person) not in NOTHING)
        # Nobody can tell a part of a number before the whole.
        keys = (f.key if f.part_of in {"", *self.answers} else f.part_of for f in likely)
        open_ = (self.catalog.facts[key] for key in dict.fromkeys(keys))
        stated = self._doubted.union(self.answers)
        sensible = (f for f in open_ if f.key in stated or truth(f.asked_if, person) is not False)
        brought = truth(verdict.certification.credential, self.asked.planned)
        first = () if brought else verdict.credential.needs
        doubted = self._doubted & self.answers.keys()
        rank = {key: at for at, keys in enumerate((first, doubted)) for key in keys}
        return sorted(sensible, key=lambda fact: (-rank.get(fact.key, -1), not fact.numeric))

    def _counted(self, verdict: Verdict, months: int) -> dict[str, str]:
        """Return so many months in words, with what to say of those that are enough where the supervisor
        holds the certification, and how many they are elsewhere: of the whole that such months are a part of.
        """
        person, rule = Person(self.catalog.facts, self.answers), verdict.certification.experience
        counted = facts_read(rule) if verdict.certification.supervisors else frozenset[str]()
        wholes = counted & {self.catalog.facts[key].part_of for key in counted}
        otherwise = months_short(rule, person, wholes) if wholes else 0
        under = ""
        if months < otherwise < inf:
            under = self.catalog.words["answer_under"].format(months=self.asked.months(int(otherwise)))
        return {"months": self.asked.months(months), "under": under}


def _hangs_on_a_degree(verdict: Verdict) -> bool:
    """Whether all that is open is whether the credential counts, and no answer of the person decides it."""
    return verdict.experience.value is True and verdict.credential.value is None and not verdict.asks


def _within_reach(verdict: Verdict, nearly: int) -> bool:
    """Whether an answer could bring a certification within so many months: neither are more known to be
    missing, nor is all of it to be attested.
    """
    met = verdict.experience.value
    if met is False:
        return 0 < (verdict.months_needed or 0) <= nearly
    return met is True or bool(verdict.experience.needs)
