"""Every format by its name, the more particular ones before those they resemble.

Where a file could be read in two ways, the one that stands first here is taken.
"""

from dialogues.intake.formats import (
    alpaca,
    baize,
    belle,
    lines,
    llamafactory,
    messages,
    parquet,
    personas,
    pica,
    pica_tasks,
    psyqa,
    qiaoban,
    qiaoban_input,
    qiaoban_raw,
    selfchat,
    sharegpt,
    smile,
    soulchat,
    tables,
    topic_rows,
    transcripts,
    trl,
)
from dialogues.intake.records import Format

_IN_ORDER: tuple[Format, ...] = (
    qiaoban.QIAOBAN,
    selfchat.SELFCHAT,
    psyqa.PSYQA,
    smile.SMILE,
    soulchat.SOULCHAT,
    baize.BAIZE,
    qiaoban_input.QIAOBAN_INPUT,
    qiaoban_raw.QIAOBAN_RAW,
    llamafactory.LLAMAFACTORY,
    pica_tasks.PICA_TASKS,
    belle.BELLE,
    sharegpt.SHAREGPT,
    messages.MESSAGES,
    trl.TRL_DPO,
    trl.TRL_KTO,
    trl.TRL_SFT,
    pica.PICA,
    alpaca.ALPACA,
    personas.PERSONAS,
    lines.LINES,
    topic_rows.TOPIC_ROWS,
    tables.CSV,
    transcripts.TEXT,
    parquet.PARQUET,
)

FORMATS: dict[str, Format] = {known.name: known for known in _IN_ORDER}
