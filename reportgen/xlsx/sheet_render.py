"""Renders one worksheet: markers out, blocks filled, references moved, the plan's cells written."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import chain

from lxml import etree

from reportgen.core.findings import Issue, Place, Severity
from reportgen.formula.cell_xml import CellXmlWriter
from reportgen.formula.dependents import Area
from reportgen.formula.text import shared_masters, unshare
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, cell_address
from reportgen.office.cell_reader import read_cell
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.references import Reference, parse_reference
from reportgen.office.sheets import SheetPart, shared_string_items, sheet_parts
from reportgen.office.styles import Styles
from reportgen.office.tags import may_hold_tags, tag_names
from reportgen.office.worksheet import cells, formula_nodes, rows, set_dimension, sheet_data
from reportgen.office.xml import namespace_of, string_item_text, with_one_prefix
from reportgen.plan.plan import BlockRows, CellLink, PlannedRow
from reportgen.xlsx.drawings import embedded_relations, forget_links
from reportgen.xlsx.hazards import sheet_faults
from reportgen.xlsx.inspection import MarkedCell, marked_cells, marked_shared_strings, may_hold_markers
from reportgen.xlsx.moved_formulas import UnfitReferenceError
from reportgen.xlsx.moving import Move, move_formulas
from reportgen.xlsx.row_writer import RowContext, RowWriter
from reportgen.xlsx.sheet_carriers import add_links, move_sheet_carriers, own_hyperlinks
from reportgen.xlsx.sheet_stream import Progress, SheetStream, sheet_stream, shell_of, template_extent
from reportgen.xlsx.stripping import strip_markers
from reportgen.xlsx.table_heads import TableHeads
from reportgen.xlsx.writing import CheckedRows, bulk_feeds, column_styles, written_rows

Tags = dict[int, dict[int, str]]  # the texts with tags by template row and column


@dataclass
class SheetRenderer:
    """What all sheets of one workbook share while they are rendered, and the findings on the way.

    `streams` are sheets too large to be held as they are, `strings` the shared strings that sheets with rows written
    anew show, both by part; `written` are the areas that the plan filled.
    """

    work: Package
    layout: WorkbookLayout
    styles: Styles
    unfilled: Severity
    links: Mapping[str, Sequence[CellLink]]
    issues: list[Issue] = field(default_factory=list)
    written: list[Area] = field(default_factory=list)
    streams: dict[str, SheetStream] = field(default_factory=dict)
    strings: dict[str, set[int]] = field(default_factory=dict)
    markers: bool = True
    progress: Progress | None = None
    heads: TableHeads = field(init=False)

    def __post_init__(self) -> None:
        self.heads = TableHeads.of(self.work, sheet_parts(self.work), self.layout)
        self._items = shared_string_items(self.work)
        self._strings = tuple(map(string_item_text, self._items))
        self._marked = bool(marked_shared_strings(self._strings))

    def render(self, sheet: SheetPart, planned: Iterable[PlannedRow], bulk: Sequence[BlockRows] = ()) -> int:
        """Render one sheet with its planned rows in order; gives how many cells were written.

        A sheet on which nothing changes keeps its bytes.
        """
        move = Move(sheet.name, self.layout, self.unfit)
        given, links = iter(planned), self.links.get(sheet.name, ())
        first = next(given, None)
        searched = self.markers and may_hold_markers(self.work, sheet, self._marked)
        if first is None and not (bulk or links or searched) and self.layout.is_identity:
            return 0
        before = self.work[sheet.part]
        root = self.work.xml(sheet.part)
        marked = tuple(marked_cells(root, self._strings)) if searched else ()
        changed = any(one.text.head or one.text.tail for one in marked)
        strip_markers(root, marked, self._items)
        for link in root.iter(f"{namespace_of(root)}hyperlink") if marked else ():
            if may_hold_tags(link.get("display", "")):
                del link.attrib["display"]
                changed = True
        every = chain([first], given) if first is not None else given
        every = self.heads.watched(every, self.work.name)
        plan, tags = CheckedRows(every, self.work.name, self.issues), _tags(marked)
        if not move.axes.is_identity or bulk:
            if self._is_sound(sheet, root) and self._fits(sheet, root):
                self._repeated(root, sheet, plan, tags, bulk)
            return plan.count
        if not self.layout.is_identity:
            changed |= move_formulas(root, move, partial(self._unreadable, sheet))
        changed |= first is not None
        if changed or tags:
            self._standing(root, sheet, plan, tags)
        if not self.layout.is_identity:
            changed |= move_sheet_carriers(root, move)
        changed |= add_links(root, links)
        areas = tuple(plan.areas(sheet.name))
        if changed:
            _mend_dimension(root, areas)
        else:
            self.work[sheet.part] = before
        self.written += areas
        return plan.count

    def _repeated(
        self, root: etree._Element, sheet: SheetPart, plan: CheckedRows, tags: Tags, bulk: Sequence[BlockRows]
    ) -> None:
        """A sheet whose rows are written anew, one by one, because blocks repeat them."""
        axes = self.layout.sheet(sheet.name)
        root = with_one_prefix(root)
        for cell in unshare(root):
            self._unreadable(sheet, cell)
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
        embedded = embedded_relations(root)
        move_sheet_carriers(root, Move(sheet.name, self.layout, self.unfit))
        forget_links(self.work, sheet.part, embedded - embedded_relations(root))
        own_hyperlinks(self.work, sheet.part, root)
        add_links(root, self.links.get(sheet.name, ()))
        dimension = root.find(f"{namespace_of(root)}dimension")
        if dimension is not None:
            set_dimension(root, template_extent(root, axes).area)
        shell = shell_of(root, prefix)
        writer = RowWriter(root, context, feeds)
        stream = sheet_stream(writer.rows(plan), shell, prefix, self.progress)
        self.strings[sheet.part] = writer.strings
        for feed in feeds:
            feed.close()
            plan.count += feed.count * len(feed.bulk.cells)
        if dimension is not None and dimension.get("ref") != stream.extent.area:
            set_dimension(root, stream.extent.area)
            stream.shell = shell_of(root, prefix)
        if stream.is_large:
            self.work[sheet.part] = b""
            self.streams[sheet.part] = stream
        else:
            self.work[sheet.part] = b"".join(stream.part(stream.old))
        self._missing(sheet, missing)
        self.written += plan.areas(sheet.name)

    def _standing(self, root: etree._Element, sheet: SheetPart, plan: CheckedRows, tags: Tags) -> None:
        """A sheet whose rows stay where they are."""
        data = sheet_data(root)
        standing = list(data)
        missing: dict[tuple[int, int], tuple[int, int, str]] = {}
        styles = column_styles(root, self.layout.sheet(sheet.name).columns)
        masters, arrays = shared_masters(root), list(_arrays(root))
        finished: list[etree._Element] = []
        for number, row, written in written_rows(root, plan, styles, self._style_of):
            finished.append(row)
            for area in arrays:
                self._array_kept(sheet, area, number, written)
            for column, text in tags.get(number, {}).items():
                if column not in written:
                    missing.setdefault((number, column), (number, column, text))
        if finished != standing:
            data[:] = finished
        if masters:
            # Where the cell that begins a shared formula was written over, the others get their own.
            for cell in unshare(root, masters.keys() - shared_masters(root).keys(), masters):
                self._unreadable(sheet, cell)
        self._missing(sheet, missing)

    def _missing(self, sheet: SheetPart, missing: dict[tuple[int, int], tuple[int, int, str]]) -> None:
        for template, (row, column, text) in missing.items():
            cell = cell_address(*template)
            hint = f"it stands in {cell_address(row, column)} of the finished sheet"
            place = Place(file=self.work.name, sheet=sheet.name, cell=cell)
            message = "nothing fills this tag"
            self.issues.append(
                Issue("unfilled-tag", message, place, self.unfilled, found=text.strip(), hint=hint)
            )

    def _array_kept(self, sheet: SheetPart, area: Reference, row: int, written: Container[int]) -> None:
        """A finding where a value was written into an array formula of several cells."""
        if area.rows is None or area.columns is None or not area.rows[0].at <= row <= area.rows[1].at:
            return
        for column in range(area.columns[0].at, area.columns[1].at + 1):
            if column in written:
                message = "this cell is part of an array formula, of which no part can be changed"
                place = Place(file=self.work.name, sheet=sheet.name, cell=cell_address(row, column))
                self._note("part-of-array", message, place, f"the array of {area}")

    def _note(self, issue_id: str, message: str, place: Place, found: str, expected: str = "") -> None:
        self.issues.append(Issue(issue_id, message, place, expected=expected, found=found))

    def _unreadable(self, sheet: SheetPart, cell: etree._Element, error: Exception | None = None) -> None:
        place = Place(file=self.work.name, sheet=sheet.name, cell=cell.get("r", ""))
        if isinstance(error, UnfitReferenceError):
            self._note(error.issue_id, str(error), place, error.found, error.expected)
            return
        message = "this formula cannot be read, so that it cannot be moved"
        self._note("unreadable-formula", message, place, f"={read_cell(cell).formula or ''}")

    def unfit(self, sheet: str, error: UnfitReferenceError) -> None:
        """Tell what something of a sheet besides its cells cannot hold."""
        place = Place(file=self.work.name, sheet=sheet, cell=error.cell)
        self._note(error.issue_id, str(error), place, error.found, error.expected)

    def _style_of(self, number_format: str, standing: int) -> int:
        return self.styles.with_number_format(standing, number_format) if number_format else standing

    def _is_sound(self, sheet: SheetPart, root: etree._Element) -> bool:
        """Whether the template's own cells are in order; what moves out of order would be lost."""
        faults = sorted(sheet_faults(root, sheet.name, self.styles.count))
        if faults:
            message = "the cells of this sheet are not in order, so that its blocks cannot be filled"
            hint = "open the template in Excel and save it again"
            place = Place(file=self.work.name, sheet=sheet.name)
            self.issues.append(Issue("damaged-sheet", message, place, found=faults[0], hint=hint))
        return not faults

    def _fits(self, sheet: SheetPart, root: etree._Element) -> bool:
        axes = self.layout.sheet(sheet.name)
        filled = [(row, column) for row, node in rows(root) for column, cell in cells(node) if len(cell)]
        down = axes.rows.stretch(1, max((row for row, _ in filled), default=1))
        right = axes.columns.stretch(1, max((column for _, column in filled), default=1))
        for reach, limit, word in ((down, MAX_ROW, "rows"), (right, MAX_COLUMN, "columns")):
            if reach is not None and reach[1] > limit:
                message = "the filled blocks reach beyond the end of the sheet"
                expected, found = f"at most {limit:,} {word}", f"{reach[1]:,} {word}"
                place = Place(file=self.work.name, sheet=sheet.name)
                self._note(f"too-many-{word}", message, place, found, expected)
                return False
        return True


