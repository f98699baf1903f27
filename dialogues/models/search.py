"""What a dialogue is found by."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.lookups import Lookup

from dialogues.models.dialogues import Dialogue


class SearchText(models.Model):
    """The folded text of a dialogue's latest revision, with its topic and theme.

    ``dialogues/searching.py`` says what its ``words`` are. A row that ``waits`` is
    empty yet: a worker fills it.
    """

    dialogue = models.OneToOneField(
        Dialogue,
        models.PROTECT,
        primary_key=True,
        related_name="search",
    )
    text = models.TextField()
    words = SearchVectorField()
    waits = models.BooleanField(default=False)

    class Meta:
        indexes = [
            # Hundreds of lexemes a row go in together. Each search reads those that
            # wait to: a quarter of what is usual, for a search of milliseconds.
            GinIndex(
                fields=["words"],
                name="search_words",
                fastupdate=True,
                gin_pending_list_limit=1024,
            ),
            models.Index(
                fields=["dialogue"],
                name="search_waiting",
                condition=models.Q(waits=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


@SearchVectorField.register_lookup
class Matches(Lookup):
    """``words__matches="'吵架' & '怕'"``: a ``tsquery`` as it is, through no parser."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        left, left_values = self.process_lhs(compiler, connection)
        right, right_values = self.process_rhs(compiler, connection)
        return f"{left} @@ {right}::tsquery", [*left_values, *right_values]
