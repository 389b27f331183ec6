"""Where the keys of rows and periods stand once a template is filled: what its tags `key` and `period.key` say."""

from __future__ import annotations

from collections.abc import Collection

from reportgen.binding.template_map import WorkbookMap
from reportgen.parts.layout import WorkbookLayout
from reportgen.workbook.book_cells import KeyPlaces


def key_places(template: WorkbookMap, layout: WorkbookLayout, generated: Collection[str] = ()) -> KeyPlaces:
    """The key column and head row of each finished sheet; `generated` are blocks of what a build says of itself."""
    columns: dict[str, int] = {}
    rows: dict[str, int] = {}
    for tag in template.tags:
        if len(tag.names) != 1:
            continue
        name, axes = tag.names[0], layout.sheet(tag.sheet)
        if name == "period.key":
            row = axes.rows_at(tag.column).position(tag.row, 0)
            if row is not None:
                rows.setdefault(tag.sheet, row)
        elif name == "key" or (
            name.endswith(".key") and template.block_at(tag.sheet, tag.row, tag.column, "down") is not None
        ):
            column = axes.columns.position(tag.column, 0)
            if column is not None:
                columns.setdefault(tag.sheet, column)
    return KeyPlaces(
        columns, rows, frozenset(block.sheet for block in template.blocks if block.name in generated)
    )
