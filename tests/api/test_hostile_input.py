"""Whatever is sent to an address that writes, the answer is a sentence, never a crash."""

import json
import uuid

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from annotation_site import api_urls
from exports.domain.releases import build_release
from tests.factories import (
    full_answers,
    make_approved,
    make_assignment,
    make_batch,
    make_comments,
    make_member,
    make_project,
    make_release,
    make_review,
    make_run,
    make_submitted,
    make_topic,
)

pytestmark = pytest.mark.django_db

DEEP = {}
for _level in range(200):
    DEEP = {"deeper": [DEEP]}
JSON_VALUES = [
    None,
    True,
    -1,
    2**31,
    2**200,
    1e999,
    "",
    "\x00",
    "a\x00b",
    "a\ud800b",
    "长" * 30_000,
    str(uuid.uuid4()),
    [],
    [None],
    [[]],
    ["a\ud800\x00b"],
    {},
    {"a\ud800\x00b": "a\ud800\x00b"},
    DEEP,
]
FORM_VALUES = ["", "\x00", "a\x00b", "长" * 30_000, "-1", "9" * 5000, "NaN", "['x']"]


@pytest.fixture
def rows():
    """A project with one row of each kind, and who may act on it."""
    project = make_project("companion")
    admin = make_member(project, "admin")
    make_approved(project)
    submitted = make_submitted(project, author=make_member(project, "volunteer"))
    disclosure = submitted.head.findings.create(
        code="disclosure",
        severity="disclosure",
    )
    release = make_release(project, by=admin)
    build_release(release)
    return {
        "project": project,
        "admin": admin,
        "volunteer": make_member(project, "volunteer"),
        "marked": make_member(project, "expert", safeguarding=True),
        "work": make_assignment(project),
        "submitted": submitted,
        "approved": make_approved(project),
        "review": make_review(project),
        "finding": disclosure,
        "batch": make_batch(project, by=admin),
        "release": release,
        "run": make_run(project, by=admin),
        "topic": make_topic(project),
        "member": make_member(project, "volunteer"),
    }


def decision(rows):
    review = rows["review"]
    return {
        "revision": str(review.revision_id),
        "decision": "return",
        "answers": full_answers(rows["project"], review.revision.turns),
        "comments": make_comments(),
        "turns": review.revision.turns,
    }


def typed(rows):
    turns = rows["work"].turns
    answers = full_answers(rows["project"], turns)
    return {"version": 0, "turns": turns, "answers": answers}


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


def person(rows, who):
    owners = {
        "holder": lambda: rows["work"].holder,
        "expert": lambda: rows["review"].expert,
    }
    return owners[who]() if who in owners else rows[who]


def undone(act):
    """Do something, and take back what it did to the database."""
    with transaction.atomic():
        answer = act()
        transaction.set_rollback(True)
    return answer


def spoilt(body, values):
    """The body with one field after the other holding each of the values, and without."""
    for field in body:
        yield {name: value for name, value in body.items() if name != field}
        for value in values:
            yield {**body, field: value}
            if isinstance(body[field], dict):
                for key in body[field]:
                    yield {**body, field: {**body[field], key: value}}
            if isinstance(body[field], list) and isinstance(body[field][0], dict):
                first, *others = body[field]
                for key in first:
                    yield {**body, field: [{**first, key: value}, *others]}


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
FORMS = {
    "login": (
        "nobody",
        "",
        lambda p: {"username": p["admin"].username, "password": "x"},
    ),
    "password_change": (
        "admin",
        "",
        lambda _: {"old_password": "x", "new_password1": "y", "new_password2": "y"},
    ),
    "set_language": ("admin", "", lambda _: {"language": "en", "next": "/"}),
    "topics": ("admin", "project", lambda _: {"text": "朋友：吵架"}),
    "members": (
        "admin",
        "project",
        lambda _: {"username": "new", "roles": "expert", "safeguarding": "on"},
    ),
    "order_drafts": (
        "admin",
        "project",
        lambda p: {
            "how": "words",
            "count": "1",
            "candidates": "1",
            "prompt": p["project"].prompts.get().pk,
            "budget": "1",
            "words": "考",
            f"share_{p['project'].drafters.get().pk}": "1",
        },
    ),
    "new_drafter": (
        "admin",
        "project",
        lambda _: {
            "name": "other",
            "model": "m",
            "endpoint": "https://models.example/v1",
            "parameters": "{}",
            "prompt_price": "1",
            "completion_price": "2",
            "currency": "CNY",
            "concurrency": "2",
            "longest_reply": "100",
        },
    ),
    "coverage": ("admin", "project", lambda _: {"emotion": "悲伤", "wanted": "3"}),
    "set_quotas": ("admin", "project", lambda _: {"table": "学校,悲伤,6-8,3"}),
    "releases": ("admin", "project", lambda _: {"name": "first"}),
    "runs": (
        "admin",
        "project",
        lambda p: {"release": p["release"].pk, "recipe": "tiny-cpu"},
    ),
    "withdraw_release": ("admin", "release", lambda _: {"reason": "错了"}),
    "reopen": ("marked", "approved", lambda _: {"reason": "再看看"}),
    "dismiss_finding": ("marked", "finding", lambda _: {"reason": "背课文"}),
    "submit": ("holder", "work", lambda _: {"version": "0"}),
    "skip": ("holder", "work", lambda _: {"reason": "太难"}),
    "decide_review": (
        "expert",
        "review",
        lambda p: {
            "revision": p["review"].revision_id,
            "decision": "return",
            "comment": "请再温和",
            "code": "wording",
            "answer-safe": "yes",
            "note-safe": "好",
            f"text-{p['review'].revision.turns[0]['id']}": "我很难过",
            f"comment-{p['review'].revision.turns[0]['id']}": "好",
        },
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_browser_gets_a_page(rows, name):
    who, row, form_of = FORMS[name]
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(person(rows, who))
    key = rows[row].slug if row == "project" else row and rows[row].pk
    path = reverse(name, args=[key] if key else [])
    crashed = []
    for form in spoilt(form_of(rows), FORM_VALUES):
        answer = undone(lambda form=form: client.post(path, form))
        if answer.status_code >= 500:
            crashed.append((answer.status_code, str(form)[:200]))
    assert crashed == []


STRANGE = ["%00", "a%00b", "%FF%FE", "长" * 3000, "-1", "9" * 50]
QUERY = [
    "q",
    "theme",
    "age",
    "reason",
    "status",
    "page",
    "sent",
    "next",
    "cursor",
    "limit",
]
PAGES = [
    "project",
    "desk",
    "dialogues",
    "batches",
    "order_drafts",
    "coverage",
    "repairs",
    "releases",
    "members",
    "reviews",
]
LISTS = ["dialogues", "topics", "members", "prompts", "releases", "runs"]


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_query_crashes_nothing(rows, value):
    client = Client(raise_request_exception=False)
    everyone = make_member(rows["project"], "volunteer", "expert", "admin")
    client.force_login(everyone)
    query = "&".join(f"{name}={value}" for name in QUERY)
    addresses = [reverse(name, args=["companion"]) for name in PAGES]
    addresses += [f"/api/v1/projects/companion/{name}/" for name in LISTS]

    crashed = [
        address
        for address in [*addresses, reverse("login")]
        if client.get(f"{address}?{query}").status_code >= 500
    ]
    assert crashed == []
