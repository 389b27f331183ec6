"""Legacy drawings of a sheet (comments, buttons): anchors and the cells they belong to, counted from 0.

<x:Anchor>2, 15, 4, 2, 4, 15, 8, 4</x:Anchor>  left column, offset, top row, offset, right column, ...
<x:Row>4</x:Row> <x:Column>1</x:Column>  <x:FmlaLink>Model!$C$5</x:FmlaLink>
"""

from __future__ import annotations

from lxml import etree

from reportgen.parts.layout import WorkbookLayout
from reportgen.parts.references import Where
from reportgen.workbook.formulas import UnreadableFormulaError, move_formula

_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")


def move_vml(root: etree._Element, where: Where, layout: WorkbookLayout) -> None:
    """Move the shapes of a legacy drawing; the note of a removed cell goes with it."""
    axes = layout.sheet(where.sheet)
    for data in [node for node in root.iter() if _local(node) == "ClientData"]:
        fields = {_local(child): child for child in data}
        row, column = _integer(fields.get("Row")), _integer(fields.get("Column"))
        if row is not None and column is not None:
            new_row, new_column = axes.rows.position(row + 1), axes.columns.position(column + 1)
            if new_row is None or new_column is None:
                shape = data.getparent()
                if shape is not None and shape.getparent() is not None:
                    shape.getparent().remove(shape)  # type: ignore[union-attr]
                continue
            fields["Row"].text, fields["Column"].text = str(new_row - 1), str(new_column - 1)
        anchor = fields.get("Anchor")
        if anchor is not None and anchor.text:
            anchor.text = _moved_anchor(anchor.text, where, layout)
        for name in _FORMULAS:
            node = fields.get(name)
            if node is not None and node.text:
                try:
                    node.text = move_formula(node.text, where, layout)
                except UnreadableFormulaError:
                    continue


def _moved_anchor(text: str, where: Where, layout: WorkbookLayout) -> str:
    axes = layout.sheet(where.sheet)
    try:
        numbers = [int(number) for number in text.split(",")]
    except ValueError:
        return text
    if len(numbers) != 8 or axes.is_identity:
        return text
    for axis, begin, end in ((axes.columns, 0, 4), (axes.rows, 2, 6)):
        moved = axis.near(numbers[begin] + 1) - 1
        numbers[begin], numbers[end] = moved, moved + numbers[end] - numbers[begin]
    return ", ".join(str(number) for number in numbers)


def _integer(node: etree._Element | None) -> int | None:
    text = (node.text or "").strip() if node is not None else ""
    return int(text) if text.isdigit() else None


def _local(node: etree._Element) -> str:
    return str(node.tag).rpartition("}")[2] if isinstance(node.tag, str) else ""
