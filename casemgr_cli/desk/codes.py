"""A short code for each student, by which they open their own session and nobody else's.

Codes are worked out from a secret of the store and the student's id, so none is kept, and a new secret makes
all slips that were handed out worthless.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

from casemgr_cli.desk import tables
from casemgr_cli.desk.store import SLIPS_SECRET, refuse_unless_lead, secret_within

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from casemgr_cli.desk.store import Store

# Without letters and digits that are taken for one another.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH = 6


def codes(store: Store, ids: Iterable[str], *, renew: bool = False) -> Mapping[str, str]:
    """Return the code of each student; `renew` makes all earlier codes of the store worthless.

    Raises:
        UsageFailure: they are to be renewed, and it is not a lead who asks for it.
        FileFailure: the store cannot be read or written.
    """
    if renew:
        refuse_unless_lead(store)
    with store.writing() as connection:
        if renew:
            connection.execute(tables.settings.delete().where(tables.settings.c.name == SLIPS_SECRET))
        secret = secret_within(connection, SLIPS_SECRET)
    return {id_: _code(secret, id_) for id_ in ids}


def as_code(text: str) -> str:
    """Return what somebody typed as a code is written: capitals, without blanks and dashes."""
    return "".join(char for char in text.upper() if char.isalnum())


def _code(secret: str, id_: str) -> str:
    number = int.from_bytes(hmac.digest(secret.encode(), id_.encode(), "sha256"))
    places = (number // len(_SIGNS) ** place for place in range(_LENGTH))
    return "".join(_SIGNS[each % len(_SIGNS)] for each in places)
