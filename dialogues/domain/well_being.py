"""Care for who reads what is heavy: room for it, wishes of one's own, a word before."""

from __future__ import annotations

from collections.abc import Collection

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.heavy_queries import (
    categories_of,
    heavy_in_topic,
    is_heavy,
    spared_of,
)
from dialogues.history import Refused
from dialogues.models import (
    Assignment,
    CareChoice,
    Dialogue,
    HeavyCategory,
    Membership,
    Project,
    Topic,
    User,
)
from dialogues.models.well_being import MOST_HEAVY
from dialogues.permissions import ADMIN, has_role

LONGEST_LIST = 40


def need_room_for(dialogue: Dialogue, *, by: User) -> bool:
    """Refuse what is heavy to who is to be spared it; whether it is heavy.

    What somebody has read already is never kept from them.
    """
    spared = spared_of(by, dialogue.project)
    heavy = is_heavy(dialogue, spared.every)
    known = dialogue.assignments.filter(holder=by).exists()
    if heavy and not known and is_heavy(dialogue, spared.categories):
        raise too_heavy(spared.because)
    return heavy


def need_room_for_topic(topic: Topic, *, by: User) -> bool:
    """The same for a topic to write about; one chooses it, so wishes do not count."""
    spared = spared_of(by, topic.project)
    heavy = bool(heavy_in_topic(topic, spared.every))
    if heavy and spared.because:
        raise too_heavy(spared.because)
    return heavy


def too_heavy(because: str) -> Refused:
    said = {
        "level": _(
            "Heavy themes go to people with some practice here. "
            "There is other work for you.",
        ),
        "limit": _("That was enough of what is heavy for today. Take a lighter one."),
        "not-today": _("You wanted nothing heavy today, and that stands."),
    }
    sentence = said.get(because) or _(
        "You said that you would rather not read this kind of theme.",
    )
    return Refused(sentence, code="too_heavy", because=because or "choice")


def go_on(assignment: Assignment, *, by: User) -> None:
    """Note that its holder read the note about a heavy theme and goes on."""
    if assignment.holder_id != by.pk:
        raise PermissionDenied(_("Somebody else edits this dialogue."))
    Assignment.objects.filter(pk=assignment.pk, noted_at=None).update(
        noted_at=timezone.now(),
    )


def choose_care(
    membership: Membership,
    *,
    avoid: Collection[str],
    heavy_a_day: int | None,
    by: User,
) -> CareChoice:
    """Keep what somebody would rather not read, and how much in a day at most."""
    if membership.user_id != by.pk:
        raise PermissionDenied(_("Everybody chooses this for themselves."))
    known = [one.slug for one in categories_of(membership.project)]
    if unknown := sorted(set(avoid) - set(known)):
        raise ValidationError(
            {"avoid": [_("There is no such category: %s.") % ", ".join(unknown)]},
        )
    if heavy_a_day is not None and not 0 <= heavy_a_day <= MOST_HEAVY:
        raise ValidationError(
            {"heavy_a_day": [_("Between 0 and %d.") % MOST_HEAVY]},
        )
    choice, _new = CareChoice.objects.update_or_create(
        membership=membership,
        defaults={
            "avoid": [slug for slug in known if slug in avoid],
            "heavy_a_day": heavy_a_day,
        },
    )
    return choice


def write_categories(
    project: Project,
    categories: Collection[HeavyCategory],
    *,
    by: User,
) -> None:
    """Put these heavy categories in the place of the old ones; none of them brings the
    built-in ones back.
    """
    if not has_role(by, project.pk, ADMIN):
        raise PermissionDenied(_("Only admins of the project may do this."))
    if len(categories) > LONGEST_LIST:
        raise ValidationError(_("At most %d categories.") % LONGEST_LIST)
    slugs = [one.slug for one in categories]
    if twice := next((slug for slug in slugs if slugs.count(slug) > 1), None):
        raise ValidationError(_("The name %s stands there twice.") % twice)
    for position, one in enumerate(categories):
        one.project, one.position = project, position
        one.full_clean(exclude=["project"])
    with transaction.atomic():
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        project.heavy_categories.all().delete()
        HeavyCategory.objects.bulk_create(categories)
