"""The OpenAPI description is made without a warning, and answers keep to it."""

import jsonschema
import pytest
from django.core.management import call_command

from reviewers.domain.cases import open_case
from tests.factories.care import make_call, make_certificate
from tests.factories.dialogues import make_dialogue
from tests.factories.drafts import make_batch
from tests.factories.exports import make_release
from tests.factories.imports import make_import
from tests.factories.norming import make_revealed
from tests.factories.peers import make_reading
from tests.factories.people import make_member, make_project, make_topic
from tests.factories.reviewers import make_bulk, make_review
from tests.factories.trainer import make_run

pytestmark = pytest.mark.django_db


@pytest.fixture
def schema(client):
    return client.get("/api/v1/schema/").json()


def test_it_is_valid_and_made_without_a_warning(tmp_path):
    target = tmp_path / "schema.yml"

    call_command("spectacular", "--fail-on-warn", "--validate", "--file", str(target))

    assert "/api/v1/assignments/{id}/work/" in target.read_text(encoding="utf-8")


def test_every_address_says_what_it_does(schema):
    operations = [
        operation for path in schema["paths"].values() for operation in path.values()
    ]

    assert all(operation["summary"] for operation in operations)
    names = [operation["operationId"] for operation in operations]
    assert len(names) == len(set(names))
    for operation in operations:
        pages = "next" in str(operation["responses"].get("200", {}))
        assert operation.get("description", "").startswith("Order: ") == pages


def test_what_is_read_keeps_to_the_description(api, schema):
    project = make_project("companion")
    admin = make_member(
        project,
        "volunteer",
        "expert",
        "admin",
        safeguarding=True,
    )
    make_topic(project)
    dialogue = make_dialogue(project, "submitted", author=admin)
    review = make_review(project, expert=admin)
    ids = {
        "dialogues": dialogue.pk,
        "assignments": dialogue.assignments.get().pk,
        "reviews": review.pk,
        "bulk": make_bulk(project).pk,
        "draft-batches": make_batch(project).pk,
        "releases": make_release(project).pk,
        "runs": make_run(project).pk,
        "jobs": make_batch(project).pk,
        "cases": open_case(dialogue).pk,
        "imports": make_import(project).pk,
        "normings": make_revealed(project).pk,
        "support": make_call(project, by=admin).pk,
        "peer-readings": make_reading(
            make_dialogue(project, "submitted"), reader=admin
        ).pk,
    }
    paper = make_certificate(admin.memberships.get())
    client = api(admin)
    read = 0
    for path, operations in schema["paths"].items():
        if "get" not in operations or path.endswith(("/files/", "/schema/")):
            continue
        room = path.removeprefix("/api/v1/").partition("/")[0]
        address = path.format(
            slug="companion", name="sample", code=paper.code, id=ids.get(room)
        )
        answer = client.get(address)
        response = operations["get"]["responses"]["200"]
        expected = response["content"]["application/json"]["schema"]
        assert answer.status_code == 200, address
        jsonschema.validate(
            answer.json(),
            {**nullable(expected), "components": nullable(schema["components"])},
        )
        read += 1
    assert read == 64


def nullable(part):
    """OpenAPI 3.0's ``nullable`` as JSON Schema says it; no unknown fields."""
    if isinstance(part, list):
        return [nullable(one) for one in part]
    if not isinstance(part, dict):
        return part
    inside = {key: nullable(value) for key, value in part.items() if key != "nullable"}
    if "properties" in inside and isinstance(inside["properties"], dict):
        inside["additionalProperties"] = False
    return {"anyOf": [inside, {"type": "null"}]} if part.get("nullable") else inside
