"""Word to people of what happened to their dialogues, from one place.

Nothing of a safeguarding case is ever told here: only marked members know of one.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from dialogues.models import (
    Comment,
    Dialogue,
    Notice,
    NoticeChoice,
    Project,
    Proposal,
    SignOff,
    SupportCall,
    User,
)
from dialogues.notice_queries import (
    callable_by,
    concerned_by,
    other_writers,
    speakers_in,
    who_reads,
    who_wants,
    writers_of,
)
from dialogues.tasks import mail_notices, send

Kind = Notice.Kind


def notify(
    users: Iterable[User],
    kind: str,
    *,
    comment: Comment | None = None,
    **about: Dialogue | Proposal | SupportCall | SignOff | Project,
) -> None:
    """Tell these people on the site, and at once by e-mail whoever wants that."""
    people = list(users)
    if not people:
        return
    Notice.objects.bulk_create(
        Notice(user=user, kind=kind, comment=comment, **about) for user in people
    )
    for user in who_wants(kind, NoticeChoice.Mail.NOW, people):
        transaction.on_commit(partial(send, mail_notices, str(user.pk)))


def tell_writers(dialogue: Dialogue, kind: str, *, by: User | None) -> None:
    """Tell who wrote the dialogue what another decided about it."""
    people = other_writers(dialogue, by=by) if by else list(writers_of(dialogue))
    notify(people, kind, dialogue=dialogue)


def tell_called(comments: Iterable[Comment], *, dialogue: Dialogue, by: User) -> None:
    """Tell each member whom the comments call and who may read the dialogue."""
    calling = [comment for comment in comments if comment.mentions]
    if not calling:
        return
    waiting = {user.username: user for user in callable_by(by, dialogue)}
    for comment in calling:
        named = [waiting[name] for name in comment.mentions if name in waiting]
        people = who_reads(comment, named)
        for user in people:
            del waiting[user.username]
        notify(people, Kind.MENTION, dialogue=dialogue, comment=comment)


def tell_of_comment(comment: Comment) -> None:
    """Tell whom a new comment concerns: who is called, who wrote, who spoke before."""
    dialogue, by = comment.dialogue, comment.by
    tell_called([comment], dialogue=dialogue, by=by)
    # Who was called has heard of it already.
    heard = comment.notices.values("user")
    concerned = concerned_by(comment).exclude(pk=by.pk).exclude(pk__in=heard)
    people = who_reads(comment, concerned)
    notify(people, Kind.COMMENT, dialogue=dialogue, comment=comment)


def tell_of_settling(comment: Comment, *, by: User) -> None:
    """Tell who spoke in a thread that it was settled or opened again."""
    notify(
        speakers_in(comment).exclude(pk=by.pk),
        Kind.RESOLVED,
        dialogue=comment.dialogue,
        comment=comment,
    )


def mark_read(notices: QuerySet[Notice]) -> int:
    """Note that the person has seen these; how many were new to them."""
    return notices.filter(read_at=None).update(read_at=timezone.now())
