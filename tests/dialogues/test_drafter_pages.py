"""Drafters in the browser: named, changed, tried with one word, retired; no key is shown."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dialogues.models import Call, Drafter
from tests.dialogues.endpoints import endpoint
from tests.factories import make_batch, make_topic

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
NAME = "QUEQIAO_KEY_OTHER"
KEY = "a-secret-that-nobody-sees"


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


FIELDS = {
    "name": "other",
    "endpoint": "https://models.example/v1",
    "key_name": NAME,
    "model": "a-model",
    "parameters": '{"temperature": 0.9}',
    "prompt_price": "2",
    "completion_price": "8",
    "currency": "cny",
    "concurrency": "4",
    "requests_per_minute": "60",
    "tokens_per_minute": "",
    "longest_reply": "1500",
}


def test_a_drafter_is_named_with_all_it_needs(client, project):
    answer = client.post(reverse("new_drafter", args=[project.slug]), FIELDS)

    assert answer.status_code == 302
    drafter = project.drafters.get(name="other")
    assert (drafter.endpoint, drafter.key_name, drafter.model) == (
        "https://models.example/v1",
        NAME,
        "a-model",
    )
    assert drafter.parameters == {"temperature": 0.9}
    assert (drafter.prompt_price, drafter.completion_price, drafter.currency) == (
        Decimal(2),
        Decimal(8),
        "CNY",
    )
    assert (drafter.concurrency, drafter.requests_per_minute) == (4, 60)
    assert (drafter.tokens_per_minute, drafter.longest_reply) == (None, 1500)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"parameters": '{"a": 1,\n "b": }'}, "Line 2, character 7"),
        ({"parameters": "[1]"}, "Parameters are an object."),
        ({"parameters": '{"a": NaN}'}, "not valid JSON"),
        ({"parameters": "[" * 100_000}, "not valid JSON"),
        ({"parameters": '{"model": "x"}'}, "These are set for each call: model."),
        ({"endpoint": "ftp://models.example"}, "https:// or http://"),
        ({"endpoint": "https://me:pw@models.example"}, "holds no password"),
        ({"key_name": "DATABASE_URL"}, "never write the key itself"),
        ({"currency": "12"}, "Three capital letters"),
        ({"concurrency": "0"}, "greater than or equal to 1"),
        ({"prompt_price": "-1"}, "greater than or equal to 0"),
        ({"name": "sample"}, "There is a drafter"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(client, project, wrong, sentence):
    answer = client.post(reverse("new_drafter", args=[project.slug]), FIELDS | wrong)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert project.drafters.count() == 1


@pytest.mark.parametrize("field", ["key_name", "parameters"])
def test_a_key_that_was_typed_by_mistake_is_neither_kept_nor_shown(
    client, project, field
):
    key = "sk-abcdef0123456789"
    typed = key if field == "key_name" else f'{{"extra": "{key}"}}'

    answer = client.post(
        reverse("new_drafter", args=[project.slug]), FIELDS | {field: typed}
    )

    assert answer.status_code == 422
    assert key not in answer.content.decode()
    assert not Drafter.objects.filter(name="other").exists()


def test_a_change_counts_from_now_on_and_the_name_stays(client, project):
    address = reverse("drafter", args=[project.slug, "sample"])
    assert client.get(address).status_code == 200

    client.post(address, FIELDS | {"name": "renamed", "key_name": ""})

    drafter = project.drafters.get()
    assert (drafter.name, drafter.model) == ("sample", "a-model")


def test_whether_the_key_is_there_is_shown_and_never_the_key(
    client, project, monkeypatch
):
    drafter = project.drafters.create(
        name="other", model="m", endpoint="https://m.example", key_name=NAME
    )
    pages = [
        reverse("drafters", args=[project.slug]),
        reverse("drafter", args=[project.slug, drafter.name]),
    ]
    for page in pages:
        assert "✕ missing" in client.get(page).content.decode()
    monkeypatch.setenv(NAME, KEY)
    for page in pages:
        shown = client.get(page).content.decode()
        assert "✓ present" in shown
        assert NAME in shown or page == pages[0]
        assert KEY not in shown


def test_one_small_call_says_whether_it_answers(client, project, monkeypatch):
    monkeypatch.setenv(NAME, KEY)
    make_topic(project, "搬家")
    asked = []

    def answer(request):
        asked.append(request)
        return "孩子：我们要搬家了"

    with endpoint(answer) as address:
        drafter = project.drafters.get()
        drafter.endpoint, drafter.key_name = address, NAME
        drafter.save()
        part = client.post(reverse("try_drafter", args=[project.slug, "sample"]))

    assert "孩子：我们要搬家了" in part.content.decode()
    assert "a-model-of-2026 answered" in part.content.decode()
    assert asked[0]["max_tokens"] == 60
    assert asked[0]["messages"][0]["content"] == "请以“搬家”为题写一段对话。"
    call = Call.objects.get()
    assert (call.outcome, call.draft, call.batch) == ("answered", None, None)
    assert call.messages == asked[0]["messages"]
    assert not project.drafts.exists()


def test_why_it_does_not_answer_is_said_in_words(client, project, script):
    make_topic(project, "搬家")
    script.by_topic["搬家"] = ["401"]

    part = client.post(reverse("try_drafter", args=[project.slug, "sample"]))

    assert "401: " in part.content.decode()
    assert "Incorrect API key provided." in part.content.decode()
    assert Call.objects.get().outcome == "failed"
    again = client.post(
        reverse("try_drafter", args=[project.slug, "sample"]),
        headers={"HX-Request": "true"},
    )
    assert again.status_code == 409
    assert Call.objects.count() == 1


def test_without_its_key_nothing_is_called(client, project):
    project.drafters.update(endpoint="https://m.example", key_name=NAME)

    part = client.post(reverse("try_drafter", args=[project.slug, "sample"]))

    assert f"has the key: {NAME}" in part.content.decode()
    assert not Call.objects.exists()


def test_who_is_retired_is_offered_no_more_and_stays_in_the_list(client, project):
    make_topic(project)
    batch = make_batch(project)

    client.post(reverse("retire_drafter", args=[project.slug, "sample"]))

    assert project.drafters.get().retired_at
    listed = client.get(reverse("drafters", args=[project.slug])).content.decode()
    assert "retired" in listed
    order = client.get(reverse("order_drafts", args=[project.slug])).content.decode()
    assert "Share of sample" not in order
    assert 'name="share_' not in order
    assert "sample" in client.get(reverse("batch", args=[batch.pk])).content.decode()
