"""Where the data of a chart go in the workbook behind it: where the series read them, or a sheet of their own.

series read Sheet1!$B$2:$B$3 and $D$2:$D$3      three values each: B2:B4 and D2:D4, column C and all else stay
the sheet holds nothing but the chart's data    a rectangle from A1, as Office makes it
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.core.findings import Issue, Place, Severity
from reportgen.core.structs import replace
from reportgen.figures.views import ChartColumn, ChartView
from reportgen.office.cell_reader import read_cell
from reportgen.office.chart_cache import plot_number
from reportgen.office.chart_places import (
    BookPlaces,
    Held,
    Line,
    book_places,
)
from reportgen.office.chart_plots import plot_type
from reportgen.office.chart_series import Series, series_name, series_of
from reportgen.office.chart_workbook import (
    PlacedColumn,
    SheetArea,
    SheetColumn,
    fill_lines,
    fill_workbook,
    first_sheet,
)
from reportgen.office.package import Package
from reportgen.office.part_names import PartNames
from reportgen.office.relationships import relative_target
from reportgen.office.sheet_text import may_hold_formulas
from reportgen.office.sheets import shared_strings, sheet_parts, worksheet_part
from reportgen.office.styles import Styles
from reportgen.office.worksheet import CellContent, find_cell
from reportgen.office.xml import local_name, qn, remove
from reportgen.pptx.chart_placing import (
    Placing,
    SeriesCells,
    Target,
    is_computed,
    is_rectangle,
    own_tags,
    series_cells,
)
from reportgen.xlsx.chart_values import CellReader, refresh_reference

WITHOUT_BOOK = Target()
_TITLE = "the words of a title"
_WORKBOOK_ENDINGS = (".xlsx", ".xlsm")
# What keeps the values that a reference reads.
_CACHED = frozenset({"strRef", "numRef", "multiLvlStrRef", "datalabelsRange", "dlblFTEntry"})


class ChartBook(Struct, frozen=True):
    """The workbook behind a chart, a copy that may be written: what the template's series read in it, and findings."""

    package: Package
    series: Sequence[Series]
    cells: Mapping[etree._Element, SeriesCells]
    others: Sequence[etree._Element]
    at: Place
    issues: tuple[Issue, ...]

    @classmethod
    def read(cls, package: Package, chart: etree._Element, at: Place) -> ChartBook:
        """The workbook of a chart that is not filled yet."""
        places = book_places(package)
        found = series_of(chart)
        cells = {series.node: series_cells(series, places) for series in found}
        return cls(package, found, cells, other_references(chart), at, tuple(_strange(found, places, at)))

    def place(self, view: ChartView, found: Sequence[Series], filled: Mapping[int, ChartColumn]) -> Target:
        """Where the data go, with room made for them; further columns stand beside those that are there."""
        count = len(view.categories)
        if is_rectangle(self.package, list(self.cells.values()), view, len(self.others)):
            area = self._rectangle()
            places = {column.name: number for number, column in enumerate(view.columns, start=2)}
            return Target(
                {name: area.cell(1, number) for name, number in places.items()},
                {name: area.column(number, count) for name, number in places.items()},
                {series.position: area.column(1, count) for series in found},
                area=area,
            )
        target = Placing(self.package, view, self.cells).place(found, filled)
        for series in self.series:
            for formula in series.node.iterfind("{*}tx//{*}f"):
                for growth in target.growths:
                    formula.text = growth.text(formula.text or "", "")
        return target

    def _rectangle(self) -> SheetArea:
        lines = [line for one in self.cells.values() for held in one.all() for line in held.lines]
        lines += [line for one in self.cells.values() if one.head for line in one.head.lines]
        lines += [line for held in self._read_beside() for line in held.lines]
        if not lines:
            return SheetArea(first_sheet(self.package))
        ends = [list(line.cells())[-1] for line in lines if line.sheet == lines[0].sheet]
        return SheetArea(lines[0].sheet, max(column for _, column in ends), max(row for row, _ in ends))

    def _read_beside(self) -> Iterator[Held]:
        places = book_places(self.package)
        for node in self.others:
            held = places.held(node.text or "")
            if held is not None:
                yield held

    def fill(
        self,
        chart: etree._Element,
        target: Target,
        levels: Sequence[Sequence[CellContent]],
        columns: Sequence[SheetColumn],
        code: str,
    ) -> list[Issue]:
        """Write the data into their cells, and bring what else the chart reads up to the workbook."""
        issues = list(self.issues)
        if target.area is not None:
            fill_workbook(self.package, target.area, levels[-1], columns, code)
            return issues
        categories = {
            line: texts
            for own in target.category_lines.values()
            for line, texts in zip(own, levels, strict=False)
        }
        placed = [
            PlacedColumn(column, target.lines[column.name], target.title_cells.get(column.name))
            for column in columns
            if column.name in target.lines
        ]
        fill_lines(self.package, list(categories.items()), placed, code, target.left)
        return issues + self._renew(chart, target)

    def _renew(self, chart: etree._Element, target: Target) -> list[Issue]:
        book, sheets = self.package, sheet_parts(self.package)
        for sheet in sheets:
            book.settle(sheet.part)
        if any(may_hold_formulas(book[sheet.part]) for sheet in sheets if sheet.is_worksheet):
            from reportgen.xlsx.calculation import calculate, calculate_on_load

            calculate_on_load(book)
            calculate(book, sheets, None)
        reader, styles = CellReader(book, sheets), Styles(book)
        computed = {
            node.find(f"{qn(f'c:{plot_type(node).values}')}//{qn('c:f')}"): line
            for node, line in target.computed.items()
        }
        for formula, line in computed.items():
            if formula is not None:
                formula.text = str(line)
                _refresh(formula, reader, styles)
        given = {*target.values.values(), *target.heads.values()}
        issues = []
        for formula in self.others:
            if formula.getroottree().getroot() is not chart:
                continue
            for growth in target.growths:
                formula.text = growth.text(formula.text or "", "")
            _refresh(formula, reader, styles)
            what = _read_for(formula)
            if what and (formula.text or "") not in given and not self._is_computed(formula.text or ""):
                issues.append(self._stale(what, formula))
        return issues

    def _is_computed(self, reference: str) -> bool:
        held = book_places(self.package).held(reference)
        return held is not None and is_computed(self.package, held)

    def _stale(self, what: str, formula: etree._Element) -> Issue:
        title = what == _TITLE
        return Issue(
            "cells-not-in-data",
            f"{what} read cells of the chart's workbook that the data do not give; they show what stands there",
            self.at,
            Severity.INFO if title else Severity.WARNING,
            found=formula.text or "",
            hint="write a tag into the cell, or let a formula fill it"
            if title
            else "give the column a head in the workbook, and the data a field of that name; or let a formula fill it",
        )


