"""Writes the manual page, casemgr.1, from the commands' own help.

python docs/man.py          write it anew
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from casemgr_cli.cli.app import COMMANDS
from casemgr_cli.cli.options import SETTINGS
from casemgr_cli.cli.typers import load

PAGE = Path(__file__).parent / "casemgr.1"
EXITS = {
    0: "done",
    1: "failed: a file is missing, cannot be read or written, or an extra is not installed",
    2: "wrong usage: an option, answer, key or value is not known",
    3: "the data files are not valid",
    4: "an answer is needed and there is no terminal to ask in",
    130: "interrupted",
}


def manual() -> str:
    """Return the whole page in the language of man pages."""
    lines = [
        ".TH CASEMGR 1",
        ".SH NAME",
        r"casemgr \- a career advisor for people who want to become case managers",
        ".SH SYNOPSIS",
        r".B casemgr \fIcommand\fR [\fIoptions\fR]",
        ".SH COMMANDS",
    ]
    for name, about in COMMANDS.items():
        command = load(name)
        lines += [".SS " + name, escaped(about)]
        for paragraph in examples(command):
            lines += [".PP", rf"\fB{escaped(paragraph)}\fR"]
        for option in command.params:
            names = [*option.opts, *option.secondary_opts]
            if option.param_type_name == "option" and option.help and "--help" not in names:
                lines += [".TP", rf"\fB{escaped(', '.join(names))}\fR", escaped(option.help)]
    lines += [".SH EXIT STATUS"]
    for code, meaning in EXITS.items():
        lines += [".TP", rf"\fB{code}\fR", escaped(meaning)]
    lines += [".SH ENVIRONMENT"]
    for setting in SETTINGS:
        lines += [".TP", rf"\fBCASEMGR_{setting.upper()}\fR", f"the same as {setting} in config.toml"]
    lines += [".TP", r"\fBNO_COLOR, FORCE_COLOR, CLICOLOR, CLICOLOR_FORCE\fR", "as their conventions say"]
    return "\n".join(lines) + "\n"


def examples(command: Any) -> list[str]:  # noqa: ANN401 - a Typer command
    """Return the paragraphs of a command's help that are command lines."""
    paragraphs = [" ".join(text.split()) for text in (command.help or "").split("\n\n")]
    return [text for text in paragraphs if text.startswith("casemgr ")]


def escaped(text: str) -> str:
    """Return text that a man page shows as it is."""
    return text.replace("\\", r"\e").replace("-", r"\-").replace("'", r"\(aq").removeprefix(".")


if __name__ == "__main__":
    PAGE.write_text(manual(), encoding="utf-8")
