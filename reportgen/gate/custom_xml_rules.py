"""Custom XML parts: each with one set of properties, each set with an id of its own (ECMA-376 part 1, 22.5)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from reportgen.diagnostics import Issue
from reportgen.gate.look import Look
from reportgen.opc import resolve_target

_GUID = re.compile(r"\{[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}\}")


def custom_xml_rules(look: Look) -> Iterator[Issue]:
    """The faults of all custom XML parts."""
    ids: Counter[str] = Counter()
    seen: set[str] = set()
    for part, links in look.links.items():
        for link in links:
            target = (
                resolve_target(part, link.target) if link.kind == "customXml" and not link.external else ""
            )
            if not target or target in seen or target not in look.package:
                continue
            seen.add(target)
            for properties in look.targets(target, "customXmlProps"):
                root = look.root(properties)
                if root is None:
                    continue
                value = next(
                    (str(one) for key, one in root.attrib.items() if str(key).endswith("itemID")), ""
                )
                ids[value.casefold()] += 1
                if not _GUID.fullmatch(value):
                    message = f"{value!r} is no id of a custom XML part"
                    yield Issue("gate-custom-xml", message, look.place(properties))
    for value, count in ids.items():
        if count > 1:
            yield Issue(
                "gate-custom-xml", f"{count} custom XML parts have the id {value}", look.place(look.main)
            )
