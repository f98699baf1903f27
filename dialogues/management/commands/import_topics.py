"""Take topics into a project from files."""

from dialogues.import_command import ImportCommand
from dialogues.models import Import


class Command(ImportCommand):
    help = "Take topics into a project from files; “-” reads what is piped in."
    kind = Import.Kind.TOPICS
