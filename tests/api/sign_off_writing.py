"""The addresses at which versions of texts are signed, as the table of all has them."""

SIGN_OFF_REST = {
    "projects/<slug:slug>/prompts/<slug:name>/<int:version>/sign-off/": (
        "marked",
        "prompt",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
    "projects/<slug:slug>/course/<slug:name>/<int:version>/sign-off/": (
        "marked",
        "lesson",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
    "projects/<slug:slug>/checklists/<int:version>/sign-off/": (
        "marked",
        "instruction",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
    "projects/<slug:slug>/guidelines/<int:version>/sign-off/": (
        "marked",
        "instruction",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
    "projects/<slug:slug>/instructions/<int:version>/sign-off/": (
        "marked",
        "instruction",
        lambda _: {"decision": "returned", "note": "太短"},
    ),
}
