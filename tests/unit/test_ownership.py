"""Whose a file is, and who else may write to it."""

from __future__ import annotations

import os
import stat
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from casemgr_cli.ownership import is_foreign, is_guarded
from tests.conftest import ANOTHER

if TYPE_CHECKING:
    from collections.abc import Sequence

pytestmark = pytest.mark.skipif(os.name != "posix", reason="logins as on Unix")
ME, OURS = 1000, 1000


def found(mode: int, *, owner: int = ME, group: int = OURS) -> os.stat_result:
    """Return what the system says of a file."""
    return os.stat_result((mode, 0, 0, 0, owner, group, 0, 0, 0, 0))


@pytest.fixture(autouse=True)
def login(monkeypatch: pytest.MonkeyPatch) -> None:
    """Be Ana, who has a group of her own."""
    monkeypatch.setattr(os, "geteuid", lambda: ME)
    monkeypatch.setattr("pwd.getpwuid", lambda _uid: SimpleNamespace(pw_name="ana", pw_gid=OURS))
    group_with(monkeypatch, "ana")


def group_with(monkeypatch: pytest.MonkeyPatch, name: str, members: Sequence[str] = ()) -> None:
    """Let the group of every file have this name and these members."""
    monkeypatch.setattr("grp.getgrgid", lambda _gid: SimpleNamespace(gr_name=name, gr_mem=[*members]))


@pytest.mark.parametrize(("owner", "foreign"), [(ME, False), (0, False), (ANOTHER, True)])
def test_root_is_no_other_login(owner: int, foreign: bool) -> None:
    """Whoever runs the computer has everything anyway."""
    assert is_foreign(owner) is foreign
    assert is_guarded(found(stat.S_IFREG | 0o600, owner=owner)) is not foreign


@pytest.mark.parametrize(
    ("mode", "guarded"), [(0o600, True), (0o644, True), (0o664, True), (0o602, False), (0o666, False)]
)
def test_mode_says_who_may_write(mode: int, guarded: bool) -> None:
    """Reading is no matter; a group of one's own may write, as it may where a system sets files up so."""
    assert is_guarded(found(stat.S_IFREG | mode)) is guarded


@pytest.mark.parametrize(
    ("name", "members", "group"),
    [("ana", ("ana", "ben"), OURS), ("users", (), OURS), ("ana", (), ANOTHER)],
)
def test_group_that_others_are_in_may_not_write(
    monkeypatch: pytest.MonkeyPatch, name: str, members: Sequence[str], group: int
) -> None:
    """One with another member, one that many have as theirs, and one that is not the login's first."""
    group_with(monkeypatch, name, members)
    assert not is_guarded(found(stat.S_IFREG | 0o660, group=group))


def test_group_or_login_without_a_name_is_not_trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody can say who is in it."""

    def unknown(_number: int) -> None:
        raise KeyError

    monkeypatch.setattr("grp.getgrgid", unknown)
    assert not is_guarded(found(stat.S_IFREG | 0o660))


@pytest.mark.parametrize("kind", [stat.S_IFLNK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFCHR])
def test_what_is_neither_file_nor_folder_is_not_guarded(kind: int) -> None:
    """A link or a pipe is not, and a file is no folder."""
    assert not is_guarded(found(kind | 0o600))
    assert not is_guarded(found(stat.S_IFREG | 0o600), folder=True)
    assert is_guarded(found(stat.S_IFDIR | 0o700), folder=True)
