"""A workbook template filled with plain data: bound, rendered and calculated, or left as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from reportgen.core.findings import FindingsError, Issue, Place, Severity, did_you_mean
from reportgen.fill.data_files import typed
from reportgen.fill.filled import Filled, Progress, errors_of
from reportgen.fill.values import Record
from reportgen.fill.workbook_plan import Dates, Spot, fill_workbook_plan
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.dates import date_of, serial, shows_dates
from reportgen.office.grid import counts_from_1904
from reportgen.office.package import Package
from reportgen.office.sheets import sheet_parts, workbook_part
from reportgen.office.worksheet import cells, rows
from reportgen.office.xml import namespace_of
from reportgen.plan.plan import CellValue, CellWrite, WorkbookPlan
from reportgen.plan.template_map import WorkbookMap
from reportgen.xlsx.inspection import inspect_workbook
from reportgen.xlsx.render import RenderedWorkbook, render_workbook


def fill_workbook(
    package: Package,
    name: str,
    data: Record | None,
    sets: Sequence[str] = (),
    progress: Progress | None = None,
) -> Filled:
    """The finished workbook; `FindingsError` with every fault of template, data and `sets`."""
    template = inspect_workbook(package)
    issues: list[Issue] = []
    # Where sheets are repeated, only the finished workbook knows their names.
    known = [] if data is not None and template.sheet_markers else _worksheets(package)
    given = _given(package, sets, name, known, issues)
    if data is None:
        issues += _as_information(template, name)
        if errors_of(issues):
            raise FindingsError(errors_of(issues))
        done = render_workbook(package, _smallest(template, given), name, markers=False, progress=progress)
        return _filled(done, issues)
    issues += template.issues
    filling = fill_workbook_plan(template, data, name, given, _dates(package, template))
    if errors_of(issues):
        filling.use_up()
        raise FindingsError(errors_of([*issues, *filling.findings.issues]))
    try:
        filled = _filled(render_workbook(package, filling.plan, name, progress=progress), issues)
    except FindingsError as error:
        filling.use_up()
        raise FindingsError(dict.fromkeys([*filling.findings.issues, *error.issues])) from None
    if errors_of(filling.findings.issues):
        raise FindingsError(errors_of(filling.findings.issues))
    issues_found = (*filling.findings.issues, *filled.findings)
    return Filled(filled, "workbook", filled.cells, filled.formulas, tuple(dict.fromkeys(issues_found)))


def _filled(done: RenderedWorkbook, issues: list[Issue]) -> Filled:
    found = dict.fromkeys([*issues, *done.uncached, *done.warnings])
    return Filled(done.data, "workbook", done.cells, done.formulas, tuple(found))


def _smallest(template: WorkbookMap, given: Mapping[Spot, CellValue]) -> WorkbookPlan:
    """The plan of single cells alone."""
    order = {sheet: number for number, sheet in enumerate(template.sheets)}
    spots = sorted(given, key=lambda spot: (order[spot[0]], *spot[1:]))
    return WorkbookPlan(
        (),
        tuple(
            CellWrite(sheet, cell_address(row, column), given[sheet, row, column])
            for sheet, row, column in spots
        ),
    )


def _as_information(template: WorkbookMap, name: str) -> Iterator[Issue]:
    for issue in template.issues:
        yield Issue(
            issue.id, issue.message, issue.place, Severity.INFO, issue.expected, issue.found, issue.hint
        )
    for tag in template.tags:
        place = Place(name, sheet=tag.sheet, cell=cell_address(tag.row, tag.column))
        yield Issue("unfilled-tag", "nothing fills this tag", place, Severity.INFO, found=tag.text.strip())


def _worksheets(package: Package) -> list[str]:
    return [sheet.name for sheet in sheet_parts(package) if sheet.is_worksheet]


def _given(
    package: Package, sets: Sequence[str], name: str, sheets: Sequence[str], issues: list[Issue]
) -> dict[Spot, CellValue]:
    """The cells that `--set` names, `Sheet1!B2=5`, with their typed values; any sheet where none is known."""
    given: dict[Spot, CellValue] = {}
    for text in sets:
        target, mark, value = text.partition("=")
        sheet, named, address = target.rpartition("!")
        sheet = sheet.strip()
        if len(sheet) > 1 and sheet.startswith("'") and sheet.endswith("'"):
            sheet = sheet[1:-1].replace("''", "'")
        if not mark or not named:
            message = "this sets no cell"
            expected = "a sheet, a cell and a value, like Sheet1!B2=5"
            issues.append(Issue("bad-set", message, Place(name), expected=expected, found=text))
            continue
        found = next((one for one in sheets if one.casefold() == sheet.casefold()), None)
        known = found if sheets else sheet
        if known is None:
            message = f'the template has no worksheet named "{sheet}"'
            hint = did_you_mean(sheet, sheets)
            place = Place(name, sheet=sheet)
            issues.append(
                Issue("unknown-sheet", message, place, expected=", ".join(sheets), found=text, hint=hint)
            )
            continue
        try:
            row, column = split_address(address.strip())
        except ValueError:
            place = Place(name, sheet=known, cell=address.strip())
            issues.append(
                Issue(
                    "bad-address", "this is no cell of a sheet", place, expected="for instance B2", found=text
                )
            )
            continue
        given[known, row, column] = _dated(package, known, row, column, typed(value))
    return given


def _dated(package: Package, sheet: str, row: int, column: int, value: CellValue) -> CellValue:
    day = date_of(value) if isinstance(value, str) else None
    if day is None or (sheet, row, column) not in _date_cells(package, {(sheet, row, column)}):
        return value
    number = serial(day, from_1904=counts_from_1904(package))
    return value if number is None else number


def _dates(package: Package, template: WorkbookMap) -> Dates:
    spots = {(tag.sheet, tag.row, tag.column) for tag in template.tags}
    return Dates(_date_cells(package, spots), counts_from_1904(package))


def _date_cells(package: Package, spots: set[Spot]) -> frozenset[Spot]:
    """Those of `spots` whose number format shows a date or a time."""
    dated = _date_styles(package) if spots else frozenset()
    if not dated:
        return frozenset()
    found: set[Spot] = set()
    for sheet in sheet_parts(package):
        wanted = {(row, column) for name, row, column in spots if name == sheet.name}
        lines = {row for row, _ in wanted}
        if not sheet.is_worksheet or not wanted:
            continue
        for number, row in rows(package.peek(sheet.part)):
            if number in lines:
                for column, cell in cells(row):
                    if (number, column) in wanted and int(cell.get("s", "0")) in dated:
                        found.add((sheet.name, number, column))
    return frozenset(found)


def _date_styles(package: Package) -> frozenset[int]:
    for part in package.related(workbook_part(package), "styles"):
        if part in package:
            root = package.peek(part)
            ns = namespace_of(root)
            codes = {
                node.get("numFmtId", ""): node.get("formatCode", "") for node in root.iter(f"{ns}numFmt")
            }
            formats = root.iterfind(f"{ns}cellXfs/{ns}xf")
            numbers = [node.get("numFmtId", "0") for node in formats]
            return frozenset(
                index
                for index, number in enumerate(numbers)
                if number.isdecimal()
                and shows_dates(0 if number in codes else int(number), codes.get(number, ""))
            )
    return frozenset()
