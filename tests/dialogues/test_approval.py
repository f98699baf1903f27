"""Who approves what: fixes, numbers, disclosures, reopening."""

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Finding
from tests.factories import (
    make_approved,
    make_comments,
    make_fix,
    make_member,
    make_project,
    make_signed,
    make_submitted,
    turns,
)
from tests.races import verbs

pytestmark = pytest.mark.django_db

HARM = ("我没考好，爸爸会打我。", "谢谢你告诉我。")


def test_a_fix_is_a_revision_that_another_expert_decides_on():
    project = make_project()
    dialogue = make_submitted(project)
    fixer, other = (make_member(project, "expert") for _one in range(2))

    fixed = make_fix(dialogue, by=fixer)

    dialogue.refresh_from_db()
    assert (dialogue.status, dialogue.head, fixed.author) == (
        "submitted",
        fixed,
        fixer,
    )
    with pytest.raises(PermissionDenied):
        submission.approve(dialogue, revision=fixed, by=fixer)
    submission.approve(dialogue, revision=fixed, by=other)
    assert dialogue.status == "approved"


def test_a_fix_voids_the_approvals_before_it():
    project = make_project(approvals_needed=2)
    dialogue = make_submitted(project)
    submission.approve(
        dialogue,
        revision=dialogue.head,
        by=make_member(project, "expert"),
    )
    fixed = make_fix(dialogue, by=make_member(project, "expert"))

    submission.approve(dialogue, revision=fixed, by=make_member(project, "expert"))

    assert (dialogue.status, verbs(dialogue)[-1]) == ("submitted", "sign")


def test_a_fix_changes_something_and_leaves_no_error():
    project = make_project()
    dialogue, expert = make_submitted(project), make_member(project, "expert")

    for wording in (dialogue.head.turns, [], dialogue.head.turns[:1]):
        with pytest.raises(Refused):
            submission.fix(dialogue, revision=dialogue.head, turns=wording, by=expert)

    dialogue.refresh_from_db()
    assert (dialogue.revisions.count(), verbs(dialogue)[-1]) == (2, "submit")


def test_nobody_approves_what_they_wrote():
    project = make_project()
    author = make_member(project, "volunteer", "expert")
    dialogue = make_submitted(project, author=author)

    with pytest.raises(PermissionDenied):
        submission.approve(dialogue, revision=dialogue.head, by=author)

    assert dialogue.approvals.count() == 0


def test_as_many_approve_as_the_project_says_and_nobody_twice():
    project = make_project(approvals_needed=2)
    dialogue = make_submitted(project)
    first, second = (make_member(project, "expert") for _one in range(2))

    submission.approve(dialogue, revision=dialogue.head, by=first)
    with pytest.raises(Refused):
        submission.approve(dialogue, revision=dialogue.head, by=first)
    submission.approve(dialogue, revision=dialogue.head, by=second)

    assert (dialogue.status, verbs(dialogue)[-2:]) == ("approved", ["sign", "approve"])


def test_a_disclosure_is_approved_by_two_marked_people():
    project = make_project()
    dialogue = make_submitted(project, of=turns(*HARM))
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]

    with pytest.raises(PermissionDenied):
        submission.approve(
            dialogue,
            revision=dialogue.head,
            by=make_member(project, "expert"),
        )
    for person in marked:
        make_signed(dialogue, by=person)
        submission.approve(dialogue, revision=dialogue.head, by=person)

    assert (dialogue.status, verbs(dialogue)[-2:]) == ("approved", ["sign", "approve"])


def test_a_dismissed_alarm_needs_one_approval():
    project = make_project()
    dialogue = make_submitted(project, of=turns(*HARM))
    finding = dialogue.head.findings.get(code="disclosure")
    marked = make_member(project, "expert", safeguarding=True)

    submission.dismiss_finding(finding, reason="孩子在讲故事书。", by=marked)
    submission.approve(
        dialogue,
        revision=dialogue.head,
        by=make_member(project, "expert"),
    )

    assert dialogue.status == "approved"
    assert (finding.dismissed_by, finding.dismissed_because) == (
        marked,
        "孩子在讲故事书。",
    )


