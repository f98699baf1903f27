"""Files that wait to be taken in."""

from dialogues.models import Import
from tests.factories.people import make_member


def make_import(project, *, by=None, **fields):
    """An uploaded file that nobody has looked at yet; nothing stands on the disk."""
    return Import(
        project=project,
        **{
            "kind": "dialogues",
            "file": "imports/none.jsonl",
            "file_name": "none.jsonl",
            "size": 0,
            **fields,
        },
    ).open(by=by or make_member(project, "admin"))
