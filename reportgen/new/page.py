"""What every sheet of the workbook has: title, company, master check, print set-up.

Model                          Acme Inc.      ● ALL CHECKS OK
Quarterly results and targets  Unit: USD million
"""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap
from unicodedata import east_asian_width

from msgspec import Struct
from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reportgen.new.cell_styles import FAINT, NAVY, CellStyles
from reportgen.new.packages import settled

COMPANY = "{{company.name_en}}"
# Below sheets of figures: what stands in their place or beside them.
SIGNS = (
    "n.m.: growth of more than 1,000%; c.: known to fewer digits; \u00b1: how far it may be off; words for growth: "
    "into or out of a loss."
)
MARKS = f"\u00b7 no figure (n/d: not disclosed, n/f: not forecast); {SIGNS}"
FOOTER = '&L&"Calibri,Regular"&9{}  &A{}&R&"Calibri,Regular"&9&P / &N'
# Behind the company, on the sheets of a model: what it tells of, and where that is from.
SOURCE = "   {{this}}; source: the documents on sheet Documents, to {{report.as_of}}"

# What stands for the currency of a house in what is drawn for all.
CURRENCY = "\u00a4"
A3, A4 = 8, 9
# How many letters of a text take the room of one digit of a column's width.
_LETTERS_OF_A_DIGIT = 1.25
# Of the width of a digit what a letter of a label takes, what one of Japanese does, and the indent with some air.
_NARROW, _WIDE, _AIR = 0.82, 1.75, 3
# Sheets for readers stand first; those behind them, for whoever audits the figures, have one colour.
CONTENTS = "Read me"
READERS = ("Summary", "Results vs target", "Model", "KPIs", "Guidance", "Drivers")
# Before what is folded away behind a + and few need read, whether it stands open or not.
DETAILS = "Details: "
# What stands in a text in Japanese: a line or a part of its own, and a tag.
_JAPANESE = re.compile(r"(^|\n|  +)[^\n]*?[\u3040-\u30ff\u4e00-\u9fff\uff05].*", re.DOTALL)
_LABEL_JA = re.compile(r"\{\{\w+\.\w+_ja\}\}")
# Templates are as old as the first of them, so that the same are the same bytes.
CREATED = datetime.datetime(2018, 5, 15)


class Page(Struct, frozen=True):
    """One sheet being drawn, with the styles of its book; `say` has the last word on every text."""

    book: Workbook
    sheet: Worksheet
    styles: CellStyles
    say: Callable[[str], str] = str

    def put(self, cell: str, text: str | int | float, *names: str, **extra: object) -> None:
        """Words, a number, a tag or a formula (a text that begins with `=`) in the sum of the named styles."""
        style = self.styles(*names, **extra)
        text = self.say(text) if isinstance(text, str) else text
        if isinstance(text, str) and text.startswith("="):
            self.sheet.write_formula(cell, text, style, "")
        elif isinstance(text, str):
            self.sheet.write_string(cell, text, style)
        else:
            self.sheet.write_number(cell, text, style)

    def fill(self, first: str, last: str, *names: str, **extra: object) -> None:
        """Empty cells in a style."""
        (top, left), (bottom, right) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last)
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.sheet.write_blank(row, column, None, self.styles(*names, **extra))

    def widths(self, widths: dict[str, float]) -> None:
        """Column widths in characters, by column letters."""
        for letters, width in widths.items():
            first, _, last = letters.partition(":")
            self.sheet.set_column(f"{first}:{last or first}", width)

    def heights(self, first: int, last: int, height: float, level: int = 0) -> None:
        """Heights in points of the rows `first..last`, counted from 1."""
        for row in range(first, last + 1):
            self.sheet.set_row(row - 1, height, None, {"level": level} if level else {})

    def rule(self, cells: str, formula: str, look: Format | dict[str, object], *, stop: bool = False) -> None:
        """A look where a formula holds; none of the following rules where `stop`."""
        options = {"stop_if_true": True} if stop else {}
        rule = {"type": "formula", "criteria": self.say(formula), "format": self._format(look), **options}
        self.sheet.conditional_format(cells, rule)

    def equals(self, cells: str, word: str, look: Format | dict[str, object]) -> None:
        """A look for cells that show `word`."""
        rule = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._format(look)}
        self.sheet.conditional_format(cells, rule)

    def _format(self, look: Format | dict[str, object]) -> Format:
        return self.book.add_format(look) if isinstance(look, dict) else look


