"""Relationships between parts.

/ppt/slides/slide1.xml   keeps its relationships in   /ppt/slides/_rels/slide1.xml.rels
"""

from __future__ import annotations

import posixpath
from functools import lru_cache

from lxml import etree
from msgspec import Struct

CONTENT_TYPES = "/[Content_Types].xml"
RELATIONSHIPS_NS = "http://schemas.openxmlformats.org/package/2006/relationships"


class Relationship(Struct, frozen=True):
    """One arrow from a part: its id, type and target as written, and whether it leaves the file."""

    rid: str
    type: str
    target: str
    external: bool = False

    @property
    def kind(self) -> str:
        """The last word of the type address: `chart`, `slideLayout`, `hyperlink`."""
        return self.type.rsplit("/", 1)[-1]

    def goal(self, part: str) -> str:
        """What it leads to, as a relationship of `part`: the name of a part, or an address out of the file."""
        return self.target if self.external else resolve_target(part, self.target)


# Names of parts are taken apart and put together again for every rule that follows a relationship.
@lru_cache(maxsize=16_384)
def relationships_part(part: str) -> str:
    """The name of the part that holds `part`'s relationships; `/` stands for the package itself."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


@lru_cache(maxsize=16_384)
def resolve_target(part: str, target: str) -> str:
    """The absolute part name that `target`, written in a relationship of `part`, points to."""
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))


def relative_target(part: str, target: str) -> str:
    """The target of a relationship from `part` to the part named `target`, written relative to `part`."""
    return posixpath.relpath(target, posixpath.dirname(part))


def read_relationships(root: etree._Element) -> tuple[Relationship, ...]:
    """All relationships of a `.rels` part, in document order."""
    return tuple(
        Relationship(
            rid=node.get("Id", ""),
            type=node.get("Type", ""),
            target=node.get("Target", ""),
            external=node.get("TargetMode") == "External",
        )
        for node in root.iter(f"{{{RELATIONSHIPS_NS}}}Relationship")
    )


def write_relationships(relationships: tuple[Relationship, ...]) -> etree._Element:
    """The root element of a `.rels` part holding `relationships` in the order given."""
    root = etree.Element(f"{{{RELATIONSHIPS_NS}}}Relationships", nsmap={None: RELATIONSHIPS_NS})  # type: ignore[dict-item]
    for relationship in relationships:
        node = etree.SubElement(root, f"{{{RELATIONSHIPS_NS}}}Relationship")
        node.set("Id", relationship.rid)
        node.set("Type", relationship.type)
        node.set("Target", relationship.target)
        if relationship.external:
            node.set("TargetMode", "External")
    return root
