"""What only a server brings: roles, rights, its own clock, and databases that are not there."""

from __future__ import annotations

import signal
from datetime import UTC, datetime, timedelta
from threading import Timer
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest
from msgspec.structs import replace

from casemgr_cli.desk import tables
from casemgr_cli.desk.commands.opening import opened as opened_by
from casemgr_cli.desk.commands.options import StoreAs
from casemgr_cli.desk.connect import find_store, sql_text
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.safekeeping import admit, delete_students
from casemgr_cli.desk.store import LOG_SECRET, open_store
from casemgr_cli.desk.students import entries, put_student
from casemgr_cli.desk.work import begin, history_of, sessions_of, standings
from casemgr_cli.errors import FileFailure, UsageFailure
from tests.desk_fixtures import PLAN, TODAY, changed, new_database, run_sql

psycopg2 = pytest.importorskip("psycopg2", reason="needs psycopg2")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.desk.store import Store


@pytest.fixture
def url(postgresql: str) -> Iterator[str]:
    """Return the URL of an empty database."""
    with new_database(postgresql) as made:
        yield made


def opened(url: str, **parts: str) -> Store:
    """Open the store at a URL, changed in parts."""
    address = find_store(None, {"CASEMGR_DATABASE_URL": changed(url, **parts)})
    return open_store(address, "Ms. Rivera")


