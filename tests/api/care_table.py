"""The addresses of what helps volunteers: who gets which answer, and what each takes."""

HOME = "projects/companion"

# As in the table of all of them.
CARE_ADDRESSES = [
    ("get", f"{HOME}/heavy-categories/", None, "403 403 200 404"),
    ("post", f"{HOME}/heavy-categories/", {"categories": []}, "403 403 200 404"),
    ("get", f"{HOME}/support/", None, "200 200 200 404"),
    # The volunteer has asked already, and what they asked is theirs.
    ("post", f"{HOME}/support/", {"text": "睡不着"}, "409 201 201 404"),
    ("get", "support/{call}/", None, "200 404 404 404"),
    ("post", "support/{call}/answer/", {"text": "来吧"}, "403 404 404 404"),
    ("post", "support/{call}/withdraw/", {}, "200 404 404 404"),
    ("get", f"{HOME}/certificates/", None, "200 200 200 404"),
    # No minute is counted yet.
    ("post", f"{HOME}/certificates/", {"name": "林"}, "409 403 403 404"),
    ("get", "certificates/{paper}/", None, "200 404 200 404"),
]

# As in the table of all that write.
CARE_REST = {
    "projects/<slug:slug>/proposals/": (
        "volunteer",
        "project",
        lambda _: {"text": "搬家", "theme": "离别", "situation": "第一天"},
    ),
    "proposals/<uuid:pk>/accept/": (
        "admin",
        "proposal",
        lambda _: {"theme": "离别", "answer": "谢谢"},
    ),
    "proposals/<uuid:pk>/decline/": ("admin", "proposal", lambda _: {"answer": "不"}),
    "proposals/<uuid:pk>/withdraw/": ("admin", "proposal", lambda _: {"any": 1}),
    "projects/<slug:slug>/care/": (
        "volunteer",
        "project",
        lambda _: {"avoid": ["loss"], "heavy_a_day": 2},
    ),
    "topics/<uuid:pk>/priority/": ("admin", "topic", lambda _: {"priority": 1}),
    "assignments/<uuid:pk>/not-today/": ("holder", "work", lambda _: {"any": 1}),
    "projects/<slug:slug>/heavy-categories/": (
        "admin",
        "project",
        lambda _: {
            "categories": [
                {
                    "slug": "loss",
                    "name": {"zh-hans": "失去", "en": "Loss"},
                    "note": {"zh-hans": "有人离开了。", "en": "Somebody is gone."},
                    "words": ["去世"],
                    "disclosures": True,
                },
            ],
        },
    ),
    "projects/<slug:slug>/support/": (
        "holder",
        "project",
        lambda p: {"text": "睡不着", "dialogue": str(p["work"].dialogue_id)},
    ),
    "support/<uuid:pk>/answer/": ("marked", "call", lambda _: {"text": "来吧"}),
    "support/<uuid:pk>/withdraw/": ("volunteer", "call", lambda _: {"any": 1}),
    "projects/<slug:slug>/certificates/": (
        "volunteer",
        "project",
        lambda _: {"name": "林"},
    ),
}
