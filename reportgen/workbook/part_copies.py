"""A sheet's part copied with everything that belongs to it alone: drawings, charts, tables, notes, controls.

/xl/worksheets/sheet2.xml  ->  /xl/worksheets/sheet5.xml
  drawing1.xml -> chart1.xml     drawing4.xml -> chart7.xml        copied, related to each other as before
  image1.png, pivotCache1.xml    the same                          shared by both
"""

from __future__ import annotations

import re

from reportgen.opc import Package, Relationship, resolve_target
from reportgen.opc.relationships import relative_target

_SHARED = {
    "image",
    "pivotCacheDefinition",
    "slicerCache",
    "timelineCache",
    "theme",
    "video",
    "audio",
    "media",
    "sheet",
    "worksheet",
    "officeDocument",
}
_NUMBERED = re.compile(r"^(.*?)(\d*)(\.[^./]+)$")


def copy_part(package: Package, part: str) -> dict[str, str]:
    """Copy a part and all parts that belong to it; gives the new names by the old ones."""
    copies: dict[str, str] = {}
    _copy(package, part, copies)
    return copies


def remove_part(package: Package, part: str) -> None:
    """Remove a part and all parts that only it leads to."""
    waiting = [part]
    while waiting:
        one = waiting.pop()
        if one not in package:
            continue
        found = [resolve_target(one, link.target) for link in package.relationships(one) if not link.external]
        del package[one]
        led_to = {
            resolve_target(other, link.target)
            for other in ("/", *package)
            if not other.endswith(".rels")
            for link in package.relationships(other)
            if not link.external
        }
        waiting += [target for target in found if target not in led_to]


def _copy(package: Package, part: str, copies: dict[str, str]) -> str:
    if part in copies:
        return copies[part]
    new = copies[part] = free_name(package, part)
    package[new] = package[part]
    kind = package.content_type(part)
    if kind is not None:
        package.set_content_type(new, kind)
    links = package.relationships(part)
    if links:
        package.set_relationships(new, tuple(_link(package, part, new, link, copies) for link in links))
    return new


def _link(package: Package, part: str, new: str, link: Relationship, copies: dict[str, str]) -> Relationship:
    target = resolve_target(part, link.target) if not link.external else ""
    if link.external or link.kind in _SHARED or target not in package:
        return link
    copy = _copy(package, target, copies)
    text = copy if link.target.startswith("/") else relative_target(new, copy)
    return Relationship(link.rid, link.type, text)


def free_name(package: Package, part: str) -> str:
    """A part name like `part` with the next free number."""
    match = _NUMBERED.match(part)
    assert match is not None
    number = 1
    while f"{match.group(1)}{number}{match.group(3)}" in package:
        number += 1
    return f"{match.group(1)}{number}{match.group(3)}"
