"""Fills a workbook template: the plan's blocks and cells in, the finished file's bytes out.

    1  read the template, gather every fault          inspection, hazards
    2  fill blocks, move references, write cells      sheet_render, row_writer, sheet_carriers, part_carriers
    3  keep a record, carry a person's work over      book_cells, manifest, carry.apply
    4  calculate, fold, bring charts up to their cells calculation, folding, chart_values
    5  hold it against what Office would repair       gate

The template given stays as it is. A part that nothing asks to change leaves with the bytes it came with.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain, groupby
from operator import attrgetter
from typing import Protocol, TypeVar

from msgspec import Struct, field

from reportgen.core.findings import FindingsError, Issue, Place, ReportgenError, Severity, did_you_mean
from reportgen.core.structs import replace
from reportgen.formula.dependents import Area, Changes, filled_areas
from reportgen.gate.gate import GatedPackage, gated
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW
from reportgen.office.core_properties import set_properties
from reportgen.office.package import Package
from reportgen.office.relationships import relationships_part
from reportgen.office.sheets import SheetPart, drop_calculation_chain, sheet_parts
from reportgen.office.styles import Styles
from reportgen.office.xml import escape_text
from reportgen.plan.build_record import CHANGES, BookCells, BuildInputs, BuiltRecord, record_of
from reportgen.plan.plan import BlockRows, BlockSize, CellLink, PlannedRow, WorkbookPlan
from reportgen.plan.template_map import Block, WorkbookMap, workbook_layout
from reportgen.xlsx.book_cells import key_places, read_book
from reportgen.xlsx.calculation import calculate, calculate_on_load, is_calculated_on_load
from reportgen.xlsx.chart_values import refresh_chart_caches, refresh_linked_texts, refresh_newer_charts
from reportgen.xlsx.dressing import Dresser
from reportgen.xlsx.folding import LeftLines, fold
from reportgen.xlsx.hazards import find_hazards
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.manifest import Bound, figure_places, remembering, write_manifest
from reportgen.xlsx.number_rules import drop_number_rules
from reportgen.xlsx.page_texts import fill_pages
from reportgen.xlsx.part_carriers import move_part_carriers, name_cells_of_newer_charts, read_pivots_again
from reportgen.xlsx.sheet_copies import copy_sheets, sheet_issues
from reportgen.xlsx.sheet_render import SheetRenderer
from reportgen.xlsx.sheet_stream import Progress
from reportgen.xlsx.stripping import forget_strings, shown_markers
from reportgen.xlsx.table_heads import rename_columns
from reportgen.xlsx.template_cells import knowing_cells


class RenderedWorkbook(Struct, frozen=True):
    """A finished workbook.

    `uncached` names every formula cell without a value; `formulas` counts all formula cells, `cells` those
    that the plan wrote; `warnings` are findings that did not stop the build.
    """

    file: GatedPackage
    uncached: tuple[Issue, ...]
    formulas: int
    cells: int
    warnings: tuple[Issue, ...] = field(default=())

    @property
    def data(self) -> bytes:
        """The bytes of the finished file."""
        return self.file.data


class Amendment(Protocol):
    """What is added to a filled workbook before it is calculated, such as a person's work in an older one."""

    @property
    def old(self) -> Package:
        """The workbook that it is taken from."""

    def touched_parts(self, sheets: Sequence[SheetPart]) -> set[str]:
        """The parts of sheets that `apply` writes into."""

    def apply(self, work: Package) -> object:
        """Write what is added into the parts."""

    @property
    def left(self) -> Mapping[str, LeftLines]:
        """The lines of groups that stay open or closed, by sheet, as they stand in the new workbook."""


class Draft(Struct, frozen=True):
    """A filled workbook before anything is added: its parts, its record, its contents, where each figure stands."""

    package: Package
    record: BuiltRecord
    book: BookCells
    places: Mapping[str, str]


class Added(Struct, frozen=True):
    """What is added to a draft, and the plan of the workbook that tells of it on the sheets `told`."""

    amendment: Amendment
    plan: WorkbookPlan
    told: frozenset[str]


