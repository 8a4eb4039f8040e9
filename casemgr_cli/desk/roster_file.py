"""Lists of students read from what a school's other systems write: CSV of any kind, Xello, OneRoster.

Of each row only the id, the name, the grade, the group and the standing are looked at. Everything else that
such lists hold (passwords, birth dates, addresses, telephone numbers) is let go with its row.
"""

import csv
import re
import unicodedata
import zipfile
import zlib
from codecs import BOM_UTF8
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path, PurePosixPath

from msgspec import Struct
from msgspec.structs import replace

from casemgr_cli.desk.csv_rows import DAMAGE, MOST, CsvRow, Lines, TextLine, cells_of, limited, records
from casemgr_cli.desk.records import LAST_GRADE, LONGEST, OLDEST_GRADE, Status, Student, joined_groups
from casemgr_cli.desk.roster import KEPT, Layout, Reject, Roster, Why
from casemgr_cli.desk.rules import plain_name
from casemgr_cli.errors import FileFailure, UsageFailure, missing_extra, told
from casemgr_cli.text import brief, is_plain, quoted

_DELIMITERS = (",", ";", "\t", "|")
_DECLARED = re.compile(r"sep=(.)\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:grade|gr\.?)?0*([0-9]{1,2})(?:\.0|st|nd|rd|th)?(?:grade)?")
# How many lines a report may put above the names of its columns.
_TITLE_LINES = 20
# What spreadsheets make of an id that is a number, and what protects one from them.
_AS_NUMBER, _AS_FORMULA = re.compile(r"([0-9]+)\.0+"), re.compile(r'="([^"]*)"')
_CLASS_YEAR = re.compile(r"([12][0-9]{3})?")
_SCHOOL_YEAR_BEGINS = 7  # in July
# What a spreadsheet makes of a long number; the digits that it cut off tell students apart.
_SCIENTIFIC = re.compile(r"[0-9]([.,][0-9]+)?[eE][+-]?[0-9]+")
# TextLine breaks and tabs are blanks in a name; anything else that cannot be seen is refused.
_BLANKS = str.maketrans("\n\r\t", "   ")


# The column that says what a field's own would say.
_STANDS_FOR = {"given": "name", "family": "name", "grade": "class_year"}


class _Table(Struct, frozen=True):
    """How the rows of one file are read: the place of each column, and how many there are."""

    delimiter: str
    places: Mapping[str, int]
    width: int


def read_roster(
    source: "RosterFiles",
    layout: Layout,
    today: date,
    *,
    encoding: str | None = None,
    named: Mapping[str, str] | None = None,
) -> Roster:
    """Read a list of students. A row that cannot be used is a reject; the others are not held up by it.

    `today` tells the grade of a class by the year in which it graduates. Without an `encoding` it is found
    out. `named` are columns of this list that the layout does not know, by field.
    """
    lines = Lines(source.users, encoding)
    known = {field: (plain_name(name),) for field, name in (named or {}).items()}
    table = _table(lines, {**layout.columns, **known}, ("id",))
    roles, rejects = _roles(source, table, layout, encoding)
    reader = _Reader(table, layout, roles, school_year_begins(today).year + 1)
    for record in records(lines, table.delimiter):
        reader.take(record)
    return Roster(
        students=tuple(student for student in reader.students.values() if student is not None),
        rejects=(*rejects, *sorted(reader.rejects, key=lambda each: each.line)),
        fields=frozenset(field for field in KEPT if {field, _STANDS_FOR.get(field)} & table.places.keys()),
        unread=table.width - len(table.places),
        others=reader.others,
        encoding=lines.encoding,
    )


def school_year_begins(today: date) -> date:
    """Return the day on which the school year of a day begins."""
    return date(today.year - (today.month < _SCHOOL_YEAR_BEGINS), _SCHOOL_YEAR_BEGINS, 1)


def _table(lines: Lines, columns: Mapping[str, tuple[str, ...]], needs: Sequence[str]) -> _Table:
    """Read the header, and find out from it how the file is written."""
    line = _first(lines)
    declared = _DECLARED.fullmatch(line.text) if line and line.text else None
    line = _first(lines) if declared else line
    if line is None or line.text is None:
        raise UsageFailure(
            "The list is empty." if line is None else "The first line is no header.",
            hint="The first line must name the columns, the second is the first student.",
            slug="roster_columns",
        )
    if "\0" in line.text:
        raise UsageFailure(
            "This is not a plain list, or it is in UTF-16.",
            hint='Save it as "CSV UTF-8", or try --encoding utf-16.',
            slug="roster_columns",
        )
    delimiters = declared[1] if declared else _DELIMITERS
    best = _best_header(line.text, delimiters, columns)
    missing = [field for field in needs if field not in best.places]
    if not missing:
        return best
    for _ in range(_TITLE_LINES):  # a report has its own name above the names of its columns
        below = _first(lines)
        if below is None or below.text is None:
            break
        table = _best_header(below.text, delimiters, columns)
        if len(table.places) > 1 and all(field in table.places for field in needs):
            return table
    raise _no_column(missing[0])


