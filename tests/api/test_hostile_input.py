"""Whatever a program sends to an address that writes, it gets a sentence, never a crash."""

import json

import pytest

from annotation_site import api_urls
from tests.api.writing_table import REST
from tests.hostile import (
    JSON_VALUES,
    make_rows,
    person,
    spoilt,
    undone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return make_rows()


def addresses_that_write(urls):
    for entry in urls:
        if hasattr(entry, "url_patterns"):
            yield from addresses_that_write(entry.url_patterns)
        elif {"post", "put", "patch", "delete"} & set(dir(entry.callback.view_class)):
            yield str(entry.pattern)


def test_the_table_names_every_address_that_writes():
    assert sorted(addresses_that_write(api_urls.urlpatterns)) == sorted(REST)


@pytest.mark.parametrize("address", REST)
def test_a_program_gets_a_sentence(api, rows, address):
    who, row, body_of = REST[address]
    client = api(person(rows, who))
    client.raise_request_exception = False
    path = address.replace("<uuid:pk>", str(rows[row].pk))
    if "<slug:name>" in path:
        named = rows[row]
        name = named.slug if row in ("lesson", "reason", "scheme") else named.name
        path = path.replace("<slug:name>", name)
    path = "/api/v1/" + path.replace("<slug:slug>", "companion")
    path = path.replace("<int:version>", "1")
    method = "PUT" if address.endswith("work/") else "POST"
    crashed = []
    for body in spoilt(body_of(rows), JSON_VALUES):
        sent = json.dumps(body)
        answer = undone(
            lambda sent=sent: client.generic(
                method, path, sent, content_type="application/json"
            ),
        )
        said = answer.json() if answer.content else {}
        if answer.status_code >= 500 or (
            answer.status_code >= 400 and not {"code", "detail"} <= set(said)
        ):
            crashed.append((answer.status_code, sent[:200]))
    assert crashed == []


# Each page that takes a form: who asks, about which row, and a form that it takes.
