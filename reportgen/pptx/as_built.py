"""What a finished deck remembers of itself: its slides, charts, notes, layouts and themes as they were built.

<bindings> ... <built>/Td6WFoAAAFpIt42...</built>      parts with their relationships, packed; of all else the digest

The next build compares them with the deck as somebody left it (`carry`).
"""

from __future__ import annotations

import hashlib
import lzma
from base64 import b64decode, b64encode
from binascii import Error as NotBase64

from lxml import etree

from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, bindings_root, write_bindings
from reportgen.office.package import Package
from reportgen.office.relationships import CONTENT_TYPES
from reportgen.pptx.library import presentation_part

_BUILT = f"{{{BINDINGS_NS}}}built"
_DIGEST = b"sha256:"
# Half a second for fifty megabytes; higher levels save a tenth of the size for five times the time.
_PRESET = 1
_MOST_BYTES = 500_000_000
_WHOLE = (
    "/docProps/core.xml",
    "/ppt/presentation",
    "/ppt/presProps.xml",
    "/ppt/slides/",
    "/ppt/notesSlides/",
    "/ppt/charts/chart",
    "/ppt/slideLayouts/",
    "/ppt/slideMasters/",
    "/ppt/theme/",
    "/ppt/comment",
    "/ppt/tableStyles.xml",
)


def remember(package: Package) -> None:
    """Keep the parts of a deck as they stand now in its bindings, in place of those of an earlier build."""
    main = presentation_part(package)
    part = bindings_part(package, main)
    root = package.xml(part) if part is not None else bindings_root()
    for old in root.findall(_BUILT):
        root.remove(old)
    pieces: list[bytes] = []
    for name in package:
        if name.startswith("/customXml/"):
            continue
        data = package[name]
        if name != CONTENT_TYPES and not name.endswith(".rels") and not name.startswith(_WHOLE):
            data = content_digest(data)
        pieces += [f"{name}\n{len(data)}\n".encode(), data]
    packed = lzma.compress(b"".join(pieces), preset=_PRESET, check=lzma.CHECK_CRC32)
    etree.SubElement(root, _BUILT).text = b64encode(packed).decode()
    write_bindings(package, main, root)


def content_digest(data: bytes) -> bytes:
    """What stands for the bytes of a part; for what stands for them already, itself."""
    return data if data.startswith(_DIGEST) else _DIGEST + hashlib.sha256(data).hexdigest()[:32].encode()


def built_parts(package: Package) -> Package | None:
    """The deck as it was built: parts without slides' texts are there as digests; None where nothing is kept."""
    part = bindings_part(package, presentation_part(package))
    node = package.peek(part).find(_BUILT) if part is not None else None
    if node is None:
        return None
    try:
        data = lzma.LZMADecompressor().decompress(b64decode(node.text or ""), _MOST_BYTES)
    except (lzma.LZMAError, NotBase64, EOFError, ValueError):
        return None
    parts: dict[str, bytes] = {}
    at = 0
    while at < len(data):
        name, size, _ = data[at : at + 4096].split(b"\n", 2)
        at += len(name) + len(size) + 2
        parts[name.decode()] = data[at : at + int(size)]
        at += int(size)
    return Package(parts, package.name)