def test_who_may_not_dismiss_an_alarm():
    project = make_project()
    author = make_member(project, "volunteer", "expert", safeguarding=True)
    dialogue = make_submitted(project, author=author, of=turns(*HARM))
    finding = dialogue.head.findings.get(code="disclosure")

    for person in (
        author,
        make_member(project, "expert"),
        make_member(project, "admin", safeguarding=True),
    ):
        with pytest.raises(PermissionDenied):
            submission.dismiss_finding(finding, reason="没事", by=person)

    finding.refresh_from_db()
    assert finding.dismissed_at is None


def test_dismissing_needs_a_reason_and_happens_once():
    project = make_project()
    finding = make_submitted(project, of=turns(*HARM)).head.findings.get(
        code="disclosure"
    )
    marked = make_member(project, "expert", safeguarding=True)

    with pytest.raises(Refused):
        submission.dismiss_finding(finding, reason=" ", by=marked)
    submission.dismiss_finding(finding, reason="误报", by=marked)
    with pytest.raises(Refused):
        submission.dismiss_finding(finding, reason="误报", by=marked)


def escalate(dialogue, *, by):
    submission.escalate(
        dialogue,
        revision=dialogue.head,
        comments=make_comments("孩子像是在害怕回家。"),
        by=by,
    )


def test_an_escalated_dialogue_waits_for_two_marked_people():
    project = make_project()
    dialogue = make_submitted(project)
    expert = make_member(project, "expert")
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]

    escalate(dialogue, by=expert)

    assert (dialogue.status, dialogue.events.last().note) == (
        "submitted",
        "孩子像是在害怕回家。",
    )
    with pytest.raises(PermissionDenied):
        submission.approve(dialogue, revision=dialogue.head, by=expert)
    for person in marked:
        assert dialogue.status == "submitted"
        make_signed(dialogue, by=person)
        submission.approve(dialogue, revision=dialogue.head, by=person)
    assert dialogue.status == "approved"


def test_what_a_person_reported_stays_reported_in_the_next_revision():
    project = make_project()
    dialogue, expert = make_submitted(project), make_member(project, "expert")
    escalate(dialogue, by=expert)
    fixed = make_fix(dialogue, by=make_member(project, "expert"))

    assert list(
        fixed.findings.exclude(by=None).values_list("code", "severity", "by")
    ) == [
        ("disclosure", Finding.Severity.DISCLOSURE, expert.pk),
    ]


def test_reopening_says_why_and_asks_for_a_new_decision():
    project = make_project()
    dialogue, expert = make_approved(project), make_member(project, "expert")

    with pytest.raises(Refused):
        submission.reopen(dialogue, reason="", by=expert)
    submission.reopen(dialogue, reason="有人指出一处错误。", by=expert)

    event = dialogue.events.last()
    assert (dialogue.status, event.note) == ("submitted", "有人指出一处错误。")
    assert dialogue.approvals.count() == 1


def test_the_only_expert_decides_again_on_what_they_approved_and_reopened():
    project = make_project()
    expert = make_member(project, "expert")
    dialogue = make_approved(project, approvers=[expert])
    with pytest.raises(Refused):
        submission.approve(dialogue, revision=dialogue.head, by=expert)
    submission.reopen(dialogue, reason="再看一遍。", by=expert)

    submission.approve(dialogue, revision=dialogue.head, by=expert)

    assert (dialogue.status, dialogue.approvals.count()) == ("approved", 1)
    assert verbs(dialogue)[-3:] == ["approve", "reopen", "approve"]


def test_after_reopening_a_worry_still_needs_two_marked_people():
    project = make_project()
    first, second = (
        make_member(project, "expert", safeguarding=True) for _one in range(2)
    )
    dialogue = make_approved(project, approvers=[first])
    submission.reopen(dialogue, reason="再看一遍。", by=first)
    escalate(dialogue, by=make_member(project, "expert"))

    make_signed(dialogue, by=first)
    submission.approve(dialogue, revision=dialogue.head, by=first)
    assert (dialogue.status, verbs(dialogue)[-1]) == ("submitted", "sign")
    with pytest.raises(Refused):
        submission.approve(dialogue, revision=dialogue.head, by=first)
    make_signed(dialogue, by=second)
    submission.approve(dialogue, revision=dialogue.head, by=second)

    assert (dialogue.status, dialogue.approvals.count()) == ("approved", 2)
