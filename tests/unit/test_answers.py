"""Answers from files, from `--set` and from people: one cast, one check, clear refusals."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from casemgr_cli.catalog.answers import (
    accept,
    check_together,
    parse_set,
    read_answers,
    simple_entries,
    write_answers,
)
from casemgr_cli.catalog.files import data_dir
from casemgr_cli.catalog.load import load_catalog
from casemgr_cli.catalog.untrusted import read_document
from casemgr_cli.cli.given import answers as given_answers
from casemgr_cli.domain.conditions import Compare
from casemgr_cli.domain.facts import Choice, Fact, FactTable
from casemgr_cli.engine.evaluate import holds
from casemgr_cli.engine.interview import next_question
from casemgr_cli.errors import UsageFailure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from casemgr_cli.domain.facts import Answers, Value

BASE = Path(__file__).parent.parent / "bad_data" / "base"
CATALOG = load_catalog(BASE, strict=False)
FACTS = CATALOG.facts
REAL = load_catalog(data_dir(None), strict=False)
YEAR = 2026


def read(text: str | bytes, name: str = "answers.yaml") -> dict[str, Value]:
    """Read answers from text."""
    return read_answers(name, text.encode() if isinstance(text, str) else text, FACTS)


def refusal(text: str | bytes, name: str = "answers.yaml") -> tuple[str, str]:
    """Return the message and the hint that refuse a text."""
    with pytest.raises(UsageFailure) as caught:
        read(text, name)
    return caught.value.message, caught.value.hint


def test_yaml_values_are_cast_by_type() -> None:
    """Values take the type their key declares, not the one YAML would guess."""
    answers = read(
        "background: nursing\naccredited: no\nmonths_nursing: 0123\ngpa: 3.5\nmetro: 12:30\n"
        "state: maryland\nclient_states: [ny, Virginia, NY]\nlicenses: []\nfieldwork: true\n"
    )
    assert answers == {
        "background": "nursing",
        "accredited": "no",
        "months_nursing": 123,
        "gpa": 3.5,
        "metro": "12:30",
        "state": "MD",
        "client_states": ("NY", "VA"),
        "licenses": (),
        "fieldwork": "yes",
    }


def test_json_reads_like_yaml() -> None:
    """JSON is told by its name or its first sign, and its values are cast the same way."""
    text = '\n {"accredited": false, "months_nursing": 12, "gpa": 3.50, "licenses": ["rn"]}'
    expected = {"accredited": "no", "months_nursing": 12, "gpa": 3.5, "licenses": ("rn",)}
    assert read(text) == read(text, "answers.json") == expected


@pytest.mark.parametrize("key", FACTS)
def test_unknown_is_right_for_every_key(key: str) -> None:
    """`unknown` is an answer to every question, alone or as the only member of a list."""
    assert accept(FACTS[key], "unknown") == accept(FACTS[key], ["Unknown"]) == "unknown"


@pytest.mark.parametrize("text", ["", "\n\n", "# nothing yet\n", "---\n", "{}", b"\xef\xbb\xbf"])
def test_empty_file_is_no_answers(text: str | bytes) -> None:
    """A file without keys holds no answers."""
    assert read(text) == {}


SIMPLE = ("", "# mine", "state: MD", "gpa: 3.5", "licenses: [rn, lpn]", "settings: []", "a: two words")
SIGNS = st.sampled_from(
    [*"ab0 -:#,[]{}'\"&*!|>%@`?~\t\r\n\\", "é", ": ", " #", "null", "---", "answers", "\n "]
)


@given(
    st.lists(st.sampled_from(SIMPLE), max_size=4), st.lists(st.tuples(st.integers(0, 60), SIGNS), max_size=3)
)
@example([], []).via("an empty file")
@example(["state: MD", "state: MD"], []).via("a key that is there twice")
@example([], [(0, "a: null")]).via("nothing")
def test_a_simple_file_reads_as_yaml_does(lines: list[str], signs: list[tuple[int, str]]) -> None:
    """What is read without YAML is what YAML would have read, whatever signs are put in anywhere."""
    text = "\n".join(lines)
    for at, sign in signs:
        text = text[:at] + sign + text[at:]
    found = simple_entries(text.encode())
    if found is not None:
        assert found == read_document("answers.yaml", text.encode())
    elif not signs and len(set(lines)) == len(lines):
        pytest.fail("a simple file was left to YAML")


def test_windows_text_is_fine() -> None:
    """A byte-order mark and Windows line ends change nothing."""
    assert read(b"\xef\xbb\xbfbackground: nursing\r\nstate: MD\r\n") == {
        "background": "nursing",
        "state": "MD",
    }


def test_answers_inside_other_documents() -> None:
    """Answers may stand under `answers`, also in an advice document with much else in it."""
    advice = {
        "schema": "casemgr.advice/1",
        "routes": [{"steps": [{"cost": {"low": 1}}]}],
        "answers": {"state": "MD", "licenses": []},
    }
    assert read(json.dumps(advice)) == {"state": "MD", "licenses": ()}
    assert read("answers:\n  state: MD\n  licenses: [rn]\n") == {"state": "MD", "licenses": ("rn",)}
    assert '"state" stands beside "answers"' in refusal('{"answers": {}, "state": "MD"}')[0]


def test_every_mistake_of_a_file_is_told_at_once() -> None:
    """Each with its line and its own hint, in the order of the file."""
    message, hint = refusal("state: XX\neducatoin: bachelor\nlicenses: [rnn]\n")
    lines = message.splitlines()
    assert [line.partition(": ")[0] for line in lines] == [f"answers.yaml, line {n}" for n in (1, 2, 3)]
    assert 'Did you mean "education"?' in lines[1]
    assert 'Did you mean "rn"?' in lines[2]
    assert hint


def test_misspelt_key_is_refused_with_its_line() -> None:
    """A key that is not one names file, line and the nearest key."""
    expected = ('answers.yaml, line 3: "liscenses" is not an answer key.', 'Did you mean "licenses"?')
    assert refusal("# mine\nstate: MD\nliscenses: [rn]\n") == expected
    assert refusal('{"answers": {\n"state": "MD",\n"liscenses": []}}') == expected


@pytest.mark.parametrize(
    ("text", "words", "hint"),
    [
        ("background: nursng", '"background" cannot be "nursng"', 'Did you mean "nursing"?'),
        ("state: ZZ", '"state" cannot be "ZZ"', "MD, NY, VA"),
        ("licenses: [rn, lpm]", '"licenses" cannot be "lpm"', 'Did you mean "lpn"?'),
        ("licenses: none", '"licenses" cannot be "none"', "empty list"),
        ("licenses:", '"licenses" has no value', "[] for none"),
        ("state: null", '"state" has no value', "unknown"),
        ("state: [MD, NY]", "takes one value, not a list", ""),
        ("months_nursing: twelve", 'a whole number from 0 to 600 months, not "twelve"', "digits"),
        ("months_nursing: 601", 'a whole number from 0 to 600 months, not "601"', "unit"),
        ("months_nursing: -1", "a whole number from 0 to 600 months", "unit"),
        ("months_nursing: 1.5", 'a whole number from 0 to 600 months, not "1.5"', "Round"),
        ("gpa: .nan", 'a number from 0 to 4, not ".nan"', "digits"),
        ("gpa: 1e99", "a number from 0 to 4", "unit"),
        ("background: {nursing: yes}", '"background" holds keys of its own', "flat"),
        ("licenses: [[rn]]", "holds more than plain values", "flat"),
        ("background: nursing\nbackground: open", "there twice, first on line 1", "Keep one"),
        ("- nursing", "a list where keys with values belong", "flat"),
        ("nursing", "a single text where keys with values belong", "flat"),
        ("? [a]\n: b", "a key must be a plain word", "flat"),
        ("a: &x b", "anchors", "Write the value out"),
        ("a: *x", "anchors", "Write the value out"),
        ("a: !!python/object:os.system x", "tags", "without the tag"),
        ("a: {b: {c: {d: e}}}", "nested too deeply", "flat"),
        ("state: MD\n---\nstate: NY", "line 2: a second document", ""),
        ("state: [MD", "not valid YAML at column", ""),
        ("state: MD\n\tgpa: 3", "line 2: this is not valid YAML at column", "spaces, not tabs"),
        ("state: \x1b[2J", "control character", "plain text"),
        ('metro: "\\e[2J"', r'cannot be "\x1b[2J"', "plain words"),
        ('metro: "\\u202Etxt"', r'cannot be "\u202etxt"', "plain words"),
        (b"metro: caf\xe9", "not text in UTF-8", "UTF-8"),
        ("state: MD".encode("utf-16"), "UTF-16", "UTF-8"),
        ("state: MD".encode("utf-16-be"), "UTF-16", "UTF-8"),
        (b"a: " + b"x" * (1 << 20), "over 1 MiB", ""),
        ("[" * 200_000, "nested too deeply", ""),
    ],
)
def test_yaml_is_refused(text: str | bytes, words: str, hint: str) -> None:
    """What is wrong is said with the file's name, and what would be right with it."""
    message, advice = refusal(text)
    assert message.startswith("answers.yaml")
    assert words in message
    assert hint in advice


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('{"state": "MD", "state": "NY"}', '"state" is there twice'),
        ('{"gpa": NaN}', "NaN is not a number"),
        ('{"gpa": -Infinity}', "-Infinity is not a number"),
        ('{"state": MD}', "line 1: not valid JSON at column 11"),
        ('{"state":\n "MD"', "line 2: not valid JSON at column"),
        ('{"state": null}', '"state" has no value'),
        ('{"months_nursing": true}', 'not "yes"'),
        ('{"months_nursing": ' + "9" * 5000 + "}", "a whole number from 0 to 600 months"),
        ('{"state": {"a": 1}}', '"state" holds keys of its own'),
        ('{"metro": "\\ud800"}', r"\ud800"),
        ("[1]", "a list where keys with values belong"),
        ("[" * 200_000, "nested too deeply"),
        ('{"a":' * 100_000, "nested too deeply"),
    ],
)
def test_json_is_refused(text: str, words: str) -> None:
    """JSON that is broken, double, endless or not flat is refused like YAML."""
    assert words in refusal(text, "answers.json")[0]


