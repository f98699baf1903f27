"""Words for what happens to a safeguarding case."""

from django import template
from django.utils.translation import gettext_lazy as _

from reviewers.models import CaseEvent

register = template.Library()

VERBS = {
    "notice": _("Noticed"),
    "look": _("Read"),
    "sort": _("Sorted"),
    "assign": _("Given to somebody"),
    "sign": _("Signed"),
    "remind": _("Its time ran out"),
    "close": _("Closed"),
    "reopen": _("Taken up again"),
}


@register.filter
def case_verb_words(event: CaseEvent) -> str:
    """What happened, in words."""
    return str(VERBS[event.verb])
