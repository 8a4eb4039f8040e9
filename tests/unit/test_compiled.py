"""Data files are parsed and checked once; what cannot be kept is done without."""

from __future__ import annotations

import os
import pickle
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from msgspec import msgpack
from platformdirs import user_cache_path

from casemgr_cli.catalog import cache as cache_folder
from casemgr_cli.catalog import files
from casemgr_cli.catalog.files import checked_once, compiled, tree, unpickled, value
from casemgr_cli.errors import DataInvalid
from tests.conftest import ANOTHER, by_root

if TYPE_CHECKING:
    from collections.abc import Callable

CONTENT = b"sections: {a: b}\n"


class Counted:
    """Counts how often a file is parsed or a folder checked."""

    def __init__(self) -> None:
        """Start at nothing."""
        self.times = 0

    def parse(self, content: bytes) -> object:
        """Return the content as a tree."""
        self.times += 1
        return {"text": content.decode()}

    def check(self) -> None:
        """Find nothing wrong."""
        self.times += 1


def read(content: bytes, counted: Counted) -> object:
    """Return what a file says, kept or parsed."""
    return compiled(tree(content, counted.parse), msgpack.decode)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a cache folder that is not there yet."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "casemgr"


def test_file_is_parsed_once(cache: Path) -> None:
    """The second time, what was kept is read; other content is parsed anew, and only the owner can look."""
    counted = Counted()
    assert read(CONTENT, counted) == read(CONTENT, counted) == {"text": CONTENT.decode()}
    assert counted.times == 1
    assert read(CONTENT + b"#", counted) == {"text": CONTENT.decode() + "#"}
    assert counted.times == 2
    assert cache.stat().st_mode & 0o077 == 0
    assert all(path.stat().st_mode & 0o077 == 0 for path in cache.iterdir())


def test_damaged_file_is_parsed_again(cache: Path) -> None:
    """A kept file that was cut off is made again."""
    counted = Counted()
    read(CONTENT, counted)
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-3])
    assert read(CONTENT, counted) == {"text": CONTENT.decode()}
    assert counted.times == 2


def test_cache_that_others_can_write_is_not_read(cache: Path) -> None:
    """What somebody else may have put there is not trusted."""
    counted = Counted()
    read(CONTENT, counted)
    cache.chmod(0o777)
    read(CONTENT, counted)
    assert counted.times == 2


def linked_file(cache: Path) -> None:
    """Put a link in the place of the kept file, to the same content elsewhere."""
    (kept,) = cache.iterdir()
    kept.rename(cache.parent / "elsewhere")
    kept.symlink_to(cache.parent / "elsewhere")


def linked_folder(cache: Path) -> None:
    """Put a link in the place of the folder."""
    cache.rename(cache.parent / "elsewhere")
    cache.symlink_to(cache.parent / "elsewhere")


def pipe(cache: Path) -> None:
    """Put a pipe, into which nobody writes, in the place of the kept file."""
    (kept,) = cache.iterdir()
    kept.unlink()
    os.mkfifo(kept)


def open_file(cache: Path) -> None:
    """Let everybody write to the kept file."""
    (kept,) = cache.iterdir()
    kept.chmod(0o666)


def foreign_file(cache: Path) -> None:
    """Give the kept file to another login."""
    (kept,) = cache.iterdir()
    os.chown(kept, ANOTHER, -1)


def foreign_folder(cache: Path) -> None:
    """Give the folder to another login."""
    os.chown(cache, ANOTHER, -1)


@pytest.mark.skipif(os.name != "posix", reason="logins as on Unix")
@pytest.mark.parametrize(
    "plant",
    [
        *(linked_file, linked_folder, pipe, open_file),
        *(pytest.param(each, marks=by_root) for each in (foreign_file, foreign_folder)),
    ],
)
def test_what_another_login_could_have_put_there_is_not_read(
    cache: Path, plant: Callable[[Path], None]
) -> None:
    """A link, a pipe, and what is another's or open to others: the file is made anew, without waiting."""
    counted = Counted()
    read(CONTENT, counted)
    plant(cache)
    assert read(CONTENT, counted) == {"text": CONTENT.decode()}
    assert counted.times == 2


@pytest.mark.skipif(os.name != "posix", reason="links as on Unix")
def test_planted_value_runs_nothing(cache: Path, tmp_path: Path) -> None:
    """Code in what somebody has planted behind a link is not run."""

    class Hostile:
        def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
            return os.system, (f"touch {tmp_path / 'ran'}",)

    wanted = value({"a.yaml": CONTENT}, lambda: "ours")
    assert compiled(wanted, unpickled) == "ours"
    (tmp_path / "planted").write_bytes(pickle.dumps(Hostile()))
    (cache / wanted.name).unlink()
    (cache / wanted.name).symlink_to(tmp_path / "planted")
    assert compiled(wanted, unpickled) == "ours"
    assert not (tmp_path / "ran").exists()