def _best_header(text: str, delimiters: Iterable[str], columns: Mapping[str, tuple[str, ...]]) -> _Table:
    tables = [_read_header(text, each, columns) for each in delimiters]
    return max(tables, key=lambda table: len(table.places))


def _first(lines: Lines) -> TextLine | None:
    while (line := lines.take()) is not None and line.text is not None and not line.text.strip():
        pass
    return line


def _read_header(text: str, delimiter: str, columns: Mapping[str, tuple[str, ...]]) -> _Table:
    try:
        header = [plain_name(cell) for cell in cells_of([text], delimiter)]
    except csv.Error:
        return _Table(delimiter, {}, 0)
    places: dict[str, int] = {}
    for field, names in columns.items():
        name = next((name for name in names if name in header), None)
        if name is not None:
            places[field] = header.index(name)
            if header.count(name) > 1:
                raise UsageFailure(
                    f"The list has two columns for the {field}.",
                    hint="Leave one of them out, or give one another name.",
                    slug="roster_columns",
                )
    while header and not header[-1]:
        header.pop()
    if "id" not in places and "key" in places:
        places["id"] = places["key"]
    return _Table(delimiter, places, len(header))


def _no_column(field: str) -> UsageFailure:
    # What stands in the first line is not shown: in a list without a header it is somebody's record.
    what = "student's id" if field == "id" else field
    return UsageFailure(
        f"The first line names no column for the {what}.",
        hint=f'It could be "Student ID". If it has another name, give it: --column {field}="Pupil number".',
        slug="roster_no_id" if field == "id" else "roster_columns",
    )


def _roles(
    source: "RosterFiles", table: _Table, layout: Layout, encoding: str | None
) -> tuple[Mapping[str, Status] | None, tuple[Reject, ...]]:
    """Return who is or was a student by the second file, or None where the list itself says it."""
    if source.roles is None:
        if "role" not in table.places and "key" in table.places:
            raise UsageFailure(
                "This is the users.csv of OneRoster, which holds teachers and parents too.",
                hint="Put its roles.csv into the same folder, and import the folder.",
                slug="no_roles",
            )
        return None, ()
    lines = Lines(source.roles, encoding)
    own = _table(lines, layout.role_columns, ("user", "role"))
    found: dict[str, Status] = {}
    rejects = []
    for record in records(lines, own.delimiter):
        why = _misshapen(record, own)
        if why:
            rejects.append(Reject(record.line, "", why, file=_ROLES))
            continue
        user, role, status = (_cell(record, own, each) for each in ("user", "role", "status"))
        if plain_name(role) in layout.roles and found.get(user) != "active":
            found[user] = layout.statuses.get(plain_name(status) or "active", "left")
    return found, tuple(rejects)


