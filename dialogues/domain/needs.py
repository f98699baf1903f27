"""How much each draft is wanted: counted again every few minutes, not at each claim.

A claim then takes the first entry of an index, however many dialogues there are. Between
two counts a kind may be given out a little longer than it lags, which does no harm.
"""

from __future__ import annotations

from collections import defaultdict
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Count, Exists, OuterRef
from django.utils.translation import gettext as _

from dialogues.domain.choosing import Gap
from dialogues.models import Dialogue, Priority, Project, Quota, Topic, User
from dialogues.next_queries import FURTHEST, OF_PRIORITY
from dialogues.permissions import ADMIN, has_role

Status = Dialogue.Status
# Somebody has written, or is about to.
TAKEN = (Status.EDITING, Status.SUBMITTED, Status.RETURNED, Status.APPROVED)
KIND = ("topic__theme", "emotion", "age_band")
# A claim passes over what is locked, so few are locked at once.
AT_ONCE = 200


def settle_needs(project: Project) -> int:
    """Count what there is of each kind and say anew what is wanted; how many changed."""
    quotas = _counted(project)
    wrong: dict[int, list[UUID]] = defaultdict(list)
    needs: dict[tuple[str, str, str, int], int] = {}
    drafted = project.dialogues.filter(status=Status.DRAFTED).order_by()
    rows = drafted.values_list("pk", "need", "topic__priority", *KIND)
    for pk, need, priority, theme, emotion, age_band in rows.iterator(chunk_size=5000):
        key = (theme or "", emotion, age_band, priority or 0)
        if key not in needs:
            needs[key] = _need(quotas, *key)
        if needs[key] != need:
            wrong[needs[key]].append(pk)
    for need, pks in wrong.items():
        for start in range(0, len(pks), AT_ONCE):
            some = pks[start : start + AT_ONCE]
            Dialogue.objects.filter(pk__in=some, status=Status.DRAFTED).update(
                need=need,
            )
    return sum(len(pks) for pks in wrong.values())


def settle_all_needs() -> int:
    """The same for every project that wants anything, or did."""
    # Joined, each topic of a project would meet each of its dialogues.
    of_it = {"project": OuterRef("pk")}
    wanting = Project.objects.filter(
        Exists(Quota.objects.filter(**of_it))
        | Exists(Topic.objects.filter(**of_it, priority__gt=Priority.NORMAL))
        | Exists(Dialogue.objects.filter(**of_it, status=Status.DRAFTED, need__gt=0)),
    )
    return sum(settle_needs(project) for project in wanting)


def set_priority(topic: Topic, priority: int, *, by: User) -> Topic:
    """Say how soon dialogues about a topic are wanted; its drafts move at once."""
    if not has_role(by, topic.project_id, ADMIN):
        raise PermissionDenied(_("Only admins of the project say what is wanted."))
    if priority not in Priority.values:
        raise ValidationError({"priority": [_("Choose one of what is offered.")]})
    with transaction.atomic():
        rows = Topic.objects.select_for_update(no_key=True)
        topic.refresh_from_db(from_queryset=rows)
        lag = Dialogue.objects.filter(topic=topic, status=Status.DRAFTED)
        topic.priority = priority
        topic.save(update_fields=["priority"])
        for row in lag.only("need"):
            need = OF_PRIORITY * priority + row.need % OF_PRIORITY
            Dialogue.objects.filter(pk=row.pk).update(need=need)
    return topic


def _counted(project: Project) -> list[Gap]:
    """The quotas with what people have written of each, noted with them."""
    quotas = [Gap(quota, 0) for quota in project.quotas.all()]
    if not quotas:
        return []
    taken = (
        project.dialogues.filter(status__in=TAKEN)
        .order_by()
        .values_list(*KIND)
        .annotate(many=Count("pk"))
    )
    for theme, emotion, age_band, many in taken:
        for gap in quotas:
            if gap.takes(theme or "", emotion, age_band):
                gap.made += many
    for gap in quotas:
        if gap.quota.done != gap.made:
            project.quotas.filter(pk=gap.quota.pk).update(done=gap.made)
    return quotas


def _need(
    quotas: list[Gap],
    theme: str,
    emotion: str,
    age_band: str,
    priority: int,
) -> int:
    lags = [
        -(-FURTHEST * gap.missing // gap.quota.wanted)
        for gap in quotas
        if gap.quota.wanted and gap.takes(theme, emotion, age_band)
    ]
    return OF_PRIORITY * priority + max(lags, default=0)
