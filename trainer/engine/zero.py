"""The DeepSpeed configuration, generated from the run's own so that no number is said twice."""

from __future__ import annotations

from typing import Any

NEVER = 10**9


def zero_config(stage: int, *, on_cpu: bool) -> dict[str, Any]:
    """`auto` values are filled in by the Trainer from its own arguments."""
    return {
        "train_batch_size": "auto",
        "train_micro_batch_size_per_gpu": "auto",
        "gradient_accumulation_steps": "auto",
        "gradient_clipping": "auto",
        "bf16": {"enabled": "auto"},
        "fp16": {"enabled": "auto"},
        "zero_allow_untested_optimizer": True,
        "zero_optimization": {
            "stage": stage,
            "overlap_comm": not on_cpu,
            "contiguous_gradients": True,
            "reduce_bucket_size": "auto",
            "stage3_gather_16bit_weights_on_model_save": True,
        },
        "steps_per_print": NEVER,
        "wall_clock_breakdown": False,
    }
