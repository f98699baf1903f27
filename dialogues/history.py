"""Status, lock, permission and history: the one mechanism that every tracked row uses."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dialogues.prepared import prepared

if TYPE_CHECKING:
    from dialogues.models import User

Predicate = Callable[[Any, Any], bool]


class Refused(Exception):  # noqa: N818 - it is an answer to a person, not a fault
    """A verb that cannot be done now; the message is a sentence for the person."""

    def __init__(self, message: str, *, code: str = "refused", **extra: object) -> None:
        super().__init__(message)
        self.code = code
        self.extra = extra


def is_system(user: User | None, _row: object) -> bool:
    return user is None


@dataclass(frozen=True)
class Change:
    """One verb: the statuses it starts from, where it may lead, and who may do it."""

    sources: tuple[str, ...]
    targets: tuple[str, ...]
    may: Predicate


def change(
    sources: Iterable[str],
    *targets: str,
    may: Predicate,
) -> Change:
    """Describe a verb. No target: the act is recorded and the status stays."""
    return Change(
        tuple(str(source) for source in sources),
        tuple(str(target) for target in targets),
        may,
    )


class Event(models.Model):
    """One act on one tracked row. Append-only, here and in the database."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    verb = models.CharField(max_length=40)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20)
    by = models.ForeignKey(
        "dialogues.User",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(blank=True)
    data = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True
        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.verb}: {self.from_status or '∅'} → {self.to_status}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise TypeError("Events are written once and never changed.")
        super().save(*args, **kwargs)

    def delete(self, *_args: Any, **_kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("Events are never deleted.")


class Tracked(models.Model):
    """A row whose ``status`` moves only by the verbs in ``CHANGES``.

    The concrete event model has a foreign key to the row with
    ``related_name="events"``.
    """

    CHANGES: ClassVar[dict[str, Change]]
    events: Any  # the manager of the concrete event model
    status: Any

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        abstract = True

    def open(
        self,
        *,
        by: User | None,
        verb: str = "open",
        note: str = "",
        data: dict[str, Any] | None = None,
    ) -> Self:
        """Store a new row together with the first event of its history."""
        # In a caller's transaction it stands or falls with the rest of it.
        with transaction.atomic(savepoint=False):
            self.save(force_insert=True)
            self.events.create(
                verb=verb,
                to_status=self.status,
                by=by,
                note=note,
                data=data or {},
            )
        return self

    def lock(self) -> Self:
        """Lock this row until the transaction ends, and read it afresh."""
        if self.get_deferred_fields():
            rows: Any = _locked_rows(type(self))
        else:
            rows = _Read(type(self), _locked_row(type(self), self.pk))
        self.refresh_from_db(from_queryset=rows)
        return self

    @contextmanager
    def change(
        self,
        verb: str,
        *,
        by: User | None,
        to: str | None = None,
    ) -> Iterator[Event]:
        """Do ``verb``: lock, ask permission, check the status, act, record.

        Yields the unsaved event, for its note and data. An exception undoes all.
        """
        rule = self.CHANGES[verb]
        with transaction.atomic():
            self.lock()
            if not rule.may(by, self):
                raise PermissionDenied(
                    _("You may not do this here. Ask an admin of the project."),
                )
            if self.status not in rule.sources:
                raise Refused(
                    _("This is now “%(status)s”, so that can no longer be done.")
                    % {"status": self.get_status_display()},
                    code="wrong_status",
                    status=str(self.status),
                )
            target = self._target(verb, rule, to)
            event = self.events.model(
                verb=verb,
                from_status=self.status,
                to_status=target,
                by=by,
            )
            setattr(event, self.events.field.name, self)
            yield event
            self.status = target
            self.updated_at = event.at
            self.save()
            event.save()

    def _target(self, verb: str, rule: Change, to: str | None) -> str:
        if to is not None:
            if to not in rule.targets:
                raise ValueError(f"{verb} does not lead to {to}")
            return to
        if len(rule.targets) > 1:
            raise ValueError(f"{verb} leads to {rule.targets}: say which")
        return rule.targets[0] if rule.targets else str(self.status)

    def verbs_for(self, user: User | None) -> list[str]:
        """What this person may try now; only other rows can still refuse it."""
        # Many verbs ask the same question: each is asked once.
        asked = cache(lambda may: may(user, self))
        return [
            verb
            for verb, rule in self.CHANGES.items()
            if self.status in rule.sources and asked(rule.may)
        ]

    def get_status_display(self) -> str:  # replaced by Django on each model
        return str(self.status)


def _locked_rows(model: type[Tracked]) -> models.QuerySet[Tracked]:
    return model._base_manager.select_for_update(no_key=True)  # noqa: SLF001


@prepared
def _locked_row(model: type[Tracked], pk: uuid.UUID) -> models.QuerySet[Tracked]:
    return _locked_rows(model).filter(pk=pk)


@dataclass(frozen=True)
class _Read:
    """What was read already, for Django to refresh a row from."""

    model: type[Tracked]
    rows: list[Tracked]

    def filter(self, **_key: object) -> Self:
        return self

    def get(self) -> Tracked:
        if not self.rows:
            raise self.model.DoesNotExist
        return self.rows[0]


def status_constraint(statuses: list[str], name: str) -> models.CheckConstraint:
    """Let the database hold the list of statuses too."""
    return models.CheckConstraint(
        condition=models.Q(status__in=statuses),
        name=name,
        violation_error_message=gettext_lazy("There is no such status."),
    )