def render_workbook(  # noqa: PLR0913  each keyword turns one step of the filling on or off
    package: Package,
    plan: WorkbookPlan,
    name: str,
    *,
    unfilled: Severity = Severity.ERROR,
    template: WorkbookMap | None = None,
    progress: Progress | None = None,
    sources: BuildInputs | None = None,
    carry: Callable[[Draft], Added] | None = None,
) -> RenderedWorkbook:
    """Fill the template `package` as `plan` says; `name` is the file name shown in findings.

    An empty plan gives the template's parts back unchanged. `FindingsError` holds all faults of the template
    and the plan together; `unfilled` says how much a tag weighs that nothing fills. `template` is what it asks
    for where that was read before; in one without tags, blocks and sheets its markers and tags are texts like others.
    `progress` is told how many rows of a sheet have been written, about every thousand rows. With `sources` the
    workbook keeps a record of what was built, for the next build; `carry` says what of an earlier one is added, and the
    sheets that tell of it are then rendered anew.
    """
    work = package.copy(name)
    bound: list[Bound] = []
    rows = remembering(plan.rows, bound)
    first = next(rows, None)
    if first is None and not (plan.sizes or plan.properties or plan.sheets or plan.bulk or plan.pages):
        file = gated(work, (package,))
        return RenderedWorkbook(file, (), 0, 0, file.warnings)
    planned = chain([first], rows) if first is not None else rows
    asked, issues = _template_of(work, plan, template)
    if plan.sizes or plan.sheets:
        name_cells_of_newer_charts(work)
    copied = copy_sheets(work, plan.sheets)
    layout = knowing_cells(workbook_layout(asked.blocks, plan.sizes), package, work, plan.sheets, copied)
    sheets = sheet_parts(work)
    issues += find_hazards(work, sheets, layout)
    issues += fill_pages(work, sheets, plan.pages)
    _stop_at_errors(issues)
    drop_number_rules(work, sheets, plan.settled)
    shown = shown_markers(package, sheet_parts(package))
    blank = work.copy() if carry is not None else work
    renderer = SheetRenderer(
        work,
        layout,
        Styles(work),
        unfilled,
        _by_sheet(plan.links),
        markers=bool(asked.tags or asked.blocks or asked.sheet_markers),
        progress=progress,
    )
    cells = _render_sheets(renderer, planned, _by_sheet(plan.bulk), sheets)
    if carry is None and not layout.is_identity:
        move_part_carriers(work, sheets, layout, renderer.unfit)
    issues += [*renderer.issues, *_named_columns(renderer, sheets), *_dressed(renderer, sheets, plan)]
    _stop_at_errors(issues)
    added = None
    if carry is not None and sources is not None:
        draft = _draft(renderer, asked, bound, sources)
        added = carry(draft)
        bound = []
        cells = sum(len(row.columns) for row in remembering(added.plan.rows, bound))
        anew = _naming(blank, sheets, added.told)
        _render_anew(renderer, asked, added.plan, blank, anew)
        issues = list(dict.fromkeys([*issues, *renderer.issues]))
        _stop_at_errors(issues)
        standing = {one.name: one for one in draft.book.sheets if one.name not in anew}
        places = key_places(asked, renderer.layout, (CHANGES,))
        write_manifest(work, bound, record_of(read_book(work, places, renderer.streams, standing), sources))
        for part in added.amendment.touched_parts(sheets):
            renderer.strings.pop(part, None)
            if part in renderer.streams:
                work[part] = b"".join(renderer.streams.pop(part).bare())
        added.amendment.apply(work)
        sheets = sheet_parts(work)
    read_pivots_again(work)
    drop_calculation_chain(work)
    unset_zeros = is_calculated_on_load(work)
    calculate_on_load(work)
    set_properties(work, plan.properties)
    forget_strings(work, shown - shown_markers(work, sheets, renderer.strings))
    clock = plan.properties.get("modified", plan.properties.get("created", ""))
    # A report is calculated whole: the values of its template are none of its figures.
    changes = _changes(renderer, plan, sheets, unset_zeros=unset_zeros) if sources is None else None
    calculation = calculate(work, sheets, changes, clock, renderer.streams)
    issues += fold(work, sheets, added.amendment.left if added is not None else {})
    _stop_at_errors(issues)
    refresh_chart_caches(work, sheets, renderer.styles)
    refresh_newer_charts(work, sheets)
    refresh_linked_texts(work, sheets)
    if added is None:
        # Read for the record, the cells are kept for the seal.
        places = key_places(asked, layout, (CHANGES,))
        record = record_of(read_book(work, places, keep=True), sources) if sources is not None else None
        write_manifest(work, bound, record)
    file = gated(work, (package,) if added is None else (package, added.amendment.old))
    return RenderedWorkbook(file, calculation.issues, calculation.formulas, cells, (*issues, *file.warnings))


