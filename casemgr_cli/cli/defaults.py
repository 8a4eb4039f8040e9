"""What options are when nobody gives them: from `config.toml` in the user's folder, or `CASEMGR_*`.

An option on the command line wins over the environment, and that over the file.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from casemgr_cli.errors import FileFailure, UsageFailure, nearest

# What can be set, and the parameter of the commands that it stands for.
SETTINGS = {"state": "state", "data": "data", "paper": "paper", "format": "format_", "color": "color"}
_FEW = {"color": ("auto", "always", "never"), "paper": ("letter", "a4")}


def _place() -> Path:
    """Return the file with a person's defaults, whether or not it is there."""
    from platformdirs import user_config_path

    return user_config_path("casemgr", appauthor=False) / "config.toml"


def defaults(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the defaults that are set, by name.

    Raises:
        FileFailure: the file cannot be read.
        UsageFailure: it is not TOML, or a setting is not one we know.
    """
    found = _from_file()
    found |= {name: value for name in SETTINGS if (value := environment.get(f"CASEMGR_{name.upper()}"))}
    _refuse([told for name, value in found.items() if (told := _wrong(name, value))])
    return found


def for_commands(found: Mapping[str, str]) -> dict[str, str]:
    """Return defaults by the name of the parameter that takes them."""
    return {SETTINGS[name]: value for name, value in found.items() if name != "color"}


def use_color(wanted: str, environment: dict[str, str] | os._Environ[str] = os.environ) -> None:
    """Set what says whether to color: `always` and `never` win over what the terminal can do."""
    if environment.get("CLICOLOR_FORCE", "0") not in {"", "0"}:
        environment.setdefault("FORCE_COLOR", "1")
    if wanted == "never":
        environment["NO_COLOR"] = "1"
    if wanted == "always":
        environment.pop("NO_COLOR", None)
        environment["FORCE_COLOR"] = "1"


def _from_file() -> dict[str, str]:
    if not _may_be_there():
        return {}
    file = _place()
    if not file.is_file():
        return {}
    import tomllib

    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise FileFailure(f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageFailure(
            f"{file} is not TOML: {error}.", hint='Write lines such as state = "OR".'
        ) from error
    problems = [told for name, value in entries.items() if (told := _wrong(name, value))]
    _refuse([(f"{file}: {message}", hint) for message, hint in problems])
    return dict(entries)


def _wrong(name: str, value: object) -> tuple[str, str] | None:
    """Return what is wrong with a setting, and what would be right."""
    if name not in SETTINGS:
        return f'"{name}" is not a setting.', nearest(name, SETTINGS) or f"It can be {', '.join(SETTINGS)}."
    if not isinstance(value, str):
        return f'"{name}" must be text in quotes.', f'Write a line such as {name} = "...".'
    if value not in _FEW.get(name, (value,)):
        return f'"{name}" cannot be "{value}".', f"It can be {', '.join(_FEW[name])}."
    return None


def _refuse(problems: list[tuple[str, str]]) -> None:
    """Tell all mistakes at once, each with its hint but for the last, whose hint follows as ever.

    Raises:
        UsageFailure: there are any.
    """
    if problems:
        *others, (message, hint) = problems
        raise UsageFailure("\n".join((*(f"{text} {more}" for text, more in others), message)), hint=hint)


def _may_be_there() -> bool:
    """Whether to look for the file; on Linux that takes no library."""
    folder = Path(os.environ.get("XDG_CONFIG_HOME") or "~/.config").expanduser()
    return sys.platform != "linux" or (folder / "casemgr").is_dir()
