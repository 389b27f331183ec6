"""Packages to bytes: the same parts always give the same file.

Entries carry one fixed date, one compression level and no platform marks, so that two builds of the same
input are byte for byte the same (with the same zlib; part bytes are the same everywhere).
"""

from __future__ import annotations

import io
import zipfile

from reportgen.opc.package import CONTENT_TYPES, Package

_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".pptx", ".docx", ".emf", ".mp4")
_LEVEL = 6


def write_package(package: Package) -> bytes:
    """The file's bytes: content types first, package relationships next, then parts in their own order."""
    buffer = io.BytesIO()
    names = list(package)
    order = [name for name in (CONTENT_TYPES, "/_rels/.rels") if name in package]
    order += [name for name in names if name not in order]
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as archive:
        for name in order:
            entry = zipfile.ZipInfo(name.lstrip("/"), _FIXED_DATE)
            entry.create_system = 0
            entry.external_attr = 0
            stored = name.lower().endswith(_STORED)
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            archive.writestr(entry, package[name], compresslevel=_LEVEL)
    return buffer.getvalue()
