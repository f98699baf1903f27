"""The admin's pages for drafting: orders with an estimate, batches, single drafts."""

from decimal import Decimal

import pytest
from django.urls import reverse

from dialogues.domain import batches, draft_runs
from dialogues.models import Call, DraftBatch, Quota
from tests.dialogues.orders import order
from tests.factories import (
    make_batch,
    make_draft,
    make_project,
    make_topic,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def client(signed_in, admin):
    return signed_in(admin)


@pytest.fixture
def drafter(project):
    row = project.drafters.get()
    row.prompt_price, row.completion_price = Decimal(10), Decimal(20)
    row.save()
    return row


@pytest.fixture
def fields(project, drafter):
    """The order form as it opens."""
    return {
        "how": "words",
        "candidates": 1,
        "prompt": project.prompts.get().pk,
        f"share_{drafter.pk}": 1,
    }


@pytest.fixture
def ask(client, project):
    def asked(fields, name="order_drafts"):
        answer = client.post(reverse(name, args=[project.slug]), fields)
        return answer.status_code, answer.content.decode()

    return asked


def test_an_order_leads_to_its_batch(client, project, fields):
    for theme in ("学校", "家庭", "学校"):
        make_topic(project, theme=theme)

    answer = client.post(
        reverse("order_drafts", args=[project.slug]),
        {**fields, "theme": "学校", "candidates": 2, "budget": "1.5"},
    )

    batch = DraftBatch.objects.get()
    assert answer["Location"] == reverse("batch", args=[batch.pk])
    assert (batch.candidates, batch.budget) == (2, Decimal("1.5"))
    assert batch.drafts.count() == 4
    assert {draft.topic.theme for draft in batch.drafts.all()} == {"学校"}
    page = client.get(answer["Location"]).content.decode()
    assert "0 of 4" in page
    assert 'hx-trigger="every 2s"' in page


def test_topics_ticked_by_hand_are_the_ones_drafted(client, project, fields):
    topics = [make_topic(project) for _number in range(4)]
    ticked = [topics[1].pk, topics[3].pk]

    client.post(
        reverse("order_drafts", args=[project.slug]),
        {**fields, "how": "hand", "topics": ticked},
    )

    drafts = DraftBatch.objects.get().drafts.all()
    assert sorted(draft.topic_id for draft in drafts) == sorted(ticked)


def test_ticked_topics_stay_ticked_while_one_looks_for_more(ask, project, fields):
    kept, found = make_topic(project, "搬家"), make_topic(project, "小狗走丢")
    make_topic(project, "考试")

    _status, part = ask(
        {**fields, "topics": [kept.pk], "find": "小狗"},
        "order_topics",
    )

    assert f'value="{kept.pk}" id="topic-{kept.pk}" checked' in part
    assert f'value="{found.pk}"' in part
    assert "考试" not in part


def test_shares_are_kept_with_the_order(client, project, fields, drafter):
    make_topic(project)
    other = project.drafters.create(name="second", model="m2")
    idle = project.drafters.create(name="third", model="m3")

    client.post(
        reverse("order_drafts", args=[project.slug]),
        {
            **fields,
            f"share_{drafter.pk}": 2,
            f"share_{other.pk}": 1,
            f"share_{idle.pk}": 0,
        },
    )

    shares = DraftBatch.objects.get().shares.values_list("drafter__name", "share")
    assert list(shares) == [("sample", 2), ("second", 1)]


def test_a_gap_that_was_clicked_is_filled_and_no_other(client, project, fields):
    make_topic(project, theme="学校")
    make_topic(project, theme="家庭")
    for emotion, wanted in (("悲伤", 2), ("愤怒", 9)):
        Quota.objects.create(
            project=project, theme="学校", emotion=emotion, wanted=wanted
        )

    client.post(
        reverse("order_drafts", args=[project.slug]),
        {**fields, "how": "gap", "theme": "学校", "emotion": "悲伤"},
    )

    drafts = DraftBatch.objects.get().drafts.all()
    assert [draft.emotion for draft in drafts] == ["悲伤", "悲伤"]
    assert {draft.topic.theme for draft in drafts} == {"学校"}


def test_the_estimate_counts_before_anything_is_ordered(ask, project, fields):
    for _number in range(10):
        make_topic(project)

    _status, part = ask({**fields, "budget": "0.03"}, "estimate_order")

    assert "10 drafts" in part
    # 10 times 60 % of 2000 tokens at 20 a million, and the prompts.
    assert "0.24" in part.split("Cost, expected")[1][:60]
    assert "The cap will stop it after about 1 of 10 drafts." in part
    assert not DraftBatch.objects.exists()


def test_a_cap_that_holds_at_worst_is_called_enough(ask, project, fields):
    make_topic(project)

    assert "even at worst" in ask({**fields, "budget": "1"}, "estimate_order")[1]
    assert "There is no cap" in ask(fields, "estimate_order")[1]
    tokens = ask({**fields, "token_budget": 2000}, "estimate_order")[1]
    assert "at worst it stops it after 0 of 1" in tokens


def test_an_order_with_errors_is_shown_again(ask, project, fields, drafter):
    make_topic(project)
    for wrong in (
        {"count": 0},
        {"prompt": ""},
        {"budget": "-1"},
        {"prompt": make_project().prompts.get().pk},
        {f"share_{drafter.pk}": 0},
        {"count": 5001},
        {"words": "nothing has this"},
        {"how": "hand"},
        {"how": "hand", "topics": ["no id"]},
        {"how": "gap"},
        {"candidates": 5},
    ):
        status, page = ask({**fields, **wrong})
        assert status == 422, wrong
        assert "Order these drafts" in page
        assert ask({**fields, **wrong}, "estimate_order")[0] == 200
    assert not DraftBatch.objects.exists()


def test_a_missing_key_is_said_before_the_order(ask, project, fields, drafter):
    make_topic(project)
    drafter.endpoint, drafter.key_name = "https://m.example/v1", "QUEQIAO_KEY_NONE"
    drafter.save()

    assert "The key of sample is not there" in ask(fields, "estimate_order")[1]


def test_pausing_and_going_on_move_the_batch(client, project, admin):
    batch = make_batch(project, by=admin)
    make_draft(batch)

    client.post(reverse("pause_batch", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "paused"
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert "Nothing is called while it is paused." in page
    assert "every 2s" not in page
    client.post(reverse("resume_batch", args=[batch.pk]))
    batch.refresh_from_db()
    assert batch.status == "queued"
    assert list(batch.events.values_list("verb", "by__username"))[1:] == [
        ("pause", admin.username),
        ("resume", admin.username),
    ]


def test_the_cap_is_raised_on_the_page_and_what_is_no_cap_is_said(
    client, project, admin
):
    batch = make_batch(project, by=admin, budget=Decimal(2))
    address = reverse("set_cap", args=[batch.pk])

    answer = client.post(address, {"budget": "-1", "token_budget": "900"})
    batch.refresh_from_db()
    assert (answer.status_code, batch.budget) == (422, Decimal(2))
    assert 'aria-invalid="true"' in answer.content.decode()
    client.post(address, {"budget": "3.5", "token_budget": "900"})
    batch.refresh_from_db()
    assert (batch.budget, batch.token_budget) == (Decimal("3.5"), 900)
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert 'value="3.5000"' in page
    batches.cancel_batch(batch, by=admin)
    page = client.get(reverse("batch", args=[batch.pk])).content.decode()
    assert 'id="set-cap"' not in page


def test_costs_are_told_apart_as_spent_set_aside_and_unknown(client, project, admin):
    batch = make_batch(project, by=admin, budget=Decimal(2))
    for outcome, cost in (
        ("answered", Decimal("0.25")),
        ("calling", None),
        ("lost", None),
        ("failed", Decimal(0)),
    ):
        make_call(make_draft(batch), outcome=outcome, cost=cost)

    page = client.get(reverse("batch", args=[batch.pk])).content.decode()

    assert "0.2500 <small>USD" in page
    assert 'Set aside for calls on their way</small><p class="big">0.5000' in page
    assert 'Unknown, of 1 call: at most</small><p class="big">0.5000' in page
    assert "1.2500 / 2.00 USD" in page
    assert "1 without a reply, 1 lost" in page


def test_drafts_are_narrowed_by_status_and_by_problem(client, project, admin):
    batch = make_batch(project, by=admin)
    rows = {
        "refused": make_draft(batch, status="unusable", problems=[{"code": "refusal"}]),
        "cut": make_draft(batch, status="unusable", problems=[{"code": "cut_off"}]),
        "waiting": make_draft(batch),
    }

    def shown(**query):
        page = client.get(reverse("batch", args=[batch.pk]), query).context["page"]
        return {name for name, row in rows.items() if row in page.object_list}

    assert shown() == {"refused", "cut", "waiting"}
    assert shown(status="unusable") == {"refused", "cut"}
    assert shown(problem="cut_off") == {"cut"}
    assert shown(status="queued") == {"waiting"}
    assert shown(problem="no such") == set()


def test_a_draft_shows_every_call_and_how_its_reply_is_read(
    client, project, admin, script
):
    script.by_topic["吵架"] = ["500", ""]
    batch = order(project, admin, "吵架")
    draft_runs.run_batch(batch)
    draft = batch.drafts.get()

    page = client.get(reverse("draft", args=[draft.pk])).content.decode()

    calls = list(draft.calls.order_by("attempt"))
    assert [call.outcome for call in calls] == ["failed", "answered"]
    assert "Attempt 1" in page
    assert "Attempt 2" in page
    assert "500" in page
    assert calls[1].reply.split("\n")[0].replace("'", "&#x27;") in page
    assert reverse("compare_prompts", args=[project.slug, "talk"]) + "?new=1" in page
    assert reverse("dialogue", args=[draft.dialogues.get().pk]) in page
    assert "The turns were told apart by:" in page


def make_call(draft, **fields):
    drafter = draft.drafter
    return Call.objects.create(
        project=draft.project,
        prompt=draft.batch.prompt,
        drafter=drafter,
        batch=draft.batch,
        draft=draft,
        **{
            "model": drafter.model,
            "reserved_cost": Decimal("0.5"),
            "reserved_tokens": 100,
            "currency": "USD",
            **fields,
        },
    )


def test_what_stands_in_no_turn_is_shown(client, project, admin):
    draft = make_draft(make_batch(project, by=admin), status="unusable")
    reply = "好的，下面是对话。\n孩子：我没考好。\n智能助手：你很难过吧。"
    draft.answer = make_call(draft, outcome="answered", reply=reply)
    draft.save()

    page = client.get(reverse("draft", args=[draft.pk])).content.decode()

    assert "In no turn:</b> <q>好的，下面是对话。</q>" in page
    assert "<b>孩子</b> 我没考好。" in page
    assert "cost unknown, at most 0.500000 USD" in page


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("name", "queries"), [("batch", 14), ("draft", 10)])
def test_a_page_costs_the_same_with_one_row_and_with_three(
    client, django_assert_num_queries, name, queries, count
):
    project = make_project()
    batch = make_batch(project)
    client.force_login(batch.ordered_by)
    for _number in range(count):
        draft = make_draft(batch, status="unusable", problems=[{"code": "refusal"}])
        for attempt in range(count):
            make_call(draft, attempt=attempt + 1, outcome="failed")
    address = reverse(name, args=[batch.pk if name == "batch" else draft.pk])

    with django_assert_num_queries(queries):
        assert client.get(address).status_code == 200
