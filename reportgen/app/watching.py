"""Saved files of a project, told as they are saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue
from reportgen.project.extras import to_add

_MOMENT = 300  # milliseconds
# Programs write such files while they save, or keep them while a file is open.
_PASSING = ("~$", ".~lock", ".", "#")


def saves(root: Path) -> Iterator[bool]:
    """Every moment whether files of data/ or templates/ were saved, also while the last is used; first of all yes.

    A finding where watchfiles is missing.
    """
    try:
        from watchfiles import watch
    except ImportError:
        hint = f"install it with: {to_add('watch')}"
        issue = Issue("missing-package", "telling when a file is saved needs watchfiles", hint=hint)
        raise FindingsError(issue) from None
    folders = [folder for name in ("data", "templates") if (folder := root / name).is_dir()]
    # It watches from its first answer on, which it gives when nothing was saved for a moment.
    told = watch(
        *folders,
        watch_filter=lambda _, path: is_own(path),
        debounce=300,
        rust_timeout=_MOMENT,
        yield_on_timeout=True,
    )
    return (bool(changed) or number == 0 for number, changed in enumerate(told))


def is_own(path: str) -> bool:
    """Whether a file is a person's, and none that a program keeps for itself while saving."""
    name = Path(path).name
    return not name.startswith(_PASSING) and not name.endswith(("~", ".tmp", ".reportgen-part"))
