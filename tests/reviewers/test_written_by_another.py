"""Nobody decides on what they wrote, whichever way the row is written."""

import pytest
from django.core.exceptions import PermissionDenied

from dialogues.domain import submission
from dialogues.domain.revisions import add_revision
from reviewers.domain import decisions
from tests.factories import (
    make_comments,
    make_member,
    make_project,
    make_review,
    reworded,
)
from tests.gate import refused

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("decision", ["approve", "fix", "return", "reject", "escalate"])
def test_the_database_lets_nobody_decide_on_what_they_wrote(sql, decision):
    review = make_review(make_project())
    with refused("decided_by_another"):
        sql(
            "UPDATE reviewers_review SET status = 'decided', decision = %s,"
            " expert_id = %s WHERE id = %s",
            decision,
            review.revision.author_id,
            review.pk,
        )


def test_who_fixed_an_earlier_revision_decides_on_no_later_one(sql):
    project = make_project()
    review = make_review(project)
    fixer = make_member(project, "expert")
    submission.fix(
        review.dialogue,
        revision=review.revision,
        turns=reworded(review.revision.turns),
        by=fixer,
    )
    with refused("decided_by_another"):
        sql(
            "UPDATE reviewers_review SET status = 'decided', decision = 'return',"
            " expert_id = %s, revision_id = %s WHERE id = %s",
            fixer.pk,
            review.dialogue.head_id,
            review.pk,
        )


def test_who_wrote_a_part_since_they_opened_it_is_told_so():
    project = make_project()
    review = make_review(project)
    add_revision(review.dialogue, reworded(review.revision.turns), by=review.expert)
    review.dialogue.save(update_fields=["head"])
    head = review.dialogue.head

    with pytest.raises(PermissionDenied):
        decisions.decide(
            review,
            revision=head,
            decision="reject",
            answers=[],
            comments=make_comments(of=head),
            by=review.expert,
        )

    review.refresh_from_db()
    assert (review.status, review.decision) == ("claimed", "")


def test_a_review_reads_a_revision_of_its_own_dialogue(sql):
    project = make_project()
    review, other = make_review(project), make_review(project)
    with refused("review_of_own_revision"):
        sql(
            "UPDATE reviewers_review SET revision_id = %s WHERE id = %s",
            other.revision_id,
            review.pk,
        )
