"""Files that are whole or absent: written beside their place and moved into it in one step."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from reportgen.diagnostics import FindingsError, Issue, Place


def write_atomically(path: Path, data: bytes) -> None:
    """Put `data` at `path`; an existing file stays as it is until the new one is complete on disk.

    A folder that cannot be written, or a file that another program holds open, is a finding.
    """
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
        temporary = ""
    except OSError as error:
        issue = Issue(
            "cannot-write",
            f"{path.name} cannot be written",
            Place(file=str(path)),
            found=error.strerror or str(error),
            hint="close the file in other programs, or choose another folder with --out",
        )
        raise FindingsError([issue]) from None
    finally:
        # Also where the user interrupts: no half file stays behind.
        if temporary:
            with suppress(OSError):
                os.unlink(temporary)


def write_together(files: Mapping[Path, bytes]) -> None:
    """Put several files in their places in order, all or none: a fault puts back what was there before.

    The fault is a finding, as for a single file.
    """
    before: list[tuple[Path, bytes | None]] = []
    try:
        for path, data in files.items():
            before.append((path, path.read_bytes() if path.exists() else None))
            write_atomically(path, data)
    except BaseException:
        for path, old in reversed(before):
            with suppress(OSError, FindingsError):
                if old is None:
                    path.unlink(missing_ok=True)
                elif path.read_bytes() != old:
                    write_atomically(path, old)
        raise


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, else those that a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
