"""Lists: one page at a time, in a stated order, with the same number of queries."""

from itertools import count
from urllib.parse import urlsplit

import pytest

from dialogues.domain import editing
from dialogues.models import Dialogue, Membership
from reviewers.domain import reviewing
from tests.factories.dialogues import make_assignment, make_dialogue, make_drafted
from tests.factories.drafts import make_batch
from tests.factories.exports import make_release
from tests.factories.people import (
    make_checklist,
    make_member,
    make_project,
    make_topic,
)
from tests.factories.reviewers import make_review
from tests.factories.trainer import make_run

pytestmark = pytest.mark.django_db
HOME = "/api/v1/projects/companion"


@pytest.fixture
def project():
    return make_project("companion")


def all_pages(client, address):
    pages = []
    while address:
        answer = client.get(address).json()
        pages.append([row["id"] for row in answer["results"]])
        address = answer["next"]
    return pages


def test_a_cursor_walks_the_whole_list_and_keeps_the_question(api, project):
    client = api(make_member(project, "expert"))
    rows = [make_drafted(project) for _number in range(5)]
    make_dialogue(project, "editing")
    # Three changed at one moment: the id then decides.
    Dialogue.objects.filter(pk__in=[row.pk for row in rows[:3]]).update(
        updated_at=rows[0].updated_at,
    )

    pages = all_pages(client, f"{HOME}/dialogues/?limit=2&status=drafted")

    same = sorted(str(row.pk) for row in rows[:3])
    assert pages == [[str(rows[4].pk), str(rows[3].pk)], same[:2], same[2:]]


def test_a_row_that_changes_while_one_reads_hides_no_other(api, project):
    client = api(make_member(project, "expert"))
    rows = [make_topic(project) for _number in range(4)]

    first = client.get(f"{HOME}/topics/?limit=2").json()
    late = make_topic(project)
    second = client.get(first["next"]).json()

    seen = [row["id"] for row in first["results"] + second["results"]]
    assert seen == [str(row.pk) for row in rows]
    third = client.get(second["next"]).json()
    assert [row["id"] for row in third["results"]] == [str(late.pk)]


def test_a_cursor_of_another_list_is_refused(api, project):
    client = api(make_member(project, "admin"))
    make_topic(project)
    make_topic(project)
    query = urlsplit(client.get(f"{HOME}/topics/?limit=1").json()["next"]).query

    answer = client.get(f"{HOME}/prompts/?{query}")

    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["cursor"])


def test_dialogues_are_found_by_theme_and_by_words(api, project):
    client = api(make_member(project, "admin"))
    moved = make_drafted(project, topic=make_topic(project, "搬家", theme="家庭"))
    make_drafted(project, topic=make_topic(project, "转学", theme="学校"))

    def found(query):
        rows = client.get(f"{HOME}/dialogues/?{query}").json()["results"]
        return [row["id"] for row in rows]

    assert found("theme=家庭") == [str(moved.pk)]
    assert found("q=搬家") == [str(moved.pk)]
    assert found("theme=学校&q=搬家") == []


VERSIONS = count(2)


def make_project_for(_project, me):
    project = make_project()
    Membership.objects.create(
        user=me,
        project=project,
        roles=["volunteer"],
        consent=project.consents.get(),
    )


def make_prompt(project, _me):
    version = project.prompts.count() + 1
    project.prompts.create(
        name="talk", version=version, kind="topic-dialogue", text="x"
    )


def make_ended_assignment(project, me):
    editing.give_back(make_assignment(project, author=me), by=me)


def make_given_back_review(project, me):
    reviewing.give_back(make_review(project, expert=me), by=me)


def made_by(factory):
    return lambda project, _me: factory(project)


# Each row: address, queries, and what makes one more row.
LISTS = [
    ("projects/", 2, make_project_for),
    ("projects/companion/members/", 3, lambda row, _me: make_member(row, "expert")),
    ("projects/companion/topics/", 3, made_by(make_topic)),
    ("projects/companion/dialogues/", 3, made_by(make_drafted)),
    ("projects/companion/prompts/", 4, make_prompt),
    (
        "projects/companion/checklists/",
        5,
        lambda project, _me: make_checklist(project, version=next(VERSIONS)),
    ),
    ("projects/companion/draft-batches/", 5, made_by(make_batch)),
    ("projects/companion/releases/", 3, made_by(make_release)),
    ("projects/companion/runs/", 3, made_by(make_run)),
    ("assignments/", 2, make_ended_assignment),
    ("reviews/", 4, make_given_back_review),
]


@pytest.mark.parametrize("row", LISTS, ids=[row[0] for row in LISTS])
def test_a_list_takes_the_same_queries_for_one_row_and_for_three(
    api,
    project,
    django_assert_num_queries,
    row,
):
    address, queries, make = row
    me = make_member(project, "volunteer", "expert", "admin")
    client = api(me)
    rows = []
    for more in (1, 2):
        for _number in range(more):
            make(project, me)
        with django_assert_num_queries(queries):
            rows.append(len(client.get(f"/api/v1/{address}").json()["results"]))

    assert rows[1] - rows[0] == 2


@pytest.mark.parametrize(
    ("part", "queries"),
    [("revisions", 7), ("events", 12), ("comments", 11), ("findings", 8)],
)
def test_what_belongs_to_a_dialogue_takes_as_many_queries(
    api,
    project,
    django_assert_num_queries,
    part,
    queries,
):
    client = api(make_member(project, "expert"))
    dialogue = make_dialogue(project, "submitted")
    client.post(f"/api/v1/dialogues/{dialogue.pk}/comments/", {"text": "好"})
    for number in (1, 3):
        for _more in range(number - 1):
            client.post(f"/api/v1/dialogues/{dialogue.pk}/comments/", {"text": "好"})
            dialogue.head.findings.create(code="x", severity="warning")
        with django_assert_num_queries(queries):
            client.get(f"/api/v1/dialogues/{dialogue.pk}/{part}/")
