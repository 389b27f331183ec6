"""Renders one worksheet: markers out, blocks filled, references moved, the plan's cells written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address, split_address
from reportgen.office.cell_reader import read_cell
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import parse_reference
from reportgen.office.sheets import SheetPart, shared_string_items
from reportgen.office.styles import Styles
from reportgen.office.tags import tag_names
from reportgen.office.worksheet import cells, rows, set_dimension, sheet_data
from reportgen.office.xml import namespace_of, string_item_text
from reportgen.plan.plan import BlockRows, CellWrite
from reportgen.plan.template_map import WorkbookMap
from reportgen.xlsx.blocks import MarkedCell
from reportgen.xlsx.cell_xml import CellXmlWriter
from reportgen.xlsx.dependents import Area
from reportgen.xlsx.formulas import unshare
from reportgen.xlsx.hazards import sheet_faults
from reportgen.xlsx.in_place import move_formulas
from reportgen.xlsx.inspection import marked_cells, marked_shared_strings, may_hold_markers
from reportgen.xlsx.row_writer import RowContext, RowWriter
from reportgen.xlsx.sheet_carriers import move_sheet_carriers, own_hyperlinks
from reportgen.xlsx.sheet_stream import Progress, SheetStream, sheet_stream, shell_of, template_extent
from reportgen.xlsx.stripping import strip_markers
from reportgen.xlsx.template_styles import TemplateStyles
from reportgen.xlsx.writing import (
    FinishedRow,
    PlacedWrite,
    bulk_feeds,
    column_styles,
    too_long,
    unfilled_tag,
    written_rows,
)


@dataclass
class SheetRenderer:
    """What all sheets of one workbook share while they are rendered, and the findings on the way."""

    work: Package
    template: WorkbookMap
    layout: WorkbookLayout
    styles: Styles
    template_styles: TemplateStyles
    unfilled: Severity
    issues: list[Issue] = field(default_factory=list)
    written: list[Area] = field(default_factory=list)
    streams: dict[str, SheetStream] = field(default_factory=dict)
    strings: dict[str, set[int]] = field(default_factory=dict)
    calculate: bool = True
    markers: bool = True
    progress: Progress | None = None

    def __post_init__(self) -> None:
        self._items = shared_string_items(self.work)
        self._strings = tuple(map(string_item_text, self._items))
        self._marked = bool(marked_shared_strings(self._strings))

    def render(self, sheet: SheetPart, writes: Iterable[CellWrite], bulk: Sequence[BlockRows] = ()) -> int:
        """Render one sheet with its cells in order of row and column; gives how many were written.

        A sheet on which nothing changes keeps its bytes.
        """
        axes = self.layout.sheet(sheet.name)
        cells = iter(writes)
        first = next(cells, None)
        searched = self.markers and may_hold_markers(self.work, sheet, self._marked)
        if first is None and not bulk and not searched and self.layout.is_identity:
            return 0
        before = self.work[sheet.part]
        root = self.work.xml(sheet.part)
        marked = tuple(marked_cells(root, self._strings)) if searched else ()
        changed = any(one.text.head or one.text.tail for one in marked)
        strip_markers(root, marked, self._items)
        plan, tags = _Counted(first, cells, self), _tags(marked)
        if not axes.is_identity or bulk:
            faults = sorted(sheet_faults(root, sheet.name, self.styles.count))
            if self._is_sound(sheet, faults) and self._fits(sheet, root):
                self._repeated(root, sheet, plan, tags, bulk)
            return plan.count
        if not self.layout.is_identity:
            changed |= move_formulas(root, sheet.name, self.layout, partial(self._unreadable, sheet))
        changed |= first is not None
        if changed or tags:
            self._standing(root, sheet, plan, tags)
        if not self.layout.is_identity:
            changed |= move_sheet_carriers(root, sheet.name, self.layout)
        if changed:
            _mend_dimension(root, plan)
        else:
            self.work[sheet.part] = before
        self.written += plan.areas
        return plan.count

    def _repeated(
        self,
        root: etree._Element,
        sheet: SheetPart,
        plan: _Counted,
        tags: dict[int, dict[int, str]],
        bulk: Sequence[BlockRows],
    ) -> None:
        """A sheet whose rows are written anew, one by one, because blocks repeat them."""
        axes = self.layout.sheet(sheet.name)
        unshare(root)
        missing: dict[tuple[int, int], tuple[int, int, str]] = {}

        def note(row: int, column: int, number: int, place: int, text: str) -> None:
            missing.setdefault((row, column), (number, place, text))

        feeds = bulk_feeds(bulk, axes)
        prefix = f"{root.prefix}:" if root.prefix else ""
        context = RowContext(
            sheet.name,
            self.layout,
            column_styles(root, axes.columns),
            self._style_of,
            partial(self._unreadable, sheet),
            note,
            tags,
            CellXmlWriter(prefix),
        )
        move_sheet_carriers(root, sheet.name, self.layout)
        own_hyperlinks(self.work, sheet.part, root)
        dimension = root.find(f"{namespace_of(root)}dimension")
        if dimension is not None:
            set_dimension(root, template_extent(root, axes).area)
        shell = shell_of(root, prefix)
        writer = RowWriter(root, context, feeds)
        stream = sheet_stream(writer.rows(plan), shell, prefix, self.progress, open_places=self.calculate)
        self.strings[sheet.part] = writer.strings
        for feed in feeds:
            feed.close()
            plan.count += feed.count * len(feed.bulk.cells)
        if dimension is not None and dimension.get("ref") != stream.extent.area:
            set_dimension(root, stream.extent.area)
            stream.with_shell(shell, shell_of(root, prefix))
        if stream.large is not None:
            self.work.set_deflated(sheet.part, stream.large)
            self.streams[sheet.part] = stream
        else:
            self.work[sheet.part] = b"".join(stream.part(stream.old) if self.calculate else stream.bare())
        self._missing(sheet, missing)
        self.written += plan.areas

    def _standing(
        self, root: etree._Element, sheet: SheetPart, plan: _Counted, tags: dict[int, dict[int, str]]
    ) -> None:
        """A sheet whose rows stay where they are."""
        data = sheet_data(root)
        standing = list(data)
        finished: list[etree._Element] = []
        missing: dict[tuple[int, int], tuple[int, int, str]] = {}
        template = (FinishedRow(number, node, number) for number, node in rows(root))
        row_tag = f"{namespace_of(root)}row"
        styles = column_styles(root, self.layout.sheet(sheet.name).columns)
        for row, written in written_rows(template, plan, styles, self._style_of, row_tag):
            finished.append(row.element)
            for column, text in tags.get(row.template, {}).items():
                if column not in written:
                    missing.setdefault((row.template, column), (row.number, column, text))
        if finished != standing:
            data[:] = finished
        self._missing(sheet, missing)

    def _missing(self, sheet: SheetPart, missing: dict[tuple[int, int], tuple[int, int, str]]) -> None:
        for template, (row, column, text) in missing.items():
            self.issues.append(
                unfilled_tag(self.work.name, sheet.name, (row, column), template, text, self.unfilled)
            )

    def _unreadable(self, sheet: SheetPart, cell: etree._Element) -> None:
        self.issues.append(
            Issue(
                "unreadable-formula",
                "this formula cannot be read, so that it cannot be moved",
                Place(file=self.work.name, sheet=sheet.name, cell=cell.get("r", "")),
                found=f"={read_cell(cell).formula or ''}",
            )
        )

    def _style_of(self, write: CellWrite, standing: int) -> int:
        style = standing
        if write.style_from:
            found = self.template_styles.style_at(write.style_from)
            if found is None:
                self.issues.append(
                    Issue(
                        "unknown-style-cell",
                        "the cell to take the style from is not in the template",
                        Place(file=self.work.name, sheet=write.sheet, cell=write.cell),
                        expected="a template cell such as Model!C6",
                        found=write.style_from,
                    )
                )
            else:
                style = found
        return self.styles.with_number_format(style, write.number_format) if write.number_format else style

    def _is_sound(self, sheet: SheetPart, faults: list[str]) -> bool:
        """Whether the template's own cells are in order; what moves out of order would be lost."""
        if faults:
            self.issues.append(
                Issue(
                    "damaged-sheet",
                    "the cells of this sheet are not in order, so that its blocks cannot be filled",
                    Place(file=self.work.name, sheet=sheet.name),
                    found=faults[0],
                    hint="open the template in Excel and save it again",
                )
            )
        return not faults

    def _fits(self, sheet: SheetPart, root: etree._Element) -> bool:
        axes = self.layout.sheet(sheet.name)
        filled = [(row, column) for row, node in rows(root) for column, cell in cells(node) if len(cell)]
        down = axes.rows.stretch(1, max((row for row, _ in filled), default=1))
        right = axes.columns.stretch(1, max((column for _, column in filled), default=1))
        for reach, limit, word in ((down, MAX_ROW, "rows"), (right, MAX_COLUMN, "columns")):
            if reach is not None and reach[1] > limit:
                self.issues.append(
                    Issue(
                        f"too-many-{word}",
                        "the filled blocks reach beyond the end of the sheet",
                        Place(file=self.work.name, sheet=sheet.name),
                        expected=f"at most {limit:,} {word}",
                        found=f"{reach[1]:,} {word}",
                    )
                )
                return False
        return True


