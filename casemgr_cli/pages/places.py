"""What holds where the person is: their state's licenses, clients in other states, and schools."""

from casemgr_cli.domain.advice import Advice, ClientState, Route
from casemgr_cli.domain.programs import CONTROLS, Found, ProgramGuide
from casemgr_cli.pages.blocks import Block, Bullets, Facts, Item, Paragraph
from casemgr_cli.pages.license import License, compact_meaning, nurse_rows, social_work_rows
from casemgr_cli.pages.programs import check_item, figures, price, program_table, warning_item
from casemgr_cli.pages.tools import Tools, section
from casemgr_cli.pages.words import Words

# What to check before one enrolls: who approves the program, and who accredits it.
_MOST_CHECKS = 2
_PUBLIC = "public"


def licenses_section(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return the state's licenses for the route's background, and what other states ask.

    What the state's rules ask at a place stands with the way to it.
    """
    guide = advice.local.licenses
    if guide is None:
        return ()
    words, named = kit.words, License(guide, kit.words, kit.cites)
    about = {"nursing": _nurse, "social_work": _social_worker}.get(route.background)
    return section(
        words("license.title", state=guide.state.name),
        *(about(advice, named) if about else ()),
        Paragraph(words("license.whole", state=guide.state.code), tone="typed"),
    )


def licenses_in_short(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return the same without remarks: which license, whose board, and what holds for clients elsewhere."""
    if advice.local.licenses is None:
        return ()
    title, *told, _ = licenses_section(advice, route, kit)
    return (title, *(_brief(block) for block in told)) if told else ()


def _nurse(advice: Advice, kit: License) -> tuple[Block, ...]:
    """Return the RN license there, and whether a multistate license helps with clients elsewhere."""
    clients = tuple(_client(client, advice, kit) for client in advice.local.clients)
    more = (Paragraph(kit.words("license.clients")), Bullets(clients)) if clients else ()
    return (Facts(nurse_rows(kit)), *compact_meaning(kit), *more)


def _client(client: ClientState, advice: Advice, kit: License) -> Item:
    lacks = client.nurse == "covered" and advice.answers.get("multistate_license") == "no"
    key = "license.client.covered_not_yet" if lacks else f"license.client.{client.nurse}"
    text = kit.words(key, state=client.guide.state.name, home=kit.guide.state.name)
    member = client.guide.state.rn.compact
    cites = kit.cites(member.source) if member else ()
    return Item(text, cites=cites)


def _social_worker(advice: Advice, kit: License) -> tuple[Block, ...]:
    names = [client.guide.state.name for client in advice.local.clients]
    more = kit.words("license.client.social_work", states=kit.words.listed(names)) if names else ""
    return (Facts(social_work_rows(kit)), *((Paragraph(more),) if more else ()))


def _brief(block: Block) -> Block:
    return Facts(tuple(row for row in block.rows if row.label)) if isinstance(block, Facts) else block


def schools_in_short(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return the schools by name and price, and what to check before one enrolls."""
    guide, found, words = advice.local.schools, advice.local.found, kit.words
    if guide is None or found is None or not found.programs:
        return ()
    title, about = schools_section(advice, kit)[:2]
    named = tuple(
        Item(words("schools.item", school=program.institution, price=price(program, words)))
        for program in found.programs
    )
    checks = tuple(check_item(each, kit.cites, words) for each in guide.checks if each.in_advice)
    return (
        title,
        about,
        Bullets(named),
        *_dearer(guide, found, words),
        *_checks(checks[:_MOST_CHECKS], words),
    )


def _checks(checks: tuple[Item, ...], words: Words) -> tuple[Block, ...]:
    return (Paragraph(words("schools.check")), Bullets(checks)) if checks else ()


def _dearer(guide: ProgramGuide, found: Found, words: Words) -> tuple[Block, ...]:
    """Return that no school there is public, whose price a way counts."""
    there = [program for program in guide.programs if program.state in found.states]
    public = any(CONTROLS[program.control] == _PUBLIC for program in there)
    return () if public else (Paragraph(words("schools.private_only")),)


def schools_section(advice: Advice, kit: Tools) -> tuple[Block, ...]:
    """Return the schools that fit the first degree best, what their figures mean, and what to check."""
    guide, found, words = advice.local.schools, advice.local.found, kit.words
    if guide is None or found is None:
        return ()
    state = guide.places[found.states[0]].names[0]
    title = words("schools.title", degree=guide.degree.title, state=state)
    more = Paragraph(words("schools.more", degree=guide.degree.id, state=found.states[0]), tone="typed")
    if not found.programs:
        return section(title, Paragraph(words("schools.none", state=state)), more)
    used = kit.cites(guide.degree.source)
    kinds = {CONTROLS[program.control] for program in found.programs}
    return section(
        title,
        Paragraph(
            words.count(
                "schools.about",
                found.total,
                kind=words.listed(words(f"programs.control.{kind}") for kind in sorted(kinds)),
                order=words(f"programs.order.{found.order}"),
            ),
            used,
        ),
        program_table(guide, found, words),
        *figures(guide, words, kit.cites),
        Bullets(tuple(warning_item(each, kit.cites) for each in guide.warnings if each.in_advice)),
        *_dearer(guide, found, words),
        *_checks(tuple(check_item(each, kit.cites, words) for each in guide.checks if each.in_advice), words),
        more,
    )
