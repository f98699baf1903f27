"""Judge models over REST: bring in what they answered, to compare it with experts."""

import json
from typing import Any, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import wrong
from reviewers.domain.judging import JudgeReport, import_judge_answers

MOST = 5000


class JudgeAnswersIn(TypedDict):
    """Each answer says revision, item, turn, value, note, model and prompt_version."""

    answers: list[dict[str, Any]]


class JudgeAnswers(ApiView):
    @describe(
        "Bring in what judge models answered; it decides nothing",
        JudgeReport,
        takes=JudgeAnswersIn,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        answers = request.data.get("answers")
        if not isinstance(answers, list) or len(answers) > MOST:
            raise wrong("answers", _("Send a list of at most %d answers.") % MOST)
        lines = [json.dumps(one) for one in answers]
        return Response(import_judge_answers(project, lines, by=request.user))
