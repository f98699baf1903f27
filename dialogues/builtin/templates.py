"""The two project templates, as data: texts, checklists, prompts, topics."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TEMPLATES = ("child-companion", "empathetic-dialogue")


def template(name: str) -> dict[str, Any]:
    """Read a template; every text in it is `{"zh-hans": …, "en": …}`."""
    if name not in TEMPLATES:
        raise KeyError(name)
    return deepcopy(_read(name))


def limits_of(name: str, language: str) -> dict[str, int]:
    """The numbers that the checks of such a project go by, in its language."""
    if name not in TEMPLATES:
        return {}
    return dict(_read(name)["limits"][language])


def topics_of(name: str) -> bytes:
    """The template's own topics, as the file that an import reads."""
    return (FOLDER / template(name)["topics_file"]).read_bytes()


@cache
def _read(name: str) -> dict[str, Any]:
    path = FOLDER / f"{name.replace('-', '_')}.json"
    return json.loads(path.read_text(encoding="utf-8"))
