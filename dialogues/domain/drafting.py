"""Ordering machine drafts: on what, from which words, by whom, for how much."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues import tasks
from dialogues.builtin.templates import template
from dialogues.domain import choosing, sign_offs
from dialogues.domain.choosing import ANY, Choice, Kind
from dialogues.history import Refused
from dialogues.models import (
    BatchDrafter,
    Draft,
    DraftBatch,
    Drafter,
    DraftEvent,
    Project,
    Prompt,
    Topic,
    User,
)
from dialogues.permissions import is_admin
from dialogues.personas import choose_seeds, seed_words
from dialogues.prompt_queries import default_prompt
from dialogues.prompts import lacking, render_for, words_for

MOST_DRAFTS = 5000
MOST_CANDIDATES = 4
MOST_TRIED = 10
LARGEST_SHARE = 1000

Shares = Sequence[tuple[Drafter, int]]


def order_batch(
    project: Project,
    *,
    count: int,
    prompt: Prompt | None = None,
    drafters: Shares | None = None,
    candidates: int = 1,
    budget: Decimal | None = None,
    token_budget: int | None = None,
    topics: Iterable[Topic] | None = None,
    fill_gaps: bool = False,
    gaps_of: Kind = ANY,
    trial: bool = False,
    by: User,
) -> DraftBatch:
    """Order drafts on the topics that have the fewest, or on what is wanted most.

    ``gaps_of`` narrows what is wanted to one kind. ``count`` topics get ``candidates`` drafts each. A worker makes them.
    """
    if not is_admin(by, DraftBatch(project=project)):
        raise PermissionDenied(_("Only admins of the project order drafts."))
    check_amounts(
        count=count,
        candidates=candidates,
        budget=budget,
        token_budget=token_budget,
        trial=trial,
    )
    prompt, shares = who_and_what(project, prompt=prompt, drafters=drafters)
    if not trial:
        sign_offs.require_usable(prompt)
    batch = DraftBatch(
        project=project,
        prompt=prompt,
        candidates=candidates,
        trial=trial,
        budget=budget,
        token_budget=token_budget,
        currency=shares[0][0].currency,
        ordered_by=by,
        heartbeat_at=timezone.now(),
    )
    with transaction.atomic():
        # One order at a time, so that two do not choose the same topics.
        Project.objects.select_for_update(no_key=True).get(pk=project.pk)
        counted = choosing.topics_by_drafts(project)
        if topics is not None:
            counted = counted.filter(pk__in=[topic.pk for topic in topics])
        # The batch's own number seeds the choice: it can be told afterwards.
        chance = random.Random(str(batch.pk))  # noqa: S311
        suited = [topic for topic in counted if _suits(prompt, topic, project)]
        if fill_gaps:
            chosen = list(
                choosing.widest_gaps_first(project, suited, count, chance, gaps_of),
            )
        else:
            chosen = list(choosing.fewest_first(suited, count, chance))
        if not chosen:
            raise _nothing_to_draft(fill_gaps=fill_gaps)
        batch.open(by=by, verb="order", data={"count": count})
        BatchDrafter.objects.bulk_create(
            BatchDrafter(batch=batch, drafter=drafter, share=share)
            for drafter, share in shares
        )
        drafts = _drafts_on(batch, chosen, shares, chance)
        Draft.objects.bulk_create(drafts, batch_size=500)
        DraftEvent.objects.bulk_create(
            (
                DraftEvent(draft=draft, verb="order", to_status=draft.status, by=by)
                for draft in drafts
            ),
            batch_size=1000,
        )
        transaction.on_commit(partial(tasks.send, tasks.draft_batch, str(batch.pk)))
    return batch


def check_amounts(
    *,
    count: int,
    candidates: int,
    budget: Decimal | None = None,
    token_budget: int | None = None,
    trial: bool = False,
) -> None:
    """Refuse a senseless order, field by field."""
    most = MOST_TRIED if trial else MOST_DRAFTS
    wrong = {}
    if not 1 <= candidates <= MOST_CANDIDATES:
        wrong["candidates"] = [
            _("Order between 1 and %d drafts a topic.") % MOST_CANDIDATES,
        ]
    elif not 1 <= count * candidates <= most:
        wrong["count"] = [_("Order between 1 and %d drafts.") % most]
    if budget is not None and budget <= 0:
        wrong["budget"] = [_("A budget is more than nothing.")]
    if token_budget is not None and token_budget <= 0:
        wrong["token_budget"] = [_("A budget is more than nothing.")]
    if wrong:
        raise ValidationError(wrong)


def who_and_what(
    project: Project,
    *,
    prompt: Prompt | None,
    drafters: Shares | None,
) -> tuple[Prompt, Shares]:
    """The prompt and the drafters that were named, or else the project's own."""
    prompt = prompt or default_prompt(project)
    if not drafters:
        first = project.drafters.filter(retired_at=None).order_by("pk").first()
        drafters = [(first, 1)] if first else []
    if prompt is None and project.prompts.exists():
        raise Refused(
            _(
                "No prompt that drafts dialogues is signed yet. Ask an expert to read "
                "one; a test run of 3 needs no signature.",
            ),
            code="not_signed",
        )
    if prompt is None or not drafters:
        raise Refused(_("The project has no prompt or no drafter."), code="no_drafter")
    _check_shares(project, drafters)
    if prompt.project_id != project.pk:
        raise ValidationError({"prompt": [_("This belongs to another project.")]})
    if prompt.kind == Prompt.Kind.REWRITE_TURN:
        raise ValidationError(
            {"prompt": [_("This prompt rewrites a turn; it drafts no dialogue.")]},
        )
    return prompt, drafters


