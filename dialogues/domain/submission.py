"""From the volunteer's hands to a decision, and back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypedDict

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from dialogues.checks.registry import BY_CODE
from dialogues.decision_queries import (
    approvals_missing,
    has_open_disclosure,
    opened_since_submission,
    stands_approved,
)
from dialogues.domain import editing, noticing, peer_stage
from dialogues.domain.candidates import settle_candidates
from dialogues.domain.checklists import (
    check_complete,
    current_items,
    record_answers,
)
from dialogues.domain.labels import check_labels
from dialogues.domain.revisions import add_revision
from dialogues.domain.turns import Turn, clean_text
from dialogues.history import Refused
from dialogues.label_queries import current_schemes
from dialogues.mentions import names_called
from dialogues.models import (
    Approval,
    Assignment,
    Comment,
    Dialogue,
    Finding,
    Notice,
    Revision,
    User,
)
from dialogues.notice_queries import member_names
from dialogues.permissions import is_safeguarding, wrote_some_of_it
from dialogues.reasons import every_reason
from dialogues.returned import taken_wordings


class CommentData(TypedDict):
    """A comment as it travels; ``turn`` is null for the whole dialogue."""

    turn: str | None
    text: str
    code: str


def submit(assignment: Assignment, *, seen: int, by: User) -> Revision:
    """Hand the dialogue to the experts, as it was last saved."""
    dialogue = assignment.dialogue
    with dialogue.change("submit", by=by) as event:
        work = editing.in_hand(assignment)
        # Locking read it afresh, and with it forgot the dialogue.
        work.dialogue = dialogue
        if work.version != seen:
            raise editing.StaleWork(work)
        items = current_items(dialogue.project)
        check_complete(items, work.turns, work.answers)
        schemes = current_schemes(dialogue.project_id)
        check_labels(schemes, work.turns, work.labels)
        # As long as it is theirs, for nobody else chooses.
        settle_candidates(dialogue, work.turns, by=by)
        editing.end(work, verb="submit")
        revision = add_revision(
            dialogue,
            work.turns,
            by=by,
            dismissals=work.dismissals,
            labels=work.labels,
        )
        if errors := revision.findings.filter(severity=Finding.Severity.ERROR):
            _refuse_errors(errors)
        record_answers(revision, work.answers, items=items, turns=work.turns, by=by)
        event.data = {"revision": str(revision.pk)}
        if taken := taken_wordings(work):
            event.data["taken"] = taken
        peer_stage.begin(revision, by=by)
    return revision


def _refuse_errors(errors: Iterable[Finding]) -> None:
    said = dict.fromkeys(
        str(words)
        for check in (BY_CODE[finding.code] for finding in errors)
        for words in (check.explanation, check.fix)
    )
    raise Refused(
        " ".join(said),
        code="errors_found",
        findings=[{"code": f.code, "turn": f.turn and str(f.turn)} for f in errors],
    )


def withdraw(dialogue: Dialogue, *, by: User) -> Assignment:
    """Take one's own submission back to go on editing, until an expert opened it."""
    with transaction.atomic():
        editing.need_free_hands(dialogue.project, by=by)
        with dialogue.change("withdraw", by=by) as event:
            if opened_since_submission(dialogue):
                raise Refused(
                    _(
                        "An expert is already reading it. "
                        "It comes back to you if need be.",
                    ),
                )
            peer_stage.end(dialogue, by=by)
            came_from = Dialogue.Status.RETURNED
            assignment = editing.assign(dialogue, came_from=came_from, by=by)
            event.data = {"assignment": str(assignment.pk)}
    return assignment


def open_for_review(dialogue: Dialogue, *, by: User) -> None:
    """Note that an expert reads it now; its author can no longer take it back."""
    with dialogue.change("open", by=by) as event:
        event.data = {"revision": str(dialogue.head_id)}


