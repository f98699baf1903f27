"""Front doors agree: one verb leaves the same rows and events through every door.

``DOORS`` says for each verb how each door does it; a page's door is one more entry.
A door is a function of the scene; ``sign_in`` gives its client. The domain's own
function is the measure.
"""

import pytest
from django.test import Client
from django.urls import reverse

from dialogues.domain import commenting, editing, submission
from dialogues.domain.turns import new_turn
from dialogues.models import Answer, Dialogue
from reviewers.domain import decisions, reviewing
from reviewers.models import Review
from tests.factories.dialogues import (
    full_answers,
    make_assignment,
    make_drafted,
    make_submitted,
    reworded,
)
from tests.factories.people import make_member, make_project
from tests.factories.reviewers import make_review

pytestmark = pytest.mark.django_db

TEXT = [new_turn("user", "我被老师批评了。"), new_turn("assistant", "你一定很委屈。")]
EDITED = reworded(TEXT, "你一定很委屈，我在听。")
SUGGESTED = reworded(TEXT, "委屈是很自然的。")
REASON = [{"turn": TEXT[1]["id"], "text": "先接住感受。", "code": "not-seen"}]
# The same as fields of the expert's page.
COMMENT = {
    f"comment-{TEXT[1]['id']}": "先接住感受。",
    f"code-{TEXT[1]['id']}": "not-seen",
}
SUGGESTION = {f"text-{TEXT[1]['id']}": "委屈是很自然的。"}


class Scene:
    """One project with an author and an expert, and the row that the verb is about."""

    def __init__(self, name, sign_in):
        self.project = make_project(name)
        self.author = make_member(self.project, "volunteer", username=f"{name}-author")
        self.expert = make_member(self.project, "expert", username=f"{name}-expert")
        self.answers = full_answers(self.project, EDITED)
        self.sign_in = sign_in
        self.dialogue = self.work = self.review = self.finding = None

    def drafted(self):
        self.dialogue = make_drafted(self.project, of=TEXT)

    def editing(self):
        self.work = make_assignment(self.project, author=self.author, of=TEXT)
        self.dialogue = self.work.dialogue

    def typed(self):
        self.editing()
        editing.save_work(
            self.work,
            turns=EDITED,
            answers=self.answers,
            seen=0,
            by=self.author,
        )

    def submitted(self):
        self.dialogue = make_submitted(
            self.project,
            author=self.author,
            of=TEXT,
            edited=EDITED,
        )

    def reviewed(self):
        self.submitted()
        self.review = make_review(
            self.project,
            expert=self.expert,
            dialogue=self.dialogue,
        )

    def noticed(self):
        self.submitted()
        self.finding = self.dialogue.head.findings.create(code="x", severity="warning")

    def rest(self, who, method, address, body=None):
        client = self.sign_in(self.author if who == "author" else self.expert)
        answer = getattr(client, method)(f"/api/v1/{address}", body or {})
        assert answer.status_code < 300, answer.json()

    def decide(self, decision, *, answers=(), comments=(), turns=None):
        decisions.decide(
            self.review,
            revision=self.review.revision,
            decision=decision,
            answers=list(answers),
            comments=list(comments),
            turns=turns,
            by=self.expert,
        )

    def decide_by_rest(self, decision, **more):
        body = {"revision": str(self.review.revision_id), "decision": decision, **more}
        self.rest("expert", "post", f"reviews/{self.review.pk}/decide/", body)

    def assignment(self, verb, method="post", body=None):
        self.rest("author", method, f"assignments/{self.work.pk}/{verb}/", body)

    def page(self, who, name, *address, **fields):
        """Send a form as a page does."""
        client = Client()
        client.force_login(self.author if who == "author" else self.expert)
        answer = client.post(reverse(name, args=address), fields)
        assert answer.status_code < 400, answer.content.decode()

    def decide_by_page(self, decision, **fields):
        self.page(
            "expert",
            "decide_review",
            self.review.pk,
            revision=str(self.review.revision_id),
            decision=decision,
            **fields,
        )

    def answer_fields(self):
        return {
            "-".join(filter(None, ["answer", one["item"], one["turn"]])): one["value"]
            for one in self.answers
        }

    def picture(self):
        """Everything that the verb may have touched, without what differs by chance."""
        people = {self.author.pk: "author", self.expert.pk: "expert", None: None}
        dialogue = Dialogue.objects.get(project=self.project)
        reviews = Review.objects.filter(project=self.project)
        events = [
            *dialogue.events.all(),
            *(event for review in reviews for event in review.events.all()),
        ]
        return {
            "status": dialogue.status,
            "revisions": [
                (row.number, people[row.author_id], row.turns)
                for row in dialogue.revisions.order_by("number")
            ],
            "head": dialogue.head.number,
            "assignments": [
                (row.version, row.turns, row.answers, row.came_from, row.ended_by_verb)
                for row in dialogue.assignments.order_by("created_at")
            ],
            "reviews": [
                (row.status, row.decision, row.revision.number) for row in reviews
            ],
            "answers": sorted(
                (row.item.slug, str(row.turn), row.value, people[row.by_id])
                for row in Answer.objects.filter(revision__dialogue=dialogue)
            ),
            "approvals": [
                (row.revision.number, people[row.by_id])
                for row in dialogue.approvals.all()
            ],
            "comments": [
                (str(row.turn), row.text, row.code, people[row.by_id])
                for row in dialogue.comments.all()
            ],
            "findings": [
                (row.code, row.severity, people[row.by_id], row.dismissed_because)
                for row in dialogue.head.findings.all()
            ],
            "events": [
                (
                    event.verb,
                    event.from_status,
                    event.to_status,
                    people[event.by_id],
                    event.note,
                    sorted(event.data),
                )
                for event in events
            ],
        }


