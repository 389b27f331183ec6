"""A small language for charts in decks: a template with any workbook behind its chart, filled in process, read back."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

import openpyxl
from lxml import etree
from made import saved
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
    deck = Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.shapes.add_chart(kind, 0, 0, 5_000_000, 3_000_000, data).name = "sales"
    return open_package(saved(deck), NAME)


def chart_part(package: Package) -> str:
    """The part of the deck's first chart."""
    return min(part for part in package if part.startswith("/ppt/charts/chart") and part.endswith(".xml"))


def book_part(package: Package) -> str:
    """The part of the workbook behind it."""
    return min(part for part in package if part.startswith("/ppt/embeddings/") and part.endswith(".xlsx"))


def behind(package: Package, build: Callable[[Workbook], None], references: References = PLAIN) -> Package:
    """The deck with another workbook behind its chart; for each series the references of name, categories, values."""
    book = Workbook()
    book.active.title = "Sheet1"
    build(book)
    package[book_part(package)] = saved(book)
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


_NEWER = "http://schemas.microsoft.com/office/drawing/2014/chartex"


def newer(
    package: Package, layout: str, names: Sequence[Sequence[str]], values: Sequence[float], more: str = ""
) -> Package:
    """The deck with its chart drawn as one of the newer kind; `names` are its levels, the outermost first."""
    last = len(values) + 1
    right, column = "ABCDEF"[len(names) - 1], "ABCDEF"[len(names)]
    levels = "".join(
        f'<cx:lvl ptCount="{len(level)}">'
        + "".join(f'<cx:pt idx="{n}">{text}</cx:pt>' for n, text in enumerate(level) if text)
        + "</cx:lvl>"
        for level in reversed(names)
    )
    points = "".join(f'<cx:pt idx="{n}">{value}</cx:pt>' for n, value in enumerate(values))
    markup = (
        f'<cx:chartSpace xmlns:cx="{_NEWER}" xmlns:r="{qn("r:x")[1:-2]}"><cx:chartData><cx:externalData r:id="rId1"/>'
        f'<cx:data id="0"><cx:strDim type="cat"><cx:f>Sheet1!$A$2:${right}${last}</cx:f>{levels}</cx:strDim>'
        f'<cx:numDim type="val"><cx:f>Sheet1!${column}$2:${column}${last}</cx:f><cx:lvl ptCount="{len(values)}"'
        f' formatCode="General">{points}</cx:lvl></cx:numDim></cx:data></cx:chartData><cx:chart><cx:plotArea>'
        f'<cx:plotAreaRegion><cx:series layoutId="{layout}" uniqueId="{{657BD0CB-0610-4450-A8CD-9432D5AD3B86}}"><cx:tx>'
        f"<cx:txData><cx:f>Sheet1!${column}$1</cx:f><cx:v>Sales</cx:v></cx:txData></cx:tx>"
        f'<cx:dataId val="0"/>{more}</cx:series></cx:plotAreaRegion></cx:plotArea></cx:chart></cx:chartSpace>'
    )
    part, slide = "/ppt/charts/chartEx1.xml", "/ppt/slides/slide1.xml"
    links = tuple(link for link in package.relationships(slide) if link.kind != "chart")
    package.set_relationships(slide, links)
    package[part] = markup.encode()
    package.set_content_type(part, "application/vnd.ms-office.chartex+xml")
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
    assert package.relate(part, kind, book_part(package)) == "rId1"
    rid = package.relate(slide, "http://schemas.microsoft.com/office/2014/relationships/chartEx", part)
    holder = next(package.xml(slide).iter(qn("a:graphicData")))
    holder.set("uri", _NEWER)
    for child in list(holder):
        holder.remove(child)
    etree.SubElement(holder, qn("cx:chart"), nsmap={"cx": _NEWER}).set(qn("r:id"), rid)
    rows = [
        [*([""] * len(names)), "Sales"],
        *([*(level[n] for level in names), value] for n, value in enumerate(values)),
    ]
    out, book = io.BytesIO(), Workbook()
    book.active.title = "Sheet1"
    sheet_of(rows)(book)
    book.save(out)
    package[book_part(package)] = out.getvalue()
    return package


def newer_dims(package: Package) -> list[tuple[str, list[list[str]]]]:
    """The references and the texts, level by level, of a chart of the newer kind."""
    root = package.peek("/ppt/charts/chartEx1.xml")
    return [
        (
            dim.findtext(qn("cx:f")) or "",
            [[point.text or "" for point in level] for level in dim.iter(qn("cx:lvl"))],
        )
        for dim in root.iter(qn("cx:strDim"), qn("cx:numDim"))
    ]
