"""How the site's own files are named: each by what is in it, modules that others import too.

So a browser keeps them for good, and no page ever meets a module of another release.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from whitenoise.storage import CompressedManifestStaticFilesStorage

OURS = ("site/", "dialogues/", "reviewers/", "exports/", "trainer/")


class NamedByContent(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
    # Names settle from the last imported module upwards, one storey in a pass.
    max_post_process_passes = 30

    def url_converter(
        self,
        name: str,
        hashed_files: dict[str, str],
        template: str | None = None,
    ) -> Callable[[re.Match[str]], str]:
        if name.endswith(".js") and not name.startswith(OURS):
            # Files of others mention imports in comments, of files that are not there.
            return lambda found: found["matched"]
        return super().url_converter(name, hashed_files, template)
