"""Take dialogues into a project from files."""

from dialogues.commands import wrong_usage
from dialogues.domain.imports import ARRIVE_AS
from dialogues.import_command import ImportCommand, pairs
from dialogues.models import Import

ROLES = ("user", "assistant")


class Command(ImportCommand):
    help = "Take dialogues into a project from files; “-” reads what is piped in."
    kind = Import.Kind.DIALOGUES
    keys = (*ImportCommand.keys, "flagged", "held", "warnings")

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument(
            "--as",
            dest="arrive_as",
            choices=[str(status) for status in ARRIVE_AS],
            default="drafted",
            help="approved: by --by, who answers for it",
        )
        parser.add_argument(
            "--speakers",
            metavar="NAME=ROLE,…",
            help="who a name in the file is: user or assistant",
        )

    def plan(self, options):
        speakers = pairs("--speakers", options["speakers"])
        if unknown := set(speakers.values()) - set(ROLES):
            raise wrong_usage(f"--speakers: {', '.join(unknown)} ≠ {' | '.join(ROLES)}")
        return {
            **super().plan(options),
            "speakers": speakers,
            "arrive_as": options["arrive_as"],
        }
