"""What is sent for a draft, call by call, and the turns of a chat led turn by turn."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from itertools import pairwise

from dialogues.domain.turns import Turn, new_turn
from dialogues.models import Call, Draft, Prompt
from dialogues.parsing import Problem, clean_text, parse_reply
from dialogues.speakers import ASSISTANT_ALIASES, USER_ALIASES

FEWEST_ROUNDS, MOST_ROUNDS = 10, 15
Message = dict[str, str]

# Many endpoints want words of a user before they answer.
BEGIN = {"zh": "（请你先开口。）", "en": "(You speak first.)"}
END_MARK = re.compile(
    r"[\[【<(（]\s{0,3}(?:END|DONE|结束|完|对话结束)\s{0,3}[\]】>)）]", re.IGNORECASE
)


def is_turn_by_turn(draft: Draft) -> bool:
    return draft.batch.prompt.kind == Prompt.Kind.SELF_CHAT_TURNS


def next_messages(draft: Draft, answered: Sequence[Call]) -> list[Message] | None:
    """What to send after these answers; nothing when the draft is complete."""
    if not is_turn_by_turn(draft):
        return None if answered else [_message("user", draft.prompt_text)]
    said = [_said(draft, number, call) for number, call in enumerate(answered)]
    if _is_over(draft, said, answered):
        return None
    person_speaks = len(said) % 2 == 0
    history = [
        _message("assistant" if number % 2 == len(said) % 2 else "user", text)
        for number, text in enumerate(said)
    ]
    if person_speaks:
        begin = BEGIN[_language(draft)]
        system = _message("system", draft.user_prompt_text)
        return [system, _message("user", begin), *history]
    return [_message("system", draft.prompt_text), *history]


def rounds_of(draft: Draft) -> int:
    """How long the chat goes on unless it ends itself; the draft's id decides."""
    chance = random.Random(str(draft.pk))  # noqa: S311
    return chance.randint(FEWEST_ROUNDS, MOST_ROUNDS)


def most_calls(kind: str) -> int:
    return 2 * MOST_ROUNDS if kind == Prompt.Kind.SELF_CHAT_TURNS else 1


def turns_said(
    draft: Draft,
    answered: Sequence[Call],
) -> tuple[list[Turn], list[Problem]]:
    """The turns of a chat led turn by turn, and what is wrong with it."""
    said = [_said(draft, number, call) for number, call in enumerate(answered)]
    roles = ["assistant" if number % 2 else "user" for number in range(len(said))]
    turns = [
        new_turn(role, text)
        for role, text in zip(roles, said, strict=True)
        if text.strip()
    ]
    problems: dict[str, Problem] = {}
    for role, text, call in zip(roles, said, answered, strict=True):
        for problem in _wrong_with(draft, text, call):
            problems.setdefault(problem.code, Problem(problem.code, role))
    if any(before["role"] == after["role"] for before, after in pairwise(turns)):
        problems["not_alternating"] = Problem("not_alternating")
    if turns and turns[-1]["role"] == "user":
        problems["ends_on_user"] = Problem("ends_on_user")
    if len({turn["role"] for turn in turns}) < 2:
        problems["one_speaker"] = Problem("one_speaker")
    return turns, list(problems.values())


def _wrong_with(draft: Draft, text: str, call: Call) -> list[Problem]:
    if not text.strip():
        bare_end = bool(END_MARK.search(call.reply))
        return [] if bare_end else [Problem("empty")]
    parsed = parse_reply(
        text,
        user_names=(),
        assistant_names=(),
        finish_reason=call.finish_reason,
        language=_language(draft),
    )
    told = ("too_long", "refusal", "wrong_language", "cut_off", "unsafe_characters")
    return [problem for problem in parsed.problems if problem.code in told]


def _is_over(draft: Draft, said: Sequence[str], answered: Sequence[Call]) -> bool:
    if not said:
        return False
    if _went_wrong(said[-1], answered[-1]):
        return True
    helper_spoke_last = len(said) % 2 == 0
    ended = any(END_MARK.search(call.reply) for call in answered)
    # The helper has the last word, unless there is nothing left to answer.
    if ended and (helper_spoke_last or not said[-1].strip()):
        return True
    return helper_spoke_last and len(said) >= 2 * rounds_of(draft)


def _went_wrong(text: str, call: Call) -> bool:
    """An empty or cut-off reply ends the chat: the next ones would cost for nothing."""
    cut_off = call.finish_reason in ("length", "max_tokens", "content_filter")
    return cut_off or not text.strip()


def _said(draft: Draft, number: int, call: Call) -> str:
    """A reply without the speaker's own name before it and the mark of the end."""
    project = draft.project
    aliases = ASSISTANT_ALIASES if number % 2 else USER_ALIASES
    label = project.assistant_label if number % 2 else project.user_label
    names = "|".join(re.escape(name) for name in (label, *aliases))
    text = END_MARK.sub("", clean_text(call.reply)).strip()
    return re.sub(rf"\A(?:{names})\s?[:：]\s*", "", text)


def _message(role: str, content: str) -> Message:
    return {"role": role, "content": content}


def _language(draft: Draft) -> str:
    return draft.project.language.split("-")[0]
