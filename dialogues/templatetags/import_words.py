"""Words for what a report of a file counts."""

from django import template

from dialogues.checks.registry import BY_CODE
from dialogues.list_queries import FINDING_CODES
from dialogues.oddities import ODDITIES

register = template.Library()


@register.filter
def flag_title(code: str) -> str:
    """What is flagged, in words; the code itself where nobody wrote any."""
    check = BY_CODE.get(code)
    return str(check.title if check else ODDITIES.get(code, code))


@register.filter
def can_be_listed(code: str) -> bool:
    """Whether the list of dialogues can be narrowed to it."""
    return code in FINDING_CODES


@register.filter
def flag_severity(code: str) -> str:
    check = BY_CODE.get(code)
    return check.severity if check else "warning"
