"""What the database refuses, whoever asks: attacks with plain SQL."""

import uuid

import pytest

from dialogues.domain.revisions import add_revision
from reviewers.domain import cases
from tests.factories import (
    EVERY_ELEMENT,
    make_dialogue,
    make_member,
    make_project,
    make_submitted,
    turns,
)
from tests.gate import disclose, refused

pytestmark = pytest.mark.django_db


def approve(sql, dialogue, revision, person):
    sql(
        "INSERT INTO dialogues_approval (dialogue_id, revision_id, by_id, kind, at)"
        " VALUES (%s, %s, %s, 'reviewed', now())",
        dialogue.pk,
        revision.pk,
        person.pk,
    )


def write_revision(sql, dialogue, number):
    identity = uuid.uuid4()
    sql(
        "INSERT INTO dialogues_revision (id, dialogue_id, number, turns, created_at)"
        " VALUES (%s, %s, %s, '[]', now())",
        identity,
        dialogue.pk,
        number,
    )
    return identity


def set_status(sql, dialogue, status="approved"):
    sql(
        "UPDATE dialogues_dialogue SET status = %s WHERE id = %s",
        status,
        dialogue.pk,
    )


def test_nobody_approves_their_own_revision(sql):
    dialogue = make_dialogue(make_project(), "submitted")

    with refused("approved_by_another"):
        approve(sql, dialogue, dialogue.head, dialogue.head.author)


def test_nobody_approves_a_dialogue_of_which_they_wrote_an_earlier_revision(sql):
    project = make_project()
    author = make_member(project, "volunteer", "expert")
    dialogue = make_submitted(project, author=author)
    add_revision(dialogue, turns("你好", "你好呀"), by=make_member(project, "expert"))
    dialogue.save()

    with refused("approved_by_another"):
        approve(sql, dialogue, dialogue.head, author)


