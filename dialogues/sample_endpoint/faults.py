"""What goes wrong with real endpoints, on demand or at a rate."""

import random
import threading
from dataclasses import dataclass, field

from dialogues.sample_endpoint.answers import digest

STATUS = {
    "401": (401, "invalid_api_key", "Incorrect API key provided."),
    "429": (429, "rate_limit_exceeded", "Too many requests; try again shortly."),
    "500": (500, "server_error", "The server had an error."),
}
KINDS = (
    "429", "500", "timeout", "cut-off", "malformed",
    "empty", "huge", "refusal", "english", "drop",
)  # fmt: skip
ON_DEMAND = (*KINDS, "401")

HUGE_BYTES = 100 * 1024
REFUSAL = "很抱歉，作为一个人工智能语言模型，我无法协助完成这个请求。"
ENGLISH = (
    "Child: I spilled paint all over my little brother's drawing.\n"
    "Assistant: That sounds like a shock for both of you. How do you feel now?\n"
    "Child: Bad. He is crying in his room.\n"
    "Assistant: You care about him. Shall we think of what you could tell him?"
)
_PROMPTS_REMEMBERED = 100_000


@dataclass
class Faults:
    """The same seed gives a prompt's first, second, … request the same fault."""

    rate: float = 0.0
    seed: int = 0
    _seen: dict[str, int] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def next(self, prompt: str, asked: str) -> str:
        """Name this request's fault; `asked` lists those of its first attempts."""
        key = digest(prompt)
        with self._lock:
            if len(self._seen) >= _PROMPTS_REMEMBERED:
                self._seen.clear()
            attempt = self._seen[key] = self._seen.get(key, -1) + 1
        if asked:
            kinds = [kind.strip() for kind in asked.split(",")]
            kind = kinds[attempt] if attempt < len(kinds) else ""
            if len(kinds) == 1:
                kind = kinds[0]
            return kind if kind in ON_DEMAND else ""
        chance = random.Random(f"{self.seed}:{key}:{attempt}")  # noqa: S311 (no secret)
        return chance.choice(KINDS) if chance.random() < self.rate else ""


def spoil(kind: str, text: str) -> tuple[str, str]:
    """Turn a good answer into a bad one; return it with its finish reason."""
    if kind == "cut-off":
        cut = text[: len(text) * 2 // 3]
        return cut.rstrip("。！？!?.…”\n "), "length"
    spoiled = {
        "malformed": "，".join(line.partition("：")[2] for line in text.split("\n")),
        "empty": "",
        "huge": text * (HUGE_BYTES // max(len(text.encode()), 1) + 1),
        "refusal": REFUSAL,
        "english": ENGLISH,
    }
    return spoiled.get(kind, text), "stop"
