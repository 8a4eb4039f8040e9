"""What hostile résumés cost: seconds by the clock and of work, and megabytes, of the process that reads each.

    .venv/bin/python benchmarks/hostile.py

The files are those of tests/unit/test_cv_files.py. Run it on a machine that is idle; none may take more than
two seconds and 200 MB. A process that its limits stopped has no figure of memory to show, and needed no more
than they allow.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
_READ = """
from casemgr_cli.catalog.cv_text import main
main()
import re, sys
print("peak", re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1], file=sys.stderr)
"""


def main() -> None:
    """Print a line for each file, and end with 1 if one of them cost too much."""
    from tests.unit.test_cv_files import HOSTILE, endless_page

    too_much = False
    files = {name: data for name, (data, _) in HOSTILE.items()} | {"endless_page": endless_page()}
    for name, data in files.items():
        form = "pdf" if b"%PDF-" in data[:1024] else "zip" if data.startswith(b"PK") else ""
        if not form:
            continue
        before, started = os.times(), time.perf_counter()
        done = subprocess.run(
            [sys.executable, "-c", _READ, form], input=data, capture_output=True, cwd=ROOT, check=False
        )
        seconds, after = time.perf_counter() - started, os.times()
        work = after.children_user + after.children_system - before.children_user - before.children_system
        peak = re.search(rb"peak (\d+)", done.stderr)
        megabytes = int(peak[1]) / 1024 if peak else 0
        said = done.stdout.decode() or f"stopped by signal {-done.returncode}"
        print(f"{name:14} {seconds:5.2f} s {work:5.2f} s of work {megabytes:5.0f} MB  {said}")
        too_much |= seconds > 2 or megabytes > 200  # noqa: PLR2004 - the promise
    sys.exit(too_much)


if __name__ == "__main__":
    main()
