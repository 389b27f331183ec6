"""Files by their paths or by their addresses (`s3://bucket/x`), which fsspec reads and writes."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath
from typing import Any

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.project.extras import to_add
from reportgen.project.files import read_file, write_atomically
from reportgen.project.passwords import refuse_password

_ADDRESS = re.compile(r"[a-z][a-z0-9+]*://")
_HERE = "file://"


def is_remote(where: str) -> bool:
    """Whether a place is an address rather than a path of this machine; a finding where it holds a password."""
    remote = _ADDRESS.match(where) is not None and not where.startswith(_HERE)
    if remote:
        refuse_password(where, "fsspec takes it from the environment or from its own configuration")
    return remote


def local(where: str) -> Path:
    """The path of a place of this machine."""
    return Path(where.removeprefix(_HERE))


def join(folder: str, name: str) -> str:
    """A file below a folder."""
    return (
        f"{folder.rstrip('/')}/{name}"
        if is_remote(folder)
        else str(local(folder).joinpath(*PurePosixPath(name).parts))
    )


def read_bytes(where: str) -> bytes:
    """The content of a file; a finding where it cannot be read."""
    if not is_remote(where):
        return read_file(local(where))
    found = read_if_there(where)
    if found is None:
        raise FindingsError(Issue("missing-file", "this file cannot be read", Place(where)))
    return found


def read_if_there(where: str) -> bytes | None:
    """The content of a file, None where there is none; a finding where its place cannot be reached."""
    if not is_remote(where):
        return read_file(local(where)) if local(where).is_file() else None
    try:
        system, path = _system(where)
        content: bytes = system.cat_file(path)
    except FileNotFoundError:
        return None
    except FindingsError:
        raise
    except Exception as error:  # each kind of place raises its own
        raise _unreachable(where, error) from None
    return content


def write_bytes(where: str, data: bytes) -> None:
    """Put a file in its place, whole or not at all as far as the place knows that; a finding where it cannot be."""
    if not is_remote(where):
        write_atomically(local(where), data, sweep=False)
        return
    try:
        system, path = _system(where)
        system.makedirs(system._parent(path), exist_ok=True)
        system.pipe_file(path, bytes(data))
    except FindingsError:
        raise
    except Exception as error:
        raise _unreachable(where, error) from None


def _system(where: str) -> tuple[Any, str]:
    try:
        import fsspec
    except ImportError:
        message = "reading and writing this address needs the library fsspec, which is not installed"
        hint = to_add("cluster")
        raise FindingsError(Issue("missing-library", message, Place(where), hint=hint)) from None
    return fsspec.core.url_to_fs(where)  # type: ignore[no-any-return]


def _unreachable(where: str, error: Exception) -> FindingsError:
    found = str(error)[:300] or type(error).__name__
    return FindingsError(
        Issue("unreachable-place", "this place cannot be reached", Place(where), found=found)
    )
