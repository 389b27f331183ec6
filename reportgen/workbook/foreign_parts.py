"""Parts of one package copied into another, with the parts that they lead to.

/xl/worksheets/sheet11.xml -> /xl/drawings/drawing3.xml -> /xl/charts/chart5.xml, /xl/media/image1.png

The old file is not trusted: only kinds that are drawn or written on a sheet come along, links out of the file
only where they are hyperlinks. An element that names a part left behind is taken out.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reportgen.opc import Package, PackageError, Relationship, resolve_target
from reportgen.opc.relationships import relative_target
from reportgen.workbook.moving import drop, local
from reportgen.workbook.part_copies import free_name

_KINDS = frozenset(
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


@dataclass
class ForeignParts:
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
        target = resolve_target(part, link.target)
        if link.kind not in _KINDS or target not in self.old:
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
        for node in [node for node in root.iter() if isinstance(node.tag, str)]:
            names = [key for key in node.attrib if str(key).startswith(_RELATIONS)]
            if any(node.get(key) in missing for key in names):
                _drop_with_wrappers(node)


def _drop_with_wrappers(node: etree._Element) -> None:
    parent = node.getparent()
    drop(node)
    while parent is not None and len(parent) == 0 and local(parent) in _WRAPPERS:
        above = parent.getparent()
        drop(parent)
        parent = above
