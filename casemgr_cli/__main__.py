"""`python -m casemgr_cli` is `casemgr`."""

import os
import sys

from casemgr_cli import ASKED


def main() -> int:
    """Run casemgr and return the exit code; after Tab, without loading it where that can be."""
    if ASKED in os.environ:
        from casemgr_cli.cli import tab

        code = tab.answer(os.environ)
        if code is not None:
            return code
    from casemgr_cli.cli.main import main as run

    return run()


if __name__ == "__main__":
    if not sys.flags.safe_path:  # the folder it is run in, where others may have put modules
        del sys.path[0]
    sys.exit(main())
