"""Words for what is odd about a record of a file that can be used all the same."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ODDITIES: dict[str, str | Promise] = {
    "topic-missing": _("No topic"),
    "text-outside-turns": _("Text that belongs to no turn"),
    "label-outside-text": _("A label outside its text"),
    "undesirable-reply": _("A reply marked as undesirable"),
    "turns-reordered": _("Turns put into order"),
    "topics-glued": _("Perhaps two topics in one"),
    "tool-turns": _("Turns of a tool, left out"),
    "unsafe-characters": _("Characters that cannot be stored"),
    "other-speakers": _("Somebody else speaks"),
    "mixed-histories": _("Histories that do not fit together"),
    "answer-missing": _("An answer is missing"),
    "one-block": _("Turns out of one block of text"),
    "speaker-in-text": _("A speaker's name inside a turn"),
    "wrong-language": _("Another language"),
}
