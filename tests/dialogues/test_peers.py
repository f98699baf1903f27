"""Volunteers read each other's dialogues before the experts do, when a project wants it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from django.utils.translation import override

from dialogues.domain import (
    editing,
    peer_reading,
    peer_stage,
    submission,
)
from dialogues.history import Refused
from dialogues.models import Notice, PeerReading
from dialogues.peer_queries import points_for, stage_of
from dialogues.tasks import settle_peer_readings
from reviewers.domain import reviewing
from reviewers.queue_queries import queue_for
from tests.courses import make_course
from tests.factories import (
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    turns,
)
from tests.factories.peers import (
    at_its_time,
    end_stage,
    make_peer,
    make_peer_project,
    make_pointed,
    make_stage,
    make_taken,
    make_waiting,
    submit_again,
)

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def project():
    return make_peer_project()


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def offered(expert, project):
    return list(queue_for(expert, project))


def verbs_of(reading):
    return list(reading.events.values_list("verb", flat=True))


def past():
    return timezone.now() - timedelta(seconds=1)


def test_without_the_stage_the_experts_are_offered_it_at_once():
    project = make_project()
    make_peer(project)
    dialogue = make_submitted(project)

    assert offered(make_member(project, "expert"), project) == [dialogue]
    assert (PeerReading.objects.count(), stage_of(project).on) == (0, False)


def test_what_is_submitted_waits_for_another_volunteer_first(project, expert):
    before = timezone.now()
    reading = make_waiting(project)

    assert (reading.status, reading.reader, reading.revision) == (
        "waits",
        None,
        reading.dialogue.head,
    )
    assert 3 * DAY <= reading.until - before < 3 * DAY + timedelta(minutes=1)
    assert reading.dialogue.status == "submitted"
    assert offered(expert, project) == []
    with override("en"), pytest.raises(Refused, match="Volunteers read this first"):
        reviewing.claim(reading.dialogue, by=expert)


def test_a_volunteer_with_nothing_to_add_lets_it_on(project, expert):
    reading = make_taken(project)

    peer_reading.finish(reading, points=[], by=reading.reader)

    assert (reading.status, verbs_of(reading)) == ("read", ["wait", "take", "finish"])
    assert offered(expert, project) == [reading.dialogue]
    assert Notice.objects.count() == 0


def test_points_go_to_the_author_who_has_two_days(project, expert):
    reading = make_pointed(project)
    author = reading.revision.author

    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, notice.dialogue) == (
        author,
        "peer",
        reading.dialogue,
    )
    assert reading.status == "points"
    assert list(points_for(author, project)) == [reading]
    assert offered(expert, project) == []
    left = reading.until - timezone.now()
    assert 2 * DAY - timedelta(minutes=1) < left <= 2 * DAY

    at_its_time(reading, until=past())

    # Offered by its time alone; the sweep only tidies up.
    assert offered(expert, project) == [reading.dialogue]
    assert list(points_for(author, project)) == []
    assert peer_stage.sweep() == 1
    reading.refresh_from_db()
    assert (reading.status, verbs_of(reading)[-1]) == ("read", "leave as it is")


def test_the_author_mends_it_and_no_peer_reads_it_again(project, expert):
    reading = make_pointed(project)
    author = reading.revision.author

    work = submission.withdraw(reading.dialogue, by=author)
    submit_again(work)

    reading.refresh_from_db()
    assert (reading.status, verbs_of(reading)[-1]) == ("read", "mend")
    assert offered(expert, project) == [reading.dialogue]
    assert PeerReading.objects.count() == 1


def test_the_author_may_leave_it_as_it_is(project, expert):
    reading = make_pointed(project)
    author = reading.revision.author

    with pytest.raises(PermissionDenied):
        peer_stage.leave_as_it_is(reading.dialogue, by=reading.reader)
    peer_stage.leave_as_it_is(reading.dialogue, by=author)

    assert offered(expert, project) == [reading.dialogue]
    with pytest.raises(Refused):
        peer_stage.leave_as_it_is(reading.dialogue, by=author)


def test_what_its_author_takes_back_unread_waits_anew_when_it_comes_again(project):
    reading = make_taken(project)
    author = reading.revision.author

    submit_again(submission.withdraw(reading.dialogue, by=author))

    reading.refresh_from_db()
    again = PeerReading.objects.exclude(pk=reading.pk).get()
    assert (reading.status, again.status) == ("passed", "waits")
    with pytest.raises(Refused) as refusal:
        peer_reading.finish(reading, points=[], by=reading.reader)
    assert refusal.value.code == "went_on"


def test_what_an_expert_sent_back_goes_to_the_experts_at_once(project, expert):
    reading = at_its_time(make_waiting(project), until=past())
    dialogue = reading.dialogue
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        by=expert,
    )

    submit_again(editing.claim(dialogue, by=dialogue.head.author))

    assert PeerReading.objects.count() == 1
    assert offered(make_member(project, "expert"), project) == [dialogue]


def test_a_disclosure_never_waits_for_a_volunteer(project):
    make_peer(project)
    marked = make_member(project, "expert", safeguarding=True)
    told = turns("他又打我了，我身上都是伤。", "你很害怕吧。")
    dialogue = make_submitted(project, dialogue=make_drafted(project, of=told))

    assert dialogue.head.findings.filter(severity="disclosure").exists()
    assert PeerReading.objects.count() == 0
    assert offered(marked, project) == [dialogue]


def test_what_is_reported_meanwhile_waits_no_longer_and_no_peer_is_given_it(project):
    reading = make_waiting(project)
    marked = make_member(project, "expert", safeguarding=True)
    peer = make_peer(project)
    reading.revision.findings.create(code="disclosure", severity="disclosure")

    assert offered(marked, project) == [reading.dialogue]
    assert peer_reading.take_next(project, by=peer) is None
    assert peer_stage.sweep() == 1
    reading.refresh_from_db()
    assert reading.status == "passed"


def test_nobody_came_in_time(project, expert):
    reading = at_its_time(make_waiting(project), until=past())
    peer = make_peer(project)

    assert offered(expert, project) == [reading.dialogue]
    assert peer_reading.take_next(project, by=peer) is None
    settle_peer_readings()
    settle_peer_readings()
    reading.refresh_from_db()
    assert (reading.status, verbs_of(reading)) == ("passed", ["wait", "pass over"])


def test_who_began_in_time_is_not_overtaken(project, expert):
    make_waiting(project)
    soon = timezone.now() + timedelta(minutes=1)
    PeerReading.objects.update(until=soon)

    reading = peer_reading.take_next(project, by=make_peer(project))

    assert reading.until == reading.lease_until > soon
    assert peer_stage.sweep() == 0


def test_a_reading_that_was_left_is_free_again(project):
    reading = make_taken(project)
    first = reading.reader
    at_its_time(reading, lease_until=past())

    assert (peer_stage.sweep(), peer_stage.sweep()) == (1, 0)

    reading.refresh_from_db()
    assert (reading.status, verbs_of(reading)[-1]) == ("waits", "lapse")
    with pytest.raises(Refused):
        peer_reading.finish(reading, points=[], by=first)
    assert peer_reading.take_next(project, by=make_peer(project)) == reading


def test_switched_off_everything_goes_on(project, expert):
    waiting = make_waiting(project)
    end_stage(project, by=make_member(project, "admin"))
    dialogue = make_submitted(project)

    assert peer_reading.take_next(project, by=make_peer(project)) is None
    assert peer_stage.sweep() == 1
    assert offered(expert, project) == [waiting.dialogue, dialogue]


def test_without_anybody_who_could_read_it_nothing_waits(project, expert):
    # The author is the only volunteer of the level, and who is an expert reads as one.
    author = make_peer(make_course(project))
    make_member(project, "volunteer", "expert", level="senior")
    make_member(project, "volunteer", level="apprentice")

    dialogue = make_submitted(project, author=author)

    assert PeerReading.objects.count() == 0
    assert offered(expert, project) == [dialogue]


def test_only_volunteers_of_the_level_read_for_others(project):
    make_course(project)
    make_stage(project, level="senior")
    senior = make_peer(project, level="senior")
    editor = make_peer(project)
    dialogue = make_submitted(project, author=make_peer(project))

    with pytest.raises(PermissionDenied):
        peer_reading.take_next(project, by=editor)
    assert peer_reading.take_next(project, by=senior).dialogue == dialogue


def test_a_peer_is_given_neither_their_own_nor_what_they_skipped(project):
    peer = make_peer(project)
    make_waiting(project, author=peer)
    assert peer_reading.take_next(project, by=peer) is None

    other = make_peer(project)
    reading = peer_reading.take_next(project, by=other)
    with pytest.raises(Refused):
        peer_reading.skip(reading, reason=" ", by=other)
    peer_reading.skip(reading, reason="我认识作者", by=other)

    assert (reading.status, reading.reader) == ("waits", None)
    assert peer_reading.take_next(project, by=other) is None


def test_the_longest_wait_comes_first_and_one_at_a_time(project):
    first, _second = make_waiting(project), make_waiting(project)
    peer = make_peer(project)

    assert peer_reading.take_next(project, by=peer) == first
    assert peer_reading.take_next(project, by=peer) == first
    peer_reading.give_back(first, by=peer)
    first.refresh_from_db()
    assert (first.status, first.reader) == ("waits", None)
