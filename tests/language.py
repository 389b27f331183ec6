"""A made-up company in a few lines, in memory or on disk, for tests of the upper rooms.

    make(tmp_path)                                             a whole small project on disk
    make(tmp_path, {"data/company.yaml": ...})                 the same with one file changed
    changed(FILES["templates/reports/deck.yaml"], "revenue", "revenu")

Kaede Foods sells two things. Four quarters are printed, with one growth rate; margins are computed. Its model
has two sheets, its deck two pages with a list, a table and a chart.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import groupby
from pathlib import Path

from lxml import etree
from made import Book, saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

from reportgen.data.load import load
from reportgen.data.records import MetricTable
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.figures.views import Bullet, ChartView, Sentence, TableView
from reportgen.office.addresses import cell_address, split_address
from reportgen.plan.plan import CellValue, DeckPlan, Formula, PlannedRow, WorkbookPlan, planned_rows
from reportgen.project.project import Project
from reportgen.reports.context import Gathered, ReportContext, company_words, read_times
from reportgen.reports.sentences import Narrator
from reportgen.reports.specs import Definition, read_definition

DOC = "2024-05-10_results"
DECK, MODEL = "templates/reports/deck.yaml", "templates/reports/model.yaml"
STYLE, FACTS = "templates/kaede/style.yaml", f"data/facts/{DOC}.csv"
DECK_TEMPLATE, MODEL_TEMPLATE = "templates/kaede/deck.pptx", "templates/kaede/model.xlsx"
_TAIL = "value,scale,decimals,printed,heading,line,also_at,medium,status,note"
_FACT = f"concept,service_line,scope,period,scenario,bound,unit,{_TAIL}"
_CLAIM = f"concept,service_line,scope,period,scenario,bound,against,kind,unit,{_TAIL}"


def _fact(concept: str, period: str, value: int, line: int) -> str:
    return f'{concept},,,{period},actual,point,JPY,{value},6,-6,"{value:,}",Results,{line},,table,ok,'


TEXTS: dict[str, str] = {
    "data/company.yaml": """\
entity: "TSE:0000"
name_en: Kaede Foods Inc.
name_ja: 楓食品株式会社
fiscal_year_end: "03-31"
currency: JPY
""",
    "data/documents.csv": f"""\
doc,title,kind,published_on,as_known_on,accounting_standard,rounding,source_file,url,note
{DOC},Results for FY23,results,2024-05-10,2024-05-10,jgaap,nearest,results.txt,,
""",
    "data/concepts.csv": """\
concept,label_en,label_ja,statement,period_type,unit_kind,roll_time,roll_dim,expression,natural_sign,definition
revenue,Revenue,売上高,income,duration,money,sum,sum,,positive,
cost,Cost,原価,income,duration,money,sum,sum,,positive,
margin,Margin,利益,income,duration,money,sum,none,revenue - cost,profit_or_loss,
margin_ratio,Margin ratio,利益率,income,duration,ratio,none,none,margin / revenue,any,
yoy,Year over year,前年同期比,rate,none,ratio,none,none,x / prior_year(x) - 1,any,
qoq,Quarter over quarter,前四半期比,rate,none,ratio,none,none,x / prior_quarter(x) - 1,any,
change,Change,増減,rate,none,money,none,none,x - prior_year(x),any,
share_of_revenue,Share of revenue,売上高比,rate,none,ratio,none,none,x / revenue,any,
""",
    "data/members.csv": """\
axis,member,parent,label_en,label_ja,valid_from,valid_to,successor
service_line,tea,,Tea,茶,,,
scope,abroad,,Abroad,海外,,,
""",
    "data/rules.csv": """\
rule,total,parts,over,periods,required,severity,explain_en,explain_ja
quarters_to_year,*,,period,*,all,E,Quarters add up to the year.,
""",
    FACTS: "\n".join(
        [
            _FACT,
            *(_fact("revenue", f"{n}Q23", value, 10) for n, value in enumerate((100, 110, 120, 130), 1)),
            *(_fact("cost", f"{n}Q23", value, 11) for n, value in enumerate((90, 95, 125, 100), 1)),
            _fact("revenue", "FY23", 460, 12),
            "",
        ]
    ),
    f"data/claims/{DOC}.csv": f"""\
{_CLAIM}
revenue,,,FY23,actual,point,FY22,change_pct,pct,5.2,0,1,+5.2%,Results,12,,table,ok,
""",
    STYLE: """\
negative: parentheses
currency: JPY
units: {6: " million"}
formats:
  million: {scale: 6}
  growth: {scale: -2, digits: 1, signed: true, suffix: "%"}
  ratio: {scale: -2, digits: 1, suffix: "%"}
""",
    MODEL: """\
report: model
kind: workbook
title: Small model
template: kaede/model.xlsx
style: kaede/style.yaml
output: model.xlsx
period: FY23
unit: JPY million
lists:
  quarters: 1Q23..4Q23
  years: [FY23]
""",
    DECK: """\
