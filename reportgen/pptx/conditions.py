"""Shapes that are shown on a condition: what is not shown leaves nothing on the slide and nothing in the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.slide_shapes import Shape
from reportgen.office.xml import NAMESPACES
from reportgen.pptx.animations import remove_shape
from reportgen.pptx.assemble import reachable_parts
from reportgen.pptx.blocks import shape_condition, show_shape

_NAMED = f"{{{NAMESPACES['r']}}}"


def show_and_hide(root: etree._Element, shapes: Sequence[Shape], hidden: Collection[int]) -> list[Shape]:
    """Take the shapes of the numbers `hidden` out of a slide, and the conditions out of the others, which are given."""
    gone: set[etree._Element] = set()
    for number in hidden:
        gone.add(shapes[number].node)
        remove_shape(root, shapes[number])
    left = [shape for shape in shapes if not gone & {shape.node, *shape.node.iterancestors()}]
    for shape in left:
        if shape_condition(shape, 0) is not None:
            show_shape(shape)
    return left


def named_links(root: etree._Element) -> set[str]:
    """The ids of relationships that the elements of a part name."""
    return {
        str(value)
        for node in root.iter(etree.Element)
        for name, value in node.attrib.items()
        if str(name).startswith(_NAMED)
    }


def drop_links(package: Package, part: str, before: Collection[str]) -> None:
    """Take away the relationships that a part named before and names no more."""
    lost = set(before) - named_links(package.peek(part))
    if lost:
        links = package.relationships(part)
        package.set_relationships(part, tuple(link for link in links if link.rid not in lost))


def drop_parts(package: Package, before: Collection[str]) -> None:
    """Take away the parts that something led to before and nothing leads to any more."""
    for part in set(before) - reachable_parts(package):
        if part in package:
            del package[part]
