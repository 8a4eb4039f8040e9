"""What `pay.yaml` says, and a catalog for questions about pay alone that reads this one small file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.problems import usable
from casemgr_cli.catalog.tables import count
from casemgr_cli.catalog.trees import Tree, read_tree
from casemgr_cli.catalog.wages import WageTables
from casemgr_cli.domain.catalog import Catalog
from casemgr_cli.domain.figures import Source
from casemgr_cli.domain.wages import FALLBACKS, Headline, PayGuide

if TYPE_CHECKING:
    from pathlib import Path

    from casemgr_cli.domain.careers import PayProxy

_PAY = "pay.yaml"


def load_pay_guide(directory: Path, *, settings: bool = False) -> PayGuide:
    """Read `pay.yaml`; the jobs that stand for each setting only if `settings`, as few answers need them.

    Raises:
        DataInvalid: something is missing or is not what it should be.
        FileFailure: the file cannot be read.
    """
    with usable(_PAY):
        return _pay_guide(read_tree(directory / _PAY), settings=settings)


def _pay_guide(tree: Tree, *, settings: bool) -> PayGuide:
    """Return what a `pay.yaml` that was read says. Raises what its first wrong entry raises."""
    return PayGuide(
        headlines=tuple(_headline(key, entry) for key, entry in tree["headline"].items()),
        occupations={key: tuple(socs) for key, socs in tree["backgrounds"].items()},
        settings=_settings(tree["settings"]) if settings else {},
        words=dict(tree["pay_words"]),
        fallbacks={key: tree["fallbacks"][key] for key in FALLBACKS},
    )


def _headline(background: str, raw: Tree) -> Headline:
    median = count(raw["median"], "median", f"{_PAY}, headline, {background}")
    if not median:
        raise ValueError(f"headline, {background}: the median is missing")
    as_of = None if raw["as_of"] == "unknown" else raw["as_of"]
    return Headline(background, median, raw["per"], as_of, raw["source"])


def _settings(raw: Tree) -> dict[str, dict[str, tuple[PayProxy, ...]]]:
    from casemgr_cli.catalog.build import Builder
    from casemgr_cli.domain.careers import PayProxy

    build = Builder().entry
    return {
        setting: {
            background: tuple(build(PayProxy, setting, job) for job in jobs)
            for background, jobs in sides.items()
        }
        for setting, sides in raw.items()
    }


def load_pay_only(directory: Path, *, settings: bool) -> tuple[Catalog, PayGuide]:
    """Return a catalog that holds the wage tables and the sources of `pay.yaml` alone, and what it says.

    Raises:
        DataInvalid: the file is not what it should be.
        FileFailure: the file cannot be read.
    """
    with usable(_PAY):
        tree = read_tree(directory / _PAY)
        sources = {
            key: Source(key, **{**entry, "official": entry["official"] == "yes"})
            for key, entry in tree["sources"].items()
        }
        guide = _pay_guide(tree, settings=settings)
    return _catalog(sources, WageTables(directory)), guide


def _catalog(sources: dict[str, Source], wages: WageTables) -> Catalog:
    return Catalog(
        sources=sources,
        figures={},
        rules={},
        contradictions={},
        skills={},
        destinations={},
        steps={},
        certifications={},
        notes={},
        wages=wages,
        words={},
    )
