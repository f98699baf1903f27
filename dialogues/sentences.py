"""A text in sentences, Chinese or English; joined again they are the text.

``js/desk/sentences.js`` is the same rule for the browser; a test holds them together.
"""

from __future__ import annotations

import re

BLANK = " \t\r\n\f\v\u00a0\u2000-\u200a\u2028\u2029\u3000\ufeff"
CLOSING = "”’\"'」』）)\\]】》〉"
# A point ends a sentence before a blank or a closing mark, not in 3.5 or after "Mr".
END = (
    r"(?:[。！？!?…⋯｡]|(?<!Mr)(?<!Mrs)(?<!Ms)(?<!Dr)(?<!e\.g)(?<!i\.e)"
    rf"\.(?=[.…{BLANK}{CLOSING}]|\Z))"
)
SENTENCE = re.compile(
    rf"(?:(?!{END})[^\n])+(?:{END}+[{CLOSING}]*)?[{BLANK}]*"
    rf"|{END}+[{CLOSING}]*[{BLANK}]*|\n[{BLANK}]*",
)
EN_TO_HAIR = "".join(map(chr, range(0x2000, 0x200B)))
BLANKS = f" \t\r\n\f\v\u00a0{EN_TO_HAIR}\u2028\u2029\u3000\ufeff"


def sentences(text: str) -> list[str]:
    """The text cut after each sentence, with the marks and blanks that follow it."""
    return SENTENCE.findall(text)


def places_of_sentences(text: str) -> list[tuple[int, int]]:
    """Where each sentence stands, without the blanks around it."""
    places, at = [], 0
    for sentence in sentences(text):
        if words := sentence.strip(BLANKS):
            start = at + sentence.index(words)
            places.append((start, start + len(words)))
        at += len(sentence)
    return places
