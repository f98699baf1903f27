"""Threads of comments: answers, calls by name, settling, and who hears of it."""

import pytest
from django.core.exceptions import PermissionDenied
from hypothesis import given
from hypothesis import strategies as st

from dialogues.domain import commenting, editing, submission
from dialogues.history import Refused
from dialogues.mentions import HIDDEN, names_called, pieces, without_names
from dialogues.models import Comment, Notice, User
from dialogues.notice_queries import callable_by, people_who_see
from dialogues.queries import visible_dialogues
from dialogues.returned import comments_on
from dialogues.threads import threads_of
from tests.factories import (
    make_approved,
    make_assignment,
    make_comments,
    make_dialogue,
    make_fix,
    make_member,
    make_project,
    make_submitted,
    make_user,
)
from tests.gate import refused

SAID = {"turn": None, "text": "这里先接住感受。", "code": ""}


def say(dialogue, by, text=SAID["text"], **more):
    return commenting.comment_on(dialogue, {**SAID, "text": text}, by=by, **more)


def told(user):
    rows = Notice.objects.filter(user=user).order_by("at", "id")
    return list(rows.values_list("kind", flat=True))


@pytest.fixture
def scene(db):
    project = make_project()
    author = make_member(project, "volunteer", username="lin")
    expert = make_member(project, "expert", username="chen")
    dialogue = make_submitted(project, author=author)
    return project, dialogue, author, expert


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("@lin你看看", ["lin"]),
        ("@Lin: 好", ["lin"]),
        ("请@linda和@lin看", ["linda", "lin"]),
        ("@lindas 不是", []),
        ("lin@example.org", []),
        ("@王芳，你好", ["王芳"]),
        ("@lin @lin", ["lin"]),
        ("@a.b.", ["a.b"]),
        ("@@lin", ["lin"]),
        ("nobody", []),
    ],
)
def test_a_name_is_called_with_or_without_a_blank_behind_it(text, called):
    assert names_called(text, ["lin", "linda", "王芳", "a.b"]) == called


@given(st.text(alphabet="@lin da王芳.x\n", max_size=60))
def test_pieces_are_the_text_and_a_hidden_name_is_nowhere(text):
    names = ["lin", "linda", "王芳"]

    assert "".join(piece for piece, _called in pieces(text, names)) == text
    assert names_called(without_names(text, names), names) == []
    if not names_called(text, names):
        assert without_names(text, names) == text


def test_an_answer_joins_the_thread_of_what_it_answers(scene):
    _project, dialogue, author, expert = scene
    turn = dialogue.head.turns[1]["id"]
    first = commenting.comment_on(dialogue, {**SAID, "turn": turn}, by=expert)
    answer = say(dialogue, author, "好的", parent=first)
    second = say(dialogue, expert, "谢谢", parent=answer)

    assert (answer.parent, second.parent) == (first, first)
    assert {str(answer.turn), str(second.turn)} == {turn}
    [thread] = threads_of(dialogue, user=author, blind=False, numbers={turn: 2})
    assert [one.comment for one in thread.answers] == [answer, second]
    assert (thread.number, thread.settled) == (2, None)


def test_no_answer_stands_in_another_dialogue(scene, sql):
    project, dialogue, _author, expert = scene
    first = say(dialogue, expert)
    other = make_submitted(project)

    with refused("answer_in_own_dialogue"):
        sql(
            "INSERT INTO dialogues_comment (id, dialogue_id, revision_id, parent_id, code,"
            " text, by_id, at, mentions) VALUES"
            " (gen_random_uuid(), %s, %s, %s, '', 'x', %s, now(), '{}')",
            other.pk,
            other.head_id,
            first.pk,
            expert.pk,
        )


def test_settling_writes_a_row_and_leaves_the_comment_as_it_was(scene):
    _project, dialogue, author, expert = scene
    first = say(dialogue, expert)
    before = Comment.objects.filter(pk=first.pk).values().get()

    commenting.resolve(first, by=author)
    with pytest.raises(Refused):
        commenting.resolve(first, by=author)
    commenting.reopen(first, by=expert)
    with pytest.raises(Refused):
        commenting.reopen(first, by=expert)

    rows = first.resolutions.values_list("resolved", "by")
    assert list(rows) == [(True, author.pk), (False, expert.pk)]
    assert Comment.objects.filter(pk=first.pk).values().get() == before
    assert told(expert) == ["resolved"]


def test_a_thread_is_settled_by_its_author_an_expert_or_who_began_it(scene):
    project, dialogue, author, expert = scene
    admin = make_member(project, "admin")
    first = say(dialogue, expert)

    with pytest.raises(PermissionDenied):
        commenting.resolve(first, by=admin)
    commenting.resolve(first, by=make_member(project, "expert"))
    own = say(dialogue, admin)
    commenting.resolve(own, by=admin)

    assert own.resolutions.get().by == admin
    commenting.resolve(say(dialogue, expert), by=author)


def test_settling_an_answer_settles_its_thread(scene):
    _project, dialogue, author, expert = scene
    first = say(dialogue, expert)
    answer = say(dialogue, author, parent=first)

    commenting.resolve(answer, by=author)

    assert first.resolutions.get().resolved
    assert not answer.resolutions.exists()


def test_a_comment_tells_writers_and_who_spoke_there_but_not_its_own_author(scene):
    project, dialogue, author, expert = scene
    bystander = make_member(project, "expert")
    first = say(dialogue, expert)
    say(dialogue, author, parent=first)

    assert told(author) == ["comment"]
    assert told(expert) == ["comment"]
    assert told(bystander) == []


