"""What holds where the person is: the licenses of their state and of their clients', and schools."""

from msgspec.structs import replace

from casemgr_cli.domain import Catalog
from casemgr_cli.domain.advice import ClientState, Local, Route, RouteStep
from casemgr_cli.domain.facts import Answers
from casemgr_cli.domain.figures import COLLEGES
from casemgr_cli.domain.licensing import IN_FORCE, PARTIAL, LicenseGuide, Said
from casemgr_cli.domain.programs import CONTROLS, SchoolWish
from casemgr_cli.engine.person import said
from casemgr_cli.engine.programs import find_programs

_SCHOOLS = 3
# What comes first in a list of programs, by what comes first for the person. The soonest start is most likely
# where the most people graduate; nothing published says more about it.
_ORDER = {"best_paid": "earnings", "cheapest": "price", "soonest": "size"}

_CONTROL_OF = {college: "nonprofit" if college == "private_nonprofit" else "public" for college in COLLEGES}


def local(catalog: Catalog, answers: Answers, route: Route | None) -> Local:
    """Return what is known about the person's state that their route needs; nothing without a state."""
    state = said(answers, "state")
    if state is None:
        return Local()
    clients = answers.get("client_states")
    others = [code for code in clients if code != state] if isinstance(clients, tuple) else []
    home = catalog.licenses(state)
    here = Local(home, tuple(_client(home, catalog.licenses(code)) for code in others))
    studied = ((step, catalog.steps[step.id]) for step in (route.steps if route else ()) if step.study)
    ahead = (step for step, plan in studied if plan.grants.degrees and not plan.under_way(answers))
    study = next(ahead, None)
    return _with_schools(here, catalog, answers, study, state) if study and study.program else here


def with_state_rules(guide: LicenseGuide, catalog: Catalog) -> LicenseGuide:
    """Return a state's guide with what its own rules ask at the places where case managers work."""
    code = guide.state.code
    asked = (
        Said(
            setting=place.title,
            text=asked.text,
            made_by=asked.made_by,
            source=asked.source,
            verified=asked.verified,
        )
        for place in catalog.destinations.values()
        for asked in (*place.must, *place.usually)
        if code in asked.states
    )
    # One rule may hold at several places: the first of them names it.
    found = tuple({said.text: said for said in reversed(tuple(asked))}.values())[::-1]
    sources = {said.source: catalog.sources[said.source] for said in found}
    rules = replace(guide.state, rules=(*guide.state.rules, *found))
    return replace(guide, state=rules, sources={**guide.sources, **sources})


def _client(home: LicenseGuide, there: LicenseGuide) -> ClientState:
    """Return what a nurse needs for clients elsewhere: a multistate license helps where both are members."""
    members = [guide.state.rn.compact for guide in (home, there)]
    if None in members:
        return ClientState(there, "unknown")
    statuses = [member.status for member in members if member]
    if set(statuses) == {IN_FORCE}:
        return ClientState(there, "covered")
    return ClientState(there, "partial" if PARTIAL in statuses else "own")


def order_of(answers: Answers) -> str:
    """Return what programs are ordered by for a person: earnings, price or size."""
    return _ORDER.get(str(answers.get("priority")), _ORDER["soonest"])


def _with_schools(here: Local, catalog: Catalog, answers: Answers, study: RouteStep, state: str) -> Local:
    """Add the schools for a degree, of the kind that the route is priced at where there are any."""
    schools = catalog.programs(study.program, state)
    wish = SchoolWish(state=state, sort=order_of(answers), limit=_SCHOOLS)
    college = next((charge.college for charge in study.charges if charge.college), "")
    alike = tuple(p for p in schools.programs if CONTROLS[p.control] == _CONTROL_OF.get(college))
    found = find_programs(replace(schools, programs=alike or schools.programs), wish)
    return replace(here, schools=schools, found=found)
