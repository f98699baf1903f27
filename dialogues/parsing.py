"""A model's reply becomes the turns of a dialogue, and nothing of it is lost."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from dialogues.parsing_json import read_json
from dialogues.parsing_lines import Found, read_block, read_lines
from dialogues.speakers import USER, speakers

MAX_REPLY_CHARACTERS = 20_000
REPLACEMENT = "\ufffd"

PROBLEM_TEXTS: dict[str, Promise | str] = {
    "empty": _("The reply is empty."),
    "too_long": _("The reply is too long to be a dialogue."),
    "refusal": _("The model declined to write the dialogue."),
    "wrong_language": _("The reply is not in the language of the project."),
    "no_speakers": _("The reply does not say who is speaking."),
    "one_speaker": _("Only one of the two speakers says anything."),
    "cut_off": _("The reply was cut off before its end."),
    "unsafe_characters": _("Characters that cannot be stored were replaced by �."),
    "one_block": _("The speakers follow each other inside one line."),
    "speaker_in_text": _("A turn seems to hold words of the other speaker."),
    "empty_turn": _("A speaker is named but says nothing."),
    "not_child_first": _("The assistant speaks first."),
    "ends_on_user": _("The assistant does not have the last word."),
    "not_alternating": _("One speaker has two turns running."),
    "no_personas": _("The reply tells of no people."),
    "not_new": _("Some of them are too much like people that were there before."),
}
FATAL = frozenset(
    {
        "empty",
        "too_long",
        "refusal",
        "wrong_language",
        "no_speakers",
        "one_speaker",
        "cut_off",
        "no_personas",
    }
)

_CUT_OFF = frozenset({"length", "max_tokens"})
_LINE_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_REFUSAL = re.compile(
    r"(?:抱歉|对不起|很遗憾)[^。！\n]{0,40}(?:无法|不能|不便|没办法|不会)|"
    r"作为(?:一个|一名|一款)?\s{0,2}(?:AI|人工智能|语言模型|大模型)|"
    r"我(?:无法|不能)(?:为您|为你|帮您|帮你)?(?:提供|生成|创作|编写|撰写|完成|满足|继续|协助)|"
    r"\b(?:I['’]?m (?:very )?sorry|I am (?:very )?sorry|I apologi[sz]e|"
    r"I can(?:['’]t|not)|I['’]m (?:un|not )able|as an AI)\b",
    re.IGNORECASE,
)
_REFUSAL_WITHIN = 300
# “很抱歉”, “非常抱歉”
_VERY = 2
_LETTERS_TO_JUDGE = 20


@dataclass(frozen=True)
class ParsedTurn:
    role: str
    text: str


@dataclass(frozen=True)
class Problem:
    code: str
    detail: str = ""

    @property
    def fatal(self) -> bool:
        return self.code in FATAL

    @property
    def text(self) -> Promise | str:
        return PROBLEM_TEXTS[self.code]


@dataclass(frozen=True)
class ParsedReply:
    """`markers` are the names, numbers and quotation marks that set the turns apart."""

    turns: list[ParsedTurn] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    markers: list[str] = field(default_factory=list)

    @property
    def usable(self) -> bool:
        return not any(problem.fatal for problem in self.problems)


def parse_reply(
    text: str | None,
    *,
    user_names: Sequence[str],
    assistant_names: Sequence[str],
    finish_reason: str | None = None,
    language: str = "zh",
) -> ParsedReply:
    """Read the turns of a reply; what is wrong with it, and what is in no turn, is told."""
    text = text or ""
    if len(text) > MAX_REPLY_CHARACTERS:
        problem = Problem("too_long", str(len(text)))
        return ParsedReply(problems=[problem], dropped=[storable(text)])
    cleaned = clean_text(text)
    if not cleaned.strip():
        return ParsedReply(problems=[Problem("empty")])
    found, one_block = _find_turns(cleaned, user_names, assistant_names)
    turns = [ParsedTurn(role, clean_text(said)) for role, said in found.turns]
    problems = _fatal_problems(cleaned, turns, finish_reason, language)
    if REPLACEMENT in cleaned or any(REPLACEMENT in turn.text for turn in turns):
        problems.append(Problem("unsafe_characters"))
    if one_block:
        problems.append(Problem("one_block"))
    if found.empty_turns:
        problems.append(Problem("empty_turn", str(found.empty_turns)))
    names = speakers(user_names, assistant_names)
    inside = [turn for turn in turns if names.inside_line.search(turn.text)]
    problems += _numbered("speaker_in_text", turns, inside)
    problems += _order_problems(turns)
    dropped = [clean_text(part) for part in found.dropped]
    return ParsedReply(turns, problems, dropped, found.markers)


def problem_with_text(
    text: str, *, finish_reason: str, language: str
) -> Problem | None:
    """Why a reply of one turn is of no use; “I cannot” further in may be its own words."""
    found = _REFUSAL.search(text.lstrip())
    declined = found if found and found.start() <= _VERY else None
    if declined or finish_reason == "content_filter":
        return Problem("refusal", declined[0] if declined else finish_reason)
    if finish_reason in _CUT_OFF:
        return Problem("cut_off", finish_reason)
    if language == "zh" and not _is_chinese(text):
        return Problem("wrong_language")
    return None


def clean_text(text: str) -> str:
    """Make text that PostgreSQL stores: NFC, one kind of line break, no NUL."""
    if text.isprintable():
        # No line break, NUL or half of a pair is printable.
        return unicodedata.normalize("NFC", text)
    return unicodedata.normalize("NFC", _LINE_BREAKS.sub("\n", storable(text)))


def storable(text: str) -> str:
    """Replace NUL and halves of surrogate pairs, which no database row can hold."""
    try:
        text.encode()
    except UnicodeEncodeError:
        halves = text.encode("utf-16-le", "surrogatepass")
        text = halves.decode("utf-16-le", "replace")
    return text.replace("\0", REPLACEMENT)


def _find_turns(
    text: str, user_names: Sequence[str], assistant_names: Sequence[str]
) -> tuple[Found, bool]:
    """Try the shapes from the strictest to the loosest; say if one block was split."""
    named = speakers(user_names, assistant_names)
    lettered = speakers(user_names, assistant_names, letters=True)
    as_json = read_json(text, lettered, clean_text)
    if as_json and as_json.both_speak:
        return as_json, False
    lines = read_lines(text, named)
    if lines.both_speak:
        return lines, False
    letters = read_lines(text, lettered)
    if letters.both_speak:
        return letters, False
    block = read_block(text, named)
    if block.both_speak:
        return block, True
    return as_json or (lines if lines.turns else letters), False


def _fatal_problems(
    text: str, turns: list[ParsedTurn], finish_reason: str | None, language: str
) -> list[Problem]:
    roles = {turn.role for turn in turns}
    problems = []
    filtered = finish_reason == "content_filter"
    declined = len(roles) < 2 and _REFUSAL.search(text[:_REFUSAL_WITHIN])
    if filtered or declined:
        problems.append(
            Problem("refusal", declined[0] if declined else "content_filter")
        )
    said = "".join(turn.text for turn in turns) or text
    if language == "zh" and not _is_chinese(said):
        problems.append(Problem("wrong_language"))
    if not roles:
        problems.append(Problem("no_speakers"))
    elif len(roles) == 1:
        problems.append(Problem("one_speaker", turns[0].role))
    if finish_reason in _CUT_OFF:
        problems.append(Problem("cut_off", finish_reason))
    return problems


def _is_chinese(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    chinese = sum("\u3400" <= character <= "\u9fff" for character in letters)
    return len(letters) < _LETTERS_TO_JUDGE or chinese * 2 >= len(letters)


def _order_problems(turns: list[ParsedTurn]) -> list[Problem]:
    if not turns:
        return []
    problems = []
    if turns[0].role != USER:
        problems.append(Problem("not_child_first"))
    if turns[-1].role == USER:
        problems.append(Problem("ends_on_user"))
    pairs = pairwise(turns)
    repeated = [later for before, later in pairs if before.role == later.role]
    return problems + _numbered("not_alternating", turns, repeated)


def _numbered(
    code: str, turns: list[ParsedTurn], wrong: list[ParsedTurn]
) -> list[Problem]:
    """Name the turns that have the problem by their numbers, counted from one."""
    if not wrong:
        return []
    ids = {id(turn) for turn in wrong}
    numbers = [str(n) for n, turn in enumerate(turns, 1) if id(turn) in ids]
    return [Problem(code, ", ".join(numbers))]
