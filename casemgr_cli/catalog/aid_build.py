"""Aid and the rules of lending turned into domain values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from casemgr_cli.catalog.build import optional_condition
from casemgr_cli.catalog.conditions import flag
from casemgr_cli.domain.aid import Aid, Lending, LoanLevel, RapRule, Tier
from casemgr_cli.domain.careers import Action
from casemgr_cli.domain.conditions import ALWAYS, Clause

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.catalog.conditions import Rules
    from casemgr_cli.catalog.trees import Tree
    from casemgr_cli.domain.figures import Figure

LISTS = (
    "sources",
    "study",
    "fields",
    "backgrounds",
    "destinations",
    "settings",
    "figures",
    "cautions",
    "also_called",
)


def build_aid(key: str, raw: Tree, rules: Rules) -> Aid:
    """Build one kind of help; without `when` it is for everyone on such a route."""
    return Aid(
        id=key,
        title=raw["title"],
        kind=raw["kind"],
        when=optional_condition(raw, "when", rules) or ALWAYS,
        amount=raw["amount"],
        who=raw["who"],
        how=Action(raw["how"]["title"], raw["how"].get("url", "")),
        made_by=raw["made_by"],
        verified=flag(raw.get("verified", "no")),
        said=tuple(
            Clause(item["text"], item["source"], flag(item["verified"])) for item in raw.get("said", ())
        ),
        **{name: tuple(raw.get(name, ())) for name in LISTS},
    )


def build_lending(raw: Tree, figures: Mapping[str, Figure], rules: Rules) -> Lending:
    """Build what the arithmetic of loans reads, with the figures themselves in place of their ids."""
    return Lending(
        undergraduate=_level(raw["undergraduate"], figures, rules),
        graduate=_level(raw["graduate"], figures, rules),
        standard=tuple(
            Tier(int(tier["years"]), figures[tier["owing"]] if "owing" in tier else None)
            for tier in raw["standard"]
        ),
        rap=RapRule(**{name: figures[id_] for name, id_ in raw["rap"].items()}),
    )


def _level(raw: Tree, figures: Mapping[str, Figure], rules: Rules) -> LoanLevel:
    return LoanLevel(
        rate=figures[raw["rate"]],
        years=tuple(figures[id_] for id_ in raw["years"]),
        total=figures[raw["total"]],
        upper_years=optional_condition(raw, "upper_years", rules),
    )
