"""Names called with an ``@`` in a comment: found, shown, and hidden from who is blind."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dialogues.models import Comment

# Chinese needs no blank behind a name, so only a Latin letter or digit carries it on.
GOES_ON = r"(?![A-Za-z0-9_])"
# The @ of an address (lin@example.org) calls nobody.
BEGINS = r"(?<![A-Za-z0-9_.+-])@"
HIDDEN = "@…"


def names_called(text: str, names: Iterable[str]) -> list[str]:
    """Which of these names the text calls, in its order, each once."""
    pattern = _pattern(names)
    if pattern is None or "@" not in text:
        return []
    known = {name.casefold(): name for name in names}
    found = (known[match[1].casefold()] for match in pattern.finditer(text))
    return list(dict.fromkeys(found))


def pieces(text: str, names: Collection[str]) -> list[tuple[str, bool]]:
    """The text cut where it calls one of these names; those pieces are marked."""
    pattern = _pattern(names)
    if pattern is None:
        return [(text, False)]
    cut, at = [], 0
    for match in pattern.finditer(text):
        cut += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    return [piece for piece in [*cut, (text[at:], False)] if piece[0]]


def without_names(text: str, names: Collection[str]) -> str:
    """The text with these names hidden where it calls them."""
    pattern = _pattern(names)
    return pattern.sub(HIDDEN, text) if pattern else text


def unnamed(comments: Iterable[Comment]) -> list[Comment]:
    """These comments, to be read by who may not know names; never to be saved."""
    read = list(comments)
    for comment in read:
        comment.text = without_names(comment.text, comment.mentions)
    return read


def _pattern(names: Iterable[str]) -> re.Pattern[str] | None:
    # The longest name goes first: @linda is not @lin.
    longest = sorted(names, key=len, reverse=True)
    if not longest:
        return None
    choice = "|".join(re.escape(name) for name in longest)
    return re.compile(f"{BEGINS}({choice}){GOES_ON}", re.IGNORECASE)
