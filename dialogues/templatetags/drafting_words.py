"""Words for what becomes of drafts."""

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues import prompts
from dialogues.drafting_queries import NO_REPLY
from dialogues.models import Draft, Project

register = template.Library()

# As short as they stand on a chip; the sentences are the parser's.
REASONS = {
    "empty": gettext_lazy("empty"),
    "too_long": gettext_lazy("too long"),
    "refusal": gettext_lazy("refusal"),
    "wrong_language": gettext_lazy("wrong language"),
    "no_speakers": gettext_lazy("no speakers"),
    "one_speaker": gettext_lazy("one speaker"),
    "cut_off": gettext_lazy("cut off"),
    "unsafe_characters": gettext_lazy("odd characters"),
    "one_block": gettext_lazy("in one line"),
    "speaker_in_text": gettext_lazy("speaker inside a turn"),
    "empty_turn": gettext_lazy("empty turn"),
    "not_child_first": gettext_lazy("assistant first"),
    "ends_on_user": gettext_lazy("no last word"),
    "not_alternating": gettext_lazy("two turns running"),
    "no_personas": gettext_lazy("no people"),
    "not_new": gettext_lazy("not new"),
    NO_REPLY: gettext_lazy("no reply"),
}


@register.filter
def reason_words(code: str) -> str:
    """Why a draft needs a hand, in a word or two."""
    return str(REASONS.get(code, code))


@register.filter
def draft_status(status: str) -> str:
    known = dict(Draft.Status.choices)
    return str(known.get(status, _("unknown")))


@register.filter
def age_words(age: str, project: Project) -> str:
    return prompts.age_words(project, age)
