"""Words for the codes that rows carry."""

import json

from django import template
from django.utils.translation import gettext

from dialogues.checks.words import words_of
from dialogues.domain.turns import Label, Turn
from dialogues.history import Event
from dialogues.models import Finding, Project
from dialogues.parsing import PROBLEM_TEXTS
from dialogues.words import VERBS

register = template.Library()


@register.filter
def verb_words(event: Event) -> str:
    """What happened, in words."""
    return str(VERBS.get(event.verb, event.verb))


@register.filter
def verb_name(verb: str) -> str:
    """A verb in words."""
    return str(VERBS.get(verb, verb))


@register.filter
def finding_title(finding: Finding) -> str:
    return words_of(finding.code, finding.data)["title"]


@register.filter
def finding_explanation(finding: Finding) -> str:
    return words_of(finding.code, finding.data)["explanation"]


@register.filter
def finding_fix(finding: Finding) -> str:
    return words_of(finding.code, finding.data)["fix"]


@register.filter
def problem_words(problem: dict[str, str]) -> str:
    """What is odd about a model's reply, in words."""
    return str(PROBLEM_TEXTS.get(problem["code"], problem["code"]))


@register.filter
def error_words(error: str) -> str:
    """Why there is no reply: our own words before the colon are translated."""
    what, _colon, reason = error.partition(": ")
    said = gettext(what) if what else ""
    words = {"what": said, "reason": reason}
    return gettext("%(what)s: %(reason)s") % words if reason else said


@register.filter
def role_label(project: Project, role: str) -> str:
    """The project's display name of a turn's role."""
    return project.label_for(role)


@register.filter
def has_machine_words(labels: list[Label] | None) -> bool:
    """Whether a turn holds words that somebody took from the drafter while editing."""
    return any(label["scheme"] == "machine" for label in labels or [])


@register.filter
def worded_by_machine(turns: list[Turn], turn: str) -> bool:
    """The same of one turn of a text, by its id."""
    return any(one["id"] == turn and has_machine_words(one["labels"]) for one in turns)


@register.filter
def as_json(value: object) -> str:
    """Plain data for a hidden field; escaped like any other text."""
    return json.dumps(value, ensure_ascii=False)
