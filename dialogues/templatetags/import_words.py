"""Words for what a report of a file counts."""

from collections.abc import Mapping

from django import template

from dialogues.checks.registry import BY_CODE
from dialogues.list_queries import FINDING_CODES
from dialogues.oddities import ODDITIES

register = template.Library()

WORST_FIRST = ("disclosure", "error", "warning")


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


@register.filter
def worst_first(flagged: Mapping[str, int]) -> list[tuple[str, int]]:
    """What was flagged: what is worst first, and of that what is most frequent."""
    return sorted(
        flagged.items(),
        key=lambda item: (WORST_FIRST.index(flag_severity(item[0])), -item[1], item[0]),
    )
