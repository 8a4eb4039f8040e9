"""What `casemgr` alone offers on a terminal: its main jobs."""

from __future__ import annotations

from casemgr_cli.catalog.files import data_dir, load_messages
from casemgr_cli.cli import kept
from casemgr_cli.cli.interview import asker_here
from casemgr_cli.cli.terminal import is_plain
from casemgr_cli.domain.facts import Choice, Fact
from casemgr_cli.prompts.asker import BACK, Question

# The jobs, each with the words that do it; the second group needs kept answers.
_JOBS = {
    "advise": ["advise"],
    "me": ["me"],
    "compare": ["compare"],
    "salary": ["salary"],
    "certs": ["certs"],
    "session": ["session"],
    "help": ["--help"],
}
_WITH_ANSWERS = frozenset({"me", "compare"})


def welcome() -> list[str]:
    """Ask what to do and return the words that do it; going back is to see everything.

    Raises:
        Interrupted: the person stopped.
    """
    messages = load_messages(data_dir(None))
    jobs = [job for job in _JOBS if job not in _WITH_ANSWERS or kept.place().exists()]
    choices = tuple(Choice(job, messages[f"cli.welcome.{job}"]) for job in jobs)
    title, why = messages["cli.welcome.title"], messages["cli.welcome.why"]
    question = Question(Fact("job", "choice", title, why, choices=choices), menu=True)
    reply = asker_here(messages, plain=is_plain()).ask(question)
    return ["--help"] if reply is BACK else _JOBS[str(reply)]
