"""What people read about a finding: its title, why it matters, and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypedDict

from django.utils.translation import gettext as _

from dialogues.checks.registry import BY_CODE
from dialogues.models.translations import Translated
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
        "title": _filled(str(check.title), data),
        "explanation": _filled(str(check.explanation), data),
        "fix": _filled(str(check.fix), data),
    }


def _filled(said: str, data: Mapping[str, Any]) -> str:
    try:
        return said % {name: _spoken(value) for name, value in data.items()}
    except KeyError:
        return ""


def _spoken(value: Any) -> Any:
    """A name that is kept by language in the reader's own; several with an "or"."""
    if isinstance(value, dict):
        return str(Translated(value))
    if isinstance(value, list):
        return _("” or “").join(str(_spoken(one)) for one in value)
    return value
