"""A volunteer comes home to what experts made of their dialogues."""

import pytest
from django.urls import reverse

from tests.factories import make_dialogue, make_member, make_project

pytestmark = pytest.mark.django_db


def test_the_home_of_a_volunteer_tells_what_changed_after_review(client):
    project = make_project()
    volunteer = make_member(project, "volunteer")
    returned = make_dialogue(project, "returned", author=volunteer)
    approved = make_dialogue(project, "approved", author=volunteer)
    make_dialogue(project, "approved")
    client.force_login(volunteer)

    page = client.get(reverse("project", args=[project.slug]))

    decided = [(row.pk, row.decision) for row in page.context["decided"]]
    assert decided == [(approved.pk, "approve"), (returned.pk, "return")]
    address = reverse("feedback", args=[project.slug])
    assert f'href="{address}#dialogue-{returned.pk}"' in page.content.decode()


def test_more_decisions_cost_the_home_of_a_volunteer_nothing(
    client,
    django_assert_num_queries,
):
    project = make_project()
    volunteer = make_member(project, "volunteer")
    client.force_login(volunteer)
    for _count in range(2):
        make_dialogue(project, "returned", author=volunteer)
        with django_assert_num_queries(13):
            client.get(reverse("project", args=[project.slug]))
