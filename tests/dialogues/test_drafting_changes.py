"""Who set a price, a limit, a model or a quota, and when, stays on record."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from dialogues.domain import drafters, quotas
from dialogues.domain.choosing import Kind
from dialogues.domain.projects import create_project
from dialogues.models import Drafter, QuotaChange
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def test_naming_changing_and_retiring_a_drafter_are_written_down(project, admin):
    other = make_member(project, "admin")
    drafter = drafters.add_drafter(
        project, name="other", by=admin, model="small", prompt_price=Decimal(2)
    )

    drafters.change_drafter(drafter, by=other, model="large", prompt_price=Decimal(3))
    drafters.change_drafter(drafter, by=other, model="large")
    drafters.retire_drafter(drafter, by=admin)
    drafters.retire_drafter(drafter, by=admin)

    named, changed, retired = drafter.changes.all()
    assert (named.act, named.by, named.before) == ("add", admin, {})
    assert named.after["model"] == "small"
    assert set(named.after) == set(drafters.FIELDS)
    assert (changed.act, changed.by) == ("change", other)
    assert changed.before == {"model": "small", "prompt_price": "2.0000"}
    assert changed.after == {"model": "large", "prompt_price": "3.0000"}
    assert (retired.act, retired.by, retired.after) == ("retire", admin, {})


def test_a_project_begins_with_a_drafter_that_somebody_named(db):
    person = make_user()

    project = create_project("new", template="child-companion", by=person)

    change = project.drafters.get().changes.get()
    assert (change.act, change.by) == ("add", person)
    assert change.after["model"] == project.drafters.get().model


def test_what_is_refused_leaves_no_record(project, admin):
    drafter = project.drafters.first()
    before = drafter.changes.count()

    with pytest.raises(ValidationError):
        drafters.change_drafter(drafter, by=admin, currency="yuan")
    with pytest.raises(PermissionDenied):
        drafters.change_drafter(drafter, by=make_member(project, "expert"), model="x")
    with pytest.raises(PermissionDenied):
        quotas.set_quota(project, Kind("学校"), 3, by=make_member(project, "expert"))

    assert drafter.changes.count() == before
    assert not project.quota_changes.exists()


def test_a_form_that_lay_open_does_not_wake_an_endpoint_that_rests(project, admin):
    in_hand = project.drafters.first()
    until = timezone.now()
    Drafter.objects.filter(pk=in_hand.pk).update(resting_until=until)

    drafters.change_drafter(in_hand, by=admin, model="other")

    stored = Drafter.objects.get(pk=in_hand.pk)
    assert (stored.model, stored.resting_until) == ("other", until)


def test_each_number_that_changes_is_written_down_by_its_kind(project, admin):
    school, home = Kind("学校", "悲伤", "6-8"), Kind("家庭")
    quotas.set_quota(project, school, 4, by=admin)
    quotas.set_quota(project, school, 4, by=admin)

    quotas.set_quotas(project, {school: 7, home: 2}, by=admin)
    quotas.set_quotas(project, {home: 2}, by=admin)

    kept = QuotaChange.objects.values_list("theme", "before", "wanted", "by")
    assert sorted(kept) == [
        ("学校", 0, 4, admin.pk),
        ("学校", 4, 7, admin.pk),
        ("学校", 7, 0, admin.pk),
        ("家庭", 0, 2, admin.pk),
    ]
    assert list(project.quotas.values_list("theme", "wanted")) == [("家庭", 2)]


def test_the_pages_say_who_set_what(project, admin, signed_in):
    drafter = project.drafters.first()
    drafters.change_drafter(drafter, by=admin, prompt_price=Decimal("2.5"))
    quotas.set_quota(project, Kind("学校", "悲伤"), 4, by=admin)
    client = signed_in(admin)

    page = client.get(reverse("drafter", args=[project.slug, drafter.name]))
    step = page.context["steps"][0]
    assert (step.by, [setting[1:] for setting in step.settings]) == (
        admin,
        [("0", "2.5")],
    )
    assert "<del>0</del> → 2.5" in page.content.decode()
    page = client.get(reverse("coverage", args=[project.slug]))
    assert "0 → 4" in page.content.decode()
