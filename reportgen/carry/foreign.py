"""Parts of one package copied into another, with the parts that they lead to.

/xl/worksheets/sheet11.xml -> /xl/drawings/drawing3.xml -> /xl/charts/chart5.xml, /xl/media/image1.png

The old file is not trusted: only kinds that are drawn or written on a sheet come along, links out of the file
only where they are hyperlinks. An element that names a part left behind is taken out.
"""

from __future__ import annotations

from copy import deepcopy

from lxml import etree
from msgspec import Struct, field

from reportgen.gate.markup_rules import ensure_child
from reportgen.office.package import Package, PackageError
from reportgen.office.relationships import Relationship, relative_target
from reportgen.office.sheets import workbook_part
from reportgen.office.xml import local_name, namespace_of, remove
from reportgen.xlsx.sheet_copies import free_name

_COPIED_KINDS = frozenset(
    (
        *("drawing", "vmlDrawing", "comments", "table", "printerSettings", "image"),
        *("chart", "chartEx", "chartColorStyle", "chartStyle", "chartUserShapes", "themeOverride"),
        *("diagramData", "diagramLayout", "diagramQuickStyle", "diagramColors", "diagramDrawing"),
    )
)
_WORDS = {
    "pivotTable": "a pivot table",
    "queryTable": "a query",
    "oleObject": "an embedded object",
    "package": "an embedded object",
    "hyperlink": "a link of a shape",
    "control": "a control",
    "ctrlProp": "a control",
    "slicer": "a slicer",
    "timeline": "a timeline",
    "threadedComment": "a conversation (its texts stay as notes)",
}
_RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}",
)
# Wrappers that say nothing once they are empty.
_WRAPPERS = frozenset(
    (
        *(
            "oleObjects",
            "controls",
            "customProperties",
            "tableParts",
            "AlternateContent",
            "Choice",
            "Fallback",
        ),
        *("ext", "extLst", "slicerList", "timelineRefs", "graphicData", "graphic", "graphicFrame"),
    )
)


class ForeignParts(Struct):
    """Copies parts of `old` into `work`; `made` are the new names by the old, `left_behind` what did not come along."""

    old: Package
    work: Package
    made: dict[str, str] = field(default_factory=dict)
    left_behind: list[str] = field(default_factory=list)

    def copy(self, part: str) -> str:
        """Copy a part and all that it leads to; gives its new name."""
        if part in self.made:
            return self.made[part]
        new = self.made[part] = free_name(self.work, part)
        self.work[new] = self.old[part]
        kind = self.old.content_type(part)
        if kind is not None:
            self.work.set_content_type(new, kind)
        kept: list[Relationship] = []
        missing: set[str] = set()
        for link in self.old.relationships(part):
            copied = self._link(part, new, link)
            if copied is None:
                missing.add(link.rid)
            else:
                kept.append(copied)
        if kept:
            self.work.set_relationships(new, tuple(kept))
        if missing:
            self._take_out(new, missing)
        return new

    def _link(self, part: str, new: str, link: Relationship) -> Relationship | None:
        if link.external:
            if link.kind == "hyperlink":
                return link
            self._leave(f"a link to {link.target[:80]}")
            return None
        target = link.goal(part)
        if link.kind not in _COPIED_KINDS or target not in self.old:
            self._leave(_WORDS.get(link.kind, f"a part of the kind {link.kind}"))
            return None
        return Relationship(link.rid, link.type, relative_target(new, self.copy(target)))

    def _leave(self, what: str) -> None:
        if what not in self.left_behind:
            self.left_behind.append(what)

    def _take_out(self, part: str, missing: set[str]) -> None:
        """Remove the elements of a part that name relationships which are not there."""
        if not part.endswith((".xml", ".vml")):
            return
        try:
            root = self.work.xml(part)
        except PackageError:
            return
        for node in list(root.iter("*")):
            names = [key for key in node.attrib if str(key).startswith(_RELATIONS)]
            if any(node.get(key) in missing for key in names):
                _drop_with_wrappers(node)


def _drop_with_wrappers(node: etree._Element) -> None:
    parent = node.getparent()
    remove(node)
    while parent is not None and len(parent) == 0 and local_name(parent) in _WRAPPERS:
        above = parent.getparent()
        remove(parent)
        parent = above


_KINDS = (("fontId", "fonts", "font"), ("fillId", "fills", "fill"), ("borderId", "borders", "border"))
_FIRST_OWN = 164


