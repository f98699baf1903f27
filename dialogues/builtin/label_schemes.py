"""The built-in label schemes, the same for both templates."""

import json
from pathlib import Path
from typing import Any

SCHEMES: list[dict[str, Any]] = json.loads(
    Path(__file__).with_suffix(".json").read_text(encoding="utf-8"),
)
