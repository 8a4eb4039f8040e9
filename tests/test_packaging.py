"""What an installed casemgr carries: the package, and exactly the data files that are tracked."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tomllib
import zipfile
from pathlib import Path

import pytest
from msgspec import msgpack

from casemgr_cli.catalog.files import name_of
from casemgr_cli.catalog.load import compile_folder
from casemgr_cli.catalog.untrusted import parse

ROOT = Path(__file__).resolve().parent.parent
DATA = ROOT / "data"


def tracked(folder: str) -> set[str]:
    """Return the files under a folder that git tracks, or skip the test where there is no checkout."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("needs git and a checkout")
    listed = subprocess.run([git, "ls-files", "-z", folder], cwd=ROOT, capture_output=True, check=True)
    return {name for name in listed.stdout.decode().split("\0") if name}


def on_disk(folder: Path) -> set[str]:
    """Return every file below a folder, by its path from the root of the checkout."""
    return {path.relative_to(ROOT).as_posix() for path in folder.rglob("*") if path.is_file()}


def project() -> dict[str, object]:
    """Return the parsed pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_data_folder_holds_only_tracked_files() -> None:
    """The wheel takes the data folder as it is, ignored files too, so nothing else may lie in it."""
    stray = on_disk(DATA) - tracked("data")
    assert not stray, "add these files to git, or delete them: they would be shipped"


def test_wheel_carries_exactly_the_tracked_data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A built wheel holds each tracked data file under `casemgr_cli/_data`, and says the same compiled."""
    build = pytest.importorskip("hatchling.build", reason="needs hatchling to build a wheel")
    monkeypatch.chdir(ROOT)
    wheel = tmp_path / build.build_wheel(os.fspath(tmp_path))
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        kept = {name: archive.read(name) for name in names if "/_compiled/" in name}
    shipped = {name.replace("casemgr_cli/_data/", "data/") for name in names if "/_data/" in name}
    assert shipped == tracked("data")
    compiled = {f"casemgr_cli/_compiled/{name_of(file.read_bytes())}": file for file in DATA.rglob("*.yaml")}
    assert all(msgpack.decode(kept.pop(name)) == parse(file.read_bytes()) for name, file in compiled.items())
    compile_folder(DATA, tmp_path)
    assert len(kept) == 2
    assert all((tmp_path / Path(name).name).read_bytes() == content for name, content in kept.items())
    assert "casemgr_cli/writers/handout.css" in names
    assert {"casemgr_cli/__main__.py", "casemgr_cli/cli/main.py"} <= names
    assert not any(name.startswith(("tests/", "docs/", "benchmarks/")) for name in names)


def test_every_dependency_has_a_lower_bound() -> None:
    """Each dependency names the oldest release that was tried."""
    dependencies = project()["project"]["dependencies"]  # type: ignore[index]
    assert all(re.fullmatch(r"[a-z]+>=[0-9.]+", each) for each in dependencies)


def test_program_is_where_the_script_points() -> None:
    """The installed command calls the function that it should."""
    scripts = project()["project"]["scripts"]  # type: ignore[index]
    module, _, function = scripts["casemgr"].partition(":")
    assert (ROOT / f"{module.replace('.', '/')}.py").is_file()
    assert function == "main"
