"""What dialogues can be about."""

from typing import TypedDict

from django.utils.translation import gettext as _
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.api.text_shapes import TopicOut, topic_out
from dialogues.domain.topics import import_topics
from dialogues.import_queries import TopicReport
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, described_page, member_or_404, once, page
from dialogues.rest.fields import text, wrong
from dialogues.rest.views import ObjectParser
from dialogues.topic_lines import MAX_FILE_BYTES

# What the parts of a form may take beside the file itself.
ROOM_FOR_THE_FORM = 64 * 1024


class TopicsIn(TypedDict):
    text: str


class Topics(ApiView):
    parser_classes = [ObjectParser, MultiPartParser]
    largest_upload = MAX_FILE_BYTES + ROOM_FOR_THE_FORM

    @described_page("Topics", TopicOut, order="oldest first", query=("theme",))
    def get(self, request: Request, slug: str) -> Response:
        topics = member_or_404(request.user, slug).project.topics.select_related(
            "source"
        )
        if theme := request.query_params.get("theme"):
            topics = topics.filter(theme=text({"theme": theme}, "theme"))
        return page(
            request,
            topics,
            lambda rows: [topic_out(row) for row in rows],
            order=("created_at", "id"),
        )

    @describe(
        "Add topics: lines of text, or a file of them", TopicReport, takes=TopicsIn
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        data, source = self.sent(request)
        return Response(import_topics(project, data, source=source, by=request.user))

    def sent(self, request: Request) -> tuple[bytes, str]:
        if file := request.FILES.get("file"):
            return file.read(), text({"file": file.name}, "file")
        if request.content_type.startswith("multipart/"):
            raise wrong("file", _("Send a file."))
        lines = text(request.data, "text", longest=MAX_FILE_BYTES)
        return lines.encode(), "api"
