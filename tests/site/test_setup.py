"""From one page an admin reaches all that a project can be told."""

import pytest
from django.urls import reverse

from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


def test_each_place_of_the_setup_opens(client):
    project = make_project()
    client.force_login(make_member(project, "admin"))

    page = client.get(reverse("setup", args=[project.slug])).content.decode()

    for name in (
        "members",
        "course_editing",
        "edit_guidelines",
        "checklist",
        "label_schemes",
        "heavy_categories",
        "proposals",
        "certificates",
        "reasons",
        "peer_stage",
        "agreement",
        "peer_stage",
        "normings",
        "instruction",
        "prompts",
        "drafters",
        "coverage",
        "wordings",
        "sources",
        "duplicates",
        "bulks",
    ):
        address = reverse(name, args=[project.slug])
        assert f'href="{address}"' in page
        assert client.get(address).status_code == 200