def test_hostile_words_are_cut_and_escaped() -> None:
    """Long or strange keys and names do not flood or steer the terminal."""
    message, _ = refusal("k" * 900 + ": 1")
    assert len(message) < 150
    message, _ = refusal(b"x: 1", "\x1b[2Jevil\n.yaml")
    assert message.isprintable()


def test_set_pairs() -> None:
    """`--set` takes one value, a list with commas, an empty list, and a value with an equals sign.

    Neither case nor the kind of line between words matters.
    """
    assert parse_set(["background=Social-Work"], FACTS) == {"background": "social_work"}
    items = ["state=md", "licenses=", "client_states=NY, va", "metro=A=B", "months_nursing=unknown"]
    assert parse_set(items, FACTS) == {
        "state": "MD",
        "licenses": (),
        "client_states": ("NY", "VA"),
        "metro": "A=B",
        "months_nursing": "unknown",
    }


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ("state", "is not key=value"),
        ("=MD", '"" is not an answer key'),
        ("stat=MD", '"stat" is not an answer key'),
        ("state=", '"state" has no value'),
        ("licenses=rn,xx", '"licenses" cannot be "xx"'),
    ],
)
def test_set_pair_is_refused(item: str, words: str) -> None:
    """A pair that is not right is refused in the same words as a file."""
    with pytest.raises(UsageFailure) as caught:
        parse_set([item], FACTS)
    assert words in caught.value.message


