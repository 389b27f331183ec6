"""The deck engine against bare python-pptx, both in one process and one run.

    python -m benchmarks.powerpoint [--write] [--slides 100,300,1000]

A library of five pages, each with a title, a text, a table and (on four) a chart, is drawn once. Measured are:
pages cloned, a chart refilled, and a deck of 25 slides with 20 charts, its texts, tables and workbooks filled. The
bare side does with python-pptx what a script would: it copies shapes and chart parts by hand, sets texts and calls
`replace_data`. Long decks, of which every slide has a chart and a table, are made in processes of their own, from
scratch on the bare side: it draws each slide by the interface of python-pptx. `--write` puts the tables into
docs/performance.md.
"""

from __future__ import annotations

import argparse
import copy
import io
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from decimal import Decimal

from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.parts.chart import ChartPart
from pptx.parts.embeddedpackage import EmbeddedXlsxPart
from pptx.util import Cm

from benchmarks.measuring import ROOT, write_between
from reportgen.figures.views import ChartColumn, ChartView, Span, TableRow, TableView
from reportgen.office.package import open_package
from reportgen.plan.plan import DeckPlan, PagePlan
from reportgen.pptx.inspect import inspect_deck
from reportgen.pptx.measure import FontBook
from reportgen.pptx.render import render_deck
from reportgen.project.fonts import font_book

QUARTERS = ("1Q16", "2Q16", "3Q16", "4Q16", "1Q17", "2Q17", "3Q17", "4Q17")
SERIES = ("Network", "Cloud", "Devices", "Total")
PAGES, CHARTS, RUNS = 25, 20, 7
BEGIN, END = "<!-- powerpoint: begin -->", "<!-- powerpoint: end -->"
LONG_BEGIN, LONG_END = "<!-- long decks: begin -->", "<!-- long decks: end -->"
SIDES = ("reportgen", "python-pptx")


def library() -> bytes:
    """Five pages: four with a chart, one without."""
    deck = Presentation()
    for number in range(5):
        rows = [[f"Head {column}" for column in range(5)], ["{{row:line}}", *["{{cell}}"] * 4]]
        words = ("{{title}}", "Unit: {{unit}}, {{message}}")
        slide = drawn(deck, words, rows, chart_data(1) if number else None)
        slide.notes_slide.notes_text_frame.text = f"page: page{number}"  # type: ignore[attr-defined]
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def drawn(
    deck: Presentation, words: tuple[str, str], rows: list[list[str]], data: CategoryChartData | None
) -> object:
    """A slide drawn by the interface of python-pptx: title, text, table and, with data, a chart."""
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text_frame.text = words[0]
    box = slide.shapes.add_textbox(Cm(1), Cm(4), Cm(20), Cm(2))
    box.text_frame.word_wrap = True
    box.text_frame.text = words[1]
    frame = slide.shapes.add_table(len(rows), 5, Cm(1), Cm(13), Cm(20), Cm(0.7 * len(rows)))
    frame.name = "table"
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            cell = frame.table.cell(row, column)
            cell.margin_top = cell.margin_bottom = 0
            cell.text = text
    if data is not None:
        chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_STACKED, Cm(1), Cm(5.5), Cm(20), Cm(7), data)
        chart.name = "chart"
    return slide


def chart_data(first: int) -> CategoryChartData:
    """Four series over eight quarters."""
    data = CategoryChartData(number_format="#,##0")
    data.categories = QUARTERS
    for number, name in enumerate(SERIES):
        data.add_series(name, [first + 10 * number + n for n in range(len(QUARTERS))])
    return data


def order() -> list[int]:
    """The library pages of the deck: 20 with charts, 5 without."""
    return [0 if number % 5 == 0 else number % 4 + 1 for number in range(PAGES)]


def chart_view(first: int) -> ChartView:
    """The same figures as `chart_data`, the total as a formula."""
    rows = range(len(QUARTERS))
    columns = [
        ChartColumn(name, tuple(Decimal(first + 10 * number + n) for n in rows), number_format="#,##0")
        for number, name in enumerate(SERIES[:3])
    ]
    total = tuple(Decimal(sum(int(column.values[row] or 0) for column in columns)) for row in rows)
    formula = "SUM({Network},{Cloud},{Devices})"
    columns.append(ChartColumn("Total", total, (formula,) * len(total), "#,##0"))
    return ChartView("chart", QUARTERS, tuple(columns))


