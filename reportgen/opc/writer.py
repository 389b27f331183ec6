"""Packages to bytes: the same parts always give the same file.

Entries carry one fixed date, one compression level and no platform marks, so that two builds of the same
input are byte for byte the same (with the same zlib; part bytes are the same everywhere).
"""

from __future__ import annotations

import io
import zipfile

from reportgen.opc.deflated import DeflatedPart
from reportgen.opc.package import CONTENT_TYPES, Package

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".pptx", ".docx", ".emf", ".mp4")
_LEVEL = 6
# What `zipfile` gives an entry without rights; said here, so that a part is written alike however it is held.
_RIGHTS = 0o600 << 16


def write_package(package: Package, *, packed: bool = True) -> bytes:
    """The file's bytes: content types first, package relationships next, then parts in their own order.

    What is not `packed` is for a reader in the same process, which would unpack it at once.
    """
    buffer = io.BytesIO()
    names = list(package)
    order = [name for name in (CONTENT_TYPES, "/_rels/.rels") if name in package]
    order += [name for name in names if name not in order]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in order:
            entry = zipfile.ZipInfo(name.lstrip("/"), _FIXED_DATE)
            entry.create_system = 0
            entry.external_attr = _RIGHTS
            large = package.deflated(name)
            if large is not None:
                _write_deflated(archive, entry, large)
                continue
            stored = not packed or name.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, package[name], compresslevel=_LEVEL)
    return buffer.getvalue()


def _write_deflated(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, part: DeflatedPart) -> None:
    """Put a part into the archive as it is: `zipfile` itself has no door for compressed bytes."""
    assert archive.fp is not None
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.CRC, entry.file_size = part.crc, part.size
    entry.compress_size = sum(len(piece) for piece in part.pieces)
    archive.fp.seek(archive.start_dir)
    entry.header_offset = archive.fp.tell()
    archive.fp.write(entry.FileHeader())
    for piece in part.pieces:
        archive.fp.write(piece)
    archive.filelist.append(entry)
    archive.NameToInfo[entry.filename] = entry
    archive.start_dir = archive.fp.tell()
