"""Whatever a browser sends, it gets a page, never a crash."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import make_member
from tests.hostile import FORM_VALUES, make_rows, person, spoilt, undone

pytestmark = pytest.mark.django_db


@pytest.fixture
def rows():
    return make_rows()


LABEL_SCHEME = {
    "slug": "tone",
    "name_zh": "语气",
    "target": "turn",
    "role": "any",
    "position": "1",
    "label-TOTAL_FORMS": "1",
    "label-INITIAL_FORMS": "0",
    "label-0-slug": "warm",
    "label-0-name_zh": "温暖",
    "label-0-colour": "leaf",
    "label-0-key": "1",
    "label-0-after": "",
    "label-0-ORDER": "1",
}
CHECKLIST = {
    "seen": "1",
    "item-TOTAL_FORMS": "1",
    "item-INITIAL_FORMS": "1",
    "item-0-ORDER": "1",
    "item-0-slug": "kind",
    "item-0-scope": "dialogue",
    "item-0-name_zh": "友善",
    "item-0-question_zh": "友善吗？",
    "item-0-critical": "on",
}
FORMS = {
    "login": (
        "nobody",
        "",
        lambda p: {"username": p["admin"].username, "password": "x"},
    ),
    "sign_in_over": (
        "nobody",
        "",
        lambda p: {"username": p["admin"].username, "password": "x"},
    ),
    "password_change": (
        "admin",
        "",
        lambda _: {"old_password": "x", "new_password1": "y", "new_password2": "y"},
    ),
    "set_language": ("admin", "", lambda _: {"language": "en", "next": "/"}),
    "topics": ("admin", "project", lambda _: {"text": "朋友：吵架"}),
    "members": (
        "admin",
        "project",
        lambda _: {"username": "new", "roles": "expert", "safeguarding": "on"},
    ),
    "order_drafts": (
        "admin",
        "project",
        lambda p: {
            "how": "words",
            "count": "1",
            "candidates": "1",
            "prompt": p["project"].prompts.get().pk,
            "budget": "1",
            "words": "考",
            f"share_{p['project'].drafters.get().pk}": "1",
        },
    ),
    "new_bulk": (
        "admin",
        "project",
        lambda p: {"verb": "assign", "to": p["volunteer"].username},
    ),
    "peer_stage": (
        "admin",
        "project",
        lambda _: {"on": "on", "level": "senior", "days": "2"},
    ),
    "finish_peer_reading": (
        "peer",
        "peer_reading",
        lambda p: {
            "outcome": "points",
            "point-all": "好",
            f"point-{p['peer_reading'].revision.turns[0]['id']}": "好",
        },
    ),
    "skip_peer_reading": ("peer", "peer_reading", lambda _: {"reason": "不熟悉"}),
    "begin_sitting": (
        "expert",
        "project",
        lambda _: {"minutes": "30", "theme": "学校", "why": "warnings"},
    ),
    "open_norming": (
        "admin",
        "project",
        lambda p: {
            "experts": p["marked"].username,
            "dialogues": str(p["approved"].pk),
            "named": "on",
        },
    ),
    "vote_in_norming": (
        "invited",
        "norming",
        lambda _: {
            "decision": "approve",
            "sentence": "好",
            "answer-safe": "yes",
            "answer-natural": "no",
            "answer-warm": "na",
        },
    ),
    "say_in_norming": ("invited", "norming", lambda _: {"text": "好"}),
    "skip_review": ("expert", "review", lambda _: {"reason": "不熟悉"}),
    "hand_over_review": (
        "expert",
        "review",
        lambda p: {"to": p["marked"].username, "note": "请看"},
    ),
    "new_drafter": (
        "admin",
        "project",
        lambda _: {
            "name": "other",
            "model": "m",
            "endpoint": "https://models.example/v1",
            "parameters": "{}",
            "prompt_price": "1",
            "completion_price": "2",
            "currency": "CNY",
            "concurrency": "2",
            "longest_reply": "100",
        },
    ),
    "coverage": ("admin", "project", lambda _: {"emotion": "悲伤", "wanted": "3"}),
    "set_quotas": ("admin", "project", lambda _: {"table": "学校,悲伤,6-8,3"}),
    "checklist": ("admin", "project", lambda _: CHECKLIST),
    "instruction": (
        "admin",
        "project",
        lambda _: {"seen": "1", "text": "你很耐心。"},
    ),
    "new_reason": (
        "admin",
        "project",
        lambda _: {"slug": "too-long", "position": "5", "name_zh": "太长"},
    ),
    "sign_off": (
        "marked",
        "instruction",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
    "restore_revision": ("marked", "submitted", lambda _: {"number": "1"}),
    "releases": ("admin", "project", lambda _: {"name": "first"}),
    "runs": (
        "admin",
        "project",
        lambda p: {"release": p["release"].pk, "recipe": "tiny-cpu"},
    ),
    "withdraw_release": ("admin", "release", lambda _: {"reason": "错了"}),
    "reopen": ("marked", "approved", lambda _: {"reason": "再看看"}),
    "dismiss_finding": ("marked", "finding", lambda _: {"reason": "背课文"}),
    "submit": ("holder", "work", lambda _: {"version": "0"}),
    "skip": ("holder", "work", lambda _: {"reason": "太难"}),
    "own_way": (
        "volunteer",
        "project",
        lambda _: {"avoid": "loss", "heavy_a_day": "2"},
    ),
    "issue_certificate": ("volunteer", "project", lambda _: {"name": "小林"}),
    "heavy_categories": (
        "admin",
        "project",
        lambda _: {"lines": "a | b | c | d | e | f"},
    ),
    "set_priority": ("admin", "topic", lambda _: {"priority": "1"}),
    "support": (
        "volunteer",
        "project",
        lambda p: {"text": "累了", "dialogue": str(p["submitted"].pk)},
    ),
    "proposals": (
        "volunteer",
        "project",
        lambda _: {"text": "搬家", "theme": "离别", "situation": "x"},
    ),
    "accept_proposal": (
        "admin",
        "proposal",
        lambda _: {"theme": "离别", "answer": "好"},
    ),
    "decline_proposal": ("admin", "proposal", lambda _: {"answer": "不"}),
    "new_label_scheme": ("admin", "project", lambda _: LABEL_SCHEME),
    "preview_label_scheme": ("admin", "project", lambda _: LABEL_SCHEME),
    "decide_review": (
        "expert",
        "review",
        lambda p: {
            "revision": p["review"].revision_id,
            "decision": "return",
            "comment": "请再温和",
            f"code-{p['review'].revision.turns[0]['id']}": "wording",
            "answer-safe": "yes",
            "note-safe": "好",
            f"text-{p['review'].revision.turns[0]['id']}": "我很难过",
            f"comment-{p['review'].revision.turns[0]['id']}": "好",
        },
    ),
}


@pytest.mark.parametrize("name", FORMS)
def test_a_browser_gets_a_page(rows, name):
    who, row, form_of = FORMS[name]
    client = Client(raise_request_exception=False)
    if who != "nobody":
        client.force_login(person(rows, who))
    key = rows[row].slug if row == "project" else row and rows[row].pk
    keys = [key, 1] if row == "norming" else [key]
    keys = ["companion", "instruction", 1] if row == "instruction" else keys
    path = reverse(name, args=keys if key else [])
    crashed = []
    for form in spoilt(form_of(rows), FORM_VALUES):
        answer = undone(lambda form=form: client.post(path, form))
        if answer.status_code >= 500:
            crashed.append((answer.status_code, str(form)[:200]))
    assert crashed == []


STRANGE = ["%00", "a%00b", "%FF%FE", "长" * 3000, "-1", "9" * 50]
QUERY = [
    "q",
    "theme",
    "age",
    "reason",
    "status",
    "page",
    "sent",
    "next",
    "cursor",
    "limit",
    "dialogues",
    "experts",
    "outcome",
    "finding",
]
PAGES = [
    "project",
    "desk",
    "dialogues",
    "batches",
    "order_drafts",
    "coverage",
    "repairs",
    "wordings",
    "releases",
    "members",
    "reviews",
    "bulks",
    "new_bulk",
    "normings",
    "new_norming",
]
LISTS = ["dialogues", "topics", "members", "prompts", "releases", "runs"]


@pytest.mark.parametrize("value", STRANGE)
def test_a_strange_query_crashes_nothing(rows, value):
    client = Client(raise_request_exception=False)
    everyone = make_member(rows["project"], "volunteer", "expert", "admin")
    client.force_login(everyone)
    query = "&".join(f"{name}={value}" for name in QUERY)
    addresses = [reverse(name, args=["companion"]) for name in PAGES]
    addresses += [f"/api/v1/projects/companion/{name}/" for name in LISTS]

    crashed = [
        address
        for address in [*addresses, reverse("login")]
        if client.get(f"{address}?{query}").status_code >= 500
    ]
    assert crashed == []
