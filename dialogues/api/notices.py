"""A person's own notices."""

from datetime import datetime
from typing import NotRequired, TypedDict
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import noticing
from dialogues.models import Notice
from dialogues.notice_queries import notices_of
from dialogues.rest import ApiView, describe, described_page, once, page
from dialogues.rest.fields import identifiers, text, wrong


class NoticeOut(TypedDict):
    id: UUID
    kind: str
    project: str
    dialogue: UUID | None
    proposal: UUID | None
    call: UUID | None
    sign_off: UUID | None
    comment: UUID | None
    at: datetime
    read_at: datetime | None


class ReadIn(TypedDict):
    notices: NotRequired[list[str]]


class ReadOut(TypedDict):
    read: int


def notice_out(notice: Notice) -> NoticeOut:
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "project": notice.where.slug,
        "dialogue": notice.dialogue_id,
        "proposal": notice.proposal_id,
        "call": notice.call_id,
        "sign_off": notice.sign_off_id,
        "comment": notice.comment_id,
        "at": notice.at,
        "read_at": notice.read_at,
    }


class Notices(ApiView):
    @described_page(
        "What happened to one's dialogues",
        NoticeOut,
        order="latest first",
        query=("show", "kind"),
    )
    def get(self, request: Request) -> Response:
        known = {"show": ["unread", "read"], "kind": Notice.Kind.values}
        wanted = {
            name: text({name: request.query_params.get(name, "")}, name)
            for name in known
        }
        for name, value in wanted.items():
            if value and value not in known[name]:
                raise wrong(name, _("Choose one of: %s.") % ", ".join(known[name]))
        return page(
            request,
            notices_of(request.user, **wanted),
            lambda rows: [notice_out(row) for row in rows],
            order=("-at", "id"),
        )


class ReadNotices(ApiView):
    @describe(
        "Mark these notices as read, or all of them when none is named",
        ReadOut,
        takes=ReadIn,
    )
    @once
    def post(self, request: Request) -> Response:
        rows = Notice.objects.filter(user=request.user)
        if "notices" in request.data:
            rows = rows.filter(pk__in=identifiers(request.data, "notices"))
        return Response({"read": noticing.mark_read(rows)})