class _Counted:
    """The plan's cells of one sheet, placed, checked and counted on their way."""

    def __init__(self, first: CellWrite | None, rest: Iterator[CellWrite], renderer: SheetRenderer) -> None:
        self.count = 0
        self._first = first
        self._rest = rest
        self._renderer = renderer
        self.areas: list[Area] = []

    def __iter__(self) -> Iterator[PlacedWrite]:
        file, issues = self._renderer.work.name, self._renderer.issues
        write = self._first
        line: list[int] = [0, 0, 0]  # row, first and last column of the cells just written
        while write is not None:
            try:
                row, column = split_address(write.cell)
            except ValueError:
                place = Place(file=file, sheet=write.sheet, cell=write.cell)
                issues.append(
                    Issue("bad-address", "this is no cell of a sheet", place, expected="for instance C6")
                )
            else:
                if line[0] == row and line[2] + 1 == column:
                    line[2] = column
                else:
                    self._close(line, write.sheet)
                    line = [row, column, column]
                self.count += 1
                long = too_long(write, file)
                if long is not None:
                    issues.append(long)
                yield row, column, write
            last, write = write, next(self._rest, None)
            if write is None:
                self._close(line, last.sheet)

    def _close(self, line: list[int], sheet: str) -> None:
        """Keep a stretch of cells, as one area with the stretch above where both are of the same columns."""
        row, first, last = line
        if not row:
            return
        above = self.areas[-1] if self.areas else None
        if above is not None and (above.left, above.right, above.bottom + 1) == (first, last, row):
            self.areas[-1] = replace(above, bottom=row)
        else:
            self.areas.append(Area(sheet.casefold(), row, first, row, last))


def _tags(marked: tuple[MarkedCell, ...]) -> dict[int, dict[int, str]]:
    tags: dict[int, dict[int, str]] = {}
    for one in marked:
        if tag_names(one.text.text):
            tags.setdefault(one.row, {})[one.column] = one.text.text
    return tags


def _mend_dimension(root: etree._Element, plan: _Counted) -> None:
    node = root.find(f"{namespace_of(root)}dimension")
    if node is None:
        return
    known = parse_reference(node.get("ref", ""))
    if not plan.areas or known is None or known.rows is None or known.columns is None:
        return
    top = min(known.rows[0].at, min(area.top for area in plan.areas))
    left = min(known.columns[0].at, min(area.left for area in plan.areas))
    bottom = max(known.rows[1].at, max(area.bottom for area in plan.areas))
    right = max(known.columns[1].at, max(area.right for area in plan.areas))
    first, last = cell_address(top, left), cell_address(bottom, right)
    node.set("ref", first if first == last else f"{first}:{last}")
