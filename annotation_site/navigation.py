"""What every page knows: the project one is in and where one can go from here."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def site(_request: HttpRequest) -> dict[str, Any]:
    return {"sample_endpoint": settings.SAMPLE_ENDPOINT, "navigation": []}