def plan(order: list[int]) -> DeckPlan:
    """The library pages of `order`, filled."""
    pages = []
    for number, page in enumerate(order):
        words = {name: (Span(f"{name} {number}"),) for name in ("title", "unit", "message")}
        rows = tuple(
            TableRow("line", tuple((Span(f"{row * column}"),) for column in range(5))) for row in range(6)
        )
        charts = {"chart": chart_view(number)} if page else {}
        pages.append(PagePlan(f"page{page}", words, {}, {"table": TableView("table", rows)}, charts))
    return DeckPlan(tuple(pages))


def bare_clone(deck: Presentation, source: object) -> object:
    """A slide copied shape by shape, its chart and workbook as parts of their own."""
    slide = deck.slides.add_slide(source.slide_layout)  # type: ignore[attr-defined]
    for shape in list(slide.shapes):
        shape._element.getparent().remove(shape._element)
    for shape in source.shapes:  # type: ignore[attr-defined]
        element = copy.deepcopy(shape._element)
        slide.shapes._spTree.append(element)
        if shape.has_chart:
            old = shape.chart.part
            package = deck.part.package
            part = ChartPart.load(
                package.next_partname(ChartPart.partname_template), old.content_type, package, old.blob
            )
            blob = old.chart_workbook.xlsx_part.blob
            book = EmbeddedXlsxPart.new(blob, package)
            part._element.xpath("c:externalData")[0].set(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
                part.relate_to(
                    book, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/package"
                ),
            )
            rid = slide.part.relate_to(
                part, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/chart"
            )
            element.xpath(".//c:chart")[0].set(
                "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", rid
            )
    return slide


def bare_deck(data: bytes) -> bytes:
    """The whole deck with python-pptx alone."""
    deck = Presentation(io.BytesIO(data))
    models = list(deck.slides)
    for number, page in enumerate(order()):
        slide = bare_clone(deck, models[page])
        for shape in slide.shapes:  # type: ignore[attr-defined]
            if shape.has_chart:
                shape.chart.replace_data(chart_data(number))
            elif shape.has_table:
                tbl = shape._element.graphic.graphicData.tbl
                model = tbl.tr_lst[1]
                for _ in range(5):
                    tbl.append(copy.deepcopy(model))
                for row in range(6):
                    for column in range(5):
                        shape.table.cell(row + 1, column).text = f"{row * column}"
            elif shape.has_text_frame:
                for run in shape.text_frame.paragraphs[0].runs:
                    for name in ("title", "unit", "message"):
                        run.text = run.text.replace(f"{{{{{name}}}}}", f"{name} {number}")
    ids = deck.slides._sldIdLst
    for model in list(ids)[:5]:
        deck.part.drop_rel(model.rId)
        ids.remove(model)
    return saved(deck)


def bare_clones(data: bytes) -> bytes:
    """25 pages cloned and nothing filled."""
    deck = Presentation(io.BytesIO(data))
    models = list(deck.slides)
    for page in order():
        bare_clone(deck, models[page])
    return saved(deck)


def bare_refill(data: bytes) -> bytes:
    """Four charts refilled in place."""
    deck = Presentation(io.BytesIO(data))
    for number, slide in enumerate(deck.slides):
        for shape in slide.shapes:
            if shape.has_chart:
                shape.chart.replace_data(chart_data(number))
    return saved(deck)


def saved(deck: Presentation) -> bytes:
    """The bytes of a deck."""
    # Parts that nothing leads to are dropped by python-pptx itself.
    assert isinstance(deck.part, Part)
    assert PackURI("/ppt/presentation.xml") == deck.part.partname
    stream = io.BytesIO()
    deck.save(stream)
    return stream.getvalue()


