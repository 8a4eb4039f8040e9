"""One state's licenses as a page. What nobody found says so and names an office to ask."""

from msgspec import Struct

from casemgr_cli.domain import licensing
from casemgr_cli.domain.advice import Advice, ClientState, Route
from casemgr_cli.pages.blocks import Block, Bullets, Facts, Heading, Item, Page, Paragraph, Row
from casemgr_cli.pages.tools import Cites, Tools, cited_sources, maker_mark, section
from casemgr_cli.pages.words import Words

_Noted = (
    licensing.Amount
    | licensing.Dated
    | licensing.Level
    | licensing.NurseCompact
    | licensing.SocialWorkCompact
)
_Origin = _Noted | licensing.NurseBoard | licensing.Said


class _License(Struct, frozen=True):
    """What the rows are made with: the state and its fees, the words, the running numbers of sources."""

    guide: licensing.LicenseGuide
    words: Words
    cites: Cites

    def backed(self, label: str, text: str, origin: _Origin, url: str = "") -> Row:
        """Return a row with its source; what was not verified says so."""
        shown = text if origin.verified else self.words("license.unverified", text=text)
        cites = self.cites(origin.source or "")
        return Row(self.words(f"license.label.{label}"), shown, cites, url)

    def note(self, text: str | None) -> tuple[Row, ...]:
        """Return a remark below a row, if there is one."""
        return (Row("", text, tone="quiet"),) if text else ()

    def noted(self, label: str, text: str, origin: _Noted) -> tuple[Row, ...]:
        """Return a row with its source, and its remark below."""
        return (self.backed(label, text, origin), *self.note(origin.note))

    def since(self, label: str, dated: licensing.Dated | None) -> tuple[Row, ...]:
        """Return from which month on something holds, if that was found."""
        return self.noted(label, self.words.month(dated.date), dated) if dated else ()

    def amount(self, label: str, amount: licensing.Amount | None) -> tuple[Row, ...]:
        """Return a number with its unit, or nothing where it was not found."""
        if amount is None:
            return ()
        return self.noted(label, self.words.quantity(amount.value, amount.UNIT), amount)


# Whoever looks at a state's clinical license expects these.
_LOOKED_FOR = ("hours", "months")


def license_page(guide: licensing.LicenseGuide, words: Words) -> Page:
    """Return the page on a state's RN and social-work licenses."""
    kit = _License(guide, words, Cites(guide))
    law, told = maker_mark("law", words), licensing.amounts(guide.state.rn).items()
    fees = (row for label, fee in told for row in kit.amount(label, fee) or (_ask(kit, label),))
    blocks = (
        Heading(words("license.title", state=guide.state.name), 1),
        Paragraph(words("license.about")),
        Heading(words("license.rn"), 2, law),
        Facts((*_nurse_rows(kit), *fees, *kit.amount("nclex_fee", guide.everywhere.nclex))),
        *_compact_meaning(kit),
        Heading(words("license.social_work"), 2, law),
        Facts(_social_work_rows(kit, fees=True)),
        *section(words("license.case_management"), *_rules(kit)),
        *section(words("license.across"), _said_list(guide.everywhere.cautions, kit)),
    )
    return (*blocks, *cited_sources(kit.cites, words))


def _nurse_rows(kit: _License) -> tuple[Row, ...]:
    """Return the RN license without its fees: the board, and where the state stands with the compact."""
    board = kit.guide.state.rn.board
    first = kit.backed("board", board.name, board, board.url) if board else _ask(kit, "board")
    return (first, *_compact_rows(kit))


def _compact_rows(kit: _License) -> tuple[Row, ...]:
    rn, words = kit.guide.state.rn, kit.words
    if rn.compact is None:
        return (_ask(kit, "nurse_compact"),)
    status = words(f"license.status.{rn.compact.status}")
    return (
        *kit.noted("nurse_compact", status, rn.compact),
        *kit.since("compact_since", rn.compact_since),
    )


def _compact_meaning(kit: _License) -> tuple[Block, ...]:
    """Return what the state's standing with the nurse compact means for a nurse."""
    compact = kit.guide.state.rn.compact
    if compact is None:
        return ()
    text = kit.words(f"license.means.{compact.status}", state=kit.guide.state.name)
    return (Paragraph(text, kit.cites(compact.source)),)


def _ask(kit: _License, label: str) -> Row:
    """Return "not found", with the nursing board to ask and its address where we have one."""
    state, words = kit.guide.state, kit.words
    name = words(f"license.label.{label}")
    board = state.rn.board
    if board is None:
        return Row(name, words("license.not_found_office", state=state.name), tone="wait")
    return Row(name, words("license.not_found_board", board=board.name), url=board.url, tone="wait")


def _social_work_rows(kit: _License, *, fees: bool = False) -> tuple[Row, ...]:
    """Return the social-work licenses: levels, clinical hours, compact, and with `fees` the exams."""
    work, exams = kit.guide.state.social_work, kit.guide.everywhere.aswb if fees else {}
    rules = {"without_degree": work.without_degree, "practice": work.practice}
    rows = (
        *(row for level in work.levels for row in _level_rows(level, kit)),
        *_clinical_rows(work, kit),
        *(row for exam in licensing.LOOKED_FOR for row in kit.amount(f"exam.{exam}", exams.get(exam))),
        *_membership_rows(work, kit),
        *(kit.backed(label, said.text, said) for label, said in rules.items() if said),
    )
    missing = kit.words("license.not_found")
    return (*rows, *_whom_to_ask(kit)) if any(row.text == missing for row in rows) else rows


