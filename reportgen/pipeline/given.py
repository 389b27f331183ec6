"""Files as people give them: their content, or where they stand."""

from __future__ import annotations

import os
from pathlib import Path, PurePath
from typing import TypeAlias

from reportgen.diagnostics import FindingsError, Issue, Place

File: TypeAlias = bytes | str | os.PathLike[str]
_LARGEST_FILE = 1_000_000_000


def given_file(file: File, name: str = "") -> tuple[bytes, str]:
    """The content of a file and what findings call it: `name`, else its own name."""
    if isinstance(file, bytes):
        return file, name or "template"
    return read_file(Path(file)), name or PurePath(file).name


def read_file(path: Path) -> bytes:
    """The bytes of a file; a finding where it cannot be read, is no ordinary file or is larger than a gigabyte."""
    try:
        size = path.stat().st_size
        if path.exists() and not (path.is_file() or path.is_dir()):
            raise FindingsError([Issue("missing-file", f"{path.name} is no ordinary file", Place(str(path)))])
        if size > _LARGEST_FILE:
            message = f"{path.name} is too large"
            found, expected = f"{size:,} bytes", f"at most {_LARGEST_FILE:,} bytes"
            raise FindingsError(
                [Issue("too-large", message, Place(str(path)), expected=expected, found=found)]
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:
        message = f"{path.name} cannot be read"
        raise FindingsError(
            [Issue("missing-file", message, Place(str(path)), found=getattr(error, "strerror", "") or "")]
        ) from None
