"""What the training worker does for this room; it launches and looks, never holds."""

from celery import shared_task


@shared_task
def sweep_runs() -> None:
    """Look after runs and servers, and start what waits."""
    from trainer.domain import runs, serving

    runs.sweep()
    serving.sweep()


@shared_task
def start_runs(_run_id: str) -> None:
    """Start what has waited longest, now that one more run waits."""
    from trainer.domain import runs

    runs.start_next()


@shared_task
def start_server(server_id: str) -> None:
    """Start the server that somebody asked for."""
    from trainer.domain import serving
    from trainer.models import ModelServer

    server = ModelServer.objects.select_related("run__project").get(pk=server_id)
    serving.start(server)