def test_only_the_latest_revision_is_approved(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")

    with refused("latest_revision_approved"):
        approve(sql, dialogue, dialogue.head.parent, make_member(project, "expert"))


def test_no_dialogue_borrows_the_revision_of_another(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")
    other = make_dialogue(project, "submitted")

    with refused("latest_revision_approved"):
        approve(sql, dialogue, other.head, make_member(project, "expert"))


def test_no_approval_no_status(sql):
    dialogue = make_dialogue(make_project(), "submitted")

    with refused("approved_by_enough"):
        set_status(sql, dialogue)


def test_one_approval_where_two_are_needed_is_too_few(sql):
    project = make_project(approvals_needed=2)
    dialogue = make_dialogue(project, "submitted")
    approve(sql, dialogue, dialogue.head, make_member(project, "expert"))

    with refused("approved_by_enough"):
        set_status(sql, dialogue)


def test_one_person_counts_once(sql):
    project = make_project(approvals_needed=2)
    dialogue = make_dialogue(project, "submitted")
    expert = make_member(project, "expert")
    approve(sql, dialogue, dialogue.head, expert)

    with refused("one_approval_each"):
        approve(sql, dialogue, dialogue.head, expert)


def test_no_detour_through_a_project_that_needs_fewer(sql):
    strict, lax = make_project(approvals_needed=2), make_project()
    dialogue = make_dialogue(strict, "submitted")
    approve(sql, dialogue, dialogue.head, make_member(strict, "expert"))

    with refused("approved_by_enough"):
        move(sql, dialogue, lax)
        set_status(sql, dialogue)
        move(sql, dialogue, strict)


def move(sql, dialogue, project):
    sql(
        "UPDATE dialogues_dialogue SET project_id = %s WHERE id = %s",
        project.pk,
        dialogue.pk,
    )


def test_a_disclosure_needs_two_marked_people(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")
    for _unmarked in range(2):
        approve(sql, dialogue, dialogue.head, make_member(project, "expert"))
    disclose(dialogue)
    case = cases.open_case(dialogue)
    marked = [make_member(project, "expert", safeguarding=True) for _one in range(2)]

    for person in marked:
        with refused("approved_by_enough"):
            set_status(sql, dialogue)
        cases.sign(case, revision=dialogue.head, elements=EVERY_ELEMENT, by=person)
        approve(sql, dialogue, dialogue.head, person)
    set_status(sql, dialogue)

    dialogue.refresh_from_db()
    assert dialogue.status == "approved"


def test_a_disclosure_is_dismissed_by_a_marked_person_only(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")
    finding = disclose(dialogue)

    for person in (
        make_member(project, "expert"),
        make_member(make_project(), "expert", safeguarding=True),
        dialogue.head.author,
    ):
        with refused("disclosure_dismissed_by_marked"):
            dismiss(sql, finding, person)


def test_the_author_dismisses_no_disclosure_even_when_marked(sql):
    project = make_project()
    author = make_member(project, "volunteer", safeguarding=True)
    finding = disclose(make_submitted(project, author=author))

    with refused("disclosure_dismissed_by_marked"):
        dismiss(sql, finding, author)


def dismiss(sql, finding, person):
    sql(
        "UPDATE dialogues_finding SET dismissed_at = now(), dismissed_by_id = %s,"
        " dismissed_because = 'a game' WHERE id = %s",
        person.pk,
        finding.pk,
    )


def test_a_finding_is_not_removed_moved_softened_or_dismissed_twice(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")
    finding = disclose(dialogue)
    for change in (
        "DELETE FROM dialogues_finding",
        "UPDATE dialogues_finding SET severity = 'notice'",
        "UPDATE dialogues_finding SET code = 'other'",
        f"UPDATE dialogues_finding SET revision_id = '{dialogue.head.parent_id}'",
    ):
        with refused("finding_dismissed_once"):
            sql(change)
    dismiss(sql, finding, make_member(project, "expert", safeguarding=True))

    with refused("finding_dismissed_once"):
        sql("UPDATE dialogues_finding SET dismissed_because = 'other'")


def test_no_dialogue_is_born_approved(sql):
    project = make_project()

    with refused("approved_by_enough"):
        sql(
            "INSERT INTO dialogues_dialogue (id, project_id, status, origin,"
            " identity, age_band, meta, emotion, created_at, updated_at)"
            " VALUES (gen_random_uuid(), %s, 'approved', 'imported', '', '', '{}', '',"
            " now(), now())",
            project.pk,
        )


def test_the_head_is_a_revision_of_the_dialogue(sql):
    project = make_project()
    dialogue, other = make_dialogue(project), make_dialogue(project)
    spare = write_revision(sql, other, 2)

    with refused("head_is_own_revision"):
        sql(
            "UPDATE dialogues_dialogue SET head_id = %s WHERE id = %s",
            spare,
            dialogue.pk,
        )


def test_an_approved_dialogue_keeps_its_head(sql):
    dialogue = make_dialogue(make_project(), "approved")

    with refused("approved_by_enough"):
        sql(
            "UPDATE dialogues_dialogue SET head_id = %s WHERE id = %s",
            dialogue.head.parent_id,
            dialogue.pk,
        )


@pytest.mark.parametrize("status", ["approved", "rejected"])
def test_a_decided_dialogue_takes_no_new_revision(sql, status):
    dialogue = make_dialogue(make_project(), status)

    with refused("revision_of_open_dialogue"):
        write_revision(sql, dialogue, dialogue.head.number + 1)


@pytest.mark.parametrize("number", [1, 3])
def test_revisions_are_numbered_in_order(sql, number):
    dialogue = make_dialogue(make_project())

    with refused("revision_in_order"):
        write_revision(sql, dialogue, number)


def test_a_later_revision_voids_the_approvals(sql):
    project = make_project()
    dialogue = make_dialogue(project, "submitted")
    approve(sql, dialogue, dialogue.head, make_member(project, "expert"))
    later = write_revision(sql, dialogue, dialogue.head.number + 1)

    with refused("approved_by_enough"):
        set_status(sql, dialogue)
    with refused("approved_by_enough"):
        sql(
            "UPDATE dialogues_dialogue SET head_id = %s, status = 'approved'"
            " WHERE id = %s",
            later,
            dialogue.pk,
        )
