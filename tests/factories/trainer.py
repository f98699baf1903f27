"""Runs and servers at the start of their life; no process belongs to them."""

from itertools import count

from tests.factories.exports import make_release
from tests.factories.people import make_member
from trainer.models import ModelServer, Run

numbers = count(1)


def make_run(project, *, release=None, by=None, **fields):
    """A run that waits to start."""
    by = by or make_member(project, "admin")
    return Run(
        project=project,
        release=release or make_release(project, by=by),
        ordered_by=by,
        **{"number": next(numbers), "recipe": "tiny-cpu", "config": {}, **fields},
    ).open(by=by)


def make_server(run, **fields):
    """A server that is wanted for a run."""
    return ModelServer(project=run.project, run=run, **fields).open(by=None)
