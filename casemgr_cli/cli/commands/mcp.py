"""`casemgr mcp`: the tools of an assistant, over stdin and stdout."""

from __future__ import annotations

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from typing import TYPE_CHECKING, Any, Literal

from casemgr_cli.cli import options
from casemgr_cli.documents.advice import brief_document, verdicts
from casemgr_cli.errors import CasemgrError, missing_extra

if TYPE_CHECKING:
    from mcp.server import MCPServer

    from casemgr_cli.api import Advisor


@options.command()
def mcp(data: options.Data = None) -> None:
    """Serve casemgr to an assistant as read-only tools, over stdin and stdout (the Model Context Protocol).

    An assistant starts this itself. In its settings, the command is casemgr and the argument mcp. The tools
    read no files but casemgr's own, keep nothing and use no network.

    casemgr mcp
    """
    from casemgr_cli.api import load

    server(load(data)).run("stdio")


_Document = dict[str, Any]
_ABOUT = (
    "Career advice for people who want to become case managers in healthcare and human services. Ask "
    "next_question until it is done, then advice. Say what a figure stands for and where it is from; what is "
    "not known is null. Answers are keys of the interview, such as background, education, licenses and state."
)
# The most that a tool answers, in bytes.
MOST = 10_000


def server(advisor: Advisor) -> MCPServer:
    """Return the server with its tools. They read no files but casemgr's own, and use no network.

    Raises:
        FileFailure: the library for it is not installed.
    """
    try:
        from mcp.server import MCPServer
    except ImportError as error:
        raise missing_extra("To serve an assistant", "mcp") from error
    made = MCPServer("casemgr", instructions=_ABOUT, log_level="ERROR")

    def advice(answers: dict[str, Any]) -> str:
        """Advise a person: first choice with steps, cost and pay, contrasts, verdicts, what to do first."""
        return _said(lambda: brief_document(advisor.advise(advisor.accept(answers))))

    def next_question(answers: dict[str, Any]) -> str:
        """Return the next question that can still change the advice, or that none is left."""
        return _said(lambda: advisor.next_question(advisor.accept(answers)))

    def certification_verdicts(answers: dict[str, Any]) -> str:
        """Say for each certification whether a person is eligible, and what is missing."""
        return _said(lambda: verdicts(advisor.verdicts(advisor.accept(answers))))

    def pay(side: Literal["nursing", "other", "both"] = "both", state: str = "") -> str:
        """Return what case managers earn with and without a nursing background, and what it stands for."""
        nursing = {"nursing": True, "other": False, "both": None}[side]
        return _said(lambda: advisor.salary(nursing=nursing, state=state or None))

    def license_in(state: str) -> str:
        """Return what nursing and social-work licenses look like in a state."""
        return _said(lambda: _ran("license", "--", state))

    def explain(word: str) -> str:
        """Explain a figure, certification, workplace, step, source, answer key or other word."""
        return _said(lambda: _ran("explain", "--", word))

    for tool in (advice, next_question, certification_verdicts, pay, license_in, explain):
        made.tool(structured_output=False)(tool)
    return made


def _said(make: Any) -> str:  # noqa: ANN401 - makes a document
    """Return a document as JSON within the limit, or what is wrong in the form of every error."""
    try:
        document = make()
    except CasemgrError as problem:
        return json.dumps(problem.document)
    text = json.dumps(document, ensure_ascii=False)
    while len(text.encode()) > MOST and (largest := _largest_list(document)):
        largest.pop()
        document["shortened"] = True
        text = json.dumps(document, ensure_ascii=False)
    return text


def _largest_list(document: _Document) -> list[Any]:
    """Return the list of a document that takes the most room and can be shortened."""
    lists = [value for value in _values(document) if isinstance(value, list) and len(value) > 1]
    return max(lists, key=lambda value: len(json.dumps(value)), default=[])


def _values(document: Any) -> list[Any]:  # noqa: ANN401 - any JSON
    inner = list(document.values()) if isinstance(document, dict) else document
    return [each for value in inner if isinstance(value, dict | list) for each in (value, *_values(value))]


def _ran(command: str, *words: str) -> _Document:
    from casemgr_cli.cli.main import main

    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main([command, "--json", *words])
    if code:
        problem = json.loads(err.getvalue())["error"]
        raise CasemgrError(problem["message"], hint=problem["hint"], slug=problem["code"])
    found: _Document = json.loads(out.getvalue())
    return found
