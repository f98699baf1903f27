"""What a volunteer says of another's dialogue, and how a project lets them."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from dialogues.domain.commenting import clean_comments
from dialogues.domain.submission import CommentData
from dialogues.history import Refused
from dialogues.models import PeerReading, PeerStage


class StageForm(forms.ModelForm):
    """Whether volunteers read first, who of them, and how long one waits."""

    class Meta:
        model = PeerStage
        fields = ["on", "level", "days"]


def read_points(reading: PeerReading, data: QueryDict) -> list[CommentData]:
    """The points on single turns, then the one on the whole dialogue.

    Which of the two buttons was pressed must fit: nothing that was typed is lost.
    """
    places = [*(turn["id"] for turn in reading.revision.turns), None]
    typed = {turn: data.get(f"point-{turn or 'all'}", "").strip() for turn in places}
    points = clean_comments(
        [{"turn": turn, "text": text} for turn, text in typed.items() if text],
        reading.revision,
    )
    wanted = data.get("outcome") == "points"
    if wanted and not points:
        raise Refused(
            _("Say at a turn, or about the whole, what its author should look at."),
            code="no_points",
        )
    if points and not wanted:
        raise Refused(
            _("You wrote something down. Send it, or take the words out first."),
            code="points_left",
        )
    return points
