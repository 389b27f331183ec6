"""Pictures as Office shows them: read from their bytes, kept once in a package, whole in their frame or cut to it.

a:blip r:embed="rId3", a:srcRect l="12500" r="12500"                             (ECMA-376 part 1, 20.1.8.13, 20.1.8.55)
       a:extLst > asvg:svgBlip r:embed="rId4"       the drawing, for programs that know SVG
"""

from __future__ import annotations

import io
import posixpath
import re
from collections.abc import Iterable
from itertools import count

from lxml import etree
from msgspec import Struct, field

from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.relationships import Relationship, relative_target
from reportgen.office.xml import local_name, parse_xml, qn, remove, sub

ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".webp", ".svg", ".emf", ".wmf")
_TYPES = {
    "png": "image/png",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "emf": "image/x-emf",
    "wmf": "image/x-wmf",
    "svg": "image/svg+xml",
}
_IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
_SVG = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
_SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
_ORIENTATION, _UPRIGHT = 0x0112, 1
_NUMBER = re.compile(r"\s*([0-9.]+(?:[eE][+-]?[0-9]+)?)")
_MOST_PIXELS = 400_000_000


class Picture(Struct, frozen=True):
    """The content of a picture, the ending of its file without a point, and its width and height in any one unit."""

    data: bytes
    ending: str
    size: tuple[float, float]


class PictureView(Struct, frozen=True):
    """What a picture shows: whole within its frame, or cut to it with `crop`.

    `fallback` is for programs that do not know drawings (SVG), the only ones that have one.
    """

    picture: Picture
    fallback: Picture | None = None
    crop: bool = False
    alt_text: str = ""

    def cut(self, size: tuple[int, int]) -> dict[str, str]:
        """What is cut off at the ends of the picture so that the rest has the form of a frame of this size."""
        wide = self._wide(size)
        ends, share = ("lr", 1 - 1 / wide) if wide > 1 else ("tb", 1 - wide)
        return (
            {end: str(round(share * 50_000)) for end in ends} if self.crop and round(share * 50_000) else {}
        )

    def within(self, size: tuple[int, int]) -> tuple[int, int]:
        """The size in which the picture stands in a frame, never out of shape."""
        width, height = size
        wide = self._wide(size)
        if self.crop:
            return size
        inner = (width, round(height / wide)) if wide > 1 else (round(width * wide), height)
        return max(1, inner[0]), max(1, inner[1])

    def _wide(self, size: tuple[int, int]) -> float:
        return self.picture.size[0] * size[1] / (self.picture.size[1] * size[0])


class PictureError(Exception):
    """What is no picture that Office can show, in words."""


