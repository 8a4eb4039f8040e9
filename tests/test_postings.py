"""The counts of job posts that the data cite are those of docs/postings.csv."""

from __future__ import annotations

from pathlib import Path
from runpy import run_path

from tests.people import CATALOG

POSTINGS = run_path(str(Path(__file__).parent.parent / "docs" / "postings.py"))
COUNTS = {key: posts for key, posts in POSTINGS["counted"]().items() if key}


def test_every_count_says_the_months_of_its_posts() -> None:
    """A source that counts posts lists the months they ask for, and no post is counted for nothing."""
    for key, posts in COUNTS.items():
        title = CATALOG.sources[key].title
        assert key.startswith("opm_") or title.endswith(f"months asked: {POSTINGS['months'](posts)}"), key


def test_federal_posts_never_stand_for_private_places() -> None:
    """The months of a place outside government rest on no federal post."""
    federal = {key for key, posts in COUNTS.items() if any("federal" in post["employer"] for post in posts)}
    private = [p for p in CATALOG.destinations.values() if "government" not in p.settings and p.experience]
    assert federal
    assert not [p.id for p in private if p.experience and p.experience.source in federal]


def test_no_post_demands_a_case_management_certification() -> None:
    """What the pages say of 136 posts is true of the list."""
    posts = [post for each in POSTINGS["counted"]().values() for post in each]
    named = [post["certification"] for post in posts if "case management" in post["certification"]]
    assert len(posts) == 136
    assert named == ["case management certificate preferred"]
