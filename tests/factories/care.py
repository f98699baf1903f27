"""What helps who volunteers: a word with the supervisors, and hours in writing."""

from datetime import date

from dialogues.models import SupportCall
from tests.factories.people import make_member


def make_call(project, *, by=None, text="读完睡不着。", **fields):
    """A word to the supervisors that nobody has answered."""
    by = by or make_member(project, "volunteer")
    return SupportCall(project=project, asked_by=by, text=text, **fields).open(
        by=by,
        verb="ask",
    )


def make_certificate(membership, *, code="ABCDE-23456"):
    """Two hours in writing."""
    return membership.certificates.create(
        code=code,
        name="林晓",
        minutes=120,
        dialogues=4,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 3, 9),
    )
