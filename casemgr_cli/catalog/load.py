"""Load the data files into a catalog.

The shipped files are checked by the tests, so they are read in one quick pass. A person's own files are
checked first (`strict`), and every problem is shown together. Should a file that was read in trust turn
out broken after all, the same checks say where.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, get_args

from msgspec.structs import replace

from casemgr_cli import __version__
from casemgr_cli.catalog import files
from casemgr_cli.catalog.build import Builder, NamedRules, fact_choices
from casemgr_cli.catalog.files import Tree, read_tree, usable
from casemgr_cli.catalog.licenses import LicenseFiles
from casemgr_cli.catalog.programs import ProgramTables, TuitionTable
from casemgr_cli.catalog.wages import WageTables
from casemgr_cli.domain import Catalog, careers
from casemgr_cli.domain.aid import Aid, Lending
from casemgr_cli.domain.facts import Choice, Contradiction, Fact, FactTable, Skill
from casemgr_cli.domain.figures import Source, all_verified
from casemgr_cli.errors import DataInvalid

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from casemgr_cli.domain.cv import CvRules
    from casemgr_cli.domain.figures import Figure
    from casemgr_cli.domain.offers import OfferGuide

_SHARED = ("sources", "figures", "rules")
# What each file has besides, by section the type of its entries.
FILES: dict[str, dict[str, type]] = {
    "careers.yaml": {
        "demands": careers.Requirement,
        "standing": careers.StandingRules,
        "destinations": careers.Destination,
        "steps": careers.Step,
    },
    "planning.yaml": {"planning": careers.Planning},
    "certifications.yaml": {"certifications": careers.Certification},
    "questions.yaml": {"facts": Fact, "contradictions": Contradiction, "skills": Skill},
    "notes.yaml": {"notes": careers.Note},
    "aid.yaml": {"lending": Lending, "aid": Aid},
    "aid_states.yaml": {"aid": Aid},
    "pay.yaml": {},
    "words.yaml": {"words": str},
    "terms.yaml": {"terms": careers.Term},
}
# Sections that are one entry, and those that are made in another way than by their type alone.
SINGLE, _BUILT_APART = ("lending", "planning", "standing"), ("demands", "facts", "words")
_CV, _OFFERS = "cv.yaml", "offers.yaml"
_ALL = "The data files"


def load_catalog(directory: Path, *, strict: bool) -> Catalog:
    """Read the data files of a folder; `strict` checks everything first, for data not our own.

    Raises:
        DataInvalid: the files have problems; the message lists all of them.
        FileFailure: a file cannot be read.
    """
    if strict:
        refuse_problems(directory)
    try:
        return read_catalog(directory)
    except DataInvalid:
        refuse_problems(directory)
        raise


def read_catalog(directory: Path) -> Catalog:
    """Read the data files without checking them. Whoever has the catalog opens nothing more."""
    catalog = read_entries(directory)
    with usable(_ALL):
        trees = files.HeldTrees(directory)
    return replace(
        catalog,
        wages=WageTables(directory),
        tuition=TuitionTable(directory).price,
        licenses=LicenseFiles(trees).guide,
        programs=ProgramTables(directory, trees).guide,
    )


def read_entries(directory: Path) -> Catalog:
    """Return a catalog without what stands in tables; raises what `read_catalog` raises."""
    with usable(_ALL), files.collector_at_rest():
        catalog: Catalog = files.compiled(_entries(directory), files.unpickled)
        return catalog


def compile_folder(directory: Path, into: Path) -> None:
    """Compile the data files of a folder into another folder, for an installation to carry."""
    for each in (*files.all_trees(directory), _entries(directory)):
        (into / each.name).write_bytes(each.make())


def _entries(directory: Path) -> files.Kept:
    """Return the catalog without what is looked up in tables."""
    return files.value(files.read_files(directory, *FILES), lambda: _catalog(_sections(directory)))


def load_cv_rules(directory: Path, catalog: Catalog) -> CvRules:
    """Read `cv.yaml`, by which a CV is read, beside a catalog.

    A certification that it has no words for goes by the letters and the name that its choice holds.
    """
    from casemgr_cli.domain.cv import CvRules
    from casemgr_cli.domain.kinds import spaced

    choices = {key: {each.value: each.label for each in fact.choices} for key, fact in catalog.facts.items()}
    named = {
        key: {"certification": key, "says": label.rstrip(")").split(" (", 1)}
        for key, label in choices["certifications"].items()
    }
    with usable(_CV, lambda: refuse_problems(directory)):
        tree = read_tree(directory / _CV)
        tree["credentials"] = {**named, **tree["credentials"]}
        types = {key: fact.type for key, fact in catalog.facts.items()}
        rules = Builder(NamedRules({}, types, catalog.rules)).entry(CvRules, _CV, tree)
    vocabulary = frozenset(spaced(f"{tree} {choices['state']}").split())
    return replace(rules, vocabulary=vocabulary, states=choices["state"])


def load_offer_guide(directory: Path, catalog: Catalog) -> tuple[OfferGuide, Catalog]:
    """Read `offers.yaml`; return what it says, and the catalog with its sources and figures added."""
    with usable(_OFFERS):
        tree = read_tree(directory / _OFFERS)
        sources = Builder().each(Source, tree["sources"])
        figures = {key: Builder().figure(key, entry) for key, entry in tree["figures"].items()}
        guide = _offer_guide(tree, {**catalog.figures, **figures}, catalog)
    added = {"sources": {**catalog.sources, **sources}, "figures": {**catalog.figures, **figures}}
    return guide, replace(catalog, **added, verified=None)


def _offer_guide(tree: Tree, figures: Mapping[str, Figure], catalog: Catalog) -> OfferGuide:
    from casemgr_cli.domain.conditions import Clause
    from casemgr_cli.domain.offers import Offer, OfferGuide, OfferNote

    raw: dict[str, Tree] = tree["offer_keys"]
    odd = {*raw} ^ {*Offer.__struct_fields__} | {*tree["offer_notes"]} ^ {*get_args(OfferNote)}
    if odd:
        raise ValueError(f"missing or not known: {', '.join(sorted(odd))}")
    return OfferGuide(
        keys={key: Builder().fact(key, entry, _offer_choices(entry, catalog)) for key, entry in raw.items()},
        adds={key: entry["adds"] for key, entry in raw.items() if "adds" in entry},
        never_in={key: tuple(entry.get("never_in", ())) for key, entry in raw.items()},
        work_pay=dict(tree["work_pay"]),
        notes=Builder().each(Clause, tree["offer_notes"]),
        **{key: figures[id_] for key, id_ in tree["offer_figures"].items()},
    )


def _offer_choices(raw: Tree, catalog: Catalog) -> tuple[Choice, ...]:
    """Return the choices of a key: its own, those of a question, or every job an offer can stand for."""
    origin = raw.get("choices_from")
    if origin == "jobs":
        places = (Choice(place.id, place.title) for place in catalog.destinations.values())
        work = (Choice(step.id, step.title) for step in catalog.steps.values() if step.kind == "work")
        return (*places, *work)
    if origin:
        return catalog.facts[origin].choices
    return tuple(Choice(value, label) for value, label in raw.get("choices", {}).items())


def refuse_problems(directory: Path) -> None:
    """Check the data files of a catalog, licenses and programs included, once for what they hold.

    Raises:
        DataInvalid: the files have problems; the message lists them.
    """

    def check() -> None:
        from casemgr_cli.catalog.check import check_all

        problems = check_all(directory)
        if problems:
            raise files.invalid(problems)

    files.checked_once(directory, __version__, check)


def _sections(directory: Path) -> dict[str, Tree]:
    merged: dict[str, Tree] = {}
    for name, own in FILES.items():
        tree = read_tree(directory / name)
        for section in (*_SHARED, *own):
            held, entries = merged.setdefault(section, {}), tree.get(section, {})
            if twice := held.keys() & entries.keys():
                raise ValueError(f"{name} repeats {sorted(twice)}")
            held.update(entries)
    return merged


def _catalog(raw: Mapping[str, Tree]) -> Catalog:
    choices = {key: fact_choices(entry, raw) for key, entry in raw["facts"].items()}
    types = {key: fact["type"] for key, fact in raw["facts"].items()}
    rules = NamedRules(
        raw["rules"], types, choices={key: [each.value for each in found] for key, found in choices.items()}
    )
    figures = {key: Builder().figure(key, entry) for key, entry in raw["figures"].items()}
    build = Builder(rules, figures, raw["demands"])
    sections = ((key, kind) for own in FILES.values() for key, kind in own.items() if key not in _BUILT_APART)
    built: dict[str, Any] = {
        key: build.each(kind, raw[key]) if key not in SINGLE else build.entry(kind, key, raw[key])
        for key, kind in sections
        if raw[key] or key != "lending"
    }
    catalog = Catalog(
        sources=build.each(Source, raw["sources"]),
        figures=figures,
        rules={key: rules[key] for key in rules},
        facts=FactTable(build.fact(key, entry, choices[key]) for key, entry in raw["facts"].items()),
        words=raw["words"],
        **built,
    )
    return replace(catalog, verified=all_verified(catalog))


def people_counted(directory: Path) -> dict[str, int]:
    """Return for how many of the counted people a statement that nobody has read stands, by its text.

    A data folder without `weak.csv` has counted nobody.
    """
    path = directory / "weak.csv"
    if not path.exists():
        return {}
    import csv

    rows = csv.reader(path.read_text(encoding="utf-8").splitlines()[1:])
    return {text: int(people) for people, text in rows}
