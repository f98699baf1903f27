"""Volunteers read each other's dialogues before the experts do, when a project wants it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from dialogues.domain import (
    commenting,
    editing,
    peer_reading,
    peer_stage,
    submission,
    well_being,
)
from dialogues.heavy_queries import heavy_today, spared_of
from dialogues.history import Refused
from dialogues.models import Notice, PeerReading
from dialogues.peer_queries import points_for, stage_of
from dialogues.threads import threads_of
from reviewers.queue_queries import queue_for
from tests.courses import make_course
from tests.factories import (
    full_answers,
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    reworded,
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
    points,
)
from tests.gate import refused

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


def submit_again(work, text="我陪着你，我们一起想办法。"):
    changed = reworded(work.turns, text)
    answers = full_answers(work.project, changed)
    editing.save_work(
        work, turns=changed, answers=answers, seen=work.version, by=work.holder
    )
    submission.submit(work, seen=work.version + 1, by=work.holder)


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
    assert (peer_stage.sweep(), peer_stage.sweep()) == (1, 0)
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


def test_the_database_lets_nobody_read_what_they_wrote(project, sql):
    reading = make_waiting(project)

    with refused("peer_read_by_another"):
        sql(
            "UPDATE dialogues_peerreading SET reader_id = %s, status = 'taken'",
            reading.revision.author_id,
        )
    with refused("peer_readings_have_a_reader"):
        sql("UPDATE dialogues_peerreading SET status = 'read'")


def heavy_waiting(project):
    topic = make_topic(project, "爷爷去世以后")
    senior = make_member(project, "volunteer", level="senior")
    return make_waiting(
        project, author=senior, dialogue=make_drafted(project, topic=topic)
    )


def test_heavy_themes_are_kept_from_peers_as_from_writers(project):
    make_course(project)
    reading = heavy_waiting(project)
    senior = make_member(project, "volunteer", level="senior")
    avoiding = make_member(project, "volunteer", level="senior")
    well_being.choose_care(
        avoiding.memberships.get(), avoid=["loss"], heavy_a_day=None, by=avoiding
    )

    assert peer_reading.take_next(project, by=avoiding) is None
    assert peer_reading.take_next(project, by=senior) == reading
    reading.refresh_from_db()
    assert reading.heavy
    assert heavy_today(senior, project) == {"taken": 1, "left": 0}

    peer_reading.not_today(reading, by=senior)

    assert heavy_today(senior, project) == {"taken": 0, "left": 1}
    assert spared_of(senior, project).because == "not-today"
    assert peer_reading.take_next(project, by=senior) is None


def test_nobody_learns_who_the_peer_was(project, expert):
    reading = make_pointed(project)
    dialogue, author = reading.dialogue, reading.revision.author

    [thread] = threads_of(dialogue, user=author, blind=False, numbers={})

    assert (thread.first.name, thread.first.comment.text) == ("", "先接住感受。")
    assert thread.first.comment.as_peer
    # Who still decides does not even learn that it was said, in no later round either.
    submit_again(submission.withdraw(dialogue, by=author))
    dialogue.refresh_from_db()
    assert threads_of(dialogue, user=expert, blind=True, numbers={}) == []


def test_an_answer_to_a_point_reaches_nobody_who_may_not_read_it(project):
    reading = make_pointed(project)
    dialogue, author = reading.dialogue, reading.revision.author
    point = dialogue.comments.get()

    commenting.comment_on(
        dialogue, {"turn": None, "text": "谢谢", "code": ""}, parent=point, by=author
    )

    assert list(Notice.objects.values_list("user", "kind")) == [(author.pk, "peer")]


def test_a_setting_is_an_admins_and_within_bounds(project, expert):
    with pytest.raises(PermissionDenied):
        end_stage(project, by=expert)
    admin = make_member(project, "admin")
    for wrong in ({"days": 0}, {"days": 31}, {"level": "apprentice"}):
        with pytest.raises(ValidationError):
            peer_stage.set_stage(
                project, **{"on": True, "level": "editor", "days": 3, **wrong}, by=admin
            )
    peer_stage.set_stage(project, on=True, level="senior", days=5, by=admin)

    stage = stage_of(project)
    assert (stage.on, stage.level, stage.days, stage.by) == (True, "senior", 5, admin)


def test_an_expert_who_has_it_open_already_waits_for_nobody(project, expert):
    reading = make_taken(project)
    submission.open_for_review(reading.dialogue, by=expert)

    peer_reading.finish(reading, points=points(reading.revision), by=reading.reader)

    assert (reading.status, Notice.objects.count()) == ("read", 0)
    assert reading.dialogue.comments.get().as_peer
