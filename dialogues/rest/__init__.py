"""What the API of every room is made of: views, fields, pages, repeats, descriptions."""

from dialogues.rest.described import describe, described_page
from dialogues.rest.entering import member_or_404, need_place, row_or_404
from dialogues.rest.once import once
from dialogues.rest.pages import page
from dialogues.rest.views import ApiView, NotThere

__all__ = [
    "ApiView",
    "NotThere",
    "describe",
    "described_page",
    "member_or_404",
    "need_place",
    "once",
    "page",
    "row_or_404",
]
