"""Which column of a table holds what: as a person mapped it, else by its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from dialogues.intake.formats.spoken import Unusable, shown
from dialogues.intake.records import Wishes
from dialogues.phrases import Phrase as _

NAMES: dict[str, tuple[str, ...]] = {
    "id": (
        "id", "dialog_id", "dialogue_id", "conversation_id", "编号", "序号", "对话id",
        "对话编号", "会话id", "会话编号",
    ),
    "topic": ("topic", "主题", "话题"),
    "theme": ("theme", "category", "类别", "分类", "主题类别"),
    "emotion": ("emotion", "情绪", "情感"),
    "user": (
        "user", "human", "client", "child", "question", "query", "prompt",
        "instruction", "用户", "来访者", "求助者", "孩子", "儿童", "问题", "提问", "问",
    ),
    "assistant": (
        "assistant", "gpt", "bot", "counselor", "counsellor", "answer", "response",
        "reply", "output", "咨询师", "心理咨询师", "智能助手", "助手", "倾听者", "回答",
        "回复", "答",
    ),
    "text": ("text", "content", "sentence", "utterance", "文本", "内容", "句子", "话语"),
    "label": ("label", "标签", "情感标签", "情绪标签"),
    "dialogue": (
        "dialogue", "dialog", "conversation", "transcript", "对话", "对话内容", "会话",
    ),
    "speaker": ("speaker", "role", "from", "说话人", "发言人", "角色"),
    "turn": ("turn", "turn_id", "turn_index", "round", "轮次", "轮", "句号序号"),
    "cause": ("cause", "reason", "原因", "情绪原因", "情感原因"),
    "background": ("background", "situation", "背景", "对话背景"),
    "instruction": ("instruction", "指令", "任务说明"),
    "task": ("task_type", "task", "任务", "任务类型"),
}  # fmt: skip


def columns_of(row: Mapping[str, Any], wishes: Wishes) -> dict[str, str]:
    """For each of our fields that the table has the name of its column."""
    return dict(_columns(tuple(row), tuple(wishes.columns.items())))


@lru_cache(maxsize=32)
def _columns(
    names: tuple[str, ...], wished: tuple[tuple[str, str], ...]
) -> dict[str, str]:
    mapped = dict(wished)
    taken = set(mapped.values())
    if missing := [name for name in mapped.values() if name not in names]:
        raise Unusable(
            "no-such-column", _("The table has no column “%s”.") % shown(missing[0])
        )
    by_name = {name.strip().casefold(): name for name in reversed(names)}
    for field, usual in NAMES.items():
        found = (by_name[name] for name in usual if name in by_name)
        free = next((name for name in found if name not in taken), None)
        if field not in mapped and free:
            mapped[field] = free
            taken.add(free)
    return mapped


def map_the_columns(row: Mapping[str, Any]) -> Unusable:
    names = ", ".join(shown(name) for name in list(row)[:20])
    return Unusable(
        "unknown-columns",
        _(
            "It is not known what these columns hold: %s. Map the columns, and try again."
        )
        % names,
    )
