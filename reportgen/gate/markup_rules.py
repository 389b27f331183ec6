"""What holds for every XML part of a workbook or a deck, element by element, in one walk over its tree."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.gate.order import ORDERS, misplaced
from reportgen.gate.reader import PackageReader, natural
from reportgen.office.xml import NAMESPACES, local_name, qn

_R = "{" + NAMESPACES["r"] + "}"
_FIND_NAMING = etree.XPath("descendant-or-self::*[@r:*]", namespaces={"r": NAMESPACES["r"]})
_IGNORABLE, _MUST = f"{{{NAMESPACES['mc']}}}Ignorable", f"{{{NAMESPACES['mc']}}}MustUnderstand"
_STRUCTURE = frozenset({"slideLayout", "notesSlide", "slideMaster", "notesMaster"})
_LINKS = frozenset({qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:hlinkHover")})
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_WHOLE = re.compile(r"-?\d{1,19}")
# ECMA-376 part 1, 20.1.10.16: a coordinate fits into 13 digits; an extent is not negative.
_FARTHEST = 27_273_042_316_900
_XML = "{http://www.w3.org/XML/1998/namespace}"
_SIZED = frozenset({qn("a:rPr"), qn("a:defRPr"), qn("a:endParaRPr")})
_BODIES = frozenset({qn("p:txBody"), qn("a:txBody"), qn("c:rich"), qn("c:txPr")})


@dataclass(frozen=True)
class _MarkupPart:
    look: PackageReader
    part: str
    rids: dict[str, str]  # relationship id to kind
    place: Place

    def issue(self, identity: str, message: str, node: etree._Element) -> Issue:
        """A finding at the shape that holds `node`."""
        return Issue(identity, message, self.look.place(self.part, shape=shape_name(node)))


Rule = Callable[[_MarkupPart, etree._Element], Iterator[Issue]]


def markup_rules(
    look: PackageReader, part: str, root: etree._Element, *, skipped: str = ""
) -> Iterator[Issue]:
    """The faults of one part; the children of the element named `skipped` are looked at elsewhere."""
    own = _MarkupPart(
        look, part, {link.rid: link.kind for link in look.links.get(part, ())}, look.place(part)
    )
    yield from _declared(own, root)
    yield from _references(own, root, skipped)
    tops = [node for node in root if node.tag != skipped] if skipped else [root]
    if skipped and root.tag in ORDERS:
        yield from _order(own, root)
    for top in tops:
        for node in top.iter(*_WATCHED):
            tag = node.tag
            if len(node) > 1 and tag in ORDERS:
                yield from _order(own, node)
            rule = _RULES.get(tag)
            if rule is not None:
                yield from rule(own, node)


def _order(own: _MarkupPart, node: etree._Element) -> list[Issue]:
    found = []
    for name, twice in misplaced(node):
        place = "stands twice" if twice else "stands at the wrong place"
        identity = "gate-element-twice" if twice else "gate-element-order"
        found.append(own.issue(identity, f"{name} {place} in {local_name(node)}", node))
    return found


def shape_name(node: etree._Element) -> str:
    """The name of the shape that holds an element; empty where none does."""
    at: etree._Element | None = node
    while at is not None:
        if local_name(at) in ("sp", "pic", "graphicFrame", "cxnSp", "grpSp"):
            for holder in at:
                if local_name(holder).startswith("nv"):
                    for named in holder:
                        if local_name(named) == "cNvPr":
                            return named.get("name", "")
        at = at.getparent()
    return ""


def _declared(own: _MarkupPart, root: etree._Element) -> Iterator[Issue]:
    """Every prefix that `mc:Ignorable` names has to be declared: a file that drops one is not opened at all."""
    for name in (_IGNORABLE, _MUST):
        for prefix in root.get(name, "").split():
            if prefix not in root.nsmap:
                yield own.issue(
                    "gate-undeclared-prefix", f"the prefix {prefix} is ignorable but not declared", root
                )


def _naming(top: etree._Element) -> list[etree._Element]:
    """The elements at and below `top` that name a relationship."""
    found = _FIND_NAMING(top)
    assert isinstance(found, list)
    return [node for node in found if isinstance(node, etree._Element)]


def _references(own: _MarkupPart, root: etree._Element, skipped: str) -> Iterator[Issue]:
    """Every relationship that an element names has to be there."""
    tops = [node for node in root.iterchildren(etree.Element) if node.tag != skipped] if skipped else [root]
    for top in tops:
        for node in _naming(top):
            for key, value in node.attrib.items():
                if str(key).startswith(_R) and value and str(value) not in own.rids:
                    message = f"{local_name(node)} names the relationship {value!s}, which is not there"
                    yield own.issue("gate-relationship-unknown", message, node)


def _alternative(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    for prefix in node.get("Requires", "").split():
        if prefix not in node.nsmap:
            yield own.issue(
                "gate-undeclared-prefix", f"the prefix {prefix} is required but not declared", node
            )


def _link(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    kind = own.rids.get(node.get(qn("r:id"), ""))
    if kind in _STRUCTURE:
        yield own.issue("gate-link-to-structure", f"a hyperlink leads to the {kind} of its slide", node)


def _colour(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    if not _HEX.fullmatch(node.get("val", "")):
        yield own.issue("gate-colour", f"{node.get('val')!r} is no colour", node)


def _extent(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    for name in ("cx", "cy", "x", "y"):
        value = node.get(name)
        if value is None:
            continue
        low = 0 if name in ("cx", "cy") else -_FARTHEST
        if (not _WHOLE.fullmatch(value) and not value.endswith(("cm", "mm", "in", "pt", "pc", "pi"))) or (
            _WHOLE.fullmatch(value) and not low <= int(value) <= _FARTHEST
        ):
            yield own.issue("gate-extent", f"{value!r} is no {name} that a shape can have", node)


def _size(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    size = node.get("sz")
    if size is not None and not 100 <= (natural(size) or 0) <= 400_000:
        yield own.issue("gate-font-size", f"{size!r} is no size of a font", node)


def _body(own: _MarkupPart, node: etree._Element) -> Iterator[Issue]:
    if node.find(qn("a:p")) is None:
        yield own.issue("gate-text-without-paragraph", "a text has no paragraph", node)
    if node.find(qn("a:bodyPr")) is None:
        yield own.issue("gate-text-without-paragraph", "a text has no body properties", node)


def _table(own: _MarkupPart, table: etree._Element) -> Iterator[Issue]:
    rows = table.findall(qn("a:tr"))
    if not rows:
        yield own.issue("gate-table-rows", "a table has no rows", table)
    grid = table.findall(f"{qn('a:tblGrid')}/{qn('a:gridCol')}")
    for number, row in enumerate(rows, start=1):
        cells = row.findall(qn("a:tc"))
        if len(cells) != len(grid):
            message = f"row {number} of a table has {len(cells)} cells in {len(grid)} columns"
            yield own.issue("gate-table-cells", message, table)
        for at, cell in enumerate(cells):
            across, down = natural(cell.get("gridSpan", "1")) or 0, natural(cell.get("rowSpan", "1")) or 0
            if not (1 <= across <= len(cells) - at and 1 <= down <= len(rows) - number + 1):
                message = f"a cell of row {number} is merged beyond the edge of its table"
                yield own.issue("gate-table-merge", message, table)
            if (
                cell.find(qn("a:txBody")) is None
                and cell.get("hMerge") is None
                and cell.get("vMerge") is None
            ):
                yield own.issue(
                    "gate-text-without-paragraph", f"a cell of row {number} has no text body", table
                )
    for tag, what in (("a16:rowId", "rows"), ("a16:colId", "columns")):
        ids = Counter(node.get("val", "") for node in table.iter(qn(tag)))
        for value, count in ids.items():
            if count > 1:
                yield own.issue("gate-table-row-id", f"{count} {what} of a table have the id {value}", table)


_RULES: dict[str, Rule] = {
    qn("mc:Choice"): _alternative,
    qn("a:srgbClr"): _colour,
    qn("a:ext"): _extent,
    qn("a:off"): _extent,
    qn("a:tbl"): _table,
    **dict.fromkeys(_LINKS, _link),
    **dict.fromkeys(_SIZED, _size),
    **dict.fromkeys(_BODIES, _body),
}
_WATCHED = tuple({*ORDERS, *_RULES})
