"""Ask running trainings to stop at a checkpoint, before the machine stops."""

from dialogues.commands import Outcome, ReportCommand
from trainer.domain import runs, serving


class Command(ReportCommand):
    help = "Stop trainings at a checkpoint, and model servers; resume_runs goes on."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--seconds",
            type=float,
            default=3.0,
            help="how long to wait; a checkpoint that takes longer is still written",
        )

    def work(self, *, seconds, **_options):
        serving.stop_all()
        stopped = runs.interrupt_all(seconds=seconds)
        return Outcome({"interrupted": [str(run) for run in stopped]})