def test_a_passphrase_for_files_does_not_shut_a_server_out(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has one set for her own store can open the shared one; a server's is never called encrypted."""
    monkeypatch.setenv("CASEMGR_PASSPHRASE", "open sesame")
    monkeypatch.setenv("CASEMGR_DATABASE_URL", url)
    with opened_by(StoreAs(), make=True) as store:
        assert (store.file, store.encrypted) == (None, False)
        put_student(store, Student("1001"))
    opened(url).close()


def test_a_user_without_rights_is_told_whom_to_ask(url: str) -> None:
    """Neither a bare code nor the advice to make room on a disk."""
    opened(url).close()
    run_sql(url, "DROP ROLE IF EXISTS stranger", "CREATE ROLE stranger LOGIN")
    with pytest.raises(FileFailure, match="does not allow") as caught:
        opened(url, username="stranger")
    assert "people who run the server" in caught.value.hint
    run_sql(url, "DROP ROLE stranger")


def test_who_does_not_own_the_tables_is_told_that_they_were_not_wiped(url: str) -> None:
    """The student is gone all the same."""
    opened(url).close()
    run_sql(url, "DROP ROLE IF EXISTS colleague", "CREATE ROLE colleague LOGIN")
    owner = opened(url)
    admit(owner, "colleague")
    owner.close()
    store = opened(url, username="colleague")
    put_student(store, Student("1"))
    assert not delete_students(store, ["1"])
    assert standings(store, TODAY) == ()
    store.close()
    owner = opened(url)
    put_student(owner, Student("2"))
    assert delete_students(owner, ["2"])
    owner.close()
    run_sql(url, "DROP OWNED BY colleague", "DROP ROLE colleague")


def test_a_database_that_is_not_there_is_named(url: str) -> None:
    """By its address, without a password."""
    with pytest.raises(FileFailure, match="is not there") as caught:
        opened(url, database="nowhere", password="s3cret")
    assert "s3cret" not in caught.value.message


def test_the_servers_clock_counts(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A computer whose clock is an hour late does not take other people's sessions for forgotten."""
    late = timedelta(hours=1)
    monkeypatch.setattr("casemgr_cli.desk.store._utc_now", lambda: datetime.now(tz=UTC) - late)
    store = opened(url)
    assert abs(store.now() - datetime.now(tz=UTC)) < timedelta(seconds=5)
    store.close()


def test_a_table_of_somebody_else_is_left_alone(url: str) -> None:
    """A database that another program uses is refused."""
    run_sql(url, "CREATE TABLE theirs (a TEXT)")
    with pytest.raises(FileFailure, match="did not make"):
        opened(url)


def test_a_shared_store_is_brought_up_to_date_by_a_word_only(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Colleagues who have the earlier version still could not use it afterwards."""
    newest = tables.MIGRATIONS
    monkeypatch.setattr(tables, "MIGRATIONS", newest[:1])
    opened(url).close()
    run_sql(url, "INSERT INTO students VALUES ('1', '', '', 9, '', 'active', NULL, '2026-01-05 08:00:00')")
    monkeypatch.setattr(tables, "MIGRATIONS", newest)
    with pytest.raises(FileFailure, match="earlier version") as caught:
        opened(url)
    assert "setup --upgrade" in caught.value.hint
    run_sql(
        url, "ALTER TABLE students ADD COLUMN listed TIMESTAMP", "ALTER TABLE students DROP COLUMN listed"
    )
    address = find_store(None, {"CASEMGR_DATABASE_URL": url})
    open_store(address, "Ms. Rivera", upgrade=True).close()
    store = opened(url)
    assert [each.id for each in standings(store, TODAY)] == ["1"]
    store.close()


def _sent_away(url: str, *, allowed: bool) -> None:
    """End every connection to a database, and let new ones in or not."""
    name = urlsplit(url).path.lstrip("/")
    elsewhere = changed(url, database="postgres")
    run_sql(
        elsewhere,
        f"ALTER DATABASE {name} ALLOW_CONNECTIONS {str(allowed).lower()}",
        f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = {sql_text(name)}",
    )


def test_an_answer_outlives_a_server_that_goes_away(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried again until the server is back, and whoever waits is told so once."""
    monkeypatch.setattr("casemgr_cli.desk.store._WORD_AFTER_SECONDS", 0.2)
    words: list[str] = []
    store = replace(opened(url), on_delay=lambda: words.append("waiting"))
    with begin(store, Student("1"), {}) as work:
        _sent_away(url, allowed=False)
        back = Timer(1.5, lambda: _sent_away(url, allowed=True))
        back.start()
        work.save({"state": "OR"})
        back.join()
        assert words == ["waiting"]
        _sent_away(url, allowed=True)
        work.finish({"state": "WA"}, PLAN)
    (session,) = sessions_of(store, "1")
    assert (session.answers, session.plan) == ({"state": "WA"}, PLAN)
    store.close()


def test_what_was_saved_is_not_saved_twice(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server's answer to a commit may be lost on the way; the plan and the history stand once."""
    connect, lost = psycopg2.connect, list[bool]()

    def loses(*place: str, **given: Any) -> Any:  # noqa: ANN401 - a driver that may not be there
        connection = connect(*place, **given)
        commit = connection.commit

        def committed() -> None:
            commit()
            if lost:
                lost.clear()
                raise psycopg2.OperationalError("server closed the connection unexpectedly")

        connection.commit = committed
        return connection

    monkeypatch.setattr(psycopg2, "connect", loses)
    store = opened(url)
    with begin(store, Student("1"), {}) as work:
        lost.append(True)
        work.finish({"state": "OR"}, PLAN)
        assert not lost
    assert [each.what for each in history_of(store, "1")] == ["added", "started", "finished"]
    assert sessions_of(store, "1")[0].plan == PLAN
    store.close()


def test_a_server_that_stays_away_is_told_with_the_truth(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was confirmed is saved, and of the last answer nobody claims to know."""
    monkeypatch.setattr("casemgr_cli.desk.store._PATIENCE_SECONDS", 0)
    store = opened(url)
    work = begin(store, Student("1"), {})
    work.save({"state": "OR"})
    _sent_away(url, allowed=False)
    with pytest.raises(FileFailure) as caught:
        work.save({"state": "WA"})
    assert "The last answer may not be saved; those before it are." in caught.value.hint
    _sent_away(url, allowed=True)
    work.__exit__(None, None, None)
    assert sessions_of(store, "1")[0].answers == {"state": "OR"}
    store.close()


def test_on_a_server_the_login_is_the_name(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can write down another's name; one given with --as stands beside the login."""
    monkeypatch.setenv("CASEMGR_DATABASE_URL", url)
    for counselor in (None, "Ms. Rivera"):
        with opened_by(StoreAs(counselor=counselor)) as store:
            put_student(store, Student(f"{counselor}"))
            assert entries(store, f"{counselor}")[0].who == (
                "Ms. Rivera (login postgres)" if counselor else "postgres"
            )


def test_a_silent_server_is_noticed(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits without end: for a connection, for a lock, or for a server that fell silent."""
    asked: dict[str, Any] = {}
    connect = psycopg2.connect

    def noted(*place: str, **given: Any) -> Any:  # noqa: ANN401 - a driver that may not be there
        asked.update(given)
        return connect(*place, **given)

    monkeypatch.setattr(psycopg2, "connect", noted)
    store = opened(url)
    silent = asked["keepalives_idle"] + asked["keepalives_interval"] * asked["keepalives_count"]
    assert max(asked["connect_timeout"], silent, asked["tcp_user_timeout"] / 1000) <= 30
    with store.reading() as connection:
        assert connection.value("SHOW lock_timeout") == "15s"
        assert connection.value("SHOW synchronous_commit") == "on"
    store.close()


def test_who_waits_for_a_server_can_stop(url: str) -> None:
    """A signal, such as that of Ctrl-C, is heeded at once, and the store can be used again."""

    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    store = opened(url)
    before = signal.signal(signal.SIGALRM, stopped)
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.3)
        began = monotonic()
        with pytest.raises(KeyboardInterrupt), store.writing() as connection:
            connection.run("DELETE FROM settings; SELECT pg_sleep(20)")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    assert monotonic() - began < 10
    assert store.setting(LOG_SECRET)
    store.close()


@pytest.mark.parametrize("end", ["?nonsense=1", "?sslmode=perhaps", "%zz", "?host=%"])
def test_an_address_that_is_refused_tells_no_password(url: str, end: str) -> None:
    """What the driver says of it would hold the whole address."""
    given = changed(url, password="s3cret").partition("?")[0] + end
    with pytest.raises((FileFailure, UsageFailure)) as caught:
        open_store(find_store(None, {"CASEMGR_DATABASE_URL": given}), "Ms. Rivera")
    assert "s3cret" not in caught.value.message + str(caught.value.hint)
