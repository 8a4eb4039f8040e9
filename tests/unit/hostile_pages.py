"""Pages of every block with somebody's text in every field, for what no writer may let through."""

from __future__ import annotations

from hypothesis import strategies as st

from casemgr_cli.pages.blocks import (
    Bar,
    Blanks,
    Bullets,
    Facts,
    Heading,
    Item,
    Lane,
    Mark,
    Node,
    Page,
    Paragraph,
    PayBar,
    PayRange,
    RouteBar,
    RouteBars,
    Row,
    Scale,
    SourceLine,
    Sources,
    Stretch,
    Table,
    Timeline,
    Tree,
)

ATTACKS = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "</style></title></textarea><svg onload=alert(1)>",
    "\" autofocus onfocus='alert(1)",
    "<!-- --> <![CDATA[ ]]> <?php ?>",
    "&lt;b&gt; &#60;i&#62; &amp;",
    "<javascript:alert(1)> <https://evil.example>",
    "[a](javascript:alert(1)) ![b](https://evil.example/x.png) [c]: https://evil.example",
    "https://evil.example www.evil.example me@evil.example",
    "# heading",
    "- item",
    "+ item",
    "1. item",
    "1) item",
    "> quote",
    "=== ---",
    "***bold*** __bold__ ~~gone~~",
    "`code` ``` ~~~",
    "a | b \\| c",
    "    code",
    "\\",
    "$x$ {{ x }} {% x %}",
    "[bold red]markup[/]",
    "\x1b[31mred\x1b]8;;http://evil.example\x07",
    "\u202egnp.exe\u2066 \u200b\u2028\u00ad",
    "line\nbreak\r\n\ttab\x00\x9b",
    "=HYPERLINK(1)",
    "\ud800",
)
ADDRESSES = (
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.org/a?b=1&c="><script>alert(1)</script>',
    "HTTP://example.org/(x) `y` [z] \u202e",
    "https://",
    " https://example.org",
    "//example.org",
    "",
)
SAID = st.one_of(
    st.sampled_from(ATTACKS),
    st.text(max_size=12),
    st.lists(st.sampled_from(ATTACKS), min_size=2, max_size=3).map(" ".join),
)


@st.composite
def pages(draw: st.DrawFn) -> Page:
    """Return a page of one of each block."""

    def said() -> str:
        return draw(SAID)

    def address() -> str:
        return draw(st.sampled_from(ADDRESSES))

    def mark() -> Mark:
        return Mark(said(), "law")

    return (
        Heading(said(), 1, mark()),
        Paragraph(said(), (1, 9), "strong"),
        Facts(
            (
                Row(said(), said(), (1,), address(), "strong"),
                Row(said(), said(), bullet=True),
                Row("", said(), url=address()),
            )
        ),
        Table((said(), said()), ((said(), said()), (said(), mark())), ("left", "right"), 0),
        Heading(said(), 3),
        Bullets((Item(said(), mark(), (1,), address()), Item(said()))),
        Bullets((Item(said(), url=address()),), numbered=True),
        Timeline((Lane(said(), (Bar(1, 0, 2, said()), Bar(2, 2, 0, said()))),), 2, said()),
        PayBar((PayRange(said(), 1, 2, 3, None, said()),), 0, 9, (said(), said()), (said(), said(), said())),
        RouteBars(
            (Scale(said(), 0, 9, (said(), said())),),
            (RouteBar(said(), (Stretch(1, 5, said()),)), RouteBar(said(), (Stretch(None, None, said()),))),
            (said(), said()),
        ),
        Blanks(((said(), said()), (said(), said()))),
        Tree((Node(3, None, said(), said(), said(), (1,)), Node(9, True, "", said()))),
        Sources((SourceLine(1, said(), address(), said(), said(), said()),)),
    )
