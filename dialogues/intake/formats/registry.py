"""Every format by its name, the more particular ones before those they resemble.

Where a file could be read in two ways, the one that stands first here is taken.
"""

from dialogues.intake.formats import (
    baize,
    lines,
    personas,
    psyqa,
    qiaoban,
    qiaoban_raw,
    selfchat,
    smile,
    soulchat,
)
from dialogues.intake.records import Format

_IN_ORDER: tuple[Format, ...] = (
    qiaoban.QIAOBAN,
    selfchat.SELFCHAT,
    psyqa.PSYQA,
    smile.SMILE,
    soulchat.SOULCHAT,
    baize.BAIZE,
    qiaoban_raw.QIAOBAN_RAW,
    personas.PERSONAS,
    lines.LINES,
)

FORMATS: dict[str, Format] = {known.name: known for known in _IN_ORDER}
