"""The names a reply may give its two speakers, and how a turn of theirs begins."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

USER = "user"
ASSISTANT = "assistant"

USER_ALIASES = (
    "孩子", "小孩", "儿童", "小朋友", "来访者", "求助者", "用户", "问",
    "child", "kid", "user", "human", "client", "seeker",
)  # fmt: skip
ASSISTANT_ALIASES = (
    "智能助手", "智能助理", "助手", "机器人", "倾听者", "咨询师", "心理咨询师", "支持者", "答",
    "AI助手", "AI", "assistant", "bot", "gpt", "counselor", "counsellor", "listener",
)  # fmt: skip
# In self-chat replies B is the person and A the model, whoever speaks first.
LETTERS = {"b": USER, "a": ASSISTANT, "ｂ": USER, "ａ": ASSISTANT}

# The last range and what joins it: the faces that models put before a name.
_BEFORE = r"[\s>*\-•·#{\[(（,，\ufeff\u200b\u200d\ufe0f\U0001f300-\U0001faff]{0,12}"
_NUMBER = r"(?:\d{1,3}\s{0,3}[.、:：)）．\]】]\s{0,3}|[①-⑳]\s{0,3})?"
_OPEN = r"(?P<open>[*_'\"“‘<《【\[「{|`~]{0,6})\s{0,3}"
_DIRECTION = r"(?:\s{0,3}(?P<direction>[（(][^（）()\n]{1,20}[)）]))?"
_CLOSE = r"\s{0,3}(?P<close>[*_'\"”’>》】\]」}|`~]{0,6})\s{0,3}"
_COLON = r"(?P<colon>[:：︰﹕∶])?(?P<after>[*_]{0,3})[ \t\u3000]{0,8}"
_SENTENCE_END = r"(?<=[\s。！？!?…”’」』.~～）)])"
_BRACKETED = re.compile(r"[<《【\[|]")
_EMPHASIS = re.compile(r"[*_`~]+")
_QUOTES = re.compile("['\"“”‘’]")


@dataclass(frozen=True)
class TurnStart:
    role: str
    marker: str
    text: str
    quoted: bool
    # What may stand at the end of the turn and was opened before its words.
    closing: tuple[str, ...] = ()


@dataclass(frozen=True)
class Speakers:
    roles: dict[str, str]
    line_start: re.Pattern[str]
    inside_line: re.Pattern[str]

    def role_of(self, name: str) -> str | None:
        return self.roles.get(name.strip(" *_'\"<>[]【】|：:").casefold())

    def turn_start(self, line: str) -> TurnStart | None:
        """Read who begins to speak on this line, if anyone does."""
        found = self.line_start.match(line)
        if found is None or (role := self.role_of(found["name"])) is None:
            return None
        bracketed = _BRACKETED.search(found["open"]) and found["close"]
        if not found["colon"] and not bracketed:
            return None
        direction = found["direction"] or ""
        marker = line[: found.end()]
        if direction:
            start = found.start("direction")
            marker = line[:start] + line[start + len(direction) : found.end()]
        quoted = bool(_QUOTES.search(found["open"]) and _QUOTES.search(found["close"]))
        text = direction + line[found.end() :]
        return TurnStart(role, marker, text, quoted, _closing(found))


def _closing(found: re.Match[str]) -> tuple[str, ...]:
    """What was opened before a turn's words and ends with them: ``**Name: words**``."""
    before = found[0][: found.start("name") - found.start()]
    ends = []
    if "|" in before:
        ends.append("|")
    if "<" in before:
        ends.append(f"</{found['name']}>")
    emphasis = _EMPHASIS.findall(before)
    if not emphasis:
        ends.append(found["after"])
    elif not found["after"] and not _EMPHASIS.search(found["close"]):
        ends.append(emphasis[-1])
    return tuple(end for end in ends if end)


def speakers(
    user_names: Iterable[str], assistant_names: Iterable[str], *, letters: bool = False
) -> Speakers:
    """The project's own names, then the usual ones; a project's name always wins."""
    return _speakers(
        tuple(user_names), tuple(assistant_names), tuple(LETTERS) if letters else ()
    )


@lru_cache(maxsize=128)
def _speakers(
    user_names: Sequence[str], assistant_names: Sequence[str], letters: Sequence[str]
) -> Speakers:
    roles: dict[str, str] = {}
    for names, role in (
        (user_names, USER),
        (assistant_names, ASSISTANT),
        (USER_ALIASES, USER),
        (ASSISTANT_ALIASES, ASSISTANT),
    ):
        for name in names:
            if name.strip():
                roles.setdefault(name.strip().casefold(), role)
    own = "|".join(_alternatives(roles))
    inside = re.compile(rf"{_SENTENCE_END}(?P<name>{own})\s{{0,3}}[:：]", re.IGNORECASE)
    for letter in letters:
        roles.setdefault(letter, LETTERS[letter])
    names = "|".join(_alternatives(roles))
    start = re.compile(
        f"{_BEFORE}{_NUMBER}{_OPEN}(?P<name>{names}){_DIRECTION}{_CLOSE}{_COLON}",
        re.IGNORECASE,
    )
    return Speakers(roles, start, inside)


def _alternatives(names: Iterable[str]) -> list[str]:
    return [re.escape(name) for name in sorted(names, key=len, reverse=True)]
