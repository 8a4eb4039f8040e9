"""Recount the job posts behind the months and degrees that employers ask for.

`docs/postings.csv` lists 136 posts and class specifications that were read. It is a convenience sample: what
a post requires is counted, and nothing here says what the market does. A source in data/careers.yaml whose id
stands in the column `count` is such a count.

    python docs/postings.py
"""

from __future__ import annotations

import csv
from pathlib import Path

POSTS = Path(__file__).with_name("postings.csv")


def counted() -> dict[str, list[dict[str, str]]]:
    """Return the posts of each count, by the id of its source."""
    counts: dict[str, list[dict[str, str]]] = {}
    for post in csv.DictReader(POSTS.read_text(encoding="utf-8").splitlines()):
        counts.setdefault(post["count"], []).append(post)
    return counts


def months(posts: list[dict[str, str]]) -> str:
    """Return the months that posts ask for, least first, as the sources list them; 0 is none asked."""
    return ", ".join(map(str, sorted(int(post["months"]) for post in posts if post["months"])))


def main() -> None:
    """Print each count."""
    for source, posts in counted().items():
        if source:
            print(f"{source}: {len(posts)} posts; months asked: {months(posts)}")


if __name__ == "__main__":
    main()
