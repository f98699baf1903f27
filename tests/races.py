"""Several people at the same moment, each on a connection of their own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.core.exceptions import PermissionDenied
from django.db import connection

from dialogues.history import Refused


def race(*acts):
    """Start all acts at once; what each returned, or the refusal it met."""
    start = Barrier(len(acts), timeout=20)

    def run(act):
        try:
            connection.ensure_connection()
            start.wait()
            return act()
        except (Refused, PermissionDenied) as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def split(outcomes):
    """What succeeded, and the refusals."""
    refusals = [one for one in outcomes if isinstance(one, Exception)]
    return [one for one in outcomes if one not in refusals], refusals


def afresh(row):
    """The row as another process would have fetched it."""
    return type(row).objects.get(pk=row.pk)


def verbs(dialogue):
    """What was done to the dialogue, in order."""
    return list(dialogue.events.values_list("verb", flat=True))
