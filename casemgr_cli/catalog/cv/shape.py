"""The shape of `cv.yaml`: the words that tell what is in a CV."""

from __future__ import annotations

from casemgr_cli.domain.kinds import (
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

WORDS = (
    "ongoing", "since", "until", "home", "territories", "not_yet", "unfinished", "part_time", "full_time",
    "unpaid", "not_degrees", "unclear_fields", "vague_fields", "beside_field", "schools", "foreign",
    "self_employed", "multistate", "details", "expires", "military", "licensing", "not_health_system",
)  # fmt: skip
_CV_WORDS: dict[str, Kind] = dict.fromkeys(WORDS, TEXTS)
_ENROLLMENT = Record(
    {"says": TEXTS, "degree": ref("degrees"), "when": CONDITION, "unless": CONDITION},
    one_of=("says", "degree"),
)
_LICENSE_WORDS = Record(
    {
        "license": ref("choice:licenses"),
        "says": TEXTS,
        "by_state": Table(refs("choice:state"), ids=ref("choice:licenses")),
    },
    needs=("license", "says"),
)
_COUNTER = Record(dict.fromkeys(("surely", "perhaps", "unless", "never", "as_nurse"), TEXTS))
_AMBIGUOUS = Record({"says": TEXTS, "with": TEXTS}, needs=("says", "with"))
CREDENTIALS = Table(TEXTS, ids=one("licenses", "certifications"))

CV: dict[str, Kind] = {
    "cv_words": Record(_CV_WORDS, needs=WORDS),
    "headings": Table(TEXTS),
    "months": Table(TEXTS),
    "degree_levels": Table(TEXTS, ids=ref("choice:education")),
    "degree_fields": Table(TEXTS, ids=ref("choice:field")),
    "enrollment": Table(_ENROLLMENT, ids=ref("choice:enrolled_in")),
    "sides": Table(CONDITION, ids=BACKGROUND),
    "situations": Table(CONDITION, ids=ref("choice:situation")),
    "license_words": Table(_LICENSE_WORDS),
    "certification_words": Table(TEXTS, ids=ref("choice:certifications")),
    "ambiguous_certifications": Table(_AMBIGUOUS, ids=ref("choice:certifications")),
    "unclear_credentials": CREDENTIALS,
    "other_credentials": TEXTS,
    "status_words": Table(TEXTS, ids=ref("choice:license_status")),
    "month_windows": Table(WHOLE, ids=ref("counters")),
    "work_counters": Table(_COUNTER, ids=ref("counters")),
    "duty_words": Table(TEXTS, ids=ref("choice:duties")),
    "duties_needed": WHOLE,
    "duties_do_not_count": refs("counters"),
    "work_now": Table(Record({"counters": refs("counters"), "titles": TEXTS}), ids=ref("choice:work_now")),
    "work_settings": Table(TEXTS, ids=ref("choice:settings")),
    "countries": Table(TEXTS, ids=one("abroad", "home")),
}
