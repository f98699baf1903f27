"""Letters about notices: at once or once a day, in the person's language.

A letter tells that something happened and where to read it, never a word of a dialogue.
"""

from __future__ import annotations

import logging
from datetime import timedelta
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dialogues.models import Dialogue, Notice, NoticeChoice, User
from dialogues.notice_queries import choices_of
from dialogues.queries import visible_dialogues

Mail = NoticeChoice.Mail
# What could not be sent for so long is old news; it still stands on the site.
TOO_OLD = timedelta(days=3)
SALT = "letters about notices"
logger = logging.getLogger(__name__)


def send_letter(user: User, *, mail: str) -> int:
    """Send one letter about what is unread and wanted this way; how many it tells of."""
    kinds = [kind for kind, wanted in choices_of(user).items() if wanted == mail]
    if not (user.is_active and user.email and kinds):
        return 0
    claimed = _claim(user, kinds)
    named = {one.dialogue_id for one in claimed if one.dialogue_id}
    seen = visible_dialogues(user).filter(pk__in=named)
    # What is no dialogue was asked by this person, or is for them as a supervisor.
    known = {None, *seen.values_list("pk", flat=True)}
    notices = [notice for notice in claimed if notice.dialogue_id in known]
    if not notices:
        return 0
    try:
        _letter(user, notices, mail).send()
    except (SMTPException, OSError):
        # The sweep tries again later.
        Notice.objects.filter(pk__in=[one.pk for one in claimed]).update(sent_at=None)
        raise
    return len(notices)


def send_letters(*, mail: str) -> int:
    """Send everybody what waits for them this way; how many letters left."""
    sent = 0
    for user in people_waiting():
        try:
            sent += bool(send_letter(user, mail=mail))
        except (SMTPException, OSError) as error:
            logger.warning("No letter left for person %s: %s", user.pk, error)
    return sent


def _claim(user: User, kinds: list[str]) -> list[Notice]:
    """Take what is to be told, so that no two workers tell it.

    Marked before it is sent and not kept locked meanwhile: a mail server may be slow.
    """
    with transaction.atomic():
        rows = waiting_notices().filter(user=user, kind__in=kinds).order_by("at", "id")
        locked = rows.select_for_update(skip_locked=True, of=("self",))
        found = list(
            locked.select_related(
                "proposal__project", "call__project", "sign_off__project", "project"
            ),
        )
        Notice.objects.filter(pk__in=[one.pk for one in found]).update(
            sent_at=timezone.now(),
        )
    dialogues = Dialogue.objects.select_related("project").in_bulk(
        {notice.dialogue_id for notice in found if notice.dialogue_id},
    )
    for notice in found:
        if notice.dialogue_id:
            notice.dialogue = dialogues[notice.dialogue_id]
    return found


def waiting_notices() -> QuerySet[Notice]:
    """What nobody has read and no letter has told of yet."""
    recent = timezone.now() - TOO_OLD
    return Notice.objects.filter(read_at=None, sent_at=None, at__gt=recent)


def people_waiting() -> QuerySet[User]:
    """Who has an address and something unread that no letter has told of."""
    return User.objects.filter(
        is_active=True,
        pk__in=waiting_notices().order_by().values("user"),
    ).exclude(email="")


def _letter(user: User, notices: list[Notice], mail: str) -> EmailMultiAlternatives:
    with translation.override(user.language or settings.LANGUAGE_CODE):
        kinds = {notice.kind for notice in notices}
        # At once it is about one kind, mostly; who stops it there keeps the others.
        stop = notices[0].kind if mail == Mail.NOW and len(kinds) == 1 else ""
        leave = _address("stop_letters", stop_token(user, kind=stop))
        context = {
            "person": user,
            "lines": [
                (notice, _address("notice", str(notice.pk))) for notice in notices
            ],
            "all": _address("notices"),
            "choices": _address("notice_choices"),
            "leave": leave,
            "language": translation.get_language(),
        }
        letter = EmailMultiAlternatives(
            subject=_subject(notices),
            body=render_to_string("dialogues/mail/notices.txt", context),
            to=[user.email],
            headers={
                "List-Unsubscribe": f"<{leave}>",
                "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
                "Auto-Submitted": "auto-generated",
            },
        )
        letter.attach_alternative(
            render_to_string("dialogues/mail/notices.html", context),
            "text/html",
        )
    return letter


def _subject(notices: list[Notice]) -> str:
    if len(notices) == 1:
        return f"{_('Queqiao')}: {notices[0].get_kind_display()}"
    count = len(notices)
    news = ngettext("%d notice", "%d notices", count) % count
    return f"{_('Queqiao')}: {news}"


def _address(name: str, *parts: str) -> str:
    return settings.SITE_URL.rstrip("/") + reverse(name, args=parts)


def stop_token(user: User, *, kind: str = "") -> str:
    """What lets whoever holds the letter stop letters like it, and nothing else."""
    return signing.dumps([user.pk, kind], salt=SALT)


def read_stop_token(token: str) -> tuple[User, str] | None:
    """Whose letters the token stops and of which kind; all kinds when it names none."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    user = User.objects.filter(pk=pk).first()
    return (user, kind) if user else None


def stop_letters(user: User, *, kind: str = "") -> None:
    """Send this person no more letters of this kind; of none when no kind is named."""
    stopped = [kind] if kind else Notice.Kind.values
    choose(user, dict.fromkeys(stopped, Mail.NEVER))


def choose(user: User, choices: dict[str, str]) -> None:
    """Keep how this person wants to hear of each of these kinds."""
    for kind, mail in choices.items():
        if kind not in Notice.Kind.values or mail not in Mail.values:
            raise ValidationError({kind: [_("Choose one of what is offered.")]})
    NoticeChoice.objects.bulk_create(
        [
            NoticeChoice(user=user, kind=kind, mail=mail)
            for kind, mail in choices.items()
        ],
        update_conflicts=True,
        unique_fields=["user", "kind"],
        update_fields=["mail"],
    )


def set_letters(
    user: User,
    *,
    email: str,
    language: str,
    choices: dict[str, str],
) -> None:
    """Keep where, in which language and when this person wants letters."""
    with transaction.atomic():
        choose(user, choices)
        user.email, user.language = email, language
        user.save(update_fields=["email", "language"])
