"""The store is its owner's alone, names stay off the command line, and are found however they are typed."""

from __future__ import annotations

import io
import os
import signal
import socket
import stat
import threading
import time
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.catalog.cache import make_folders
from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.desk import connect
from casemgr_cli.desk.commands import opening, sitting
from casemgr_cli.desk.commands.opening import asked_name, given_passphrase, refuse_links
from casemgr_cli.desk.commands.options import WhichStore
from casemgr_cli.desk.connect import find_store
from casemgr_cli.desk.records import Search, Standing, Student, matching
from casemgr_cli.desk.store import change_passphrase, open_store
from casemgr_cli.desk.students import put_student, students_of
from casemgr_cli.errors import CasemgrError, FileFailure
from casemgr_cli.pages.words import Words
from tests.conftest import ANOTHER, by_root

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from casemgr_cli.desk.store import Store


WORDS = Words(load_messages(data_dir(None)))


def opened(file: Path, passphrase: str | None = None) -> Store:
    """Return the store in a file."""
    return open_store(find_store(str(file), {}), "Ms. Rivera", passphrase=passphrase)


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_planted_link_is_refused(tmp_path: Path, ending: str) -> None:
    """What is typed must not end up where somebody else wants it."""
    file = tmp_path / "desk.db"
    file.with_name(file.name + ending).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileFailure, match="link to another place"):
        opened(file)
    assert not (tmp_path / "elsewhere").exists()


@pytest.mark.parametrize("ending", ["-wal", "-shm", "-journal"])
def test_a_planted_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ending: str) -> None:
    """SQLite would write records into it, and whoever owns it would read them; also when it comes late."""
    file, other = tmp_path / "desk.db", lambda: os.getuid() + 1
    planted = file.with_name(file.name + ending)
    planted.touch(mode=0o666)
    with monkeypatch.context() as patch:
        patch.setattr(os, "geteuid", other)
        with pytest.raises(FileFailure, match=f"{ending} belongs to another login"):
            opened(file)
    assert planted.read_bytes() == b""
    planted.unlink()
    store = opened(file)
    planted.touch()
    monkeypatch.setattr(os, "geteuid", other)
    with pytest.raises(FileFailure, match="another login"):
        connect.make_private(file)
    store.close()


def test_folders_are_made_for_their_owner_alone(tmp_path: Path) -> None:
    """Those above them too, whatever the umask is."""
    before = os.umask(0)
    try:
        make_folders(tmp_path / "a" / "b")
    finally:
        os.umask(before)
    assert [stat.S_IMODE((tmp_path / each).stat().st_mode) for each in ("a", "a/b")] == [0o700, 0o700]


def test_a_store_of_another_login_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its owner could read what is kept there."""
    file = tmp_path / "desk.db"
    opened(file).close()
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(FileFailure, match="another login"):
        opened(file)


def test_a_store_that_is_exchanged_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a folder where others may write, while a session is open."""
    store = opened(tmp_path / "desk.db")
    store.close()  # so that the file is opened anew
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    with pytest.raises(FileFailure, match="another login"):
        put_student(store, Student("1001"))


def test_a_store_that_others_can_read_is_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the file system keeps nobody out."""
    file = tmp_path / "desk.db"
    assert not opened(file).exposed
    monkeypatch.setattr(connect, "OWNER_FILE", 0o644)
    assert opened(file).exposed


@by_root
def test_a_folder_of_another_login_is_told_of(tmp_path: Path) -> None:
    """Its owner can replace what is in it, also where a sticky bit keeps everybody else from it."""
    file = tmp_path / "shared" / "desk.db"
    assert not opened(file).exposed
    file.parent.chmod(0o1777)
    assert not opened(file).exposed
    os.chown(file.parent, ANOTHER, -1)
    assert opened(file).exposed


@pytest.mark.skipif(os.name == "nt", reason="needs limits of a process")
def test_a_crash_leaves_no_record(tmp_path: Path) -> None:
    """Where a store was open nothing of the memory is written down."""
    import resource

    before = resource.getrlimit(resource.RLIMIT_CORE)
    try:
        resource.setrlimit(resource.RLIMIT_CORE, (before[1], before[1]))
        with opening.opened(WhichStore(str(tmp_path / "desk.db")), make=True):
            assert resource.getrlimit(resource.RLIMIT_CORE) == (0, before[1])
    finally:
        resource.setrlimit(resource.RLIMIT_CORE, before)


def test_the_passphrase_is_changed(tmp_path: Path) -> None:
    """The new one opens the store, the old one does not."""
    pytest.importorskip("sqlcipher3")
    store = opened(tmp_path / "desk.db", "an old one")
    put_student(store, Student("1001"))
    change_passphrase(store, "it's new")
    store.close()
    assert students_of(opened(tmp_path / "desk.db", "it's new")) == (Student("1001"),)
    with pytest.raises(FileFailure):
        opened(tmp_path / "desk.db", "an old one")


def test_no_record_is_written_through_a_link(tmp_path: Path) -> None:
    """Files that go into a folder are new ones of their own."""
    (tmp_path / "student-1.txt").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileFailure, match="link to another place"):
        refuse_links(tmp_path, ["student-2.txt", "student-1.txt"])


@pytest.mark.parametrize("text", ["ruiz", "RUIZ", "núñez", "Nunez", "zoe n", "Nuñez, Z"])
def test_a_name_is_found_without_its_accents(text: str) -> None:
    """Either way round, with or without accents, in either case."""
    people = (Student("1", "Zoë", "Nuñez"), Student("2", "Ana", "Ruiz"), Student("3", "Bo", "Lee"))
    assert [each.id for each in matching(people, Search(text))] == (
        ["2"] if text.lower() == "ruiz" else ["1"]
    )


@pytest.mark.parametrize("line", ["Ruiz, Ana\n", "Ana Ruiz", "  Ana   Ruiz\n"])
def test_a_name_is_read_from_standard_input(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that it stands in no history of a shell and in no list of processes."""
    monkeypatch.setattr("sys.stdin", io.StringIO(line))
    assert asked_name("Name:") == {"given": "Ana", "family": "Ruiz"}


