"""What the OpenAPI description says of an address, from the types that it answers."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypedDict, get_args, get_origin

from drf_spectacular.plumbing import resolve_type_hint
from drf_spectacular.utils import OpenApiParameter, extend_schema

Method = Callable[..., Any]


class Said(TypedDict):
    code: str
    detail: str


class Problem(Said, total=False):
    """Every error; ``fields`` names what was wrong with a body."""

    fields: dict[str, list[str]]


KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Any text of up to 200 characters; the same request is done once.",
)
PAGING = [
    OpenApiParameter("cursor", str, description="From `next`; opaque."),
    OpenApiParameter("limit", int, description="Rows on a page, 1 to 200."),
]


def describe(
    summary: str,
    answers: Any = None,
    *,
    takes: Any = None,
    status: int = 200,
    query: tuple[str, ...] = (),
) -> Callable[[Method], Method]:
    """Describe an address that answers one thing, or nothing."""

    def described(method: Method) -> Method:
        parameters = [OpenApiParameter(name, str) for name in query]
        if method.__name__ == "post":
            parameters.append(KEY)
        return extend_schema(
            operation_id=operation_id(method),
            summary=summary,
            parameters=parameters,
            request={"application/json": shape(takes)} if takes else None,
            responses=responses(status, shape(answers) if answers else None),
        )(method)

    return described


def described_page(
    summary: str,
    row: Any,
    *,
    order: str,
    query: tuple[str, ...] = (),
) -> Callable[[Method], Method]:
    """Describe a list, with the order that its rows come in."""
    answer = {
        "type": "object",
        "properties": {
            "results": {"type": "array", "items": shape(row)},
            "next": {"type": "string", "format": "uri", "nullable": True},
        },
        "required": ["results", "next"],
    }

    def described(method: Method) -> Method:
        return extend_schema(
            operation_id=operation_id(method),
            summary=summary,
            description=f"Order: {order}.",
            parameters=[OpenApiParameter(name, str) for name in query] + PAGING,
            responses=responses(200, answer),
        )(method)

    return described


def responses(status: int, answer: Any) -> dict[str, Any]:
    return {str(status): answer, "4XX": shape(Problem)}


def operation_id(method: Method) -> str:
    """``Dialogues.get`` is ``get_dialogues``."""
    view = method.__qualname__.partition(".")[0]
    words = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", view).lower()
    return f"{method.__name__}_{words}"


def shape(hint: Any) -> dict[str, Any]:
    """A type as a schema, each typed dictionary in it under its own name."""
    if get_origin(hint) is list:
        return {"type": "array", "items": shape(get_args(hint)[0])}
    schema = resolve_type_hint(hint)
    if isinstance(hint, type) and hasattr(hint, "__required_keys__"):
        schema["title"] = hint.__name__
        if hint.__required_keys__:
            schema["required"] = sorted(hint.__required_keys__)
    return schema


def name_shapes(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Move every schema with a title to the components, and refer to it there."""
    named = result["components"].setdefault("schemas", {})

    def moved(part: Any) -> Any:
        if isinstance(part, list):
            return [moved(one) for one in part]
        if not isinstance(part, dict):
            return part
        inside = {key: moved(value) for key, value in part.items()}
        if inside.get("type") != "object" or "title" not in inside:
            return inside
        title = inside.pop("title")
        named[title] = inside
        return {"$ref": f"#/components/schemas/{title}"}

    result["paths"] = moved(result["paths"])
    return result
