"""Twenty résumés in PDF and Word, from templates that people use, and a table of what is understood of them.

Run it for the table: `python tests/cv/write.py`. With a folder it writes the files there as well.
"""

from __future__ import annotations

import calendar
import json
import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import typst
import yaml
from docx import Document

PEOPLE: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("people.yaml").read_text("utf-8"))
FORMATS = ("pdf", "docx")
TYPST = """
#let me = json(bytes(sys.inputs.at("me")))
#set page(paper: "us-letter", margin: 1.8cm)
#set text(size: 10pt)
#let head(word) = block(above: 1em, strong(if me.spaced { word.clusters().join(" ") } else { word }))
#let entry(each) = {
  if me.template == "dated_table" {
    grid(columns: (4cm, 1fr), each.when, { each.first; linebreak(); each.second })
  } else if me.template == "employer_first" {
    block({ each.second; h(1fr); each.when; linebreak(); emph(each.first) })
  } else { block({ strong(each.first); h(1fr); each.when; linebreak(); each.second }) }
  list(..each.lines)
}
#let work = { head(me.heads.work); for each in me.work { entry(each) } }
#let study = { head(me.heads.study); for each in me.study { entry(each) } }
#let credentials = { head(me.heads.credentials); for each in me.credentials { block(me.icon + each) } }
#let top = { text(16pt, me.name); linebreak(); me.icon; me.at; [ | 555-010-0199 | ]; me.mail }
#if me.template == "columns" {
  top
  grid(columns: (6cm, 1fr), gutter: 1cm, { credentials; study }, { head(me.heads.about); me.about; work })
} else { top; head(me.heads.about); me.about; work; study; credentials }
"""
HEADS = {
    "plain": ("Summary", "Professional Experience", "Education", "Licenses & Certifications"),
    "columns": ("PROFILE", "WORK HISTORY", "EDUCATION", "CREDENTIALS"),
    "dated_table": (
        "Objective",
        "Employment History",
        "Education and Training",
        "Licensure and Certification",
    ),
    "icons": ("ABOUT ME", "EXPERIENCE", "EDUCATION", "CERTIFICATIONS"),
    "employer_first": (
        "Qualifications",
        "Relevant Experience:",
        "Academic Background:",
        "Certifications & Licenses:",
    ),
}
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
)


def when(each: dict[str, Any], style: str) -> str:
    """Return the dates of an entry as a template writes them."""
    if style == "none":
        return ""
    start, end = each.get("from", ""), each.get("to", "")
    if not end:
        return f"{_day(start, style)} {'to' if style == 'words' else '–'} Present"  # noqa: RUF001 - as people type
    return " – ".join(_day(day, style) for day in (start, end) if day)  # noqa: RUF001 - as people type


def _day(text: str, style: str) -> str:
    lead, _, day = text.rpartition(" ")
    year, _, month = day.partition("-")
    if not month or not month.isdecimal():
        return text
    said = f"{month}/{year}" if style == "numbers" else f"{calendar.month_name[int(month)]} {year}"
    return f"{lead} {said}".strip()


def laid_out(person: dict[str, Any]) -> dict[str, Any]:
    """Return what a template needs of a person."""
    template, dates = person["look"]["template"], person["look"]["dates"]
    heads = dict(zip(("about", "work", "study", "credentials"), HEADS[template], strict=True))
    entries = {
        part: [
            {
                "first": each.get("title") or each["degree"],
                "second": each.get("employer") or each["school"],
                "when": when(each, dates),
                "lines": each.get("lines", []),
            }
            for each in person[part]
        ]
        for part in ("work", "study")
    }
    icon = "\u260e " if template == "icons" else ""
    mail = f"{person['name'].split()[0].lower()}@example.org"
    more = {"template": template, "icon": icon, "spaced": template == "icons", "heads": heads, "mail": mail}
    return {**person, **entries, **more}


def pdf(person: dict[str, Any]) -> bytes:
    """Return a résumé as a PDF."""
    return typst.compile(TYPST.encode(), sys_inputs={"me": json.dumps(laid_out(person))})


