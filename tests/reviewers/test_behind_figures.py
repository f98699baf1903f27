"""Each figure of agreement leads to its own dialogues, and to no others."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from dialogues.domain.revisions import add_revision
from dialogues.models import Dialogue
from reviewers.domain import agreeing
from reviewers.domain.judging import import_judge_answers
from tests.factories import make_member, make_project, make_submitted, reworded
from tests.factories.dialogues import turns
from tests.factories.drafts import make_batch, make_draft
from tests.factories.reviewers import read

pytestmark = pytest.mark.django_db
JUDGE = "judge-7b · v3"


@pytest.fixture
def project():
    return make_project("companion", second_opinions=100)


@pytest.fixture
def admin(project):
    return make_member(project, "admin")


@pytest.fixture
def experts(project):
    return [make_member(project, "expert", username=name) for name in ("anna", "bo")]


def on_theme(project, theme, experts):
    dialogue = make_submitted(project)
    dialogue.topic.theme = theme
    dialogue.topic.save()
    for expert in experts:
        read(dialogue, "return", by=expert)
    return dialogue


def behind(person, address):
    """The dialogues that a link of the page leads to."""
    client = Client()
    client.force_login(person)
    page = client.get(reverse("agreement_dialogues", args=["companion"]) + address)
    return {dialogue for dialogue, _one in page.context["rows"]}


def links_of(person, **query):
    """Every link to dialogues that the page of agreement shows."""
    client = Client()
    client.force_login(person)
    page = client.get(reverse("agreement", args=["companion"]), query)
    parts = page.content.decode().split(
        f'href="{reverse("agreement_dialogues", args=["companion"])}'
    )
    return [one.split('"')[0].replace("&amp;", "&") for one in parts[1:]]


def test_a_pair_at_one_theme_leads_to_the_dialogues_of_that_theme(
    project, admin, experts
):
    home = [on_theme(project, "家", experts) for _one in range(2)]
    school = [on_theme(project, "学校", experts)]
    agreeing.count(project)

    [all_together, *_same] = [
        one for one in links_of(admin) if "pair=anna" in one and "judge" not in one
    ]
    [at_home, *_same] = [
        one for one in links_of(admin, pairs="theme:家") if "pair=anna" in one
    ]

    assert behind(admin, all_together) == {*home, *school}
    assert behind(admin, at_home) == set(home)


def test_a_judge_beside_one_expert_leads_to_what_that_expert_read(
    project, admin, experts
):
    both = on_theme(project, "家", experts)
    hers = on_theme(project, "家", [])
    read(hers, "fix", by=experts[0], new=reworded(hers.head.turns, "我在听。"))
    item = "safe"
    for dialogue in (both, hers):
        first = dialogue.reviews.order_by("created_at").first().revision
        line = {
            "revision": str(first.pk),
            "item": item,
            "value": "yes",
            "model": "judge-7b",
            "prompt_version": "v3",
        }
        import_judge_answers(project, [json.dumps(line)], by=admin)
    agreeing.count(project)

    found = {
        name: behind(admin, link)
        for link in links_of(admin)
        for name in ("anna", "bo")
        if "raters=judge" in link and f"pair={name}" in link
    }
    assert found == {"anna": {both, hers}, "bo": {both}}


def edited_by(project, draft, author, words):
    with transaction.atomic():
        dialogue = Dialogue(
            project=project, draft=draft, origin=Dialogue.Origin.DRAFT
        ).open(by=None, verb="draft")
        add_revision(dialogue, turns("我摔跤了。", "疼吗？"), by=None)
        dialogue.save(update_fields=["head"])
    edited = reworded(dialogue.head.turns, words)
    return make_submitted(project, author=author, dialogue=dialogue, edited=edited)


def test_two_editors_of_one_draft_are_compared_and_both_texts_are_behind_it(
    project, admin
):
    batch = make_batch(project, by=admin)
    people = [make_member(project, "volunteer") for _one in range(2)]
    for number in range(5):
        draft = make_draft(batch)
        # Alike in eight characters of ten, and then in all.
        words = ["一二三四五", "一二三四五" if number else "六七三四五"]
        for person, said in zip(people, words, strict=True):
            edited_by(project, draft, person, said)
    alone = edited_by(project, make_draft(batch), people[0], "没有别人写过。")

    [figure] = agreeing.figures(project)

    assert (figure["raters"], figure["n"], figure["dialogues"]) == ("editors", 5, 5)
    # Of 11 characters each, counted with the line between the turns, 9 are the same.
    assert figure["value"] == pytest.approx((4 + 9 / 11) / 5)
    agreeing.count(project)
    [link] = [one for one in links_of(admin) if "editors" in one]
    found = behind(admin, link)
    assert len(found) == 10
    assert alone not in found
