"""Files as people give them: their content, or where they stand."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path, PurePath
from typing import TypeAlias

from msgspec import Struct

from reportgen.core.findings import FindingsError, Issue, Place

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
            raise FindingsError(Issue("missing-file", f"{path.name} is no ordinary file", Place(str(path))))
        if size > _LARGEST_FILE:
            message = f"{path.name} is too large"
            found, expected = f"{size:,} bytes", f"at most {_LARGEST_FILE:,} bytes"
            raise FindingsError(Issue("too-large", message, Place(str(path)), expected=expected, found=found))
        return path.read_bytes()
    except (OSError, ValueError) as error:
        message = f"{path.name} cannot be read"
        raise FindingsError(
            Issue("missing-file", message, Place(str(path)), found=getattr(error, "strerror", "") or "")
        ) from None


try:
    import fcntl
except ImportError:  # Windows: a file that a program holds open cannot be deleted there anyway
    fcntl = None  # type: ignore[assignment]

_SUFFIX = ".reportgen-part"
_PART = re.compile(r"\..+\.[A-Za-z0-9_]{8}\.reportgen-part")
_TRIES = 5
_HINTS = {
    errno.ENOSPC: "the disk is full: free some space and run the command again",
    errno.EDQUOT: "your quota of the disk is used up: free some space and run the command again",
    errno.EFBIG: "no file may grow so large here: raise the limit or choose another folder with --out",
    errno.EROFS: "the folder can only be read: choose another one with --out",
    errno.EACCES: "you may not write here: choose another folder with --out, or close the file in other programs",
    errno.EPERM: "you may not write here: choose another folder with --out, or close the file in other programs",
    errno.ENOTDIR: "a file stands where the folder should be: choose another folder with --out",
    errno.EEXIST: "a file stands where the folder should be: choose another folder with --out",
    errno.EISDIR: "a folder of that name is in the way: move it, or choose another folder with --out",
    errno.ENAMETOOLONG: "the name is too long for this disk: choose a shorter one",
}
_OTHERWISE = "close the file in other programs, or choose another folder with --out"


def write_atomically(path: Path, data: bytes, *, sweep: bool = True) -> None:
    """Put `data` at `path`; an existing file stays as it is until the new one is complete on disk.

    A folder that cannot be written, or a file that another program holds open, is a finding. What killed runs left
    in the folder is removed, unless who writes thousands of files has done so (`sweep`).
    """
    write_together({path: data}, sweep=sweep)


def write_together(files: Mapping[Path, bytes], *, sweep: bool = True) -> None:
    """Put several files in their places: all are complete on disk before the first old one is replaced.

    `FindingsError` names the file that cannot be written; then all old files stand as they were.
    """
    issues = [issue for path in files if (issue := _open_elsewhere(path)) is not None]
    if issues:
        raise FindingsError(issues)
    made: list[Path] = []
    parts: list[_PartialFile] = []
    at = next(iter(files), Path())
    try:
        for path, data in files.items():
            at = path
            made += _make_folder(path.parent)
            if sweep:
                sweep_folder(path.parent)
            part = _PartialFile.beside(path)
            parts.append(part)
            part.write(data)
        with _turn({path.parent for path in files}):
            _move_all(parts)
    except _MoveError as error:
        raise FindingsError(_cannot_write(error.target, error.reason)) from None
    except OSError as error:
        raise FindingsError(_cannot_write(at, error)) from None
    finally:
        # Also where the user interrupts: no half file stays behind.
        for part in parts:
            part.close()
        for folder in reversed(made):
            with suppress(OSError):
                folder.rmdir()  # only where nothing came to stand in it


class _PartialFile(Struct):
    """A file on its way to `target`, locked by its writer as long as it has a name of its own."""

    target: Path
    name: str
    handle: int

    @classmethod
    def beside(cls, target: Path) -> _PartialFile:
        """A new empty part in the folder of its target."""
        for _ in range(_TRIES):
            # A long name leaves no room for ours.
            handle, name = tempfile.mkstemp(prefix=f".{target.name[:80]}.", suffix=_SUFFIX, dir=target.parent)
            if _lock(handle) is not False and _stands(name, handle):
                return cls(target, name, handle)
            os.close(handle)  # another run has swept it away before it was locked
        raise OSError(errno.EAGAIN, "other programs remove its parts")

    def write(self, data: bytes) -> None:
        """Write all bytes down to the disk, with the rights that the finished file shall have."""
        view = memoryview(data)
        while view:
            view = view[os.write(self.handle, view) :]
        os.fsync(self.handle)
        os.chmod(self.name, _mode(self.target))

    def move(self) -> None:
        """Take the target's place."""
        if fcntl is None:
            os.close(self.handle)  # Windows moves no open file
            self.handle = -1
        os.replace(self.name, self.target)
        self.name = ""
        _settle(self.target.parent)

    def close(self) -> None:
        """Let go; a part that did not get to its place is removed."""
        if self.name:
            with suppress(OSError):
                os.unlink(self.name)
        if self.handle >= 0:
            with suppress(OSError):
                os.close(self.handle)
        self.name, self.handle = "", -1


