"""Two marked members sign for the answer to a disclosure before it can be data."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from dialogues.history import Refused
from dialogues.models import Dialogue
from reviewers.domain import cases, decisions, reviewing
from reviewers.models import Case
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_case,
    make_comments,
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


def test_the_database_asks_for_signatures_before_anybody_pulled_a_case(project, sql):
    dialogue = make_submitted(project)
    disclose(dialogue)

    with refused("case_signed_first"):
        sql(
            "INSERT INTO dialogues_approval (dialogue_id, revision_id, by_id, kind, at)"
            " VALUES (%s, %s, %s, 'reviewed', now())",
            dialogue.pk,
            dialogue.head_id,
            marked(project).pk,
        )


def test_an_approval_from_before_the_disclosure_counts_once_it_is_signed(project, sql):
    project.approvals_needed = 2
    project.save()
    dialogue = make_submitted(project)
    first, second = marked(project), marked(project)
    approve(dialogue, by=first)
    cases.report(
        dialogue, text="这里好像有人挨打。", by=make_member(project, "volunteer")
    )
    case = Case.objects.get()

    with pytest.raises(Refused) as early:
        approve(dialogue, by=second, elements=EVERY_ELEMENT)
    assert early.value.code == "approved_unsigned"
    cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=second)
    sql(
        "INSERT INTO dialogues_approval (dialogue_id, revision_id, by_id, kind, at)"
        " VALUES (%s, %s, %s, 'reviewed', now())",
        dialogue.pk,
        dialogue.head_id,
        second.pk,
    )
    with refused("approved_by_enough"):
        sql(
            "UPDATE dialogues_dialogue SET status = 'approved' WHERE id = %s",
            dialogue.pk,
        )
    cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=first)
    sql("UPDATE dialogues_dialogue SET status = 'approved' WHERE id = %s", dialogue.pk)

    assert Dialogue.objects.get(pk=dialogue.pk).status == "approved"


def test_a_decision_of_another_kind_needs_no_signature(project):
    case = make_case(project)
    review = reviewing.claim(case.dialogue, by=marked(project))

    decisions.decide(
        review,
        revision=review.revision,
        decision="return",
        answers=[],
        comments=make_comments("要写出可以找谁", of=review.revision),
        by=review.expert,
    )

    assert Dialogue.objects.get(pk=case.dialogue_id).status == "returned"
