"""Writes docs/permissions.md: who may do what with a dialogue, from the code's own table.

Each cell is asked of a real dialogue at a real status, brought there by real verbs.
"""

from itertools import product
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from dialogues.domain import editing, submission
from dialogues.history import is_system
from dialogues.models import Dialogue, Membership
from dialogues.queries import visible_dialogues
from dialogues.work_queries import claimable_dialogues
from tests.factories.dialogues import (
    full_answers,
    make_approved,
    make_assignment,
    make_comments,
    make_drafted,
    make_submitted,
)
from tests.factories.people import make_member, make_project

PAGE = Path(__file__).parent.parent / "docs" / "permissions.md"
ROLES = ("volunteer", "expert", "admin")
# An outsider is no member any more; their own is what they wrote before they left.
PEOPLE = [*product((*ROLES, "outsider"), ("own", "other"))]
VERBS = [verb for verb, rule in Dialogue.CHANGES.items() if rule.may is not is_system]
DECIDES = {
    "returned": submission.return_to_author,
    "rejected": submission.reject,
}
HEAD = """\
# Who may do what with a dialogue

Every row is a verb, every column a status. “Own” is a dialogue that the person holds, or
whose latest words are theirs; whoever changed roles since keeps what they wrote as their
own. A cell says on whose dialogues, of those they are given to see or to take, the verb
is open to this role: own, others', or all. What came back is its author's to take first.
A member with two roles may do what either may, but nobody ever decides on what they
wrote. Who is no member, or is one no more, may do nothing, so there is no table for them.

A verb that the table allows may still be refused for what other rows say; see
[Who moves what](verbs.md), which also lists what the system does by itself.

This page is written from `Dialogue.CHANGES`; tests compare the two, and try every cell
by the pages and by REST. Write it again, on a site with a database, by
`python manage.py shell -c "from tests.permission_matrix import write; write()"`.
"""


def make_scene(status, role, whose):
    """Bring a dialogue to ``status``; give it with the person of the column."""
    project = make_project()
    person = make_member(project, "volunteer")
    author = person if whose == "own" else make_member(project, "volunteer")
    dialogue = bring_to(status, project, author)
    membership = Membership.objects.filter(user=person)
    if role == "outsider":
        membership.update(ended_at=timezone.now())
    else:
        membership.update(roles=[role])
    dialogue.refresh_from_db()
    return dialogue, person


def bring_to(status, project, author):
    if status in ("drafted", "editing"):
        work = make_assignment(project, author=author)
        editing.save_work(
            work,
            turns=work.turns,
            answers=full_answers(project, work.turns),
            seen=0,
            by=author,
        )
        if status == "drafted":
            editing.give_back(work, by=author)
        return work.dialogue
    dialogue = make_submitted(project, author=author, dialogue=make_drafted(project))
    if status == "approved":
        return make_approved(project, dialogue=dialogue)
    if status in DECIDES:
        DECIDES[status](
            dialogue,
            revision=dialogue.head,
            comments=make_comments(of=dialogue.head),
            by=make_member(project, "expert"),
        )
    return dialogue


def open_to(person, dialogue):
    """Give the verbs that the table allows on what the person is given to see or take."""
    seen = visible_dialogues(person).filter(pk=dialogue.pk).exists()
    queue = claimable_dialogues(person, dialogue.project)
    waits = queue.filter(pk=dialogue.pk).exists()
    return [
        verb
        for verb in dialogue.verbs_for(person)
        if (waits if verb == "claim" else seen)
    ]


def allowed():
    """For every status and person the verbs that the table lets them try."""
    cells = {}
    for status, (role, whose) in product(Dialogue.Status.values, PEOPLE):
        with transaction.atomic():
            dialogue, person = make_scene(status, role, whose)
            for verb in open_to(person, dialogue):
                cells.setdefault((role, verb, status), set()).add(whose)
            transaction.set_rollback(True)
    return cells


def render():
    cells = allowed()
    return "\n".join([HEAD, *(section(role, cells) for role in ROLES)])


def section(role, cells):
    statuses = Dialogue.Status.values
    rows = [
        f"| {verb} | "
        + " | ".join(said(cells.get((role, verb, status))) for status in statuses)
        + " |"
        for verb in VERBS
        if any((role, verb, status) in cells for status in statuses)
    ]
    return "\n".join(
        [
            f"## {role.capitalize()}",
            "",
            f"| | {' | '.join(statuses)} |",
            "|---|" + "---|" * len(statuses),
            *rows,
            "",
        ],
    )


def said(whose):
    if not whose:
        return "–"
    return (
        {"own": "own", "other": "others'"}[next(iter(whose))]
        if len(whose) == 1
        else "all"
    )


def write():
    PAGE.write_text(render(), encoding="utf-8")
