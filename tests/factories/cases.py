"""Safeguarding cases, opened by a disclosure in the latest revision."""

from reviewers.domain import cases
from reviewers.elements import ELEMENTS
from tests.factories.dialogues import make_submitted

EVERY_ELEMENT = {element.slug: "yes" for element in ELEMENTS}


def make_case(project, **submitted):
    """A submitted dialogue that discloses something, with its open case."""
    dialogue = make_submitted(project, **submitted)
    dialogue.head.findings.create(code="disclosure", severity="disclosure")
    return cases.open_case(dialogue)