# For each verb: the scene before it, and how each door does it.
DOORS = {
    "claim": {
        "before": Scene.drafted,
        "domain": lambda s: editing.claim_next(s.project, by=s.author),
        "rest": lambda s: s.rest("author", "post", f"projects/{s.project.slug}/claim/"),
        "page": lambda s: s.page("author", "take_next", s.project.slug),
    },
    "save": {
        "before": Scene.editing,
        "domain": lambda s: editing.save_work(
            s.work,
            turns=EDITED,
            answers=s.answers,
            seen=0,
            by=s.author,
        ),
        "rest": lambda s: s.assignment(
            "work",
            "put",
            {"version": 0, "turns": EDITED, "answers": s.answers},
        ),
    },
    "renew": {
        "before": Scene.editing,
        "domain": lambda s: editing.renew(s.work, by=s.author),
        "rest": lambda s: s.assignment("renew"),
        "page": lambda s: s.page("author", "renew", s.work.pk),
    },
    "give back": {
        "before": Scene.typed,
        "domain": lambda s: editing.give_back(s.work, by=s.author),
        "rest": lambda s: s.assignment("give-back"),
        "page": lambda s: s.page("author", "give_back", s.work.pk),
    },
    "skip": {
        "before": Scene.editing,
        "domain": lambda s: editing.skip(s.work, reason="太难", by=s.author),
        "rest": lambda s: s.assignment("skip", body={"reason": "太难"}),
        "page": lambda s: s.page("author", "skip", s.work.pk, reason="太难"),
    },
    "submit": {
        "before": Scene.typed,
        "domain": lambda s: submission.submit(s.work, seen=1, by=s.author),
        "rest": lambda s: s.assignment("submit", body={"version": 1}),
        "page": lambda s: s.page("author", "submit", s.work.pk, version=1),
    },
    "withdraw": {
        "before": Scene.submitted,
        "domain": lambda s: submission.withdraw(s.dialogue, by=s.author),
        "rest": lambda s: s.rest(
            "author", "post", f"dialogues/{s.dialogue.pk}/withdraw/"
        ),
        "page": lambda s: s.page("author", "withdraw", s.dialogue.pk),
    },
    "comment": {
        "before": Scene.submitted,
        "domain": lambda s: commenting.comment_on(s.dialogue, REASON[0], by=s.expert),
        "rest": lambda s: s.rest(
            "expert",
            "post",
            f"dialogues/{s.dialogue.pk}/comments/",
            REASON[0],
        ),
    },
    "dismiss finding": {
        "before": Scene.noticed,
        "domain": lambda s: submission.dismiss_finding(
            s.finding,
            reason="没事",
            by=s.expert,
        ),
        "rest": lambda s: s.rest(
            "expert",
            "post",
            f"findings/{s.finding.pk}/dismiss/",
            {"reason": "没事"},
        ),
        "page": lambda s: s.page(
            "expert", "dismiss_finding", s.finding.pk, reason="没事"
        ),
    },
    "claim review": {
        "before": Scene.submitted,
        "domain": lambda s: reviewing.claim_next(s.project, by=s.expert),
        "rest": lambda s: s.rest(
            "expert",
            "post",
            f"projects/{s.project.slug}/reviews/claim/",
        ),
        "page": lambda s: s.page("expert", "claim_review", s.project.slug),
    },
    "give back review": {
        "before": Scene.reviewed,
        "domain": lambda s: reviewing.give_back(s.review, by=s.expert),
        "rest": lambda s: s.rest("expert", "post", f"reviews/{s.review.pk}/give-back/"),
        "page": lambda s: s.page("expert", "give_back_review", s.review.pk),
    },
    "approve": {
        "before": Scene.reviewed,
        "domain": lambda s: s.decide("approve", answers=s.answers),
        "rest": lambda s: s.decide_by_rest("approve", answers=s.answers),
        "page": lambda s: s.decide_by_page("approve", **s.answer_fields()),
    },
    "fix": {
        "before": Scene.reviewed,
        "domain": lambda s: s.decide("fix", turns=SUGGESTED),
        "rest": lambda s: s.decide_by_rest("fix", turns=SUGGESTED),
        "page": lambda s: s.decide_by_page("fix", **SUGGESTION),
    },
    "return": {
        "before": Scene.reviewed,
        "domain": lambda s: s.decide("return", comments=REASON, turns=SUGGESTED),
        "rest": lambda s: s.decide_by_rest("return", comments=REASON, turns=SUGGESTED),
        "page": lambda s: s.decide_by_page("return", **COMMENT, **SUGGESTION),
    },
    "reject": {
        "before": Scene.reviewed,
        "domain": lambda s: s.decide("reject", comments=REASON),
        "rest": lambda s: s.decide_by_rest("reject", comments=REASON),
        "page": lambda s: s.decide_by_page("reject", **COMMENT),
    },
    "escalate": {
        "before": Scene.reviewed,
        "domain": lambda s: s.decide("escalate", comments=REASON),
        "rest": lambda s: s.decide_by_rest("escalate", comments=REASON),
        "page": lambda s: s.decide_by_page("escalate", **COMMENT),
    },
}


@pytest.mark.parametrize(
    ("verb", "door"),
    [
        (verb, door)
        for verb, doors in DOORS.items()
        for door in doors
        if door not in ("before", "domain")
    ],
)
def test_each_door_leaves_what_the_verb_leaves(api, verb, door):
    pictures = []
    for name in ("domain", door):
        scene = Scene(name, api)
        DOORS[verb]["before"](scene)
        before = scene.picture()
        DOORS[verb][name](scene)
        pictures.append((before, scene.picture()))

    assert pictures[1] == pictures[0]
    if verb != "renew":
        assert pictures[0][0] != pictures[0][1]
