"""Safeguarding of what was decided already: found late, taken up again, seen to."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from dialogues.history import Refused
from dialogues.models import Dialogue
from exports.queries import approved_dialogues
from reviewers.case_queries import finished_cases
from reviewers.domain import cases, decisions, reviewing
from reviewers.models import Case
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_case,
    make_comments,
    make_dialogue,
    make_member,
    make_project,
)

pytestmark = pytest.mark.django_db
WORRY = "这里好像有人挨打。"


@pytest.fixture
def project():
    return make_project()


def marked(project):
    return make_member(project, "expert", safeguarding=True)


def decide(dialogue, decision, *, by):
    review = reviewing.claim(dialogue, by=by)
    return decisions.decide(
        review,
        revision=review.revision,
        decision=decision,
        answers=full_answers(dialogue.project, review.revision.turns),
        comments=[]
        if decision == "approve"
        else make_comments("不能这样用", of=review.revision),
        elements=EVERY_ELEMENT if decision == "approve" else None,
        by=by,
    )


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_what_is_reported_of_a_decided_dialogue_waits_for_somebody_to_look(
    project, status
):
    dialogue = make_dialogue(project, status)
    connection.check_constraints()

    cases.report(dialogue, text=WORRY, by=make_member(project, "volunteer"))
    cases.pull()
    cases.pull(project)

    case = Case.objects.get()
    assert (case.status, case.events.last().verb) == ("open", "notice")


def test_an_approved_dialogue_is_not_released_while_its_case_is_open(project):
    approvers = [marked(project), marked(project)]
    project.approvals_needed = 2
    project.save()
    dialogue = make_dialogue(project, "approved")
    connection.check_constraints()
    assert list(approved_dialogues(project)) == [dialogue]

    cases.report(dialogue, text=WORRY, by=make_member(project, "volunteer"))

    assert list(approved_dialogues(project)) == []
    case = Case.objects.get()
    with pytest.raises(Refused):
        cases.close(case, note="看过了", by=approvers[0])
    for person in approvers:
        cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=person)
    cases.close(case, note="两个人都看过了", by=approvers[0])
    cases.pull()
    assert Case.objects.get().status == "closed"


def test_a_case_that_is_taken_up_again_stays_open_and_its_clock_starts_anew(project):
    case = make_case(project)
    decide(case.dialogue, "reject", by=marked(project))
    cases.pull()
    case.refresh_from_db()
    assert case.status == "closed"
    long_ago = timezone.now() - timedelta(days=30)
    Case.objects.update(due_at=long_ago, reminded_at=long_ago)

    cases.reopen(case, note="学校来了电话", by=marked(project))
    cases.pull()

    case.refresh_from_db()
    assert (case.status, case.reminded_at) == ("open", None)
    assert case.due_at == case.noticed_at + timedelta(hours=24)
    assert case.due_at > timezone.now()


def test_a_later_report_starts_the_clock_when_it_was_made(project):
    case = make_case(project)
    case.dialogue.head.findings.update(created_at=timezone.now() - timedelta(days=3))
    decide(case.dialogue, "reject", by=marked(project))
    cases.pull()

    cases.report(case.dialogue, text=WORRY, by=make_member(project, "volunteer"))

    case.refresh_from_db()
    new = case.dialogue.head.findings.latest("created_at")
    assert (case.status, case.noticed_at) == ("open", new.created_at)
    assert case.events.last().data == {"findings": [str(new.pk)]}


def test_a_look_at_a_closed_case_covers_nothing_that_is_found_later(project):
    case = make_case(project)
    decide(case.dialogue, "reject", by=marked(project))
    cases.pull()
    case.refresh_from_db()
    case.dialogue.head.findings.create(code="disclosure", severity="disclosure")
    cases.look(case, by=marked(project))

    cases.pull()

    case.refresh_from_db()
    assert case.status == "open"


def test_no_approved_dialogue_with_a_disclosure_lacks_a_closed_case(project):
    case = make_case(project)
    for person in (marked(project), marked(project)):
        decide(Dialogue.objects.get(pk=case.dialogue_id), "approve", by=person)

    approved = Dialogue.objects.filter(
        status="approved", head__findings__severity="disclosure"
    )
    assert list(approved) == [case.dialogue]
    assert not approved.exclude(case__status="closed").exists()
    assert not finished_cases().exists()