def clones(data: bytes) -> bytes:
    """25 pages cloned and nothing filled, with the engine."""
    pages = tuple(PagePlan(f"page{page}", {}, {}, {}, {}) for page in order())
    return render_deck(open_package(data), DeckPlan(pages), "library.pptx", partial=True).data


def refill(data: bytes) -> bytes:
    """Four charts refilled in place, with the engine."""
    package = open_package(data)
    pages = []
    for number, page in enumerate(inspect_deck(package).pages):
        pages.append(PagePlan(page.name, {}, {}, {}, {"chart": chart_view(number)} if number else {}))
    return render_deck(package, DeckPlan(tuple(pages)), "library.pptx", partial=True).data


def seconds(work: Callable[[], bytes]) -> float:
    """The median time of one call after a warm-up."""
    times = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        work()
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def measured() -> list[tuple[str, float, float]]:
    """Name, seconds of the engine and of bare python-pptx."""
    data, whole = library(), plan(order())
    fonts: FontBook = font_book()
    rows = [
        (f"clone {PAGES} pages, {CHARTS} with charts", lambda: clones(data), lambda: bare_clones(data)),
        ("refill 4 charts", lambda: refill(data), lambda: bare_refill(data)),
        (
            f"deck of {PAGES} slides with {CHARTS} charts, texts measured",
            lambda: render_deck(open_package(data), whole, "library.pptx", fonts=fonts).data,
            lambda: bare_deck(data),
        ),
    ]
    return [(name, seconds(ours), seconds(theirs)) for name, ours, theirs in rows]


def table(rows: list[tuple[str, float, float]]) -> str:
    """The measurements as a Markdown table."""
    lines = ["| work | reportgen s | python-pptx s | ratio |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {name} | {own:.3f} | {bare:.3f} | {own / bare:.2f} |" for name, own, bare in rows]
    return "\n".join(lines)


def long_deck(side: str, slides: int) -> None:
    """Make a deck of so many slides, each with a chart and a table; prints processor seconds and peak memory."""
    data = library() if side == SIDES[0] else b""
    started = time.process_time()
    if side == SIDES[0]:
        whole = plan([number % 4 + 1 for number in range(slides)])
        render_deck(open_package(data), whole, "library.pptx", fonts=font_book()).data  # noqa: B018
    else:
        deck = Presentation()
        head = [f"Head {column}" for column in range(5)]
        body = [[f"{row * column}" for column in range(5)] for row in range(6)]
        for number in range(slides):
            words = (f"title {number}", f"Unit: unit {number}, message {number}")
            drawn(deck, words, [head, *body], chart_data(number))
        saved(deck)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(time.process_time() - started, peak)


def long_table(sizes: list[int]) -> str:
    """Long decks of both sides as a Markdown table, each made in a process of its own."""
    lines = [
        "| slides with a chart and a table | reportgen s | python-pptx s | ratio | reportgen MB | python-pptx MB |",
        "| ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for size in sizes:
        (own, memory), (bare, theirs) = (
            map(float, subprocess.check_output([*_COMMAND, "--one", side, "--slides", str(size)]).split())
            for side in SIDES
        )
        lines.append(
            f"| {size:,} | {own:.2f} | {bare:.2f} | {own / bare:.2f} | {memory:,.0f} | {theirs:,.0f} |"
        )
    return "\n".join(lines)


_COMMAND = (sys.executable, "-m", "benchmarks.powerpoint")


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="The deck engine against bare python-pptx.")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    parser.add_argument("--slides", default="100,300,1000", help="how many slides the long decks have")
    parser.add_argument("--one", choices=SIDES, help="make one long deck here and tell seconds and memory")
    options = parser.parse_args()
    sizes = [int(size) for size in options.slides.split(",")]
    if options.one:
        long_deck(options.one, sizes[0])
        return
    text, long = table(measured()), long_table(sizes)
    print(text, long, sep="\n\n")
    if options.write:
        write_between(text, ROOT / "docs" / "performance.md", BEGIN, END, "PowerPoint")
        write_between(long, ROOT / "docs" / "performance.md", LONG_BEGIN, LONG_END, "Long decks")


if __name__ == "__main__":
    main()
