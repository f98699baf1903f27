"""Dialogues at each status, brought there by the verbs that people use."""

from django.db import transaction

from dialogues.domain import editing, submission
from dialogues.domain.checklists import current_items, places
from dialogues.domain.revisions import add_revision
from dialogues.domain.turns import new_turn
from dialogues.models import Dialogue
from tests.factories.people import make_member, make_topic


def turns(*texts):
    """Turns with these texts; the person helped speaks first, then by turns."""
    return [
        new_turn("assistant" if number % 2 else "user", text)
        for number, text in enumerate(texts)
    ]


def reworded(before, text="我在听，你慢慢说。"):
    """The same turns with another last text."""
    return [*before[:-1], {**before[-1], "text": text}]


def full_answers(project, of, value="yes"):
    """The same answer to every question of the checklist, wherever it is asked."""
    return [
        {"item": item.slug, "turn": turn, "value": value, "note": ""}
        for item, turn in places(current_items(project), of)
    ]


def make_comments(text="请再温和一点。", *, of=None):
    """A comment on the whole dialogue, or with a reason on the last turn ``of`` a revision."""
    turn, code = (of.turns[-1]["id"], "wording") if of else (None, "")
    return [{"turn": turn, "text": text, "code": code}]


def make_drafted(project, *, of=None, topic=None):
    """A dialogue as a drafter left it, with its first revision."""
    with transaction.atomic():
        dialogue = Dialogue(
            project=project,
            topic=topic or make_topic(project),
            origin=Dialogue.Origin.DRAFT,
        ).open(by=None, verb="draft")
        add_revision(
            dialogue,
            of or turns("我今天考试没考好。", "听起来你有点难过。"),
            by=None,
        )
        dialogue.save(update_fields=["head"])
    return dialogue


def make_assignment(project, *, author=None, of=None, dialogue=None):
    """A dialogue that a volunteer has claimed; nothing is typed yet."""
    dialogue = dialogue or make_drafted(project, of=of)
    return editing.claim(
        dialogue,
        by=author or make_member(project, "volunteer"),
    )


def make_submitted(project, *, author=None, of=None, edited=None, dialogue=None):
    """A dialogue whose author answered the checklist and submitted ``edited``."""
    work = make_assignment(project, author=author, of=of, dialogue=dialogue)
    text = edited or work.turns
    editing.save_work(
        work,
        turns=text,
        answers=full_answers(project, text),
        seen=work.version,
        by=work.holder,
    )
    submission.submit(work, seen=work.version + 1, by=work.holder)
    work.dialogue.refresh_from_db()
    return work.dialogue


def make_approved(project, *, approvers=None, dialogue=None, **submitted):
    """A dialogue approved by as many experts as it needs, or by these."""
    dialogue = dialogue or make_submitted(project, **submitted)
    for expert in approvers or [
        make_member(project, "expert", safeguarding=True)
        for _place in range(project.approvals_needed)
    ]:
        submission.approve(dialogue, revision=dialogue.head, by=expert)
    return dialogue


def make_dialogue(project, status="drafted", *, turns=None, author=None, topic=None):
    """A dialogue at any status."""
    dialogue = make_drafted(project, of=turns, topic=topic)
    if status == "drafted":
        return dialogue
    if status == "editing":
        return make_assignment(project, author=author, dialogue=dialogue).dialogue
    dialogue = make_submitted(project, author=author, dialogue=dialogue)
    if status == "submitted":
        return dialogue
    if status == "approved":
        return make_approved(project, dialogue=dialogue)
    decide = {
        "returned": submission.return_to_author,
        "rejected": submission.reject,
    }[status]
    decide(
        dialogue,
        revision=dialogue.head,
        comments=make_comments(of=dialogue.head),
        by=make_member(project, "expert"),
    )
    return dialogue


def make_fix(dialogue, *, by):
    """The revision that an expert made of a submitted dialogue."""
    return submission.fix(
        dialogue,
        revision=dialogue.head,
        turns=reworded(dialogue.head.turns, "我们一起想办法。"),
        by=by,
    )
