"""On a shared server each counselor has her caseload, and the server itself keeps the rest from her."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from casemgr_cli.desk.commands.opening import opened as opened_by
from casemgr_cli.desk.commands.options import StoreAs
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.records import Student
from casemgr_cli.desk.roster import KEPT, Roster
from casemgr_cli.desk.safekeeping import admit, assign, delete_students, merge_students, rename_student
from casemgr_cli.desk.store import ASK_INTEREST, open_store, remember_columns, remembered_columns, turn
from casemgr_cli.desk.students import (
    begin_year,
    codes,
    entries,
    last_change,
    put_roster,
    put_student,
    students_of,
    undo,
)
from casemgr_cli.desk.work import add_note, begin, history_of, notes_on, sessions_of, standings
from casemgr_cli.errors import FileFailure, UsageFailure
from tests.desk_fixtures import PLAN, TODAY, changed, new_database, run_sql

psycopg2 = pytest.importorskip("psycopg2", reason="needs psycopg2")

if TYPE_CHECKING:
    from collections.abc import Iterator

    from casemgr_cli.desk.store import Store
    from tests.conftest import Program

TABLES = ("students", "sessions", "plans", "notes", "history", "leases")
LOGINS = ("rivera", "okafor", "chief")
ANA, BO = Student("1001", "Ana", "Ruiz", grade=11), Student("1002", "Bo", "Lind", grade=11)


class Server:
    """A shared store with two counselors and a lead, each with a login of their own."""

    def __init__(self, url: str) -> None:
        """Make the store by the role that owns it."""
        self.url = url
        self.owner = self.store()
        there = {row[0] for row in self.run("SELECT rolname::text FROM pg_roles")}
        self.run(*(f"CREATE ROLE {login} LOGIN" for login in LOGINS if login not in there))
        self.run(f"GRANT {urlsplit(url).username} TO chief")
        self.run("GRANT CREATE ON SCHEMA public TO PUBLIC")  # as servers before PostgreSQL 15 have it
        for login in LOGINS[:2]:
            admit(self.owner, login)
        put_student(self.owner, ANA)
        put_student(self.owner, BO)
        assign(self.owner, ["1001"], "rivera")
        assign(self.owner, ["1002"], "okafor")

    def address(self, login: str) -> str:
        """Return the URL by which a login comes in."""
        return changed(self.url, username=login)

    def store(self, login: str = "") -> Store:
        """Open the store by a login; the owner's by default."""
        return open_store(find_store(None, {"CASEMGR_DATABASE_URL": self.address(login)}), login or "owner")

    def run(self, *statements: str, login: str = "") -> list[Any]:
        """Run plain SQL and return the rows of all of it."""
        return run_sql(self.address(login), *statements)


@contextmanager
def made_server(postgresql: str) -> Iterator[Server]:
    """Yield a server on which Ana is on one caseload and Bo on the other."""
    with new_database(postgresql) as url:
        made = Server(url)
        for login, student in (("rivera", ANA), ("okafor", BO)):
            store = made.store(login)
            with begin(store, student, {"state": "OR"}) as work:
                work.finish({"state": "OR"}, PLAN)
            add_note(store, student.id, f"of {student.given}")
            store.close()
        yield made
        made.owner.close()


@pytest.fixture(scope="module")
def server(postgresql: str) -> Iterator[Server]:
    """Return a server for tests that change nothing."""
    with made_server(postgresql) as made:
        yield made


@pytest.fixture
def own_server(postgresql: str) -> Iterator[Server]:
    """Return a server for one test."""
    with made_server(postgresql) as made:
        yield made


def everything(server: Server) -> dict[str, list[Any]]:
    """Return all that the store holds, as its owner sees it."""
    return {name: server.run(f"TABLE {name} ORDER BY 1, 2") for name in (*TABLES, "log", "settings")}


def test_a_counselor_sees_her_caseload_and_a_lead_sees_all(server: Server) -> None:
    """By every command, since it is the server that keeps the rest back."""
    for login, ids in (("rivera", ["1001"]), ("okafor", ["1002"]), ("chief", ["1002", "1001"])):
        store = server.store(login)
        assert [each.id for each in students_of(store)] == ids
        assert [each.id for each in standings(store, TODAY)] == ids
        assert {id_ for id_ in ("1001", "1002") if sessions_of(store, id_)} == set(ids)
        store.close()


