"""Let a tuned model answer at an OpenAI-compatible address."""

from dialogues.commands import Outcome, ReportCommand
from trainer.commands import ready_server
from trainer.queries import find_run


class Command(ReportCommand):
    help = "Start the server of a finished run; it leaves when nobody asks it."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--run", required=True, help="UUID or project/number")

    def work(self, *, run, **_options):
        server = ready_server(find_run(run))
        return Outcome(
            {
                "run": str(server.run_id),
                "model": str(server.run),
                "base_url": f"http://127.0.0.1:{server.port}/v1",
            },
        )
