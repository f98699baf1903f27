"""Words typed after one's time with a dialogue had ended are kept, and can be offered."""

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from dialogues.domain import editing, late
from dialogues.history import Refused
from dialogues.models import Assignment, Notice
from tests.factories import (
    make_assignment,
    make_drafted,
    make_member,
    make_project,
    make_submitted,
    reworded,
    turns,
)

pytestmark = pytest.mark.django_db
LATE = "太晚才写的一句。"


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def work(project):
    """Given back with a sentence typed into it, while more was being typed."""
    work = make_assignment(project)
    typed = reworded(work.turns)
    editing.save_work(work, turns=typed, answers=[], seen=0, by=work.holder)
    editing.give_back(work, by=work.holder)
    work.refresh_from_db()
    return work


def keep(work, *, seen=None, by=None, **more):
    return late.keep_late_words(
        work,
        turns=reworded(work.turns, LATE),
        answers=[],
        seen=work.version if seen is None else seen,
        by=by or work.holder,
        **more,
    )


def test_they_are_back_when_the_dialogue_is_taken_again(work):
    before = work.turns
    standing = keep(work)
    assert standing == {
        "version": 2,
        "kept": True,
        "may_claim": True,
        "open": None,
        "offers": False,
        "offered": False,
    }
    work.refresh_from_db()
    assert (work.kept_turns, work.version) == (before, 2)
    again = editing.claim(work.dialogue, by=work.holder)
    assert again.turns == reworded(before, LATE)


def test_they_do_not_overwrite_what_another_device_saved_last(work):
    with pytest.raises(editing.StaleWork) as refused:
        keep(work, seen=0)
    assert refused.value.extra["turns"] == work.turns
    assert Assignment.objects.get().turns == work.turns


def test_who_has_the_dialogue_now_gets_them_as_a_comment(project, work):
    other = make_member(project, "volunteer")
    editing.claim(work.dialogue, by=other)
    asked = keep(work)
    assert (asked["may_claim"], asked["offers"], asked["offered"]) == (
        False,
        True,
        False,
    )
    assert not work.dialogue.comments.exists()

    work.refresh_from_db()
    with override("en"):
        assert keep(work, offer=True)["offered"]
    said = work.dialogue.comments.get()
    assert said.text.split("\n\n")[1:] == [f"Turn 2 · 智能助手: {LATE}"]
    assert (said.by, said.turn) == (work.holder, None)
    notice = Notice.objects.get()
    assert (notice.user, notice.comment) == (other, said)
    # Theirs is as it was.
    held = Assignment.objects.get(ended_at=None)
    assert held.turns == work.dialogue.head.turns


def test_new_turns_and_turns_taken_out_are_told_too(project, work):
    editing.claim(work.dialogue, by=make_member(project, "volunteer"))
    with override("en"):
        late.keep_late_words(
            work,
            turns=[work.turns[0], *turns("新的一句")],
            answers=[],
            seen=work.version,
            offer=True,
            by=work.holder,
        )
    assert work.dialogue.comments.get().text.split("\n\n")[1:] == [
        "New · 孩子: 新的一句",
        "Turn 2 is taken out.",
    ]


def test_what_was_handed_in_stays_as_it_was_handed_in(project):
    volunteer = make_member(project, "volunteer")
    dialogue = make_submitted(project, author=volunteer)
    work = dialogue.assignments.get()
    handed_in = work.turns
    standing = keep(work)
    assert (standing["kept"], standing["offers"]) == (False, True)
    keep(work, offer=True)
    work.refresh_from_db()
    assert work.turns == handed_in == dialogue.head.turns
    assert LATE in dialogue.comments.get().text


def test_the_same_words_need_no_offer(project, work):
    editing.claim(work.dialogue, by=make_member(project, "volunteer"))
    same = {"turns": work.base.turns, "answers": [], "seen": work.version}
    assert not late.keep_late_words(work, by=work.holder, **same)["offers"]
    work.refresh_from_db()
    with pytest.raises(Refused):
        late.keep_late_words(
            work, by=work.holder, offer=True, **{**same, "seen": work.version}
        )


def test_somebody_who_has_it_open_elsewhere_is_led_there(work):
    again = editing.claim(work.dialogue, by=work.holder)
    standing = keep(work)
    assert (standing["open"], standing["may_claim"]) == (again.pk, False)


def test_while_another_is_in_hand_they_wait_in_one_s_own_copy(project, work):
    editing.claim(make_drafted(project), by=work.holder)
    standing = keep(work)
    assert [standing[name] for name in ("kept", "may_claim", "offers")] == [
        True,
        False,
        False,
    ]


def test_nobody_does_it_for_another_or_before_the_end(project, work):
    with pytest.raises(PermissionDenied):
        keep(work, by=make_member(project, "volunteer"))
    again = editing.claim(work.dialogue, by=work.holder)
    with pytest.raises(Refused):
        keep(again)
    again.refresh_from_db()
    assert again.version == 0
