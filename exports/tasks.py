"""What a worker does for releases."""

from celery import shared_task


@shared_task
def build_release(release_id: str) -> None:
    from exports.domain import releases
    from exports.models import Release

    releases.build_release(Release.objects.get(pk=release_id))


@shared_task
def seal_histories() -> None:
    from dialogues.models import Project
    from exports.domain.sealing import seal

    for project in Project.objects.all():
        seal(project)


@shared_task
def sweep_releases() -> None:
    from exports.domain import releases

    releases.sweep_releases()
