"""Projects in which volunteers read first, and readings at each status."""

from dialogues.domain import peer_reading, peer_stage
from dialogues.models import PeerReading, PeerStage
from tests.factories.dialogues import make_submitted
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


def at_its_time(reading, **past):
    """The reading with these moments of it over, as the sweep finds it."""
    PeerReading.objects.filter(pk=reading.pk).update(**past)
    reading.refresh_from_db()
    return reading


def end_stage(project, *, by):
    return peer_stage.set_stage(project, on=False, level="editor", days=3, by=by)
