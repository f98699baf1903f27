"""Files that wait to be taken in, and where they come from."""

from itertools import count

from dialogues.domain.sources import named_source, set_terms
from dialogues.models import Import
from tests.factories.people import make_member

numbers = count(1)


def make_source(project, *, name=None, by=None, **terms):
    """A source whose terms an admin has looked at; it allows what is said here."""
    source = named_source(project, name or f"source {next(numbers)}")
    return set_terms(source, terms=terms, by=by or make_member(project, "admin"))


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
