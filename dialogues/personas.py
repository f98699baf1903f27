"""People and what they go through, read out of a model's reply; nothing is lost."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from rapidfuzz import fuzz, process

from dialogues.builtin.templates import TEMPLATES, template

TOO_SIMILAR = 0.5  # ROUGE-L on characters
SEEDS_SHOWN = 6
NEW_ASKED = 10
LONGEST = 4000

PERSONA_NAMES = (
    "persona", "character", "人物设定", "人物画像", "人物", "人设", "身份", "角色", "画像",
)  # fmt: skip
SITUATION_NAMES = (
    "situation", "scenario", "context", "当前处境", "处境", "情境", "情景", "场景", "境况", "困境",
)  # fmt: skip


class Persona(NamedTuple):
    persona: str
    situation: str

    @property
    def words(self) -> str:
        return f"{self.persona}\n{self.situation}"


class PersonasRead(NamedTuple):
    """``leftovers`` is what was no whole persona, as it stood."""

    personas: list[Persona]
    leftovers: list[str]


def read_personas(text: str) -> PersonasRead:
    """Read JSON (lines or one list), labelled pairs, numbered or not, and tables."""
    found, left = PersonasRead([], []), []
    for piece, value in _json_values(text):
        if value is None:
            _read_labelled(piece, found, left)
        else:
            _read_value(value, found)
    found.leftovers.extend(part for part in map(str.strip, left) if part)
    return found


def _json_values(text: str) -> Iterator[tuple[str, Any]]:
    """The text in pieces: each JSON object or list in it, and what is between them."""
    decoder, start, at = json.JSONDecoder(), 0, 0
    # Each try that fails costs its length: a reply of braces alone is given up on.
    tries = 0
    while tries < _MOST_TRIES and (opening := _OPENS.search(text, at)):
        at = opening.start()
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            value, end = None, at
        if not _holds_objects(value):
            tries += 1
            at += 1
            continue
        if at > start:
            yield text[start:at], None
        yield text[at:end], value
        start = at = end
    if start < len(text):
        yield text[start:], None


def _holds_objects(value: Any) -> bool:
    """A number in brackets is no list of personas."""
    if isinstance(value, list):
        return any(isinstance(one, dict) for one in value)
    return isinstance(value, dict) and bool(value)


_MOST_TRIES = 200
_OPENS = re.compile(r"[\[{]")


def _read_value(value: Any, found: PersonasRead) -> None:
    if isinstance(value, list):
        for one in value:
            _read_value(one, found)
        return
    if not isinstance(value, dict):
        _keep_over(value, found)
        return
    fields = {str(name).strip().casefold(): name for name in value}
    persona_key = next((fields[n] for n in PERSONA_NAMES if n in fields), None)
    situation_key = next((fields[n] for n in SITUATION_NAMES if n in fields), None)
    persona, situation = _text(value.get(persona_key)), _text(value.get(situation_key))
    if persona and situation:
        found.personas.append(Persona(persona, situation))
        rest = {k: v for k, v in value.items() if k not in {persona_key, situation_key}}
        if rest:
            _keep_over(rest, found)
        return
    # A list in an object, as in {"personas": [...]}.
    lists = {k: v for k, v in value.items() if isinstance(v, list)}
    rest = {k: v for k, v in value.items() if k not in lists}
    for inner in lists.values():
        _read_value(inner, found)
    if rest:
        _keep_over(rest, found)


def _keep_over(value: Any, found: PersonasRead) -> None:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    if text.strip():
        found.leftovers.append(text.strip())


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""


_LABEL_NAMES = "|".join(
    sorted(map(re.escape, (*PERSONA_NAMES, *SITUATION_NAMES)), key=len, reverse=True),
)
_LABEL = re.compile(
    r"(?:^|(?<=[\s。！？.!?；;|*]))"
    r"(?:[ \t>#*_\-•·]{0,8})"
    r"(?:\(?（?\d{1,3}\s?[.、．:：)）]\s{0,3})?"
    r"[*_【\[「]{0,3}"
    rf"(?P<name>{_LABEL_NAMES})\s?\d{{0,3}}"
    r"[*_】\]」]{0,3}\s?[:：]\s?[*_]{0,3}",
    re.IGNORECASE | re.MULTILINE,
)
_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ \t]*(?:```|---|\*\*\*))")
# What sets one pair apart from the next and says nothing by itself.
_NUMBERING = re.compile(
    r"\n?^[ \t>#*_\-•·(（]*(?:\d{1,3}\s?[.、．:：)）]?|[①-⑳])[ \t*_]*\Z",
    re.MULTILINE,
)
_MARKS = re.compile(r"[\s`*_#>|\-•·=:：,，;；\d.、)）(（\[\]{}]+")


def _says_nothing(text: str) -> bool:
    """Marks, numbers and the fence of a code block."""
    return _MARKS.sub("", text).casefold() in {"", "json"}


def _read_labelled(text: str, found: PersonasRead, left: list[str]) -> None:
    labels = list(_LABEL.finditer(text))
    before = text[: labels[0].start()] if labels else text
    _read_rows(before, found, left)
    persona = None
    for label, following in zip_longest(labels, labels[1:]):
        end = following.start() if following else len(text)
        value, rest = _value(text[label.end() : end])
        shown = text[label.start() : label.end()] + value
        if label["name"].casefold() in PERSONA_NAMES:
            if persona:
                left.append(persona[1])
            persona = (value, shown)
        elif persona and persona[0] and value:
            found.personas.append(Persona(persona[0], value))
            persona = None
        else:
            left.append(shown)
        _keep_rest(rest, left)
    if persona:
        left.append(persona[1])


def _value(text: str) -> tuple[str, str]:
    """What a label says, up to the end of its paragraph, and what comes after."""
    # A label may stand on a line of its own, with its words below.
    lead = len(text) - len(text.lstrip())
    cut = _PARAGRAPH.search(text, lead)
    value, rest = (text[: cut.start()], text[cut.start() :]) if cut else (text, "")
    return _NUMBERING.sub("", value).strip(" \t\n\r|,，;；*_"), rest


def _keep_rest(text: str, left: list[str]) -> None:
    if not _says_nothing(text):
        left.append(text)


def _read_rows(text: str, found: PersonasRead, left: list[str]) -> None:
    """Rows of a table with two columns of words, the first being the person."""
    over = [""]
    for line in text.split("\n"):
        cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
        cells = [cell for cell in cells if cell and not _says_nothing(cell)]
        table = line.count("|") > 1
        heading = _is_heading(cells[-2:])
        if table and (heading or len(cells) == 2):
            over.append("")
            if not heading:
                found.personas.append(Persona(*cells))
        elif not _says_nothing(line):
            over[-1] += line + "\n"
    left.extend(over)


def _is_heading(cells: Sequence[str]) -> bool:
    return (
        len(cells) == 2
        and cells[0].strip("* ").casefold() in PERSONA_NAMES
        and cells[1].strip("* ").casefold() in SITUATION_NAMES
    )


class Judged(NamedTuple):
    """A persona, and how near it comes to the nearest of those before it."""

    persona: Persona
    similarity: float

    @property
    def new(self) -> bool:
        return self.similarity < TOO_SIMILAR


def judge_novelty(
    personas: Iterable[Persona],
    known: Iterable[Persona],
) -> list[Judged]:
    """Each against all that are known, and against the new ones before it.

    The share of characters in the longest common subsequence: ROUGE-L, as F1.
    """
    seen = [one.words for one in known]
    judged = []
    for persona in personas:
        # A ratio of fuzz is that F1 in percent.
        nearest = process.extractOne(persona.words, seen, scorer=fuzz.ratio)
        row = Judged(persona, nearest[1] / 100 if nearest else 0.0)
        judged.append(row)
        if row.new:
            seen.append(persona.words)
    return judged


def choose_seeds(
    project: Any,
    count: int = SEEDS_SHOWN,
    chance: random.Random | None = None,
) -> list[Persona]:
    """Some people of the project by chance; the template's own where it has too few."""
    chance = chance or random.Random()  # noqa: S311
    rows = project.topics.exclude(persona="").exclude(situation="")
    own = [
        Persona(*row) for row in rows.order_by("pk").values_list("persona", "situation")
    ]
    if len(own) < count:
        own += [one for one in built_in_seeds(project) if one not in own]
    return chance.sample(own, min(count, len(own)))


def built_in_seeds(project: Any) -> list[Persona]:
    if project.template not in TEMPLATES:
        return []
    language = project.language
    return [
        Persona(seed["persona"][language], seed["situation"][language])
        for seed in template(project.template)["seeds"]
    ]


def seed_words(seeds: Iterable[Persona], *, count: int = NEW_ASKED) -> dict[str, str]:
    """What fills the blanks of a prompt for new personas."""
    lines = (json.dumps(seed._asdict(), ensure_ascii=False) for seed in seeds)
    return {"seeds": "\n".join(lines), "count": str(count)}
