"""Short texts that a project keeps in Chinese and English."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

DEFAULT_LANGUAGE = "zh-hans"


class Translated(dict[str, str]):
    """One text by language; reads as the reader's language, else whichever there is."""

    def __str__(self) -> str:
        for language in (get_language(), DEFAULT_LANGUAGE, *self):
            if language and self.get(language):
                return self[language]
        return ""


class TranslatedAttribute(DeferredAttribute):
    """Makes an assigned dictionary read as a text at once, before it is stored."""

    def __set__(self, instance: models.Model, value: Any) -> None:
        if isinstance(value, dict):
            value = Translated(value)
        instance.__dict__[self.field.attname] = value


def check_languages(value: Any) -> None:
    if not isinstance(value, dict) or not all(
        isinstance(language, str) and isinstance(text, str)
        for language, text in value.items()
    ):
        raise ValidationError(_("Write one text for each language."))


class TranslatedField(models.JSONField):
    """A JSON column of ``{language: text}``."""

    descriptor_class = TranslatedAttribute
    default_validators = [check_languages]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        super().__init__(*args, **kwargs)
