"""Answers from an online form: by key or by words, from Google's commas and Microsoft's semicolons."""

from __future__ import annotations

import csv
import io

import pytest

from casemgr_cli.desk.form import read_form
from casemgr_cli.domain.facts import Choice, Fact, Value
from casemgr_cli.errors import UsageFailure

STATES = (Choice("OR", "Oregon"), Choice("WA", "Washington"))
FACTS = {
    each.key: each
    for each in (
        Fact("state", "choice", "In which state?", "", choices=STATES),
        Fact(
            "settings",
            "choices",
            "Where would you like to work?",
            "",
            choices=(
                Choice("hospital", "A hospital"),
                Choice("home", "At people's homes, or hospice"),
                Choice("hospice", "Hospice"),
            ),
        ),
        Fact("graduation_year", "integer", "When will you finish high school?", ""),
    )
}
MEANT: dict[str, Value] = {"I don't know": "unknown", "not sure": "unknown", "None of these": ()}
HEADER = ("Timestamp", "Student ID", "In which state", "Where would you like to work?", "graduation_year")


def form(*rows: tuple[str, ...], header: tuple[str, ...] = HEADER, encoding: str = "utf-8-sig") -> bytes:
    """Return the CSV of a form."""
    out = io.StringIO()
    csv.writer(out).writerows((header, *rows))
    return out.getvalue().encode(encoding)


def read(content: bytes) -> dict[str, object]:
    """Return what each student said, or what is wrong with it."""
    found = read_form("form.csv", content, FACTS, ("studentid", "id"), MEANT)
    assert found.unread == ("Timestamp",)
    return {row.id: row.problem or dict(row.answers) for row in found.rows}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_rows_are_students(encoding: str) -> None:
    """Answers in words or values; lists with either sign between, and with commas of their own."""
    rows = (
        ("", "0071", "Oregon", "A hospital, At people's homes, or hospice", "2028"),
        ("", "0072", "wa", "At people's homes, or hospice;Hospice;", ""),
        ("", "0073", "I don\u2019t know", "", "2029"),
        ("", "", "", "", ""),
    )
    said = read(form(*rows, encoding=encoding))
    assert said["0071"] == {"state": "OR", "settings": ("hospital", "home"), "graduation_year": 2028}
    assert said["0072"] == {"state": "WA", "settings": ("home", "hospice")}
    assert said["0073"] == {"state": "unknown", "graduation_year": 2029}
    assert len(said) == 3


def test_none_of_these_is_an_empty_list() -> None:
    """Of a question that takes one answer it is none."""
    said = read(form(("", "1", "not sure", "None of these", ""), ("", "2", "None of these", "", "")))
    assert said["1"] == {"state": "unknown", "settings": ()}
    assert "None of these" in str(said["2"])


def test_one_bad_row_is_told_and_the_others_are_read() -> None:
    """With what can be answered; a row without an id is one too."""
    said = read(form(("", "1", "Texas", "", ""), ("", "", "Oregon", "", ""), ("", "2", "Oregon", "", "soon")))
    assert "Texas" in str(said["1"])
    assert "no id" in str(said[""])
    assert "number" in str(said["2"])


@pytest.mark.parametrize("header", [("Timestamp", "Name", "state"), ("Student ID", "Favorite color"), ()])
def test_what_is_no_form_is_refused(header: tuple[str, ...]) -> None:
    """Without ids, or without any question."""
    with pytest.raises(UsageFailure, match="no column"):
        read_form("form.csv", form(header=header), FACTS, ("studentid",), {})


def test_a_quote_that_nobody_closes_spoils_one_row() -> None:
    """Those behind it are read, and it is told."""
    content = form(("", "1", "Oregon", "", "")) + b',"2,Oregon,,\r\n' + b",3,Washington,,\r\n" * 1
    assert read(content) == {"1": {"state": "OR"}, "": "It cannot be read.", "3": {"state": "WA"}}
