"""Who was made what in a project stays on record."""

import pytest

from dialogues.domain.projects import add_member, end_membership
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


def test_joining_changing_leaving_and_coming_back_are_written_down():
    project = make_project()
    admin, person = make_member(project, "admin"), make_user()

    membership = add_member(project, person, roles=["volunteer"], by=admin)
    add_member(project, person, roles=["volunteer"], by=admin)
    add_member(project, person, roles=["expert"], safeguarding=True, by=admin)
    end_membership(membership, by=person)
    add_member(project, person, roles=["volunteer"], by=admin)

    assert list(
        membership.changes.values_list("act", "roles", "safeguarding", "by"),
    ) == [
        ("join", ["volunteer"], False, admin.pk),
        ("change", ["expert"], True, admin.pk),
        ("leave", ["expert"], True, person.pk),
        ("join", ["volunteer"], False, admin.pk),
    ]
    assert {change.consent for change in membership.changes.all()} == {
        project.consents.get(),
    }
