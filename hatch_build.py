"""Compiles the data files while a wheel is built, so that an installation never waits for YAML."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompiledData(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the compiled form of each YAML file to a wheel."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile into a folder of its own, and have the wheel take it along."""
        if self.target_name != "wheel" or version == "editable":
            return
        sys.path.insert(0, self.root)
        from casemgr_cli.catalog.files import SHIPPED
        from casemgr_cli.catalog.load import compile_folder

        self.folder = tempfile.TemporaryDirectory()
        compile_folder(Path(self.root) / "data", Path(self.folder.name))
        build_data["force_include"][self.folder.name] = f"casemgr_cli/{SHIPPED.name}"

    def finalize(self, *_: object) -> None:
        """Take the folder away again."""
        if self.target_name == "wheel" and hasattr(self, "folder"):
            self.folder.cleanup()
