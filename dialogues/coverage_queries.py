"""What there is and what is wanted: theme by feeling, for all ages or one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from dialogues.builtin.templates import TEMPLATES, template
from dialogues.domain.choosing import Kind, coverage
from dialogues.domain.drafting import project_emotions
from dialogues.models import Project
from dialogues.prompts import age_words

DARKEST = 5


@dataclass
class Cell:
    """Dialogues there or on their way, and how many are wanted; None where unsaid."""

    kind: Kind
    have: int
    wanted: int | None

    @property
    def missing(self) -> int:
        return max(0, (self.wanted or 0) - self.have)

    @property
    def shade(self) -> int:
        """From 0, nothing, to 5, all that is wanted."""
        if not self.wanted or not self.have:
            return 0
        if self.have >= self.wanted:
            return DARKEST
        return 1 + min(DARKEST - 2, (DARKEST - 1) * self.have // self.wanted)


@dataclass
class Row:
    theme: str
    cells: list[Cell]


def kinds_known(project: Project) -> tuple[list[str], list[str], list[str]]:
    """The themes, feelings and ages that there are, the template's own first."""
    topics = project.topics.order_by()
    quotas = list(project.quotas.values_list("theme", "emotion", "age_band"))
    return (
        _together(
            [],
            topics.values_list("theme", flat=True).distinct(),
            (quota[0] for quota in quotas),
        ),
        _together(
            emotions_of(project),
            topics.values_list("emotion", flat=True).distinct(),
            (quota[1] for quota in quotas),
        ),
        _together(
            _ages(project),
            topics.values_list("age_band", flat=True).distinct(),
            (quota[2] for quota in quotas),
        ),
    )


def emotions_of(project: Project) -> list[str]:
    return project_emotions(project) if project.template in TEMPLATES else []


def heat_map(
    project: Project, *, age: str = "", every_feeling: bool = False
) -> dict[str, Any]:
    """Rows of themes, columns of feelings; last of each what may be any.

    Feelings of which there is nothing and nothing is wanted only stand there on wish.
    """
    themes, emotions, ages = kinds_known(project)
    made: Counter[tuple[str, str]] = Counter()
    for (theme, emotion, age_band), many in coverage(project).items():
        if age in ("", age_band):
            made[theme, emotion] += many
    themes = _together(themes, {theme for theme, _emotion in made})
    emotions = _together(emotions, {emotion for _theme, emotion in made})
    wanted = _wanted(project, age)
    of_use = {emotion for _theme, emotion in [*made, *wanted]}
    shown = [one for one in emotions if every_feeling or one in of_use] or emotions
    rows = [
        Row(
            theme,
            [
                Cell(
                    Kind(theme, emotion, age),
                    _sum(made, theme, emotion),
                    wanted.get((theme, emotion)),
                )
                for emotion in [*shown, ""]
            ],
        )
        for theme in [*themes, ""]
    ]
    return {
        "rows": rows,
        "emotions": shown,
        "hidden": len(emotions) - len(shown),
        "ages": [{"slug": one, "name": age_words(project, one)} for one in ages],
        "made": sum(made.values()),
        "wanted": sum(wanted.values()),
        "missing": sum(cell.missing for row in rows for cell in row.cells),
        "unsaid": sum(many for (_t, emotion), many in made.items() if not emotion),
    }


def quota_lines(project: Project) -> list[list[str]]:
    """What is wanted as the rows of a table."""
    rows = project.quotas.values_list("theme", "emotion", "age_band", "wanted")
    return [[str(part) for part in row] for row in rows]


def _wanted(project: Project, age: str) -> dict[tuple[str, str], int]:
    """Of all ages together: the quota for any age, or those of the ages if more."""
    of_any: Counter[tuple[str, str]] = Counter()
    of_ages: Counter[tuple[str, str]] = Counter()
    for quota in project.quotas.all():
        place = (quota.theme, quota.emotion)
        if quota.age_band and age in ("", quota.age_band):
            of_ages[place] += quota.wanted
        elif not quota.age_band and not age:
            of_any[place] += quota.wanted
    return {
        place: max(of_any[place], of_ages[place]) for place in of_any.keys() | of_ages
    }


def _sum(made: Counter[tuple[str, str]], theme: str, emotion: str) -> int:
    if theme and emotion:
        return made[theme, emotion]
    return sum(
        many
        for (its_theme, its_emotion), many in made.items()
        if theme in ("", its_theme) and emotion in ("", its_emotion)
    )


def _ages(project: Project) -> list[str]:
    if project.template not in TEMPLATES:
        return []
    return [band["slug"] for band in template(project.template).get("age_bands", [])]


def _together(*lists: Any) -> list[str]:
    """Each value once, the first list in its order, then the others sorted."""
    first = [value for value in lists[0] if value]
    more = {value for one in lists[1:] for value in one if value}
    return [*first, *sorted(more - set(first))]
