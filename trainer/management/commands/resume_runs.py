"""Let interrupted trainings go on, as the site starts again."""

from dialogues.commands import Outcome, ReportCommand
from trainer.domain import runs


class Command(ReportCommand):
    help = "Queue every training that was interrupted."

    def work(self, **_options):
        return Outcome({"resumed": [str(run) for run in runs.resume_all()]})
