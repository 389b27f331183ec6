"""What stands where a file is to be written: replaced is only what reportgen wrote and nobody has touched since.

A file that a person saved, that another program made, or that is read here is somebody's work and stays.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.bindings_part import bindings_part
from reportgen.office.package import Package, as_written_here, open_package
from reportgen.project.storage import read_if_there

_READ = "this file is read here, it would be written over"
_ELSE = "a file of this name exists, and it is not as reportgen wrote it"
_HINT = "choose another name with --out; --force replaces it, with all that somebody did in it"
_PIECE, _OVERLAP = 1 << 20, 1 << 8
_MARKUP = re.compile(rb"<[^>]*>")
_TAG = re.compile(rb"\{\{[^{}]{1,80}\}\}")


def in_the_way(out: Path, inputs: Iterable[Path], ours: Callable[[bytes], bool]) -> list[Issue]:
    """A finding where a file stands at `out` that must not be replaced: one of `inputs`, or none of `ours`.

    Links and other spellings of a path lead to the same file.
    """
    try:
        if not out.is_file():
            return []
        if any(path.exists() and path.samefile(out) for path in inputs):
            return [_kept(out, _READ)]
        if ours(out.read_bytes()):
            return []
    except OSError:
        pass  # what cannot be read is no file of ours
    return [_kept(out, _ELSE)]


def in_the_way_there(out: str, inputs: Iterable[str], ours: Callable[[bytes], bool]) -> list[Issue]:
    """The same for an address: what is read there is known by how it is spelled."""
    held = read_if_there(out)
    if held is not None and out in inputs:
        return [_kept(out, _READ)]
    return [] if held is None or ours(held) else [_kept(out, _ELSE)]


def _kept(out: Path | str, message: str) -> Issue:
    return Issue("file-exists", message, Place(str(out)), hint=_HINT)


def filled_from(template: Package | None, content: bytes = b"") -> Callable[[bytes], bool]:
    """Whether a file is as reportgen wrote it, and no template: it holds no tag that `template` does not hold.

    A copy of the template, whose bytes are `content`, is one.
    """

    def ours(data: bytes) -> bool:
        if not as_written_here(data) or data == content:
            return False
        held = ((part, template[part]) for part in template) if template is not None else ()
        try:
            return _tags(_pieces(data)) <= _tags(held)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError):
            return False

    return ours


def built_before(data: bytes) -> bool:
    """Whether a file is a report that was built here, whoever saved it last, or one that was filled."""
    try:
        package = open_package(data)
        mains = package.related("/", "officeDocument")
        marked = any(bindings_part(package, main) is not None for main in mains)
    except FindingsError:
        return False
    return marked or filled_from(None)(data)


def _pieces(data: bytes) -> Iterator[tuple[str, bytes]]:
    """The parts of a file written here, a large one in pieces that each begin with the end of the one before."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for entry in archive.infolist():
            with archive.open(entry) as file:
                end = b""
                while piece := file.read(_PIECE):
                    yield f"/{entry.filename}", end + piece
                    end = piece[-_OVERLAP:]


def _tags(pieces: Iterable[tuple[str, bytes]]) -> set[bytes]:
    """The tags in the texts of a workbook or a deck as they are spelled.

    What stands in the way may hold a million cells: it comes in pieces.
    """
    found: set[bytes] = set()
    for part, piece in pieces:
        if part.startswith("/ppt/slides/"):
            found.update(_TAG.findall(_MARKUP.sub(b"", piece)))
        elif part.startswith("/xl/"):
            found.update(_TAG.findall(piece))
    return found


def is_same_file(path: Path, other: Path) -> bool:
    """Whether both paths lead to one file that exists."""
    return path.exists() and other.exists() and path.samefile(other)


def kept_beside(path: Path) -> Path:
    """Where the old workbook stays when the new one takes its place."""
    return path.with_name(f"{path.stem}.before{path.suffix}")
