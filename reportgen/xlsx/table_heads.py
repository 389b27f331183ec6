"""Heads of tables that a filling writes: the column of the table is called so from then on, and formulas follow.

A1 "Region" becomes "Area"     <tableColumn name="Area"/>     SUM(Sales[Region])  ->  SUM(Sales[Area])
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

from lxml import etree
from msgspec import Struct, field

from reportgen.core.findings import Issue, Place
from reportgen.core.structs import replace
from reportgen.formula.structured import TableArea, read_tables, table_around, with_renamed_columns
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import Where, parse_reference
from reportgen.office.sheets import SheetPart, workbook_part
from reportgen.office.xml import escape_text, local_name, namespace_of, unescape_text
from reportgen.plan.plan import Formula, PlannedRow
from reportgen.xlsx.moving import move_area

# The elements whose text is a formula that may name columns of tables.
FORMULAS = frozenset(("f", "definedName", "calculatedColumnFormula", "totalsRowFormula"))


class TableHeads(Struct):
    """Where the heads of a workbook's tables stand once it is filled, and what is written there."""

    _places: Mapping[tuple[str, int], Mapping[int, tuple[str, int]]]
    _written: dict[str, dict[int, tuple[Place, str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, package: Package, sheets: Iterable[SheetPart], layout: WorkbookLayout) -> TableHeads:
        """The heads of all tables: by finished row and column, the table's part and the number of its column."""
        places: dict[tuple[str, int], dict[int, tuple[str, int]]] = {}
        for sheet in sheets:
            for part in package.related(sheet.part, "table"):
                if part not in package or package.peek(part).get("headerRowCount", "1") == "0":
                    continue
                ref = move_area(package.peek(part).get("ref", ""), Where(sheet.name), layout)
                area = parse_reference(ref)
                if area is not None and area.rows and area.columns:
                    row = places.setdefault((sheet.name, area.rows[0].at), {})
                    first, last = area.columns[0].at, area.columns[1].at
                    row |= {column: (part, column - first) for column in range(first, last + 1)}
        return cls(places)

    def watched(self, rows: Iterable[PlannedRow], file: str) -> Iterator[PlannedRow]:
        """The rows of the plan, the heads among them as texts, as Excel holds them."""
        for row in rows:
            heads = self._places.get((row.sheet, row.row))
            if heads is None or heads.keys().isdisjoint(row.columns):
                yield row
                continue
            contents = list(row.contents)
            for at, column in enumerate(row.columns):
                content = contents[at]
                if column not in heads or isinstance(content, Formula):
                    continue
                part, number = heads[column]
                contents[at] = text = f"Column{number + 1}" if content in (None, "") else _shown(content)
                place = Place(file, sheet=row.sheet, cell=cell_address(row.row, column))
                self._written.setdefault(part, {})[number] = place, text
            yield replace(row, contents=tuple(contents))

    def name_columns(self, package: Package) -> tuple[dict[str, dict[str, str]], list[Issue]]:
        """Call the tables' columns as their heads: the new names by table and old name, and heads that stand twice."""
        renamed: dict[str, dict[str, str]] = {}
        issues: list[Issue] = []
        for part, heads in self._written.items():
            found: dict[str, str] = {}
            package.edit(part, lambda root, heads=heads, found=found: _name(root, heads, found))  # type: ignore[misc]
            root = package.peek(part)
            if found:
                renamed.setdefault(root.get("displayName", ""), {}).update(found)
            names = Counter(unescape_text(node.get("name", "")).casefold() for node in _columns(root))
            for place, text in heads.values():
                if names[text.casefold()] > 1:
                    table = root.get("displayName", "")
                    message = f'two columns of the table "{table}" would have the same head'
                    issues.append(Issue("duplicate-head", message, place, found=text))
        return renamed, issues


def _columns(table: etree._Element) -> list[etree._Element]:
    ns = namespace_of(table)
    return table.findall(f"{ns}tableColumns/{ns}tableColumn")


def _name(table: etree._Element, heads: Mapping[int, tuple[Place, str]], found: dict[str, str]) -> bool:
    for number, column in enumerate(_columns(table)):
        if number in heads:
            old, new = unescape_text(column.get("name", "")), heads[number][1]
            if " ".join(old.split()) != " ".join(new.split()):
                column.set("name", escape_text(new).replace("\n", "_x000a_"))
                found[old] = new
    return bool(found)


def _shown(content: object) -> str:
    if isinstance(content, bool):
        return str(content).upper()
    return content.isoformat() if isinstance(content, date) else f"{content}"


def rename_columns(
    package: Package, sheets: Sequence[SheetPart], renamed: Mapping[str, Mapping[str, str]]
) -> None:
    """Bring the new names of tables' columns into all formulas that name them."""
    marks = [f"{table}[".casefold().encode() for table in renamed]
    tables = read_tables(package, sheets)
    holders = {one.sheet for name, one in tables.items() if name in {table.casefold() for table in renamed}}
    parts = {workbook_part(package): ""}
    for sheet in sheets:
        parts |= {sheet.part: sheet.name} | dict.fromkeys(package.related(sheet.part, "table"), sheet.name)
    for part, sheet_name in parts.items():
        if sheet_name in holders or any(mark in package[part].lower() for mark in marks):
            package.edit(part, lambda root, name=sheet_name: _rename(root, renamed, tables, name))  # type: ignore[misc]


def _rename(
    root: etree._Element,
    renamed: Mapping[str, Mapping[str, str]],
    tables: Mapping[str, TableArea],
    sheet: str,
) -> bool:
    changed = False
    for node in root.iter(etree.Element):
        if local_name(node) not in FORMULAS or not node.text or "[" not in node.text:
            continue
        home = root.get("displayName", "")
        cell = node.getparent()
        if local_name(node) == "f" and cell is not None and cell.get("r"):
            home = table_around(tables, sheet, *split_address(cell.get("r", "")))
        text = with_renamed_columns(node.text, renamed, home)
        changed |= text != node.text
        node.text = text
    return changed