def approve(
    dialogue: Dialogue,
    *,
    revision: Revision,
    by: User,
    more_to_come: bool = False,
) -> Approval:
    """Approve this very revision; the dialogue is approved once enough have.

    What was approved before it was reopened still counts, and may be said again. With
    ``more_to_come`` another approval follows at once and is the one that ends it.
    """
    with transaction.atomic():
        dialogue.lock()
        check_latest(dialogue, revision)
        if has_open_disclosure(dialogue) and not is_safeguarding(by, dialogue):
            raise PermissionDenied(
                _("Two members marked for safeguarding decide on this dialogue."),
            )
        if stands_approved(revision, by=by):
            raise Refused(
                _("You have approved this already. Another person is needed.")
            )
        given = dialogue.approvals.filter(revision=revision, by=by).first()
        missing = approvals_missing(dialogue) - (0 if given else 1)
        verb = "sign" if missing > 0 or more_to_come else "approve"
        with dialogue.change(verb, by=by) as event:
            approval = given or Approval.objects.create(
                dialogue=dialogue,
                revision=revision,
                by=by,
            )
            event.data = {"revision": str(revision.pk)}
        if dialogue.status == Dialogue.Status.APPROVED:
            noticing.tell_writers(dialogue, Notice.Kind.APPROVED, by=by)
    return approval


def fix(
    dialogue: Dialogue, *, revision: Revision, turns: list[Turn], by: User
) -> Revision:
    """Put the expert's own wording in its place; another expert then decides."""
    with dialogue.change("fix", by=by) as event:
        check_latest(dialogue, revision)
        if turns == revision.turns:
            raise Refused(_("Nothing is changed yet, so there is nothing to fix."))
        fixed = add_revision(dialogue, turns, by=by)
        if errors := fixed.findings.filter(severity=Finding.Severity.ERROR):
            _refuse_errors(errors)
        event.data = {"revision": str(fixed.pk)}
        noticing.tell_writers(dialogue, Notice.Kind.FIXED, by=by)
    return fixed


def return_to_author(
    dialogue: Dialogue,
    *,
    revision: Revision,
    comments: list[CommentData],
    suggestion: list[Turn] | None = None,
    by: User,
) -> None:
    """Send the dialogue back with reasons, and wording that its author may take."""
    with dialogue.change("return", by=by) as event:
        check_latest(dialogue, revision)
        if not comments:
            raise Refused(
                _("Say what should change, so that its author knows what to do."),
            )
        _need_reason(dialogue, revision, comments)
        write_comments(revision, comments, by=by)
        event.note = "\n".join(comment["text"] for comment in comments)
        event.data = {"revision": str(revision.pk), "suggestion": suggestion}
        noticing.tell_writers(dialogue, Notice.Kind.RETURNED, by=by)


def restore(dialogue: Dialogue, *, revision: Revision, by: User) -> Revision:
    """Put an earlier revision's words in place as a new one; who restores answers for it."""
    with dialogue.change("restore", by=by) as event:
        if revision.dialogue_id != dialogue.pk:
            raise Refused(_("This revision is of another dialogue."))
        head = dialogue.head
        if head is None or revision.turns == head.turns:
            raise Refused(_("This is how it reads now, so nothing is restored."))
        labels = revision.labels
        restored = add_revision(dialogue, revision.turns, labels=labels, by=by)
        if errors := restored.findings.filter(severity=Finding.Severity.ERROR):
            _refuse_errors(errors)
        event.data = {"revision": str(restored.pk), "restored": str(revision.pk)}
        noticing.tell_writers(dialogue, Notice.Kind.FIXED, by=by)
    return restored


def _need_reason(
    dialogue: Dialogue,
    revision: Revision,
    comments: list[CommentData],
) -> None:
    """Refuse to send back what names no turn and no reason: nobody could mend it."""
    reasons = every_reason(dialogue.project)
    turns = {turn["id"] for turn in revision.turns}
    if not any(one["code"] in reasons and one["turn"] in turns for one in comments):
        raise Refused(
            _("Choose a reason at one turn at least, so that its author knows where."),
            code="reason_missing",
        )