def test_who_is_called_hears_it_once_and_as_a_call(scene):
    _project, dialogue, author, expert = scene
    said = say(dialogue, author, "@chen 这样可以吗？@chen @lin")

    assert said.mentions == ["chen", "lin"]
    assert told(expert) == ["mention"]
    assert told(author) == []
    assert commenting.not_reached(said) == []


def test_who_may_not_read_the_dialogue_is_not_told_and_the_writer_learns_it(scene):
    project, dialogue, _author, expert = scene
    stranger = make_member(project, "volunteer", username="wang")
    outsider = make_user("outside")
    left = make_member(project, "expert", username="gone")
    project.memberships.filter(user=left).update(ended_at=dialogue.updated_at)
    make_approved(project, dialogue=dialogue, approvers=[expert])

    said = say(dialogue, expert, "@wang @outside @gone @lin")

    assert commenting.not_reached(said) == ["wang"]
    assert told(stranger) == told(outsider) == told(left) == []


def test_who_still_decides_learns_no_author_by_calling_names(scene):
    project, dialogue, author, expert = scene
    make_member(project, "volunteer", username="wang")

    said = say(dialogue, expert, "@lin @wang")

    # The author hears of the comment, as always; both names get the same answer.
    assert commenting.not_reached(said) == ["lin", "wang"]
    assert told(author) == ["comment"]
    assert author not in callable_by(expert, dialogue)


def test_who_still_decides_reads_no_name_that_a_comment_calls(scene):
    project, dialogue, author, expert = scene
    make_member(project, "expert", username="zhao")
    say(dialogue, author, "@zhao 请看@lin写的")

    [thread] = threads_of(dialogue, user=expert, blind=True, numbers={})

    assert thread.first.name == ""
    assert thread.first.pieces == [(f"{HIDDEN} 请看{HIDDEN}写的", False)]


def test_decisions_tell_who_wrote_and_nobody_else(scene):
    project, dialogue, author, expert = scene
    bystander = make_member(project, "volunteer")
    make_fix(dialogue, by=make_member(project, "expert"))
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments("@lin 请再看。", of=dialogue.head),
        by=expert,
    )
    work = make_assignment(project, author=author, dialogue=dialogue)
    make_submitted_again(work)
    make_approved(project, dialogue=dialogue, approvers=[expert])
    submission.reopen(dialogue, reason="再看一次。", by=expert)
    submission.reject(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(),
        by=expert,
    )

    kinds = ["fixed", "returned", "approved", "reopened", "rejected"]
    assert [kind for kind in told(author) if kind != "mention"] == kinds
    assert told(expert) == told(bystander) == []


def make_submitted_again(work):
    from dialogues.domain import editing
    from tests.factories import full_answers

    editing.save_work(
        work,
        turns=work.turns,
        answers=full_answers(work.project, work.turns),
        seen=work.version,
        by=work.holder,
    )
    submission.submit(work, seen=work.version + 1, by=work.holder)
    work.dialogue.refresh_from_db()


def test_the_first_of_two_approvals_tells_nobody(db):
    project = make_project(approvals_needed=2)
    author = make_member(project, "volunteer")
    dialogue = make_submitted(project, author=author)
    one, two = (make_member(project, "expert") for _each in range(2))

    submission.approve(dialogue, revision=dialogue.head, by=one)
    assert told(author) == []
    submission.approve(dialogue, revision=dialogue.head, by=two)
    assert told(author) == ["approved"]


def test_nothing_of_a_safeguarding_case_is_told(scene):
    project, dialogue, _author, expert = scene
    make_member(project, "expert", username="zhao")

    submission.escalate(
        dialogue,
        revision=dialogue.head,
        comments=make_comments("@zhao @lin 我很担心。"),
        by=expert,
    )

    assert not Notice.objects.exists()


def test_who_left_the_project_hears_nothing(scene):
    project, dialogue, author, expert = scene
    project.memberships.filter(user=author).update(ended_at=dialogue.updated_at)

    make_approved(project, dialogue=dialogue, approvers=[expert])

    assert told(author) == []


@pytest.mark.django_db
@pytest.mark.parametrize("status", ["drafted", "editing", "submitted", "approved"])
def test_who_sees_a_dialogue_is_asked_from_both_sides(status):
    project = make_project()
    for roles in (["volunteer"], ["expert"], ["admin"], ["volunteer", "admin"]):
        make_member(project, *roles)
    dialogue = make_dialogue(project, status)
    make_dialogue(project, status)
    make_member(make_project(), "expert", "admin")

    sees = {
        user
        for user in User.objects.all()
        if visible_dialogues(user).filter(pk=dialogue.pk).exists()
    }
    assert set(people_who_see(dialogue)) == sees


def test_what_came_back_is_read_thread_by_thread_by_who_writes_on(scene):
    _project, dialogue, author, expert = scene
    said = {**SAID, "turn": dialogue.head.turns[1]["id"], "code": "wording"}
    sent = {"revision": dialogue.head, "comments": [said]}
    submission.return_to_author(dialogue, **sent, by=expert)
    first = dialogue.comments.get()
    work = editing.claim(dialogue, by=author)
    say(dialogue, author, "好", parent=first)
    commenting.resolve(first, by=author)

    (thread,) = comments_on(work)
    assert (thread.pk, thread.settled, thread.may_settle) == (first.pk, True, True)
    assert [answer.text for answer in thread.answers] == ["好"]
    assert thread.may_answer
    editing.give_back(work, by=author)
    assert not comments_on(work)[0].may_answer