class ForeignStyles:
    """Styles of `source` brought into `target` as they are asked for; each is brought once."""

    def __init__(self, source: Package, target: Package) -> None:
        self._from = source.peek(_part(source))
        self._to = target.xml(_part(target))
        self._ns_from, self._ns = namespace_of(self._from), namespace_of(self._to)
        self._cells: dict[int, int] = {}
        self._rules: dict[int, int] = {}
        self._known: dict[str, dict[bytes, int]] = {}

    def cell(self, index: int) -> int:
        """The index of a cell format in the new workbook; 0 for one that is not in the old."""
        if index not in self._cells:
            formats = self._list(self._from, self._ns_from, "cellXfs")
            self._cells[index] = self._format(formats[index]) if 0 <= index < len(formats) else 0
        return self._cells[index]

    def rule(self, index: int) -> int | None:
        """The index of a rule's format (`dxf`) in the new workbook; None for one that is not in the old."""
        formats = self._list(self._from, self._ns_from, "dxfs")
        if not 0 <= index < len(formats):
            return None
        if index not in self._rules:
            node = deepcopy(formats[index])
            number = node.find(f"{self._ns_from}numFmt")
            if number is not None:
                number.set("numFmtId", str(self._number(number.get("formatCode", "General"))))
            self._rules[index] = self._placed("dxfs", node)
        return self._rules[index]

    def _format(self, old: etree._Element) -> int:
        new = deepcopy(old)
        for attribute, home, _ in _KINDS:
            nodes = self._list(self._from, self._ns_from, home)
            at = int(old.get(attribute, "0"))
            if at < len(nodes):
                new.set(attribute, str(self._placed(home, deepcopy(nodes[at]))))
            else:
                new.set(attribute, "0")
            new.set("apply" + attribute[:-2].capitalize(), "1")
        number = int(old.get("numFmtId", "0"))
        if number >= _FIRST_OWN:
            code = next(
                (
                    node.get("formatCode", "General")
                    for node in self._list(self._from, self._ns_from, "numFmts")
                    if node.get("numFmtId") == str(number)
                ),
                "General",
            )
            number = self._number(code)
        new.set("numFmtId", str(number))
        new.set("applyNumberFormat", "1")
        for name, child in (("applyAlignment", "alignment"), ("applyProtection", "protection")):
            if new.find(f"{self._ns_from}{child}") is not None:
                new.set(name, "1")
        # named styles stay behind: the format itself says everything that they say
        new.set("xfId", "0")
        for extension in new.findall(f"{self._ns_from}extLst"):
            new.remove(extension)
        return self._placed("cellXfs", new)

    def _number(self, code: str) -> int:
        home = self._home("numFmts")
        for node in home:
            if node.get("formatCode") == code:
                return int(node.get("numFmtId", "0"))
        number = max([_FIRST_OWN - 1, *(int(node.get("numFmtId", "0")) for node in home)]) + 1
        etree.SubElement(home, f"{self._ns}numFmt", numFmtId=str(number), formatCode=code)
        home.set("count", str(len(home)))
        return number

    def _placed(self, home_name: str, node: etree._Element) -> int:
        """The index of a node equal to this one in a list of the new workbook, put there if need be."""
        home = self._home(home_name)
        node.tail = None
        known = self._known.get(home_name)
        if known is None:
            known = self._known[home_name] = {}
            for index, one in enumerate(home):
                known.setdefault(_canonical(one), index)
        form = _canonical(node)
        if form not in known:
            home.append(node)
            home.set("count", str(len(home)))
            known[form] = len(home) - 1
        return known[form]

    def _home(self, name: str) -> etree._Element:
        return ensure_child(self._to, f"{self._ns}{name}")

    @staticmethod
    def _list(root: etree._Element, ns: str, name: str) -> list[etree._Element]:
        found = root.find(f"{ns}{name}")
        return [] if found is None else [node for node in found if isinstance(node.tag, str)]


def _canonical(node: etree._Element) -> bytes:
    """A node in one spelling: truth values, the order of attributes and foreign declarations aside."""
    copy = deepcopy(node)
    copy.tail = None
    for one in copy.iter():
        for key, text in one.attrib.items():
            if text in ("true", "false"):
                one.set(key, "1" if text == "true" else "0")
    etree.cleanup_namespaces(copy)
    return etree.tostring(copy, method="c14n", exclusive=True)


def _part(package: Package) -> str:
    return next(part for part in package.related(workbook_part(package), "styles") if part in package)