class _MoveError(Exception):
    """A part could not take its target's place."""

    def __init__(self, target: Path, reason: OSError) -> None:
        self.target, self.reason = target, reason
        super().__init__(str(reason))


def _move_all(parts: list[_PartialFile]) -> None:
    """Move all parts into their places; where one cannot be, those before it get their old files back."""
    moved: list[tuple[Path, bytes | None]] = []
    try:
        for part in parts:
            try:
                old = part.target.read_bytes() if part.target.is_file() else None
                part.move()
            except OSError as error:
                raise _MoveError(part.target, error) from None
            moved.append((part.target, old))
    except BaseException:
        for target, old in reversed(moved):
            with suppress(OSError):
                _put_back(target, old)
        raise


def _put_back(target: Path, old: bytes | None) -> None:
    if old is None:
        target.unlink(missing_ok=True)
        return
    part = _PartialFile.beside(target)
    try:
        part.write(old)
        part.move()
    finally:
        part.close()


def _make_folder(folder: Path) -> list[Path]:
    """Make a folder with those above it; gives the ones that were not there, the topmost first."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    return list(reversed(missing))


def sweep_folder(folder: Path) -> None:
    """Remove the parts that killed runs left in a folder: those that no writer holds a lock on."""
    with suppress(OSError):
        for entry in os.scandir(folder):
            if _PART.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                with suppress(OSError):
                    _remove_abandoned(entry.path)


def _remove_abandoned(name: str) -> None:
    if fcntl is None:
        os.unlink(name)
        return
    handle = os.open(name, os.O_RDWR | getattr(os, "O_NOFOLLOW", 0))
    try:
        if _lock(handle) and _stands(name, handle):
            os.unlink(name)
    finally:
        os.close(handle)


def _lock(handle: int) -> bool | None:
    """Whether the file is ours alone now; None where the disk knows no locks."""
    if fcntl is None:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return None
    return True


def _stands(name: str, handle: int) -> bool:
    """Whether the open file still goes by that name."""
    try:
        return os.path.samestat(os.stat(name), os.fstat(handle))
    except FileNotFoundError:
        return False


@contextmanager
def _turn(folders: set[Path]) -> Iterator[None]:
    """Replace files one build after the other, so that two at once do not leave one file of each."""
    handles: list[int] = []
    try:
        for folder in sorted(folders) if fcntl is not None else ():
            with suppress(OSError):
                handles.append(os.open(folder, os.O_RDONLY))
                fcntl.flock(handles[-1], fcntl.LOCK_EX)
        yield
    finally:
        for handle in handles:
            os.close(handle)


def _settle(folder: Path) -> None:
    """Have the folder itself written to the disk, where the system allows it."""
    if fcntl is not None:
        with suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _open_elsewhere(path: Path) -> Issue | None:
    """A finding where Office or LibreOffice has the file open, as the mark that they put beside it tells."""
    for mark in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if mark.exists():
            return Issue(
                "open-elsewhere",
                f"{path.name} is open in another program",
                Place(file=str(path)),
                found=mark.name,
                hint=f"close it there and run the command again; delete {mark.name} if no program has it open",
            )
    return None


def _cannot_write(path: Path, error: OSError) -> Issue:
    return Issue(
        "cannot-write",
        f"{path.name} cannot be written",
        Place(file=str(path)),
        found=error.strerror or str(error),
        hint=_HINTS.get(error.errno or 0, _OTHERWISE),
    )


def _mode(path: Path) -> int:
    """The rights of the file that is replaced, else those that a new file gets."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
