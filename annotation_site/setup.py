"""One page from which an admin reaches all that a project can be told."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dialogues.access import enter_project
from dialogues.permissions import ADMIN

# Each group of places: its title, and for each place its address, its name, and what
# an admin decides there.
GROUPS = [
    (
        _("People"),
        [
            (
                "members",
                _("Members"),
                _("Who takes part, in which role and at which level."),
            ),
            (
                "proposals",
                _("Proposed topics"),
                _("What volunteers would like to write about."),
            ),
            (
                "certificates",
                _("Certificates"),
                _("Look up a certificate by its number."),
            ),
        ],
    ),
    (
        _("For the people who review"),
        [
            (
                "reasons",
                _("Reasons for sending back"),
                _("What experts choose from, and the lesson for it."),
            ),
            (
                "agreement",
                _("Second opinions"),
                _("How many dialogues two experts read."),
            ),
            (
                "peer_stage",
                _("Volunteers who read first"),
                _("Whether another volunteer reads before the experts do."),
            ),
            (
                "sign_offs",
                _("Signatures"),
                _("Which expert stands behind which version of a text."),
            ),
            (
                "normings",
                _("Norming sessions"),
                _("The same dialogues read by all, then talked over."),
            ),
        ],
    ),
    (
        _("For the people who write"),
        [
            ("course_editing", _("Course"), _("Lessons, practice and the pass mark.")),
            ("edit_guidelines", _("Guidelines"), _("What holds for every dialogue.")),
            ("checklist", _("Checklist"), _("What is answered of every dialogue.")),
            ("label_schemes", _("Labels"), _("What is marked in the turns.")),
            (
                "heavy_categories",
                _("Heavy themes"),
                _("What is asked before, and how many a day."),
            ),
        ],
    ),
    (
        _("For the models"),
        [
            (
                "instruction",
                _("Instruction"),
                _("The system message of releases, training and chat."),
            ),
            ("prompts", _("Prompts"), _("What a drafter is asked.")),
            (
                "drafters",
                _("Drafters"),
                _("Models, their keys' names, prices and limits."),
            ),
            (
                "coverage",
                _("Coverage"),
                _("How many dialogues of each theme are wanted."),
            ),
            (
                "wordings",
                _("Wordings"),
                _("What it costs to have single turns rewritten."),
            ),
        ],
    ),
    (
        _("For the data"),
        [
            (
                "sources",
                _("Sources"),
                _("Where files come from and what their licence allows."),
            ),
            ("duplicates", _("Near-duplicates"), _("Dialogues that are almost alike.")),
            ("bulks", _("Many at once"), _("One verb for all that a filter finds.")),
        ],
    ),
]


@login_required
@require_safe
def setup(request: HttpRequest, slug: str) -> HttpResponse:
    project = enter_project(request, slug, ADMIN)
    return render(request, "setup.html", {"project": project, "groups": GROUPS})
