"""A project's reasons for sending a turn back: begun with, written anew, offered no longer."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from dialogues.domain.reasons import retire_reason, save_reason
from dialogues.history import Refused
from dialogues.models import Reason
from dialogues.reasons import every_reason, linked_reasons, reasons_of
from tests.courses import make_course
from tests.factories import make_member, make_project

pytestmark = pytest.mark.django_db


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


def save(project, *, by, slug="preaching", seen=None, **more):
    return save_reason(
        project,
        slug=slug,
        position=15,
        name={"zh-hans": "讲道理", "en": "A lecture"},
        sentence={"zh-hans": "换个说法。", "en": ""},
        seen=seen,
        by=by,
        **more,
    )


def test_a_project_begins_with_the_built_in_reasons(project):
    offered = reasons_of(project)

    assert [one.slug for one in offered][:3] == [
        "not-seen",
        "advice-too-soon",
        "preaching",
    ]
    assert [one.slug for one in offered if one.critical] == ["denying", "unsafe"]
    assert Reason.objects.count() == 0


def test_a_change_is_a_new_version_in_its_place(project, admin):
    first = save(project, by=admin)
    second = save(project, by=admin, seen=1, critical=True)

    assert (first.version, second.version) == (1, 2)
    assert [one.slug for one in reasons_of(project)][:3] == [
        "not-seen",
        "preaching",
        "advice-too-soon",
    ]
    [now] = [one for one in reasons_of(project) if one.slug == "preaching"]
    assert (now.name["en"], now.critical) == ("A lecture", True)


def test_who_writes_from_an_older_version_is_told(project, admin):
    save(project, by=admin)

    with pytest.raises(Refused) as refusal:
        save(project, by=admin)

    assert refusal.value.code == "stale_version"


def test_what_is_retired_keeps_its_name_for_what_was_said(project, admin):
    retire_reason(project, slug="preaching", by=admin)

    assert "preaching" not in [one.slug for one in reasons_of(project)]
    assert every_reason(project)["preaching"].name["zh-hans"] == "像在说教"
    with pytest.raises(Refused):
        retire_reason(project, slug="preaching", by=admin)


def test_one_reason_is_left_to_choose(project, admin):
    slugs = [one.slug for one in reasons_of(project)]
    for slug in slugs[1:]:
        retire_reason(project, slug=slug, by=admin)

    with pytest.raises(Refused):
        retire_reason(project, slug=slugs[0], by=admin)


def test_a_reason_leads_to_a_lesson_of_the_course_only(project, admin):
    with pytest.raises(ValidationError):
        save(project, by=admin, lesson="recognition")
    make_course(project)
    lesson = project.lessons.first().slug

    saved = save(project, by=admin, lesson=lesson)

    assert linked_reasons(project)["preaching"]["lesson"] == saved.lesson == lesson


@pytest.mark.parametrize("role", ["volunteer", "expert"])
def test_only_admins_write_reasons(project, role):
    person = make_member(project, role)

    with pytest.raises(PermissionDenied):
        save(project, by=person)
    with pytest.raises(PermissionDenied):
        retire_reason(project, slug="preaching", by=person)


def test_a_version_is_written_once(project, admin, sql):
    save(project, by=admin)

    with pytest.raises(IntegrityError), transaction.atomic():
        sql("UPDATE dialogues_reason SET slug = 'x'")
