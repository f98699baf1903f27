"""Safeguarding: what opens a case, who knows of it, and what may not happen before."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.utils import timezone

from dialogues.domain import submission
from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.case_queries import cases_listed, visible_cases
from reviewers.domain import cases, decisions, reminding, reviewing
from reviewers.models import Case
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_case,
    make_comments,
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


def approve(dialogue, *, by, elements=None):
    review = reviewing.claim(dialogue, by=by)
    return decisions.decide(
        review,
        revision=review.revision,
        decision="approve",
        answers=full_answers(dialogue.project, review.revision.turns),
        comments=[],
        elements=elements,
        by=by,
    )


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


def test_two_marked_members_sign_and_approve_before_it_is_data(project):
    case = make_case(project)
    dialogue = case.dialogue
    first, second = marked(project), marked(project)

    approve(dialogue, by=first, elements=EVERY_ELEMENT)
    dialogue.refresh_from_db()
    assert dialogue.status == Dialogue.Status.SUBMITTED

    approve(dialogue, by=second, elements=EVERY_ELEMENT)
    dialogue.refresh_from_db()
    assert dialogue.status == Dialogue.Status.APPROVED
    assert [signed.by for signed in case.signatures.all()] == [first, second]

    cases.pull()
    case.refresh_from_db()
    assert case.status == Case.Status.CLOSED


def test_no_approval_without_a_signature_of_the_same_revision(project):
    case = make_case(project)
    dialogue, first = case.dialogue, marked(project)

    with pytest.raises(Refused) as unsigned:
        approve(dialogue, by=first)
    assert unsigned.value.code == "case_unsigned"
    assert dialogue.reviews.filter(status="decided").count() == 0

    cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=first)
    make_fix(dialogue, by=marked(project))
    dialogue.head.findings.create(code="disclosure", severity="disclosure")
    with pytest.raises(Refused) as outdated:
        decide_held(dialogue, by=first)
    assert outdated.value.code == "case_unsigned"


def decide_held(dialogue, *, by):
    """Approve the latest revision in a review that was opened before."""
    reviewing.give_back(dialogue.reviews.get(expert=by, status="claimed"), by=by)
    approve(dialogue, by=by)


def test_a_disclosure_that_nobody_pulled_yet_needs_its_signature_all_the_same(project):
    dialogue = make_submitted(project)
    disclose(dialogue)

    with pytest.raises(Refused) as unsigned:
        approve(dialogue, by=marked(project))

    assert unsigned.value.code == "case_unsigned"


@pytest.mark.parametrize(
    ("elements", "code"),
    [
        ({**EVERY_ELEMENT, "trusted-adult": "no"}, "elements_missing"),
        ({"believed": "yes"}, "elements_open"),
    ],
)
def test_an_answer_that_lacks_something_is_not_signed(project, elements, code):
    case = make_case(project)

    with pytest.raises(Refused) as refusal:
        cases.sign(
            case,
            revision=case.dialogue.head,
            elements=elements,
            by=marked(project),
        )

    assert refusal.value.code == code
    assert case.signatures.count() == 0


def test_unknown_elements_are_named(project):
    case = make_case(project)

    with pytest.raises(ValidationError):
        cases.sign(
            case,
            revision=case.dialogue.head,
            elements={**EVERY_ELEMENT, "other": "yes"},
            by=marked(project),
        )


def test_nobody_signs_for_their_own_words(project):
    author = marked(project, "volunteer")
    case = make_case(project, author=author)

    with pytest.raises(PermissionDenied):
        cases.sign(
            case,
            revision=case.dialogue.head,
            elements=EVERY_ELEMENT,
            by=author,
        )


def test_the_database_keeps_the_rule_by_itself(project, sql):
    author = marked(project, "volunteer")
    case = make_case(project, author=author)
    head = case.dialogue.head_id
    unmarked, signing = make_member(project, "expert"), marked(project)

    def sign_as(person):
        sql(
            "INSERT INTO reviewers_signature (id, case_id, revision_id, by_id, elements,"
            " note, at) VALUES (gen_random_uuid(), %s, %s, %s, '{}', '', now())",
            case.pk,
            head,
            person.pk,
        )

    def approve_as(person):
        sql(
            "INSERT INTO dialogues_approval (dialogue_id, revision_id, by_id, kind, at)"
            " VALUES (%s, %s, %s, 'reviewed', now())",
            case.dialogue_id,
            head,
            person.pk,
        )

    for person in (author, unmarked):
        with refused("case_signed_by_marked"):
            sign_as(person)
    with refused("case_signed_first"):
        approve_as(signing)
    sign_as(signing)
    approve_as(signing)
    with refused("approved_by_enough"):
        sql(
            "UPDATE dialogues_dialogue SET status = 'approved' WHERE id = %s",
            case.dialogue_id,
        )


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


def test_whoever_lets_the_clock_run_out_is_reminded_once(project):
    case, _punctual = make_case(project), make_case(project)
    Case.objects.filter(pk=case.pk).update(due_at=timezone.now() - timedelta(minutes=1))

    assert reminding.remind() == [case]
    assert reminding.remind() == []
    assert case.events.last().verb == "remind"


def test_the_case_whose_clock_runs_out_first_stands_first(project):
    late, soon = make_case(project), make_case(project)
    Case.objects.filter(pk=soon.pk).update(due_at=timezone.now())
    person = marked(project)
    cases.sign(soon, revision=soon.dialogue.head, elements=EVERY_ELEMENT, by=person)

    listed = cases_listed(person, project, closed=False)

    assert [(case.pk, case.signed) for case in listed] == [(soon.pk, 1), (late.pk, 0)]


def test_a_decision_of_another_kind_needs_no_signature(project):
    case = make_case(project)
    review = reviewing.claim(case.dialogue, by=marked(project))

    decisions.decide(
        review,
        revision=review.revision,
        decision="return",
        answers=[],
        comments=make_comments("要写出可以找谁"),
        by=review.expert,
    )

    assert Dialogue.objects.get(pk=case.dialogue_id).status == "returned"