report: deck
kind: deck
title: Small deck
template: kaede/deck.pptx
style: kaede/style.yaml
output: deck.pptx
period: FY23
periods: {quarter: 4Q23}
lists: {quarters: 1Q23..4Q23}
pages:
  - page: cover
    words: {title: Results for FY23}
  - page: sales
    words: {title: Sales}
    bullets:
      notes:
        - "Revenue {{ revenue | mn }} ({{ yoy(revenue) | up }})":
            - "{{ quarter }}: margin {{ margin(quarter) | mn }}, {{ margin_ratio(quarter) }} of revenue"
    tables:
      sales_table:
        columns: [{show: level, each: quarters, format: million}]
        rows:
          - {metric: revenue, label: Revenue}
          - {metric: margin, label: Margin, role: total}
    charts:
      sales_chart:
        periods: quarters
        highest: Revenue
        headroom: 1.5
        alt: "Revenue by quarter; latest {{ revenue(quarter) | mn }}."
        columns:
          - {name: Revenue, metric: revenue, format: million}
          - {name: Cost, metric: cost, plotted: false, format: million}
          - {name: Margin, metric: margin, formula: "{Revenue}-{Cost}", plotted: false, format: million}
""",
}


@cache
def model_template() -> bytes:
    """The workbook template: blocks of periods across, of figures down, one static label, one text box."""
    book = Book()
    model, data = book.add_worksheet("Model"), book.add_worksheet("Data")
    model.write_column(
        "A1",
        [
            "{{company.name_en}}",
            "{{report.title}} in {{report.unit}}",
            "Key",
            "Year",
            "Prior year",
            "{{label}}",
            "{{label}}",
            "{{label}}",
            "{{label}}",
        ],
    )
    model.write_column("B6", ["{{key}}"] * 4)
    figures = ["{{=revenue}}", "{{=cost}}", "{{=margin}}"]
    heads = ["{{period.key}}", "{{period.year}}", "{{period.prior_year}}"]
    for column, block in (("C", "quarters"), ("D", "years")):
        model.write_column(f"{column}2", [f"{{{{#{block} across}}}}{{{{period}}}}", *heads, *figures])
        model.write(f"{column}9", f"{{{{=margin_ratio}}}}{{{{/{block}}}}}")
    model.write_row("A11", ["Growth of the year", "{{=yoy(revenue)|this}}"])
    model.insert_textbox("F1", "Figures are corrected in the data folder.")
    data.write_row("A1", ["Key", "Printed", "Value", "Multiplier", "Model value", "Source line"])
    data.write_row(
        "A2",
        ["{{#figures}}{{figure.key}}", "{{figure.printed}}", "{{figure.value}}", "{{figure.multiplier}}"],
    )
    data.write_formula("E2", "=C2*D2")
    data.write("F2", "{{figure.line}}{{/figures}}")
    book.define_name("data_key", "=Data!$A$2")
    book.define_name("data_value", "=Data!$E$2")
    return book.saved()


@cache
def deck_template() -> bytes:
    """The slide library: a cover, and a page with a list of two levels, a table and a chart."""
    deck = Presentation()
    cover = _page(deck, "cover")
    _text(cover, "Title", "{{title}}", "{{company}}, {{published}}")
    sales = _page(deck, "sales")
    _text(sales, "Title", "{{title}}")
    _text(sales, "Notes", "{{notes:1}}", "{{notes:2}}")
    frame = sales.shapes.add_table(3, 5, Cm(1), Cm(4), Cm(20), Cm(3))
    frame.name = "sales_table"
    rows = (
        ["JPY million", "1Q", "2Q", "3Q", "4Q"],
        ["{{row:line}}"] + ["{{cell}}"] * 4,
        ["{{row:total}}"] + ["{{cell}}"] * 4,
    )
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            frame.table.cell(row, column).text = text
    data = CategoryChartData()
    data.categories = ("a", "b")
    data.add_series("Revenue", (1, 2))
    chart = sales.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(9), Cm(20), Cm(8), data)
    chart.name = "sales_chart"
    return saved(deck)


def _page(deck: Presentation, name: str):  # type: ignore[valid-type,no-untyped-def]
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    slide.notes_slide.notes_text_frame.text = f"page: {name}"
    return slide


def _text(slide, name: str, *paragraphs: str) -> None:  # type: ignore[no-untyped-def]
    box = slide.shapes.add_textbox(Cm(1), Cm(1), Cm(20), Cm(2))
    box.name = name
    box.text_frame.text = "\n".join(paragraphs)


def files(changes: Mapping[str, str | bytes | None] | None = None) -> dict[str, bytes]:
    """All files of the project by name, with `changes` (None takes a file away)."""
    found: dict[str, str | bytes | None] = {
        **TEXTS,
        MODEL_TEMPLATE: model_template(),
        DECK_TEMPLATE: deck_template(),
        **(changes or {}),
    }
    return {
        name: data.encode() if isinstance(data, str) else data
        for name, data in found.items()
        if data is not None
    }


def make(folder: Path, changes: Mapping[str, str | bytes | None] | None = None) -> Project:
    """The project on disk in `folder`."""
    for name, data in files(changes).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return Project(folder)


def changed(text: str, old: str, new: str) -> str:
    """`text` with its one occurrence of `old` replaced."""
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
    return text.replace(old, new)


def retyped(template: bytes, old: str, new: str) -> bytes:
    """An Office file with a text changed as if by hand, wherever it stands as the whole text of a node."""
    from office import packed, parts_of

    parts = parts_of(template)
    hits = 0
    for name, data in parts.items():
        if not name.endswith(".xml") or old.encode() not in data:
            continue
        root = etree.fromstring(data)
        for node in root.iter():
            if node.text == old:
                node.text, hits = new, hits + 1
            if node.get("name") == old:
                node.set("name", new)
                hits += 1
        parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    assert hits, f"{old!r} stands nowhere"
    return packed(parts)


# In memory


def table() -> MetricTable:
    """The metric table of the company."""
    return load(
        {
            name.removeprefix("data/"): text.encode()
            for name, text in TEXTS.items()
            if name.startswith("data/")
        }
    )


def definition(report: str = DECK, text: str = "") -> Definition:
    """The definition of one report, or of a text that stands in its place."""
    return read_definition((text or TEXTS[report]).encode(), report)


def context(given: Definition | None = None, style: str = TEXTS[STYLE]) -> ReportContext:
    """Everything needed to bind a definition (the deck's, where none is given)."""
    given = given or definition()
    tables = table()
    aliases, lists, issues = read_times(given.spec, given.place, tables.calendar)
    assert not issues, issues
    figures = FigureResolver(
        tables, ValueResolver(tables), read_style(style.encode(), STYLE), aliases, aliases["this"]
    )
    return ReportContext(
        given.spec, figures, Narrator(figures, company_words(tables)), aliases, lists, Gathered()
    )


# Plans as text


def rows_of(*cells: tuple[str, CellValue] | tuple[str, CellValue, str]) -> tuple[PlannedRow, ...]:
    """The rows of a plan from single cells in the order of their rows: `Model!A5`, the content, a number format."""
    found: list[PlannedRow] = []
    for sheet, of_sheet in groupby(cells, key=lambda one: one[0].partition("!")[0]):
        line = [
            (*split_address(at.partition("!")[2]), content, *(more or [""]))
            for at, content, *more in of_sheet
        ]
        found += planned_rows(sheet, line)
    return tuple(found)


def workbook_plan_text(plan: WorkbookPlan) -> str:
    """A workbook's plan: sizes of blocks, then every cell, one line each."""
    lines = [f"block {size.sheet} {size.block} x {size.count}" for size in plan.sizes]
    return "\n".join([*lines, *(line for row in plan.rows for line in _cells(row))])


def _cells(row: PlannedRow) -> Iterator[str]:
    keys, formats = dict(row.keys), dict(row.formats)
    for column, content in zip(row.columns, row.contents, strict=True):
        words = [f"{row.sheet} {cell_address(row.row, column)}"]
        words += [f"<- {keys[column]}"] if column in keys else []
        words += [f" ={content}" if isinstance(content, Formula) else f" {_shown(content)}"]
        words += [f" {formats[column]}"] if column in formats else []
        yield " ".join(words)


def _shown(content: CellValue) -> str:
    return repr(content) if isinstance(content, str) else str(content)


def deck_plan_text(plan: DeckPlan) -> str:
    """A deck's plan: pages with words, bullets, tables, charts and notes; figures in guillemets with their keys."""
    lines: list[str] = []
    for number, page in enumerate(plan.pages, 1):
        lines.append(f"page {number} {page.page}")
        lines += [f"  word {name}: {said(sentence)}" for name, sentence in page.words.items()]
        for name, bullets in page.bullets.items():
            lines += [f"  list {name} {_bullet(bullet)}" for bullet in bullets]
        for table_view in page.tables.values():
            lines += _table(table_view)
        for chart in page.charts.values():
            lines += _chart(chart)
        lines += [f"  note {line}" for line in page.notes]
    return "\n".join(lines)


def said(sentence: Sentence) -> str:
    """A sentence as text: words as they are, a figure as «text = key»."""
    return "".join(f"«{span.text} = {span.figure.key}»" if span.figure else span.text for span in sentence)


def _bullet(bullet: Bullet) -> str:
    return f"{'-' * bullet.level} {said(bullet.sentence)}"


def _table(view: TableView) -> Iterable[str]:
    yield f"  table {view.name}"
    for row in view.rows:
        yield f"    {row.role}: " + " | ".join(said(cell) for cell in row.cells)


def _chart(view: ChartView) -> Iterable[str]:
    yield f"  chart {view.name}: {' '.join(view.categories)}"
    for column in view.columns:
        plotted = "" if column.plotted else " (not plotted)"
        yield f"    {column.name}{plotted} {column.number_format}: " + " ".join(
            str(value) for value in column.values
        )
        if any(column.formulas):
            yield "      formulas: " + " ".join(str(formula) for formula in column.formulas)
        if column.labels or column.texts:
            yield f"      texts: {[*column.labels, *column.texts]}"
    for axis in view.axes:
        yield f"    axis {axis.index}: {axis.minimum} to {axis.maximum}"
    yield f"    alt: {view.alt_text}"
