"""Pictures from data: in the place of one of the template, whole within its frame or cut to it, never out of shape.

p:pic > p:nvPicPr, p:blipFill > a:blip r:embed="rId3", a:srcRect l="12500" r="12500"      (ECMA-376 part 1, 19.3.1.37)
                                  a:extLst > asvg:svgBlip r:embed="rId4"       the drawing, for programs that know SVG
"""

from __future__ import annotations

import io
import posixpath
import re
from dataclasses import dataclass, field

from lxml import etree
from PIL import Image, ImageOps, UnidentifiedImageError

from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape, non_visual, placeholder_type
from reportgen.office.tags import only_tag
from reportgen.office.xml import clean_text, local_name, parse_xml, qn, remove, sub
from reportgen.plan.deck_map import PictureSlot
from reportgen.plan.plan import Picture, PictureView
from reportgen.pptx.animations import animate_whole
from reportgen.pptx.assemble import PartNames
from reportgen.pptx.fit import frame_of
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles

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


class PictureError(Exception):
    """What is no picture that a deck can show, in words."""


def read_picture(data: bytes) -> Picture:
    """A picture as decks show it: upright, and as PNG where Office knows no other way; `PictureError` for none."""
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        return _drawing(data)
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
    pixels = max(1, round(size[0] * scale)), max(1, round(size[1] * scale))
    out = io.BytesIO()
    Image.new("LA", pixels, (255, 0)).save(out, "png")
    return Picture(out.getvalue(), "png", (float(pixels[0]), float(pixels[1])))


def picture_slot(shape: Shape, number: int) -> PictureSlot | None:
    """The place of a picture: one of the template, an empty placeholder for one, or a text that is one tag."""
    around = shape.node.getparent()
    if around is not None and around.tag == qn("mc:Fallback"):
        return None  # what programs show that do not know the newer chart beside it
    if placeholder_type(shape) == "pic" or shape.node.tag == qn("p:pic"):
        tag, alternative = only_tag(shape.name), only_tag(_alternative(shape))
        if tag is None and alternative is not None:
            return PictureSlot(number, alternative.word, shape.name, "alternative")
        return PictureSlot(number, tag.word if tag is not None else shape.name, shape.name)
    body = shape.node.find(qn("p:txBody")) if shape.node.tag == qn("p:sp") else None
    tag = only_tag("".join(node.text or "" for node in body.iter(qn("a:t")))) if body is not None else None
    return PictureSlot(number, tag.word, shape.name, "text") if tag and not tag.argument else None


def _alternative(shape: Shape) -> str:
    return shape.properties.get("descr", "") if shape.properties is not None else ""


@dataclass
class Media:
    """The pictures that are put into one deck: each content stands there once."""

    package: Package
    _known: dict[bytes, str] = field(default_factory=dict)
    _names: PartNames | None = None

    def part(self, picture: Picture) -> str:
        """The part with the content of a picture."""
        if not self._known:
            media = (one for one in self.package if posixpath.dirname(one).endswith("/media"))
            self._known = {self.package[one]: one for one in media}
        if picture.data not in self._known:
            self._names = self._names or PartNames(self.package)
            name = self._names.own(f"/ppt/media/image1.{picture.ending}")
            self.package[name] = picture.data
            self.package.ensure_default_type(picture.ending, _TYPES[picture.ending])
            self.package.set_content_type(name, _TYPES[picture.ending])
            self._known[picture.data] = name
        return self._known[picture.data]


