"""What pages say of safeguarding cases, to members marked for them."""

from django import template
from django.utils.translation import gettext_lazy as _

from dialogues.models import Project, User
from reviewers.case_queries import Waiting, cases_waiting
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


@register.simple_tag
def waiting_cases(user: User, project: Project) -> Waiting:
    """How many cases wait for this person, and how many of them past their time."""
    return cases_waiting(user, project)