def _named_columns(renderer: SheetRenderer, sheets: Sequence[SheetPart]) -> list[Issue]:
    """Call the columns of tables as the heads that were written, in formulas of large sheets too."""
    work = renderer.work
    renamed, issues = renderer.heads.name_columns(work)
    if renamed:
        for part in list(renderer.streams):
            work[part] = b"".join(renderer.streams.pop(part).bare())
        rename_columns(work, sheets, renamed)
    return issues


def _dressed(renderer: SheetRenderer, sheets: Sequence[SheetPart], plan: WorkbookPlan) -> list[Issue]:
    """Give the cells that were written what they show besides their values, in large sheets too."""
    names = {one.sheet for one in plan.dressed}
    for sheet in sheets:
        stream = renderer.streams.pop(sheet.part, None) if sheet.name in names else None
        if stream is not None:
            renderer.work[sheet.part] = b"".join(stream.part(stream.old))
    dresser = Dresser(renderer.work, renderer.styles)
    dresser.dress(sheets, plan.dressed)
    return dresser.issues


def _draft(
    renderer: SheetRenderer, asked: WorkbookMap, bound: Sequence[Bound], sources: BuildInputs
) -> Draft:
    """The workbook as it is filled so far."""
    work = renderer.work.copy()
    for part, stream in renderer.streams.items():
        work[part] = b"".join(stream.bare())
    if not renderer.layout.is_identity:
        move_part_carriers(work, sheet_parts(work), renderer.layout, renderer.unfit)
    book = read_book(work, key_places(asked, renderer.layout, (CHANGES,)))
    return Draft(work, record_of(book, sources), book, figure_places(bound))


def _render_anew(
    renderer: SheetRenderer, asked: WorkbookMap, plan: WorkbookPlan, blank: Package, anew: Collection[str]
) -> None:
    """Render the sheets `anew` as another plan has them, from the workbook as it was before it was filled."""
    work, sheets = renderer.work, sheet_parts(blank)
    renderer.layout = replace(renderer.layout, sheets=workbook_layout(asked.blocks, plan.sizes).sheets)
    renderer.issues += find_hazards(blank, sheets, renderer.layout)
    again = tuple(sheet for sheet in sheets if sheet.name in anew)
    for sheet in again:
        renderer.streams.pop(sheet.part, None)
        for part in (sheet.part, relationships_part(sheet.part)):
            if part in blank:
                work[part] = blank[part]
    _render_sheets(renderer, (row for row in plan.rows if row.sheet in anew), {}, again)
    if not renderer.layout.is_identity:
        move_part_carriers(work, sheets, renderer.layout, renderer.unfit)


def _naming(package: Package, sheets: Iterable[SheetPart], told: Collection[str]) -> frozenset[str]:
    """The sheets `told`, and those that say the name of one of them: their formulas move with its rows."""
    names = [escape_text(name).casefold() for name in told]
    texts = ((sheet.name, package[sheet.part].decode(errors="replace").casefold()) for sheet in sheets)
    return frozenset(told).union(sheet for sheet, text in texts if any(name in text for name in names))


def _changes(
    renderer: SheetRenderer, plan: WorkbookPlan, sheets: Sequence[SheetPart], *, unset_zeros: bool
) -> Changes:
    """What the plan changed: all cells of sheets that are copies, else what it filled."""
    copied = {name.casefold() for copies in plan.sheets for name in copies.names}
    areas = list(renderer.written)
    moved = copied | {copies.sheet.casefold() for copies in plan.sheets}
    for sheet in sheets:
        name = sheet.name.casefold()
        axes = renderer.layout.sheet(sheet.name)
        if name in copied:
            areas.append(Area(name, 1, 1, MAX_ROW, MAX_COLUMN))
        elif not axes.is_identity:
            areas += filled_areas(sheet.name, axes)
            moved.add(name)
    return Changes(tuple(areas), frozenset(moved), unset_zeros)


def _template_of(
    work: Package, plan: WorkbookPlan, template: WorkbookMap | None
) -> tuple[WorkbookMap, list[Issue]]:
    """The map of the template once its sheets are copied, and what is wrong with it or the plan's sizes."""
    if template is None:
        template = inspect_workbook(work)
    copied = template.with_sheets(plan.sheets)
    issues = [
        *template.issues,
        *sheet_issues(template, plan.sheets, work.name),
        *_size_issues(copied, plan.sizes, work.name),
    ]
    _stop_at_errors(issues)
    return copied, issues


