"""A project whose drafter writes single turns anew."""

from dialogues.models import Call, Prompt
from tests.factories.dialogues import make_dialogue


def make_rewrite_prompt(project, **fields):
    """The built-in words that ask for a turn anew, as the project's own prompt."""
    return Prompt.objects.create(
        project=project,
        **{
            "name": "rewrite",
            "version": project.prompts.filter(name="rewrite").count() + 1,
            "kind": Prompt.Kind.REWRITE_TURN,
            "text": "对话：\n{dialogue}\n\n其中要重新写的是这一句：\n{turn}\n\n"
            "希望它变成这样：{wish}\n\n只写新的这一句。",
            **fields,
        },
    )


def make_wording(project, **fields):
    """A question that somebody asked at the desk, and the call that answered it."""
    prompt = project.prompts.filter(kind="rewrite-turn").last()
    call = Call.objects.create(
        project=project,
        prompt=prompt or make_rewrite_prompt(project),
        drafter=project.drafters.first(),
        **{
            "model": "m",
            "reserved_cost": 1,
            "reserved_tokens": 100,
            "currency": "USD",
            "outcome": Call.Outcome.ANSWERED,
            "reply": "听起来你很难过。",
            "prompt_tokens": 70,
            "completion_tokens": 30,
            "cost": "0.5",
            **fields,
        },
    )
    work = make_dialogue(project, "editing").assignments.get()
    with work.dialogue.change("ask for wording", by=work.holder) as event:
        event.data = {
            "assignment": str(work.pk),
            "call": str(call.pk),
            "turn": work.turns[1]["id"],
            "wish": "shorter",
        }
    return call
