"""Golden files: what the program writes for people of every kind, byte for byte, on one fixed day.

    python tests/golden/golden.py show [NAME ...]   what differs from the files that are kept
    python tests/golden/golden.py record            keep what the program writes now

NAME is a part of a page's name, such as `lcsw` or `compare.csv`. The pages stand compressed beside this file.
"""

from __future__ import annotations

import contextlib
import difflib
import io
import json
import lzma
import os
import sys
import tempfile
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unittest import mock

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).parent
KEPT = HERE / "pages.json.xz"
TODAY = date(2026, 11, 23)
Page = tuple[str, list[str], dict[str, str]]
Files = dict[str, str]

# The pages of each person, and those that need nobody: name and words of the command line.
OF_A_PERSON = {
    "advise.json": ["advise", "--assume-defaults", "--json"],
    "advise.txt": ["advise", "--assume-defaults", "--plain"],
    "advise.html": ["advise", "--assume-defaults", "--format", "html"],
    "advise.ics": ["advise", "--assume-defaults", "--format", "ics"],
    "plan.md": ["advise", "--assume-defaults", "--template", "plan", "--format", "markdown"],
    "compare.json": ["compare", "--json"],
    "compare.csv": ["compare", "--format", "csv"],
    "compare.txt": ["compare", "--plain"],
    "certs.json": ["certs", "--json"],
    "certs.csv": ["certs", "--format", "csv"],
    "certs.txt": ["certs", "--plain"],
    "next.json": ["next", "--json"],
    "explain-ccm.txt": ["explain", "ccm", "--plain"],
}
WITH_OFFERS = {
    f"offers.{kind}": ["compare", "--offers", "offers.json", "--format", kind]
    for kind in ("json", "csv", "text")
}
WITH_RESUME = {
    f"resume.{kind}": ["advise", "--assume-defaults", "--import-resume", "resume.json", "--format", kind]
    for kind in ("json", "text")
}
STATES = ("NY", "TX", "GU")
DEGREES = ("adn", "bsn", "rn-to-bsn", "bsw", "msw", "msn", "human-services", "public-health", "lpn")
OF_NOBODY = {
    "salary.json": ["salary", "--json"],
    "salary.txt": ["salary", "--plain"],
    "salary-nursing-ca.csv": ["salary", "--nursing", "--state", "CA", "--format", "csv"],
    "salary-insurance.txt": ["salary", "--setting", "insurance", "--plain"],
    "certs.json": ["certs", "--json"],
    "certs.html": ["certs", "--format", "html"],
    "certs-cmsa.txt": ["certs", "cmsa", "--plain"],
    "data-sources.json": ["data", "sources", "--json"],
    "data-sources.txt": ["data", "sources"],
    **{
        f"license-{state}.{kind}": ["license", state, "--format", kind]
        for state in STATES
        for kind in ("json", "text")
    },
    **{
        f"programs-{degree}.{kind}": ["programs", "--degree", degree, "--state", "OH", "--format", kind]
        for degree in DEGREES
        for kind in ("json", "csv")
    },
    "programs-msw.txt": ["programs", "--degree", "msw", "--state", "OH", "--plain"],
}


def people() -> list[dict[str, Any]]:
    """Return the people of tests/cases and those of this folder."""
    files = [*sorted((HERE.parent / "cases").glob("*_people.yaml")), HERE / "people.yaml"]
    return [case for file in files for case in yaml.safe_load(file.read_text(encoding="utf-8"))]


def pages() -> Iterator[Page]:
    """Return every page: its name, the words of the command line, the files that it reads."""
    for person in people():
        files = {name: json.dumps(person[key]) for key, name in FILES.items() if key in person}
        wanted = dict(OF_A_PERSON)
        wanted |= WITH_OFFERS if "offers" in person else {}
        wanted |= WITH_RESUME if "resume" in person else {}
        for name, words in wanted.items():
            yield f"{person['id']}/{name}", [*words, "--answers", "answers.json"], files
    for name, words in OF_NOBODY.items():
        yield name, words, {}
    for kind in known("schema"):
        yield f"schema/{kind}.json", ["schema", kind], {}
    for key in known("explain"):
        yield f"explain/{key}.txt", ["explain", key, "--plain"], {}


FILES = {"answers": "answers.json", "offers": "offers.json", "resume": "resume.json"}
EXPLAINED = (
    *("advanced_standing", "bsn", "ccm", "acm", "cmgt-bc", "cdms", "cmc", "c-swcm", "education", "licenses"),
    *(
        "duties",
        "hospital_rn",
        "nclex_rn",
        "rn_to_bsn",
        "msw",
        "article",
        "judgement",
        "caseload",
        "fieldwork",
    ),
)


def known(command: str) -> Sequence[str]:
    """Return the kinds of schema, or the words to explain."""
    if command == "explain":
        return EXPLAINED
    message = printed((["schema", "?"], {})).partition("Known: ")[2].partition(".")[0]
    return message.split(", ")


def printed(task: tuple[list[str], Files]) -> str:
    """Return what one run of the program writes to both streams, and its exit code."""
    from casemgr_cli.cli import given
    from casemgr_cli.cli.main import main

    words, files = task
    out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="") for _ in range(2))
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for name, text in files.items():
            Path(name).write_text(text, encoding="utf-8")
        home = {"HOME": folder, "COLUMNS": "100", "NO_COLOR": "1", "TERM": "dumb"}
        with (
            mock.patch.dict(os.environ, home),
            mock.patch.object(given, "today", return_value=TODAY),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(err),
        ):
            code = main(words)
    texts = [text_of(stream) for stream in (out, err)]
    return f"{texts[0]}\n--- stderr, {code} ---\n{texts[1]}"


def text_of(stream: io.TextIOWrapper) -> str:
    """Return what was written to a stream that keeps it in memory."""
    stream.flush()
    stream.seek(0)
    return stream.read()


def written(parts: Sequence[str] = ()) -> Files:
    """Return every page as the program writes it now, or those with one of these parts in their name."""
    wanted = [page for page in pages() if not parts or any(part in page[0] for part in parts)]
    with ProcessPoolExecutor() as pool:
        texts = pool.map(printed, [(words, files) for _, words, files in wanted], chunksize=16)
        return dict(zip((name for name, _, _ in wanted), texts, strict=True))


def kept() -> Files:
    """Return the pages as they were kept."""
    pages: Files = json.loads(lzma.decompress(KEPT.read_bytes()))
    return pages


def differences(parts: Sequence[str] = ()) -> Iterator[str]:
    """Yield, for each page that differs, its changed lines as a unified diff."""
    now = written(parts)
    before = {name: text for name, text in kept().items() if not parts or any(part in name for part in parts)}
    for name in sorted(now.keys() | before.keys()):
        old, new = (side.get(name, "").splitlines() for side in (before, now))
        if old != new:
            yield "\n".join(difflib.unified_diff(old, new, f"kept/{name}", f"now/{name}", n=1, lineterm=""))


def main() -> int:
    """Show what changed, or keep what there is now; 1 if something differs."""
    if sys.argv[1:2] == ["record"]:
        KEPT.write_bytes(lzma.compress(json.dumps(written(), sort_keys=True).encode(), preset=9))
        return 0
    if sys.argv[1:2] != ["show"]:
        sys.exit(__doc__)
    changed = list(differences(sys.argv[2:]))
    print("\n\n".join([*changed, f"{len(changed)} pages differ."]))  # noqa: T201 - for whoever runs it
    return 1 if changed else 0


if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))
    sys.exit(main())
