"""Warnings that an editor waves through: where it is kept, and how long it holds."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from dialogues.domain import editing, submission
from dialogues.domain.findings import check_work, clean_dismissals
from dialogues.domain.turns import new_turn
from dialogues.models import Finding
from tests.factories import (
    full_answers,
    make_assignment,
    make_comments,
    make_dialogue,
    make_fix,
    make_member,
    make_project,
    make_submitted,
    reworded,
    turns,
)
from tests.gate import refused

pytestmark = pytest.mark.django_db
CALLED = "assistant-called-parent"
WORDS = ("妈妈，今天我考砸了。", "听起来你有点难过。", "嗯。", "我陪着你。")


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def work(project):
    return make_assignment(project, of=turns(*WORDS))


def dismissal(turn, **fields):
    return {
        "code": CALLED,
        "turn": turn["id"],
        "words": "妈妈",
        "reason": "他在学妈妈说话",
        **fields,
    }


def hand_in(work, text=None, **saved):
    text = text or work.turns
    work = editing.save_work(
        work,
        turns=text,
        answers=full_answers(work.project, text),
        seen=work.version,
        by=work.holder,
        **saved,
    )
    return submission.submit(work, seen=work.version, by=work.holder)


def waved(revision):
    rows = revision.findings.exclude(dismissed_at=None)
    return [(row.code, row.dismissed_by, row.dismissed_because) for row in rows]


def test_what_the_editor_waves_through_is_dismissed_in_the_revision(work):
    revision = hand_in(work, dismissals=[dismissal(work.turns[0])])

    assert waved(revision) == [(CALLED, work.holder, "他在学妈妈说话")]


def test_it_holds_only_for_the_words_it_was_about(work):
    first, *others = work.turns
    other = [{**first, "text": "爸爸，今天我考砸了。"}, *others]

    revision = hand_in(work, other, dismissals=[dismissal(first)])

    assert waved(revision) == []
    assert revision.findings.filter(code=CALLED, dismissed_at=None).count() == 1


def test_it_is_kept_with_the_working_copy_and_stays_when_it_is_not_sent(work):
    said = [dismissal(work.turns[0])]
    save = {"turns": work.turns, "answers": [], "by": work.holder}

    editing.save_work(work, dismissals=said, seen=0, **save)
    editing.save_work(work, seen=1, **save)

    work.refresh_from_db()
    assert (work.version, work.dismissals) == (2, said)


def test_it_comes_back_with_the_dialogue_and_keeps_its_day(project, work):
    handed = hand_in(work, dismissals=[dismissal(work.turns[0])])
    first = handed.findings.get(code=CALLED)
    dialogue, author = work.dialogue, work.holder
    submission.return_to_author(
        dialogue,
        revision=handed,
        comments=make_comments(of=handed),
        by=make_member(project, "expert"),
    )

    again = editing.claim(dialogue, by=author)
    assert again.dismissals == [dismissal(work.turns[0])]
    second = hand_in(again, reworded(again.turns)).findings.get(code=CALLED)

    assert second.pk != first.pk
    assert second.dismissed_at == first.dismissed_at
    assert second.dismissed_because == first.dismissed_because


def test_it_is_taken_back_by_leaving_it_out(project, work):
    handed = hand_in(work, dismissals=[dismissal(work.turns[0])])
    again = submission.withdraw(work.dialogue, by=work.holder)

    revision = hand_in(again, dismissals=[])

    assert len(waved(handed)) == 1
    assert waved(revision) == []


def test_an_expert_s_wording_leaves_it_standing(project, work):
    hand_in(work, dismissals=[dismissal(work.turns[0])])
    work.dialogue.refresh_from_db()

    fixed = make_fix(work.dialogue, by=make_member(project, "expert"))

    assert waved(fixed) == [(CALLED, work.holder, "他在学妈妈说话")]


def test_a_disclosure_is_never_waved_through_by_its_editor(project):
    work = make_assignment(project, of=turns("爸爸喝醉了就打我。", "这不是你的错。"))
    said = [{**dismissal(work.turns[0]), "code": "disclosure"}]

    with pytest.raises(ValidationError):
        clean_dismissals(said)
    revision = hand_in(work, dismissals=said)

    [found] = revision.findings.filter(code="disclosure")
    assert found.dismissed_at is None


def test_the_database_takes_no_disclosure_that_is_dismissed_already(project):
    dialogue = make_dialogue(project)

    with refused("disclosure_dismissed_by_marked"):
        Finding.objects.create(
            revision=dialogue.head,
            code="disclosure",
            severity=Finding.Severity.DISCLOSURE,
            dismissed_at=timezone.now(),
            dismissed_by=make_member(project, "expert", safeguarding=True),
            dismissed_because="x",
        )


@pytest.mark.parametrize(
    "change",
    [
        {"code": "nothing-like-it"},
        {"code": None},
        {"code": "empty-turn"},
        {"turn": "first"},
        {"words": None},
        {"reason": " \n"},
        {"reason": "太" * 2001},
    ],
)
def test_what_is_no_dismissal_is_refused(change):
    with pytest.raises(ValidationError):
        clean_dismissals([{**dismissal(new_turn("user", "妈妈")), **change}])


def test_an_unchanged_draft_is_noticed_while_it_is_edited_and_when_it_comes_in(work):
    codes = {check.code for check, *_place in check_work(work, work.turns)}
    handed = hand_in(work)

    assert "unchanged-draft" in codes
    assert handed.findings.filter(code="unchanged-draft").exists()
    assert not handed.parent.findings.filter(code="unchanged-draft").exists()


def test_a_draft_with_another_word_is_not_unchanged(project):
    dialogue = make_submitted(project, edited=reworded(turns(*WORDS)))

    assert not dialogue.head.findings.filter(code="unchanged-draft").exists()


def test_the_project_s_own_numbers_count(project, work):
    [short] = work.base.findings.filter(code="dialogue-too-short")

    assert short.data == {"count": 26, "least": 400}
