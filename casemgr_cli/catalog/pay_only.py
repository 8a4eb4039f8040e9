"""A catalog for questions about pay alone, which reads one small file instead of all of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from casemgr_cli.catalog.trees import read_tree
from casemgr_cli.catalog.wages import PAY, WageTables, pay_guide
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.figures import Source
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.wages import PayGuide


def load_pay_only(directory: Path, *, settings: bool) -> tuple[Catalog, PayGuide]:
    """Return a catalog that holds the wage tables and the sources of `pay.yaml` alone, and what it says.

    Args:
        directory: the data folder.
        settings: read the jobs that stand for each setting too.

    Raises:
        DataInvalid: the file is not what it should be.
        FileFailure: the file cannot be read.
    """
    try:
        tree = read_tree(directory / PAY)
        sources = {
            key: Source(key, **{**entry, "official": entry["official"] == "yes"})
            for key, entry in tree["sources"].items()
        }
        guide = pay_guide(tree, settings=settings)
    except (yaml.YAMLError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise DataInvalid(f"{PAY} cannot be used: {error}.") from error
    return _catalog(sources, WageTables(directory)), guide


def _catalog(sources: dict[str, Source], wages: WageTables) -> Catalog:
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
        wages=wages,
        words={},
    )
