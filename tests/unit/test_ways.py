"""Sets of steps as numbers."""

from __future__ import annotations

from casemgr_cli.engine.ways import NOTHING_TO_DO, Sets, holds_one_of

SETS = Sets(["school", "exam", "license", "job", "other_job"], ["job", "other_job"])
SCHOOL, EXAM, LICENSE = (SETS.of(step) for step in ("school", "exam", "license"))
YEAR, HALF = SETS.of("job", 12), SETS.of("job", 6)


def test_a_set_lists_its_steps_in_order_with_the_months_of_work() -> None:
    """Work lasts as long as the one that needs it longer; all else has no months of its own."""
    assert SETS.listed(LICENSE | SCHOOL) == (("school", 0), ("license", 0))
    assert SETS.listed(YEAR | HALF) == SETS.listed(YEAR) == (("job", 12),)
    assert SETS.listed(HALF | SETS.of("other_job", 3)) == (("job", 6), ("other_job", 3))


def test_what_holds_another_set_is_dropped() -> None:
    """Also where there are two; fewer steps come first, then fewer months, then what was named first."""
    assert SETS.minimal([SCHOOL | EXAM, SCHOOL]) == (SCHOOL,)
    assert SETS.minimal([YEAR, HALF]) == (HALF,)
    assert SETS.minimal([SCHOOL | EXAM, LICENSE]) == (LICENSE, SCHOOL | EXAM)
    assert SETS.minimal([EXAM, SCHOOL, EXAM]) == (EXAM, SCHOOL)
    assert SETS.minimal([YEAR, SETS.of("other_job", 3)]) == (SETS.of("other_job", 3), YEAR)
    assert SETS.minimal([]) == ()


def test_one_of_each_group_is_taken() -> None:
    """What is in a set already is not taken twice, and nothing to do adds nothing."""
    assert SETS.combined([]) == NOTHING_TO_DO
    assert SETS.combined([(SCHOOL,), NOTHING_TO_DO, (EXAM,)]) == (SCHOOL | EXAM,)
    assert set(SETS.combined([(SCHOOL, EXAM), (EXAM, LICENSE)])) == {EXAM, SCHOOL | LICENSE}
    assert SETS.combined([(HALF,), (YEAR, SCHOOL)]) == (YEAR, SCHOOL | HALF)


def test_a_set_is_part_of_another() -> None:
    """With its steps and its months; the empty one is part of all."""
    assert holds_one_of([HALF], YEAR)
    assert not holds_one_of([YEAR, SCHOOL], HALF | EXAM)
    assert holds_one_of(NOTHING_TO_DO, 0)