def test_list_that_is_too_long() -> None:
    """More members than a list takes are refused; members that are there twice count once."""
    assert accept(FACTS["strengths"], ["repairing"] * 9) == ("repairing",)
    few = type(FACTS["strengths"])("few", "choices", "", "", choices=FACTS["strengths"].choices, at_most=1)
    with pytest.raises(UsageFailure, match="at most 1, not 2"):
        accept(few, ("repairing", "active_listening"))


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"background": "nursing", "accredited": "no", "licenses": (), "client_states": ("NY", "VA")},
        {"months_nursing": 0, "gpa": 0.00001, "metro": "null", "state": "unknown"},
        {"metro": "#1: 'quotes' \"and\" é, 日本 😀 {x}"},
        {"metro": "- " + "long " * 35 + "name"},
        {"metro": "no"},
    ],
)
def test_written_answers_read_back_equal(answers: Mapping[str, Value]) -> None:
    """What is written can be read again, and nothing is lost or changed."""
    assert read(write_answers(answers)) == answers


def test_part_above_its_whole_is_refused() -> None:
    """A part that is larger than its whole names both keys and both numbers."""
    answers = {"months_case_management": 12, "months_case_management_under_ccm": 24}
    with pytest.raises(UsageFailure) as caught:
        check_together(answers, FACTS, {}, holds, YEAR)
    message = caught.value.message
    assert '"months_case_management_under_ccm" is 24' in message
    assert '"months_case_management", which is 12' in message