class _Reader(Struct):
    """Takes row after row, and sorts out who is a student and what is wrong.

    Without `roles` the list itself says who is a student. `graduating` is the year in which those in grade 12
    graduate. `lines` says where a student was named first.
    """

    table: _Table
    layout: Layout
    roles: Mapping[str, Status] | None
    graduating: int
    students: dict[str, Student | None] = {}
    rejects: list[Reject] = []
    others: int = 0
    lines: dict[str, int] = {}

    def take(self, record: CsvRow) -> None:
        """Take a row. One without anything in it is none."""
        if record.cells and self._is_no_row(record.cells):
            return
        why = _misshapen(record, self.table)
        if why:
            self.rejects.append(Reject(record.line, "", why))
            return
        cells = {field: _cell(record, self.table, field) for field in self.table.places}
        cells["id"] = cells["id"] or cells.get("key", "")
        if not self._is_student(cells):
            self.others += 1
            return
        problem = self._problem(cells)
        if problem:
            why, field = problem
            self.rejects.append(Reject(record.line, brief(cells["id"]), why, field))
        else:
            self._add(record.line, self._student(cells))

    def _is_no_row(self, cells: Sequence[str]) -> bool:
        """Whether a row is empty, or sums up those above it."""
        filled = [plain_name(cell) for cell in cells if cell.strip()]
        return not filled or (len(filled) <= 2 and filled[0].startswith(self.layout.footers))  # noqa: PLR2004 - its name and its number

    def _is_student(self, cells: Mapping[str, str]) -> bool:
        if self.roles is not None:
            return cells["key"] in self.roles
        return "role" not in cells or plain_name(cells["role"]) in self.layout.roles

    def _add(self, line: int, student: Student) -> None:
        first = self.lines.setdefault(student.id, line)
        if first == line:
            self.students[student.id] = student
            return
        known = self.students[student.id]
        if known and replace(known, group=student.group) == student:  # a schedule has a row for each class
            self.students[student.id] = replace(known, group=joined_groups(known.group, student.group))
            return
        if known is not None:  # which of the two is right cannot be told, so neither is used
            self.rejects.append(Reject(first, student.id, "contradicts", "id", line))
            self.students[student.id] = None
        self.rejects.append(Reject(line, student.id, "contradicts", "id", first))

    def _problem(self, cells: Mapping[str, str]) -> tuple[Why, str] | None:
        for field, text in cells.items():
            why = _wrong_text(field, text)
            if why:
                return why, field
        if not cells["id"]:
            return "missing_id", "id"
        if _SCIENTIFIC.fullmatch(cells["id"]) or "@" in cells["id"]:
            return ("email" if "@" in cells["id"] else "spreadsheet"), "id"
        grade = _is_known(cells, "grade", self.layout.grades) or _number(cells["grade"]) is not None
        if not grade or not _CLASS_YEAR.fullmatch(cells.get("class_year", "")):
            return "grade", "grade"
        return None if _is_known(cells, "status", self.layout.statuses) else ("status", "status")

    def _student(self, cells: Mapping[str, str]) -> Student:
        status = self.layout.statuses[_word(cells.get("status", "")) or "active"]
        role = self.roles[cells["key"]] if self.roles is not None else "active"
        given, family = cells.get("given", ""), cells.get("family", "")
        if "given" not in cells and "family" not in cells:
            given, family = parted_name(cells.get("name", ""))
        return Student(
            id=cells["id"],
            given=given,
            family=family,
            grade=self._grade(cells),
            group=cells.get("group", ""),
            status=role if status == "active" else status,
        )

    def _grade(self, cells: Mapping[str, str]) -> int | None:
        word, year = _word(cells.get("grade", "")), cells.get("class_year", "")
        if not word and year:
            grade = LAST_GRADE - (int(year) - self.graduating)
            return None if grade < 0 else min(grade, LAST_GRADE + 1)
        grades = self.layout.grades
        return grades[word] if word in grades else _number(cells.get("grade", ""))


def _misshapen(record: CsvRow, table: _Table) -> Why | None:
    """Return why a row cannot be read by the header. Empty cells behind the last column are none."""
    if record.why:
        return record.why
    behind = record.cells[table.width :]
    return "cells" if len(record.cells) < table.width or any(cell.strip() for cell in behind) else None


def _cell(record: CsvRow, table: _Table, field: str) -> str:
    """Return a cell in one spelling: accents in one piece, single blanks, none at the ends."""
    if field not in table.places:
        return ""
    cell = record.cells[table.places[field]].translate(_BLANKS)
    text = " ".join(unicodedata.normalize("NFC", cell).split())
    formula = _AS_FORMULA.fullmatch(text)
    text = formula[1] if formula else text
    number = _AS_NUMBER.fullmatch(text) if field == "id" else None
    return number[1] if number else text


def _wrong_text(field: str, text: str) -> Why | None:
    if DAMAGE in text:
        return "encoding"
    if not (text.isprintable() if field == "id" else is_plain(text)):
        return "control"
    return "long" if len(text) > LONGEST else None


def _is_known(cells: Mapping[str, str], field: str, known: Iterable[str]) -> bool:
    text = _word(cells.get(field, ""))
    return not text or text in known


def _word(text: str) -> str:
    """Return a word for a grade or a standing as it is looked up: "Eleventh Grade" is "eleventh"."""
    return plain_name(text).removesuffix("grade").removeprefix("grade")


def _number(text: str) -> int | None:
    found = _NUMBERED.fullmatch("".join(text.casefold().split()))
    grade = int(found[1]) if found else None
    return grade if grade is not None and grade <= OLDEST_GRADE else None


_USERS, _ROLES = "users.csv", "roles.csv"
_WORKBOOK = "[Content_Types].xml"
_NOT_OURS = "__MACOSX"
_MOST_MEMBERS = 10_000
_ZIP, _OLD_WORKBOOK = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError)


def parted_name(name: str) -> tuple[str, str]:
    """Return the given and the family name of "Family, Given" or "Given Family"."""
    if "," in name:
        family, _, given = map(str.strip, name.partition(","))
        return given, family
    given, _, family = name.partition(" ")
    return (given, family) if family else ("", given)


