"""What the database refuses of signatures, whoever asks it."""

import pytest

from dialogues.models import SignOff
from tests.factories import make_member, make_project
from tests.factories.people import make_checklist
from tests.gate import refused

pytestmark = pytest.mark.django_db
INSERT = (
    "INSERT INTO dialogues_signoff (id, project_id, {kind}_id, act, by_id, at, note)"
    " VALUES (gen_random_uuid(), %s, %s, %s, %s, now(), %s)"
)


def write(sql, version, act, by=None, *, note="", project=None, kind="prompt"):
    sql(
        INSERT.format(kind=kind),
        (project or version.project).pk,
        version.pk,
        act,
        by and by.pk,
        note,
    )


def written(project, admin):
    return project.prompts.create(
        name="talk", version=2, kind="topic-dialogue", text="{topic}", created_by=admin
    )


def test_nobody_signs_a_prompt_that_they_wrote(sql):
    project = make_project()
    both = make_member(project, "admin", "expert")

    with refused("signed_by_another"):
        write(sql, written(project, both), "signed", both)
    with refused("signed_by_another"):
        write(sql, written(project, both), "returned", both, note="不好")


@pytest.mark.parametrize("kind", ["checklist", "instruction"])
def test_nobody_signs_a_text_without_an_author_that_they_proposed(sql, kind):
    project = make_project()
    both = make_member(project, "admin", "expert")
    version = getattr(project, f"{kind}s").get()
    write(sql, version, "proposed", both, kind=kind)

    with refused("signed_by_another"):
        write(sql, version, "signed", both, kind=kind)

    write(sql, version, "signed", make_member(project, "expert"), kind=kind)
    assert version.sign_offs.filter(act="signed").count() == 1


def test_a_version_is_decided_once(sql):
    project = make_project()
    version = project.prompts.get()
    one, other = (make_member(project, "expert") for _n in range(2))
    write(sql, version, "signed", one)

    with refused("sign_off_decided_once"):
        write(sql, version, "returned", other, note="不好")
    with refused("sign_off_each_act_once"):
        write(sql, version, "signed", other)


def test_a_decision_names_its_expert_and_a_return_its_reason(sql):
    project = make_project()
    version, expert = project.prompts.get(), make_member(project, "expert")

    with refused("sign_off_by_somebody"):
        write(sql, version, "signed")
    with refused("sign_off_returned_with_reason"):
        write(sql, version, "returned", expert)
    with refused("sign_off_act"):
        write(sql, version, "approved", expert)


def test_a_row_is_about_exactly_one_version_of_its_own_project(sql):
    project, expert = make_project(), make_member(make_project(), "expert")

    with refused("sign_off_in_project"):
        write(sql, project.prompts.get(), "signed", expert, project=make_project())
    with refused("sign_off_of_one"):
        SignOff.objects.create(
            project=project,
            prompt=project.prompts.get(),
            checklist=make_checklist(project, version=2),
            act="signed",
            by=expert,
        )
