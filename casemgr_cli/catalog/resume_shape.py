"""The shape of `resume.yaml`: the words that tell what is in a résumé."""

from __future__ import annotations

from casemgr_cli.catalog.shape import (
    BACKGROUND,
    CONDITION,
    TEXTS,
    WHOLE,
    Kind,
    Record,
    Table,
    one,
    ref,
    refs,
)

RESUME_PHRASES: dict[str, Kind] = dict.fromkeys(
    (
        "ongoing",
        "countries",
        "not_yet",
        "unfinished",
        "part_time",
        "full_time",
        "not_degrees",
        "unclear_fields",
    ),
    TEXTS,
)
ENROLLMENT = Record(
    {"says": TEXTS, "degree": ref("degrees"), "when": CONDITION, "unless": CONDITION},
    one_of=("says", "degree"),
)
LICENSE_WORDS = Record(
    {
        "license": ref("choice:licenses"),
        "says": TEXTS,
        "by_state": Table(refs("choice:state"), ids=ref("choice:licenses")),
    },
    needs=("license", "says"),
)
WORK_KIND = Record(
    {
        "titles": TEXTS,
        "also": TEXTS,
        "counts": refs("counters"),
        "counts_if_rn": refs("counters"),
        "maybe": refs("counters"),
        "maybe_if_rn": refs("counters"),
    },
    needs=("titles",),
)
CREDENTIALS = Table(TEXTS, ids=one("licenses", "certifications"))
HEALTH_SYSTEM: dict[str, Kind] = {"says": TEXTS, "unless": TEXTS}

RESUME: dict[str, Kind] = {
    "resume_phrases": Record(RESUME_PHRASES, needs=tuple(RESUME_PHRASES)),
    "territories": refs("choice:state"),
    "degree_levels": Table(TEXTS, ids=ref("choice:education")),
    "degree_fields": Table(TEXTS, ids=ref("choice:field")),
    "enrollment": Table(ENROLLMENT, ids=ref("choice:enrolled_in")),
    "sides": Table(CONDITION, ids=BACKGROUND),
    "license_words": Table(LICENSE_WORDS),
    "certification_words": Table(TEXTS, ids=ref("choice:certifications")),
    "unclear_credentials": CREDENTIALS,
    "vague_credentials": CREDENTIALS,
    "other_credentials": TEXTS,
    "doubts": Table(Record({"answer": ref("facts"), "when": CONDITION}, needs=("answer", "when"))),
    "status_words": Table(TEXTS, ids=ref("choice:license_status")),
    "month_windows": Table(WHOLE, ids=ref("counters")),
    "work_kinds": Table(WORK_KIND),
    "health_system": Record(HEALTH_SYSTEM, needs=tuple(HEALTH_SYSTEM)),
    "self_employed": TEXTS,
}