def test_contradiction_is_refused() -> None:
    """Answers that cannot both be true are refused in the data's words, with what was given."""
    with pytest.raises(UsageFailure) as caught:
        check_together({"licenses": ("rn",), "education": "none"}, FACTS, CATALOG.contradictions, holds, YEAR)
    assert "An RN license needs a nursing program" in caught.value.message
    assert (
        caught.value.hint == "You gave licenses: rn; education: none. Correct one of them, or leave it out."
    )


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"months_case_management": "unknown", "months_case_management_under_ccm": 24},
        {"months_case_management": 24, "months_case_management_under_ccm": 24},
        {"licenses": ("rn",), "education": "associate"},
    ],
)
def test_answers_that_fit_pass(answers: Answers) -> None:
    """What may be true together is let through, unknown wholes included."""
    check_together(answers, FACTS, CATALOG.contradictions, holds, YEAR)


def test_a_list_that_must_stay_apart_shares_no_member() -> None:
    """A place cannot be both wanted and avoided, nor a skill both most and least like someone."""
    wanted = Fact("settings", "choices", "?", "", choices=(Choice("hospital", "A hospital"),))
    avoided = Fact(
        "settings_avoid",
        "choices",
        "?",
        "",
        choices=(Choice("hospital", "A hospital"),),
        apart_from="settings",
    )
    facts = FactTable((wanted, avoided))
    clash = {"settings": ("hospital",), "settings_avoid": ("hospital",)}
    with pytest.raises(UsageFailure, match='"A hospital" is in both lists, settings and settings_avoid'):
        check_together(clash, facts, {}, holds, YEAR)
    check_together({"settings": ("hospital",), "settings_avoid": ()}, facts, {}, holds, YEAR)


@pytest.mark.parametrize(
    ("answers", "keys"),
    [
        ({"situation": "high_school", "education": "bachelor"}, ("situation", "education")),
        ({"situation": "no_degree", "education": "bachelor"}, ("situation", "education")),
        ({"situation": "lpn", "licenses": ("rn",)}, ("situation", "licenses")),
        ({"work_now": "case_manager", "case_management_ended": 12}, ("work_now", "case_management_ended")),
        ({"situation": "high_school", "licenses": ("rn",)}, ("situation", "licenses")),
        ({"situation": "high_school", "field": "nursing"}, ("situation", "field")),
        ({"situation": "high_school", "enrolled_in": "msw"}, ("situation", "enrolled_in")),
        ({"situation": "high_school", "certifications": ("ccm",)}, ("situation", "certifications")),
        ({"situation": "high_school", "work_now": "case_manager"}, ("situation", "work_now")),
        ({"situation": "high_school", "months_acute_care": 6}, ("situation", "months_acute_care")),
        ({"graduation_year": 2028, "licenses": ("counselor",)}, ("graduation_year", "licenses")),
        ({"graduation_year": 2028, "months_nursing": 60}, ("graduation_year", "months_nursing")),
        (
            {"graduation_year": 2028, "months_case_management": 60},
            ("graduation_year", "months_case_management"),
        ),
        ({"graduation_year": 2030, "degree_year": 2020}, ("graduation_year", "degree_year")),
        ({"situation": "nurse", "education": "high_school"}, ("situation", "education")),
        ({"situation": "other_graduate", "education": "high_school"}, ("situation", "education")),
        ({"situation": "nurse", "licenses": ()}, ("situation", "licenses")),
        ({"situation": "nurse", "licenses": ("lpn",), "foreign_degree": "no"}, ("situation", "licenses")),
        ({"situation": "lpn", "licenses": ("other_dependent",)}, ("situation", "licenses")),
        ({"enrolled_in": "msw", "situation": "no_degree"}, ("enrolled_in", "situation")),
        ({"work_now": "hospital_nursing", "licenses": ()}, ("work_now", "licenses")),
        (
            {"work_now": "hospital_nursing", "months_since_practice": 120},
            ("work_now", "months_since_practice"),
        ),
        ({"work_now": "none", "case_management_ended": 0}, ("work_now", "case_management_ended")),
        ({"work_now": "none", "disability_management_now": "yes"}, ("work_now", "disability_management_now")),
        ({"licenses": (), "license_states": ("TX",)}, ("licenses", "license_states")),
        ({"licenses": (), "multistate_license": "yes"}, ("licenses", "multistate_license")),
        (
            {"multistate_license": "yes", "license_states": ("CA", "NY")},
            ("multistate_license", "license_states"),
        ),
        (
            {"certifications": ("ccm",), "licenses": (), "education": "high_school"},
            ("certifications", "licenses"),
        ),
        ({"certifications": ("c-aswcm",), "education": "bachelor"}, ("certifications", "education")),
        ({"education": "bachelor", "other_degrees": ("master:nursing",)}, ("education", "other_degrees")),
    ],
)
def test_a_contradiction_names_both_keys_and_what_to_do(
    answers: dict[str, Value], keys: tuple[str, str]
) -> None:
    """Whoever contradicts themselves is told what they gave for each key, or for what implies it."""
    with pytest.raises(UsageFailure) as refused:
        check_together(answers, REAL.facts, REAL.contradictions, holds, YEAR)
    assert all(f"{key}: " in refused.value.hint for key in keys)
    assert "Correct one of them" in refused.value.hint


