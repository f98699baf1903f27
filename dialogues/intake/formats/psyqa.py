"""PsyQA: a question, how it came about, and answers with the strategies in them."""

from __future__ import annotations

import re
from typing import Any

from dialogues.intake.formats.spoken import (
    Unusable,
    is_missing,
    left_over,
    oddities,
    one_item,
    word_of,
)
from dialogues.intake.records import Format, Place, TopicRecord, Wishes
from dialogues.parsing import clean_text
from dialogues.phrases import Phrase as _

SCHEME = "psyqa"
LONGEST_QUESTION = 400
_PLACED = ("question", "description", "keywords", "questionID", "answers")


def looks_like(value: Any) -> bool:
    return (
        isinstance(value, dict)
        and isinstance(value.get("question"), str)
        and ("answers" in value or "questionID" in value)
    )


@one_item
def read(place: Place, value: Any, _wishes: Wishes) -> TopicRecord:
    if not isinstance(value, dict) or "question" not in value:
        raise Unusable("other-shape", _("A record of PsyQA has a “question”."))
    question = word_of(value["question"])
    if not question:
        raise Unusable("empty", _("The question is empty."))
    if len(question) > LONGEST_QUESTION:
        raise Unusable(
            "too-long", _("A question has at most %d characters.") % LONGEST_QUESTION
        )
    answers, odd = _answers(value.get("answers"))
    situation = word_of(value.get("description"))
    words = re.split("[,，、;；]", word_of(value.get("keywords")))
    keywords = [word.strip() for word in words if word.strip()]
    return TopicRecord(
        place,
        question,
        source_id=word_of(value.get("questionID")),
        theme=keywords[0] if keywords else "",
        situation=situation,
        odd=oddities(
            [question, situation, *(answer["text"] for answer in answers)], *odd
        ),
        meta={
            **left_over(value, *_PLACED),
            "keywords": keywords,
            "answers": answers,
        },
    )


def _answers(given: Any) -> tuple[list[dict[str, Any]], set[str]]:
    """The answers with their labels, and what is odd in them."""
    if is_missing(given):
        return [], set()
    if not isinstance(given, list):
        raise Unusable("other-shape", _("The answers are not written as a list."))
    answers, odd = [], set()
    for answer in given:
        text = answer.get("answer_text") if isinstance(answer, dict) else None
        if not isinstance(text, str):
            odd.add("answer-missing")
            continue
        labels, lost = _labels(text, answer.get("labels_sequence"))
        if lost:
            odd.add("label-outside-text")
        answers.append(
            {
                "text": clean_text(text),
                "labels": labels,
                **left_over(answer, "answer_text", "has_label", "labels_sequence"),
            }
        )
    return answers, odd


def _labels(text: str, given: Any) -> tuple[list[dict[str, Any]], bool]:
    """Labels whose offsets count in the text as it is stored, and if any was lost."""
    if not isinstance(given, list):
        return [], not is_missing(given)
    labels = []
    for label in given:
        if not isinstance(label, dict):
            continue
        start, end, kind = (label.get(key) for key in ("start", "end", "type"))
        if type(start) is int and type(end) is int and 0 <= start < end <= len(text):
            labels.append(
                {
                    "scheme": SCHEME,
                    "label": word_of(kind),
                    # NFC can shorten what stands before.
                    "start": len(clean_text(text[:start])),
                    "end": len(clean_text(text[:end])),
                }
            )
    return labels, len(labels) < len(given)


PSYQA = Format("psyqa", _("PsyQA questions"), "topics", looks_like, read)
