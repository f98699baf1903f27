"""What people read about a finding: its title, why it matters, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from dialogues.checks.registry import BY_CODE
from dialogues.oddities import ODDITIES


class Words(TypedDict):
    title: str
    explanation: str
    fix: str


def words_of(code: str, data: Mapping[str, Any]) -> Words:
    """The words in the reader's language, filled with what the check found.

    A row may be older than its check's words, or than the check: it is still shown.
    """
    check = BY_CODE.get(code)
    if check is None:
        return {"title": str(ODDITIES.get(code, code)), "explanation": "", "fix": ""}
    return {
        "title": str(check.title),
        "explanation": _filled(str(check.explanation), data),
        "fix": _filled(str(check.fix), data),
    }


def _filled(said: str, data: Mapping[str, Any]) -> str:
    try:
        return said % data
    except KeyError:
        return ""