def read_picture(data: bytes) -> Picture:
    """A picture as Office shows it: upright, and as PNG where Office knows no other way; `PictureError` for none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _drawing(data)
    from PIL import Image, ImageOps, UnidentifiedImageError  # few reports show any

    try:
        with Image.open(io.BytesIO(data)) as image:
            if image.width * image.height > _MOST_PIXELS or not image.width or not image.height:
                raise PictureError(f"{image.width:,} x {image.height:,} points are no size that can be shown")
            # Cameras write several JPEGs into one file, of which the first is the picture.
            ending = (image.format or "").lower().replace("mpo", "jpeg")
            ending = "emf" if data[40:44] == b" EMF" else ending
            turned = image.getexif().get(_ORIENTATION, _UPRIGHT) != _UPRIGHT
            if ending in _TYPES and not turned:
                return Picture(data, ending, (image.width, image.height))
            upright, out = ImageOps.exif_transpose(image), io.BytesIO()
            ending = "jpeg" if ending == "jpeg" else "png"
            if ending == "png" and upright.mode not in ("1", "L", "LA", "P", "RGB", "RGBA"):
                upright = upright.convert("RGBA")
            upright.save(out, ending, **({"quality": 95} if ending == "jpeg" else {}))
            return Picture(out.getvalue(), ending, (upright.width, upright.height))
    except UnidentifiedImageError:
        raise PictureError("its form is not known") from None
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise PictureError(str(error) or "it cannot be read") from None


def _drawing(data: bytes) -> Picture:
    try:
        root = parse_xml(data)
    except etree.XMLSyntaxError as error:
        raise PictureError(str(error)) from None
    if local_name(root) != "svg":
        raise PictureError("it is no drawing (svg)")
    box = re.split(r"[\s,]+", root.get("viewBox", "").strip())
    sides = [_length(root.get(name, "")) for name in ("width", "height")]
    if None in sides and len(box) == 4:
        sides = [_length(one) for one in box[2:]]
    width, height = sides
    if not width or not height:
        raise PictureError("it says neither its width and height nor its viewBox")
    return Picture(data, "svg", (width, height))


def _length(text: str) -> float | None:
    match = _NUMBER.match(text)
    return float(match[1]) if match and not text.rstrip().endswith("%") else None


def blank_picture(size: tuple[float, float]) -> Picture:
    """Nothing to be seen, of the shape of `size`: what programs show that do not know SVG."""
    scale = 64 / max(size)
    from PIL import Image

    pixels = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    out = io.BytesIO()
    Image.new("LA", pixels, (255, 0)).save(out, "png")
    return Picture(out.getvalue(), "png", (float(pixels[0]), float(pixels[1])))


class Media(Struct):
    """The pictures that are put into one file: each content stands once in the folder of its media."""

    package: Package
    folder: str
    _known: dict[bytes, str] = field(default_factory=dict)
    _names: PartNames | None = None
    _related: dict[tuple[str, str], str] = field(default_factory=dict)

    def part(self, picture: Picture) -> str:
        """The part with the content of a picture."""
        if not self._known:
            media = (one for one in self.package if posixpath.dirname(one).endswith("/media"))
            self._known = {self.package[one]: one for one in media}
        if picture.data not in self._known:
            self._names = self._names or PartNames(self.package)
            name = self._names.own(f"{self.folder}/image1.{picture.ending}")
            self.package[name] = picture.data
            self.package.ensure_default_type(picture.ending, _TYPES[picture.ending])
            self.package.set_content_type(name, _TYPES[picture.ending])
            self._known[picture.data] = name
        return self._known[picture.data]

    def prepare(self, part: str, pictures: Iterable[Picture]) -> None:
        """Let a part lead to pictures, all at once: one by one takes a time that grows with their square."""
        targets = dict.fromkeys(map(self.part, pictures))
        fresh = [target for target in targets if (part, target) not in self._related]
        links = self.package.relationships(part)
        taken = {link.rid for link in links}
        free = (rid for number in count(1) if (rid := f"rId{number}") not in taken)
        ids = dict(zip(fresh, free, strict=False))
        made = (Relationship(rid, _IMAGE, relative_target(part, target)) for target, rid in ids.items())
        if ids:
            self.package.set_relationships(part, (*links, *made))
        self._related |= {(part, target): rid for target, rid in ids.items()}

    def _id(self, part: str, picture: Picture) -> str:
        key = part, self.part(picture)
        if key not in self._related:
            self.prepare(part, [picture])
        return self._related[key]

    def show(self, part: str, blips: etree._Element, view: PictureView) -> etree._Element:
        """Put a picture into the `blipFill` of a shape of `part`; gives what says how it is cut."""
        old = blips.find(qn("a:blip"))
        blip = etree.Element(qn("a:blip"))
        for child in list(old) if old is not None else ():
            # Effects stay; extensions hold other forms of the old picture.
            if child.tag != qn("a:extLst"):
                blip.append(child)
        shown = view.picture if view.fallback is None else view.fallback
        blip.set(qn("r:embed"), self._id(part, shown))
        if view.fallback is not None:
            extension = sub(sub(blip, "a:extLst"), "a:ext", uri=_SVG_EXTENSION)
            drawing = etree.SubElement(extension, f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
            drawing.set(qn("r:embed"), self._id(part, view.picture))
        for child in list(blips):
            remove(child)
        blips.append(blip)
        cut = sub(blips, "a:srcRect")
        sub(sub(blips, "a:stretch"), "a:fillRect")
        return cut
