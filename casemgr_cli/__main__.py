"""`python -m casemgr_cli` is `casemgr`."""

from __future__ import annotations

import sys

from casemgr_cli.cli.main import main

if __name__ == "__main__":
    sys.exit(main())
