"""The built-in courses and guidelines: one Markdown file a lesson and language.

A lesson is ``NN-slug.LANGUAGE.md``: the title, ``---``, the text, ``---``, the tasks.
"""

from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
GUIDELINES = "guidelines"
LANGUAGES = ("zh-hans", "en")
PRACTICE = "practice-"
Words = dict[str, str | dict[str, str]]


def course_of(template: str) -> list[Words]:
    """The lessons of a template in order, every text as ``{language: text}``."""
    stems = sorted(
        {file.name.partition(".")[0] for file in (FOLDER / template).glob("[0-9]*.md")},
    )
    return [_lesson(template, stem) for stem in stems]


def guideline_of(template: str) -> dict[str, str]:
    return {
        language: _read(template, GUIDELINES, language).strip()
        for language in LANGUAGES
    }


def _lesson(template: str, stem: str) -> Words:
    slug = stem.partition("-")[2]
    parts = {
        language: [
            part.strip() for part in _read(template, stem, language).split("\n---\n")
        ]
        for language in LANGUAGES
    }
    return {
        "slug": slug,
        "kind": "practice" if slug.startswith(PRACTICE) else "theory",
        **{
            name: {language: parts[language][place] for language in LANGUAGES}
            for place, name in enumerate(("title", "text", "tasks"))
        },
    }


@cache
def _read(template: str, stem: str, language: str) -> str:
    path = FOLDER / template / f"{stem}.{language}.md"
    return path.read_text(encoding="utf-8")
