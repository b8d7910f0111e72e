"""Markdown as HTML that can do no harm: parsed without raw HTML, and cleaned by a list of what is allowed all the same."""

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

_reader = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
ALLOWED = frozenset(
    {
        *("p", "h2", "h3", "h4", "ul", "ol", "li", "strong", "em", "s", "a", "code", "pre", "blockquote", "hr", "br"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
DEEPEST = 4
"""Headings begin at the second level: the first is the page's own."""


def as_html(markdown: str) -> Markup:
    """`markdown` as the markup of a page. Links lead to http, https, mail addresses and places of our own only."""
    tokens = _reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + 1, DEEPEST)}"
    made = _reader.renderer.render(tokens, _reader.options, {})
    cleaned = nh3.clean(
        made, tags=set(ALLOWED), attributes=ATTRIBUTES, url_schemes={"http", "https", "mailto"}, link_rel="noopener"
    )
    return Markup(cleaned)  # noqa: S704 — cleaned above