def fill_picture(
    media: Media, part: str, shape: Shape, view: PictureView, inherited: InheritedStyles
) -> None:
    """Show a picture in the place of a shape of the slide in `part`."""
    frame = frame_of(shape, inherited)
    if shape.node.tag == qn("p:sp"):
        animate_whole(media.package.xml(part), shape)
    node = shape.node if shape.node.tag == qn("p:pic") else _made(shape)
    properties = node.find(qn("p:spPr"))
    assert properties is not None
    blips = node.find(qn("p:blipFill"))
    assert blips is not None
    old = blips.find(qn("a:blip"))
    blip = etree.Element(qn("a:blip"))
    for child in list(old) if old is not None else ():
        # Effects stay; extensions hold other forms of the old picture.
        if child.tag != qn("a:extLst"):
            blip.append(child)
    shown = view.picture if view.fallback is None else view.fallback
    blip.set(qn("r:embed"), media.package.relate(part, _IMAGE, media.part(shown)))
    if view.fallback is not None:
        extension = sub(sub(blip, "a:extLst"), "a:ext", uri=_SVG_EXTENSION)
        drawing = etree.SubElement(extension, f"{{{_SVG}}}svgBlip", nsmap={"asvg": _SVG})
        drawing.set(qn("r:embed"), media.package.relate(part, _IMAGE, media.part(view.picture)))
    for child in list(blips):
        remove(child)
    blips.append(blip)
    cut = sub(blips, "a:srcRect")
    sub(sub(blips, "a:stretch"), "a:fillRect")
    size = _size(properties)
    if size is None and frame is not None:
        size = round(frame.width * EMU_PER_POINT), round(frame.height * EMU_PER_POINT)
        corner = round(frame.x * EMU_PER_POINT), round(frame.y * EMU_PER_POINT)
        _set_frame(properties, corner, size)
    if size is not None and all(size):
        _shape_to(properties, cut, size, view)
    names = non_visual(node)
    if names is not None:
        if view.alt_text or only_tag(names.get("descr", "")) is not None:
            names.set("descr", clean_text(view.alt_text))
        tag = only_tag(names.get("name", ""))
        names.set("name", tag.word if tag is not None else names.get("name", ""))


def _shape_to(
    properties: etree._Element, cut: etree._Element, size: tuple[int, int], view: PictureView
) -> None:
    """Cut what stands over the frame, or make the frame as narrow or as low as the picture, around its middle."""
    width, height = size
    wide = view.picture.size[0] * height / (view.picture.size[1] * width)
    if view.crop:
        ends, share = ("lr", 1 - 1 / wide) if wide > 1 else ("tb", 1 - wide)
        for end in ends if round(share * 50_000) else "":
            cut.set(end, str(round(share * 50_000)))
        return
    inner = (width, round(height / wide)) if wide > 1 else (round(width * wide), height)
    offset = properties.find(f"{qn('a:xfrm')}/{qn('a:off')}")
    corner = (int(offset.get("x", "0")), int(offset.get("y", "0"))) if offset is not None else (0, 0)
    moved = corner[0] + (width - inner[0]) // 2, corner[1] + (height - inner[1]) // 2
    _set_frame(properties, moved, (max(1, inner[0]), max(1, inner[1])))


def _size(properties: etree._Element) -> tuple[int, int] | None:
    extent = properties.find(f"{qn('a:xfrm')}/{qn('a:ext')}")
    return (int(extent.get("cx", "0")), int(extent.get("cy", "0"))) if extent is not None else None


def _set_frame(properties: etree._Element, corner: tuple[int, int], size: tuple[int, int]) -> None:
    frame = properties.find(qn("a:xfrm"))
    if frame is None:
        frame = etree.Element(qn("a:xfrm"))
        properties.insert(0, frame)
    for name, keys, values in (("a:off", "xy", corner), ("a:ext", ("cx", "cy"), size)):
        node = frame.find(qn(name))
        node = sub(frame, name) if node is None else node
        for key, value in zip(keys, values, strict=True):
            node.set(key, str(value))


def _made(shape: Shape) -> etree._Element:
    """A picture in the place of a shape, with its name, its frame, its outline and its place among the others."""
    old = shape.node
    node = etree.Element(qn("p:pic"))
    held = sub(node, "p:nvPicPr")
    for child in list(old[0]):
        if local_name(child) == "cNvSpPr":
            sub(sub(held, "p:cNvPicPr"), "a:picLocks", noChangeAspect="1")
        else:
            held.append(child)
    sub(node, "p:blipFill")
    properties = old.find(qn("p:spPr"))
    node.append(properties if properties is not None else etree.Element(qn("p:spPr")))
    style = old.find(qn("p:style"))
    if style is not None:
        node.append(style)
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, node)
    return node
