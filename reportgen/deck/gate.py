"""The save gate: what makes PowerPoint offer to repair a file, looked for before the file is given out.

The schema check of CI does not see most of these; a fault found here is ours, never a user's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from lxml import etree

from reportgen.deck.library import presentation_part, slide_nodes
from reportgen.deck.shapes import shapes
from reportgen.diagnostics import ReportgenError
from reportgen.opc import Package, Relationship, resolve_target
from reportgen.opc.package import CONTENT_TYPES
from reportgen.parts.chart_names import NAMESPACES, child_elements, local_name, qn
from reportgen.parts.chart_series import axes, axis_ids, plots, series_of

_R = "{" + NAMESPACES["r"] + "}"
_STRUCTURE = frozenset({"slideLayout", "notesSlide", "slideMaster", "notesMaster"})
_LINKS = (qn("a:hlinkClick"), qn("a:hlinkMouseOver"), qn("a:hlinkHover"))


def faults_of(package: Package) -> list[str]:
    """All faults of a package about to be written, each as one sentence naming its part."""
    main = presentation_part(package)
    found = list(_package_faults(package))
    found += _slide_list_faults(package, main)
    slides = frozenset(package.related(main, "slide"))
    for part in package:
        if part == CONTENT_TYPES or not part.lower().endswith(".xml"):
            continue
        root = package.peek(part)
        relations = {relation.rid: relation for relation in package.relationships(part)}
        found += [f"{part}: {fault}" for fault in _part_faults(root, relations)]
        if part in slides:
            found += [f"{part}: {fault}" for fault in _slide_faults(root, relations.values())]
        if root.tag == qn("c:chartSpace"):
            found += [f"{part}: {fault}" for fault in _chart_faults(root)]
    return found


def check_gate(package: Package, *origins: Package) -> None:
    """`ReportgenError` naming all faults of a package, the kinds that its `origins` already have aside.

    The packages it was made from are looked at only where it has faults at all.
    """
    faults = faults_of(package)
    if faults:
        borne = {fault.partition(": ")[2] for origin in origins for fault in faults_of(origin)}
        faults = [fault for fault in faults if fault.partition(": ")[2] not in borne]
    if faults:
        raise ReportgenError("the deck would not open cleanly: " + "; ".join(faults))


def _package_faults(package: Package) -> Iterator[str]:
    parts = list(package)
    for name, count in Counter(part.lower() for part in parts).items():
        if count > 1:
            yield f"{name}: the part stands {count} times in the package"
    types = package.peek(CONTENT_TYPES)
    defaults = {node.get("Extension", "").lower() for node in types if node.get("Extension")}
    overrides = Counter(node.get("PartName", "") for node in types if node.get("PartName"))
    for part, count in overrides.items():
        if part not in package or count > 1:
            yield f"{part}: content type given {count} times" if count > 1 else f"{part}: no such part"
    for part in parts:
        extension = part.rpartition(".")[2].lower()
        if part != CONTENT_TYPES and part not in overrides and extension not in defaults:
            yield f"{part}: it has no content type"
        if part.endswith(".rels"):
            continue
        for relation in package.relationships(part):
            if not relation.external and resolve_target(part, relation.target) not in package:
                yield f"{part}: relationship {relation.rid} leads to {relation.target}, which is not there"


def _slide_list_faults(package: Package, main: str) -> Iterator[str]:
    nodes = slide_nodes(package.peek(main))
    for what, key in (("id", "id"), ("relationship", qn("r:id"))):
        for value, count in Counter(node.get(key, "") for node in nodes).items():
            if count > 1:
                yield f"{main}: {count} slides have the {what} {value}"
    for node in nodes:
        value = node.get("id", "")
        if not value.isdecimal() or int(value) < 256:
            yield f"{main}: slide id {value} is below 256"


def _part_faults(root: etree._Element, relations: dict[str, Relationship]) -> Iterator[str]:
    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        for rid in [str(value) for key, value in node.attrib.items() if str(key).startswith(_R)]:
            if rid and rid not in relations:
                yield f"{local_name(node)} names relationship {rid}, which is not there"
        if node.tag in _LINKS:
            relation = relations.get(node.get(qn("r:id"), ""))
            if relation is not None and relation.kind in _STRUCTURE:
                yield f"a hyperlink leads to the {relation.kind}"
        elif node.tag in (qn("p:txBody"), qn("a:txBody")) and node.find(qn("a:p")) is None:
            yield "a text body has no paragraph"
        elif node.tag == qn("a:tbl"):
            yield from _table_faults(node)


def _table_faults(table: etree._Element) -> Iterator[str]:
    rows = table.findall(qn("a:tr"))
    if not rows:
        yield "a table has no rows"
    columns = len(table.findall(f"{qn('a:tblGrid')}/{qn('a:gridCol')}"))
    for number, row in enumerate(rows, start=1):
        cells = len(row.findall(qn("a:tc")))
        if cells != columns:
            yield f"row {number} of a table has {cells} cells in {columns} columns"
    ids = Counter(node.get("val", "") for node in table.iter(qn("a16:rowId")))
    yield from (f"{count} rows of a table have the id {value}" for value, count in ids.items() if count > 1)


def _slide_faults(root: etree._Element, relations: Iterable[Relationship]) -> Iterator[str]:
    kinds = Counter(relation.kind for relation in relations)
    if kinds["slideLayout"] != 1:
        yield f"the slide has {kinds['slideLayout']} layouts"
    if kinds["notesSlide"] > 1:
        yield f"the slide has {kinds['notesSlide']} notes"
    yield from (f"{count} shapes have the id {value}" for value, count in repeated_ids(root).items())


def repeated_ids(slide: etree._Element) -> dict[str, int]:
    """The shape ids that stand more than once on a slide; alternatives of one shape may share theirs."""
    ids = Counter(
        shape.identity
        for shape in shapes(slide)
        if not any(parent.tag == qn("mc:AlternateContent") for parent in shape.node.iterancestors())
    )
    return {value: count for value, count in ids.items() if count > 1}


def _chart_faults(chart: etree._Element) -> Iterator[str]:
    standing = axes(chart)
    used: set[str] = set()
    for plot in plots(chart):
        used.update(axis_ids(plot))
        for axis in axis_ids(plot):
            if axis not in standing and not (local_name(plot).endswith("3DChart") and axis == "0"):
                yield f"{local_name(plot)} stands on axis {axis}, which is not there"
    yield from (f"no plot stands on axis {axis}" for axis in standing if axis not in used)
    series = series_of(chart)
    if not series:
        yield "the chart has no series"
    for name in ("c:idx", "c:order"):
        values = Counter(_value(own.node, name) for own in series)
        yield from (f"{count} series have {name} {value}" for value, count in values.items() if count > 1)
    for own in series:
        for node in child_elements(own.node):
            if node.tag == qn("c:dLbls"):
                points = Counter(_value(label, "c:idx") for label in node.findall(qn("c:dLbl")))
                yield from (f"{n} labels of a series for point {at}" for at, n in points.items() if n > 1)


def _value(node: etree._Element, name: str) -> str:
    child = node.find(qn(name))
    return child.get("val", "") if child is not None else ""