@pytest.mark.parametrize(
    "answers",
    [
        {"situation": "nurse", "licenses": (), "foreign_degree": "yes", "education": "bachelor"},
        {"situation": "nurse", "licenses": (), "foreign_degree": "unknown"},
        {"situation": "nurse", "licenses": (), "education": "associate", "field": "nursing"},
        {"situation": "nurse", "licenses": (), "education": "nursing_diploma"},
        {"situation": "high_school", "education": "associate", "enrolled_in": "bsn", "licenses": ("lpn",)},
        {"situation": "high_school", "enrolled_in": "adn", "work_now": "other_nursing"},
        {"situation": "high_school", "licenses": ("other_dependent",), "months_direct_service": 24},
        {"work_now": "hospital_nursing", "licenses": ("other_dependent",)},
        {"work_now": "hospital_nursing", "months_since_practice": 12},
        {
            "work_now": "other_nursing",
            "months_since_practice": 90,
            "licenses": ("rn",),
            "license_status": "lapsed",
        },
        {"work_now": "none", "case_management_ended": 0, "months_case_management": 0},
        {"multistate_license": "yes", "license_states": ("CA", "TX")},
        {"multistate_license": "yes", "license_states": ("CA",), "licenses": ("rn", "social_work_clinical")},
        {"certifications": ("ccm",), "licenses": (), "education": "associate"},
        {"education": "bachelor", "enrolled_in": "msw-advanced-standing", "field": "psychology"},
        {"education": "associate", "enrolled_in": "rn-to-msn", "other_degrees": ("nursing_diploma:nursing",)},
        {"months_case_management": 60, "case_management_ended": 12},
        {"months_case_management": 0, "case_management_ended": 200},
        {"months_case_management_earlier": 100, "case_management_ended": 200},
        {"degree_year": YEAR},
    ],
)
def test_what_can_be_true_of_somebody_is_no_contradiction(answers: dict[str, Value]) -> None:
    """Nobody is refused whose answers can be true together, however rare they are."""
    check_together(answers, REAL.facts, REAL.contradictions, holds, YEAR)


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"months_case_management": 60, "case_management_ended": 59}, "60 of the last 60 months"),
        ({"months_case_management_nursing": 30, "case_management_ended": 24}, "30 of the last 36 months"),
        ({"months_case_management": 1, "case_management_ended": 100}, "is 100 months ago"),
        ({"degree_year": YEAR + 1}, "a year that is still to come"),
    ],
)
def test_months_and_years_fit_the_calendar(answers: dict[str, Value], words: str) -> None:
    """Months of the last years cannot have ended before those, and a degree is finished in the past."""
    with pytest.raises(UsageFailure, match=words) as refused:
        check_together(answers, REAL.facts, REAL.contradictions, holds, YEAR)
    assert all(f'"{key}"' in refused.value.message for key in answers)