@pytest.mark.parametrize("table", TABLES)
def test_plain_sql_shows_and_counts_only_her_own(server: Server, table: str) -> None:
    """Her own rows are there, and none of the other's, whichever way she asks."""
    whose = "id" if table == "students" else "student"
    hers = [row for row in server.run(f"TABLE {table}") if "1001" in row]
    assert server.run(f"TABLE {table}", login="rivera") == hers
    for question in (
        "SELECT count(*) FROM {}",
        "SELECT count(*) FROM ONLY {} WHERE true OR {} = '1002'",
        "WITH found AS MATERIALIZED (SELECT * FROM {}) SELECT count(*) FROM found",
        "SELECT count(*) FROM {} TABLESAMPLE SYSTEM (100)",
    ):
        assert server.run(question.format(table, whose), login="rivera") == [(len(hers),)]
    for question in ("SELECT 1 FROM {} WHERE {} = '1002'", "SELECT 1 FROM {} WHERE {} LIKE '1002%'"):
        assert server.run(question.format(table, whose), login="rivera") == []


ADD = 'INSERT INTO students (id, given, family, "group", status, added, counselor) VALUES '
BORROW = "CREATE TRIGGER t AFTER DELETE ON {} EXECUTE FUNCTION forget_last_change()"
ATTACKS = {
    "switch the rules off": "SET row_security = off; SELECT given FROM students",
    "become the owner": "SET SESSION AUTHORIZATION postgres",
    "take on the owner's role": "SET ROLE postgres",
    "take on the other's role": "SET ROLE okafor",
    "change the rules": "DROP POLICY own_all ON students",
    "lift the rules": "ALTER TABLE students DISABLE ROW LEVEL SECURITY",
    "empty a table": "TRUNCATE students CASCADE",
    "take a student": f"{ADD} ('1002', '', '', '', 'active', now(), 'rivera') "
    "ON CONFLICT (id) DO UPDATE SET counselor = 'rivera'",
    "give hers away": "UPDATE students SET counselor = 'okafor' WHERE id = '1001'",
    "add one to the other's caseload": f"{ADD} ('9', '', '', '', 'active', now(), 'okafor')",
    "write a session of the other's": "INSERT INTO sessions (student, number, answers, started, touched, "
    "seconds) VALUES ('1002', 9, '{}', now(), now(), 0)",
    "move a note to the other's": "UPDATE notes SET student = '1002'",
    "write the other's name into the log": "INSERT INTO log (at, who, what, whose) "
    "VALUES (now(), 'okafor', 'seen', '')",
    "hang a step on a table": BORROW.format("students"),
    "borrow the owner's step": f"CREATE TEMP TABLE mine (a int); {BORROW.format('mine')}",
    "slip in a function": "CREATE FUNCTION public.max(a text) RETURNS text LANGUAGE sql AS 'SELECT a'",
    "make a view": "CREATE VIEW public.v AS SELECT * FROM students",
    "another's last change": "INSERT INTO settings VALUES ('last_change@okafor', '{}')",
    "the store's own secret": "INSERT INTO settings VALUES ('slips', 'mine')",
    "take the steps again": "DELETE FROM migrations",
    "a day that no program can read": "UPDATE students SET added = 'infinity'",
    "a year that no program can read": "UPDATE notes SET written = '20000-01-01'",
    "read the statistics": "SELECT * FROM pg_statistic",
    "read the files": "SELECT pg_read_file('postgresql.conf')",
    "refer to a student": "CREATE TEMP TABLE t (a text REFERENCES students (id))",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_would_get_around_the_rules_is_refused(server: Server, attack: str) -> None:
    """And leaves everything as it was."""
    before = everything(server)
    with pytest.raises(psycopg2.Error):
        server.run(ATTACKS[attack], login="rivera")
    assert everything(server) == before


SILENT = (
    "UPDATE students SET given = 'X' WHERE id = '1002'",
    "UPDATE students SET counselor = 'rivera' WHERE counselor <> 'rivera'",
    "DELETE FROM students WHERE id = '1002'",
    "DELETE FROM sessions WHERE student <> '1001'",
    "DELETE FROM notes WHERE student = '1002'",
    "UPDATE leases SET token = 'x' WHERE student = '1002'",
    "DELETE FROM settings WHERE name IN ('log', 'slips', 'last_change@okafor')",
    "UPDATE settings SET value = 'x' WHERE name IN ('log', 'slips')",
    "UPDATE log SET who = 'rivera'",
    "DELETE FROM log",
)


def test_nothing_of_the_other_is_changed_or_deleted(server: Server) -> None:
    """Such statements find no row."""
    before = everything(server)
    server.run(*SILENT, login="rivera")
    assert everything(server) == before


def test_no_function_of_hers_is_shown_the_rows_of_others(server: Server) -> None:
    """One that costs nothing and tells what it is given is called for her own rows only."""
    connection = psycopg2.connect(server.address("rivera"))
    connection.cursor().execute(
        "CREATE FUNCTION pg_temp.tells(a text) RETURNS bool LANGUAGE plpgsql COST 0.0000001 AS "
        "$$ BEGIN RAISE NOTICE '%', a; RETURN true; END $$;"
        "SELECT id FROM students WHERE pg_temp.tells(family);"
        "SELECT student FROM notes WHERE pg_temp.tells(text);"
        "SELECT name FROM settings WHERE pg_temp.tells(name)"
    )
    told = [line.removeprefix("NOTICE:  ").strip() for line in connection.notices]
    connection.close()
    assert {"Ruiz", "of Ana"} <= set(told)
    assert not [line for line in told if "okafor" in line or line in ("Lind", "of Bo")]


def test_the_statistics_of_the_server_hold_no_name(server: Server) -> None:
    """What the server gathers of the tables' contents is not shown to her."""
    server.run("ANALYZE")
    found = server.run("SELECT 1 FROM pg_stats WHERE tablename = 'students'", login="rivera")
    assert found == []


def test_an_id_on_another_caseload_is_said_to_be_that(server: Server) -> None:
    """She is told whom to ask, nothing of hers is changed, and nothing of the record is told."""
    store = server.store("rivera")
    before = everything(server)
    roster = Roster((Student("1002", "Bo"), Student("7")), (), frozenset(KEPT), 0)
    for attempt in (
        lambda: put_student(store, Student("1002", "Mine")),
        lambda: put_roster(store, roster),
        lambda: rename_student(store, "1001", "1002"),
    ):
        with pytest.raises(FileFailure, match="on the caseload of another counselor") as caught:
            attempt()
        assert "Lind" not in f"{caught.value.message}{caught.value.hint}"
    with pytest.raises(UsageFailure, match="no student"):
        merge_students(store, "1001", "1002")
    store.close()
    assert everything(server) == before


def test_a_day_at_a_desk_of_her_own(own_server: Server) -> None:
    """A counselor adds, plans, notes, imports, undoes and deletes on her caseload as in a file."""
    server = own_server
    store = server.store("rivera")
    put_student(store, Student("5"))
    with begin(store, Student("5"), {}) as work:
        work.finish({"state": "OR"}, PLAN)
    assert [each.what for each in history_of(store, "5")] == ["added", "started", "finished"]
    changes = put_roster(store, Roster((Student("6", grade=9),), (), frozenset(KEPT), 0))
    assert [each.id for each in changes.new] == ["6"]
    assert undo(store, last_change(store)) == 0
    remember_columns(store, {"id": "Pupil"})
    assert remembered_columns(store) == {"id": ("Pupil",)}
    assert list(codes(store, ["5"])) == ["5"]
    assert {each.who for each in entries(store)} == {"rivera"}
    delete_students(store, ["5"])
    assert [each.id for each in students_of(store)] == ["1001"]
    assert [note.text for note in notes_on(store, "1001")] == ["of Ana"]
    store.close()


def test_what_is_everybodys_takes_a_lead(own_server: Server) -> None:
    """Settings of the store, new codes, a new year, and who has whom."""
    server = own_server
    store = server.store("rivera")
    for attempt in (
        lambda: turn(store, ASK_INTEREST, on=True),
        lambda: codes(store, (), renew=True),
        lambda: begin_year(store, TODAY),
        lambda: assign(store, ["1001"], "okafor"),
        lambda: admit(store, "okafor"),
    ):
        with pytest.raises(UsageFailure) as caught:
            attempt()
        assert caught.value.slug == "needs_lead"
    store.close()
    lead = server.store("chief")
    turn(lead, ASK_INTEREST, on=True)
    assign(lead, ["1002"], "rivera")
    lead.close()
    store = server.store("rivera")
    assert {each.id for each in students_of(store)} == {"1001", "1002"}
    store.close()
    assert server.run("SELECT * FROM students", login="okafor") == []


def test_who_is_deleted_or_given_away_is_in_nobodys_last_change(own_server: Server) -> None:
    """Neither in the lead's, who brought them in, nor in that of whoever had them before."""
    server = own_server
    put_roster(server.owner, Roster((BO, Student("8", "Cy")), (), frozenset(KEPT), 0))
    put_roster(server.owner, Roster((Student("8", "Cyrus"),), (), frozenset(KEPT), 0))
    assign(server.owner, ["8"], "okafor")
    assert not server.run("SELECT 1 FROM settings WHERE value LIKE '%Cy%'")
    put_roster(server.owner, Roster((Student("8", "Cyr"),), (), frozenset(KEPT), 0))
    assert server.run("SELECT 1 FROM settings WHERE value LIKE '%Cy%'")
    server = own_server
    store = server.store("okafor")
    delete_students(store, ["8"])
    store.close()
    assert not server.run("SELECT 1 FROM settings WHERE value LIKE '%Cy%'")


def test_a_name_is_given_only_where_the_login_is_shared(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The login that owns the tables may be shared; a counselor's and a lead's are one person's."""
    for login in ("rivera", "chief"):
        monkeypatch.setenv("CASEMGR_DATABASE_URL", server.address(login))
        with pytest.raises(UsageFailure, match="one person's"), opened_by(StoreAs(counselor="Ms. Lead")):
            pass
        with opened_by(StoreAs()) as store:
            assert store.who == login
    monkeypatch.setenv("CASEMGR_DATABASE_URL", server.address(""))
    with opened_by(StoreAs(counselor="Ms. Lead")) as store:
        assert store.who == f"Ms. Lead (login {urlsplit(server.url).username})"


def test_a_login_that_is_not_there_is_named(server: Server, tmp_path: Any) -> None:  # noqa: ANN401
    """With the nearest one; and a file has no caseloads."""
    with pytest.raises(UsageFailure, match="no login") as caught:
        assign(server.owner, ["1001"], "rivero")
    assert "rivera" in caught.value.hint
    store = open_store(find_store(str(tmp_path / "desk.db"), {}), "Ms. Rivera")
    with pytest.raises(UsageFailure, match="one counselor's"):
        admit(store, "rivera")
    store.close()


def test_a_lead_lets_in_and_assigns_by_two_commands(own_server: Server, casemgr: Program) -> None:
    """A class goes on a caseload after a look at who it is, and the list says who has whom."""
    as_lead = {"CASEMGR_DATABASE_URL": own_server.address("chief")}
    for words in (
        ["session", "setup", "--admit", "okafor"],
        ["session", "student", "7", "--group", "P3"],
        ["roster", "assign", "okafor", "--group", "P3", "--yes"],
        ["roster", "assign", "none", "1002"],
    ):
        done = casemgr(*words, env=as_lead)
        assert done.code == 0, done.err
    listed = json.loads(casemgr("roster", "list", "--json", env=as_lead).out)["students"]
    assert {each["id"]: each["counselor"] for each in listed} == {"7": "okafor", "1001": "rivera", "1002": ""}
    as_counselor = {"CASEMGR_DATABASE_URL": own_server.address("okafor")}
    shown = casemgr("session", "list", env=as_counselor)
    assert ("7" in shown.out, "100" in shown.out) == (True, False)
    assert casemgr("roster", "assign", "okafor", "7", env=as_counselor).code == 2
    refused = casemgr("session", "student", "7", "--as", "Ms. Chief", env=as_counselor)
    assert "one person's" in refused.err
