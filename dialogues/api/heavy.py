"""What a project calls heavy, over REST: read and written by its admins."""

from typing import Any, TypedDict

from django.utils.translation import gettext as _
from rest_framework.request import Request
from rest_framework.response import Response

from dialogues.domain import well_being
from dialogues.domain.turns import clean_text
from dialogues.heavy_queries import categories_of
from dialogues.models import HeavyCategory, Project
from dialogues.permissions import ADMIN
from dialogues.rest import ApiView, describe, member_or_404, once
from dialogues.rest.fields import flag, mapping, text, texts, wrong

LANGUAGES = ("zh-hans", "en")


class CategoryData(TypedDict):
    """``name`` and ``note`` by language; ``disclosures`` adds what may tell of harm."""

    slug: str
    name: dict[str, str]
    note: dict[str, str]
    words: list[str]
    disclosures: bool


class CategoriesOut(TypedDict):
    categories: list[CategoryData]


def categories_out(project: Project) -> CategoriesOut:
    return {
        "categories": [
            {
                "slug": one.slug,
                "name": dict(one.name),
                "note": dict(one.note),
                "words": list(one.words),
                "disclosures": one.disclosures,
            }
            for one in categories_of(project)
        ],
    }


class HeavyCategories(ApiView):
    @describe("What is heavy here, in the order in which it is listed", CategoriesOut)
    def get(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        return Response(categories_out(project))

    @describe(
        "Put these in the place of all; an empty list brings the built-in ones back",
        CategoriesOut,
        takes=CategoriesOut,
    )
    @once
    def post(self, request: Request, slug: str) -> Response:
        project = member_or_404(request.user, slug, ADMIN).project
        given = request.data.get("categories")
        if not isinstance(given, list) or not all(
            isinstance(one, dict) for one in given
        ):
            raise wrong("categories", _("Send a list."))
        rows = [category_of(one) for one in given]
        well_being.write_categories(project, rows, by=request.user)
        return Response(categories_out(project))


def category_of(data: dict[str, Any]) -> HeavyCategory:
    return HeavyCategory(
        slug=text(data, "slug", longest=60),
        name=by_language(data, "name"),
        note=by_language(data, "note"),
        words=[
            clean_text(word).strip() for word in texts(data, "words") if word.strip()
        ]
        if "words" in data
        else [],
        disclosures=flag(data, "disclosures"),
    )


def by_language(data: dict[str, Any], name: str) -> dict[str, str]:
    given = mapping(data, name)
    return {
        language: text(given, language, longest=400, default="").strip()
        for language in LANGUAGES
    }
