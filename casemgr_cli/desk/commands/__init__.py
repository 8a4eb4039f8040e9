"""The counselor's desk on the command line."""

from importlib.util import find_spec

from casemgr_cli.errors import FileFailure

if find_spec("sqlalchemy") is None:
    raise FileFailure(
        "The counselor's desk needs SQLAlchemy, which is not installed.",
        hint="In the folder of the project, run: pip install '.[desk]'",
        slug="missing_extra",
    )
