"""Safeguarding: what opens a case, who knows of it, and what may not happen before."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.case_queries import cases_listed, visible_cases
from reviewers.domain import cases
from reviewers.models import Case
from tests.factories import (
    EVERY_ELEMENT,
    make_case,
    make_dialogue,
    make_fix,
    make_member,
    make_project,
    make_submitted,
)
from tests.gate import disclose, refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


def marked(project, *roles):
    return make_member(project, *(roles or ("expert",)), safeguarding=True)


def test_a_disclosure_is_pulled_into_a_case_whose_clock_began_when_it_was_found(
    project,
):
    dialogue = make_submitted(project)
    found = disclose(dialogue)
    make_submitted(project)

    cases.pull()
    cases.pull()

    case = Case.objects.get()
    assert (case.dialogue, case.status, case.severity) == (dialogue, "open", "high")
    assert case.noticed_at == found.created_at
    assert case.due_at == found.created_at + timedelta(hours=24)
    assert case.events.get().data == {"findings": [str(found.pk)]}


def test_only_marked_members_of_the_project_know_that_it_exists(project):
    case = make_case(project)
    seeing = marked(project, "volunteer")
    blind = [
        make_member(project, "admin", "expert", "volunteer"),
        marked(make_project()),
        case.dialogue.head.author,
    ]

    assert list(visible_cases(seeing)) == [case]
    assert [list(visible_cases(person)) for person in blind] == [[], [], []]


def test_what_is_about_a_real_person_is_never_data(project, sql):
    dialogue = make_submitted(project)
    volunteer = dialogue.head.author

    cases.report(dialogue, text="这是我邻居家的事", real_person=True, by=volunteer)

    case = Case.objects.get()
    assert case.about_a_real_person
    assert dialogue.events.get(verb="report").note == "这是我邻居家的事"
    for person in (marked(project), marked(project)):
        cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=person)
        sql(
            "INSERT INTO dialogues_approval (dialogue_id, revision_id, by_id, kind, at)"
            " VALUES (%s, %s, %s, 'reviewed', now())",
            dialogue.pk,
            dialogue.head_id,
            person.pk,
        )
    with refused("real_person_is_no_data"):
        sql(
            "UPDATE dialogues_dialogue SET status = 'approved' WHERE id = %s",
            dialogue.pk,
        )


def test_an_approved_dialogue_that_is_reported_leaves_the_next_release(project):
    dialogue = make_dialogue(project, "approved")
    connection.check_constraints()

    cases.report(
        dialogue,
        text="我认识这个孩子",
        real_person=True,
        by=make_member(project, "expert"),
    )

    assert Case.objects.get().about_a_real_person
    assert dialogue.head.findings.filter(code="real-person").count() == 1


def test_a_dialogue_without_a_revision_can_be_reported_too(project):
    dialogue = Dialogue(project=project, origin="written").open(by=None)

    cases.report(
        dialogue,
        text="这是我自己",
        real_person=True,
        by=make_member(project, "volunteer"),
    )

    assert Case.objects.get().about_a_real_person


def test_every_look_and_act_is_in_the_log(project):
    case, reader = make_case(project), marked(project)

    cases.look(case, by=reader)
    cases.sort(
        case,
        category="home",
        severity="medium",
        about_a_real_person=False,
        by=reader,
    )
    cases.assign(case, to=reader, by=reader)

    assert [(event.verb, event.by) for event in case.events.all()] == [
        ("notice", None),
        ("look", reader),
        ("sort", reader),
        ("assign", reader),
    ]
    assert case.due_at == case.noticed_at + timedelta(days=3)


def test_only_a_marked_member_takes_a_case(project):
    case = make_case(project)

    with pytest.raises(ValidationError):
        cases.assign(case, to=make_member(project, "expert"), by=marked(project))

    case.refresh_from_db()
    assert case.assignee is None


def test_a_case_is_not_closed_over_an_open_disclosure(project):
    case, person = make_case(project), marked(project)

    with pytest.raises(Refused):
        cases.close(case, note="没事", by=person)

    submission.dismiss_finding(
        case.dialogue.head.findings.get(severity="disclosure"),
        reason="是电影里的台词",
        by=person,
    )
    cases.pull()
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED


def test_a_new_disclosure_takes_a_closed_case_up_again(project):
    case, person = make_case(project), marked(project)
    dialogue = case.dialogue
    submission.dismiss_finding(
        dialogue.head.findings.get(severity="disclosure"),
        reason="误报",
        by=person,
    )
    cases.pull()

    make_fix(dialogue, by=make_member(project, "expert"))
    disclose(dialogue)
    cases.pull()

    case.refresh_from_db()
    assert case.status == Case.Status.OPEN
    assert [event.verb for event in case.events.all()] == ["notice", "close", "reopen"]


def test_the_case_whose_clock_runs_out_first_stands_first(project):
    late, soon = make_case(project), make_case(project)
    Case.objects.filter(pk=soon.pk).update(due_at=timezone.now())
    person = marked(project)
    cases.sign(soon, revision=soon.dialogue.head, elements=EVERY_ELEMENT, by=person)

    listed = cases_listed(person, project, closed=False)

    assert [(case.pk, case.signed) for case in listed] == [(soon.pk, 1), (late.pk, 0)]