@pytest.mark.skipif(os.name != "posix", reason="links as on Unix")
def test_link_in_place_of_the_folder_costs_nobody_a_file(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is written to where a planted link leads, and nothing deleted there."""
    monkeypatch.setattr("casemgr_cli.catalog.cache._MOST_KEPT", 1)
    own = tmp_path / "own"
    own.mkdir()
    for name in "abc":
        (own / name).write_text(name)
    cache.symlink_to(own)
    read(CONTENT, Counted())
    assert sorted(each.name for each in own.iterdir()) == ["a", "b", "c"]


def test_only_what_was_kept_is_cleared_away(cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of what is kept the oldest goes; a file that somebody has laid beside it stays."""
    monkeypatch.setattr("casemgr_cli.catalog.cache._MOST_KEPT", 2)
    cache.mkdir(mode=0o700)
    for age, name in enumerate(("mine.txt", "old.kept", "new.kept")):
        (cache / name).touch()
        os.utime(cache / name, (at := time.time() - 1000 + age, at))
    read(CONTENT, Counted())
    assert (cache / "mine.txt").exists()
    assert (cache / "new.kept").exists()
    assert not (cache / "old.kept").exists()


def test_nothing_can_be_kept(cache: Path) -> None:
    """Where a file stands in place of the cache folder, every file is parsed."""
    cache.write_text("")
    counted = Counted()
    read(CONTENT, counted)
    assert read(CONTENT, counted) == {"text": CONTENT.decode()}
    assert counted.times == 2


def test_folder_is_checked_again_when_it_changed(cache: Path, tmp_path: Path) -> None:
    """A folder found right is not checked again until one of its files, or the program, is another."""
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "pay.yaml").write_bytes(CONTENT)
    counted = Counted()
    checked_once(folder, "1", counted.check)
    checked_once(folder, "1", counted.check)
    assert counted.times == 1
    assert cache.is_dir()
    checked_once(folder, "2", counted.check)
    (folder / "pay.yaml").write_bytes(CONTENT + b"#")
    checked_once(folder, "1", counted.check)
    assert counted.times == 3


@pytest.mark.skipif(os.name != "posix", reason="elsewhere every file is read each time")
@pytest.mark.usefixtures("cache")
def test_untouched_files_are_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another file of the same size and time is found out; so is one that was just written, being read."""
    folder, counted = tmp_path / "data", Counted()
    file = folder / "pay.yaml"
    reads: list[str] = []
    folder.mkdir()
    file.write_bytes(CONTENT)

    def read_noted(name: str) -> bytes:
        reads.append(name)
        return Path(name).read_bytes()

    monkeypatch.setattr(files, "_content", read_noted)

    def check(new: bytes = b"") -> int:
        before = file.stat()
        if new:
            time.sleep(0.05)
            file.write_bytes(new)
            os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
        reads.clear()
        checked_once(folder, "1", counted.check)
        return len(reads)

    assert [check(), check()] == [1, 1]
    monkeypatch.setattr(files, "_SETTLED", 0)
    assert [check(), check()] == [1, 0]
    assert counted.times == 1
    assert [check(CONTENT.replace(b"b", b"c")), check()] == [1, 0]
    assert counted.times == 2
    (folder / "more.yaml").write_bytes(CONTENT)
    time.sleep(0.05)
    assert [check(), check()] == [2, 0]
    assert counted.times == 3


@pytest.mark.parametrize("home", ["/home/somebody", "relative", ""])
@pytest.mark.parametrize("named", ["/elsewhere", "relative", "", None])
def test_cache_is_where_the_library_says(
    home: str, named: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is not asked on Linux, and would say the same."""
    monkeypatch.setenv("HOME", home)
    if named is None:
        monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    else:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    assert cache_folder.place() == user_cache_path("casemgr")


def test_folder_found_wrong_is_checked_every_time(cache: Path, tmp_path: Path) -> None:
    """A problem is told again and again, until it is mended."""

    def refuse() -> None:
        raise DataInvalid("wrong")

    for _ in range(2):
        with pytest.raises(DataInvalid):
            checked_once(tmp_path, "1", refuse)
    assert not cache.exists()


def test_value_is_built_once(cache: Path) -> None:
    """A value is built again when one of its files is another, or what was kept is cut off."""
    counted = Counted()

    def built(content: bytes) -> object:
        return compiled(value({"a.yaml": content}, lambda: counted.parse(content)), unpickled)

    assert built(CONTENT) == built(CONTENT) == {"text": CONTENT.decode()}
    assert counted.times == 1
    (kept,) = cache.iterdir()
    kept.write_bytes(kept.read_bytes()[:-3])
    assert built(CONTENT) == {"text": CONTENT.decode()}
    assert built(CONTENT + b"#") == {"text": CONTENT.decode() + "#"}
    assert counted.times == 3


def test_another_program_builds_its_own_value(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What older code has built is not taken for what this code would build."""
    counted = Counted()
    package = tmp_path / "package"
    (package / "domain").mkdir(parents=True)
    monkeypatch.setattr("casemgr_cli.catalog.files._PACKAGE", package)
    for code in ("a = 1", "a = 2"):
        (package / "domain" / "facts.py").write_text(code)
        for _ in range(2):
            compiled(value({}, lambda: counted.parse(CONTENT)), unpickled)
    assert counted.times == 2
    assert len(list(cache.iterdir())) == 2
