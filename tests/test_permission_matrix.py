"""Every cell of docs/permissions.md is tried through the pages and through REST."""

from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dialogues.domain.revisions import add_revision
from dialogues.models import Dialogue
from dialogues.permissions import is_expert
from reviewers.domain import bulk_runs
from reviewers.models import Bulk, Review
from tests import permission_matrix
from tests.factories.dialogues import full_answers, reworded
from tests.factories.people import make_member
from tests.factories.wordings import make_rewrite_prompt
from tests.permission_matrix import PEOPLE, VERBS

pytestmark = pytest.mark.django_db
DOORS = ("page", "rest")


class Trial:
    """One person with one dialogue at one status, who tries what they are offered."""

    def __init__(self, dialogue, person, api):
        self.dialogue = dialogue
        self.person = person
        self.api = api(person)
        self.before = list(dialogue.events.values_list("pk", flat=True))
        self.browser = Client()
        self.browser.force_login(person)

    def rest(self, address, **body):
        self.api.post(f"/api/v1/{address}", body)

    def page(self, name, *address, **fields):
        self.browser.post(reverse(name, args=address), fields)

    @property
    def slug(self):
        return self.dialogue.project.slug

    @property
    def work(self):
        """Their own working copy, else that of whoever holds the dialogue, else none."""
        rows = self.dialogue.assignments.order_by("-created_at")
        own = rows.filter(holder=self.person).first()
        return own or rows.first() or self.dialogue

    def review(self):
        """Give a review in their own name, even one that they could never have got."""
        return Review.objects.create(
            project=self.dialogue.project,
            dialogue=self.dialogue,
            revision=self.dialogue.head,
            expert=self.person,
            lease_until=timezone.now() + timedelta(hours=1),
        )

    def finding(self):
        return self.dialogue.head.findings.create(code="x", severity="warning")

    def decide_by_page(self, decision, **fields):
        revision = str(self.dialogue.head_id)
        review = self.review()
        self.page(
            "decide_review",
            review.pk,
            revision=revision,
            decision=decision,
            **fields,
        )

    def decide_by_rest(self, decision, **more):
        revision = str(self.dialogue.head_id)
        review = self.review()
        self.rest(
            f"reviews/{review.pk}/decide/",
            revision=revision,
            decision=decision,
            **more,
        )

    @property
    def last(self):
        return self.dialogue.head.turns[-1]["id"]

    def reason(self):
        return {"turn": self.last, "text": "先接住感受。", "code": "not-seen"}

    def answers(self):
        return full_answers(self.dialogue.project, self.dialogue.head.turns)

    def answer_fields(self):
        return {
            "-".join(filter(None, ["answer", one["item"], one["turn"]])): one["value"]
            for one in self.answers()
        }

    def need_two(self):
        self.dialogue.project.approvals_needed = 2
        self.dialogue.project.save()

    def happened(self, verb):
        new = self.dialogue.events.exclude(pk__in=self.before)
        return new.filter(verb=verb, by=self.person).exists()


def claim_by_page(trial):
    trial.page("take_next", trial.slug)
    trial.page("claim_dialogue", trial.dialogue.pk)


def ask_by_rest(trial):
    """Ask with the prompt there and nobody at the address: asking is what counts."""
    project = trial.dialogue.project
    make_rewrite_prompt(project)
    project.drafters.update(endpoint="http://127.0.0.1:1/v1")
    address = f"assignments/{trial.work.pk}/wording/"
    trial.rest(address, turn=trial.last, wish="shorter")


def approve_by_page(trial):
    trial.decide_by_page("approve", **trial.answer_fields())


def approve_by_rest(trial):
    trial.decide_by_rest("approve", answers=trial.answers())


def sign_by_page(trial):
    trial.need_two()
    approve_by_page(trial)


def sign_by_rest(trial):
    trial.need_two()
    approve_by_rest(trial)


def heavy_work(trial):
    """Give the working copy as one of a heavy theme, which alone is left for today."""
    trial.dialogue.assignments.update(heavy=True)
    return trial.work


def suggested(trial):
    return reworded(trial.dialogue.head.turns, "委屈是很自然的。")


def fix_by_page(trial):
    [last] = suggested(trial)[-1:]
    trial.decide_by_page("fix", **{f"text-{last['id']}": last["text"]})


def brought_on(trial):
    """Give the first revision, with other words after it, open to who is an expert."""
    dialogue = trial.dialogue
    if dialogue.status == Dialogue.Status.SUBMITTED:
        add_revision(dialogue, suggested(trial), by=None)
        dialogue.save(update_fields=["head"])
    if is_expert(trial.person, dialogue):
        trial.review()
    return dialogue.revisions.get(number=1)


def restore_by_page(trial):
    number = brought_on(trial).number
    trial.page("restore_revision", trial.dialogue.pk, number=number)


def restore_by_rest(trial):
    revision = str(brought_on(trial).pk)
    trial.rest(f"dialogues/{trial.dialogue.pk}/restore/", revision=revision)


