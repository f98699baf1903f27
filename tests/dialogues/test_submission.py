"""From the volunteer's hands to a decision, and back."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from dialogues.domain import editing, submission
from dialogues.domain.checklists import answers_of
from dialogues.domain.editing import StaleWork
from dialogues.history import Refused
from dialogues.models import Dialogue
from tests.factories import (
    full_answers,
    make_assignment,
    make_comments,
    make_dialogue,
    make_drafted,
    make_fix,
    make_member,
    make_project,
    make_submitted,
    reworded,
    turns,
)
from tests.races import verbs

pytestmark = pytest.mark.django_db


def save(work, typed, answers=None):
    return editing.save_work(
        work,
        turns=typed,
        answers=full_answers(work.project, typed) if answers is None else answers,
        seen=work.version,
        by=work.holder,
    )


def test_submitting_freezes_what_was_typed_and_answered():
    work = make_assignment(make_project())
    typed = reworded(work.turns)
    save(work, typed)

    revision = submission.submit(work, seen=1, by=work.holder)

    dialogue = Dialogue.objects.get()
    assert (dialogue.status, dialogue.head) == ("submitted", revision)
    assert (revision.number, revision.parent, revision.author, revision.turns) == (
        2,
        work.base,
        work.holder,
        typed,
    )
    assert answers_of(revision, work.holder) == full_answers(work.project, typed)
    event = dialogue.events.last()
    assert (event.verb, event.data) == ("submit", {"revision": str(revision.pk)})
    work.refresh_from_db()
    assert (work.ended_by_verb, work.ended_at is None) == ("submit", False)


def refusal(work, seen=1):
    with pytest.raises(Refused) as refused:
        submission.submit(work, seen=seen, by=work.holder)
    dialogue = Dialogue.objects.get(pk=work.dialogue_id)
    assert (dialogue.status, dialogue.revisions.count()) == ("editing", 1)
    assert dialogue.assignments.get().ended_at is None
    return refused.value


def test_an_open_question_keeps_the_dialogue_in_its_editors_hands():
    work = make_assignment(make_project())
    save(work, work.turns, full_answers(work.project, work.turns)[1:])

    refused = refusal(work)

    assert (refused.code, refused.extra) == (
        "checklist_open",
        {"open": [{"item": "safe", "turn": None}]},
    )


def test_errors_are_mended_first():
    work = make_assignment(make_project())
    child, reply = work.turns
    save(work, [child, {**reply, "text": " "}])

    refused = refusal(work)

    assert (refused.code, refused.extra) == (
        "errors_found",
        {"findings": [{"code": "empty-turn", "turn": reply["id"]}]},
    )


def test_a_form_that_lies_about_its_version_submits_nothing():
    work = make_assignment(make_project())
    save(work, work.turns)

    assert type(refusal(work, seen=0)) is StaleWork


def test_nobody_submits_the_work_of_another():
    project = make_project()
    work = make_assignment(project)

    with pytest.raises(PermissionDenied):
        submission.submit(work, seen=0, by=make_member(project, "volunteer"))


def test_a_submission_is_withdrawn_with_its_text_and_answers():
    project = make_project()
    dialogue = make_submitted(project)
    author = dialogue.head.author

    work = submission.withdraw(dialogue, by=author)

    assert (work.holder, work.turns, work.answers) == (
        author,
        dialogue.head.turns,
        full_answers(project, dialogue.head.turns),
    )
    editing.give_back(work, by=author)
    dialogue.refresh_from_db()
    assert dialogue.status == "returned"
    assert editing.claim_next(project, by=author).dialogue == dialogue


def test_a_submission_is_withdrawn_until_an_expert_opened_it():
    project = make_project()
    dialogue = make_submitted(project)
    submission.open_for_review(dialogue, by=make_member(project, "expert"))

    with pytest.raises(Refused):
        submission.withdraw(dialogue, by=dialogue.head.author)


def test_a_new_submission_can_be_withdrawn_although_the_last_one_was_opened():
    project = make_project()
    dialogue = make_submitted(project)
    author, expert = dialogue.head.author, make_member(project, "expert")
    submission.open_for_review(dialogue, by=expert)
    return_it(dialogue, by=expert)
    make_submitted(project, author=author, dialogue=dialogue)
    dialogue.refresh_from_db()

    assert submission.withdraw(dialogue, by=author).holder == author


def test_only_its_author_withdraws_and_with_free_hands():
    project = make_project()
    dialogue = make_submitted(project)
    author = dialogue.head.author

    with pytest.raises(PermissionDenied):
        submission.withdraw(dialogue, by=make_member(project, "volunteer"))
    make_assignment(project, author=author)
    with pytest.raises(Refused):
        submission.withdraw(dialogue, by=author)


def return_it(dialogue, *, by, suggestion=None):
    submission.return_to_author(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        suggestion=suggestion,
        by=by,
    )


def test_a_return_keeps_its_reasons_and_its_suggestion():
    project = make_project()
    dialogue, expert = make_submitted(project), make_member(project, "expert")
    suggestion = reworded(dialogue.head.turns, "要不要抱抱？")

    return_it(dialogue, by=expert, suggestion=suggestion)

    event, comment = dialogue.events.last(), dialogue.comments.get()
    assert (dialogue.status, event.note) == ("returned", "请再温和一点。")
    assert event.data == {
        "revision": str(dialogue.head_id),
        "suggestion": suggestion,
    }
    assert (comment.text, comment.by, comment.revision) == (
        "请再温和一点。",
        expert,
        dialogue.head,
    )


@pytest.mark.parametrize("decide", ["return_to_author", "reject", "escalate"])
def test_a_decision_against_a_text_says_why(decide):
    project = make_project()
    dialogue = make_submitted(project)

    with pytest.raises(Refused):
        getattr(submission, decide)(
            dialogue,
            revision=dialogue.head,
            comments=[],
            by=make_member(project, "expert"),
        )

    dialogue.refresh_from_db()
    assert (dialogue.status, verbs(dialogue)[-1]) == ("submitted", "submit")


@pytest.mark.parametrize(
    "decide", ["return_to_author", "reject", "escalate", "approve", "fix"]
)
def test_no_decision_on_a_text_that_is_no_longer_the_latest(decide):
    project = make_project()
    dialogue = make_submitted(project)
    rest = {"approve": {}, "fix": {"turns": turns("a", "b")}}

    with pytest.raises(Refused) as refused:
        getattr(submission, decide)(
            dialogue,
            revision=dialogue.head.parent,
            by=make_member(project, "expert"),
            **rest.get(decide, {"comments": make_comments(of=dialogue.head)}),
        )

    assert (refused.value.code, refused.value.extra) == (
        "stale_revision",
        {"revision": str(dialogue.head_id)},
    )


def test_a_returned_dialogue_goes_to_its_author_first():
    project = make_project()
    dialogue = make_dialogue(project, "returned")
    make_drafted(project)
    other = make_member(project, "volunteer")

    assert editing.claim_next(project, by=dialogue.head.author).dialogue == dialogue
    assert editing.claim_next(project, by=other).dialogue != dialogue
    with pytest.raises(Refused):
        editing.claim(
            make_dialogue(project, "returned"),
            by=make_member(project, "volunteer"),
        )


def test_a_returned_dialogue_is_free_when_its_author_let_it_lie():
    project = make_project()
    dialogue = make_dialogue(project, "returned")
    Dialogue.objects.update(updated_at=timezone.now() - timedelta(days=8))

    work = editing.claim_next(project, by=make_member(project, "volunteer"))

    assert (work.dialogue, work.came_from) == (dialogue, "returned")


def test_a_returned_dialogue_that_nobody_here_submitted_is_free_at_once():
    project = make_project()
    dialogue = make_drafted(project)
    Dialogue.objects.update(status="submitted", origin="imported")
    dialogue.refresh_from_db()
    return_it(dialogue, by=make_member(project, "expert"))

    work = editing.claim_next(project, by=make_member(project, "volunteer"))

    assert work.dialogue == dialogue


def test_a_mended_dialogue_that_is_returned_goes_to_who_submitted_it():
    project = make_project()
    dialogue = make_submitted(project)
    author = dialogue.head.author
    fixed = make_fix(dialogue, by=make_member(project, "expert"))
    return_it(dialogue, by=make_member(project, "expert"))

    work = editing.claim_next(project, by=author)

    assert (work.dialogue, work.turns) == (dialogue, fixed.turns)
