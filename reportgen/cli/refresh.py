"""`reportgen refresh`: figures of finished files renewed in place, with an account of each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

from reportgen.app.build import refresh
from reportgen.app.due import all_told
from reportgen.cli.build import tell
from reportgen.data.vintage import Vintage
from reportgen.project.project import Project


def run(project: Path, files: Sequence[Path], vintage: Vintage | None, json: bool) -> None:
    """Refresh all files and tell what was kept; exit code 1 where something was changed by both sides."""
    started = time.perf_counter()
    result = refresh(Project(project), files, vintage)
    plans = [built.carried for built in result.built if built.carried is not None]
    tell(all_told(result), time.perf_counter() - started, plans, "json" if json else "short")