class RosterFiles(Struct, frozen=True):
    """What stands in the list itself, and in the file that says who is a student, if there is one."""

    users: bytes
    roles: bytes | None = None


def read_source(path: Path) -> "RosterFiles":
    """Read the files of a list of students.

    Raises:
        FileFailure: it is not there, cannot be read or is damaged.
    """
    with told(f"The list {quoted(str(path))} cannot be read", hint="Check the name of the file."):
        if not path.is_dir():
            return _from_file(path)
        return _both(lambda name: _beside(path / name, name), "folder")


def _from_file(path: Path) -> "RosterFiles":
    if path.exists() and not path.is_file():
        raise FileFailure(f"{quoted(str(path))} is no file.", hint="Name a file or a folder; - reads a pipe.")
    content = _content(path)
    start = content[: len(_OLD_WORKBOOK)]
    if start == _OLD_WORKBOOK:
        return RosterFiles(_workbook_rows(content))
    if start.startswith(_ZIP):
        return _from_zip(content)
    if start.lstrip().lower().startswith((b"<html", b"<!doct", b"<table", b"<?xml")):
        raise _unreadable("a web page under the name of a list")
    return RosterFiles(content, _beside(path, _ROLES) if path.name.casefold() == _USERS else None)


def _both(read: Callable[[str], bytes | None], where: str) -> "RosterFiles":
    users, roles = map(read, (_USERS, _ROLES))
    if users is None:
        raise UsageFailure(
            f"The {where} holds no {_USERS}.",
            hint=f"It has to hold the {_USERS} and {_ROLES} of a OneRoster export; or name the file itself.",
            slug="no_users",
        )
    return RosterFiles(users, roles)


def _content(path: Path) -> bytes:
    with path.open("rb") as file:
        return limited(file)


def _workbook_rows(content: bytes) -> bytes:
    """Return the first sheet of a spreadsheet that has anything in it as the lines of a plain list.

    Raises:
        FileFailure: a library is missing.
        UsageFailure: it cannot be read.
    """
    try:
        from python_calamine import CalamineError, load_workbook
    except ImportError as error:
        raise missing_extra("To read a spreadsheet", "python-calamine") from error
    try:
        book = load_workbook(BytesIO(content))
        sheets = (book.get_sheet_by_name(name).to_python() for name in book.sheet_names)
        rows = next((rows for rows in sheets if rows), [])
    except (CalamineError, OSError, ValueError) as error:
        raise _unreadable("a spreadsheet that is damaged, or has a password") from error
    written = StringIO()
    for row in rows:
        whole = (int(cell) if isinstance(cell, float) and cell.is_integer() else cell for cell in row)
        csv.writer(written).writerow([" ".join(str(cell).split()) for cell in whole])
    return BOM_UTF8 + written.getvalue().encode()


def _unreadable(what: str) -> UsageFailure:
    return UsageFailure(
        f"This is {what}.",
        hint='Open it in a spreadsheet, save it as "CSV UTF-8" or as a new XLSX, and import that file.',
        slug="spreadsheet",
    )


def _beside(path: Path, name: str) -> bytes | None:
    """Return the file with this name in the folder of a path, upper and lower case being the same."""
    found = (each for each in path.parent.iterdir() if each.name.casefold() == name and each.is_file())
    return next(map(_content, found), None)


def _from_zip(content: bytes) -> "RosterFiles":
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if _WORKBOOK in archive.namelist():
                return RosterFiles(_workbook_rows(content))
            return _both(lambda name: _member(archive, name), "zip")
    except _DAMAGED as error:
        raise FileFailure(
            "The zip cannot be read: it is damaged, or it has a password.",
            hint="Unpack it yourself, and import the folder.",
            slug="zip",
        ) from error


def _member(archive: zipfile.ZipFile, name: str) -> bytes | None:
    members = archive.infolist()
    if len(members) > _MOST_MEMBERS:
        raise UsageFailure(
            f"The zip holds more than {_MOST_MEMBERS:,} files.", hint="Zip the two files alone."
        )
    found = [
        each
        for each in members
        if PurePosixPath(each.filename).name.casefold() == name and _NOT_OURS not in each.filename
    ]
    if len(found) > 1:
        raise UsageFailure(f"The zip holds more than one {name}.", hint="Zip the files of one export alone.")
    if found and found[0].file_size > MOST:
        raise UsageFailure(
            f"The {name} in the zip is larger than {MOST // 1_000_000} MB, so it is no list of students.",
            hint="Export the students alone.",
            slug="too_large",
        )
    return archive.read(found[0]) if found else None
