"""The words that people see for verbs; the keys are those of the ``CHANGES`` tables."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "draft": _("Drafted by a model"),
    "write": _("Begun from the topic"),
    "import": _("Imported"),
    "claim": _("Taken for editing"),
    "give back": _("Given back"),
    "skip": _("Put aside"),
    "hand over": _("Handed to another expert"),
    "not today": _("Left for another day"),
    "lapse": _("Freed when its time ran out"),
    "ask for wording": _("Another wording asked of the drafter"),
    "submit": _("Submitted for review"),
    "withdraw": _("Taken back by its author"),
    "open": _("Opened by an expert"),
    "sign": _("Approved by one of several"),
    "approve": _("Approved"),
    "fix": _("Reworded by an expert"),
    "return": _("Sent back with a note"),
    "reject": _("Not used"),
    "escalate": _("Reported for safeguarding"),
    "report": _("A worry was reported"),
    "dismiss finding": _("A finding was judged a false alarm"),
    "restore": _("An earlier revision was restored"),
    "reopen": _("Opened again"),
}
