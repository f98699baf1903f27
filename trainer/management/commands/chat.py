"""Talk with a tuned model at the terminal."""

from django.utils.translation import gettext as _

from dialogues.commands import Outcome, ReportCommand
from trainer import chatting
from trainer.commands import ready_server
from trainer.queries import find_run


class Command(ReportCommand):
    help = "Say something to a tuned model (--say), or hold a conversation."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--run", required=True, help="UUID or project/number")
        parser.add_argument("--say", help="say this once and leave")

    def work(self, *, run, say, **_options):
        server = ready_server(find_run(run))
        if say is not None:
            return Outcome({"reply": self.answer(server, [], say)})
        history: list[chatting.Message] = []
        self.stderr.write(_("Empty line or Ctrl-D to leave."))
        while words := self.listen():
            self.stdout.write(self.answer(server, history, words))
        return Outcome({"reply": history[-1]["content"] if history else None})

    def answer(self, server, history, words):
        history.append({"role": "user", "content": words})
        said = chatting.reply(server, chatting.clean_messages(history))
        history.append({"role": "assistant", "content": said})
        return said

    def listen(self):
        try:
            return input("> ").strip()
        except (EOFError, KeyboardInterrupt):
            return ""
