"""What a fault sounds like: the findings of a small project that was spoilt in one place.

heard(tmp_path, {"data/...": ...})    ->    the findings, each as a person reads it
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent

from language import make

from reportgen.app.build import build
from reportgen.core.findings import FindingsError, Issue, render_issue

Changes = Mapping[str, str | bytes | None]


def findings(folder: Path, changes: Changes) -> tuple[Issue, ...]:
    """All findings of one build; nothing may be written where there are any."""
    project = make(folder, changes)
    out = folder / "output"
    try:
        build(project, [], out)
    except FindingsError as error:
        assert not out.exists(), "nothing is written where something is wrong"
        return error.issues
    raise AssertionError("the build found nothing wrong")


def heard(folder: Path, changes: Changes) -> list[str]:
    """The findings as text, without blanks at both ends of lines."""
    return [plain(render_issue(issue)) for issue in findings(folder, changes)]


def plain(text: str) -> str:
    return "\n".join(" ".join(line.split()) for line in dedent(text).strip().splitlines())
