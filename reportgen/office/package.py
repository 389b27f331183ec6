"""A package in memory: parts by name, each as its bytes until somebody edits it, each parsed once.

    package = open_package(data, "templates/deck.pptx")
    layout = package.peek("/ppt/slideLayouts/slideLayout1.xml")    # for reading: the tree is kept
    slide = package.xml("/ppt/slides/slide1.xml")                  # for editing: written back on saving
    package["/xl/media/image1.png"]                                # untouched bytes

A part that was never asked for to be edited leaves with the bytes it came with.
"""

from __future__ import annotations

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy

from lxml import etree

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.office.deflated import DeflatedPart, compressed
from reportgen.office.relationships import (
    CONTENT_TYPES,
    Relationship,
    read_relationships,
    relationships_part,
    relative_target,
    write_relationships,
)
from reportgen.office.sheet_text import sheet_frame, with_cells
from reportgen.office.spelling import respelled
from reportgen.office.xml import parse_xml, remove, serialize_xml

_TYPES_NS = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONSHIPS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
_OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PARTS = 20_000
MAX_UNPACKED_BYTES = 2_000_000_000
# Deflate packs at most about 1,030 to 1; the fullest sheet of many alike rows stays below 100 to 1.
MAX_RATIO = 300
_ENTRY_MARK = b"PK\x01\x02"
_LONGEST_NAME = 1_000
_BAD_CHARACTER = re.compile(r"[\x00-\x1f\x7f]|^/?[A-Za-z]:")


# What `zipfile` raises for entries that are damaged, encrypted or packed in a way it does not know.
_UNREADABLE = (
    zipfile.BadZipFile,
    RuntimeError,
    zlib.error,
    lzma.LZMAError,
    NotImplementedError,
    EOFError,
    OSError,
    ValueError,
    struct.error,
)


class PackageError(FindingsError):
    """The file cannot be opened as a package; the finding says why."""


