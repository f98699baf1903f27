"""The page of wordings, and calls that belong to no draft on the pages beside it."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dialogues.domain import budget
from tests.factories import make_member, make_project
from tests.factories.wordings import make_wording

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


def test_admins_see_every_question_and_what_they_cost_together(signed_in, project):
    admin = make_member(project, "admin")
    make_wording(project)
    make_wording(project, outcome="lost", cost=None, reply="", prompt_tokens=None)
    make_wording(make_project())

    page = signed_in(admin).get(
        reverse("wordings", args=[project.slug]), HTTP_ACCEPT_LANGUAGE="en"
    )

    assert [row["call"].outcome for row in page.context["rows"]] == ["lost", "answered"]
    assert page.context["spent"]["USD"].counted == Decimal("1.5")
    text = page.content.decode()
    assert "2 asked, 1 answered · 130 tokens · 0.5000 USD" in text
    assert "听起来你很难过。" in text
    assert "Shorter" in text


def test_calls_without_a_draft_break_no_other_page(signed_in, project):
    admin = make_member(project, "admin")
    make_wording(project)
    window = signed_in(admin)

    for name in ("batches", "repairs", "coverage", "prompts", "drafters", "project"):
        assert window.get(reverse(name, args=[project.slug])).status_code == 200
    estimate = budget.estimate(project, count=1)
    assert not estimate["from_history"]
