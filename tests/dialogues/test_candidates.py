"""Several drafts of one topic: who takes it chooses, and what was chosen is recorded."""

from functools import partial

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.candidate_queries import candidates_for, drafts_offered
from dialogues.domain import editing, repairing, submission
from dialogues.domain.turns import new_turn
from dialogues.history import Refused
from dialogues.models import Draft
from dialogues.work_queries import own_assignments_to_write
from tests.factories import (
    full_answers,
    make_comments,
    make_draft,
    make_drafted,
    make_member,
    make_offered,
    make_project,
    reworded,
    turns,
)
from tests.races import afresh, race, split

pytestmark = pytest.mark.django_db

A = turns("我睡不着。", "怎么了？")
B = turns("晚上我老醒。", "听起来你很累。", "嗯，很累。", "我陪你待一会儿。")
C = turns("我怕黑。", "黑的时候你会想什么？")


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def dialogue(project):
    return make_offered(project, A, B, C)


@pytest.fixture
def volunteer(project):
    return make_member(project, "volunteer")


def hand_in(work, typed):
    """Save this text with every question answered, and submit it."""
    work = editing.save_work(
        work,
        turns=typed,
        answers=full_answers(work.project, typed),
        seen=work.version,
        by=work.holder,
    )
    return submission.submit(afresh(work), seen=work.version, by=work.holder)


def statuses(dialogue):
    return [draft.status for draft in drafts_offered(dialogue)]


def chosen(dialogue):
    """What was said of each draft since it was offered: verb, turns, by whom."""
    return [
        [
            (event.verb, event.data["turns"], event.by)
            for event in draft.events.filter(verb__in=["choose", "leave"])
        ]
        for draft in drafts_offered(dialogue)
    ]


def test_the_drafts_of_which_a_turn_is_taken_are_chosen(dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)
    typed = [*A, {**B[1], "text": "听起来你累坏了。"}, B[3]]

    hand_in(work, typed)

    assert statuses(dialogue) == ["drafted", "drafted", "unchosen"]
    assert chosen(dialogue) == [
        [("choose", 2, volunteer)],
        [("choose", 2, volunteer)],
        [("leave", 0, volunteer)],
    ]
    event = drafts_offered(dialogue)[1].events.last()
    assert event.data == {"dialogue": str(dialogue.pk), "turns": 2}
    assert (event.from_status, event.to_status) == ("candidate", "drafted")


def test_a_turn_that_was_split_or_merged_still_counts_for_its_draft(
    dialogue, volunteer
):
    work = editing.claim(dialogue, by=volunteer)
    merged = {
        **new_turn("assistant", "听起来你很累，我陪你。"),
        "parents": [B[1]["id"]],
    }

    hand_in(work, [*C, merged])

    assert statuses(dialogue) == ["unchosen", "drafted", "drafted"]


def test_a_text_of_ones_own_leaves_every_draft(dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)

    hand_in(work, turns("我不想上学。", "想和我说说吗？"))

    assert statuses(dialogue) == ["unchosen"] * 3
    assert [draft.turns for draft in drafts_offered(dialogue)] == [A, B, C]


def test_a_later_change_of_mind_is_recorded_and_the_first_choice_stays_readable(
    project, dialogue, volunteer
):
    work = editing.claim(dialogue, by=volunteer)
    revision = hand_in(work, reworded(A))
    dialogue.refresh_from_db()
    submission.return_to_author(
        dialogue,
        revision=revision,
        comments=make_comments(of=revision),
        by=make_member(project, "expert"),
    )
    again = editing.claim(dialogue, by=volunteer)

    hand_in(again, reworded(B))

    assert statuses(dialogue) == ["unchosen", "drafted", "unchosen"]
    assert chosen(dialogue) == [
        [("choose", 2, volunteer), ("leave", 0, volunteer)],
        [("leave", 0, volunteer), ("choose", 4, volunteer)],
        [("leave", 0, volunteer)],
    ]


def test_handing_in_the_same_choice_again_says_nothing_new(dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)
    hand_in(work, reworded(A))
    dialogue.refresh_from_db()
    again = submission.withdraw(dialogue, by=volunteer)

    hand_in(again, reworded(A, "慢慢说，我听着。"))

    assert [len(said) for said in chosen(dialogue)] == [1, 1, 1]


def test_what_cannot_be_handed_in_chooses_nothing(dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)

    with pytest.raises(Refused) as refusal:
        submission.submit(work, seen=0, by=volunteer)

    assert refusal.value.code == "checklist_open"
    assert statuses(dialogue) == ["candidate"] * 3
    assert chosen(dialogue) == [[], [], []]


def test_somebody_else_neither_submits_nor_chooses(project, dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)
    other = make_member(project, "volunteer")

    with pytest.raises(PermissionDenied):
        submission.submit(work, seen=0, by=other)

    assert statuses(dialogue) == ["candidate"] * 3


def test_a_single_draft_is_chosen_from_nothing(project, volunteer):
    dialogue = make_drafted(project)
    work = editing.claim(dialogue, by=volunteer)

    hand_in(work, reworded(work.turns))

    assert not drafts_offered(dialogue).exists()
    assert not Draft.objects.exists()


def test_a_draft_that_was_repaired_stands_in_no_other_dialogues_choice(
    project, dialogue
):
    first = dialogue.draft
    broken = make_draft(first.batch, topic=first.topic, slot=first.slot, candidate=9)
    for verb in ("call", "set aside"):
        with broken.change(verb, by=None):
            pass
    repaired = repairing.repair(broken, turns=C, by=make_member(project, "admin"))

    assert [draft.turns for draft in drafts_offered(dialogue)] == [A, B, C]
    assert not drafts_offered(repaired).exists()


def test_the_letters_do_not_tell_in_which_order_the_drafters_were_asked(
    dialogue, volunteer
):
    for draft in drafts_offered(dialogue):
        Draft.objects.filter(pk=draft.pk).update(candidate=9 - draft.candidate)
    editing.claim(dialogue, by=volunteer)
    work = own_assignments_to_write(volunteer).get()

    assert candidates_for(work) == [
        {"name": "A", "turns": A},
        {"name": "B", "turns": B},
        {"name": "C", "turns": C},
    ]


def test_one_usable_draft_is_no_choice(project, volunteer):
    work = editing.claim(make_offered(project, A), by=volunteer)

    assert candidates_for(own_assignments_to_write(volunteer).get()) == []

    hand_in(work, reworded(A))
    assert statuses(work.dialogue) == ["drafted"]


def test_another_draft_taken_whole_is_an_unchanged_draft_too(dialogue, volunteer):
    work = editing.claim(dialogue, by=volunteer)

    revision = hand_in(work, B)

    assert revision.findings.filter(code="unchanged-draft").exists()


@pytest.mark.django_db(transaction=True)
def test_two_submits_at_once_choose_once(project):
    dialogue = make_offered(project, A, B)
    volunteer = make_member(project, "volunteer")
    work = editing.claim(dialogue, by=volunteer)
    typed = [*A, *B[2:]]
    editing.save_work(
        work,
        turns=typed,
        answers=full_answers(project, typed),
        seen=0,
        by=volunteer,
    )

    won, refused = split(
        race(
            *[
                partial(submission.submit, afresh(work), seen=1, by=volunteer)
                for _try in range(6)
            ],
        ),
    )

    assert (len(won), len(refused)) == (1, 5)
    assert statuses(dialogue) == ["drafted", "drafted"]
    assert chosen(dialogue) == [[("choose", 2, volunteer)], [("choose", 2, volunteer)]]
