"""A test run of a prompt that rewrites a turn, on turns that the project really has."""

import pytest
from django.urls import reverse

from dialogues.domain import prompting
from dialogues.domain.draft_runs import run_batch
from dialogues.models import Dialogue
from tests.factories import make_drafted, make_member, make_project, turns
from tests.factories.wordings import make_rewrite_prompt

pytestmark = pytest.mark.django_db
LATER = ["妈妈会骂我的。", "没关系的。下次努力就好了。"]


@pytest.fixture
def project():
    return make_project()


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def prompt(project):
    return make_rewrite_prompt(project)


def test_three_turns_are_written_anew_and_no_dialogue_changes(
    script, signed_in, project, admin, prompt
):
    for number in range(4):
        said = turns(f"我第{number}次没考好。", f"没事{number}。别难过。", *LATER)
        make_drafted(project, of=said)
    before = list(Dialogue.objects.values_list("pk", "head", "updated_at"))

    batch = prompting.try_prompt(prompt, by=admin)
    run_batch(batch)

    drafts = list(batch.drafts.order_by("created_at"))
    assert [draft.status for draft in drafts] == ["tried"] * 3
    orders = [draft.events.get(verb="order").data for draft in drafts]
    wishes = [order["wish"] for order in orders]
    assert wishes == ["shorter", "feeling-first", "simpler"]
    assert len({order["revision"] for order in orders}) == 3
    assert drafts[0].turns[0]["text"] == "没关系的。"
    assert drafts[1].turns[0]["text"].startswith("听起来，你心里挺难受的。")
    assert list(Dialogue.objects.values_list("pk", "head", "updated_at")) == before
    assert batch.calls.count() == 3

    page = signed_in(admin).get(
        reverse("trial", args=[batch.pk]), HTTP_ACCEPT_LANGUAGE="en"
    )
    text = page.content.decode()
    assert 'data-diff-old="没关系的。下次努力就好了。"' in text
    assert "Name the feeling first" in text
    first = signed_in(admin).get(reverse("draft", args=[drafts[0].pk]))
    assert first.status_code == 200


@pytest.mark.parametrize(
    ("fault", "code"),
    [("refusal", "refusal"), ("empty", "empty"), ("cut-off", "cut_off")],
)
def test_what_is_no_turn_is_set_aside_with_a_reason(
    script, signed_in, *, project, admin, prompt, fault, code
):
    make_drafted(project, of=turns("我没考好。", "没关系的。下次努力就好了。"))
    script.by_topic = {"没考好": [fault]}

    batch = prompting.try_prompt(prompt, by=admin)
    run_batch(batch)

    [draft] = batch.drafts.all()
    assert draft.status == "unusable"
    assert [problem["code"] for problem in draft.problems] == [code]
    assert signed_in(admin).get(reverse("trial", args=[batch.pk])).status_code == 200


def test_a_dialogue_without_a_reply_is_passed_over(project, admin, prompt):
    make_drafted(project, of=turns("你好。", "  "))
    said = turns("我没考好。", "别难过。")
    make_drafted(project, of=said)

    batch = prompting.try_prompt(prompt, by=admin)

    [draft] = batch.drafts.all()
    assert "别难过。" in draft.prompt_text
    assert draft.events.get().data["turn"] == said[1]["id"]