def _arrays(root: etree._Element) -> Iterator[Reference]:
    """The areas of the array formulas and data tables of several cells."""
    for _, _, _, node in formula_nodes(root):
        area = parse_reference(node.get("ref", "")) if node.get("t") in ("array", "dataTable") else None
        if area is not None and area.rows and area.columns and (area.pair or node.get("t") == "dataTable"):
            yield area


def _tags(marked: tuple[MarkedCell, ...]) -> Tags:
    tags: Tags = {}
    for one in marked:
        if tag_names(one.text.text):
            tags.setdefault(one.row, {})[one.column] = one.text.text
    return tags


def _mend_dimension(root: etree._Element, areas: Sequence[Area]) -> None:
    node = root.find(f"{namespace_of(root)}dimension")
    if node is None:
        return
    known = parse_reference(node.get("ref", ""))
    if not areas or known is None or known.rows is None or known.columns is None:
        return
    top = min(known.rows[0].at, min(area.top for area in areas))
    left = min(known.columns[0].at, min(area.left for area in areas))
    bottom = max(known.rows[1].at, max(area.bottom for area in areas))
    right = max(known.columns[1].at, max(area.right for area in areas))
    first, last = cell_address(top, left), cell_address(bottom, right)
    node.set("ref", first if first == last else f"{first}:{last}")
