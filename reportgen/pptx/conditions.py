"""Shapes that are shown on a condition: what is not shown leaves nothing on the slide and nothing in the file."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from lxml import etree

from reportgen.office.package import Package
from reportgen.office.relationships import resolve_target
from reportgen.office.slide_shapes import Shape
from reportgen.office.xml import NAMESPACES
from reportgen.pptx.animations import remove_shape
from reportgen.pptx.blocks import shape_condition, show_shape

_NAMED = f"{{{NAMESPACES['r']}}}"


def show_and_hide(
    package: Package, part: str, shapes: Sequence[Shape], hidden: Collection[int]
) -> list[Shape]:
    """Take the shapes of the numbers `hidden` out of a slide, and the conditions out of the others, which are given."""
    root = package.xml(part)
    rids: set[str] = set()
    gone: set[etree._Element] = set()
    for number in hidden:
        node = shapes[number].node
        rids |= _rids(node)
        gone.add(node)
        remove_shape(root, shapes[number])
    left = [shape for shape in shapes if not gone & {shape.node, *shape.node.iterancestors()}]
    for shape in left:
        if shape_condition(shape, 0) is not None:
            show_shape(shape)
    if rids - _rids(root):
        _unlink(package, part, rids - _rids(root))
    return left


def _rids(node: etree._Element) -> set[str]:
    return {
        str(value)
        for inner in node.iter(etree.Element)
        for name, value in inner.attrib.items()
        if str(name).startswith(_NAMED)
    }


def _unlink(package: Package, part: str, rids: Collection[str]) -> None:
    """Take relationships of a part away, and the parts that nothing else leads to."""
    links = package.relationships(part)
    lost = [link for link in links if link.rid in rids]
    package.set_relationships(part, tuple(link for link in links if link.rid not in rids))
    queue = [resolve_target(part, link.target) for link in lost if not link.external]
    for target in queue:
        owners = (
            resolve_target(one, link.target)
            for one in package
            if one != target and not one.endswith(".rels")
            for link in package.relationships(one)
            if not link.external
        )
        if target in package and target not in set(owners):
            inner = [
                resolve_target(target, link.target)
                for link in package.relationships(target)
                if not link.external
            ]
            del package[target]
            queue += inner