def _check_shares(project: Project, shares: Shares) -> None:
    names = [drafter.name for drafter, _share in shares]
    sentence = ""
    if any(drafter.project_id != project.pk for drafter, _share in shares):
        sentence = _("This belongs to another project.")
    elif len(set(names)) < len(names):
        sentence = _("A drafter is named twice.")
    elif any(drafter.retired_at for drafter, _share in shares):
        sentence = _("A retired drafter writes no more.")
    elif any(not 1 <= share <= LARGEST_SHARE for _drafter, share in shares):
        sentence = _("A share is between 1 and %d.") % LARGEST_SHARE
    elif len({drafter.currency for drafter, _share in shares}) > 1:
        sentence = _("Drafters of one batch are paid in one currency.")
    if sentence:
        raise ValidationError({"drafters": [sentence]})


def _suits(prompt: Prompt, topic: Topic, project: Project) -> bool:
    """Whether the topic has what cannot be made up: an answer, where one is rewritten."""
    if prompt.kind != Prompt.Kind.ANSWER_DIALOGUE:
        return True
    return not lacking(prompt, words_for(topic, project=project))


def _nothing_to_draft(*, fill_gaps: bool) -> Refused:
    if fill_gaps:
        return Refused(
            _("Nothing is missing: every quota is met, or has no topic that suits it."),
            code="no_gaps",
        )
    return Refused(
        _("There is no topic that this prompt can draft on. Import topics first."),
        code="no_topics",
    )


def _drafts_on(
    batch: DraftBatch,
    chosen: list[Choice],
    shares: Shares,
    chance: random.Random,
) -> list[Draft]:
    emotions = project_emotions(batch.project)
    asks = "{emotion}" in batch.prompt.text + batch.prompt.user_text
    turns_to_come = by_share(shares)
    drafts = []
    for choice in chosen:
        emotion = choice.emotion
        if not emotion and emotions and asks:
            emotion = chance.choice(emotions)
        mood = Choice(choice.topic, emotion, choice.age_band)
        words = {}
        if batch.prompt.kind == Prompt.Kind.PERSONAS:
            words = seed_words(choose_seeds(batch.project, chance=chance))
        slot = uuid.uuid4()
        writers = _different(turns_to_come, batch.candidates, len(shares))
        for candidate, drafter in enumerate(writers, start=1):
            draft = new_draft(batch, mood, drafter, words=words)
            draft.slot, draft.candidate = slot, candidate
            drafts.append(draft)
    return drafts


def by_share(shares: Shares) -> Iterator[Drafter]:
    """Name drafters for ever, each as often as its share, evenly spread."""
    used = [0] * len(shares)
    while True:
        number = min(
            range(len(shares)),
            key=lambda n: ((used[n] + 1) / shares[n][1], n),
        )
        used[number] += 1
        yield shares[number][0]


def _different(
    turns_to_come: Iterator[Drafter],
    wanted: int,
    drafters: int,
) -> list[Drafter]:
    """The next drafters, as different as there are; the share holds over a batch."""
    if wanted == 1:
        return [next(turns_to_come)]
    found: list[Drafter] = []
    while len(found) < min(wanted, drafters):
        drafter = next(turns_to_come)
        if drafter not in found:
            found.append(drafter)
    while len(found) < wanted:
        found.append(next(turns_to_come))
    return found


def project_emotions(project: Project) -> list[str]:
    """The feelings that drafts are spread over, in the project's language."""
    emotions = template(project.template)["emotions"]
    return [emotion["name"][project.language] for emotion in emotions]


def new_draft(
    batch: DraftBatch,
    choice: Choice,
    drafter: Drafter,
    *,
    words: Mapping[str, str] | None = None,
) -> Draft:
    """A draft that waits for its call, with the prompt as it will be sent."""
    rendered = render_for(
        batch.prompt,
        choice.topic,
        emotion=choice.emotion,
        age=choice.age_band,
        words=words,
    )
    return Draft(
        batch=batch,
        project=batch.project,
        topic=choice.topic,
        drafter=drafter,
        emotion=choice.emotion,
        age_band=choice.age_band,
        prompt_text=rendered.text,
        user_prompt_text=rendered.user_text,
    )
