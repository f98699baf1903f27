"""Projects in which volunteers read first, and readings at each status."""

from datetime import timedelta

from django.utils import timezone

from dialogues.domain import editing, peer_reading, peer_stage, submission
from dialogues.models import PeerReading, PeerStage
from tests.factories.dialogues import full_answers, make_submitted, reworded
from tests.factories.people import make_member, make_project


def make_stage(project, *, on=True, level="editor", days=3):
    return PeerStage.objects.create(project=project, on=on, level=level, days=days)


def make_peer_project(slug=None, **fields):
    """A project in which volunteers read first."""
    project = make_project(slug, **fields)
    make_stage(project)
    return project


def make_peer(project, **fields):
    """A volunteer who may read for others."""
    return make_member(project, "volunteer", **{"level": "editor", **fields})


def make_waiting(project, *, author=None, **submitted):
    """The reading of a dialogue that was just submitted; somebody could read it."""
    make_peer(project)
    dialogue = make_submitted(project, author=author, **submitted)
    return PeerReading.objects.get(dialogue=dialogue)


def make_reading(dialogue, *, reader=None):
    """The reading of a submitted dialogue, whether or not the project has the stage."""
    return PeerReading(
        project=dialogue.project,
        dialogue=dialogue,
        revision=dialogue.head,
        reader=reader,
        until=timezone.now() + timedelta(days=3),
    ).open(by=dialogue.head.author, verb="wait")


def make_taken(project, *, reader=None, **submitted):
    """The reading of a dialogue that another volunteer reads now."""
    waiting = make_waiting(project, **submitted)
    taken = peer_reading.take_next(project, by=reader or make_peer(project))
    assert taken == waiting
    return taken


def points(revision, text="先接住感受。"):
    """One point on the last turn of a revision."""
    return [{"turn": revision.turns[-1]["id"], "text": text, "code": ""}]


def make_pointed(project, **taken):
    """The reading of a dialogue whose author has points to look at."""
    reading = make_taken(project, **taken)
    said = points(reading.revision)
    peer_reading.finish(reading, points=said, by=reading.reader)
    return reading


def submit_again(work, text="我陪着你，我们一起想办法。"):
    """Hand in other words for the last turn."""
    changed = reworded(work.turns, text)
    answers = full_answers(work.project, changed)
    editing.save_work(
        work,
        turns=changed,
        answers=answers,
        seen=work.version,
        by=work.holder,
    )
    submission.submit(work, seen=work.version + 1, by=work.holder)


def at_its_time(reading, **past):
    """The reading with these moments of it over, as the sweep finds it."""
    PeerReading.objects.filter(pk=reading.pk).update(**past)
    reading.refresh_from_db()
    return reading


def end_stage(project, *, by):
    return peer_stage.set_stage(project, on=False, level="editor", days=3, by=by)
