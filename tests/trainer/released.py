"""Releases that are ready, made by the verbs that people use."""

from exports.domain import releases
from tests.engine.runs import DIALOGUES
from tests.factories import (
    make_approved,
    make_drafted,
    make_member,
    make_submitted,
    make_topic,
    turns,
)

TINY = {
    "model_shape": {
        "hidden_size": 32,
        "layers": 2,
        "heads": 2,
        "key_value_heads": 1,
        "intermediate_size": 64,
        "max_length": 256,
    },
    "tokenizer_vocab": 400,
    "cutoff": 256,
    "learning_rate": 0.01,
    "max_steps": 60,
    "save_steps": 20,
    "eval_steps": None,
}


def make_ready(project, *, dialogues=1, by=None):
    """A release of so many approved dialogues; the same ones are always held out."""
    for texts in DIALOGUES[:dialogues]:
        topic = make_topic(project, texts[0])
        drafted = make_drafted(project, of=turns(*texts), topic=topic)
        make_approved(project, dialogue=make_submitted(project, dialogue=drafted))
    release = releases.order_release(
        project, name="v1", by=by or make_member(project, "admin")
    )
    releases.build_release(release)
    return release