@pytest.mark.skipif(os.name == "nt", reason="needs sockets that are handed on")
@pytest.mark.parametrize("set_back", [0, 86_400, -86_400])
def test_an_unlocked_hour_ends(set_back: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """After it the passphrase is told to nobody; a clock set back or ahead changes nothing of that."""
    began, day = opening.steady_seconds(), time.time()
    steady = [began]
    monkeypatch.delenv("CASEMGR_PASSPHRASE", raising=False)
    monkeypatch.setattr(opening, "steady_seconds", lambda: steady[0])
    mine, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
    telling = threading.Thread(target=opening.tell_passphrase, args=(mine, "open sesame", began + 3600))
    telling.start()
    with theirs:
        monkeypatch.setenv(opening.UNLOCKED, str(theirs.fileno()))
        monkeypatch.setattr(time, "time", lambda: day - set_back)
        assert given_passphrase(None) == "open sesame"
        steady[0] = began + 3599
        assert given_passphrase(None) == "open sesame"
        steady[0] = began + 3600
        assert given_passphrase(None) is None
    telling.join(timeout=10)
    assert not telling.is_alive()


@pytest.mark.parametrize("number", ["", "never", "-1", "0", "99999", "9" * 20, "9" * 5000])
def test_what_is_no_socket_unlocks_nothing(number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever writes over the number gains nothing, and is asked."""
    monkeypatch.delenv("CASEMGR_PASSPHRASE", raising=False)
    monkeypatch.setenv(opening.UNLOCKED, number)
    assert given_passphrase(None) is None


class _Late(CasemgrError):
    """A failure during whose words the student presses Ctrl-C."""

    @property
    def message(self) -> str:
        """Tell, while the keys are pressed."""
        os.kill(os.getpid(), signal.SIGINT)
        return "late"

    @message.setter
    def message(self, _: str) -> None: ...


class _FakeLock:
    """A lock that the counselor opens at once, after it failed so many times."""

    words = WORDS

    def __init__(self, faults: int = 0) -> None:
        """Keep who waits when it is asked."""
        self.faults, self.waiting = faults, list[str]()

    def wait(self, waiting: Sequence[Standing], _: str) -> None:
        """Fail, or let the counselor in."""
        self.waiting = [each.id for each in waiting]
        self.faults -= 1
        if self.faults >= 0:
            raise OSError


@pytest.mark.parametrize(
    ("raised", "is_open", "faults", "waiting"),
    [
        (_Late("late"), True, 0, ["2"]),
        (KeyboardInterrupt(), True, 0, ["2", "1"]),
        (KeyboardInterrupt(), False, 0, ["2"]),
        (MemoryError(), True, 3, ["2"]),
    ],
)
def test_whatever_ends_a_session_leads_to_the_lock(
    monkeypatch: pytest.MonkeyPatch, raised: BaseException, is_open: bool, faults: int, waiting: list[str]
) -> None:
    """Also keys that are pressed just then, and a fault of the lock itself; who is not done waits again."""
    monkeypatch.setattr(sitting, "_has_terminal", lambda: True)
    monkeypatch.setattr(sitting, "_PAUSE", 0)

    def hold(_: Standing) -> None:
        raise raised

    lock = _FakeLock(faults)
    ana = Standing("1")
    sitting._Turns([ana, Standing("2")], lock, hold, lambda _: is_open)._hand_over(ana)  # type: ignore[arg-type] # noqa: SLF001
    assert lock.waiting == waiting
