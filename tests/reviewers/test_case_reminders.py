"""Reminding of safeguarding cases past their time, by letter and on the pages."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from dialogues.models import Membership
from reviewers.domain import cases, reminding
from reviewers.models import Case
from tests.factories import make_case, make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project("companion")


@pytest.fixture
def case(project):
    return make_case(project)


def marked(project, name):
    person = make_member(project, "expert", safeguarding=True, username=name)
    person.email = f"{name}@example.org"
    person.save()
    return person


def past_its_time(case, **other):
    moment = timezone.now() - timedelta(minutes=1)
    Case.objects.filter(pk=case.pk).update(due_at=moment, **other)


def letters_to(mailoutbox):
    return sorted(one for letter in mailoutbox for one in letter.to)


def test_whoever_lets_the_clock_run_out_is_reminded_once_a_day(project, case):
    make_case(project)
    past_its_time(case)

    assert reminding.remind() == [case]
    assert reminding.remind() == []
    assert case.events.last().verb == "remind"

    Case.objects.update(reminded_at=timezone.now() - timedelta(hours=25))
    assert reminding.remind() == [case]


def test_who_took_it_is_reminded_first_and_then_everyone(project, case, mailoutbox):
    he, she = marked(project, "he"), marked(project, "she")
    cases.assign(case, to=he, by=she)
    past_its_time(case)

    reminding.remind()
    assert letters_to(mailoutbox) == ["he@example.org"]

    mailoutbox.clear()
    Case.objects.update(
        due_at=timezone.now() - timedelta(hours=26),
        reminded_at=timezone.now() - timedelta(hours=25),
    )
    reminding.remind()
    assert letters_to(mailoutbox) == ["he@example.org", "she@example.org"]


def test_who_is_marked_no_more_hears_of_no_case(project, case, mailoutbox):
    he, she = marked(project, "he"), marked(project, "she")
    cases.assign(case, to=he, by=she)
    Membership.objects.filter(user=he).update(safeguarding=False)
    gone = marked(project, "gone")
    gone.is_active = False
    gone.save()
    past_its_time(case)

    reminding.remind()

    assert letters_to(mailoutbox) == ["she@example.org"]


@pytest.mark.parametrize("page", ["project", "reviews"])
def test_the_pages_count_open_cases_for_marked_members_alone(
    signed_in, settings, project, case, page
):
    settings.LANGUAGE_CODE = "en"
    make_case(project)
    make_case(make_project())
    past_its_time(case)

    def shown(person):
        return (
            signed_in(person).get(reverse(page, args=[project.slug])).content.decode()
        )

    said = shown(marked(project, "he"))
    assert "2 cases of safeguarding are open" in said
    assert "1 past its time" in said
    unmarked = shown(make_member(project, "expert", "admin"))
    assert "safeguarding are open" not in unmarked
