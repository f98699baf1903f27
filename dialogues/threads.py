"""What is said of a dialogue, thread by thread, as one person may read it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from dialogues.history_queries import comments_for
from dialogues.mentions import pieces, without_names
from dialogues.models import Comment, Dialogue, Resolution, Revision, User
from dialogues.permissions import is_expert, wrote_some_of_it


@dataclass
class Said:
    """One comment: its text in pieces, marked where it calls somebody."""

    comment: Comment
    name: str
    pieces: list[tuple[str, bool]]


@dataclass
class Thread:
    """The first comment with its answers, and whether it is settled."""

    first: Said
    number: int | None
    settled: Resolution | None
    may_settle: bool
    answers: list[Said] = field(default_factory=list)


def threads_of(
    dialogue: Dialogue,
    *,
    user: User,
    blind: bool,
    numbers: dict[str, int],
) -> list[Thread]:
    """Every thread, the open ones first; ``numbers`` says where each turn stands."""
    settles_all = is_expert(user, dialogue) or wrote_some_of_it(user, dialogue)
    threads: dict[object, Thread] = {}
    latest = Prefetch("resolutions", Resolution.objects.select_related("by"))
    for comment in comments_for(user, dialogue).prefetch_related(latest):
        said = _said(comment, user=user, blind=blind)
        if comment.parent_id:
            # Who still decides may not read how every thread begins.
            if thread := threads.get(comment.parent_id):
                thread.answers.append(said)
            continue
        last = list(comment.resolutions.all())[-1:]
        threads[comment.pk] = Thread(
            first=said,
            number=numbers.get(str(comment.turn)),
            settled=last[0] if last and last[0].resolved else None,
            may_settle=settles_all or comment.by_id == user.pk,
        )
    return sorted(threads.values(), key=lambda thread: thread.settled is not None)


def _said(comment: Comment, *, user: User, blind: bool) -> Said:
    own = comment.by_id == user.pk
    # Whoever read it as a peer is named to nobody.
    hidden = (blind or comment.as_peer) and not own
    text = without_names(comment.text, comment.mentions) if hidden else comment.text
    return Said(
        comment=comment,
        name="" if hidden else str(comment.by),
        pieces=pieces(text, [] if hidden else comment.mentions),
    )


def turn_numbers(revisions: Iterable[Revision]) -> dict[str, int]:
    """Where each turn stands now, or stood in the last revision that had it."""
    return {
        turn["id"]: number
        for revision in revisions
        for number, turn in enumerate(revision.turns, start=1)
    }