def _whom_to_ask(kit: _License) -> tuple[Row, ...]:
    """Say once where to ask: the association of the social-work boards lists them all."""
    state, words = kit.guide.state, kit.words
    key, url = ("ask_social_work", words("license.boards_url")) if state.rn.board else ("ask_office", "")
    return (Row(words("license.label.ask"), words(f"license.{key}", state=state.name), url=url, tone="wait"),)


def _level_rows(level: licensing.Level, kit: _License) -> tuple[Row, ...]:
    label = f"toward.{level.leads_to}" if level.leads_to else f"level.{level.level}"
    if level.status == licensing.NOT_FOUND:
        return (_missing(label, kit),)
    return kit.noted(label, _level_text(level, kit.words), level)


def _level_text(level: licensing.Level, words: Words) -> str:
    if level.status == licensing.NOT_LICENSED:
        return words("license.not_licensed")
    if not level.acronym:
        return level.name or ""
    return words("license.level_name", acronym=level.acronym, name=level.name or "")


def _clinical_rows(work: licensing.SocialWork, kit: _License) -> tuple[Row, ...]:
    path = work.clinical
    told = licensing.amounts(path).items()
    missing = {label: (_missing(label, kit),) for label in _LOOKED_FOR}
    rows = tuple(row for label, each in told for row in kit.amount(label, each) or missing.get(label, ()))
    if not path.source:
        return rows
    details = Row(kit.words("license.label.clinical_note"), path.note, kit.cites(path.source))
    sure = kit.note(kit.words(f"license.confidence.{path.confidence}"))
    return (*rows, *((details,) if path.note else ()), *sure)


def _membership_rows(work: licensing.SocialWork, kit: _License) -> tuple[Row, ...]:
    if work.compact is None:
        return (_missing("social_work_compact", kit),)
    joined = kit.words("license.joined" if work.compact.member else "license.not_joined")
    return (
        *kit.noted("social_work_compact", joined, work.compact),
        *kit.since("compact_enacted", work.compact_enacted),
    )


def _missing(label: str, kit: _License) -> Row:
    return Row(kit.words(f"license.label.{label}"), kit.words("license.not_found"), tone="wait")


def _rules(kit: _License) -> tuple[Block, ...]:
    """Return the state's rules on who may do case management, or that none was found."""
    if kit.guide.state.rules:
        return (_said_list(kit.guide.state.rules, kit),)
    return (Paragraph(kit.words("license.no_rules", state=kit.guide.state.name)),)


def _said_list(said: tuple[licensing.Said, ...], kit: _License) -> Bullets:
    words, listed = kit.words, list[Item]()
    for each in said:
        text = words("license.rule", setting=each.setting, text=each.text) if each.setting else each.text
        shown = text if each.verified else words("license.unverified", text=text)
        listed.append(Item(shown, maker_mark(each.made_by, words), kit.cites(each.source)))
    return Bullets(tuple(listed))


def licenses_section(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return the state's licenses for the route's background, and what other states ask; nothing for those
    whom no license concerns.

    What the state's rules ask at a place stands with the way to it.
    """
    guide, about = advice.local.licenses, _ABOUT.get(route.background)
    concerned = advice.answers.get("licenses") or any(step.kind == "license" for step in route.steps)
    if guide is None or about is None or not concerned:
        return ()
    words, named = kit.words, _License(guide, kit.words, kit.cites)
    return section(
        words("license.title", state=guide.state.name),
        *about(advice, named),
        Paragraph(words("license.whole", state=guide.state.code), tone="typed"),
    )


def licenses_in_short(advice: Advice, route: Route, kit: Tools) -> tuple[Block, ...]:
    """Return the same without remarks: which license, whose board, and what holds for clients elsewhere."""
    return tuple(
        Facts(tuple(row for row in each.rows if row.label)) if isinstance(each, Facts) else each
        for each in licenses_section(advice, route, kit)[:-1]
    )


def _nurse(advice: Advice, kit: _License) -> tuple[Block, ...]:
    """Return the RN license there, and whether a multistate license helps with clients elsewhere.

    A license with limits is never a multistate one; who has one is not told that it can be.
    """
    if advice.answers.get("license_status") == "restricted":
        return (Facts(_nurse_rows(kit)),)
    clients = tuple(_client(client, advice, kit) for client in advice.local.clients)
    more = (Paragraph(kit.words("license.clients")), Bullets(clients)) if clients else ()
    told = advice.answers.get("multistate_license") == "yes"
    return (Facts(_nurse_rows(kit)), *(() if told else _compact_meaning(kit)), *more)


def _client(client: ClientState, advice: Advice, kit: _License) -> Item:
    lacks = client.nurse == "covered" and advice.answers.get("multistate_license") == "no"
    key = "license.client.covered_not_yet" if lacks else f"license.client.{client.nurse}"
    text = kit.words(key, state=client.guide.state.name, home=kit.guide.state.name)
    member = client.guide.state.rn.compact
    cites = kit.cites(member.source) if member else ()
    return Item(text, cites=cites)


def _social_worker(advice: Advice, kit: _License) -> tuple[Block, ...]:
    names = [client.guide.state.name for client in advice.local.clients]
    more = kit.words("license.client.social_work", states=kit.words.listed(names)) if names else ""
    return (Facts(_social_work_rows(kit)), *((Paragraph(more),) if more else ()))


# Who says what of the licenses, by the side of case management that has some.
_ABOUT = {"nursing": _nurse, "social_work": _social_worker}
