"""Fills a workbook template: the plan's blocks and cells in, the finished file's bytes out.

    1  read the template, gather every fault          inspection
    2  repeat rows and columns, move all references   expansion, sheet_carriers, part_carriers
    3  write the plan's cells                         writing
       keep a record, carry a person's work over      book_cells, record_part, carrying
    4  calculate, bring charts up to their cells      calculation, chart_values
    5  last look, write                               gate

The template given stays as it is. A part that nothing asks to change leaves with the bytes it came with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from typing import Protocol

from reportgen.core.findings import FindingsError, Issue, Place, ReportgenError, Severity, did_you_mean
from reportgen.gate.gate import GatedPackage, gated
from reportgen.office.core_properties import set_properties
from reportgen.office.layout import WorkbookLayout
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart, sheet_parts
from reportgen.office.styles import Styles
from reportgen.plan.build_record import CHANGES, BuildInputs, record_of
from reportgen.plan.plan import BlockRows, BlockSize, WorkbookPlan
from reportgen.plan.template_map import WorkbookMap, workbook_layout
from reportgen.xlsx.book_cells import key_places, read_book
from reportgen.xlsx.calculation import Calculation
from reportgen.xlsx.calculation import calculate as calculate_values
from reportgen.xlsx.chart_values import refresh_chart_caches, refresh_newer_charts
from reportgen.xlsx.hazards import find_hazards
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.links import add_links
from reportgen.xlsx.manifest import Bound, remembering, write_manifest
from reportgen.xlsx.part_carriers import move_part_carriers
from reportgen.xlsx.properties import calculate_on_load, drop_calculation_chain
from reportgen.xlsx.sheet_copies import copy_sheets, sheet_issues
from reportgen.xlsx.sheet_render import SheetRenderer
from reportgen.xlsx.sheet_stream import Progress
from reportgen.xlsx.stripping import forget_strings, shown_markers
from reportgen.xlsx.template_styles import TemplateStyles


@dataclass(frozen=True)
class RenderedWorkbook:
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


def render_workbook(
    package: Package,
    plan: WorkbookPlan,
    name: str,
    *,
    unfilled: Severity = Severity.ERROR,
    calculate: bool = True,
    markers: bool = True,
    progress: Progress | None = None,
    sources: BuildInputs | None = None,
    carry: Amendment | None = None,
) -> RenderedWorkbook:
    """Fill the template `package` as `plan` says; `name` is the file name shown in findings.

    An empty plan gives the template's parts back unchanged. `FindingsError` holds all faults of the template
    and the plan together; `unfilled` says how much a tag weighs that nothing fills. Without `calculate` the
    formulas of blocks are left without values, which Excel fills when it opens the file. Without `markers` the
    template's markers and tags are texts like others: the plan's single cells are written, all else stays.
    `progress` is told how many rows of a sheet have been written, about every thousand rows. With `sources` the
    workbook keeps a record of what was built, for the next build; `carry` is what a person typed into an earlier one.
    """
    work = package.copy(name)
    bound: list[Bound] = []
    writes = remembering(plan.cells, bound)
    first = next(writes, None)
    if first is None and not (plan.sizes or plan.properties or plan.sheets or plan.bulk):
        file = gated(work, (package,))
        return RenderedWorkbook(file, (), 0, 0, file.warnings)
    given = package
    template = inspect_workbook(work) if markers else _without_markers(work)
    issues = [
        *template.issues,
        *sheet_issues(template, plan.sheets, name),
        *_size_issues(template.with_sheets(plan.sheets), plan.sizes, name),
    ]
    if _errors(issues):
        raise FindingsError(issues)
    if plan.sheets:
        copy_sheets(work, plan.sheets)
        template = inspect_workbook(work)
        package = work.copy()
    layout = workbook_layout(template.blocks, plan.sizes)
    sheets = sheet_parts(work)
    issues += find_hazards(work, sheets, layout)
    if _errors(issues):
        raise FindingsError(issues)
    shown = shown_markers(work, sheets)
    renderer = SheetRenderer(
        work,
        template,
        layout,
        Styles(work),
        TemplateStyles(package),
        unfilled,
        calculate=calculate,
        markers=markers,
        progress=progress,
    )
    bulk: dict[str, list[BlockRows]] = {}
    for one in plan.bulk:
        bulk.setdefault(one.sheet, []).append(one)
    cells = 0
    done: set[str] = set()
    by_name = {sheet.name: sheet for sheet in sheets if sheet.is_worksheet}
    planned = chain([first], writes) if first is not None else iter(())
    for sheet_name, group in groupby(planned, key=lambda write: write.sheet):
        if sheet_name in done:
            raise ReportgenError(f"the plan comes back to sheet {sheet_name!r}")
        done.add(sheet_name)
        sheet = by_name.get(sheet_name)
        if sheet is None:
            issues.append(_unknown_sheet(sheet_name, tuple(by_name), name))
            continue
        cells += renderer.render(sheet, group, bulk.pop(sheet_name, ()))
    for sheet in by_name.values():
        if sheet.name not in done:
            cells += renderer.render(sheet, (), bulk.pop(sheet.name, ()))
    issues += [_unknown_sheet(one, tuple(by_name), name) for one in bulk]
    issues += renderer.issues
    if _errors(issues):
        raise FindingsError(issues)
    _move_and_describe(work, sheets, layout, plan)
    record = None
    if sources is not None:
        places = key_places(template, layout, (CHANGES,))
        record = record_of(read_book(work, places, renderer.streams), sources)
    write_manifest(work, bound, record)
    add_links(work, sheets, plan.links, renderer.streams)
    if carry is not None:
        for part in carry.touched_parts(sheets):
            renderer.strings.pop(part, None)
            if part in renderer.streams:
                work[part] = b"".join(renderer.streams.pop(part).bare())
        carry.apply(work)
        sheets = sheet_parts(work)
    forget_strings(work, shown - shown_markers(work, sheets, renderer.strings))
    clock = plan.properties.get("modified", plan.properties.get("created", ""))
    calculation = Calculation(0, ())
    if calculate:
        written = renderer.written if layout.is_identity and carry is None else None
        calculation = calculate_values(work, sheets, written, clock, renderer.streams)
    refresh_chart_caches(work, sheets, renderer.styles)
    refresh_newer_charts(work, sheets)
    file = gated(work, (given,) if carry is None else (given, carry.old))
    return RenderedWorkbook(file, calculation.issues, calculation.formulas, cells, (*issues, *file.warnings))


def _without_markers(package: Package) -> WorkbookMap:
    return WorkbookMap(tuple(sheet.name for sheet in sheet_parts(package)), (), ())


def _move_and_describe(
    work: Package, sheets: tuple[SheetPart, ...], layout: WorkbookLayout, plan: WorkbookPlan
) -> None:
    if not layout.is_identity:
        move_part_carriers(work, sheets, layout)
    drop_calculation_chain(work)
    calculate_on_load(work)
    set_properties(work, plan.properties)


def _errors(issues: Iterable[Issue]) -> bool:
    return any(issue.severity is Severity.ERROR for issue in issues)


def _unknown_sheet(sheet: str, known: tuple[str, ...], file: str) -> Issue:
    return Issue(
        "unknown-sheet",
        f'the template has no worksheet named "{sheet}"',
        Place(file=file, sheet=sheet),
        expected=", ".join(known),
        hint=did_you_mean(sheet, known),
    )


def _size_issues(template: WorkbookMap, sizes: tuple[BlockSize, ...], file: str) -> Iterator[Issue]:
    known = {(block.sheet, block.name) for block in template.blocks}
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
    for block in template.blocks:
        if (block.sheet, block.name) not in named:
            yield Issue(
                "missing-size",
                f'nothing says how often the block "{block.name}" is repeated',
                Place(file=file, sheet=block.sheet),
                expected=f"a size for the block of {'rows' if block.direction == 'down' else 'columns'} "
                f"{block.first} to {block.last}",
            )
