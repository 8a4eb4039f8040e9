"""The tables of a store, as the newest migration leaves them.

The same tables serve SQLite and PostgreSQL. Moments are naive UTC inside, because SQLite keeps no zone; long
texts are compressed, because the advice for one student is over 100 kB of JSON.
"""

from __future__ import annotations

import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import msgspec
from sqlalchemy import (
    Boolean,
    Column,
    Date,
    DateTime,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from casemgr_cli.domain.facts import Answers, Value

METADATA = MetaData()


class Moment(TypeDecorator[datetime]):
    """A moment in UTC."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        """Leave the zone out."""
        return value.astimezone(UTC).replace(tzinfo=None) if value else None

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:  # noqa: ANN401, ARG002
        """Put the zone back."""
        return value.replace(tzinfo=UTC) if value else None


class Packed(TypeDecorator[str]):
    """A long text, compressed."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> bytes | None:  # noqa: ANN401, ARG002
        """Compress it."""
        return None if value is None else zlib.compress(value.encode())

    def process_result_value(self, value: bytes | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002
        """Unpack it."""
        return None if value is None else zlib.decompress(value).decode()


class AnswersText(TypeDecorator[Any]):
    """Answers as JSON text; lists come back as tuples."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Answers | None, dialect: Any) -> str | None:  # noqa: ANN401, ARG002
        """Write them as JSON."""
        return None if value is None else msgspec.json.encode(value).decode()

    def process_result_value(self, value: str | None, dialect: Any) -> dict[str, Value] | None:  # noqa: ANN401, ARG002
        """Read them back equal."""
        return (
            None
            if value is None
            else msgspec.json.decode(value, type=dict[str, str | int | float | tuple[str, ...]])
        )


def _of_student(**more: Any) -> Column[str]:  # noqa: ANN401
    return Column("student", Text, ForeignKey("students.id", ondelete="CASCADE"), nullable=False, **more)


settings = Table(
    "settings", METADATA, Column("name", Text, primary_key=True), Column("value", Text, nullable=False)
)
students = Table(
    "students",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("given", Text, nullable=False),
    Column("family", Text, nullable=False),
    Column("grade", Integer),
    Column("group", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("minor", Boolean),
    Column("added", Moment, nullable=False),
)
sessions = Table(
    "sessions",
    METADATA,
    _of_student(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("answers", AnswersText, nullable=False),
    Column("started", Moment, nullable=False),
    Column("touched", Moment, nullable=False),
    Column("finished", Moment),
    Column("seconds", Integer, nullable=False),
    Column("follow_up", Date),
    Column("interest_before", Integer),
    Column("interest_after", Integer),
)
# Apart from the sessions, so that a list of students does not leaf through their plans.
plans = Table(
    "plans",
    METADATA,
    Column("student", Text, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("given_on", Date, nullable=False),
    Column("data_as_of", Text, nullable=False),
    Column("document", Packed, nullable=False),
    Column("page", Packed, nullable=False),
    ForeignKeyConstraint(["student", "number"], ["sessions.student", "sessions.number"], ondelete="CASCADE"),
)
notes = Table(
    "notes",
    METADATA,
    _of_student(primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("written", Moment, nullable=False),
    Column("by", Text, nullable=False),
    Column("text", Text, nullable=False),
)
history = Table(
    "history",
    METADATA,
    Column("id", Integer, primary_key=True),
    _of_student(index=True),
    Column("at", Moment, nullable=False),
    Column("who", Text, nullable=False),
    Column("what", Text, nullable=False),
)
leases = Table(
    "leases",
    METADATA,
    _of_student(primary_key=True),
    Column("token", Text, nullable=False),
    Column("who", Text, nullable=False),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("since", Moment, nullable=False),
    Column("beat", Moment, nullable=False),
)
migrations = Table(
    "migrations",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("applied", Moment, nullable=False),
)
