"""Talk with a tuned model at the terminal."""

from django.utils.translation import gettext as _

from dialogues.commands import Outcome, ReportCommand, wrong_usage
from trainer import chatting
from trainer.commands import ready_server
from trainer.queries import find_run


class Command(ReportCommand):
    help = "Say something to a tuned model (--say), or hold a conversation."

    def add_arguments(self, parser):
        super().add_arguments(parser)
        parser.add_argument("--run", required=True, help="UUID or project/number")
        parser.add_argument("--say", help="say this once and leave")

    def work(self, *, run, say, **options):
        if say is not None and not say.strip():
            raise wrong_usage(_("Say something: --say TEXT."))
        found = find_run(run)
        if say is not None:
            return Outcome({"reply": self.answer(found, [], say)})
        history: list[chatting.Message] = []
        shown = self.stderr if options["json"] else self.stdout
        self.stderr.write(_("Empty line or Ctrl-D to leave."))
        while words := self.listen():
            shown.write(self.answer(found, history, words))
        return Outcome({"reply": history[-1]["content"] if history else None})

    def answer(self, run, history, words):
        """Add what was said and the answer; the server may have left since the last."""
        history.append({"role": "user", "content": words})
        recent = history[-chatting.MOST_MESSAGES + 1 :]
        asked = chatting.clean_messages(recent)
        said = chatting.reply(ready_server(run), asked)
        history.append({"role": "assistant", "content": said})
        return said

    def listen(self):
        try:
            self.stderr.write("> ", lambda plain: plain, "")
            self.stderr.flush()
            return input().strip()
        except (EOFError, KeyboardInterrupt):
            return ""
