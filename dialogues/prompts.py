"""A prompt's text with its blanks filled in."""

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

PLACEHOLDERS = frozenset(
    {"topic", "theme", "emotion", "user", "assistant", "persona", "situation"}
)
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_GAPS = re.compile(r"[ \t]{2,}")
_BLANK_LINES = re.compile(r"\n{3,}")


def render_prompt(template_text: str, values: Mapping[str, str]) -> str:
    """Fill in `{name}` blanks; a line with nothing to fill in is left out.

    A name that no prompt knows is a ValueError that says which.
    """
    lines = (_render_line(line, values) for line in template_text.split("\n"))
    text = "\n".join(line for line in lines if line is not None)
    return _BLANK_LINES.sub("\n\n", text).strip()


def _render_line(line: str, values: Mapping[str, str]) -> str | None:
    names = _PLACEHOLDER.findall(line)
    if not names:
        return line
    for name in names:
        if name not in PLACEHOLDERS:
            raise ValueError(_("There is no placeholder {%s}.") % name)
    filled = {name: (values.get(name) or "").strip() for name in names}
    if not any(filled.values()):
        return None
    if not all(filled.values()):
        return _GAPS.sub(" ", _filled(line, filled)).rstrip()
    return _filled(line, filled)


def _filled(line: str, values: Mapping[str, str]) -> str:
    """Fill in once, so that braces inside a topic stay what they are."""
    return _PLACEHOLDER.sub(lambda blank: values[blank[1]], line)
