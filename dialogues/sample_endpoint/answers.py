"""Which stored dialogue answers a request, and in whose names it is written."""

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from dialogues.sample_endpoint.rewriting import rewritten
from dialogues.speakers import ASSISTANT_ALIASES, USER_ALIASES

STORED = Path(__file__).parent / "stored"
PERSONAS = Path(__file__).parent / "stored_personas.jsonl"
CHILD, EMPATHETIC = "child-companion", "empathetic-dialogue"
NAMES = {CHILD: ("孩子", "智能助手"), EMPATHETIC: ("来访者", "倾听者")}

_SEEKER_WORDS = (
    "来访者",
    "倾听者",
    "求助者",
    "咨询师",
    "seeker",
    "listener",
    "persona",
)
_ASKS_FOR_DIALOGUE = re.compile(
    r"(?:写|生成|创作|编写|扮演|输出|改写)[^。\n]{0,40}对话|"
    r"(?:write|generate|create)[^.\n]{0,60}(?:dialog|conversation)",
    re.IGNORECASE,
)
_FORMAT_LINE = re.compile(
    r"^\s{0,8}(?P<name>[^\s：:，。、（）()\"'“”]{1,16})\s?[:：]\s?(?:…|\.{3})",
    re.MULTILINE,
)
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True)
class Stored:
    id: str
    project: str
    topic: str
    emotion: str
    hard: bool
    turns: tuple[tuple[str, str], ...]

    def written(self, user: str, assistant: str) -> str:
        names = {"user": user, "assistant": assistant}
        return "\n".join(f"{names[role]}：{text}" for role, text in self.turns)


@cache
def stored_dialogues(folder: Path = STORED) -> tuple[Stored, ...]:
    return tuple(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> Stored:
    row = json.loads(path.read_text(encoding="utf-8"))
    turns = tuple((turn["role"], turn["text"]) for turn in row["turns"])
    about = (row[key] for key in ("id", "project", "topic", "emotion", "hard"))
    return Stored(*about, turns)


def answer_for(messages: Sequence[Any]) -> str:
    """Write stored people, one turn anew or a stored dialogue, else one reply."""
    prompt = last_words(messages)
    if anew := rewritten(prompt):
        return anew
    if asks_for_people(prompt):
        return PERSONAS.read_text(encoding="utf-8")
    if asks_for_dialogue(prompt):
        user, assistant = names_in(prompt)
        return dialogue_for(prompt).written(user, assistant)
    return reply_to(prompt, project_of(everything(messages)))


def last_words(messages: Sequence[Any]) -> str:
    return _content(messages[-1]) if messages else ""


def everything(messages: Sequence[Any]) -> str:
    return "\n".join(_content(message) for message in messages)


def _content(message: Any) -> str:
    content = message.get("content") if isinstance(message, dict) else None
    if isinstance(content, list):
        parts = [part.get("text") for part in content if isinstance(part, dict)]
        return "\n".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def asks_for_people(prompt: str) -> bool:
    """Whether the prompt shows the line that a new persona is to be written as."""
    return '{"persona"' in prompt


def asks_for_dialogue(prompt: str) -> bool:
    return len(_format_names(prompt)) > 1 or bool(_ASKS_FOR_DIALOGUE.search(prompt))


def project_of(text: str) -> str:
    return EMPATHETIC if any(word in text for word in _SEEKER_WORDS) else CHILD


def names_in(prompt: str) -> tuple[str, str]:
    """The two names in the prompt's example lines, else the usual ones it uses."""
    names = _format_names(prompt)
    if len(names) > 1:
        return names[0], names[1]
    user, assistant = NAMES[project_of(prompt)]
    return (
        next((name for name in USER_ALIASES if f"{name}：" in prompt), user),
        next((name for name in ASSISTANT_ALIASES if f"{name}：" in prompt), assistant),
    )


def _format_names(prompt: str) -> list[str]:
    return list(dict.fromkeys(m["name"] for m in _FORMAT_LINE.finditer(prompt)))


def dialogue_for(prompt: str) -> Stored:
    """The dialogue on a topic the prompt names; else one by chance, no hard one."""
    stored = stored_dialogues()
    named = [dialogue for dialogue in stored if dialogue.topic in prompt]
    if named:
        return max(named, key=lambda dialogue: len(dialogue.topic))
    project = project_of(prompt)
    choice = [one for one in stored if one.project == project and not one.hard]
    return choice[int(digest(prompt), 16) % len(choice)]


def reply_to(words: str, project: str) -> str:
    """The stored reply to whatever comes nearest to these words."""
    wanted = _bigrams(words)
    exchanges = [
        (said, reply)
        for dialogue in stored_dialogues()
        if dialogue.project == project and not dialogue.hard
        for said, reply in _exchanges(dialogue.turns)
    ]
    by_chance = int(digest(words), 16)
    _score, _order, reply = max(
        (_overlap(wanted, _bigrams(said)), (by_chance + 7919 * number) % 10_007, reply)
        for number, (said, reply) in enumerate(exchanges)
    )
    return reply


def _exchanges(turns: tuple[tuple[str, str], ...]) -> Iterable[tuple[str, str]]:
    for (before, said), (after, reply) in pairwise(turns):
        if (before, after) == ("user", "assistant"):
            yield said, reply


def _bigrams(text: str) -> set[str]:
    return {text[start : start + 2] for start in range(min(len(text), 2000) - 1)}


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / (len(other) + 10)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()


def tokens(text: str) -> int:
    """Count tokens about as a tokenizer would: a Chinese character, four letters."""
    chinese = len(_HAN.findall(text))
    return chinese + (len(text) - chinese + 3) // 4
