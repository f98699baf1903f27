"""What volunteers who read first said, in the timeline of a dialogue."""

import pytest
from django.urls import reverse

from dialogues.domain import peer_reading, peer_stage, submission
from dialogues.models import Dialogue
from reviewers.timeline import timeline
from tests.factories import make_member, make_project
from tests.factories.dialogues import make_approved
from tests.factories.peers import make_pointed, make_stage, make_taken, make_waiting

pytestmark = pytest.mark.django_db
SAID = "先接住感受。"


@pytest.fixture
def project(settings):
    settings.LANGUAGE_CODE = "en"
    project = make_project("companion")
    make_stage(project)
    return project


def told(dialogue, user):
    dialogue = Dialogue.objects.get(pk=dialogue.pk)
    membership = user.memberships.get(project=dialogue.project)
    return [
        (one["kind"], one["what"], one["text"], one["by"])
        for one in timeline(dialogue, user=user, membership=membership)
        if one["kind"] in ("peer", "point")
    ]


def test_points_and_what_became_of_them_are_told_and_who_read_is_not(
    signed_in, project
):
    reading = make_pointed(project)
    author, dialogue = reading.revision.author, reading.dialogue
    peer_stage.leave_as_it_is(dialogue, by=author)

    for person in (author, make_member(project, "admin")):
        assert told(dialogue, person) == [
            ("peer", "It went on as it was", "", ""),
            ("point", "", SAID, ""),
            ("peer", "Another volunteer read it first and had 1 point", "", ""),
        ]
        page = signed_in(person).get(reverse("dialogue_timeline", args=[dialogue.pk]))
        assert "Another volunteer would look at" in page.content.decode()
        assert reading.reader.username not in page.content.decode()


def test_who_may_still_decide_reads_nothing_of_it_before(signed_in, project):
    reading = make_pointed(project)
    expert = make_member(project, "expert")
    peer_stage.leave_as_it_is(reading.dialogue, by=reading.revision.author)
    address = reverse("dialogue_timeline", args=[reading.dialogue_id])

    before = signed_in(expert).get(address).content.decode()
    assert told(reading.dialogue, expert) == []
    assert SAID not in before
    assert "Another volunteer" not in before

    make_approved(project, dialogue=Dialogue.objects.get(pk=reading.dialogue_id))
    assert [kind for kind, *_rest in told(reading.dialogue, expert)] == [
        "peer",
        "point",
        "peer",
    ]


def test_nothing_to_add_and_nobody_came_are_told_too(project):
    admin = make_member(project, "admin")
    taken = make_taken(project)
    peer_reading.finish(taken, points=[], by=taken.reader)
    left = make_waiting(project)
    submission.withdraw(left.dialogue, by=left.revision.author)

    assert [what for _kind, what, *_rest in told(taken.dialogue, admin)] == [
        "Another volunteer read it first and had nothing to add",
    ]
    assert [what for _kind, what, *_rest in told(left.dialogue, admin)] == [
        "No other volunteer read it first",
    ]
