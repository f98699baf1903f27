"""Projects whose texts an expert signs before they are used."""

from dialogues.domain import sign_offs
from dialogues.domain.prompting import revise_prompt
from tests.factories.people import make_member, make_project


def make_asking(**fields):
    """A project that asks for signatures; what it has so far came with the product."""
    project = make_project(sign_off_asked=True, **fields)
    sign_offs.keep(
        [
            project.prompts.get(),
            project.checklists.get(),
            project.instructions.get(),
        ],
        by=None,
    )
    return project


def make_proposed(project, text="请以“{topic}”为题，先接住感受。", *, by=None):
    """The second version of the project's prompt, waiting for an expert."""
    by = by or make_member(project, "admin")
    latest = project.prompts.filter(name="talk").latest("version")
    return revise_prompt(project, name="talk", text=text, seen=latest.version, by=by)