class Package:
    """The parts of one Office file, in the order of its zip.

    Part names are absolute (`/xl/workbook.xml`). `peek` and `xml` parse a part once and keep its tree; from `xml`
    on the tree is what counts, and `package[part]` gives the bytes that would be written now. Relationships and
    content types have their own verbs.
    """

    def __init__(self, parts: dict[str, bytes], name: str = "") -> None:
        self.name = name
        self._bytes = parts
        self._deflated: dict[str, DeflatedPart] = {}
        self._edited: dict[str, etree._Element] = {}
        self._read: dict[str, etree._Element] = {}
        self._frames: dict[str, bytes | etree._Element | None] = {}
        self._kept: dict[str, Sequence[object]] = {}
        # Parts whose tree another package reads as well: edited in a copy.
        self._shared: set[str] = set()
        # Where a part was taken from: what is read or packed there is not read or packed here again.
        self._origins: dict[str, tuple[Package, str]] = {}
        self._packed: dict[str, DeflatedPart] = {}
        # Office files that stand in for the bytes of their part until somebody asks for these.
        self._unpacked: set[str] = set()
        self._relationships: dict[str, tuple[Relationship, ...]] = {}
        self._embedded: dict[str, Package] = {}

    def __contains__(self, part: str) -> bool:
        return part in self._bytes

    def __iter__(self) -> Iterator[str]:
        return iter(list(self._bytes))

    def __getitem__(self, part: str) -> bytes:
        """The bytes of a part as they would be written now; `KeyError` where there is no such part."""
        tree = self._edited.get(part)
        if tree is not None:
            return serialize_xml(tree)
        large = self._deflated.get(part)
        if large is not None:
            return large.read()
        if part in self._unpacked:
            self._unpacked.discard(part)
            self._bytes[part] = write_package(self._embedded[part])
        return self._bytes[part]

    def __setitem__(self, part: str, data: bytes) -> None:
        """Add a part, or replace one, by its bytes."""
        self._forget(part)
        self._bytes[part] = data

    def __delitem__(self, part: str) -> None:
        """Remove a part and its own relationships; its content-type override goes too."""
        del self._bytes[part]
        self._bytes.pop(relationships_part(part), None)
        self._forget(part)
        self._forget(relationships_part(part))
        for node in self._overrides():
            if node.get("PartName") == part:
                remove(node)

    def set_deflated(self, part: str, data: DeflatedPart) -> None:
        """Add a part, or replace one, by its bytes in compressed form, so that they never stand unpacked."""
        self[part] = b""
        self._deflated[part] = data

    def deflated(self, part: str) -> DeflatedPart | None:
        """The compressed form of a part that is held in that form; None for any other."""
        return self._deflated.get(part) if part not in self._edited else None

    def copy(self, name: str = "") -> Package:
        """A package of the same parts, edited apart from this one; what is parsed here is not parsed there again."""
        twin = Package({}, name or self.name)
        for part in self:
            twin.take(part, self, part)
        return twin

    def take(self, part: str, source: Package, origin: str) -> None:
        """Add a part, or replace one, as `origin` stands in the package `source`."""
        large = source.deflated(origin)
        if large is not None:
            self.set_deflated(part, large)
        else:
            self[part] = source[origin]
            if origin not in source._edited:
                self._origins[part] = source, origin

    def peek(self, part: str) -> etree._Element:
        """The parsed root of a part, for reading only: the part still leaves with its own bytes."""
        tree = self._edited.get(part)
        if tree is None:
            tree = self._read.get(part)
        if tree is None:
            origin = self._origin(part)
            if origin is None:
                tree = self._parsed(part, self[part])
            else:
                source, other = origin
                tree = source.peek(other)
                self._shared.add(part)
                source._shared.add(other)
            self._read[part] = tree
        return tree

    def _origin(self, part: str) -> tuple[Package, str] | None:
        """The package that a part was taken from, with its name there, where both are still the same."""
        if part not in self._origins or part in self._edited:
            return None
        source, other = self._origins[part]
        same = other not in source._edited and source._bytes.get(other) is self._bytes[part]
        return (source, other) if same else None

    def has_frame(self, part: str) -> bool:
        """Whether a part is a worksheet whose cells are spelled as usual, held neither as a tree nor compressed."""
        if part in self._edited or part in self._read or part in self._deflated:
            return False
        if part not in self._frames:
            origin = self._origin(part)
            if origin is not None and origin[0].has_frame(origin[1]):
                self._frames[part] = origin[0].frame(origin[1])
            else:
                self._frames[part] = sheet_frame(self._bytes[part])
        return self._frames[part] is not None

    def frame(self, part: str) -> etree._Element:
        """The parsed root, for reading, of a worksheet that `has_frame`, without its cells."""
        frame = self._frames[part]
        if isinstance(frame, bytes):
            frame = self._frames[part] = self._parsed(part, frame)
        assert frame is not None
        return frame

    def reframe(self, part: str, frame: etree._Element) -> None:
        """Give a worksheet another frame, whose rows keep their cells."""
        self[part] = with_cells(serialize_xml(frame), self[part])
        self._frames[part] = frame

    def keep(self, part: str, read: Sequence[object]) -> None:
        """Hold what was read from a part for whoever reads the same from it next, unless it changes before."""
        self._kept[part] = read

    def kept(self, part: str) -> Sequence[object] | None:
        """What is held of a part, handed out once; None where nothing is."""
        return self._kept.pop(part, None)

    def xml(self, part: str) -> etree._Element:
        """The parsed root of a part, for editing: the part is written from this tree from now on."""
        self._relationships.pop(part, None)
        self._kept.pop(part, None)
        if part not in self._edited:
            source, other = self._origin(part) or (self, part)
            # What nobody has read before is parsed for this package alone: a copy would be one tree more.
            is_read = part in self._read or other in source._read
            tree = self.peek(part) if is_read else self._parsed(part, self[part])
            self._edited[part] = deepcopy(tree) if part in self._shared else tree
            self._read.pop(part, None)
            self._shared.discard(part)
        return self._edited[part]

    def set_xml(self, part: str, root: etree._Element) -> None:
        """Add a part, or replace one, by its root."""
        self[part] = b""
        self._edited[part] = root

    def edit(self, part: str, editor: Callable[[etree._Element], bool]) -> bool:
        """Run `editor` on a part's tree; where it says that it changed nothing, the part keeps its bytes."""
        edited_before = part in self._edited
        changed = editor(self.xml(part))
        if changed:
            self._bytes[part] = b""  # the tree is what counts
        elif not edited_before:
            self._read[part] = self._edited.pop(part)
        return changed

    def settle(self, part: str) -> None:
        """Write an edited part into its bytes, once for all who ask for them, and let its tree go."""
        data = self[part] if part in self._edited else None
        self._edited.pop(part, None)
        self._read.pop(part, None)
        self._shared.discard(part)
        self._packed.pop(part, None)
        if data is not None:
            self._frames.pop(part, None)
            self._bytes[part] = data

    def _forget(self, part: str) -> None:
        """Let go of all that is known of a part apart from its bytes."""
        self._edited.pop(part, None)
        self._read.pop(part, None)
        self._frames.pop(part, None)
        self._kept.pop(part, None)
        self._deflated.pop(part, None)
        self._shared.discard(part)
        self._relationships.pop(part, None)
        self._embedded.pop(part, None)
        self._origins.pop(part, None)
        self._packed.pop(part, None)
        self._unpacked.discard(part)

    def _parsed(self, part: str, data: bytes) -> etree._Element:
        try:
            root = parse_xml(data)
        except etree.XMLSyntaxError as error:
            raise PackageError(
                Issue(
                    "unreadable-part",
                    "this part is not well-formed XML",
                    Place(file=self.name, part=part, line=error.lineno),
                    found=str(error.msg),
                    hint="open the file in its Office program and save it again",
                )
            ) from None
        if root.getroottree().docinfo.internalDTD is not None:
            message = "this part has a document type, which no Office file needs and some attacks do"
            place = Place(file=self.name, part=part)
            hint = "open the file in its Office program and save it again"
            raise PackageError(Issue("document-type", message, place, hint=hint))
        return root

    def embedded(self, part: str) -> Package:
        """The Office file that a part holds, for reading, opened once; `PackageError` where it holds none."""
        if part not in self._embedded:
            origin = self._origin(part)
            if origin is not None:
                source, other = origin
                return source.embedded(other)
            self._embedded[part] = open_package(self[part], part)
        return self._embedded[part]

    def embed(self, part: str, file: Package) -> None:
        """Replace a part by an Office file, which is packed once its bytes are asked for."""
        self[part] = b""
        self._embedded[part] = file
        self._unpacked.add(part)

    def packed(self, part: str) -> DeflatedPart:
        """A part in compressed form as it would be written now; compressed once for all who took it from one file."""
        large = self.deflated(part)
        if large is not None:
            return large
        origin = self._origin(part)
        if origin is None:
            return compressed(self[part])
        source, other = origin
        if other not in source._packed:
            source._packed[other] = source.packed(other)
        return source._packed[other]

    def relationships(self, part: str = "/") -> tuple[Relationship, ...]:
        """The relationships of `part`, or of the package itself for `/`; none where there are none."""
        rels = relationships_part(part)
        if rels not in self._relationships:
            if rels not in self:
                return ()
            self._relationships[rels] = read_relationships(self.peek(rels))
        return self._relationships[rels]

    def set_relationships(self, part: str, relationships: tuple[Relationship, ...]) -> None:
        """Replace all relationships of `part`."""
        rels = relationships_part(part)
        if rels not in self and CONTENT_TYPES in self and not self.content_type(rels):
            # Some writers list relationship parts one by one instead of by their ending.
            self.ensure_default_type("rels", _RELATIONSHIPS_TYPE)
        self.set_xml(rels, write_relationships(relationships))

    def relate(self, part: str, type_: str, target: str, *, external: bool = False) -> str:
        """The id of the relationship of a type from `part` to a part or an address, made where there is none."""
        links = self.relationships(part)
        for link in links:
            if (link.type, link.external, link.goal(part)) == (type_, external, target):
                return link.rid
        taken = {link.rid for link in links}
        rid = next(rid for number in range(1, len(links) + 2) if (rid := f"rId{number}") not in taken)
        text = target if external else relative_target(part, target)
        self.set_relationships(part, (*links, Relationship(rid, type_, text, external)))
        return rid

    def target(self, part: str, rid: str) -> str | None:
        """The absolute name of the part that relationship `rid` of `part` leads to; None outside the file."""
        links = self.relationships(part)
        return next((link.goal(part) for link in links if link.rid == rid and not link.external), None)

    def related(self, part: str, kind: str) -> tuple[str, ...]:
        """The names of all parts that `part` points to by relationships of `kind` (`chart`, `worksheet`)."""
        links = self.relationships(part)
        return tuple(link.goal(part) for link in links if link.kind == kind and not link.external)

    def content_type(self, part: str) -> str | None:
        """The content type of `part`, from its override or the default of its extension."""
        extension = part.rsplit(".", 1)[-1].lower()
        default = None
        for node in self.peek(CONTENT_TYPES):
            if node.get("PartName") == part:
                return node.get("ContentType")
            if node.get("Extension", "").lower() == extension and "PartName" not in node.attrib:
                default = node.get("ContentType")
        return default

    def set_content_type(self, part: str, content_type: str) -> None:
        """Give `part` an override with `content_type`, unless it has that type already."""
        if self.content_type(part) == content_type:
            return
        for node in self._overrides():
            if node.get("PartName") == part:
                node.set("ContentType", content_type)
                return
        override = f"{{{_TYPES_NS}}}Override"
        etree.SubElement(self.xml(CONTENT_TYPES), override, PartName=part, ContentType=content_type)

    def ensure_default_type(self, extension: str, content_type: str) -> None:
        """Give an extension a default content type where it has none."""
        for node in self.peek(CONTENT_TYPES):
            if node.get("Extension", "").lower() == extension.lower():
                return
        node = etree.Element(f"{{{_TYPES_NS}}}Default", Extension=extension, ContentType=content_type)
        self.xml(CONTENT_TYPES).insert(0, node)

    def _overrides(self) -> list[etree._Element]:
        return list(self.xml(CONTENT_TYPES).iter(f"{{{_TYPES_NS}}}Override"))


