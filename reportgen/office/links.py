"""Links of a part that lead out of the file."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from reportgen.office.package import Package
from reportgen.office.relationships import Relationship

_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def lead(package: Package, part: str, addresses: Iterable[str]) -> dict[str, str]:
    """Let a part lead to addresses; gives the id of the relationship to each."""
    links = package.relationships(part)
    taken = {link.rid for link in links}
    free = (rid for number in count(1) if (rid := f"rId{number}") not in taken)
    ids = dict(zip(dict.fromkeys(addresses), free, strict=False))
    fresh = (Relationship(rid, _HYPERLINK, address, external=True) for address, rid in ids.items())
    if ids:
        package.set_relationships(part, (*links, *fresh))
    return ids
