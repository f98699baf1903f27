"""What is the same for every dialogue of a project on the volunteer's desk.

Sentences, dialogs, shapes and explanations weigh more than a dialogue. They stand at an
address that names their content, so that a browser fetches them once and keeps them.
"""

import hashlib
import json

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from dialogues.access import enter_project
from dialogues.domain.checklists import current_items
from dialogues.label_queries import schemes_shown
from dialogues.models import ChecklistItem
from dialogues.permissions import VOLUNTEER
from dialogues.rewriting import LONGEST_WISH
from dialogues.wording_queries import wishes_offered

FOR_GOOD = "private, max-age=31536000, immutable"


@login_required
@require_safe
def desk_parts(request, slug, digest):
    project = enter_project(request, slug, VOLUNTEER)
    shared = shared_context(project)
    parts = render_parts(project, shared, user=request.user)
    # Another version than the page knew of is right to use, but not to keep as that one.
    known = digest_of(parts) == digest
    answer = HttpResponse(parts)
    answer.headers["Cache-Control"] = FOR_GOOD if known else "private, no-store"
    return answer


def shared_context(project):
    """What the page of a dialogue and its parts both need."""
    items = list(current_items(project))
    return {
        "items": items,
        "label_schemes": schemes_shown(project.pk),
        "wishes": wishes_offered(project),
        "longest_wish": LONGEST_WISH,
        "blank": {
            "role": "user",
            "label": project.user_label,
            "kept": kept({}),
            "asks": [
                {"item": item}
                for item in items
                if item.scope == ChecklistItem.Scope.TURN
            ],
        },
    }


def render_parts(project, shared, *, user):
    context = {**shared, "project": project, "user": user}
    return render_to_string("dialogues/desk_parts.html", context)


def digest_of(parts):
    return hashlib.sha256(parts.encode()).hexdigest()[:16]


def kept(turn):
    """What travels with a turn unseen."""
    return json.dumps({name: turn.get(name, []) for name in ("parents", "labels")})
