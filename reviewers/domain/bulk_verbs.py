"""What may be done to many dialogues at once: each by the verb that does it to one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from dialogues.checks.registry import BY_CODE
from dialogues.domain import arranging
from dialogues.domain.turns import clean_text
from dialogues.history import Refused
from dialogues.models import Dialogue, Priority, Project, Revision, Role, User
from dialogues.oddities import ODDITIES
from dialogues.reasons import reasons_of
from reviewers.domain import decisions, reviewing
from reviewers.models import Bulk, Review

Values = dict[str, Any]
LONGEST_SENTENCE = 2000
# What each gives back is what it was before, and is put back by the same verb.
UNDOABLE = (Bulk.Verb.ASSIGN, Bulk.Verb.THEME, Bulk.Verb.PRIORITY)


class Done:
    """What became of one dialogue: what it was before, and what is to be said of it."""

    def __init__(self, before: Values | None = None, sentence: str = "") -> None:
        self.before = before or {}
        self.sentence = sentence


def offered(project: Project, *, by: User) -> list[Bulk.Verb]:
    """What this person may do in the project, as the table of single verbs has it."""
    any_dialogue = Dialogue(project=project)
    return [verb for verb in Bulk.Verb if Dialogue.CHANGES[verb].may(by, any_dialogue)]


def clean_options(project: Project, verb: str, given: Mapping[str, Any]) -> Values:
    """What goes with the verb, checked; ``ValidationError`` names the field."""
    return CLEANED[verb](project, given)


def carry_out(bulk: Bulk, dialogue: Dialogue, values: Values) -> Done:
    """Do to one dialogue what was ordered, in the name of who ordered it."""
    return ACTS[bulk.verb](bulk, dialogue, values)


def volunteers_of(project: Project) -> list[User]:
    """For whom drafts may be kept."""
    return list(
        User.objects.filter(
            memberships__project=project,
            memberships__ended_at=None,
            memberships__roles__contains=[Role.VOLUNTEER],
        ).order_by("username"),
    )


def _for_assign(project: Project, given: Mapping[str, Any]) -> Values:
    known = [person.username for person in volunteers_of(project)]
    if given.get("to") not in known:
        raise _wrong("to", _("Choose a volunteer of this project."))
    return {"to": given["to"]}


def _for_return(project: Project, given: Mapping[str, Any]) -> Values:
    reasons = {reason.slug: reason for reason in reasons_of(project)}
    reason = reasons.get(str(given.get("reason")))
    if reason is None:
        raise _wrong("reason", _("Choose a reason."))
    said = clean_text(str(given.get("text") or "")).strip()
    text = said or str(reason.sentence)
    if not text or len(text) > LONGEST_SENTENCE:
        raise _wrong("text", _("Say in a sentence what should change."))
    return {"reason": reason.slug, "text": text}


def _for_theme(_project: Project, given: Mapping[str, Any]) -> Values:
    theme = clean_text(str(given.get("theme") or "")).strip()
    if not theme or len(theme) > arranging.LONGEST_THEME:
        raise _wrong(
            "theme",
            _("Name a theme of at most %d characters.") % arranging.LONGEST_THEME,
        )
    return {"theme": theme}


def _for_priority(_project: Project, given: Mapping[str, Any]) -> Values:
    priority = str(given.get("priority"))
    known = {str(value): value for value in Priority.values}
    if priority not in known:
        raise _wrong("priority", _("Choose one of what is offered."))
    return {"priority": known[priority]}


def _for_nothing(_project: Project, _given: Mapping[str, Any]) -> Values:
    return {}


CLEANED: dict[str, Callable[[Project, Mapping[str, Any]], Values]] = {
    Bulk.Verb.ASSIGN: _for_assign,
    Bulk.Verb.RETURN: _for_return,
    Bulk.Verb.THEME: _for_theme,
    Bulk.Verb.RECHECK: _for_nothing,
    Bulk.Verb.PRIORITY: _for_priority,
}


def _assign(bulk: Bulk, dialogue: Dialogue, values: Values) -> Done:
    to = None
    if values["to"] is not None:
        to = User.objects.get(username=values["to"])
    before = arranging.assign(dialogue, to=to, by=bulk.ordered_by)
    return Done({"to": before.username if before else None})


def _set_theme(bulk: Bulk, dialogue: Dialogue, values: Values) -> Done:
    theme = values["theme"]
    return Done(
        {"theme": arranging.set_theme(dialogue, theme=theme, by=bulk.ordered_by)}
    )


def _set_priority(bulk: Bulk, dialogue: Dialogue, values: Values) -> Done:
    before = arranging.set_priority(
        dialogue,
        priority=values["priority"],
        by=bulk.ordered_by,
    )
    return Done({"priority": before})


def _recheck(bulk: Bulk, dialogue: Dialogue, _values: Values) -> Done:
    found = arranging.recheck(dialogue, by=bulk.ordered_by)
    titles = [str(BY_CODE[code].title) for code in dict.fromkeys(found)]
    named = _(", ").join(titles)
    return Done(sentence=_("New: %(names)s.") % {"names": named} if titles else "")


def _return(bulk: Bulk, dialogue: Dialogue, values: Values) -> Done:
    """Open it, and send it back: the same two steps that an expert takes by hand."""
    review = reviewing.claim(dialogue, by_bulk=True, by=bulk.ordered_by)
    if dialogue.head is None:
        raise Refused(_("Nothing is written here yet."))
    decisions.decide(
        review,
        revision=dialogue.head,
        decision=Review.Decision.RETURN,
        answers=[],
        comments=[
            {
                "turn": place_of(dialogue.head, str(bulk.filters.get("finding", ""))),
                "text": values["text"],
                "code": values["reason"],
            },
        ],
        by=bulk.ordered_by,
    )
    waits = review.status == Review.Status.IN_REVIEW
    return Done(sentence=_("Said; another expert reads it first.") if waits else "")


def place_of(revision: Revision, finding: str) -> str | None:
    """The turn that a reason is tied to: where what one chose by was found, else the
    first answer.
    """
    if finding in BY_CODE or finding in ODDITIES:
        noticed = revision.findings.filter(code=finding, dismissed_at=None)
        if turn := noticed.exclude(turn=None).values_list("turn", flat=True).first():
            return str(turn)
    answers = [turn for turn in revision.turns if turn["role"] == "assistant"]
    return next((turn["id"] for turn in [*answers, *revision.turns]), None)


ACTS: dict[str, Callable[[Bulk, Dialogue, Values], Done]] = {
    Bulk.Verb.ASSIGN: _assign,
    Bulk.Verb.RETURN: _return,
    Bulk.Verb.THEME: _set_theme,
    Bulk.Verb.RECHECK: _recheck,
    Bulk.Verb.PRIORITY: _set_priority,
}


def _wrong(name: str, sentence: str) -> ValidationError:
    return ValidationError({name: [sentence]})
