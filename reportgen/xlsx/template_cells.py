"""What a template tells of its cells before any of them moves: the names that stand for cells, and what they hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lxml import etree
from msgspec import Struct, field

from reportgen.core.structs import replace
from reportgen.office.cell_reader import cells_of_tree
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, shared_strings, sheet_parts, workbook_part
from reportgen.office.tags import may_hold_tags, read_markers
from reportgen.office.xml import namespace_of
from reportgen.plan.plan import SheetCopies
from reportgen.xlsx.sheet_copies import CopiedNames

Kinds = Mapping[tuple[int, int], str]


def knowing_cells(
    layout: WorkbookLayout,
    template: Package,
    work: Package,
    copies: Sequence[SheetCopies],
    copied: CopiedNames,
) -> WorkbookLayout:
    """The layout with all that references are read by: names, copies of sheets, what the template's cells hold.

    `work` is the template with its sheets copied, which `copied` tells of.
    """
    sheets = sheet_parts(work)
    made = {name.casefold(): one.sheet for one in copies for name in one.names}
    parts = {one.name: one.part for one in sheet_parts(template) if one.is_worksheet}
    repeated = {
        (one.names[0] if one.names else one.sheet).casefold(): (one.names, one.list_id)
        for one in copies
        if len(one.names) != 1
    }
    return replace(
        layout,
        copies=repeated,
        tabs=tuple(sheet.name for sheet in sheets),
        names={("", name): text for name, text in copied.names.items()} | dict(_names(work, sheets)),
        tables=copied.tables,
        holds=_Held(
            template,
            {
                one.name.casefold(): parts[made.get(one.name.casefold(), one.name)]
                for one in sheets
                if one.is_worksheet
            },
        ),
    )


def _names(package: Package, sheets: Sequence[SheetPart]) -> Iterator[tuple[tuple[str, str], str]]:
    by_index = {str(sheet.index): sheet.name.casefold() for sheet in sheets}
    root = package.peek(workbook_part(package))
    for node in root.iter(f"{namespace_of(root)}definedName"):
        owner = by_index.get(node.get("localSheetId", ""), "")
        yield (owner, node.get("name", "").casefold()), (node.text or "").strip()


class _Held(Struct, frozen=True):
    """The kind of each filled cell of a template's sheet, by its finished name; read when it is first asked for."""

    template: Package
    parts: Mapping[str, str]
    found: dict[str, Kinds] = field(default_factory=dict)

    def __call__(self, sheet: str) -> Kinds:
        name = sheet.casefold()
        if name not in self.found:
            part = self.parts.get(name)
            root = self.template.peek(part) if part is not None else None
            self.found[name] = dict(_kinds(root, self.template)) if root is not None else {}
        return self.found[name]


def _kinds(root: etree._Element, package: Package) -> Iterator[tuple[tuple[int, int], str]]:
    for cell in cells_of_tree(root, shared_strings(package)):
        if cell.formula is not None:
            kind = "subtotal" if _is_subtotal(cell.formula) else "value"
        else:
            text = read_markers(cell.value).text if cell.kind == "text" and cell.value else cell.value
            if not text:
                continue
            kind = "text" if cell.kind == "text" and not may_hold_tags(text) else "value"
        yield (cell.row, cell.column), kind


def _is_subtotal(formula: str) -> bool:
    return formula.strip().upper().startswith(("SUBTOTAL(", "AGGREGATE("))