def reject(
    dialogue: Dialogue,
    *,
    revision: Revision,
    comments: list[CommentData],
    by: User,
) -> None:
    """Do not use this dialogue; the reason is kept with it."""
    with dialogue.change("reject", by=by) as event:
        check_latest(dialogue, revision)
        if not comments:
            raise Refused(_("Say in a sentence why it is not used."))
        write_comments(revision, comments, by=by)
        event.note = "\n".join(comment["text"] for comment in comments)
        event.data = {"revision": str(revision.pk)}
        noticing.tell_writers(dialogue, Notice.Kind.REJECTED, by=by)


def escalate(
    dialogue: Dialogue,
    *,
    revision: Revision,
    comments: list[CommentData],
    by: User,
) -> None:
    """Report a possible disclosure; two marked members then decide."""
    with dialogue.change("escalate", by=by) as event:
        check_latest(dialogue, revision)
        if not comments:
            raise Refused(_("Say what worries you, so that the next person sees it."))
        # Nobody is told of it here: a case is for marked members alone.
        write_comments(revision, comments, by=by, quietly=True)
        Finding.objects.create(
            revision=revision,
            code="disclosure",
            severity=Finding.Severity.DISCLOSURE,
            turn=comments[0]["turn"],
            by=by,
        )
        event.note = comments[0]["text"]
        event.data = {"revision": str(revision.pk)}


def reopen(dialogue: Dialogue, *, reason: str, by: User) -> None:
    """Let a decided dialogue be decided again, for a reason."""
    with dialogue.change("reopen", by=by) as event:
        event.note = clean_text(reason).strip()
        if not event.note:
            raise Refused(_("Say why it is opened again."))
        noticing.tell_writers(dialogue, Notice.Kind.REOPENED, by=by)


def dismiss_finding(finding: Finding, *, reason: str, by: User) -> None:
    """Note that a finding is a false alarm, and why."""
    dialogue = finding.revision.dialogue
    with dialogue.change("dismiss finding", by=by) as event:
        disclosure = finding.severity == Finding.Severity.DISCLOSURE
        if disclosure and (
            not is_safeguarding(by, dialogue) or wrote_some_of_it(by, dialogue)
        ):
            raise PermissionDenied(
                _("Only members marked for safeguarding judge a disclosure."),
            )
        if finding.severity == Finding.Severity.ERROR:
            raise Refused(_("This must be mended; it cannot be waved through."))
        finding.refresh_from_db()
        if finding.dismissed_at:
            raise Refused(_("This was dismissed already."))
        event.note = clean_text(reason).strip()
        if not event.note:
            raise Refused(_("Say in a sentence why it is a false alarm."))
        finding.dismissed_at = timezone.now()
        finding.dismissed_by = by
        finding.dismissed_because = event.note
        finding.save()
        event.data = {"finding": str(finding.pk), "code": finding.code}


def check_latest(dialogue: Dialogue, revision: Revision) -> None:
    """Refuse a decision about a revision that is no longer the latest."""
    if dialogue.head_id != revision.pk:
        raise Refused(
            _("The dialogue has changed since you opened it. Please read it again."),
            code="stale_revision",
            revision=str(dialogue.head_id),
        )


def write_comments(
    revision: Revision,
    comments: Iterable[CommentData],
    *,
    by: User,
    quietly: bool = False,
) -> None:
    """Keep what was said with a decision, and tell whom it calls unless ``quietly``."""
    said = list(comments)
    calls = any("@" in comment["text"] for comment in said)
    names = member_names(revision.dialogue) if calls else []
    written = Comment.objects.bulk_create(
        Comment(
            dialogue_id=revision.dialogue_id,
            revision=revision,
            by=by,
            mentions=names_called(comment["text"], names),
            **comment,
        )
        for comment in said
    )
    if calls and not quietly:
        noticing.tell_called(written, dialogue=revision.dialogue, by=by)
