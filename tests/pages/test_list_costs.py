"""What a list costs with one row and with three."""

import pytest
from django.test import Client
from django.urls import reverse

from reviewers.domain import bulk_runs, bulks, norming, norming_figures
from tests.factories import (
    make_batch,
    make_bulk,
    make_dialogue,
    make_draft,
    make_drafted,
    make_member,
    make_project,
    make_run,
    make_submitted,
    make_topic,
)
from tests.factories.norming import make_revealed
from tests.factories.people import make_checklist
from tests.factories.wordings import make_wording

pytestmark = pytest.mark.django_db


def told_to(person, dialogue):
    return dialogue.notices.create(user=person, kind="returned")


def many(count, make):
    for _each in range(count):
        make()


LISTS = {
    "home": ("outsider", 4, lambda p: join_another(p["outsider"])),
    "notices": (
        "volunteer",
        5,
        lambda p: told_to(p["volunteer"], make_drafted(p["project"])),
    ),
    "feedback": ("volunteer", 13, lambda p: returned_to(p["volunteer"], p["project"])),
    "desk": ("volunteer", 19, lambda p: make_drafted(p["project"])),
    "own_work": ("volunteer", 7, lambda p: written_by(p["volunteer"], p["project"])),
    "reviews": ("expert", 9, lambda p: make_submitted(p["project"])),
    "normings": ("admin", 6, lambda p: another_session(p["project"])),
    "boards": ("admin", 16, lambda p: make_submitted(p["project"])),
    "dialogues": ("expert", 8, lambda p: make_dialogue(p["project"], "approved")),
    "bulks": ("admin", 5, lambda p: make_done_bulk(p["project"])),
    "new_bulk": ("admin", 11, lambda p: make_drafted(p["project"])),
    "checklist": ("admin", 5, lambda p: another_checklist(p["project"])),
    "instruction": ("admin", 4, lambda p: another_instruction(p["project"])),
    "reasons": ("admin", 5, lambda p: another_reason(p["project"])),
    "sign_offs": ("admin", 8, lambda p: another_prompt(p["project"])),
    "topics": ("admin", 7, lambda p: make_topic(p["project"])),
    "members": ("admin", 4, lambda p: make_member(p["project"], "expert")),
    "batches": ("admin", 9, lambda p: make_batch(p["project"])),
    "order_drafts": ("admin", 21, lambda p: make_topic(p["project"])),
    "drafters": ("admin", 4, lambda p: another_drafter(p["project"])),
    "repairs": ("admin", 10, lambda p: unusable_draft(p["project"])),
    "wordings": ("admin", 8, lambda p: make_wording(p["project"])),
    "coverage": ("admin", 16, lambda p: another_quota(p["project"])),
    "label_schemes": ("admin", 5, lambda p: another_scheme(p["project"])),
    "prompts": ("admin", 4, lambda p: another_prompt(p["project"])),
    "runs": ("admin", 6, lambda p: make_run(p["project"])),
    "project": ("admin", 12, lambda p: make_dialogue(p["project"], "submitted")),
}


def written_by(volunteer, project):
    make_submitted(project, author=volunteer)


def another_session(project):
    """A session that is over, with its figures."""
    revealed = make_revealed(project)
    norming.close(revealed, by=revealed.opened_by)
    norming_figures.count(revealed)


def make_done_bulk(project):
    bulk = make_bulk(project)
    bulks.order(bulk, by=bulk.ordered_by)
    bulk_runs.run(bulk)


def another_reason(project):
    slug = f"reason-{project.reasons.count()}"
    project.reasons.create(slug=slug, version=1, position=1, name={"en": slug})


def another_checklist(project):
    make_checklist(project, version=project.checklists.count() + 1)


def another_instruction(project):
    version = project.instructions.count() + 1
    project.instructions.create(version=version, text=f"你很耐心。{version}")


def another_drafter(project):
    name = f"drafter-{project.drafters.count()}"
    project.drafters.create(name=name, model="m", endpoint="https://m.example/v1")


def unusable_draft(project):
    problems = [{"code": "refusal", "detail": ""}]
    make_draft(make_batch(project), status="unusable", problems=problems)


def another_quota(project):
    theme = f"theme {project.quotas.count()}"
    project.quotas.create(theme=theme, emotion="悲伤", wanted=3)
    make_topic(project, theme=theme)


def another_scheme(project):
    slug = f"scheme-{project.label_schemes.count()}"
    scheme = project.label_schemes.create(
        slug=slug, version=1, position=1, target="turn", role="any"
    )
    scheme.labels.create(slug="warm", position=1, colour="leaf")


def returned_to(person, project):
    return make_dialogue(project, "returned", author=person)


def another_prompt(project):
    project.prompts.create(
        name=f"more-{project.prompts.count()}",
        version=1,
        kind="topic-dialogue",
        text="{topic}",
    )


def join_another(user):
    project = make_project()
    project.memberships.create(
        user=user,
        roles=["expert"],
        consent=project.consents.get(),
    )


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("name", LISTS)
def test_a_list_costs_the_same_with_one_row_and_with_three(
    people,
    django_assert_num_queries,
    name,
    count,
):
    person, queries, make = LISTS[name]
    if name == "home":
        make(people)
    many(count, lambda: make(people))
    client = Client()
    client.force_login(people[person])
    address = reverse(
        name, args=[] if name in ("home", "notices") else [people["project"].slug]
    )

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