def docx(person: dict[str, Any]) -> bytes:
    """Return a résumé as a Word file."""
    me, document = laid_out(person), Document()
    document.add_paragraph(me["name"])
    document.add_paragraph(f"{me['icon']}{me['at']} | 555-010-0199 | {me['mail']}")
    left = right = document
    if me["template"] == "columns":
        left, right = document.add_table(rows=1, cols=2).rows[0].cells
    right.add_paragraph(me["heads"]["about"])
    right.add_paragraph(me["about"])
    for part, place in (("work", right), ("study", left)):
        place.add_paragraph(_spaced(me, part))
        for each in me[part]:
            _entry(place, each, me["template"])
    left.add_paragraph(_spaced(me, "credentials"))
    for each in me["credentials"]:
        left.add_paragraph(f"{me['icon']}{each}")
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _spaced(me: dict[str, Any], part: str) -> str:
    return " ".join(me["heads"][part]) if me["spaced"] else me["heads"][part]


def _entry(place: Any, each: dict[str, Any], template: str) -> None:  # noqa: ANN401 - a document or a cell
    if template == "dated_table":
        cells = place.add_table(rows=1, cols=2).rows[0].cells
        cells[0].text, cells[1].text = each["when"], f"{each['first']}\n{each['second']}"
    elif template == "employer_first":
        place.add_paragraph(f"{each['second']}\t{each['when']}")
        place.add_paragraph(each["first"])
    else:
        place.add_paragraph(f"{each['first']}\t{each['when']}")
        place.add_paragraph(each["second"])
    for line in each["lines"]:
        place.add_paragraph(line, style="List Bullet" if hasattr(place, "sections") else None)


WRITERS = {"pdf": pdf, "docx": docx}


def judged(person: dict[str, Any], found: Any) -> dict[str, str]:  # noqa: ANN401 - the findings
    """Return what became of each thing that a résumé shows: taken, offered, lost, or false."""
    answers, asked = found.answers, {each.key for each in found.asked}
    outcome = {key: _outcome(answers.get(key), value, key in asked) for key, value in person["shows"].items()}
    for key, value in person.get("never", {}).items():
        got = answers.get(key)
        if got == value or (isinstance(got, tuple) and {*got} & {*value}):
            outcome[key] = "false"
    for key in ("licenses", "certifications"):
        if {*answers.get(key, ())} - {*person["shows"].get(key, ())}:
            outcome[key] = "false"
    return outcome


def _outcome(got: object, value: object, asked: bool) -> str:
    if isinstance(value, list) and isinstance(got, tuple) and {*value} <= {*got}:
        return "taken"
    if got == value or (isinstance(value, int) and isinstance(got, int) and got >= max(value, 1)):
        return "taken"
    return "offered" if asked else "lost"


def main() -> None:
    """Print the table, and write the files into a folder if one is named."""
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from tests.unit.test_cv import read

    total: list[str] = []
    print(f"{'who':20} {'template':15} {'dates':8} {'form':5} taken offered lost false")
    for person in PEOPLE:
        for form, write in WRITERS.items():
            data, look = write(person), person["look"]
            if len(sys.argv) > 1:
                (Path(sys.argv[1]) / f"{person['name'].split(',')[0].replace(' ', '-')}.{form}").write_bytes(
                    data
                )
            outcome = judged(person, read(data, f"cv.{form}"))
            counts = [list(outcome.values()).count(each) for each in ("taken", "offered", "lost", "false")]
            bad = [f"{key}: {each}" for key, each in outcome.items() if each in ("lost", "false")]
            numbers = " ".join(f"{count:5}" for count in counts)
            who = f"{person['name'][:20]:20} {look['template']:15} {look['dates']:8} {form:5}"
            print(f"{who} {numbers}  {', '.join(bad)}")
            total += outcome.values()
    good = sum(each in ("taken", "offered") for each in total)
    print(f"\n{good} of {len(total)} taken or offered: {good / len(total):.0%}")


if __name__ == "__main__":
    main()
