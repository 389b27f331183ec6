"""Formulas outside cells that a person's own sheet brings along: rules, validations, charts, tables, links.

chart   Model!$H$14:$O$14   ->   Model!$I$14:$P$14
chart   Old!$B$2:$B$9       ->   its last values, where the cells are gone
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from reportgen.binding.address_map import BookMap
from reportgen.binding.carry_plan import CarriedSheet, Conflict
from reportgen.parts.texts import namespace_of
from reportgen.workbook.moving import drop, local

_TEXTS = ("f", "formula", "formula1", "formula2", "calculatedColumnFormula", "totalsRowFormula")
_LITERALS = {"numRef": ("numCache", "numLit"), "strRef": ("strCache", "strLit")}
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"


@dataclass
class FormulaMover:
    """Moves the formulas of one own sheet; what has no place any more is told in `conflicts`."""

    map: BookMap
    sheet: CarriedSheet
    conflicts: list[Conflict] = field(default_factory=list)

    def moved(self, text: str) -> str:
        """A formula (without `=`) where its cells now stand."""
        return self.map.formula(text, self.sheet.name).text

    def texts(self, root: etree._Element, *, cells_too: bool) -> None:
        """Move all formulas of a part; those of cells only where `cells_too`."""
        for node in [node for node in root.iter() if isinstance(node.tag, str)]:
            name = local(node)
            if name in _TEXTS and node.text and len(node) == 0:
                parent = node.getparent()
                if not cells_too and parent is not None and local(parent) == "c":
                    continue
                self._text(node, parent)
            for key in ("textlink", "location"):
                link = node.get(key)
                if link and (key == "textlink" or name == "hyperlink"):
                    self._attribute(node, key, link)
            if name == "cfvo" and node.get("type") == "formula":
                node.set("val", self.moved(node.get("val", "")))

    def _attribute(self, node: etree._Element, key: str, link: str) -> None:
        head = "=" if link.startswith("=") else ""
        moved = self.map.formula(link.removeprefix("="), self.sheet.name)
        if not moved.lost:
            node.set(key, head + moved.text)
            return
        self._lost(link, moved.lost, "link", "removed" if key == "location" else "keeps its last text")
        if key == "location":
            drop(node)
        else:
            del node.attrib[key]

    def _text(self, node: etree._Element, parent: etree._Element | None) -> None:
        moved = self.map.formula(node.text or "", self.sheet.name)
        if not moved.lost:
            node.text = moved.text
            return
        if namespace_of(node).strip("{}") == _CHART and parent is not None:
            self._freeze(parent)
            self._lost(node.text or "", moved.lost, "chart", "keeps its last values")
            return
        rule = parent
        while rule is not None and local(rule) not in ("cfRule", "dataValidation", "sparkline"):
            rule = rule.getparent()
        if rule is not None:
            self._remove(rule)
        self._lost(node.text or "", moved.lost, local(rule) if rule is not None else local(node), "removed")

    def _remove(self, rule: etree._Element) -> None:
        """Take out a rule, and what would be left empty around it."""
        parent = rule.getparent()
        drop(rule)
        if parent is not None and local(parent) == "sparklines" and len(parent) == 0:
            rule, parent = parent, parent.getparent()
            drop(rule)
            if parent is not None:  # a group of sparklines without any says nothing
                group, parent = parent, parent.getparent()
                drop(group)
        while parent is not None and len(parent) == 0 and not local(parent).startswith("worksheet"):
            above = parent.getparent()
            drop(parent)
            parent = above
        if parent is not None and parent.get("count") is not None:
            parent.set("count", str(len(parent)))

    def _freeze(self, reference: etree._Element) -> None:
        """Turn a chart's reference into the values that it showed last."""
        names = _LITERALS.get(local(reference))
        cache = reference.find(f"{{{_CHART}}}{names[0]}") if names else None
        owner = reference.getparent()
        if names is None or cache is None or owner is None:
            drop(reference)
            return
        if local(owner) == "tx":
            text = reference.findtext(f".//{{{_CHART}}}v") or ""
            literal = etree.Element(f"{{{_CHART}}}v")
            literal.text = text
        else:
            literal = etree.Element(f"{{{_CHART}}}{names[1]}")
            literal.extend(list(cache))
        owner.replace(reference, literal)

    def _lost(self, typed: str, lost: tuple[str, ...], what: str, done: str) -> None:
        message = f"{what} {done}: {', '.join(lost)} is no longer in the workbook"
        self.conflicts.append(
            Conflict("lost-reference", self.sheet.name, "", f"={typed}", "", message, self.sheet.new_name)
        )