def open_package(data: bytes, name: str = "") -> Package:
    """Read an Office file; `PackageError` with a finding for anything that is not a sound package.

    Refused are files that are no zip, encrypted ones, and those over the limits on the number of parts,
    the unpacked size and the packing ratio (zip bombs). Part names that leave the package are refused too.
    """
    place = Place(file=name)

    def refuse(issue_id: str, message: str, found: str = "", hint: str = "") -> PackageError:
        return PackageError(Issue(issue_id, message, place, found=found, hint=hint))

    if data.startswith(_OLE_SIGNATURE):
        raise refuse(
            "encrypted-file",
            "this file is encrypted or of the old binary format",
            hint="open it in its Office program, remove the password and save it as .xlsx or .pptx",
        )
    # Counted before the list of entries is read, which takes a kilobyte of memory for each.
    if (count := data.count(_ENTRY_MARK)) > 2 * MAX_PARTS:
        raise refuse("too-many-parts", "this file holds too many parts", found=f"{count:,}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, ValueError, OverflowError, NotImplementedError, struct.error):
        raise refuse("not-a-package", "this file is no .xlsx or .pptx", found="no zip archive") from None
    with archive:
        entries = [entry for entry in archive.infolist() if not entry.is_dir()]
        if len(entries) > MAX_PARTS:
            raise refuse("too-many-parts", "this file holds too many parts", found=str(len(entries)))
        unpacked = sum(entry.file_size for entry in entries)
        packed = sum(entry.compress_size for entry in entries) or 1
        if unpacked > MAX_UNPACKED_BYTES or (unpacked > 50_000_000 and unpacked / packed > MAX_RATIO):
            raise refuse("too-large", "this file unpacks to too much", found=f"{unpacked:,} bytes")
        # Entries that lie over one another unpack the same bytes again and again.
        if sum(entry.compress_size for entry in entries) > len(data):
            raise refuse("overlapping-parts", "parts of this file lie over one another")
        parts: dict[str, bytes] = {}
        for entry in entries:
            part = "/" + entry.filename.replace("\\", "/").lstrip("/")
            if ".." in part.split("/"):
                raise refuse("bad-part-name", "a part name leaves the package", found=entry.filename[:80])
            if _BAD_CHARACTER.search(part) or len(part) > _LONGEST_NAME:
                raise refuse("bad-part-name", "a part name is none that Office takes", found=repr(part[:80]))
            if part in parts:
                raise refuse("duplicate-part", "a part stands twice in the package", found=part)
            try:
                parts[part] = archive.read(entry)
            except _UNREADABLE as error:
                raise refuse("damaged-part", f"part {part} cannot be unpacked", found=str(error)) from None
            if len(parts[part]) != entry.file_size:
                found = f"{len(parts[part]):,} of {entry.file_size:,} bytes"
                raise refuse("damaged-part", f"part {part} cannot be unpacked", found=found)
    parts = respelled(parts)
    if CONTENT_TYPES not in parts:
        raise refuse("not-a-package", "this zip is no Office file", found="no [Content_Types].xml")
    return Package(parts, name)


_FIXED_DATE = (1980, 1, 1, 0, 0, 0)
_STORED = (".png", ".jpg", ".jpeg", ".gif", ".xlsx", ".pptx", ".docx", ".emf", ".mp4")
_LEVEL = 6
# What `zipfile` gives an entry without rights; said here, so that a part is written alike however it is held.
_RIGHTS = 0o600 << 16


def as_written_here(data: bytes) -> bool:
    """Whether a file is as `write_package` made it: other programs write the entries of a zip otherwise."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except _UNREADABLE:
        return False
    marks = {(entry.date_time, entry.create_system, entry.external_attr) for entry in entries}
    return marks == {(_FIXED_DATE, 0, _RIGHTS)} and entries[0].filename == CONTENT_TYPES.lstrip("/")


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
            if packed and not name.lower().endswith(_STORED):
                _write_deflated(archive, entry, package.packed(name))
                continue
            large = package.deflated(name)
            if large is not None:
                _write_deflated(archive, entry, large)
                continue
            archive.writestr(entry, package[name], zipfile.ZIP_STORED)
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
