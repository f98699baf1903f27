"""People at the same moment: exactly one wins, and nothing typed is lost."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from dialogues.domain import editing, submission
from dialogues.domain.editing import StaleWork
from dialogues.history import Refused
from dialogues.models import Assignment, Dialogue
from tests.factories import (
    full_answers,
    make_assignment,
    make_dialogue,
    make_drafted,
    make_member,
    make_project,
    make_topic,
    reworded,
)
from tests.races import afresh, race, split, verbs

pytestmark = pytest.mark.django_db(transaction=True)


def make_ready(project):
    """An assignment with everything answered, one submit from the experts."""
    work = make_assignment(project)
    return editing.save_work(
        work,
        turns=reworded(work.turns),
        answers=full_answers(project, work.turns),
        seen=0,
        by=work.holder,
    )


def test_eight_volunteers_claim_eight_dialogues():
    project = make_project()
    for _one in range(8):
        make_drafted(project)
    people = [make_member(project, "volunteer") for _one in range(8)]

    works = race(*[partial(editing.claim_next, project, by=one) for one in people])

    assert len({work.dialogue_id for work in works}) == 8
    assert sorted(work.holder_id for work in works) == [one.pk for one in people]


def test_eight_volunteers_claim_the_last_dialogue():
    project = make_project()
    dialogue = make_drafted(project)
    people = [make_member(project, "volunteer") for _one in range(8)]

    works = race(*[partial(editing.claim_next, project, by=one) for one in people])

    assert [work.dialogue_id for work in works if work] == [dialogue.pk]
    assert verbs(dialogue) == ["draft", "claim"]


def test_one_volunteer_in_many_tabs_gets_one_dialogue():
    project = make_project()
    for _one in range(4):
        make_drafted(project)
    person = make_member(project, "volunteer")

    works = race(*[partial(editing.claim_next, project, by=person)] * 4)

    assert len({work.pk for work in works}) == 1
    assert Assignment.objects.count() == 1


def test_one_volunteer_taking_two_known_dialogues_gets_one():
    project = make_project()
    person = make_member(project, "volunteer")
    acts = [
        partial(editing.claim, make_drafted(project), by=person),
        partial(editing.claim, make_drafted(project), by=person),
        partial(editing.write_from_topic, make_topic(project), by=person),
    ]

    taken, refusals = split(race(*acts))

    assert (len(taken), [type(one) for one in refusals]) == (1, [Refused] * 2)
    assert Assignment.objects.count() == 1


def test_two_saves_of_the_same_version():
    project = make_project()
    work = make_assignment(project)
    texts = [reworded(work.turns, f"第{number}种写法。") for number in range(4)]

    saved, refusals = split(
        race(
            *[
                partial(
                    editing.save_work,
                    afresh(work),
                    turns=text,
                    answers=[],
                    seen=0,
                    by=work.holder,
                )
                for text in texts
            ],
        ),
    )

    assert [type(one) for one in refusals] == [StaleWork] * 3
    [winner] = saved
    assert {one.extra["version"] for one in refusals} == {1}
    assert all(one.extra["turns"] == winner.turns for one in refusals)
    assert afresh(work).turns == winner.turns


def test_two_submits_make_one_revision():
    work = make_ready(make_project())

    revisions, refusals = split(
        race(
            *[
                partial(submission.submit, afresh(work), seen=1, by=work.holder)
                for _tab in range(4)
            ],
        ),
    )

    assert (len(revisions), len(refusals)) == (1, 3)
    assert verbs(work.dialogue) == ["draft", "claim", "submit"]
    assert work.dialogue.revisions.count() == 2


@pytest.mark.parametrize("round_", range(4))
def test_a_save_beside_a_submit_is_never_lost(round_):
    project = make_project()
    work = make_ready(project)
    typed = reworded(work.turns, "最后一刻的改动。")

    saved, submitted = race(
        partial(
            editing.save_work,
            afresh(work),
            turns=typed,
            answers=work.answers,
            seen=1,
            by=work.holder,
        ),
        partial(submission.submit, afresh(work), seen=1, by=work.holder),
    )

    dialogue = afresh(work.dialogue)
    if isinstance(saved, Exception):
        assert (saved.code, dialogue.status) == ("lease_ended", "submitted")
        assert dialogue.head.turns == work.turns
    else:
        assert (submitted.code, dialogue.status) == ("stale_version", "editing")
        assert afresh(work).turns == typed


@pytest.mark.parametrize("round_", range(4))
def test_a_submit_beside_the_end_of_the_lease(round_):
    work = make_ready(make_project())
    Assignment.objects.update(lease_until=timezone.now() - timedelta(seconds=1))

    submitted, lapsed = race(
        partial(submission.submit, afresh(work), seen=1, by=work.holder),
        partial(editing.lapse, afresh(work)),
    )

    dialogue = afresh(work.dialogue)
    if isinstance(submitted, Exception):
        assert (lapsed, dialogue.status) == (None, "drafted")
        assert verbs(dialogue) == ["draft", "claim", "lapse"]
        assert afresh(work).turns == work.turns
    else:
        assert (type(lapsed), dialogue.status) == (Refused, "submitted")
        assert verbs(dialogue) == ["draft", "claim", "submit"]


@pytest.mark.parametrize("round_", range(4))
def test_a_save_beside_the_end_of_the_lease_keeps_the_text(round_):
    work = make_ready(make_project())
    Assignment.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    typed = reworded(work.turns, "刚刚写下的一句。")

    saved, lapsed = race(
        partial(
            editing.save_work,
            afresh(work),
            turns=typed,
            answers=[],
            seen=1,
            by=work.holder,
        ),
        partial(editing.lapse, afresh(work)),
    )

    if isinstance(saved, Exception):
        assert (saved.code, lapsed) == ("lease_ended", None)
        assert afresh(work).turns == work.turns
    else:
        assert (type(lapsed), afresh(work).ended_at) == (Refused, None)
        assert afresh(work).turns == typed


def test_the_author_gets_their_returned_dialogue_although_others_hurry():
    project = make_project()
    dialogue = make_dialogue(project, "returned")
    author = dialogue.head.author
    others = [make_member(project, "volunteer") for _one in range(3)]

    mine, *theirs = race(
        *[
            partial(editing.claim_next, project, by=person)
            for person in (author, *others)
        ],
    )

    assert (mine.dialogue_id, theirs) == (dialogue.pk, [None] * 3)
    assert Dialogue.objects.get().status == "editing"