# What each verb that arranges dialogues takes along.
TAKES = {
    "assign": lambda t: {"to": make_member(t.dialogue.project, "volunteer").username},
    "set theme": lambda _: {"theme": "朋友"},
    "set priority": lambda _: {"priority": 1},
    "re-check": lambda _: {},
}


def carry_out_what_was_ordered():
    """Let a worker do what was ordered, if it was."""
    for bulk in Bulk.objects.filter(status="queued"):
        bulk_runs.run(bulk)


def arrange_by_page(trial, verb):
    fields = TAKES[verb](trial)
    trial.page("new_bulk", trial.slug, verb=verb, **fields)
    for bulk in Bulk.objects.all():
        trial.page("order_bulk", bulk.pk)
    carry_out_what_was_ordered()


def arrange_by_rest(trial, verb):
    fields = TAKES[verb](trial)
    trial.rest(f"projects/{trial.slug}/bulk/", verb=verb, options=fields)
    for bulk in Bulk.objects.all():
        trial.rest(f"bulk/{bulk.pk}/order/")
    carry_out_what_was_ordered()


WHY = [{"turn": None, "text": "先接住感受。", "code": ""}]
# How the pages and REST do each verb; None where a room has no such door.
TRIES = {
    "claim": (claim_by_page, lambda t: t.rest(f"projects/{t.slug}/claim/")),
    "give back": (
        lambda t: t.page("give_back", t.work.pk),
        lambda t: t.rest(f"assignments/{t.work.pk}/give-back/"),
    ),
    "skip": (
        lambda t: t.page("skip", t.work.pk, reason="太难"),
        lambda t: t.rest(f"assignments/{t.work.pk}/skip/", reason="太难"),
    ),
    "not today": (
        lambda t: t.page("not_today", heavy_work(t).pk),
        lambda t: t.rest(f"assignments/{heavy_work(t).pk}/not-today/"),
    ),
    "ask for wording": (None, ask_by_rest),
    "submit": (
        lambda t: t.page("submit", t.work.pk, version=1),
        lambda t: t.rest(f"assignments/{t.work.pk}/submit/", version=1),
    ),
    "withdraw": (
        lambda t: t.page("withdraw", t.dialogue.pk),
        lambda t: t.rest(f"dialogues/{t.dialogue.pk}/withdraw/"),
    ),
    "open": (
        lambda t: t.page("claim_review", t.slug),
        lambda t: t.rest(f"projects/{t.slug}/reviews/claim/"),
    ),
    "sign": (sign_by_page, sign_by_rest),
    "approve": (approve_by_page, approve_by_rest),
    "fix": (fix_by_page, lambda t: t.decide_by_rest("fix", turns=suggested(t))),
    "return": (
        lambda t: t.decide_by_page("return", **{f"code-{t.last}": "not-seen"}),
        lambda t: t.decide_by_rest("return", comments=[*WHY, t.reason()]),
    ),
    "reject": (
        lambda t: t.decide_by_page("reject", comment="先接住感受。"),
        lambda t: t.decide_by_rest("reject", comments=WHY),
    ),
    "escalate": (
        lambda t: t.decide_by_page("escalate", comment="先接住感受。"),
        lambda t: t.decide_by_rest("escalate", comments=WHY),
    ),
    "restore": (restore_by_page, restore_by_rest),
    "report": (
        lambda t: t.page("report_dialogue", t.dialogue.pk, text="担心"),
        lambda t: t.rest(f"dialogues/{t.dialogue.pk}/report/", text="担心"),
    ),
    "dismiss finding": (
        lambda t: t.page("dismiss_finding", t.finding().pk, reason="没事"),
        lambda t: t.rest(f"findings/{t.finding().pk}/dismiss/", reason="没事"),
    ),
    **{
        verb: (
            lambda t, verb=verb: arrange_by_page(t, verb),
            lambda t, verb=verb: arrange_by_rest(t, verb),
        )
        for verb in TAKES
    },
    "reopen": (
        lambda t: t.page("reopen", t.dialogue.pk, reason="再看看"),
        lambda t: t.rest(f"dialogues/{t.dialogue.pk}/reopen/", reason="再看看"),
    ),
}


@pytest.mark.parametrize("status", Dialogue.Status.values)
@pytest.mark.parametrize(("role", "whose"), PEOPLE)
def test_each_door_opens_exactly_what_the_table_allows(api, status, role, whose):
    dialogue, person = permission_matrix.make_scene(status, role, whose)
    allowed = permission_matrix.open_to(person, dialogue)
    opened = {}
    for verb in VERBS:
        for door, attempt in zip(DOORS, TRIES[verb], strict=True):
            if attempt is None:
                continue
            with transaction.atomic():
                trial = Trial(Dialogue.objects.get(pk=dialogue.pk), person, api)
                attempt(trial)
                opened[verb, door] = trial.happened(verb)
                transaction.set_rollback(True)
    assert opened == {(verb, door): verb in allowed for verb, door in opened}


def test_the_page_of_permissions_is_the_tables():
    assert permission_matrix.PAGE.read_text(encoding="utf-8") == (
        permission_matrix.render()
    )
