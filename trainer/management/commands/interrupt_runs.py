"""Ask running trainings to stop at a checkpoint, before the machine stops."""

from dialogues.commands import Outcome, ReportCommand
from trainer.domain import runs


class Command(ReportCommand):
    help = "Stop running trainings at a checkpoint; resume_runs lets them go on."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--seconds", type=float, default=3.0)

    def work(self, *, seconds, **_options):
        stopped = runs.interrupt_all(seconds=seconds)
        return Outcome({"interrupted": [str(run) for run in stopped]})
