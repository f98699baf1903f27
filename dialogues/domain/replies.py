"""What becomes of replies: a dialogue, one of several to choose from, or a kept failure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction

from dialogues.domain import conversations, gathering
from dialogues.domain.revisions import add_revision
from dialogues.domain.turns import Turn, clean_turns, new_turn
from dialogues.models import Call, Dialogue, Draft, DraftBatch, Project, Prompt
from dialogues.parsing import ParsedReply, Problem, parse_reply
from dialogues.rewriting import clean_rewrite, problem_with

STILL_OPEN = (Draft.Status.QUEUED, Draft.Status.CALLING)


class Read(NamedTuple):
    """What a draft's replies say, and what is wrong with them."""

    turns: list[Turn]
    problems: list[Problem]

    @property
    def usable(self) -> bool:
        return not any(problem.fatal for problem in self.problems)


def record_reply(draft: Draft, answered: Sequence[Call]) -> None:
    """Make of the answers what the kind of the batch's prompt asks for."""
    # Locking forgets it; asked for now, it is mostly there already.
    batch, topic = draft.batch, draft.topic
    people = []
    if batch.prompt.kind == Prompt.Kind.PERSONAS:
        people = gathering.people_in(answered[-1])
        read = Read([], gathering.problems_with(people))
    else:
        read = read_replies(draft, answered)
    with draft.change(verb_for(draft, read), by=None) as event:
        attach(draft, batch)
        draft.topic = topic
        draft.answer = answered[-1]
        draft.turns = list(read.turns)
        problems = list(read.problems)
        if event.verb == "keep":
            event.data["dialogue"] = str(open_dialogue(draft).pk)
        if event.verb == "gather":
            topics, not_new = gathering.gather(draft, people)
            event.data["topics"] = [str(topic.pk) for topic in topics]
            if not_new:
                problems.append(Problem("not_new", str(not_new)))
        draft.problems = [
            {"code": problem.code, "detail": problem.detail} for problem in problems
        ]
        event.data["problems"] = [problem.code for problem in problems]
    open_slot(draft)


def verb_for(draft: Draft, read: Read) -> str:
    """By which verb a draft ends that was read so."""
    batch = draft.batch
    if not read.usable:
        return "set aside"
    if batch.trial:
        return "try"
    if batch.prompt.kind == Prompt.Kind.PERSONAS:
        return "gather"
    return "offer" if batch.candidates > 1 else "keep"


def record_failure(draft: Draft, reason: str) -> None:
    """Note that no reply came, and why."""
    batch = draft.batch
    with draft.change("fail", by=None) as event:
        event.note = reason
    attach(draft, batch)
    open_slot(draft)


def attach(draft: Draft, batch: DraftBatch) -> None:
    """Give a draft that was just locked its batch again without asking for it."""
    draft.batch, draft.project = batch, batch.project


def read_replies(draft: Draft, answered: Sequence[Call]) -> Read:
    """The turns in a draft's replies and what is wrong with them."""
    if conversations.is_turn_by_turn(draft):
        turns, problems = conversations.turns_said(draft, answered)
    else:
        turns, problems = _turns_in(draft, answered[-1])
    if not any(problem.fatal for problem in problems):
        try:
            clean_turns(turns)
        except ValidationError as error:
            problems.append(Problem("too_long", " ".join(error.messages)))
    return Read(turns, problems)


def parsed(project: Project, text: str, *, finish_reason: str = "") -> ParsedReply:
    """What a text says in turns, with the speakers and the language of the project."""
    return parse_reply(
        text,
        user_names=[project.user_label],
        assistant_names=[project.assistant_label],
        finish_reason=finish_reason,
        language=project.language.split("-")[0],
    )


def _turns_in(draft: Draft, call: Call) -> tuple[list[Turn], list[Problem]]:
    if draft.batch.prompt.kind == Prompt.Kind.REWRITE_TURN:
        return _turn_anew(draft, call)
    read = parsed(draft.project, call.reply, finish_reason=call.finish_reason)
    turns = [new_turn(turn.role, turn.text) for turn in read.turns]
    return turns, list(read.problems)


def _turn_anew(draft: Draft, call: Call) -> tuple[list[Turn], list[Problem]]:
    """The one turn that a test run of a prompt for rewriting asks for: a reply."""
    problem = problem_with(call.reply, call.finish_reason, draft.project)
    try:
        text = clean_rewrite(call.reply, draft.project).text
    except ValidationError:
        return [], [problem or Problem("too_long" if call.reply.strip() else "empty")]
    return [new_turn("assistant", text)], [problem] if problem else []


def open_dialogue(draft: Draft) -> Dialogue:
    """Make a draft's turns a dialogue that a volunteer can take."""
    dialogue = Dialogue(
        project=draft.project,
        topic=draft.topic,
        emotion=draft.emotion,
        age_band=draft.age_band,
        origin=Dialogue.Origin.DRAFT,
        draft=draft,
    ).open(by=None, verb="draft", data={"draft": str(draft.pk)})
    add_revision(dialogue, draft.turns or [], by=None)
    dialogue.save(update_fields=["head"])
    return dialogue


def open_slot(draft: Draft) -> Dialogue | None:
    """Open the one dialogue of several drafts, once none of them is to come any more.

    It begins as the first usable one by id, which is chance: by number it would always
    be the same drafter's, and people keep what stands there. Who takes it sees them all.
    """
    if draft.batch.trial or draft.batch.candidates == 1:
        return None
    with transaction.atomic():
        siblings = list(
            Draft.objects.select_for_update(no_key=True)
            .filter(slot=draft.slot)
            .order_by("pk"),
        )
        if any(sibling.status in STILL_OPEN for sibling in siblings):
            return None
        usable = [one for one in siblings if one.status == Draft.Status.CANDIDATE]
        if not usable or Dialogue.objects.filter(draft__slot=draft.slot).exists():
            return None
        first = usable[0]
        attach(first, draft.batch)
        return open_dialogue(first)


def open_ready_slots(batch: DraftBatch) -> None:
    """Open what a worker that died had no time to open."""
    waiting = (
        batch.drafts.filter(status=Draft.Status.CANDIDATE)
        .exclude(slot__in=slots_with_dialogue(batch))
        .order_by("slot", "candidate")
        .distinct("slot")
    )
    for draft in waiting:
        attach(draft, batch)
        open_slot(draft)


def slots_with_dialogue(batch: DraftBatch) -> list[UUID]:
    opened = Dialogue.objects.filter(draft__batch=batch)
    return list(opened.values_list("draft__slot", flat=True))
