"""Norming sessions, and the votes in them."""

from dialogues.models import ChecklistItem
from reviewers.domain import norming
from reviewers.models import NormingVote
from tests.factories.dialogues import make_approved
from tests.factories.people import make_member


def make_norming(project, *, experts=None, dialogues=1, by=None, named=False):
    """A session of two experts about new approved dialogues, opened by an admin."""
    return norming.open_norming(
        project,
        experts=experts or [make_member(project, "expert") for _one in range(2)],
        dialogues=[make_approved(project) for _one in range(dialogues)],
        named=named,
        by=by or make_member(project, "admin"),
    )


def make_vote(place, *, by, decision="approve", value="yes", sentence="很温和。"):
    """What one expert says of one text: the same answer to every question."""
    items = ChecklistItem.objects.filter(checklist=place.norming.checklist_id)
    return norming.vote(
        place,
        decision=decision,
        answers={item.slug: value for item in items},
        sentence=sentence,
        by=by,
    )


def make_revealed(project, *, experts=None, dialogues=1, named=False):
    """A session in which everybody has voted once, and the second differs."""
    opened = make_norming(project, experts=experts, dialogues=dialogues, named=named)
    for place in opened.places.all():
        for number, seat in enumerate(opened.seats.all()):
            decision = "return" if number else "approve"
            make_vote(place, by=seat.expert, decision=decision)
    opened.refresh_from_db()
    return opened


def votes_said(opened, round_=1):
    votes = NormingVote.objects.filter(place__norming=opened, round=round_)
    return sorted(votes.values_list("by", "decision"))
