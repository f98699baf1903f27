"""Label schemes in a project of a test, and labels on its turns."""

from dialogues.domain.label_schemes import install_schemes, save_scheme, written_labels
from dialogues.label_queries import scheme_named


def make_schemes(project):
    """The built-in label schemes."""
    install_schemes(project, by=None)
    return project


def change_scheme(project, slug, **changed):
    """The next version of a scheme with some of it changed."""
    scheme = scheme_named(project, slug)
    names = ["position", "name", "help", "target", "role", "exclusive", "required"]
    fields = {name: getattr(scheme, name) for name in names}
    fields["labels"] = written_labels(scheme)
    return save_scheme(
        project,
        slug=slug,
        seen=scheme.version,
        by=None,
        **{**fields, **changed},
    )


def mark(turn, label, words=None, scheme="coaching"):
    """The turn with one more label, on these words or on all of it."""
    start = None if words is None else turn["text"].index(words)
    given = {
        "scheme": scheme,
        "label": label,
        "start": start,
        "end": None if words is None else start + len(words),
    }
    if words is not None:
        given["quote"] = words
    return {**turn, "labels": [*turn["labels"], given]}
