"""The tools that an assistant gets, called the way an assistant calls them."""

from __future__ import annotations

import asyncio
import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from casemgr_cli.api import load
from casemgr_cli.cli.commands.mcp import MOST, server
from casemgr_cli.documents.advice import brief_document
from tests.people import PEOPLE

mcp = pytest.importorskip("mcp")

if TYPE_CHECKING:
    from tests.conftest import Program

ADVISOR = load(today=date(2026, 11, 23))
NURSE = {"background": "nursing", "education": "associate", "licenses": ["rn"], "license_status": "active"}
TOOLS = {"advice", "next_question", "certification_verdicts", "pay", "license_in", "explain"}
BRIEF = 12_000


def call(tool: str, **arguments: Any) -> dict[str, Any]:  # noqa: ANN401 - what a tool takes
    """Return what a tool answers, over the library's own client."""

    async def called() -> str:
        async with mcp.Client(server(ADVISOR)) as client:
            return str((await client.call_tool(tool, arguments)).content[0].text)

    text = asyncio.run(called())
    assert len(text.encode()) <= MOST
    found: dict[str, Any] = json.loads(text)
    return found


def test_each_tool_says_what_its_command_says() -> None:
    """The answers are those of the commands, with their sources."""
    advice = call("advice", answers=NURSE)
    assert advice["recommended"]["id"] == ADVISOR.advise(ADVISOR.accept(NURSE))["recommended"]
    assert advice["sources"]
    assert call("next_question", answers=NURSE)["question"]["key"]
    verdicts = {
        each["id"]: each["verdict"]
        for each in call("certification_verdicts", answers=NURSE)["certifications"]
    }
    assert verdicts["c-swcm"] == "needs_credential"
    assert call("certification_verdicts", answers=NURSE)["sources"]["nasw_credentials_apply"]["url"]
    assert call("pay", side="nursing", state="OR")["market"][0]["area"] == "Oregon"
    assert call("license_in", state="NY")["rn"]["board"]
    assert call("explain", word="ccm")["entry"]["id"] == "ccm"


@pytest.mark.parametrize(
    ("tool", "arguments", "words"),
    [
        ("advice", {"answers": {"backgruond": "nursing"}}, "background"),
        ("pay", {"state": "ORR"}, "ORR"),
        ("pay", {"state": "OR --data=/etc"}, "state"),
        ("license_in", {"state": "--data"}, "--data"),
        ("explain", {"word": "-o"}, "-o"),
    ],
)
def test_a_mistake_is_told_and_nothing_else_happens(tool: str, arguments: dict[str, Any], words: str) -> None:
    """Wrong keys and values, and words that look like options, come back as errors."""
    error = call(tool, **arguments)["error"]
    assert words in error["message"] + error["hint"]


def test_it_serves_over_stdin_and_stdout(casemgr: Program) -> None:
    """`casemgr mcp` speaks with a client that starts it."""
    command = mcp.StdioServerParameters(
        command=sys.executable, args=["-m", "casemgr_cli", "mcp"], env=casemgr.environment()
    )

    async def listed() -> set[str]:
        async with mcp.Client(command) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    assert asyncio.run(listed()) == TOOLS


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_a_brief_stays_brief(person: str) -> None:
    """For every kind of person the brief, as it is printed, is under its limit and names its sources."""
    made = brief_document(ADVISOR.advise(ADVISOR.accept(PEOPLE[person])))
    assert len(json.dumps(made, indent=2).encode()) < BRIEF
    assert made["sources"]


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_no_answer_is_cut_short(person: str) -> None:
    """What the tools say of any kind of person fits, with sources for what is claimed."""
    for tool in ("advice", "certification_verdicts"):
        told = call(tool, answers=PEOPLE[person])
        assert told["sources"]
        assert "shortened" not in told
    assert "shortened" not in call("next_question", answers=PEOPLE[person])


def test_brief_is_for_json(casemgr: Program) -> None:
    """Under --json --brief comes the short document; without JSON it is refused."""
    words = ("advise", "--set", "background=nursing", "--assume-defaults", "--brief")
    assert json.loads(casemgr(*words, "--json").out)["schema"] == "casemgr.brief/1"
    assert casemgr(*words).code == 2
