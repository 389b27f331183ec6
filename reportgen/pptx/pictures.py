"""Pictures from data: in the place of one of the template, whole within its frame or cut to it, never out of shape.

p:pic > p:nvPicPr, p:blipFill > a:blip r:embed="rId3", a:srcRect l="12500" r="12500"      (ECMA-376 part 1, 19.3.1.37)
"""

from __future__ import annotations

from lxml import etree

from reportgen.office.pictures import Media, PictureView
from reportgen.office.slide_shapes import Shape, non_visual, placeholder_type
from reportgen.office.tags import PICTURE, only_tag
from reportgen.office.xml import clean_text, local_name, qn, sub
from reportgen.plan.deck_map import PictureSlot
from reportgen.pptx.animations import animate_whole
from reportgen.pptx.fit import frame_of
from reportgen.pptx.inherited import EMU_PER_POINT, InheritedStyles

_SHOWN = ("", PICTURE)


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
    return PictureSlot(number, tag.word, shape.name, "text") if tag and tag.argument in _SHOWN else None


def _alternative(shape: Shape) -> str:
    return shape.properties.get("descr", "") if shape.properties is not None else ""


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
    cut = media.show(part, blips, view)
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
    for end, share in view.cut(size).items():
        cut.set(end, share)
    inner = view.within(size)
    if inner == size:
        return
    offset = properties.find(f"{qn('a:xfrm')}/{qn('a:off')}")
    corner = (int(offset.get("x", "0")), int(offset.get("y", "0"))) if offset is not None else (0, 0)
    moved = corner[0] + (size[0] - inner[0]) // 2, corner[1] + (size[1] - inner[1]) // 2
    _set_frame(properties, moved, inner)


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
