"""Verbs for many dialogues as tests order them, and what became of each."""

from django.utils.translation import gettext, override

from reviewers.domain import bulk_runs, bulks
from tests.factories import make_drafted

# Who may do what at each of the addresses: as in the table of all of them.
BULK_ADDRESSES = [
    ("get", "projects/companion/bulk/", None, "403 200 200 404"),
    (
        "post",
        "projects/companion/bulk/",
        {"verb": "set priority", "options": {"priority": 1}},
        "403 403 201 404",
    ),
    ("get", "bulk/{bulk}/", None, "403 200 200 404"),
    ("get", "bulk/{bulk}/rows/", None, "403 200 200 404"),
    ("get", "jobs/{bulk}/", None, "404 200 200 404"),
    # Another admin previewed it, and it is not done.
    ("post", "bulk/{bulk}/order/", {}, "403 403 403 404"),
    ("post", "bulk/{bulk}/undo/", {}, "403 409 409 404"),
    ("post", "bulk/{bulk}/cancel/", {}, "403 403 200 404"),
]
# What each takes that writes, who asks, and about which row.
BULK_REST = {
    "projects/<slug:slug>/bulk/": (
        "admin",
        "project",
        lambda p: {
            "verb": "assign",
            "options": {"to": p["volunteer"].username},
            "filters": {"status": "drafted", "q": "考"},
        },
    ),
    "bulk/<uuid:pk>/order/": ("admin", "bulk", lambda _: {"any": 1}),
    "bulk/<uuid:pk>/cancel/": ("admin", "bulk", lambda _: {"any": 1}),
    "bulk/<uuid:pk>/undo/": ("admin", "bulk", lambda _: {"any": 1}),
}
RETURN = {"reason": "preaching", "text": "请换成孩子听得进去的话。"}


def previewed(project, verb, by, *, filters=None, **options):
    return bulks.preview(
        project, verb=verb, options=options, filters=filters or {}, by=by
    )


def carried_out(project, verb, by, *, filters=None, **options):
    bulk = previewed(project, verb, by, filters=filters, **options)
    return ordered(bulk, by)


def ordered(bulk, by):
    bulks.order(bulk, by=by)
    bulk_runs.run(bulk)
    return bulk


def in_its_language(sentence):
    with override("zh-hans"):
        return gettext(sentence)


def outcomes(bulk):
    rows = bulk.rows.order_by("number")
    return [(row.dialogue, row.outcome, row.code) for row in rows]


def numbered(project, count):
    return [make_drafted(project) for _number in range(count)]