def written(title: str, subject: str, fill: Callable[[Workbook, CellStyles], None]) -> bytes:
    """A workbook as a file, its sheets drawn by `fill`."""
    raw = io.BytesIO()
    look = {"font_name": "Calibri", "font_size": 10}
    book = Workbook(raw, {"in_memory": True, "default_format_properties": look})
    book.set_properties({"title": title, "subject": subject, "author": "reportgen", "created": CREATED})
    fill(book, CellStyles(book))
    book.close()
    return settled(raw.getvalue(), 0o100600, 31)


def open_page(  # noqa: PLR0913  one for each property of a sheet
    book: Workbook,
    styles: CellStyles,
    name: str,
    company: str,
    zoom: int = 100,
    say: Callable[[str], str] = str,
) -> Page:
    """A new sheet with the settings all sheets share; the company and the source stand in its footer."""
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_zoom(zoom)
    sheet.set_tab_color(NAVY if name in READERS else FAINT)
    foot = FOOTER.format(company.replace("&", "&&"), SOURCE if company else "")
    sheet.set_footer(foot, {"scale_with_doc": False})
    sheet.set_selection("A1")
    return Page(book, sheet, styles, say)


def spoken(currency: str, *, japanese: bool) -> Callable[[str], str]:
    """The last word of a house on texts that are drawn for all: its currency, and no Japanese where it has none."""

    def say(text: str) -> str:
        if not japanese and not text.startswith("="):
            text = _LABEL_JA.sub("", _JAPANESE.sub("", text)).replace(
                "Line in Japanese, or company", "Company"
            )
        return text.replace(CURRENCY, currency)

    return say


def title(page: Page, cell: str, text: str, subtitle: str, company: str) -> None:
    """Title in row 1, its explanation in row 2, the company in row 1 at the cell `company`.

    A click on the title leads to the list of sheets, where a workbook has one.
    """
    row, column = xl_cell_to_rowcol(cell)
    page.sheet.set_row(row, 24)
    if text == page.sheet.get_name() != CONTENTS and page.book.get_worksheet_by_name(CONTENTS):
        page.sheet.write_url(
            cell, f"internal:'{CONTENTS}'!A1", None, "", f"To the list of sheets on {CONTENTS}"
        )
        # LibreOffice paints linked words in a colour of its own, and leaves a formula as it is.
        text = f'="{text}"'
    page.put(cell, text, "title")
    page.put(xl_rowcol_to_cell(row + 1, column), subtitle, "muted")
    if company:
        page.put(company, COMPANY, "muted")


def master(page: Page, cells: str) -> None:
    """The master check as text, shown with its colour in a merged box; a click on it leads to its sheet."""
    first = cells.split(":")[0]
    centred = {"align": "center", "border": 1, "border_color": "#9CC7AA"}
    if ":" in cells:
        page.sheet.merge_range(cells, "", page.styles("ok", **centred))
    page.sheet.write_url(first, "internal:Checks!A1", None, "", "See them on Checks")
    page.put(first, "=master_check", "ok", **centred)
    page.rule(cells, f'=LEFT({_anchored(first)},1)="▲"', page.styles.rule("fix"))


def settings_line(page: Page, cell: str) -> None:
    """The scenario and the vintage that the sheet shows, in one line; a click on it leads to their switches."""
    page.sheet.write_url(cell, "internal:Drivers!D1", None, "", "Change them on Drivers")
    page.put(cell, '="Forecast: "&scenario&".  Figures: "&vintage_words', "small", "url")


def section(page: Page, row: int, label: str, label_ja: str, *columns: str) -> None:
    """A title row above a group of lines: columns A to G, and the columns of figures.

    Of lines that are folded away it is one line of words, calm enough to stand alone.
    """
    page.heights(row, row, 18)
    if label.startswith(DETAILS):
        page.put(f"A{row}", label, "small", "muted")
        page.put(f"C{row}", label_ja, "small", "muted", "japanese")
        return
    for span in ("A:G", *columns):
        first, _, last = span.partition(":")
        page.fill(f"{first}{row}", f"{last or first}{row}", "section")
    page.put(f"A{row}", label, "section")
    page.put(f"C{row}", label_ja, "section", "japanese", bold=False)


