"""Each address of REST that writes, with who asks, about what, and what it takes."""

from tests.api.care_table import CARE_REST
from tests.api.peer_writing import PEER_REST
from tests.api.sign_off_writing import SIGN_OFF_REST
from tests.bulks import BULK_REST
from tests.hostile import answered, decision, signed, typed

# Each address that writes: who asks, about which row, and a body that it takes.
REST = {
    "projects/<slug:slug>/members/": (
        "admin",
        "project",
        lambda p: {
            "username": p["member"].username,
            "roles": ["expert"],
            "safeguarding": True,
        },
    ),
    "projects/<slug:slug>/topics/": (
        "admin",
        "project",
        lambda _: {"text": "朋友：吵架"},
    ),
    "projects/<slug:slug>/prompts/": (
        "admin",
        "project",
        lambda _: {"name": "talk", "text": "写{topic}"},
    ),
    "projects/<slug:slug>/label-schemes/": (
        "admin",
        "project",
        lambda _: {
            "slug": "tone",
            "seen": None,
            "position": 1,
            "name": {"en": "Tone"},
            "help": {"en": "How it sounds."},
            "target": "turn",
            "role": "any",
            "exclusive": True,
            "required": True,
            "labels": [
                {
                    "slug": "warm",
                    "name": {"en": "Warm"},
                    "help": {"en": "Kind."},
                    "colour": "leaf",
                    "key": "1",
                    "after": [],
                    "retired": False,
                },
            ],
        },
    ),
    "projects/<slug:slug>/label-schemes/<slug:name>/retire/": (
        "admin",
        "scheme",
        lambda _: {},
    ),
    "projects/<slug:slug>/prompts/preview/": (
        "admin",
        "project",
        lambda _: {"kind": "self-chat-turns", "text": "听", "user_text": "{persona}"},
    ),
    "projects/<slug:slug>/prompts/test/": (
        "admin",
        "project",
        lambda _: {"name": "talk", "version": 1},
    ),
    "projects/<slug:slug>/draft-batches/": (
        "admin",
        "project",
        lambda _: {"count": 1, "prompt": "talk", "drafter": "sample", "budget": "1.5"},
    ),
    "projects/<slug:slug>/releases/": (
        "admin",
        "project",
        lambda _: {"name": "first", "seed": 7},
    ),
    "projects/<slug:slug>/runs/": (
        "admin",
        "project",
        lambda p: {
            "release": str(p["release"].pk),
            "recipe": "tiny-cpu",
            "overrides": {"model_shape": {"layers": 2}, "base_model": "any"},
        },
    ),
    "projects/<slug:slug>/claim/": ("volunteer", "project", lambda _: {"any": 1}),
    **PEER_REST,
    **CARE_REST,
    **BULK_REST,
    **SIGN_OFF_REST,
    "projects/<slug:slug>/second-opinions/": (
        "admin",
        "project",
        lambda _: {"percent": 15},
    ),
    "projects/<slug:slug>/second-edits/": (
        "admin",
        "project",
        lambda _: {"to": "nobody", "count": 1},
    ),
    "dialogues/<uuid:pk>/release-opinion/": (
        "admin",
        "submitted",
        lambda _: {"reason": "x"},
    ),
    "projects/<slug:slug>/reviews/claim/": ("marked", "project", lambda _: {"any": 1}),
    "draft-batches/<uuid:pk>/cancel/": ("admin", "batch", lambda _: {"any": 1}),
    "runs/<uuid:pk>/cancel/": ("admin", "run", lambda _: {"any": 1}),
    "runs/<uuid:pk>/resume/": ("admin", "run", lambda _: {"any": 1}),
    "dialogues/<uuid:pk>/comments/": (
        "marked",
        "submitted",
        lambda p: {
            "text": "很好",
            "turn": p["submitted"].head.turns[0]["id"],
            "code": "wording",
        },
    ),
    "dialogues/<uuid:pk>/withdraw/": ("marked", "submitted", lambda _: {"any": 1}),
    "dialogues/<uuid:pk>/reopen/": ("marked", "submitted", lambda _: {"reason": "x"}),
    "findings/<uuid:pk>/dismiss/": (
        "marked",
        "finding",
        lambda _: {"reason": "背课文"},
    ),
    "assignments/<uuid:pk>/work/": ("holder", "work", typed),
    "assignments/<uuid:pk>/check/": ("holder", "work", typed),
    "assignments/<uuid:pk>/submit/": ("holder", "work", lambda _: {"version": 0}),
    "assignments/<uuid:pk>/wording/": (
        "holder",
        "work",
        lambda p: {"turn": p["work"].turns[0]["id"], "wish": "shorter"},
    ),
    "assignments/<uuid:pk>/give-back/": ("holder", "work", lambda _: {"any": 1}),
    "assignments/<uuid:pk>/skip/": ("holder", "work", lambda _: {"reason": "太难"}),
    "assignments/<uuid:pk>/renew/": ("holder", "work", lambda _: {"any": 1}),
    "assignments/<uuid:pk>/late/": ("holder", "work", typed),
    "cases/<uuid:pk>/sign/": ("marked", "case", signed),
    "cases/<uuid:pk>/sort/": (
        "marked",
        "case",
        lambda _: {
            "category": "home",
            "severity": "low",
            "about_a_real_person": True,
        },
    ),
    "cases/<uuid:pk>/assign/": (
        "marked",
        "case",
        lambda p: {"to": p["marked"].username},
    ),
    "cases/<uuid:pk>/close/": ("marked", "case", lambda _: {"note": "好"}),
    "cases/<uuid:pk>/reopen/": ("marked", "case", lambda _: {"note": "好"}),
    "comments/<uuid:pk>/resolve/": ("marked", "comment", lambda _: {"any": 1}),
    "comments/<uuid:pk>/reopen/": ("marked", "comment", lambda _: {"any": 1}),
    "dialogues/<uuid:pk>/report/": (
        "marked",
        "submitted",
        lambda p: {
            "text": "担心",
            "real_person": True,
            "turn": p["submitted"].head.turns[0]["id"],
        },
    ),
    "draft-batches/<uuid:pk>/pause/": ("admin", "batch", lambda _: {"any": 1}),
    "draft-batches/<uuid:pk>/resume/": ("admin", "batch", lambda _: {"any": 1}),
    "draft-batches/<uuid:pk>/cap/": ("admin", "batch", lambda _: {"budget": "2"}),
    "drafts/<uuid:pk>/again/": ("admin", "draft", lambda _: {"any": 1}),
    "drafts/<uuid:pk>/repair/": (
        "admin",
        "draft",
        lambda p: {"turns": p["submitted"].head.turns},
    ),
    "imports/<uuid:pk>/cancel/": ("admin", "import", lambda _: {"any": 1}),
    "notices/read/": (
        "admin",
        "project",
        lambda _: {"notices": ["0b0b0b0b-0000-4000-8000-000000000000"]},
    ),
    "projects/<slug:slug>/course/<slug:name>/answers/": (
        "volunteer",
        "lesson",
        answered,
    ),
    "projects/<slug:slug>/draft-batches/estimate/": (
        "admin",
        "project",
        lambda _: {"count": 3, "candidates": 2, "budget": "1.5", "token_budget": 9000},
    ),
    "projects/<slug:slug>/drafters/": (
        "admin",
        "project",
        lambda _: {
            "name": "other",
            "model": "m",
            "endpoint": "http://127.0.0.1:1/v1",
            "parameters": {"temperature": 1},
            "prompt_price": "1.5",
            "concurrency": 3,
        },
    ),
    "projects/<slug:slug>/drafters/<slug:name>/": (
        "admin",
        "drafter",
        lambda _: {"model": "m", "key_name": "OPENAI_OTHER", "longest_reply": 900},
    ),
    "projects/<slug:slug>/drafters/<slug:name>/retire/": (
        "admin",
        "drafter",
        lambda _: {"any": 1},
    ),
    "projects/<slug:slug>/drafters/<slug:name>/try/": (
        "admin",
        "drafter",
        lambda _: {"any": 1},
    ),
    "projects/<slug:slug>/quotas/": (
        "admin",
        "project",
        lambda _: {"theme": "学校", "emotion": "悲伤", "age_band": "6-8", "wanted": 3},
    ),
    "projects/<slug:slug>/quotas/replace/": (
        "admin",
        "project",
        lambda _: {"quotas": [{"theme": "学校", "wanted": 3}]},
    ),
    "projects/<slug:slug>/judge-answers/": (
        "admin",
        "project",
        lambda p: {
            "answers": [
                {
                    "revision": str(p["submitted"].head_id),
                    "item": "safe",
                    "turn": None,
                    "value": "yes",
                    "note": "好",
                    "model": "judge",
                    "prompt_version": "1",
                },
            ],
        },
    ),
    "projects/<slug:slug>/normings/": (
        "admin",
        "project",
        lambda p: {
            "experts": [seat.expert.username for seat in p["norming"].seats.all()],
            "dialogues": [str(p["approved"].pk)],
            "count": 2,
            "named": True,
        },
    ),
    "normings/<uuid:pk>/vote/": (
        "invited",
        "norming",
        lambda _: {
            "number": 1,
            "decision": "approve",
            "answers": {"safe": "yes", "natural": "no", "warm": "na"},
            "sentence": "好",
        },
    ),
    "normings/<uuid:pk>/say/": (
        "invited",
        "norming",
        lambda _: {"number": 1, "text": "好"},
    ),
    "normings/<uuid:pk>/reveal/": ("admin", "norming", lambda _: {"any": 1}),
    "normings/<uuid:pk>/ask-again/": ("admin", "norming", lambda _: {"any": 1}),
    "normings/<uuid:pk>/close/": ("admin", "norming", lambda _: {"any": 1}),
    "normings/<uuid:pk>/cancel/": ("admin", "norming", lambda _: {"any": 1}),
    "projects/<slug:slug>/instructions/": (
        "admin",
        "project",
        lambda _: {"seen": 1, "text": "你很耐心。"},
    ),
    "projects/<slug:slug>/checklists/": (
        "admin",
        "project",
        lambda _: {
            "seen": 1,
            "items": [
                {
                    "slug": "kind",
                    "name": {"en": "Kind"},
                    "question": {"en": "Is it kind?"},
                    "help": {"en": "No sharp word."},
                    "scope": "dialogue",
                    "critical": True,
                },
            ],
        },
    ),
    "projects/<slug:slug>/reasons/": (
        "admin",
        "project",
        lambda _: {"code": "too-long", "position": 5, "name": {"en": "Too long"}},
    ),
    "projects/<slug:slug>/reasons/<slug:name>/end/": (
        "admin",
        "reason",
        lambda _: {"any": 1},
    ),
    "dialogues/<uuid:pk>/restore/": (
        "admin",
        "submitted",
        lambda p: {"revision": str(p["submitted"].head.parent_id)},
    ),
    "projects/<slug:slug>/guidelines/read/": (
        "volunteer",
        "project",
        lambda _: {"version": 1},
    ),
    "projects/<slug:slug>/imports/": ("admin", "project", lambda _: {"kind": "topics"}),
    "reviews/<uuid:pk>/decide/": ("expert", "review", decision),
    "reviews/<uuid:pk>/give-back/": ("expert", "review", lambda _: {"any": 1}),
    "reviews/<uuid:pk>/skip/": ("expert", "review", lambda _: {"reason": "不熟悉"}),
    "reviews/<uuid:pk>/hand-over/": (
        "expert",
        "review",
        lambda p: {"to": p["marked"].username, "note": "请看"},
    ),
    "projects/<slug:slug>/sitting/": (
        "expert",
        "project",
        lambda _: {
            "minutes": 30,
            "theme": "学校",
            "emotion": "难过",
            "why": "warnings",
        },
    ),
    "projects/<slug:slug>/sitting/end/": ("expert", "project", lambda _: {"any": 1}),
}
