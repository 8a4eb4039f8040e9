"""Picks programs by state and name, and puts them in order. Same wish, same answer.

Schools are found by name whatever the order of the words and however they are misspelt.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from math import inf

from casemgr_cli.domain.programs import Found, Program, ProgramGuide, SchoolWish, Spelling, Wider
from casemgr_cli.errors import UsageFailure
from casemgr_cli.text import folded, quoted

_Closeness = tuple[float, float]
# "Orgeon" and "Oregon" share 83 of 100 letters, "Boston" and "Houston" 77.
_TYPO = 0.8
# Four letters may gain or lose one: "oregno" is not Reno.
_LETTERS_PER_TYPO = 4
_BEGUN = 0.9
_SHORTEST_BEGUN = 3
_MOST_WORDS = 12
_MOST_READINGS = 8
_Order = Callable[[Program], tuple[object, ...]]


def find_programs(guide: ProgramGuide, wish: SchoolWish) -> Found:
    """Return the programs of a degree that fit a wish, best first.

    A figure that was not released sorts last; ties go by graduates, then name, then federal number.
    """
    states = _states(guide, wish)
    near = _near(guide, wish)
    found = _within([program for program in guide.programs if program.unitid in near], states)
    ordered = sorted(found, key=_order(wish, near))
    return Found(
        wish=wish,
        states=states,
        programs=tuple(ordered[: wish.limit]),
        total=len(found),
        wider={} if found else _wider(guide, wish, near),
    )


def _states(guide: ProgramGuide, wish: SchoolWish) -> tuple[str, ...]:
    if wish.state is None:
        return ()
    around = guide.places[wish.state].borders if wish.neighbors else ()
    return (wish.state, *around)


def _near(guide: ProgramGuide, wish: SchoolWish) -> Mapping[str, _Closeness]:
    if wish.search is None:
        return dict.fromkeys((program.unitid for program in guide.programs), (0.0, 0.0))
    names = {program.unitid: program.institution for program in guide.programs}
    return _closeness(wish.search, names, guide.spelling)


def _within(programs: Sequence[Program], states: Collection[str]) -> list[Program]:
    return [program for program in programs if not states or program.state in states]


def _order(wish: SchoolWish, near: Mapping[str, _Closeness]) -> _Order:
    def ties(program: Program) -> tuple[object, ...]:
        return (_high_first(program.completers), program.institution, program.unitid)

    def closest(program: Program) -> tuple[object, ...]:
        return (*(-part for part in near[program.unitid]), *ties(program))

    firsts: dict[str | None, _Order] = {
        "earnings": lambda program: (_high_first(program.median_earnings), *ties(program)),
        "debt": lambda program: (_low_first(program.median_debt), *ties(program)),
        "price": lambda program: (_low_first(program.price_from(wish.state)), *ties(program)),
        "size": ties,
        None: closest,
    }
    return firsts[wish.sort]


def _high_first(figure: int | None) -> float:
    return inf if figure is None else -figure


def _low_first(figure: int | None) -> float:
    return inf if figure is None else figure


def _wider(guide: ProgramGuide, wish: SchoolWish, near: Mapping[str, _Closeness]) -> dict[Wider, int]:
    """Return how many programs would fit with one condition dropped, or with all of them."""
    named = [program for program in guide.programs if program.unitid in near]
    counts: dict[Wider, int] = {}
    if wish.state is not None:
        around = (wish.state, *guide.places[wish.state].borders)
        counts["neighbors"] = len(_within(named, around))
        counts["anywhere"] = len(named)
    if wish.search is not None:
        counts["any_name"] = len(_within(guide.programs, _states(guide, wish)))
    some = {kind: count for kind, count in counts.items() if count}
    return some or {"anything": len(guide.programs)}


def _closeness(text: str, names: Mapping[str, str], spelling: Spelling) -> dict[str, _Closeness]:
    """Return how close each name comes to a text, for the names that hold every word of it.

    A word counts when the name holds it, holds one that begins with it, or, for a word that no name holds,
    one that is nearly spelt the same. The initials of a name count as well. With each key stands how well the
    words fit (0 to 1), and what share of the name they cover (0 to 1).
    """
    wanted = _wanted(text, spelling)
    split = {key: _words(name, spelling) for key, name in names.items()}
    known = {word for words in split.values() for word in words}
    readings = [_readings(word, known) for word in wanted]
    initials = wanted[0] if len(wanted) == 1 and len(wanted[0]) >= _SHORTEST_BEGUN else None
    fits = {key: _fit(words, readings, initials) for key, words in split.items()}
    return {key: fit for key, fit in fits.items() if fit}


def _wanted(text: str, spelling: Spelling) -> list[str]:
    words = _words(text, spelling)
    if not words:
        hint = 'Use a part of the name, such as "Portland State".'
        raise UsageFailure(f"{quoted(text)} holds no word to look for.", hint=hint, slug="bad_search")
    if len(words) > _MOST_WORDS:
        message = f"{quoted(text)} holds too many words to look for."
        raise UsageFailure(message, hint=f"Use at most {_MOST_WORDS}.", slug="bad_search")
    return words


def _words(text: str, spelling: Spelling) -> list[str]:
    """Return the words that count, or all of them where none does."""
    words = [spelling.same.get(word, word) for word in folded(text).split()]
    return [word for word in words if word not in spelling.skip] or words


def _readings(word: str, known: set[str]) -> dict[str, float]:
    """Return the known words that one word may mean, and how well it fits each."""
    begun = [each for each in known if each.startswith(word)] if len(word) >= _SHORTEST_BEGUN else []
    found = dict.fromkeys(begun, _BEGUN) | ({word: 1.0} if word in known else {})
    if found:
        return found
    most = len(word) // _LETTERS_PER_TYPO
    as_long = sorted(each for each in known if abs(len(each) - len(word)) <= most)
    from difflib import SequenceMatcher, get_close_matches

    close = get_close_matches(word, as_long, n=_MOST_READINGS, cutoff=_TYPO)
    return {each: SequenceMatcher(None, each, word).ratio() * _BEGUN for each in close}


def _fit(
    words: Sequence[str], readings: Sequence[Mapping[str, float]], initials: str | None
) -> _Closeness | None:
    best = [max((reading.get(word, 0.0) for word in words), default=0.0) for reading in readings]
    if not all(best):
        return (1.0, 1.0) if initials and initials == "".join(word[0] for word in words) else None
    covered = sum(any(word in reading for reading in readings) for word in words)
    return sum(best) / len(best), covered / len(words)
