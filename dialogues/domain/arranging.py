"""Putting dialogues where they belong: for whom, how soon, under which theme; and
looking again with the checks of today.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.decision_queries import approvals_missing
from dialogues.domain import needs
from dialogues.domain.findings import about, new_findings, setting_of, texts_of
from dialogues.domain.turns import clean_text
from dialogues.heavy_queries import spared_of, without_what_is_spared
from dialogues.history import Refused
from dialogues.keeping_queries import kept
from dialogues.models import Dialogue, Finding, Keeping, SearchText, Topic, User
from dialogues.permissions import is_volunteer
from dialogues.work_queries import skipped_by

# So long a draft waits for the person it is kept for; then anybody may take it.
KEPT_FOR = timedelta(days=14)
LONGEST_THEME = 80


def assign(dialogue: Dialogue, *, to: User | None, by: User) -> User | None:
    """Keep a draft for one volunteer, or for nobody; return who it was kept for.

    They are offered it first and begin it when they like. It is not put into their
    hands: who holds a dialogue could not take another.
    """
    with dialogue.change("assign", by=by) as event:
        standing = kept().filter(dialogue=dialogue).select_related("person").first()
        before = standing.person if standing else None
        if to == before:
            raise already_so()
        if to is None:
            Keeping.objects.filter(dialogue=dialogue).delete()
        else:
            _need_open_to(dialogue, to)
            now = timezone.now()
            Keeping.objects.update_or_create(
                dialogue=dialogue,
                defaults={"person": to, "at": now, "until": now + KEPT_FOR},
            )
        event.data = {"to": to.username if to else None}
    return before


def _need_open_to(dialogue: Dialogue, person: User) -> None:
    if not is_volunteer(person, dialogue):
        raise Refused(_("Choose a volunteer of this project."))
    spared = spared_of(person, dialogue.project)
    rows = Dialogue.objects.filter(pk=dialogue.pk).exclude(pk__in=skipped_by(person))
    if not without_what_is_spared(rows, spared).exists():
        # Why is theirs alone: what somebody does not want to read is no admin's matter.
        raise Refused(_("This dialogue cannot be kept for this person."))


def set_theme(dialogue: Dialogue, *, theme: str, by: User) -> str:
    """Put the dialogue's topic under another theme; return the theme before.

    Every dialogue about that topic goes with it.
    """
    theme = clean_text(theme).strip()
    if len(theme) > LONGEST_THEME:
        raise Refused(_("This has at most %d characters.") % LONGEST_THEME)
    with transaction.atomic():
        topic = lock_topic(dialogue)
        with dialogue.change("set theme", by=by) as event:
            topic = _need(topic)
            _need_standing(dialogue)
            before = topic.theme
            if before == theme:
                raise already_so()
            topic.theme = theme
            topic.save(update_fields=["theme"])
            # The theme is among the words that dialogues are found by.
            SearchText.objects.filter(dialogue__topic=topic).update(waits=True)
            event.data = {"theme": theme, "before": before}
    return before


def set_priority(dialogue: Dialogue, *, priority: int, by: User) -> int:
    """Say how soon drafts about its topic are wanted; return what was said before."""
    with transaction.atomic():
        topic = lock_topic(dialogue)
        with dialogue.change("set priority", by=by) as event:
            topic = _need(topic)
            before = topic.priority
            if before == priority:
                raise already_so()
            needs.set_priority(topic, priority, by=by)
            # Counted anew with the topic; what is saved here must not undo it.
            dialogue.refresh_from_db(fields=["need"])
            event.data = {"priority": priority, "before": before}
    return before


def recheck(dialogue: Dialogue, *, by: User) -> list[str]:
    """Run today's checks on the latest words; return the codes of what is new.

    What was found before stays: who waved it through, and a disclosure above all.
    """
    with transaction.atomic():
        with dialogue.change("re-check", by=by) as event:
            new = _not_found_before(dialogue, by=by)
            codes = [one.code for one in new]
            event.data = {"revision": str(dialogue.head_id), "found": codes}
        # Afterwards: no approved dialogue can be saved beside an open disclosure.
        Finding.objects.bulk_create(new)
    return codes


def _not_found_before(dialogue: Dialogue, *, by: User) -> list[Finding]:
    _need_standing(dialogue)
    revision = dialogue.head
    if revision is None:
        raise Refused(_("Nothing is written here yet."))
    setting = setting_of(dialogue)
    if revision.parent_id is None:
        # The first words are not compared with themselves.
        setting = replace(setting, draft=None, others=())
    texts = texts_of(revision.turns)
    known = {about(one.code, one, texts) for one in revision.findings.all()}
    found = new_findings(revision, setting, dismissals=None, by=by)
    return [one for one in found if about(one.code, one, texts) not in known]


def _need_standing(dialogue: Dialogue) -> None:
    """Refuse what was approved and is in doubt since: the database keeps it as it is."""
    approved = dialogue.status == Dialogue.Status.APPROVED
    if approved and approvals_missing(dialogue) > 0:
        raise Refused(_("Its approval is in doubt. It has to be decided again first."))


def lock_topic(dialogue: Dialogue) -> Topic | None:
    """Lock the dialogue's topic, before the dialogue, as who counts needs does."""
    if dialogue.topic_id is None:
        return None
    return Topic.objects.select_for_update(no_key=True).get(pk=dialogue.topic_id)


def _need(topic: Topic | None) -> Topic:
    if topic is None:
        raise Refused(_("This dialogue has no topic."))
    return topic


def already_so() -> Refused:
    return Refused(_("It is so already."), code="already_so")
