"""Legacy drawings of a sheet (comments, buttons): anchors and the cells they belong to, counted from 0.

<x:Anchor>2, 15, 4, 2, 4, 15, 8, 4</x:Anchor>  left column, offset, top row, offset, right column, ...
<x:Row>4</x:Row> <x:Column>1</x:Column>  <x:FmlaLink>Model!$C$5</x:FmlaLink>
"""

from __future__ import annotations

from lxml import etree

from reportgen.parts.layout import PlacedCell, WorkbookLayout
from reportgen.parts.references import Where
from reportgen.workbook.block_objects import repeat_note_shapes
from reportgen.workbook.formulas import UnreadableFormulaError, move_formula

_FORMULAS = ("FmlaLink", "FmlaRange", "FmlaTxbx", "FmlaGroup", "FmlaPict")


def move_vml(
    root: etree._Element,
    where: Where,
    layout: WorkbookLayout,
    talks: frozenset[tuple[int, int]] = frozenset(),
) -> None:
    """Move the shapes of a legacy drawing; a note goes with its cell, repeated or removed.

    The notes of `talks` (row and column, from 1) belong to conversations and stay with the first item.
    """
    axes = layout.sheet(where.sheet)
    for data in [node for node in root.iter() if _local(node) == "ClientData"]:
        fields = {_local(child): child for child in data}
        row, column = _integer(fields.get("Row")), _integer(fields.get("Column"))
        shape = data.getparent()
        if row is not None and column is not None and shape is not None and not axes.is_identity:
            places = tuple(axes.places(row + 1, column + 1))
            if not places:
                if shape.getparent() is not None:
                    shape.getparent().remove(shape)  # type: ignore[union-attr]
                continue
            kept = places[:1] if (row + 1, column + 1) in talks else places
            for twin, place in repeat_note_shapes(shape, kept):
                _place_note(twin, row, column, place)
            continue
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


def _place_note(shape: etree._Element, row: int, column: int, place: PlacedCell) -> None:
    """Put the shape of a note beside the note's cell; `row` and `column` are the template's, from 0."""
    for node in shape.iter():
        name = _local(node)
        if name == "Row":
            node.text = str(place.row - 1)
        elif name == "Column":
            node.text = str(place.column - 1)
        elif name == "Anchor" and node.text:
            try:
                numbers = [int(number) for number in node.text.split(",")]
            except ValueError:
                continue
            if len(numbers) == 8:
                for at in (0, 4):
                    numbers[at] = max(numbers[at] + place.column - 1 - column, 0)
                for at in (2, 6):
                    numbers[at] = max(numbers[at] + place.row - 1 - row, 0)
            node.text = ", ".join(str(number) for number in numbers)


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
