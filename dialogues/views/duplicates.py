"""The near-copies of a project, for its admins."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import render

from dialogues.access import enter_project
from dialogues.comparing import laid_beside
from dialogues.duplicate_queries import clusters_of, with_texts
from dialogues.permissions import ADMIN

PAGE = 10
MOST_PAIRS = 3


@login_required
def duplicates(request, slug):
    project = enter_project(request, slug, ADMIN)
    clusters = clusters_of(request.user, project)
    page = Paginator(clusters, PAGE).get_page(request.GET.get("page"))
    texts = with_texts(copy for cluster in page for copy in cluster[:MOST_PAIRS])
    context = {
        "project": project,
        "page": page,
        "clusters": [
            {
                "count": len({one for copy in cluster for one in copy[:2]}),
                "more": len(cluster[MOST_PAIRS:]),
                "pairs": [pair_of(copy, texts) for copy in cluster[:MOST_PAIRS]],
            }
            for cluster in page
        ],
    }
    return render(request, "dialogues/duplicates.html", context)


def pair_of(copy, texts):
    dialogue, other = texts[copy.dialogue], texts[copy.other]
    rows = laid_beside(other.head.turns, dialogue.head.turns)
    differ = [row for row in rows if row["changed"]]
    return {
        "dialogue": dialogue,
        "other": other,
        "percent": copy.percent,
        "begins": dialogue.head.turns[0]["text"] if dialogue.head.turns else "",
        "differ": differ,
        "same": len(rows) - len(differ),
    }
