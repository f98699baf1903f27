"""Markdown that admins write, as safe HTML in the look of the site."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

# A quotation that begins with one of these is an example.
EXAMPLES = {"✓": "note leaf", "✗": "note"}
TAGS = {
    *("h2", "h3", "h4", "p", "ul", "ol", "li", "blockquote", "strong", "em"),
    *("a", "br", "hr", "code", "pre", "table", "thead", "tbody", "tr", "th", "td"),
}
# The page has its own first heading.
LARGEST_HEADING, SMALLEST_HEADING = 2, 4
PARSER = MarkdownIt("commonmark", {"html": False}).enable("table")


def render(text: str) -> SafeString:
    """The text as HTML; HTML in it is shown as it was typed."""
    tokens = PARSER.parse(text)
    for place, token in enumerate(tokens):
        if token.type in ("heading_open", "heading_close"):
            size = int(token.tag[1]) + LARGEST_HEADING - 1
            token.tag = f"h{min(size, SMALLEST_HEADING)}"
        elif token.type == "blockquote_open":
            sign = _first_character(tokens[place:])
            if sign in EXAMPLES:
                token.attrSet("class", EXAMPLES[sign])
    html = PARSER.renderer.render(tokens, PARSER.options, {})
    clean = nh3.clean(
        html,
        tags=TAGS,
        attributes={"blockquote": {"class"}, "a": {"href", "title"}},
        url_schemes={"https", "http", "mailto", "tel"},
    )
    return mark_safe(clean)  # noqa: S308 - this is what was cleaned


def _first_character(tokens: list[Token]) -> str:
    inline = next((one for one in tokens if one.type == "inline"), None)
    return inline.content[:1] if inline else ""
