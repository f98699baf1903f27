"""A stand-in's other wording of a turn: no model wrote it, but it goes by the wish."""

import re

_ASKED = re.compile(
    r"(?:重新?写的?是?这一?句|改写的?是?这一?句|turn to be written anew|"
    r"rewrite this turn)\s*[：:]\s*(?P<turn>.+?)\n\s*\n"
    r"(?:.*?(?:变成这样|怎么改|What should become of it|wish)\s*[：:]\s*(?P<wish>[^\n]*))?",
    re.DOTALL | re.IGNORECASE,
)
_NAME = re.compile(r"[^：:。，！？\n]{1,16}[：:]\s*")
_SENTENCE = re.compile(r"[^。！？!?….]*[。！？!?….]+[”’」』\"')）]*\s*|[^。！？!?….]+$")
_HAN = re.compile("[\u3400-\u9fff]")
_SHORTER, _ASKS, _FEELING = (
    re.compile(words, re.IGNORECASE)
    for words in ("短|short", "问题|question", "心情|感受|feel")
)


def rewritten(prompt: str) -> str | None:
    """The turn that a prompt wants anew, in other words; nothing where it wants none."""
    asked = _ASKED.search(prompt)
    if asked is None:
        return None
    text = _NAME.sub("", asked["turn"].strip(), count=1)
    wish = asked["wish"] or ""
    chinese = bool(_HAN.search(text))
    sentences = _SENTENCE.findall(text)
    if _SHORTER.search(wish):
        return "".join(sentences[: max(1, len(sentences) // 2)]).strip()
    if _ASKS.search(wish):
        question = "你愿意多跟我说一点吗？" if chinese else "Would you tell me more?"
        return _joined(sentences[0].strip(), question, chinese=chinese)
    if _FEELING.search(wish):
        feeling = "听起来，你心里挺难受的。" if chinese else "That sounds hard for you."
        return _joined(feeling, text, chinese=chinese)
    return _joined("嗯，我听着呢。" if chinese else "I see.", text, chinese=chinese)


def _joined(*parts: str, chinese: bool) -> str:
    return ("" if chinese else " ").join(parts)
