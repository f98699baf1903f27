"""Searching Chinese and other texts: what is indexed, what is asked, and what was found.

A text is indexed by its single characters and pairs of neighbours where it is written
without spaces, by its words elsewhere: no dictionary and no locale, so that every
server finds the same. The index narrows; what it cannot tell is looked up in the text.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

# Kana, Chinese characters and Hangul: no spaces part their words, or endings stick.
WIDE = "々〇\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
RUNS = re.compile(f"([{WIDE}]+)|([^\\W_{WIDE}]+)")
PARTS = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')
QUOTES = str.maketrans(dict.fromkeys("“”„‟「」『』", '"'))
# More than any dialogue that people read; PostgreSQL refuses a megabyte of lexemes.
MOST_INDEXED = 60_000
LONGEST_WORD = 60
MOST_TERMS = 12
AROUND = 24


class _Folding(dict[int, str]):
    """What stands for a character: one width, small letters, a space for any space.

    Character by character, so that a part of a text folds to a part of the folded.
    """

    def __missing__(self, code: int) -> str:
        plain = unicodedata.normalize("NFKC", chr(code)).casefold()
        self[code] = " " if plain.isspace() else plain
        return self[code]


_FOLDING = _Folding()


def folded(text: str) -> str:
    return text.translate(_FOLDING)


def indexed(texts: Iterable[str]) -> str:
    """The text to search in; no phrase reaches from one of the texts into the next."""
    return "\n".join(map(folded, texts))[:MOST_INDEXED]


def lexemes(text: str) -> set[str]:
    """What a folded text is found by."""
    found: set[str] = set()
    for wide, word in RUNS.findall(text):
        found.update(wide)
        found.update(map(str.__add__, wide, wide[1:]))
        if word:
            found.add(word[:LONGEST_WORD])
    return found


def as_vector(text: str) -> str:
    """A folded text's lexemes as PostgreSQL reads a ``tsvector``: letters need no quotes."""
    return " ".join(lexemes(text))


@dataclass(frozen=True, slots=True)
class Term:
    """A word or a quoted phrase, folded."""

    text: str

    @property
    def is_word(self) -> bool:
        """Whether it stands at the beginning of a word, and not anywhere in the text."""
        match = RUNS.fullmatch(self.text)
        return match is not None and match[2] is not None

    @property
    def is_exact(self) -> bool:
        """Whether the index alone tells if a text has it."""
        if self.is_word:
            return len(self.text) <= LONGEST_WORD
        return len(self.text) <= 2 and RUNS.fullmatch(self.text) is not None

    @property
    def query(self) -> str:
        """A ``tsquery`` that every text answers which has it; empty where none helps."""
        if self.is_word:
            return f"'{self.text[:LONGEST_WORD]}':*"
        asked: list[str] = []
        for match in RUNS.finditer(self.text):
            wide, word = match.groups()
            if wide and len(wide) == 1:
                asked.append(f"'{wide}'")
            elif wide:
                asked += [f"'{wide[at : at + 2]}'" for at in range(len(wide) - 1)]
            # At an end it may be a part of a longer word.
            elif match.start() > 0 and match.end() < len(self.text):
                asked.append(f"'{word[:LONGEST_WORD]}'")
        return " & ".join(dict.fromkeys(asked))

    @property
    def pattern(self) -> str:
        before = f"(?<![^\\W_{WIDE}])" if self.is_word else ""
        return before + re.escape(self.text)


@dataclass(frozen=True)
class Search:
    """Terms of which a text has all, and those of which it has none."""

    terms: tuple[Term, ...] = ()
    without: tuple[Term, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.terms or self.without)

    @cached_property
    def pattern(self) -> re.Pattern[str] | None:
        longest_first = sorted(self.terms, key=lambda term: -len(term.text))
        said = "|".join(term.pattern for term in longest_first)
        return re.compile(said) if said else None

    def finds(self, text: str) -> bool:
        """The same as the database says, for one folded text."""
        return all(re.search(term.pattern, text) for term in self.terms) and not any(
            re.search(term.pattern, text) for term in self.without
        )


def read(asked: str) -> Search:
    """What a person typed: words, "quoted phrases", and -words that must not be there."""
    plain = unicodedata.normalize("NFC", asked).replace("\x00", "")
    terms: list[Term] = []
    without: list[Term] = []
    for minus, phrase, word in PARTS.findall(folded(plain.translate(QUOTES))):
        text = (phrase or word).strip()
        if text:
            (without if minus else terms).append(Term(text))
    return Search(
        tuple(dict.fromkeys(terms))[:MOST_TERMS],
        tuple(dict.fromkeys(without))[:MOST_TERMS],
    )


def spots(search: Search, text: str) -> list[tuple[int, int]]:
    """Where the terms stand in a text as it is written, in code points."""
    if search.pattern is None:
        return []
    plain = folded(text)
    if len(plain) == len(text):
        return [match.span() for match in search.pattern.finditer(plain)]
    # One sign may be written as several, as ㎏ is: each knows which it comes from.
    comes_from = [at for at, sign in enumerate(text) for _part in folded(sign)]
    return [
        (comes_from[match.start()], comes_from[match.end() - 1] + 1)
        for match in search.pattern.finditer(plain)
    ]


def excerpt(
    search: Search, text: str, *, around: int = AROUND
) -> list[tuple[str, bool]]:
    """What stands around the first find, in pieces that say whether they were found."""
    found = spots(search, text)
    if not found:
        return []
    first = max(found[0][0] - around, 0)
    last = min(found[0][1] + 3 * around, len(text))
    pieces: list[tuple[str, bool]] = [("…" if first else "", False)]
    at = first
    for start, end in found:
        if start >= last:
            break
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    pieces.append((text[at:last] + ("…" if max(at, last) < len(text) else ""), False))
    return [(piece, is_found) for piece, is_found in pieces if piece]


def in_pieces(search: Search, text: str) -> list[tuple[str, bool]]:
    """A whole text in pieces that say whether they were found."""
    return excerpt(search, text, around=len(text)) or [(text, False)]
