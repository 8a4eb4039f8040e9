"""A catalog for questions about pay alone, which reads one small file instead of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.catalog.wages import PAY, WageTables
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.figures import Source
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from pathlib import Path


def load_pay_only(directory: Path) -> Catalog:
    """Return a catalog that holds the wage tables and the sources of `pay.yaml`, and nothing else.

    Raises:
        DataInvalid: the sources are not what they should be.
        FileFailure: the file cannot be read.
    """
    try:
        entries = read_tree(directory / PAY)["sources"]
        sources = {
            key: Source(key, **{**entry, "official": entry["official"] == "yes"})
            for key, entry in entries.items()
        }
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataInvalid(f"The sources in {PAY} cannot be used: {error}.") from error
    return Catalog(
        sources=sources,
        figures={},
        rules={},
        facts={},
        contradictions={},
        skills={},
        destinations={},
        steps={},
        certifications={},
        notes={},
        wages=WageTables(directory),
        words={},
    )
