"""Sheets written as lines of words, where code would be longer than what it draws.

    put B5 "Line" head right font_size=9          a cell: text, tag or formula, then its styles
    put B5 "Line" / "Period" / "Unit" head        cells side by side in one look
    open I20:M20 "{{line.unit}}" left             cells that a person fills in: unlocked, on sand
    width C:E 12.5 level=1                        columns; `row` does the same for rows
    equals P20 fix "unit?" "place?"               a look for cells that show one of these words
    rule G20:H20 "=G20=INT(G20)" num_format=0     a look where a formula holds
    choose J20 =form_units "Unit" "The unit ..."  a list to choose from, with advice; `advise` has advice alone
    column J 14 unit "Unit" indent=1              a column of a form, with the name that the import knows
    name form_key =Form!$A$20:$A$23               a name of the workbook

Other words are methods of the page or of XlsxWriter's sheet with their arguments.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from reportgen.new import page as pages
from reportgen.new.cell_styles import RULE
from reportgen.new.page import Page
from reportgen.new.words import OPTION, Words, read, scalar

# Sheets that are alike in every house.
SHARED = Path(__file__).parent
SHARED_SHEETS = ("Data", "Periods", "Checks", "Check parts")
INPUT = "#FFFBE6"
TEXTS = ("num_format", "input_message", "input_title", "error_message", "error_title")


def from_file(folder: Path, name: str) -> Callable[[Page], None]:
    """The drawing of a sheet that is written in the file of its name."""
    path = folder / f"{name.lower().replace(' ', '_')}.txt"

    def draw(page: Page) -> None:
        for kind, *words in read(path):
            ITEMS.get(kind, _method(kind))(page, [page.say(word.replace("\\n", "\n")) for word in words])

    return draw


def options(words: Words) -> tuple[Words, dict[str, Any]]:
    """Plain words and options."""
    found = [match for word in words if (match := OPTION.fullmatch(word))]
    kept = {match[1]: match[2] if match[1] in TEXTS else scalar(match[2]) for match in found}
    return [word for word in words if not OPTION.fullmatch(word)], kept


def _look(page: Page, words: Words) -> Format | dict[str, Any]:
    """The look of a rule: names of styles, or properties of its own."""
    names, properties = options(words)
    return properties or page.styles.rule(*names)


def _put(page: Page, words: Words) -> None:
    cell, text, *rest = words
    texts = [text]
    while rest[:1] == ["/"]:
        _, text, *rest = rest
        texts.append(text)
    names, extra = options(rest)
    row, column = xl_cell_to_rowcol(cell)
    for number, text in enumerate(texts, column):
        page.put(xl_rowcol_to_cell(row, number), text, *names, **extra)


def _number(page: Page, words: Words) -> None:
    names, extra = options(words[2:])
    page.put(words[0], scalar(words[1]), *names, **extra)


def _open(page: Page, words: Words) -> None:
    cells, text, *rest = words
    names, extra = options(rest)
    first, _, last = cells.partition(":")
    style = page.styles("typed", *names, bg_color=INPUT, border=1, border_color=RULE, locked=False, **extra)
    (row, start), (_, end) = xl_cell_to_rowcol(first), xl_cell_to_rowcol(last or first)
    for column in range(start, end + 1):
        if text:
            page.sheet.write_string(row, column, text, style)
        else:
            page.sheet.write_blank(row, column, None, style)


def _heights(page: Page, words: Words) -> None:
    plain, extra = options(words)
    page.heights(*map(scalar, plain), **extra)


def _width(page: Page, words: Words) -> None:
    (columns, width), extra = options(words)
    first, _, last = columns.partition(":")
    page.sheet.set_column(f"{first}:{last or first}", scalar(width), None, extra)


def _column(page: Page, words: Words) -> None:
    """A column of a form: what the import calls it stands in row 4, its head in row 5."""
    (at, width, name, head, *sides), extra = options(words)
    fold = {key: extra.pop(key) for key in ("level", "hidden") if key in extra}
    page.sheet.set_column(f"{at}:{at}", scalar(width), None, fold)
    page.put(f"{at}4", f"rg:{name}", "tiny")
    page.put(f"{at}5", head, "head", "head_end", *sides, font_size=9, text_wrap=True, valign="top", **extra)


def _row(page: Page, words: Words) -> None:
    (row, height), extra = options(words)
    page.sheet.set_row(int(row) - 1, None if height == "-" else scalar(height), None, extra)


def _merge(page: Page, words: Words) -> None:
    names, extra = options(words[1:])
    page.sheet.merge_range(words[0], "", page.styles(*names, **extra))


def _equals(page: Page, words: Words) -> None:
    (cells, *shown), properties = options(words)
    style = [] if properties else shown.pop(0).split("+")
    for word in shown:
        page.equals(cells, word, properties or page.styles.rule(*style))


def _rule(page: Page, words: Words) -> None:
    cells, formula, *look = words
    names = [word for word in look if word != "stop"]
    page.rule(cells, formula, _look(page, names), stop="stop" in look)


def _advise(page: Page, words: Words) -> None:
    cell, heading, advice = words
    page.sheet.data_validation(cell, {"validate": "any", "input_title": heading, "input_message": advice})


def _choose(page: Page, words: Words) -> None:
    (cell, source, heading, advice), extra = options(words)
    chosen = source if source.startswith("=") else source.split("|")
    rule = {"validate": "list", "source": chosen, "input_title": heading, "input_message": advice, **extra}
    page.sheet.data_validation(cell, rule)


def _link(page: Page, words: Words) -> None:
    cell, sheet = words
    style = page.styles("url")
    page.sheet.write_url(cell, f"internal:'{sheet}'!A1", style, sheet, f"Go to sheet {sheet}")


def _styled(draw: Callable[..., None]) -> Callable[[Page, Words], None]:
    def item(page: Page, words: Words) -> None:
        plain, extra = options(words)
        draw(page, *plain, **extra)

    return item


def _paper(page: Page, words: Words) -> None:
    size, area, *rows = words
    first, last = (int(row) for row in rows) if rows else (0, 0)
    pages.paper(page, {"A3": pages.A3, "A4": pages.A4}[size], area, rows=(first, last) if rows else None)


def _method(kind: str) -> Callable[[Page, Words], None]:
    """A method of the sheet, with its arguments or with one dictionary of options."""

    def item(page: Page, words: Words) -> None:
        plain, extra = options(words)
        arguments = [scalar(word) for word in plain]
        getattr(page.sheet, kind)(*arguments, *([extra] if extra else []))

    return item


ITEMS: dict[str, Callable[[Page, Words], None]] = {
    "put": _put,
    "number": _number,
    "open": _open,
    "fill": _styled(Page.fill),
    "heights": _heights,
    "width": _width,
    "column": _column,
    "row": _row,
    "merge": _merge,
    "equals": _equals,
    "rule": _rule,
    "advise": _advise,
    "choose": _choose,
    "link": _link,
    "name": lambda page, words: page.book.define_name(*words),
    "title": _styled(pages.title),
    "master": _styled(pages.master),
    "not_disclosed": _styled(pages.not_disclosed),
    "paper": _paper,
}