def _render_sheets(
    renderer: SheetRenderer,
    planned: Iterable[PlannedRow],
    bulk: dict[str, list[BlockRows]],
    sheets: Sequence[SheetPart],
) -> int:
    """Render all worksheets, those with rows of the plan in its order; gives how many cells were written."""
    by_name = {sheet.name: sheet for sheet in sheets if sheet.is_worksheet}
    waiting = dict(by_name)
    cells = 0
    for name, group in groupby(planned, key=attrgetter("sheet")):
        if name in by_name:
            if name not in waiting:
                raise ReportgenError(f"the plan comes back to sheet {name!r}")
            cells += renderer.render(waiting.pop(name), group, bulk.pop(name, ()))
        else:
            renderer.issues.append(_unknown_sheet(name, tuple(by_name), renderer.work.name))
    for name, sheet in waiting.items():
        cells += renderer.render(sheet, (), bulk.pop(name, ()))
    renderer.issues += [_unknown_sheet(one, tuple(by_name), renderer.work.name) for one in bulk]
    return cells


_OfSheet = TypeVar("_OfSheet", BlockRows, CellLink)


def _by_sheet(found: Iterable[_OfSheet]) -> dict[str, list[_OfSheet]]:
    sheets: dict[str, list[_OfSheet]] = {}
    for one in found:
        sheets.setdefault(one.sheet, []).append(one)
    return sheets


def _stop_at_errors(issues: list[Issue]) -> None:
    if any(issue.severity is Severity.ERROR for issue in issues):
        raise FindingsError(issues)


def _unknown_sheet(sheet: str, known: tuple[str, ...], file: str) -> Issue:
    return Issue(
        "unknown-sheet",
        f'the template has no worksheet named "{sheet}"',
        Place(file=file, sheet=sheet),
        expected=", ".join(known),
        hint=did_you_mean(sheet, known),
    )


def _size_issues(template: WorkbookMap, sizes: tuple[BlockSize, ...], file: str) -> Iterator[Issue]:
    known = {(block.sheet, block.key) for block in template.blocks}
    given: set[tuple[str, str, tuple[int, ...]]] = set()
    named: set[tuple[str, str]] = set()
    for size in sizes:
        place = Place(file=file, sheet=size.sheet)
        key = (size.sheet, size.block)
        if key not in known:
            names = [name for sheet, name in known if sheet == size.sheet]
            yield Issue(
                "unknown-block",
                f'the sheet has no block named "{size.block}"',
                place,
                expected=", ".join(sorted(names)),
                hint=did_you_mean(size.block, names),
            )
        elif (*key, size.within) in given:
            yield Issue("duplicate-size", f'the block "{size.block}" is given two sizes', place)
        elif size.count < 0:
            yield Issue(
                "negative-size", f'the block "{size.block}" cannot be filled', place, found=str(size.count)
            )
        given.add((*key, size.within))
        named.add(key)
    empty = _empty(template, sizes)
    for block in template.blocks:
        is_named = (block.sheet, block.key) in named or (block.sheet, block.name) in named
        if not is_named and not _is_in(block, empty, template):
            yield Issue(
                "missing-size",
                f'nothing says how often the block "{block.name}" is repeated',
                Place(file=file, sheet=block.sheet),
                expected=f"a size for the block of {'rows' if block.direction == 'down' else 'columns'} "
                f"{block.first} to {block.last}",
            )


def _empty(template: WorkbookMap, sizes: tuple[BlockSize, ...]) -> set[tuple[str, str]]:
    """The blocks that are never filled: what lies inside them needs no size."""
    shown = {(block.sheet, block.key): block.shown for block in template.blocks}
    known = [one for one in sizes if (one.sheet, one.block) in shown]
    filled = {(one.sheet, one.block) for one in known if shown[one.sheet, one.block](one.count)}
    return {(one.sheet, one.block) for one in known} - filled


def _is_in(block: Block, outer: set[tuple[str, str]], template: WorkbookMap) -> bool:
    around = template.blocks_at(block.sheet, block.first, block.start, block.direction)
    if block.direction == "across":
        around = template.blocks_at(block.sheet, block.start, block.first, block.direction)
    return any((one.sheet, one.key) in outer for one in around)
