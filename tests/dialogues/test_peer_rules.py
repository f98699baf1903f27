"""Who reads for others, what they are spared, and that nobody learns who they were."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse

from dialogues.domain import (
    commenting,
    peer_reading,
    peer_stage,
    submission,
    well_being,
)
from dialogues.heavy_queries import heavy_today, spared_of
from dialogues.models import Notice
from dialogues.peer_queries import open_reading, stage_of
from dialogues.threads import threads_of
from reviewers.domain import cases, decisions, reviewing
from reviewers.queue_queries import queue_for
from tests.courses import make_course
from tests.factories import (
    full_answers,
    make_drafted,
    make_member,
    make_topic,
)
from tests.factories.peers import (
    end_stage,
    make_peer_project,
    make_pointed,
    make_taken,
    make_waiting,
    points,
    submit_again,
)
from tests.gate import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_peer_project()


@pytest.fixture
def expert(project):
    return make_member(project, "expert")


def offered(expert, project):
    return list(queue_for(expert, project))


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


def test_what_a_peer_reports_as_real_is_theirs_no_more_and_they_may_read_on(project):
    reading = make_taken(project)
    peer = reading.reader
    other = make_waiting(project)

    cases.report(reading.dialogue, text="像是我邻居", real_person=True, by=peer)

    assert open_reading(peer, project) is None
    assert peer_reading.take_next(project, by=peer) == other
    reading.refresh_from_db()
    assert reading.status == "passed"


def test_the_expert_reads_the_points_after_their_own_decision(project, expert):
    reading = make_pointed(project)
    dialogue = reading.dialogue
    peer_stage.leave_as_it_is(dialogue, by=reading.revision.author)
    browser = Client()
    browser.force_login(expert)

    review = reviewing.claim_next(project, by=expert)
    before = browser.get(reverse("review", args=[review.pk])).content.decode()
    decisions.decide(
        review,
        revision=review.revision,
        decision="approve",
        answers=full_answers(project, review.revision.turns),
        comments=[],
        by=expert,
    )
    after = browser.get(reverse("review", args=[review.pk])).content.decode()

    assert ("先接住感受。" in before, "先接住感受。" in after) == (False, True)
    assert reading.reader.username not in before + after
