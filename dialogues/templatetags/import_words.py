"""Words for what a report of a file counts."""

from django import template

from dialogues.checks.registry import BY_CODE
from dialogues.oddities import ODDITIES

register = template.Library()


@register.filter
def flag_title(code: str) -> str:
    """What is flagged, in words; the code itself where nobody wrote any."""
    check = BY_CODE.get(code)
    return str(check.title if check else ODDITIES.get(code, code))


@register.filter
def flag_severity(code: str) -> str:
    check = BY_CODE.get(code)
    return check.severity if check else "warning"
