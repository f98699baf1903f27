"""Taking a dialogue, typing, and giving it back: nothing typed is lost."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogues.domain import editing, submission
from dialogues.domain.editing import StaleWork
from dialogues.history import Refused
from dialogues.models import Assignment
from tests.factories import (
    full_answers,
    make_assignment,
    make_comments,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    make_topic,
    reworded,
)

pytestmark = pytest.mark.django_db


def type_into(work, text="我改了这一句。"):
    typed = reworded(work.turns, text)
    return editing.save_work(
        work,
        turns=typed,
        answers=full_answers(work.project, typed),
        seen=work.version,
        by=work.holder,
    )


def last_event(dialogue):
    event = dialogue.events.last()
    return (event.verb, event.from_status, event.to_status, event.by)


def test_the_oldest_draft_comes_first():
    project = make_project()
    drafts = [make_drafted(project) for _one in range(3)]

    works = [
        editing.claim_next(project, by=make_member(project, "volunteer"))
        for _one in range(3)
    ]

    assert [work.dialogue for work in works] == drafts


def test_claiming_gives_the_latest_turns_for_as_long_as_the_project_says():
    project = make_project(lease_minutes=25)
    dialogue = make_drafted(project)
    volunteer = make_member(project, "volunteer")

    work = editing.claim_next(project, by=volunteer)

    assert (work.base, work.turns, work.version) == (
        dialogue.head,
        dialogue.head.turns,
        0,
    )
    assert abs(work.lease_until - timezone.now() - timedelta(minutes=25)) < timedelta(
        seconds=30,
    )
    dialogue.refresh_from_db()
    assert last_event(dialogue) == ("claim", "drafted", "editing", volunteer)


def test_claiming_again_gives_what_one_holds():
    project = make_project()
    make_drafted(project)
    make_drafted(project)
    volunteer = make_member(project, "volunteer")

    first = editing.claim_next(project, by=volunteer)
    second = editing.claim_next(project, by=volunteer)

    assert first == second


def test_nothing_is_left():
    project = make_project()
    make_assignment(project)

    assert editing.claim_next(project, by=make_member(project, "volunteer")) is None


@pytest.mark.parametrize("roles", [["expert"], ["admin"]])
def test_only_volunteers_claim(roles):
    project = make_project()
    make_drafted(project)

    with pytest.raises(PermissionDenied):
        editing.claim_next(project, by=make_member(project, *roles))


def test_a_second_dialogue_is_refused_while_one_is_held():
    project = make_project()
    work = make_assignment(project)

    with pytest.raises(Refused):
        editing.claim(make_drafted(project), by=work.holder)
    with pytest.raises(Refused):
        editing.write_from_topic(make_topic(project), by=work.holder)

    assert list(Assignment.objects.all()) == [work]


def test_writing_from_a_topic_opens_an_empty_dialogue():
    project = make_project()
    topic = make_topic(project, emotion="sad")
    volunteer = make_member(project, "volunteer")

    work = editing.write_from_topic(topic, by=volunteer)

    dialogue = work.dialogue
    assert (dialogue.topic, dialogue.emotion, dialogue.origin) == (
        topic,
        "sad",
        "written",
    )
    assert (work.turns, work.base, dialogue.status) == ([], None, "editing")
    assert last_event(dialogue) == ("write", "", "editing", volunteer)


def test_saving_counts_up_keeps_the_copy_before_and_prolongs_the_lease():
    work = make_assignment(make_project())
    Assignment.objects.update(lease_until=timezone.now())
    before = work.turns

    saved = type_into(work)

    assert (saved.version, saved.kept_turns) == (1, before)
    assert saved.turns[-1]["text"] == "我改了这一句。"
    assert saved.lease_until > timezone.now() + timedelta(minutes=30)
    assert saved.dialogue.events.count() == 2


def test_a_stale_save_is_refused_and_shown_the_newer_text():
    work = make_assignment(make_project())
    newer = type_into(work)

    with pytest.raises(StaleWork) as refused:
        editing.save_work(work, turns=[], answers=[], seen=0, by=work.holder)

    assert (refused.value.code, refused.value.extra) == (
        "stale_version",
        {
            "version": 1,
            "turns": newer.turns,
            "answers": newer.answers,
            "dismissals": [],
            "labels": [],
        },
    )
    work.refresh_from_db()
    assert work.turns == newer.turns


def test_nobody_types_into_the_work_of_another():
    project = make_project()
    work = make_assignment(project)
    other = make_member(project, "volunteer")

    with pytest.raises(PermissionDenied):
        editing.save_work(work, turns=[], answers=[], seen=0, by=other)
    with pytest.raises(PermissionDenied):
        editing.renew(work, by=other)
    with pytest.raises(PermissionDenied):
        editing.give_back(work, by=other)


def test_renewing_prolongs_the_lease():
    work = make_assignment(make_project())
    Assignment.objects.update(lease_until=timezone.now())

    assert editing.renew(work, by=work.holder).lease_until > timezone.now() + timedelta(
        minutes=30,
    )


def put_down(work, how):
    if how == "lapse":
        Assignment.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        editing.lapse(work)
    elif how == "skip":
        editing.skip(work, reason=" 我不懂这个话题 ", by=work.holder)
    else:
        editing.give_back(work, by=work.holder)


@pytest.mark.parametrize("how", ["give back", "skip", "lapse"])
def test_what_was_typed_is_kept_when_the_dialogue_goes_back(how):
    work = make_assignment(make_project())
    typed = type_into(work)

    put_down(work, how)

    work.refresh_from_db()
    assert (work.turns, work.answers, work.ended_by_verb) == (
        typed.turns,
        typed.answers,
        how,
    )
    by = None if how == "lapse" else work.holder
    assert last_event(work.dialogue) == (how, "editing", "drafted", by)
    with pytest.raises(Refused) as refused:
        editing.save_work(work, turns=[], answers=[], seen=1, by=work.holder)
    assert refused.value.code == "lease_ended"


@pytest.mark.parametrize("how", ["give back", "lapse"])
def test_what_was_typed_is_back_when_the_dialogue_is_taken_again(how):
    project = make_project()
    work = make_assignment(project)
    typed = type_into(work)
    put_down(work, how)

    again = editing.claim_next(project, by=work.holder)

    assert (again.dialogue, again.turns, again.answers) == (
        work.dialogue,
        typed.turns,
        typed.answers,
    )


def test_another_person_begins_with_the_draft():
    project = make_project()
    work = make_assignment(project)
    draft = work.turns
    type_into(work)
    put_down(work, "give back")

    other = editing.claim_next(project, by=make_member(project, "volunteer"))

    assert (other.dialogue, other.turns, other.answers) == (work.dialogue, draft, [])


def test_what_was_typed_before_somebody_else_submitted_is_not_put_over_it():
    project = make_project()
    work = make_assignment(project)
    type_into(work)
    put_down(work, "give back")
    returned = return_by_another(project, work.dialogue)

    again = editing.assign(returned, came_from="returned", by=work.holder)

    assert again.turns == returned.head.turns


def return_by_another(project, dialogue):
    dialogue.refresh_from_db()
    submitted = make_submitted(project, dialogue=dialogue)
    submission.return_to_author(
        submitted,
        revision=submitted.head,
        comments=make_comments(of=submitted.head),
        by=make_member(project, "expert"),
    )
    return submitted


def test_a_skipped_dialogue_is_not_shown_again_to_the_same_person():
    project = make_project()
    work = make_assignment(project)
    put_down(work, "skip")

    assert editing.claim_next(project, by=work.holder) is None
    other = editing.claim_next(project, by=make_member(project, "volunteer"))
    assert other.dialogue == work.dialogue
    assert work.dialogue.events.get(verb="skip").note == "我不懂这个话题"


def test_skipping_needs_a_reason():
    work = make_assignment(make_project())

    with pytest.raises(Refused):
        editing.skip(work, reason="  ", by=work.holder)

    work.refresh_from_db()
    assert work.ended_at is None


def test_a_lease_that_runs_does_not_lapse():
    work = make_assignment(make_project())

    with pytest.raises(Refused):
        editing.lapse(work)

    work.dialogue.refresh_from_db()
    assert work.dialogue.status == "editing"


def test_a_tab_from_before_cannot_give_back_what_is_held_now():
    project = make_project()
    old = make_assignment(project)
    put_down(old, "give back")
    editing.claim_next(project, by=old.holder)

    with pytest.raises(Refused) as refused:
        editing.give_back(old, by=old.holder)

    assert refused.value.code == "lease_ended"
    assert Assignment.objects.filter(ended_at=None).count() == 1


def test_a_save_asks_for_its_row_locks_it_and_writes_it(django_assert_num_queries):
    work = make_assignment(make_project())

    # The savepoint that stands for the transaction, the locked row, the new words.
    with django_assert_num_queries(4):
        editing.save_work(work, turns=work.turns, answers=[], seen=0, by=work.holder)
