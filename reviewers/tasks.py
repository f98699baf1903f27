"""What the workers do for this room."""

from celery import shared_task

from dialogues.history import Refused


@shared_task
def free_expired_reviews() -> None:
    """Free every dialogue that an expert opened and left."""
    from reviewers.domain import reviewing
    from reviewers.queries import expired_reviews

    for review in expired_reviews():
        try:
            reviewing.lapse(review)
        except Refused:
            # The expert came back, or decided, in this very moment.
            continue


@shared_task
def weigh_waiting() -> None:
    """Say of each text that newly waits for an expert how risky it is."""
    from reviewers.domain import weighing

    weighing.weigh()


@shared_task
def pull_cases() -> None:
    """Open and close safeguarding cases, and remind of those whose time ran out."""
    from reviewers.domain import cases, reminding

    cases.pull()
    reminding.remind()


@shared_task
def count_agreement(project: str) -> None:
    """Count how far the people of a project agree."""
    from dialogues.models import Project
    from reviewers.domain import agreeing

    agreeing.count(Project.objects.get(pk=project))


@shared_task
def count_norming(norming: str) -> None:
    """Count how far those in a norming session agree, in each round that is in view."""
    from reviewers.domain import norming_figures
    from reviewers.models import Norming

    norming_figures.count(Norming.objects.get(pk=norming))


@shared_task
def count_every_agreement() -> None:
    """Count it for every project in which experts decide, and missed sessions too."""
    from reviewers.models import Norming, Review

    for missed in Norming.objects.filter(status="closed", figures={}):
        count_norming.delay(str(missed.pk))

    decided = Review.objects.filter(status=Review.Status.DECIDED)
    for project in decided.order_by().values_list("project", flat=True).distinct():
        count_agreement.delay(str(project))


@shared_task
def carry_out_bulk(bulk_id: str) -> None:
    from reviewers.domain import bulk_runs
    from reviewers.models import Bulk

    bulk_runs.run(Bulk.objects.get(pk=bulk_id))


@shared_task
def sweep_bulks() -> None:
    from reviewers.domain import bulk_runs

    bulk_runs.sweep()
