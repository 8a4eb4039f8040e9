"""What went wrong: with the data files, or with a command."""

from collections.abc import Iterable

from msgspec import Struct

from casemgr_cli.catalog import problems as found
from casemgr_cli.documents.base import Document, Json, each, plain
from casemgr_cli.domain.kinds import Count, Words


class _ProblemJson(Struct):
    """One thing wrong with a data file."""

    file: Words
    line: Count | None
    key: str
    message: Words
    hint: str | None


class Problems(Document, tag="casemgr.problems/1"):
    """What is wrong with the data files, in the order found."""

    problems: list[_ProblemJson]


class _Failure(Struct, forbid_unknown_fields=True):
    """Why a command failed, and what to do."""

    code: Words
    message: Words
    hint: str


class Error(Struct):
    """What goes wrong before a document begins; it has no schema line."""

    error: _Failure


def problems_document(problems: Iterable[found.Problem]) -> Json:
    """Return what is wrong with the data files."""
    return dict(plain(Problems(each(_ProblemJson, problems))))
