"""Why a turn is sent back: the code travels, the words are for people."""

from django.utils.translation import gettext_lazy

REASONS = [
    ("not-seen", gettext_lazy("The feeling is not seen")),
    ("advice-too-soon", gettext_lazy("Advice comes too soon")),
    ("preaching", gettext_lazy("Sounds like preaching")),
    ("denying", gettext_lazy("Denies or blames")),
    ("not-childlike", gettext_lazy("Not how one talks with a child")),
    ("unsafe", gettext_lazy("Not safe")),
    ("wording", gettext_lazy("Wording")),
    ("other", gettext_lazy("Something else")),
]
