"""The examples of the template guides in docs/ as files: grids of text become workbooks, data becomes data.

```text template Offer          a sheet, row by row; further sheets follow in further grids
```yaml data                    or json: what fills it
```text result Offer            what the finished sheet shows, formulas by their values
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import openpyxl
from made import Book, saved
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Cm

ROOT = Path(__file__).resolve().parents[1]
EXCEL = ROOT / "docs" / "templates-excel.md"
POWERPOINT = ROOT / "docs" / "templates-powerpoint.md"
Grid = Mapping[str, str]
_FENCE = re.compile(r"^```(\w+) (\w+)(?: (.+?))?\n(.*?)^```", re.DOTALL | re.MULTILINE)
_HEADING = re.compile(r"^## (.+)$", re.MULTILINE)


@dataclass
class Example:
    """One example: its heading, its template sheets, its data file and the sheets that come out."""

    heading: str
    sheets: dict[str, Grid] = field(default_factory=dict)
    data_name: str = ""
    data: str = ""
    results: dict[str, Grid] = field(default_factory=dict)


def examples(document: Path = EXCEL) -> list[Example]:
    """All examples of a document that have a template."""
    text = document.read_text(encoding="utf-8")
    starts = [(match.start(), match.group(1)) for match in _HEADING.finditer(text)]
    found: list[Example] = []
    for (start, heading), end in zip(starts, [*(at for at, _ in starts[1:]), len(text)], strict=True):
        example = Example(heading)
        for language, kind, name, body in fences(text[start:end]):
            if kind == "template":
                example.sheets[name] = grid(body)
            elif kind == "result":
                example.results[name] = grid(body)
            elif kind == "data":
                example.data_name, example.data = f"data.{language}", body
        if example.sheets:
            found.append(example)
    return found


def fences(text: str) -> Iterator[tuple[str, str, str, str]]:
    """The fenced blocks that say what they are: language, kind, name and body."""
    for match in _FENCE.finditer(text):
        yield match.group(1), match.group(2), match.group(3) or "", match.group(4)


def grid(text: str) -> Grid:
    """The filled cells of a drawn sheet, by address."""
    head, *lines = [line for line in text.splitlines() if line.strip()]
    letters = [word.strip() for word in head.split("|")[1:]]
    cells: dict[str, str] = {}
    for line in lines:
        number, *texts = line.split("|")
        cells |= {
            f"{letter}{number.strip()}": text.strip()
            for letter, text in zip(letters, texts, strict=False)
            if text.strip()
        }
    return cells


def workbook(example: Example) -> bytes:
    """The template of an example: heads, titles and totals marked, dates as dates, printed with its grid."""
    book = Book()
    base = {"font_name": "Carlito", "font_size": 11}
    plain = book.add_format({**base, "num_format": "#,##0.##;-#,##0.##"})
    title = book.add_format({**base, "bold": True, "font_size": 14})
    head = book.add_format({**base, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
    right = book.add_format(
        {**base, "bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF", "align": "right"}
    )
    total = book.add_format({**base, "bold": True, "top": 1, "num_format": "#,##0.##;-#,##0.##"})
    day = book.add_format({**base, "num_format": "d mmm yyyy", "align": "left"})
    for name, cells in example.sheets.items():
        sheet = book.add_worksheet(name)
        for letter in sorted({address[0] for address in cells}):
            longest = max(len(text) for address, text in cells.items() if address[0] == letter)
            sheet.set_column(f"{letter}:{letter}", min(max(longest + 1, 9), 40))
        sheet.hide_gridlines(0)
        sheet.print_row_col_headers()
        sheet.set_landscape()
        sheet.fit_to_pages(1, 1)
        rows = {int(address[1:]) for address in cells}
        for address, text in cells.items():
            row = int(address[1:])
            form = plain
            if _is_head(cells, row):
                form = head if address[0] == "A" else right
            elif row == max(rows) and cells.get(f"A{row}", "") in ("Total", "All"):
                form = total
            elif address == "A1" and text == "{{title}}":
                form = title
            elif "{{day}}" in text:
                form = day
            if text.startswith("="):
                sheet.write_formula(address, text, form)
            else:
                sheet.write_string(address, text, form)
    return book.saved()


def _is_head(cells: Grid, row: int) -> bool:
    """Whether a row stands right above a block of rows and is none itself."""
    here = " ".join(text for address, text in cells.items() if int(address[1:]) == row)
    below = " ".join(text for address, text in cells.items() if int(address[1:]) == row + 1)
    opens = re.compile(r"\{\{#\w+( group by \w+)?\}\}")
    return bool(opens.search(below)) and not opens.search(here) and bool(here)


def shown(data: bytes) -> dict[str, dict[str, str]]:
    """What the finished sheets show, as openpyxl reads them."""
    book = openpyxl.load_workbook(io.BytesIO(data), data_only=True)
    return {
        sheet.title: {
            cell.coordinate: _words(cell.value)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value not in (None, "")
        }
        for sheet in book
    }


def _words(value: object) -> str:
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, float):
        return f"{value:.10g}"
    return str(value)


# Decks


@dataclass
class DeckExample:
    """One example of the PowerPoint guide: its heading, its template slides, its data, what comes out."""

    heading: str
    slides: list[tuple[str, list[str]]]
    data_name: str
    data: str
    results: list[list[str]]


def deck_examples() -> list[DeckExample]:
    """All examples of the PowerPoint guide."""
    text = POWERPOINT.read_text(encoding="utf-8")
    starts = [(match.start(), match.group(1)) for match in _HEADING.finditer(text)]
    found: list[DeckExample] = []
    for (start, heading), end in zip(starts, [*(at for at, _ in starts[1:]), len(text)], strict=True):
        blocks = {kind: (language, body) for language, kind, _, body in fences(text[start:end])}
        if "template" in blocks:
            slides = _slides(blocks["template"][1])
            results = [lines for _, lines in _slides(blocks["result"][1])]
            language, data = blocks["data"]
            found.append(DeckExample(heading, slides, f"data.{language}", data, results))
    return found


def _slides(text: str) -> list[tuple[str, list[str]]]:
    slides: list[tuple[str, list[str]]] = []
    for line in text.splitlines():
        if line.startswith("slide"):
            slides.append((line.removeprefix("slide").strip(), []))
        elif line.strip():
            slides[-1][1].append(line.strip())
    return slides


def deck(example: DeckExample) -> bytes:
    """The template deck of an example, drawn with python-pptx."""
    file = Presentation()
    file.slide_width, file.slide_height = Cm(25.4), Cm(14.29)
    for name, shapes in example.slides:
        slide = file.slides.add_slide(file.slide_layouts[6])
        slide.notes_slide.notes_text_frame.text = f"page: {name}"
        top = 1.0
        for line in shapes:
            kind, _, rest = line.partition(" ")
            title, _, content = rest.partition(": ")
            height = {"text": 1.5, "table": 6.0, "chart": 10.0}[kind]
            box = (Cm(1), Cm(top), Cm(23), Cm(height))
            if kind == "text":
                shape = slide.shapes.add_textbox(*box)
                shape.text_frame.text = content.replace(" / ", "\n")
                for level, paragraph in enumerate(shape.text_frame.paragraphs):
                    paragraph.level = level
            elif kind == "table":
                rows = [row.split(", ") for row in content.split(" | ")]
                shape = slide.shapes.add_table(len(rows), len(rows[0]), *box[:3], Cm(len(rows)))
                for number, texts in enumerate(rows):
                    for column, text in enumerate(texts):
                        shape.table.cell(number, column).text = text
            else:
                data = CategoryChartData()
                data.categories = ["a", "b"]
                for series in content.split(", "):
                    data.add_series(series, [1, 2])
                shape = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *box, data)
                shape.chart.has_legend = True
            shape.name = title
            top += height + 0.5
    return saved(file)


def deck_shown(data: bytes) -> list[list[str]]:
    """What a finished deck shows, in the words of the guide, as python-pptx reads it."""
    return [[_shape(shape) for shape in slide.shapes] for slide in Presentation(io.BytesIO(data)).slides]


def _shape(shape) -> str:  # type: ignore[no-untyped-def]
    if shape.has_text_frame:
        return f"text {shape.name}: " + " / ".join(one.text for one in shape.text_frame.paragraphs)
    if shape.has_table:
        rows = (", ".join(cell.text for cell in row.cells) for row in shape.table.rows)
        return f"table {shape.name}: " + " | ".join(rows)
    series = (
        f"{one.name} " + " ".join(f"{value:g}" for value in one.values) for one in shape.chart.plots[0].series
    )
    return f"chart {shape.name}: " + " | ".join(series)