def other_references(chart: etree._Element) -> list[etree._Element]:
    """The references of a chart beside those to names, categories and values of its series."""
    own = {
        formula
        for series in series_of(chart)
        for tag in own_tags(series.node)
        for formula in series.node.iterfind(f"{qn(f'c:{tag}')}//{qn('c:f')}")
    }
    found = chart.iter(qn("c:f"), qn("c15:f"), qn("c15:sqref"))
    return [node for node in found if node not in own and node.text and _holder(node) is not None]


def _holder(formula: etree._Element) -> etree._Element | None:
    """The element that keeps what a reference reads; series that are filtered out hold theirs further in."""
    return next((node for node in formula.iterancestors() if local_name(node) in _CACHED), None)


def _refresh(formula: etree._Element, reader: CellReader, styles: Styles) -> None:
    holder = _holder(formula)
    if holder is not None:
        refresh_reference(holder, formula, reader, styles)


def _read_for(formula: etree._Element) -> str:
    """What of a chart reads cells of its own, as a finding calls it; empty for what is not drawn."""
    for node in formula.iterancestors():
        name = local_name(node)
        if name == "ser":
            return ""
        if name == "title":
            return _TITLE
        if name in ("dLbls", "datalabelsRange", "errBars"):
            series = next((one for one in node.iterancestors() if local_name(one) == "ser"), None)
            owner = f' of series "{series_name(series)}"' if series is not None else ""
            return ("error bars" if name == "errBars" else "labels") + owner
    return ""


def columns_beside(book: Package, chart: etree._Element) -> tuple[str, ...]:
    """What a chart's workbook calls columns that are no drawn series: of labels, error bars, series filtered out."""
    places = book_places(book)
    names: dict[str, None] = {}
    for node in other_references(chart):
        filtered = _filtered(node)
        if filtered is not None:
            names[filtered] = None
        elif _read_for(node) and (held := places.held(node.text or "")):
            line = held.lines[0]
            if line.first > 1:
                head = line.moved(0, -1) if line.across else line.moved(-1, 0)
                names |= dict.fromkeys(_text_at(book, head))
    return tuple(names)


def _filtered(formula: etree._Element) -> str | None:
    series = next((one for one in formula.iterancestors() if one.tag == qn("c15:ser")), None)
    if series is None or not any(local_name(one) == "tx" for one in formula.iterancestors()):
        return None
    holder = _holder(formula)
    return " ".join(node.text or "" for node in holder.iter(qn("c:v"))) if holder is not None else None


def _text_at(book: Package, line: Line) -> Iterator[str]:
    sheet = book.peek(worksheet_part(book, line.sheet))
    cell = find_cell(sheet, line.row, line.column)
    content = read_cell(cell, shared_strings(book)).content if cell is not None else None
    if isinstance(content, str) and content:
        yield content


