"""A project begins with its texts, and always keeps an admin."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.domain import projects
from dialogues.history import Refused
from dialogues.models import Consent, Project, User
from tests.factories import make_member, make_project, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("name", TEMPLATES)
def test_a_new_project_has_the_first_version_of_every_text(name, language, settings):
    founder, words = make_user(), template(name)
    project = projects.create_project("p", template=name, language=language, by=founder)

    assert (project.template, project.language) == (name, language)
    assert project.user_label == words["user_label"][language]
    assert project.assistant_label == words["assistant_label"][language]
    assert list(project.consents.values_list("version", "text")) == [
        (1, words["consent"]),
    ]
    assert list(project.instructions.values_list("version", "text")) == [
        (1, words["instruction"][language]),
    ]
    written = project.prompts.order_by("-pk").values_list(
        "name",
        "version",
        "kind",
        "text",
        "user_text",
        "created_by",
    )
    assert list(written) == [
        (
            prompt["name"],
            1,
            prompt["kind"],
            prompt["text"][language],
            prompt.get("user_text", {}).get(language, ""),
            None,
        )
        for prompt in words["prompts"]
    ]
    checklist = project.checklists.get()
    assert checklist.version == 1
    assert [
        {
            "slug": item.slug,
            "name": item.name,
            "question": item.question,
            "help": item.help,
            "good": item.good,
            "bad": item.bad,
            "scope": item.scope,
            "critical": item.critical,
        }
        for item in checklist.items.all()
    ] == words["checklist"]
    drafter = project.drafters.get()
    assert (drafter.name, drafter.model, drafter.concurrency) == (
        "default",
        settings.DRAFT_MODEL,
        8,
    )
    membership = project.memberships.get()
    assert (membership.user, membership.roles, membership.safeguarding) == (
        founder,
        ["admin"],
        False,
    )
    assert membership.consent == project.consents.get()


def test_a_project_reads_in_both_languages():
    project = projects.create_project("p", template="child-companion", by=None)

    with translation.override("en"):
        assert str(project.name) == "Child companion"
    with translation.override("zh-hans"):
        assert str(project.name) == "儿童情绪陪伴"


@pytest.mark.parametrize(
    ("slug", "template_name", "field"),
    [("taken", "child-companion", "slug"), ("a b", "child-companion", "slug"),
     ("new", "adults", "template")],
)  # fmt: skip
def test_a_project_that_cannot_be_leaves_nothing(slug, template_name, field):
    make_project("taken")

    with pytest.raises(ValidationError) as error:
        projects.create_project(slug, template=template_name, by=None)

    assert list(error.value.message_dict) == [field]
    assert list(Project.objects.values_list("slug", flat=True)) == ["taken"]


def test_a_person_joins_and_agrees_to_the_latest_consent():
    project, user = make_project(), make_user()
    admin = make_member(project, "admin")
    latest = Consent.objects.create(project=project, version=2, text={"en": "New."})

    projects.add_member(project, user, roles=["expert", "volunteer"], by=admin)

    membership = project.memberships.get(user=user)
    assert membership.roles == ["volunteer", "expert"]
    assert membership.consent == latest


def test_a_change_of_roles_keeps_the_consent_that_was_given():
    project = make_project()
    user = make_member(project, "volunteer")
    first = project.consents.get()
    Consent.objects.create(project=project, version=2, text={"en": "New."})

    projects.add_member(project, user, roles=["expert"], safeguarding=True, by=None)

    membership = project.memberships.get(user=user)
    assert (membership.roles, membership.safeguarding) == (["expert"], True)
    assert membership.consent == first


def test_who_left_and_comes_back_agrees_anew():
    project = make_project()
    user = make_member(project, "volunteer")
    projects.end_membership(project.memberships.get(user=user), by=None)
    latest = Consent.objects.create(project=project, version=2, text={"en": "New."})

    projects.add_member(project, user, roles=["volunteer"], by=None)

    membership = project.memberships.get(user=user)
    assert (membership.ended_at, membership.consent) == (None, latest)


@pytest.mark.parametrize("roles", [["boss"], ["volunteer", "boss"], []])
def test_unknown_or_no_roles_are_refused(roles):
    project, user = make_project(), make_user()

    with pytest.raises(ValidationError) as error:
        projects.add_member(project, user, roles=roles, by=None)

    assert list(error.value.message_dict) == ["roles"]
    assert not project.memberships.exists()


def test_only_admins_of_this_project_take_people_in():
    project, user = make_project(), make_user()
    others_admin = make_member(make_project(), "admin")

    for by in (others_admin, make_member(project, "volunteer", "expert"), user):
        with pytest.raises(PermissionDenied):
            projects.add_member(project, user, roles=["admin"], by=by)
        with pytest.raises(PermissionDenied):
            projects.invite(project, username="new", roles=["admin"], by=by)
    assert not project.memberships.filter(user=user).exists()
    assert not User.objects.filter(username="new").exists()


def test_the_last_admin_stays():
    project = make_project()
    admin = make_member(project, "admin")
    membership = project.memberships.get(user=admin)

    with pytest.raises(Refused):
        projects.add_member(project, admin, roles=["expert"], by=admin)
    with pytest.raises(Refused):
        projects.end_membership(membership, by=admin)
    membership.refresh_from_db()
    assert (membership.roles, membership.ended_at) == (["admin"], None)

    make_member(project, "admin")
    projects.end_membership(membership, by=admin)
    membership.refresh_from_db()
    assert membership.ended_at is not None


def test_leaving_twice_is_refused_and_others_cannot_end_it():
    project = make_project()
    user, other = make_member(project, "volunteer"), make_member(project, "expert")
    membership = project.memberships.get(user=user)

    with pytest.raises(PermissionDenied):
        projects.end_membership(membership, by=other)
    projects.end_membership(membership, by=user)
    with pytest.raises(Refused):
        projects.end_membership(membership, by=user)


def test_an_invitation_opens_an_account_with_a_first_password():
    project = make_project()
    user, password = projects.invite(project, username="li", roles=["expert"], by=None)

    assert user.check_password(password)
    assert project.memberships.get(user=user).roles == ["expert"]
    again, nothing = projects.invite(project, username="li", roles=["admin"], by=None)
    assert (again, nothing) == (user, "")
    assert project.memberships.get(user=user).roles == ["admin"]


def test_a_revised_instruction_is_a_new_row():
    project = make_project()
    admin = make_member(project, "admin")

    instruction = projects.revise_instruction(
        project, text="你很耐心。", seen=1, by=admin
    )

    assert list(
        project.instructions.order_by("version").values_list("version", "text"),
    ) == [(1, "你是温暖的小伙伴。"), (2, "你很耐心。")]
    assert (
        projects.revise_instruction(project, text=instruction.text, seen=2, by=admin)
        == instruction
    )


def test_an_instruction_written_from_an_older_one_is_refused():
    project = make_project()
    admin = make_member(project, "admin")
    projects.revise_instruction(project, text="你很耐心。", seen=1, by=admin)

    with pytest.raises(Refused) as refusal:
        projects.revise_instruction(project, text="你很温和。", seen=1, by=admin)
    assert refusal.value.code == "stale_version"
    assert project.instructions.latest("version").text == "你很耐心。"


def test_only_admins_revise_the_instruction():
    project = make_project()
    expert = make_member(project, "expert")

    with pytest.raises(PermissionDenied):
        projects.revise_instruction(project, text="写。", seen=1, by=expert)
    assert project.instructions.count() == 1
