"""What people say to each other about a dialogue."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dialogues.domain import noticing
from dialogues.domain.submission import CommentData
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.mentions import names_called
from dialogues.models import Comment, Dialogue, Notice, Resolution, Revision, User
from dialogues.notice_queries import member_names
from dialogues.permissions import may_settle

LONGEST_COMMENT = 2000
MOST_COMMENTS = 300
CODE = re.compile(r"[-a-z0-9_]{0,60}")


def comment_on(
    dialogue: Dialogue,
    comment: CommentData,
    *,
    parent: Comment | None = None,
    by: User,
) -> Comment:
    """Say something about the latest revision or a turn of it, or answer a comment."""
    if dialogue.head is None:
        raise Refused(_("There is no text yet to say something about."))
    # A thread is one comment and its answers; who answers an answer joins it too.
    root = (parent.parent or parent) if parent else None
    text = comment["text"]
    names = member_names(dialogue) if "@" in text else []
    with transaction.atomic():
        said = Comment.objects.create(
            dialogue=dialogue,
            revision=dialogue.head,
            parent=root,
            by=by,
            mentions=names_called(text, names),
            **{**comment, "turn": root.turn if root else comment["turn"]},
        )
        noticing.tell_of_comment(said)
    return said


def not_reached(comment: Comment) -> list[str]:
    """Whom the comment calls in vain, since they may not read it."""
    if not comment.mentions:
        return []
    told = comment.notices.filter(kind=Notice.Kind.MENTION)
    known = {comment.by.username, *told.values_list("user__username", flat=True)}
    return [name for name in comment.mentions if name not in known]


def resolve(comment: Comment, *, by: User) -> Resolution:
    """Call the thread of this comment settled."""
    return _settle(comment, resolved=True, by=by)


def reopen(comment: Comment, *, by: User) -> Resolution:
    """Take a settled thread up again."""
    return _settle(comment, resolved=False, by=by)


def _settle(comment: Comment, *, resolved: bool, by: User) -> Resolution:
    thread = comment.parent or comment
    with transaction.atomic():
        # The comment is written once: its dialogue is what two people queue at.
        thread.dialogue.lock()
        if not may_settle(by, thread):
            raise PermissionDenied(
                _(
                    "A thread is settled by who began it, who wrote the dialogue, or an expert."
                ),
            )
        last = thread.resolutions.last()
        if (last is not None and last.resolved) == resolved:
            raise Refused(
                _("This is settled already.")
                if resolved
                else _("This is open already."),
            )
        settled = thread.resolutions.create(resolved=resolved, by=by)
        noticing.tell_of_settling(thread, by=by)
    return settled


def clean_comments(raw: Any, revision: Revision | None) -> list[CommentData]:
    """Check what a client sent as comments; ``ValidationError`` names the place."""
    if not isinstance(raw, list) or len(raw) > MOST_COMMENTS:
        raise _invalid(_("Send the comments as a list."))
    known = {turn["id"] for turn in revision.turns} if revision else set()
    return [_clean_comment(comment, known) for comment in raw]


def _clean_comment(raw: Any, known: set[str]) -> CommentData:
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise _invalid(_("Each comment has a text."))
    text, code, turn = raw["text"], raw.get("code") or "", raw.get("turn")
    if not clean_text(text).strip():
        raise _invalid(_("A comment is empty."))
    if len(text) > LONGEST_COMMENT:
        raise _invalid(_("A comment is too long."))
    if not isinstance(code, str) or not CODE.fullmatch(code):
        raise _invalid(_("The code of a comment is not known."))
    if turn is not None:
        turn = _lineage(turn)
        if turn not in known:
            raise _invalid(_("A comment is about a turn that is not there."))
    return {"turn": turn, "text": clean_text(text).strip(), "code": code}


def _lineage(raw: Any) -> str:
    try:
        return str(uuid.UUID(raw))
    except (ValueError, TypeError, AttributeError):
        raise _invalid(_("The turn of a comment is no UUID.")) from None


def _invalid(message: str) -> ValidationError:
    return ValidationError({"comments": [message]})
