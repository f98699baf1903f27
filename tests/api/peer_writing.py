"""The addresses at which volunteers read for each other, as the table of all has them."""

PEER_REST = {
    "projects/<slug:slug>/peer-stage/": (
        "admin",
        "project",
        lambda _: {"on": True, "level": "editor", "days": 3},
    ),
    "projects/<slug:slug>/peer-readings/claim/": (
        "volunteer",
        "project",
        lambda _: {"any": 1},
    ),
    "peer-readings/<uuid:pk>/finish/": (
        "peer",
        "peer_reading",
        lambda p: {
            "points": [
                {"turn": p["peer_reading"].revision.turns[0]["id"], "text": "好"},
            ],
        },
    ),
    "peer-readings/<uuid:pk>/give-back/": (
        "peer",
        "peer_reading",
        lambda _: {"any": 1},
    ),
    "peer-readings/<uuid:pk>/skip/": (
        "peer",
        "peer_reading",
        lambda _: {"reason": "不熟悉"},
    ),
    "peer-readings/<uuid:pk>/not-today/": (
        "peer",
        "peer_reading",
        lambda _: {"any": 1},
    ),
    "dialogues/<uuid:pk>/leave-as-it-is/": (
        "marked",
        "submitted",
        lambda _: {"any": 1},
    ),
}
