"""Reviews that experts opened."""

from reviewers.domain import reviewing
from tests.factories.dialogues import make_submitted
from tests.factories.people import make_member


def make_review(project, *, expert=None, dialogue=None):
    """A submitted dialogue that an expert is reading."""
    return reviewing.claim(
        dialogue or make_submitted(project),
        by=expert or make_member(project, "expert"),
    )
