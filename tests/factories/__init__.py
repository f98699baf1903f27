"""Rows for tests: plain functions, each returning what it is named for."""

from tests.factories.cases import EVERY_ELEMENT, make_case, make_signed
from tests.factories.dialogues import (
    full_answers,
    make_approved,
    make_assignment,
    make_comments,
    make_dialogue,
    make_drafted,
    make_fix,
    make_submitted,
    reworded,
    turns,
)
from tests.factories.drafts import make_batch, make_draft, make_offered
from tests.factories.exports import make_release
from tests.factories.imports import make_import, make_source
from tests.factories.people import make_member, make_project, make_topic, make_user
from tests.factories.reviewers import make_bulk, make_review
from tests.factories.trainer import make_run, make_server

__all__ = [
    "EVERY_ELEMENT",
    "full_answers",
    "make_approved",
    "make_assignment",
    "make_batch",
    "make_bulk",
    "make_case",
    "make_comments",
    "make_dialogue",
    "make_draft",
    "make_drafted",
    "make_fix",
    "make_import",
    "make_member",
    "make_offered",
    "make_project",
    "make_release",
    "make_review",
    "make_run",
    "make_server",
    "make_signed",
    "make_source",
    "make_submitted",
    "make_topic",
    "make_user",
    "reworded",
    "turns",
]