def test_no_school_takes_somebody_whom_the_answers_on_programs_let_through() -> None:
    """What a program asks rules out who finished less school than it takes; early colleges do not."""
    early = {("none", "lpn"), ("none", "adn"), ("none", "associate-human-services")}
    programs = [(value, step) for step in REAL.steps.values() for value in step.enrolled_as]
    assert programs
    for value, step in programs:
        for level in ("none", "high_school", "nursing_diploma", "associate"):
            answers = {"education": level, "enrolled_in": value}
            if (
                holds(step.requires, {"education": level}, REAL.facts) is False
                and (level, value) not in early
            ):
                with pytest.raises(UsageFailure, match="takes people with more school"):
                    check_together(answers, REAL.facts, REAL.contradictions, holds, YEAR)


def test_states_in_the_compact_are_those_of_the_files_on_licenses() -> None:
    """The rule on multistate licenses leaves out the states that are known to be no members, no others."""
    rule = REAL.rules["held_in_compact"]
    assert isinstance(rule, Compare)
    compacts = {code: REAL.licenses(code).state.compact for code in REAL.facts["state"].values}
    outside = {code for code, compact in compacts.items() if compact and compact.status == "not_member"}
    assert set(rule.values) == compacts.keys() - outside


@pytest.mark.parametrize(
    ("key", "raw", "words"),
    [
        ("priority", "solid,cheapest", "takes one value"),
        ("state", "CA, TX", "takes one value"),
        ("licenses", "rn,unknown", 'Leave "unknown" out'),
        ("licenses", ["rn", "Unknown"], 'Leave "unknown" out'),
    ],
)
def test_a_list_where_one_value_belongs(key: str, raw: str | list[str], words: str) -> None:
    """A list by commas is told like a list of a file, and what is not known stands alone."""
    with pytest.raises(UsageFailure) as refused:
        accept(REAL.facts[key], raw)
    assert words in f"{refused.value.message} {refused.value.hint}"


def test_a_key_that_json_holds_twice_names_its_line() -> None:
    """The line of the second one and of the first, with tabs before them, too."""
    message, _ = refusal('{\n\t"state": "MD",\n\t"gpa": 3,\n\t"state": "NY"\n}', "answers.json")
    assert message == 'answers.json, line 4: "state" is there twice, first on line 2.'


@pytest.mark.parametrize(
    ("text", "said", "line"),
    [
        ("education: high_school\nlicenses: [rn]\nstate: MD\n", [], 2),
        ("# me\nlicenses: [rn]\n", ["education=none"], 2),
        ('{"education": "high_school",\n\n "licenses": ["rn"]}', [], 3),
        ("situation: high_school\nstate: MD\nlicenses: [rn]\n", ["state=VA"], 3),
        ("state: MD\n", ["education=none", "licenses=rn"], 0),
    ],
)
def test_a_contradiction_of_a_file_names_its_line(
    tmp_path: Path, text: str, said: list[str], line: int
) -> None:
    """The last of the answers in it that the file gives; none where all of them were given beside it."""
    file = tmp_path / "me.yaml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(UsageFailure) as refused:
        given_answers(REAL, str(file), said)
    assert (f"line {line}: " in refused.value.message) is bool(line)
    assert refused.value.slug == "contradiction"


def test_a_nurse_without_a_license_is_asked_whether_she_comes_from_abroad() -> None:
    """Who could not go on without that answer has the chance to give it."""
    answers: dict[str, Value] = {"situation": "nurse", "education": "bachelor", "licenses": ()}
    asked = []
    while (fact := next_question(REAL, answers).fact) is not None:
        asked.append(fact.key)
        answers[fact.key] = "yes" if fact.key == "foreign_degree" else "unknown"
    assert "foreign_degree" in asked
    check_together(answers, REAL.facts, REAL.contradictions, holds, YEAR)
