"""The interview: one question after another, back and forth, then a page to review and change answers.

Which question comes next is not decided here. The caller says what is open, what a reply is worth and
which answers still make sense; this module only keeps the conversation going.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.domain.advice import NextQuestion
from casemgr_cli.domain.facts import UNKNOWN, Answers, Choice, Fact, Value
from casemgr_cli.errors import Interrupted, UsageFailure
from casemgr_cli.prompts.asker import BACK, SKIP, Asker, Question, Signal, answer_text, menu

# A fact's key cannot hold a colon, so these never meet one.
SHOW: Final = ":show"
MORE: Final = ":more"


class Guide(Struct, frozen=True):
    """What the interview needs to know and does not decide: every fact by key, and what to make of answers.

    `next_question` is what is open, given the answers so far. `accept` turns a reply into a value beside the
    others, and raises UsageFailure with words for the person if it cannot. `relevant` are the keys whose
    questions make sense beside these answers, `refine` the optional questions still open, `contradictions`
    what to say about answers that cannot be true together. `notes`, what is known already about a question,
    are said with it, by key.
    """

    facts: Mapping[str, Fact]
    next_question: Callable[[Answers], NextQuestion]
    accept: Callable[[Fact, object, Answers], Value]
    relevant: Callable[[Answers], Collection[str]]
    refine: Callable[[Answers], Sequence[Fact]] = lambda _: ()
    contradictions: Callable[[Answers], Sequence[str]] = lambda _: ()
    notes: Mapping[str, str] = {}


def run_interview(  # noqa: PLR0913 - all that an interview begins with
    asker: Asker,
    guide: Guide,
    answers: Answers,
    on_answer: Callable[[Answers], None],
    messages: Mapping[str, str],
    *,
    found: Answers,
    found_page: str = "found",
    leaves: bool = False,
) -> dict[str, Value]:
    """Ask until nothing is open, let the person review, and return the answers.

    Args:
        asker: puts one question at a time to the person.
        guide: says what is open, and what a reply is worth.
        answers: what is known before the first question.
        on_answer: is handed all answers after every answer, so that none is lost with the terminal.
        messages: the words on screen by dotted key.
        found: answers found elsewhere. Those among `answers` are to be confirmed before anything is asked;
            the others are at hand when their question comes.
        found_page: what the words of the page that confirms them begin with.
        leaves: the interview was held before, so that only its review is shown, and going back leaves it.

    Raises:
        Interrupted: the person stopped; its `answers` are the ones given so far.
    """
    interview = _Interview(asker, guide, on_answer, messages, dict(answers))
    try:
        interview.confirm(found, found_page)
        if leaves:
            interview.pass_over()
        interview.ask_open([])
        while (picked := interview.review(last=not leaves)) != SHOW:
            if picked == MORE:
                interview.ask_more()
            elif picked:
                interview.change(picked)
            elif leaves:
                break
    except (Interrupted, KeyboardInterrupt) as stop:
        raise Interrupted(
            messages["prompts.interrupted"],
            hint=messages["prompts.interrupted_hint"],
            answers=interview.answers,
        ) from stop
    return interview.answers


class _Interview(Struct):
    """One conversation: the answers so far, and what was taken back or passed over."""

    asker: Asker
    guide: Guide
    on_answer: Callable[[Answers], None]
    messages: Mapping[str, str]
    answers: dict[str, Value]
    taken_back: dict[str, Value] = {}
    skipped: set[str] = set()

    def seen(self) -> dict[str, Value]:
        """Return the answers as the questioner sees them: what was skipped is not asked again."""
        return self.answers | dict.fromkeys(self.skipped, UNKNOWN)

    def confirm(self, found: Answers, page: str) -> None:
        """Let the person correct what was found elsewhere; to go back from a question drops its answer.

        What would not be asked beside the rest is not shown.
        """
        self.taken_back |= {key: value for key, value in found.items() if key not in self.answers}
        while shown := found.keys() & self.answers.keys() & {*self.guide.relevant(self.answers)}:
            kept = {key: value for key, value in self.answers.items() if key in shown}
            picked = self.picked(kept, page)
            if picked == SHOW:
                return
            if isinstance(picked, str) and picked in kept and not self.put(self.guide.facts[picked]):
                self.take_back(picked)
                self.on_answer(dict(self.answers))

    def ask_open(self, given: list[str]) -> None:
        """Ask what is open until nothing is. `given` are the keys that Back returns to, last one first."""
        again, problem = "", ""
        while True:
            upcoming = self.guide.next_question(self.seen())
            fact = self.guide.facts[again] if again else upcoming.fact
            if fact is None:
                return
            because = "" if again else self.because_line(upcoming.because)
            if self.put(fact, self.progress_line(upcoming), because, problem):
                given.append(fact.key)
                again, problem = "", ""
            elif given:
                again, problem = given.pop(), ""
                self.take_back(again)
            else:
                problem = self.messages["prompts.nothing_before"]

    def progress_line(self, upcoming: NextQuestion) -> str:
        """Say which question this is and how many may follow it."""
        left = max(upcoming.at_most_left - 1, 0)
        line = self.messages["prompts.progress" if left else "prompts.progress_last"]
        return line.format(number=upcoming.asked_so_far + 1, left=left)

    def because_line(self, because: str) -> str:
        """Say what the answer can still change: the routes, or the certification named."""
        if because in ("", "routes"):
            return self.messages["prompts.because_routes"] if because else ""
        return self.messages["prompts.because_certification"].format(name=because)

    def pass_over(self) -> None:
        """Leave open what is open: the person passed over it before."""
        while (fact := self.guide.next_question(self.seen()).fact) is not None:
            self.skipped.add(fact.key)

    def put(self, fact: Fact, progress: str = "", because: str = "", problem: str = "") -> bool:
        """Ask one question until the reply can be used. Returns False if the person goes back instead."""
        current = self.answers.get(fact.key, self.taken_back.get(fact.key))
        progress = " ".join(text for text in (progress, self.guide.notes.get(fact.key)) if text)
        while True:
            reply = self.asker.ask(Question(fact, progress, because, current, problem))
            if reply is BACK:
                return False
            try:
                self.keep(fact, reply)
            except UsageFailure as error:
                problem = error.whole
            else:
                return True

    def keep(self, fact: Fact, reply: Value | Signal) -> None:
        """Store a reply, and drop the answers that only made sense beside the old one."""
        if reply is SKIP:
            self.answers.pop(fact.key, None)
            self.skipped.add(fact.key)
        else:
            value = UNKNOWN if reply == UNKNOWN else self.guide.accept(fact, reply, self.answers)
            self.check_part(fact, value)
            before = self.answers | {k: v for k, v in self.taken_back.items() if k == fact.key}
            self.answers[fact.key] = value
            self.skipped.discard(fact.key)
            self.drop_stale(set(self.guide.relevant(before)))
            self.drop_larger_parts(fact.key, value)
        self.taken_back.pop(fact.key, None)
        self.on_answer(dict(self.answers))

    def drop_stale(self, made_sense: set[str]) -> None:
        """Drop answers that made sense before and no longer do, and what hung on those in turn."""
        while stale := (made_sense & self.answers.keys()) - set(self.guide.relevant(self.answers)):
            for key in stale:
                del self.answers[key]

    def check_part(self, fact: Fact, value: Value) -> None:
        """Refuse a part that is larger than its whole."""
        whole = self.answers.get(fact.part_of, UNKNOWN)
        if isinstance(value, int | float) and isinstance(whole, int | float) and value > whole:
            counted = self.guide.facts[fact.part_of]
            template = self.messages["prompts.part_too_large"]
            answer = answer_text(counted, whole, self.messages)
            raise UsageFailure(template.format(whole=answer, question=counted.ask))

    def drop_larger_parts(self, key: str, whole: Value) -> None:
        """Drop the parts of a counter that no longer fit into it, to be asked again."""
        for fact in self.guide.facts.values():
            part = self.answers.get(fact.key, UNKNOWN) if fact.part_of == key else UNKNOWN
            if isinstance(part, int | float) and isinstance(whole, int | float) and part > whole:
                del self.answers[fact.key]

    def take_back(self, key: str) -> None:
        """Take an answer back so that it is asked again, with the old one at hand."""
        self.skipped.discard(key)
        if key in self.answers:
            self.taken_back[key] = self.answers.pop(key)

    def review(self, *, last: bool = True) -> str:
        """Show all answers and return the key to change, SHOW or MORE.

        Back means the last answer if `last`; otherwise, and without any, it is an empty string.
        """
        problem = " ".join(self.guide.contradictions(self.answers))
        reply = self.picked(self.answers, "review", len(self.guide.refine(self.seen())), problem)
        if reply is BACK:
            return next((key for key in reversed(self.answers) if last and key in self.guide.facts), "")
        return str(reply)

    def picked(self, answers: Answers, page: str, optional: int = 0, problem: str = "") -> Value | Signal:
        """Return what is picked of a page that lists answers with their questions, any to be changed.

        `page` is what the page's own words begin with, `optional` how many optional questions are still open.
        While answers contradict each other there is nothing to go on to but one of them.
        """
        facts, messages = self.guide.facts, self.messages
        lines = [] if problem else [Choice(SHOW, messages[f"prompts.{page}_show"])]
        if optional and not problem:
            lines.append(Choice(MORE, messages["prompts.review_more"].format(count=optional)))
        for key, value in answers.items():
            if key in facts:
                told = {"name": facts[key].name, "answer": answer_text(facts[key], value, messages)}
                lines.append(Choice(key, messages["prompts.review_line"].format(**told)))
        title = messages[f"prompts.{page}_title"]
        return self.asker.ask(replace(menu(page, title, "", lines), problem=problem))

    def change(self, key: str) -> None:
        """Ask for one answer again, then whatever the new one opens."""
        if self.put(self.guide.facts[key]):
            self.ask_open([key])

    def ask_more(self) -> None:
        """Offer the optional questions and ask the ones picked, then whatever they open."""
        lines = tuple(Choice(fact.key, fact.ask) for fact in self.guide.refine(self.seen()))
        page = Fact("refine", "choices", self.messages["prompts.refine_title"], "", choices=lines)
        reply = self.asker.ask(Question(page, menu=True))
        picked = reply if isinstance(reply, tuple) else ()
        at = 0
        while 0 <= at < len(picked):
            at += 1 if self.put(self.guide.facts[picked[at]]) else -1
        self.ask_open([])
