"""casemgr as a library: what the commands say, as JSON documents, for one person or for many.

    from casemgr_cli.api import load

    advisor = load()
    answers = advisor.accept({"background": "nursing", "licenses": ["rn"], "license_status": "active"})
    advisor.advise(answers)["recommended"]

Answers and documents are those of the command line: `casemgr schema answers` and `casemgr schema advice`
describe them. An `Advisor` never changes and can be pickled.
"""

from casemgr_cli.api.advisor import Advisor, load
from casemgr_cli.api.rows import advise_arrow

__all__ = ["Advisor", "advise_arrow", "load"]
