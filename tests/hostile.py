"""What nobody should send, and one row of each kind to send it about."""

import uuid

from django.db import transaction

from dialogues.course_queries import lessons_of
from dialogues.domain.proposals import propose
from dialogues.label_queries import scheme_named
from dialogues.reasons import reasons_of
from exports.domain.releases import build_release
from reviewers.domain.cases import open_case
from tests.courses import make_course, right_answers
from tests.factories import (
    EVERY_ELEMENT,
    full_answers,
    make_approved,
    make_assignment,
    make_batch,
    make_bulk,
    make_comments,
    make_draft,
    make_import,
    make_member,
    make_project,
    make_release,
    make_review,
    make_run,
    make_submitted,
    make_topic,
)
from tests.factories.care import make_call
from tests.factories.norming import make_norming
from tests.factories.peers import make_stage, make_taken
from tests.labels import make_schemes

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


def make_rows():
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
    rows = {
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
        "case": open_case(submitted),
        "comment": submitted.comments.create(
            revision=submitted.head,
            text="好",
            by=admin,
        ),
        "draft": make_draft(
            make_batch(project, by=admin),
            status="unusable",
            problems=[{"code": "refusal", "detail": ""}],
        ),
        "import": make_import(project, by=admin),
        "reason": reasons_of(project)[0],
        "instruction": project.instructions.get(),
        "prompt": project.prompts.get(),
        "lesson": lessons_of(make_course(project))[0],
        "drafter": project.drafters.first(),
        "proposal": propose(project, text="看牙", by=admin),
        "norming": make_norming(
            project,
            experts=[make_member(project, "expert") for _one in range(2)],
            by=admin,
        ),
        "bulk": make_bulk(project, by=admin),
        "call": make_call(project),
        "scheme": scheme_named(make_schemes(project), "pitfalls"),
    }
    make_stage(project)
    return {**rows, "peer_reading": make_taken(project)}


def decision(rows):
    review = rows["review"]
    return {
        "revision": str(review.revision_id),
        "decision": "return",
        "answers": full_answers(rows["project"], review.revision.turns),
        "comments": make_comments(of=review.revision),
        "turns": review.revision.turns,
    }


def signed(rows):
    return {
        "revision": str(rows["submitted"].head_id),
        "elements": EVERY_ELEMENT,
        "note": "好",
    }


def answered(rows):
    lesson = rows["lesson"]
    return {"version": lesson.version, "answers": right_answers(lesson)}


def typed(rows):
    turns = rows["work"].turns
    answers = full_answers(rows["project"], turns)
    return {"version": 0, "turns": turns, "answers": answers}


def person(rows, who):
    owners = {
        "holder": lambda: rows["work"].holder,
        "expert": lambda: rows["review"].expert,
        "peer": lambda: rows["peer_reading"].reader,
        "invited": lambda: rows["norming"].seats.first().expert,
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