def left_as_typed(chart: etree._Element, at: Place) -> Iterator[Issue]:
    """A finding for each series whose error bars have lengths of their own, which no cell gives."""
    for series in series_of(chart):
        lengths = [
            node for bars in series.node.iterfind(qn("c:errBars")) for node in bars.iter(qn("c:numLit"))
        ]
        if any(node.find(qn("c:pt")) is not None for node in lengths):
            yield Issue(
                "cells-not-in-data",
                f'error bars of series "{series.marker}" have lengths of their own, which the data do not give',
                at,
                Severity.WARNING,
            )


def _strange(series: Sequence[Series], places: BookPlaces, at: Place) -> Iterator[Issue]:
    """References of series that name a book beside the sheet, or cells that the workbook does not have."""
    told: set[str] = set()
    for one in series:
        for tag in own_tags(one.node):
            for node in one.node.iterfind(f"{qn(f'c:{tag}')}//{qn('c:f')}"):
                held = places.held(node.text or "")
                if held is not None and not held.foreign:
                    continue
                found = "its own workbook is filled" if held else "its data stand in cells of their own now"
                if found not in told:
                    yield Issue(
                        "strange-chart-reference",
                        f'series "{one.marker}" reads cells that the workbook behind it does not have; {found}',
                        at,
                        Severity.WARNING,
                        found=node.text or "",
                        hint="choose the chart's data anew in PowerPoint (Edit Data, Select Data)",
                    )
                told.add(found)


def book_fault(package: Package, part: str, chart: etree._Element) -> str:
    """Why the workbook behind a chart cannot be filled; empty where it can, or where there is none."""
    target = workbook_of(package, part, chart)
    known = not target or target.lower().endswith(_WORKBOOK_ENDINGS)
    return "" if known else f"its workbook is no .xlsx file ({target.rsplit('/', 1)[-1]})"


def workbook_of(package: Package, part: str, chart: etree._Element) -> str:
    """The part of the workbook behind a chart; empty where there is none, or a file elsewhere."""
    external = next(chart.iter("{*}externalData"), None)
    target = package.target(part, external.get(qn("r:id"), "")) if external is not None else None
    return target if target is not None and target in package else ""


def part_workbooks(package: Package, slides: Iterable[str]) -> None:
    """Give each chart on slides a workbook of its own: what fills one would stand behind another."""
    taken: set[str] = set()
    charts = [
        part for slide in slides for kind in ("chart", "chartEx") for part in package.related(slide, kind)
    ]
    for part in dict.fromkeys(charts):
        for book in package.related(part, "package"):
            if book not in taken or book not in package:
                taken.add(book)
                continue
            own = PartNames(package).beside(book)
            package.take(own, package, book)
            package.set_content_type(own, package.content_type(book) or "")
            target = relative_target(part, own)
            links = package.relationships(part)
            links = tuple(replace(one, target=target) if one.kind == "package" else one for one in links)
            package.set_relationships(part, links)


def unlinked(package: Package, part: str, chart: etree._Element, at: Place) -> Iterator[Issue]:
    """Cut the link of a chart to a workbook elsewhere, which is not filled; a finding where there was one."""
    external = next(chart.iter("{*}externalData"), None)
    if external is None or workbook_of(package, part, chart):
        return
    links = package.relationships(part)
    cut = [link for link in links if link.rid == external.get(qn("r:id"), "")]
    package.set_relationships(part, tuple(link for link in links if link not in cut))
    remove(external)
    yield Issue(
        "linked-workbook",
        "the workbook behind this chart was a file elsewhere; the chart holds its data itself now, and the link is cut",
        at,
        Severity.WARNING,
        found=cut[0].target if cut else "a workbook that is missing",
        hint="paste the chart into the template with its workbook embedded",
    )


def sheet_column(column: ChartColumn, head: str) -> SheetColumn:
    """A column of a view as the workbook holds it, under the title `head` where its own is another."""
    contents: Iterable[CellContent]
    if column.texts:
        contents = column.texts
    else:
        contents = (None if value is None else plot_number(value) for value in column.values)
    # The format "Text" would make a text of any formula that a person edits; a label's cells are General.
    code = column.number_format if column.number_format != "@" else "General"
    number_format = code if column.texts or code != "General" else ""
    return SheetColumn(column.name, tuple(contents), column.formulas, number_format, head)


def category_levels(view: ChartView) -> list[Sequence[CellContent]]:
    """The categories of a view by level, the outermost first, each name where it begins."""
    outer = [
        ["\n".join(texts) for texts in zip(*view.levels[: number + 1], strict=True)]
        for number in range(len(view.levels))
    ]
    return [*map(_once, outer), view.categories]


def _once(texts: Sequence[str]) -> list[str | None]:
    return [
        text.rpartition("\n")[2] if not number or text != texts[number - 1] else None
        for number, text in enumerate(texts)
    ]
