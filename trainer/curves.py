"""Loss curves as points of an SVG."""

from __future__ import annotations

from typing import Any

LEFT, RIGHT, TOP, BOTTOM = 44, 548, 14, 150


def loss_curve(rows: list[dict[str, Any]]) -> dict[str, Any] | None:
    """The polylines of training and held-out loss, with the ends of the axes.

    Returns nothing while there are fewer than two points to draw.
    """
    train = _series(rows, "train", "loss")
    held_out = _series(rows, "eval", "eval_loss")
    if len(train) < 2:
        return None
    losses = [loss for _step, loss in train + held_out]
    low, high = min(losses), max(losses)
    last_step = max(
        [step for step, _loss in train] + [row.get("max_steps") or 0 for row in rows],
    )
    span = (high - low) or 1.0

    def points(series: list[tuple[int, float]]) -> str:
        return " ".join(
            f"{LEFT + (RIGHT - LEFT) * step / last_step:.1f},"
            f"{BOTTOM - (BOTTOM - TOP) * (loss - low) / span:.1f}"
            for step, loss in series
        )

    return {
        "train": points(train),
        "held_out": points(held_out),
        "low": f"{low:.2f}",
        "high": f"{high:.2f}",
        "first": f"{train[0][1]:.2f}",
        "last": f"{train[-1][1]:.2f}",
        "step": train[-1][0],
        "last_step": last_step,
        "grid": [TOP + (BOTTOM - TOP) * part / 4 for part in range(4)],
    }


def _series(
    rows: list[dict[str, Any]],
    event: str,
    name: str,
) -> list[tuple[int, float]]:
    return [
        (row["step"], row[name])
        for row in rows
        if row["event"] == event and row.get(name) is not None
    ]
