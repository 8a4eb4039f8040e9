"""Whose a file is, on a computer that several logins share.

Where a system knows no logins, as Windows does not in this way, everything is the person's own.
"""

import os
import stat

_ROOT = 0


def is_foreign(owner: int) -> bool:
    """Whether something is another login's; those who run the computer get at everything anyway."""
    return hasattr(os, "geteuid") and owner not in (os.geteuid(), _ROOT)


def is_guarded(found: os.stat_result, *, folder: bool = False) -> bool:
    """Whether this is a file, or a folder, that no other login can have written or put something into."""
    kind = stat.S_ISDIR if folder else stat.S_ISREG
    return kind(found.st_mode) and not (is_foreign(found.st_uid) or others_may_write(found))


def others_may_write(found: os.stat_result) -> bool:
    """Whether other logins may write to something by its mode; a group with nobody else in it is no other."""
    if not hasattr(os, "geteuid"):
        return False
    shared = found.st_mode & stat.S_IWGRP and not _is_own_group(found.st_gid)
    return bool(found.st_mode & stat.S_IWOTH or shared)


def _is_own_group(group: int) -> bool:
    """Whether a group is the login's private one, of the same name, by which many systems share nothing."""
    import grp
    import pwd

    try:
        found, me = grp.getgrgid(group), pwd.getpwuid(os.geteuid())
    except KeyError:
        return False
    return group == me.pw_gid and found.gr_name == me.pw_name and not {*found.gr_mem} - {me.pw_name}