def forecast(page: Page, column: str, rows: tuple[int, int], flag_row: int, head_end: int) -> None:
    """The ground of forecast columns, told by the flag of their head: it follows when the history grows."""
    for top, bottom, ground in ((rows[0], head_end, "#E4ECF7"), (head_end + 1, rows[1], "#F3F7FC")):
        page.rule(f"{column}{top}:{column}{bottom}", f"={column}${flag_row}=0", {"bg_color": ground})


def paper(
    page: Page, size: int, area: str = "", *, rows: tuple[int, int] | None = None, high: int = 0
) -> None:
    """Landscape, one page wide and `high` pages high, or as many as it takes; `rows` (from 1) stand on each page."""
    page.sheet.set_paper(size)
    page.sheet.set_landscape()
    page.sheet.set_margins(left=0.4, right=0.4, top=0.4, bottom=0.6)
    page.sheet.fit_to_pages(1, high)
    if area:
        page.sheet.print_area(area)
    if rows:
        page.sheet.repeat_rows(rows[0] - 1, rows[1] - 1)


def not_disclosed(page: Page, cells: str) -> None:
    """A muted dot for what says `n/d` or `n/f`, whatever the row's style; the cell keeps its word."""
    # The ground of forecasts is told with their dot, for readers that take the first of the rules a cell meets.
    for words, ground in (("n/d", ()), ("n/f", ("forecast",))):
        page.equals(cells, words, page.styles.rule("residual", "gap", *ground))


def legend(page: Page, row: int, width: float, notes: Sequence[str] = ()) -> int:
    """What the colours of figures say, and the dot, with `notes` below, in lines `width` characters wide; the last row.

    They stand in the columns that every printed page repeats, so no line is longer than those.
    """
    styles, muted, room = page.styles, page.styles("muted"), int(width * _LETTERS_OF_A_DIGIT)
    told: tuple[tuple[tuple[tuple[str, ...], str, str], ...], ...] = (
        ((("bold", "typed"), "Blue", " typed   "), (("bold",), "Black", " calculation   "),
         (("bold", "link"), "Green", " link to another sheet")),
        ((("italic", "muted"), "grey italics", " ratio or residual"),),
        ((("bold", "muted"), "\u00b7", " no figure: n/d, not disclosed, "), (("muted",), "or", " n/f, not forecast")),
    )  # fmt: skip
    lines: list[list[tuple[tuple[str, ...], str, str]]] = []
    for group in told:
        lines.append([])
        for piece in group:
            if sum(len(word + meaning) for _, word, meaning in (*lines[-1], piece)) > room:
                lines.append([])
            lines[-1].append(piece)
    for number, line in enumerate(lines, row):
        pieces = [piece for names, word, meaning in line for piece in (styles(*names), word, muted, meaning)]
        page.sheet.write_rich_string(f"B{number}", *pieces, muted)
    wrapped = [line for words in notes for line in wrap(words, room)]
    for number, words in enumerate(wrapped, row + len(lines)):
        page.put(f"B{number}", words, "muted")
    return row + len(lines) + len(wrapped) - 1


def legible(page: Page) -> None:
    """A sheet for readers prints in letters of 8 points or more, on as many pages as that takes."""
    page.sheet.set_print_scale(90)


def fold_names(page: Page, rows: str = "", columns: str = "", fit: str = "") -> None:
    """The cells that say which rows and columns of a sheet fold away, and those that rows grow with, `fit`."""
    sheet = page.sheet.get_name().replace("'", "''")
    for name, area in (("fold_rows", rows), ("fold_columns", columns), ("fit_rows", fit)):
        if area:
            cells = ",".join(f"'{sheet}'!{one}" for one in area.split(","))
            page.book.define_name(f"'{sheet}'!{name}", f"={cells}")


def room(texts: Iterable[str]) -> float:
    """The width in characters of a column that holds the longest of some labels."""
    return round(max((sum(map(_width, one)) for one in texts), default=0) + _AIR, 1)


def _width(letter: str) -> float:
    return _WIDE if east_asian_width(letter) in "FW" else _NARROW


def letters(column: int) -> str:
    """The letters of a column counted from 0."""
    return str(xl_col_to_name(column))


def _anchored(cell: str) -> str:
    row, column = xl_cell_to_rowcol(cell)
    return str(xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True))
