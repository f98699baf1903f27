"""New people for a project from a reply that tells of some; each becomes a topic."""

from __future__ import annotations

from dialogues.domain.import_topics import (
    SHOWN_OF_A_PERSONA,
    beginning,
    identity_of,
)
from dialogues.domain.sources import named_source
from dialogues.models import Call, Draft, Project, Topic
from dialogues.parsing import Problem
from dialogues.personas import LONGEST, Persona, judge_novelty, read_personas


def people_in(call: Call) -> list[Persona]:
    """The people that a reply tells of, as far as they can be stored."""
    found = read_personas(call.reply).personas
    return [one for one in found if max(map(len, one)) <= LONGEST]


def problems_with(people: list[Persona]) -> list[Problem]:
    return [] if people else [Problem("no_personas")]


def known_people(project: Project) -> list[Persona]:
    rows = project.topics.exclude(persona="").values_list("persona", "situation")
    return [Persona(*row) for row in rows]


def gather(draft: Draft, people: list[Persona]) -> tuple[list[Topic], int]:
    """Make topics of those who are new to the project; and how many were not.

    The caller is in a transaction. One reply at a time, so that two do not bring the
    same person.
    """
    project = Project.objects.select_for_update(no_key=True).get(pk=draft.project_id)
    judged = judge_novelty(people, known_people(project))
    known = set(
        project.topics.filter(
            identity__in=[identity_of(*one.persona) for one in judged],
        ).values_list("identity", flat=True),
    )
    new = {
        identity_of(*one.persona): one.persona
        for one in judged
        if one.new and identity_of(*one.persona) not in known
    }
    source = named_source(project, draft.drafter.name) if new else None
    topics = Topic.objects.bulk_create(
        Topic(
            project=project,
            identity=identity,
            source=source,
            text=beginning(one.situation or one.persona, SHOWN_OF_A_PERSONA),
            persona=one.persona,
            situation=one.situation,
            meta={"draft": str(draft.pk)},
        )
        for identity, one in new.items()
    )
    return topics, len(people) - len(topics)
