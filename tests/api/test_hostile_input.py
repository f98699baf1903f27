"""Whatever a program sends to an address that writes, it gets a sentence, never a crash."""

import json

import pytest

from annotation_site import api_urls
from tests.hostile import (
    JSON_VALUES,
    decision,
    make_rows,
    person,
    spoilt,
    typed,
    undone,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return make_rows()


# Each address that writes: who asks, about which row, and a body that it takes.
REST = {
    "projects/<slug:slug>/members/": (
        "admin",
        "project",
        lambda p: {
            "username": p["member"].username,
            "roles": ["expert"],
            "safeguarding": True,
        },
    ),
    "projects/<slug:slug>/topics/": (
        "admin",
        "project",
        lambda _: {"text": "朋友：吵架"},
    ),
    "projects/<slug:slug>/prompts/": (
        "admin",
        "project",
        lambda _: {"name": "talk", "text": "写{topic}"},
    ),
    "projects/<slug:slug>/prompts/preview/": (
        "admin",
        "project",
        lambda _: {"kind": "self-chat-turns", "text": "听", "user_text": "{persona}"},
    ),
    "projects/<slug:slug>/prompts/test/": (
        "admin",
        "project",
        lambda _: {"name": "talk", "version": 1},
    ),
    "projects/<slug:slug>/draft-batches/": (
        "admin",
        "project",
        lambda _: {"count": 1, "prompt": "talk", "drafter": "sample", "budget": "1.5"},
    ),
    "projects/<slug:slug>/releases/": (
        "admin",
        "project",
        lambda _: {"name": "first", "seed": 7},
    ),
    "projects/<slug:slug>/runs/": (
        "admin",
        "project",
        lambda p: {
            "release": str(p["release"].pk),
            "recipe": "tiny-cpu",
            "overrides": {"model_shape": {"layers": 2}, "base_model": "any"},
        },
    ),
    "projects/<slug:slug>/claim/": ("volunteer", "project", lambda _: {"any": 1}),
    "projects/<slug:slug>/second-opinions/": (
        "admin",
        "project",
        lambda _: {"percent": 15},
    ),
    "dialogues/<uuid:pk>/release-opinion/": (
        "admin",
        "submitted",
        lambda _: {"reason": "x"},
    ),
    "projects/<slug:slug>/reviews/claim/": ("marked", "project", lambda _: {"any": 1}),
    "draft-batches/<uuid:pk>/cancel/": ("admin", "batch", lambda _: {"any": 1}),
    "runs/<uuid:pk>/cancel/": ("admin", "run", lambda _: {"any": 1}),
    "runs/<uuid:pk>/resume/": ("admin", "run", lambda _: {"any": 1}),
    "dialogues/<uuid:pk>/comments/": (
        "marked",
        "submitted",
        lambda p: {
            "text": "很好",
            "turn": p["submitted"].head.turns[0]["id"],
            "code": "wording",
        },
    ),
    "dialogues/<uuid:pk>/withdraw/": ("marked", "submitted", lambda _: {"any": 1}),
    "findings/<uuid:pk>/dismiss/": (
        "marked",
        "finding",
        lambda _: {"reason": "背课文"},
    ),
    "assignments/<uuid:pk>/work/": ("holder", "work", typed),
    "assignments/<uuid:pk>/check/": ("holder", "work", typed),
    "assignments/<uuid:pk>/submit/": ("holder", "work", lambda _: {"version": 0}),
    "assignments/<uuid:pk>/give-back/": ("holder", "work", lambda _: {"any": 1}),
    "assignments/<uuid:pk>/skip/": ("holder", "work", lambda _: {"reason": "太难"}),
    "assignments/<uuid:pk>/renew/": ("holder", "work", lambda _: {"any": 1}),
    "reviews/<uuid:pk>/decide/": ("expert", "review", decision),
    "reviews/<uuid:pk>/give-back/": ("expert", "review", lambda _: {"any": 1}),
}


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
    path = "/api/v1/" + path.replace("<slug:slug>", "companion")
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
