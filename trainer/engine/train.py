"""Fine-tune on a release: `python -m trainer.engine.train --config run.json`, alone or under a launcher."""

from __future__ import annotations

import argparse
import dataclasses
import functools
import json
import shutil
import sys
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trainer.engine import checkpoints, data, files, status
from trainer.engine.build import build_cpu_library
from trainer.engine.config import (
    CONFIG_NAME,
    ConfigError,
    Refused,
    RunConfig,
    read_config,
)
from trainer.engine.ranks import StopWish, join_world
from trainer.engine.tokenizer import put_template
from trainer.engine.zero import zero_config

if TYPE_CHECKING:
    from collections.abc import Sequence

    from transformers import PreTrainedTokenizerBase, Trainer, TrainingArguments

DONE, FAILED, REFUSED, INTERRUPTED = 0, 1, 2, 75


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--config", required=True, help=f"the run folder's {CONFIG_NAME}"
    )
    parser.add_argument("--local_rank", type=int, default=-1, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    path = Path(options.config).resolve()
    rank, world_size = join_world()
    stop = StopWish(path.parent, rank)
    try:
        if rank == 0 and path.parent.is_dir():
            status.update_status(path.parent, state=status.PREPARING, error=None)
        return train(path.parent, read_config(path), rank, world_size, stop)
    except Refused as refusal:
        return _give_up(path.parent, str(refusal), REFUSED)
    except Exception as error:  # noqa: BLE001 - whatever it is, the run folder must say it
        traceback.print_exc()
        return _give_up(path.parent, f"{type(error).__name__}: {error}", FAILED)


def _give_up(folder: Path, error: str, code: int) -> int:
    print(f"error: {error}", file=sys.stderr, flush=True)
    if folder.is_dir():
        status.fail(folder, error)
    return code


def train(
    folder: Path, config: RunConfig, rank: int, world_size: int, stop: StopWish
) -> int:
    """Everything one rank does, from the run folder as it was given to the trained model."""
    accumulation = config.accumulation(world_size)
    rows = data.read_rows(folder / config.data)
    data.check_rows(rows)
    on_cpu = meet_the_others(config)

    import torch
    from transformers import AutoModelForCausalLM, Trainer, set_seed

    from trainer.engine.metrics import RunRecord

    if rank == 0:
        prepare_folder(folder, config, rows)
    torch.distributed.barrier()

    set_seed(config.seed)
    base = base_of(folder, config)
    tokenizer = load_tokenizer(base)
    new_tokens = put_template(tokenizer)
    splits, reports = {}, {}
    for split in ("train", "validation"):
        splits[split], reports[split] = data.encode_split(
            rows, split, tokenizer, loss_on=config.loss_on, cutoff=config.cutoff
        )
    if rank == 0:
        report_data(folder, reports)
    data.check_reports(reports)

    arguments = training_arguments(
        folder,
        config,
        world_size=world_size,
        accumulation=accumulation,
        on_cpu=on_cpu,
        validate=bool(splits["validation"]),
    )
    dtypes = {"fp32": torch.float32, "bf16": torch.bfloat16, "fp16": torch.float16}
    model = AutoModelForCausalLM.from_pretrained(base, dtype=dtypes[config.precision])
    if new_tokens:
        model.resize_token_embeddings(len(tokenizer))
    model.config.use_cache = False
    trainer = Trainer(
        model=model,
        args=arguments,
        train_dataset=splits["train"],
        eval_dataset=splits["validation"] or None,
        data_collator=functools.partial(data.collate, padding=tokenizer.pad_token_id),
        processing_class=tokenizer,
        callbacks=[RunRecord(folder, stop)],
    )
    checkpoint = checkpoints.newest_whole(
        folder / files.CHECKPOINTS, world_size=world_size
    )
    if rank == 0:
        if checkpoint is None:
            status.update_status(folder, step=0, first_loss=None, last_loss=None)
        start = f"resuming from {checkpoint.name}" if checkpoint else "from the start"
        print(
            f"{model.num_parameters():,} parameters, {len(splits['train'])} dialogues, "
            f"{world_size} ranks, accumulation {accumulation}, {start}",
            flush=True,
        )
    if not stop.agreed():
        trainer.train(resume_from_checkpoint=str(checkpoint) if checkpoint else None)
    if is_finished(trainer):
        write_final(folder, trainer, tokenizer)
        code = end(folder, stop, rank, status.DONE)
    else:
        code = end(folder, stop, rank, status.INTERRUPTED)
    torch.distributed.barrier()
    torch.distributed.destroy_process_group()
    return code


def meet_the_others(config: RunConfig) -> bool:
    """Join the other ranks, before any library looks for them; say whether on CPU."""
    import torch

    on_cpu = not torch.cuda.is_available()
    if on_cpu:
        if config.precision == "fp16":
            raise ConfigError("precision", "fp16 needs a GPU, and there is none here.")
        build_cpu_library()

    import deepspeed

    deepspeed.init_distributed(
        dist_backend="gloo" if on_cpu else None, auto_mpi_discovery=False
    )
    return on_cpu


def load_tokenizer(base: str) -> PreTrainedTokenizerBase:
    from transformers import AutoTokenizer

    try:
        tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(base)
    except (OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise Refused(f"The base model {base} cannot be read: {reason}") from error
    return tokenizer


def base_of(folder: Path, config: RunConfig) -> str:
    """A folder, absolute or beside run.json, or a name that the Hugging Face cache knows."""
    name = config.base_model or files.BASE
    return (
        str(folder / name)
        if (folder / name).is_dir() or not config.base_model
        else name
    )


def prepare_folder(folder: Path, config: RunConfig, rows: list[data.Row]) -> None:
    """What one rank does for all: torn checkpoints go aside, a missing small model is built."""
    moved = checkpoints.set_aside(folder / files.CHECKPOINTS, keep_whole=config.resume)
    for name in moved:
        print(f"moved aside: {name}", flush=True)
    if not config.resume:
        shutil.rmtree(folder / files.BASE, ignore_errors=True)
    if config.base_model is None and not (folder / files.BASE).is_dir():
        from trainer.engine.tiny_model import build_small_model

        learned = [row for row in rows if row.split == "train"]
        build_small_model(folder / files.BASE, learned, config)


def training_arguments(
    folder: Path,
    config: RunConfig,
    *,
    world_size: int,
    accumulation: int,
    on_cpu: bool,
    validate: bool,
) -> TrainingArguments:
    from transformers import TrainingArguments

    validate = validate and config.eval_steps is not None
    return TrainingArguments(
        output_dir=str(folder / files.CHECKPOINTS),
        num_train_epochs=config.epochs,
        max_steps=config.max_steps or -1,
        learning_rate=config.learning_rate,
        lr_scheduler_type=config.schedule,
        warmup_steps=config.warmup_steps,
        optim=config.optimizer,
        weight_decay=config.weight_decay,
        max_grad_norm=config.max_grad_norm,
        per_device_train_batch_size=config.micro_batch,
        per_device_eval_batch_size=config.micro_batch,
        gradient_accumulation_steps=accumulation,
        activation_checkpointing=config.gradient_checkpointing,
        bf16=config.precision == "bf16",
        fp16=config.precision == "fp16",
        deepspeed=zero_config(config.zero_stage, on_cpu=on_cpu),
        use_cpu=on_cpu,
        ddp_backend="gloo" if on_cpu and world_size > 1 else None,
        eval_strategy="steps" if validate else "no",
        eval_steps=config.eval_steps,
        prediction_loss_only=True,
        logging_steps=config.logging_steps,
        logging_first_step=True,
        save_steps=config.save_steps,
        save_total_limit=config.save_total_limit,
        include_num_input_tokens_seen="non_padding",
        remove_unused_columns=False,
        dataloader_pin_memory=not on_cpu,
        seed=config.seed,
        report_to="none",
        disable_tqdm=True,
    )


def report_data(folder: Path, reports: dict[str, data.SplitReport]) -> None:
    counted = {split: dataclasses.asdict(report) for split, report in reports.items()}
    text = json.dumps(counted, ensure_ascii=False, indent=1)
    status.write_whole(folder / files.REPORT_NAME, text + "\n")
    for split, report in reports.items():
        print(
            f"{split}: {report.rows} dialogues, {report.used} used, {report.cut} cut, "
            f"{len(report.nothing_to_learn)} without a word to learn, "
            f"{report.learned_tokens} of {report.tokens} tokens learned",
            flush=True,
        )


def is_finished(trainer: Trainer) -> bool:
    return 0 < trainer.state.max_steps <= trainer.state.global_step


def write_final(
    folder: Path, trainer: Trainer, tokenizer: PreTrainedTokenizerBase
) -> None:
    """`final/` is the trained model, ready to load and to serve; it appears whole."""
    unfinished = folder / f"{files.FINAL}.unfinished"
    generation: Any = trainer.model.generation_config  # type: ignore[union-attr]
    generation.update(
        do_sample=True,
        temperature=1.0,
        top_p=0.95,
        use_cache=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    trainer.model.config.use_cache = True  # type: ignore[union-attr]
    trainer.save_model(str(unfinished))  # every rank: ZeRO-3 gathers its parts here
    if trainer.is_world_process_zero():
        shutil.rmtree(folder / files.FINAL, ignore_errors=True)
        unfinished.rename(folder / files.FINAL)


def end(folder: Path, stop: StopWish, rank: int, state: str) -> int:
    if rank == 0:
        stop.forget()
        status.update_status(folder, state=state)
        print(f"{state}", flush=True)
    return DONE if state == status.DONE else INTERRUPTED


if __name__ == "__main__":
    sys.exit(main())
