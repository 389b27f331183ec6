"""A small language for charts in decks: a template with any workbook behind its chart, filled in process, read back."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

import openpyxl
from lxml import etree
from openpyxl.workbook import Workbook
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE

from reportgen.filling.deck import fill_deck
from reportgen.filling.filled import Filled
from reportgen.office.package import Package, open_package
from reportgen.office.xml import qn

NAME = "template.pptx"
COLUMNS = XL_CHART_TYPE.COLUMN_CLUSTERED
Rows = Sequence[Sequence[object]]
References = Sequence[tuple[str, str, str]]
PLAIN: References = [("Sheet1!$B$1", "Sheet1!$A$2:$A$3", "Sheet1!$B$2:$B$3")]


def template(
    series: dict[str, Sequence[float]], categories: Sequence[object] = ("Q1", "Q2"), kind=COLUMNS
) -> Package:
    """A deck of one slide with one chart, called `sales`."""
    data = CategoryChartData()
    data.categories = categories
    for name, values in series.items():
        data.add_series(name, values)
    return deck_of(kind, data)


def deck_of(kind, data) -> Package:
    """A deck of one slide with a chart of python-pptx's chart data."""
    deck, out = Presentation(), io.BytesIO()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_chart(kind, 0, 0, 5_000_000, 3_000_000, data).name = "sales"
    deck.save(out)
    return open_package(out.getvalue(), NAME)


def chart_part(package: Package) -> str:
    """The part of the deck's first chart."""
    return min(part for part in package if part.startswith("/ppt/charts/chart") and part.endswith(".xml"))


def book_part(package: Package) -> str:
    """The part of the workbook behind it."""
    return min(part for part in package if part.startswith("/ppt/embeddings/") and part.endswith(".xlsx"))


def behind(package: Package, build: Callable[[Workbook], None], references: References = PLAIN) -> Package:
    """The deck with another workbook behind its chart; for each series the references of name, categories, values."""
    book, out = Workbook(), io.BytesIO()
    book.active.title = "Sheet1"
    build(book)
    book.save(out)
    package[book_part(package)] = out.getvalue()
    for series, texts in zip(package.xml(chart_part(package)).iter(qn("c:ser")), references, strict=True):
        for tag, text in zip(("c:tx", "c:cat", "c:val"), texts, strict=True):
            next(series.find(qn(tag)).iter(qn("c:f"))).text = text
    return package


def sheet_of(rows: Rows, name: str = "Sheet1") -> Callable[[Workbook], None]:
    """A builder of a workbook with these rows on one sheet."""

    def build(book: Workbook) -> None:
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))

    return build


def edited(package: Package, change: Callable[[etree._Element], None]) -> Package:
    """The deck with its chart changed."""
    change(package.xml(chart_part(package)))
    return package


def xml_of(text: str) -> etree._Element:
    """Markup of a chart."""
    spaces = " ".join(f'xmlns:{key}="{qn(f"{key}:x")[1:-2]}"' for key in ("c", "a", "c15"))
    return etree.fromstring(f"<x {spaces}>{text}</x>")[0]


def exact(value):
    """Data as a data file gives them, with exact numbers."""
    if isinstance(value, dict):
        return {key: exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else value


def filled(package: Package, sales: object) -> tuple[Package, Filled]:
    """The finished deck and what came of it."""
    done = fill_deck(package, NAME, {"sales": exact(sales)})
    return open_package(bytes(done)), done


def told(done: Filled) -> list[str]:
    """What the findings are about."""
    return [issue.id for issue in done.findings]


def cells(package: Package, *, values: bool = False) -> dict[str, object]:
    """All cells of the workbook behind the chart, by `Sheet!A1`."""
    book = openpyxl.load_workbook(io.BytesIO(package[book_part(package)]), data_only=values)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def references(package: Package, *tags: str) -> list[str]:
    """The references of the chart, or of some parts of its series."""
    root = package.peek(chart_part(package))
    return [
        formula.text or ""
        for series in root.iter(qn("c:ser"))
        for tag in tags or ("c:tx", "c:cat", "c:val")
        for formula in series.iterfind(f"{qn(tag)}//{qn('c:f')}")
    ]


def shown(package: Package, tag: str = "c:val") -> list[list[str]]:
    """What the chart draws, one list for each series."""
    root = package.peek(chart_part(package))
    return [
        [v.text or "" for v in series.iterfind(f"{qn(tag)}//{qn('c:v')}")]
        for series in root.iter(qn("c:ser"))
    ]


def quarters(*values: float, **more: Sequence[object]) -> list[dict[str, object]]:
    """Records of so many quarters with sales and further fields."""
    return [
        {"q": f"Q{number + 1}", "Sales": value, **{name: texts[number] for name, texts in more.items()}}
        for number, value in enumerate(values)
    ]
