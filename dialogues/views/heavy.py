"""What the desk says of a dialogue beside its text: a word before, why this one."""

from django.urls import reverse
from django.utils.translation import gettext as _

from dialogues.decision_queries import open_disclosures
from dialogues.heavy_queries import categories_of, heavy_in
from dialogues.prompts import age_words


def content_note(work):
    """The heavy categories that its holder has still to be told of."""
    if not work.heavy or work.noted_at or work.version or work.ended_at:
        return []
    return heavy_in(work.dialogue, categories_of(work.project))


def why_shown(work):
    """Why its holder was given this dialogue; nothing where they chose it."""
    claimed = work.dialogue.events.filter(
        verb="claim",
        data__assignment=str(work.pk),
    ).first()
    why = dict((claimed and claimed.data.get("why")) or {})
    if why.get("code") == "few":
        age = why["age_band"] and age_words(work.project, why["age_band"])
        named = [why["theme"], why["emotion"], age]
        why["kind"] = " · ".join(one for one in named if one) or _("anything")
    return why


def after_submitting(work):
    """Where handing in leads: after something heavy to a moment to breathe.

    Heavy is also what came into the dialogue while it was written.
    """
    told = work.heavy or open_disclosures(work.dialogue).exists()
    return reverse("pause" if told else "desk", args=[work.project.slug]) + "?sent=1"
