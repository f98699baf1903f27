"""Releases at the start of their life."""

from itertools import count

from exports.models import Release
from tests.factories.people import make_member

numbers = count(1)


def make_release(project, *, by=None, **fields):
    """A release that waits to be built."""
    by = by or make_member(project, "admin")
    return Release(
        project=project,
        instruction=project.instructions.latest("version"),
        ordered_by=by,
        **{"name": f"release-{next(numbers)}", **fields},
    ).open(by=by)
