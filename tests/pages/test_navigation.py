"""Where one can go from every page: the places of a project, by role."""

import pytest
from django.urls import reverse
from django.utils.translation import override

from tests.courses import make_course
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "there"), [("volunteer", True), ("expert", False), ("admin", False)]
)
def test_volunteers_are_led_to_the_course_that_there_is(signed_in, role, there):
    project = make_course(make_project())
    address = reverse("project", args=[project.slug])

    page = signed_in(make_member(project, role)).get(address)

    places = {place["url"] for place in page.context["navigation"]}
    assert (reverse("course", args=[project.slug]) in places) == there


def test_nobody_is_led_to_a_course_that_is_not_there(signed_in):
    project = make_project()
    assert not project.lessons.exists()

    page = signed_in(make_member(project, "volunteer")).get(
        reverse("project", args=[project.slug])
    )

    with override("en"):
        labels = [str(place["label"]) for place in page.context["navigation"]]
    assert labels == ["Project", "Desk"]
