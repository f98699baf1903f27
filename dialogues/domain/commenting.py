"""What people say to each other about a dialogue."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.domain.submission import CommentData
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Comment, Dialogue, Revision, User

LONGEST_COMMENT = 2000
MOST_COMMENTS = 300
CODE = re.compile(r"[-a-z0-9_]{0,60}")


def comment_on(dialogue: Dialogue, comment: CommentData, *, by: User) -> Comment:
    """Say something about the latest revision, or about a turn of it."""
    if dialogue.head is None:
        raise Refused(_("There is no text yet to say something about."))
    return Comment.objects.create(
        dialogue=dialogue,
        revision=dialogue.head,
        by=by,
        **comment,
    )


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
