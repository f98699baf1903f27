"""Turns out of a reply that is written as lines, one speaker after the other."""

import re
from dataclasses import dataclass, field

from dialogues.speakers import Speakers

_FENCE = re.compile(r"(?:```|~~~)\s{0,3}\w{0,20}")
_ROUND = re.compile(
    r"[\s#*<\[【(（_\-]{0,8}(?:round\s{0,3}\d{1,3}|第\s{0,3}[\d一二三四五六七八九十百]{1,4}\s{0,3}(?:轮|回合)(?:对话)?)"
    r"[\s>\]】)）:：*_\-]{0,8}",
    re.IGNORECASE,
)
_RULE = re.compile(r"[-*_=#~—]{3,}")
_HEADING = re.compile(r"#{1,6}\s")
_SYNTAX = re.compile(r"[\[\]{},]+")
_QUOTED = re.compile(r"""(['"“‘])(.*)(['"”’])([\s,，}\]]*)""", re.DOTALL)
_ESCAPE = re.compile(r"""\\([nt'"\\])""")
_REMARK = re.compile(
    r"[（(【\[*\s]{0,6}(?:"
    r"注[:：]|备注[:：]|说明[:：]|以上(?:就是|是|对话|内容)|对话(?:到此)?结束|完[)）】\]]|全文完|"
    r"(?:总)?字数|共\s{0,2}\d+\s{0,2}字|希望(?:这|以上|本)[^。]{0,8}对话|(?:这段|该|本)对话|"
    r"notes?:|end of|i hope th(?:is|e) (?:dialog|conversation)|th(?:is|e) dialog)",
    re.IGNORECASE,
)


@dataclass
class Found:
    turns: list[tuple[str, str]] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)
    empty_turns: int = 0

    @property
    def both_speak(self) -> bool:
        return len({role for role, _text in self.turns}) == 2

    def add(self, role: str, text: str, marker: str) -> None:
        """Keep a turn; one without words leaves only its marker, as dropped."""
        if text:
            self.turns.append((role, text))
            self.markers.append(marker)
        else:
            self.empty_turns += 1
            self.dropped.append(marker)


@dataclass
class _Open:
    role: str
    marker: str
    quoted: bool
    lines: list[str]
    closing: tuple[str, ...] = ()


def read_lines(text: str, speakers: Speakers) -> Found:
    found = Found()
    turn: _Open | None = None
    for line in text.split("\n"):
        content = _without_round(line.strip(), speakers, found)
        if not content:
            if turn:
                turn.lines.append("")
        elif start := speakers.turn_start(content):
            _close(turn, found)
            turn = _Open(
                start.role, start.marker, start.quoted, [start.text], start.closing
            )
        elif _SYNTAX.fullmatch(content):
            found.markers.append(content)
        elif _sets_apart(content, found):
            turn = _close(turn, found)
        elif turn:
            turn.lines.append(line.rstrip())
        else:
            found.dropped.append(content)
    if turn:
        remarks = _take_remarks(turn)
        _close(turn, found)
        found.dropped += remarks
    return found


def _without_round(content: str, speakers: Speakers, found: Found) -> str:
    """Take "Round 3" off a line that holds nothing else, or a turn after it."""
    heading = _ROUND.match(content)
    if heading is None:
        return content
    rest = content[heading.end() :]
    if rest and not speakers.turn_start(rest):
        return content
    found.dropped.append(heading[0])
    return rest


def _sets_apart(content: str, found: Found) -> bool:
    """Tell a fence, a rule or a heading: what follows it belongs to no open turn."""
    if _FENCE.fullmatch(content):
        found.markers.append(content)
    elif _RULE.fullmatch(content) or _HEADING.match(content):
        found.dropped.append(content)
    else:
        return False
    return True


def read_block(text: str, speakers: Speakers) -> Found:
    """Read a reply whose speakers follow each other inside one line."""
    found = Found()
    turn: _Open | None = None
    position = 0
    for match in speakers.inside_line.finditer("\n" + text):
        start, end = match.start() - 1, match.end() - 1
        _between(text[position:start], turn, found)
        _close(turn, found)
        role = speakers.role_of(match["name"]) or ""
        turn = _Open(role, text[start:end], quoted=False, lines=[])
        position = end
    _between(text[position:], turn, found)
    _close(turn, found)
    return found


def _between(text: str, turn: _Open | None, found: Found) -> None:
    if turn:
        turn.lines.append(text)
    elif text.strip():
        found.dropped.append(text.strip())


def _close(turn: _Open | None, found: Found) -> None:
    if turn is None:
        return
    text = "\n".join(turn.lines).strip()
    for end in turn.closing:
        if text.endswith(end):
            text = text.removesuffix(end).strip()
            found.markers.append(end)
    if turn.quoted and (quoted := _QUOTED.fullmatch(text)):
        text = _ESCAPE.sub(lambda escape: _unescape(escape, found), quoted[2]).strip()
        found.markers += [quoted[1], quoted[3] + quoted[4]]
    found.add(turn.role, text, turn.marker)


def _unescape(escape: re.Match[str], found: Found) -> str:
    plain = {"n": "\n", "t": "\t"}.get(escape[1], escape[1])
    found.markers.append(escape[0] if plain.isspace() else "\\")
    return plain


def _take_remarks(turn: _Open) -> list[str]:
    """Cut what the model says about the dialogue after its last turn."""
    for number, line in enumerate(turn.lines):
        if number and _REMARK.match(line.strip()):
            remarks = [part.strip() for part in turn.lines[number:] if part.strip()]
            del turn.lines[number:]
            return remarks
    return []
