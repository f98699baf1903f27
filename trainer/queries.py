"""What pages and the API read about runs."""

from __future__ import annotations

import uuid
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from dialogues.models import Role, User
from dialogues.queries import projects_as
from trainer import launch
from trainer.engine import files
from trainer.models import ModelServer, Run


def visible_runs(user: User) -> QuerySet[Run]:
    """Experts and admins see the runs of their projects."""
    return Run.objects.filter(
        project__in=projects_as(user, Role.EXPERT, Role.ADMIN),
    ).select_related("project", "release")


def open_server(run: Run) -> ModelServer | None:
    return run.servers.filter(status__in=ModelServer.OPEN).first()


def metrics_of(run: Run) -> list[dict[str, Any]]:
    """The rows that the engine has written so far, in order of steps."""
    return files.read_metrics(launch.run_folder(run))


def log_tail_of(run: Run, lines: int = 40) -> list[str]:
    """The last lines that the run printed."""
    return files.tail_log(launch.run_folder(run), lines=lines)


def progress_of(run: Run) -> dict[str, Any]:
    """Where the engine says the run stands: state, step, max_steps, losses, error."""
    return files.read_status(launch.run_folder(run)) or {}


def losses_of(run: Run) -> dict[str, Any]:
    """The first and last loss that the engine told, and the steps done so far."""
    said = progress_of(run)
    return {
        "first_loss": said.get("first_loss"),
        "last_loss": said.get("last_loss"),
        "steps": said.get("step") or 0,
    }


def run_report(run: Run) -> dict[str, Any]:
    """What programs are told of a run; the model's folder once there is a model."""
    folder = launch.model_folder(run)
    return {
        "run": str(run.pk),
        "status": run.status,
        "metrics": run.metrics or losses_of(run),
        "checkpoint": str(folder) if folder.is_dir() else None,
    }


def find_run(name: str) -> Run:
    """A run by its UUID or as ``project/number``, for commands."""
    rows = Run.objects.select_related("project", "release__instruction")
    slug, _slash, number = name.partition("/")
    try:
        run = rows.filter(pk=uuid.UUID(name)).first()
    except ValueError:
        known = number.isdecimal()
        run = rows.filter(project__slug=slug, number=number).first() if known else None
    if run is None:
        raise ValidationError(
            _("There is no run “%s”. Give its UUID, or project/number.") % name,
        )
    return run
