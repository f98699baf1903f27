"""Every format by its name, the more particular ones before those they resemble.

Where a file could be read in two ways, the one that stands first here is taken.
"""

from dialogues.intake.formats import qiaoban
from dialogues.intake.records import Format

_IN_ORDER: tuple[Format, ...] = (qiaoban.QIAOBAN,)

FORMATS: dict[str, Format] = {known.name: known for known in _IN_ORDER}
