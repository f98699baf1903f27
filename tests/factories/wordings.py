"""A project whose drafter writes single turns anew."""

from dialogues.models import Prompt


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
