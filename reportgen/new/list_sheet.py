"""How lists are drawn: heads in two languages over one prototype row, helper columns folded away on the right.

Line        Period   Original target           Actual
項目         期間      当初目標                   実績
{{#rows}}...
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from reportgen.new.cell_styles import LEVEL
from reportgen.new.page import CURRENCY, DETAILS, Page, letters

# The name of the keys of printed figures on Data.
DATA_ID = "data_id"

# Looks that stand on the right, with their heads.
RIGHT = ("level", "one", "two", "half", "signed", "growth", "share", "weight", "plain", "text_right")
HEAD_HEIGHT, HEAD_JA_HEIGHT = 19, 15
# Of a row that grows with its texts; one line with the air around it.
ROW_HEIGHT, GROUP_HEIGHT = 17, 16
_NOTHING = 1.2


class ListColumn(Struct, frozen=True):
    """One column of a list: its place, its heads, what its row says and how; `level` 1 folds it away."""

    at: str
    head: str
    head_ja: str
    width: float
    text: str
    looks: tuple[str, ...] = ("words",)
    level: int = 0


def printed_value(cell: str, basis: str = "", missing: str = '"n/d"') -> str:
    """The model value of the printed figure whose key stands in `cell`, times the basis in `basis`."""
    times = f"*{basis}" if basis else ""
    return f"=IFERROR(INDEX(data_value,MATCH({cell},{DATA_ID},0)){times},{missing})"


def set_widths(page: Page, columns: Iterable[ListColumn]) -> None:
    """Widths of all columns, narrow where a house has no word for one; helpers are folded away."""
    for column in columns:
        options = {"level": 1, "hidden": True} if column.level else {}
        width = column.width if page.say(column.head) or not column.head else _NOTHING
        page.sheet.set_column(f"{column.at}:{column.at}", width, None, options)
    page.sheet.outline_settings(True, False, False, False)


def draw_heads(page: Page, columns: Iterable[ListColumn], row: int) -> None:
    """Both heads of a list, in rows `row` and the one below."""
    page.heights(row, row, HEAD_HEIGHT)
    columns = tuple(columns)
    page.heights(row + 1, row + 1, HEAD_JA_HEIGHT if any(page.say(one.head_ja) for one in columns) else 3)
    for column in columns:
        side = ("right",) if set(column.looks) & set(RIGHT) else ()
        side = ("centre",) if "centre" in column.looks else side
        indent = ("indented",) if {"indented", "note"} & set(column.looks) and not side else ()
        page.put(f"{column.at}{row}", column.head, "head", *side, *indent, font_size=10)
        words = (column.head_ja, "facts", "head_end", *side, *indent)
        page.put(f"{column.at}{row + 1}", *words, font_name="Meiryo")


def draw_row(page: Page, columns: Iterable[ListColumn], row: int, height: float = 0) -> None:
    """The prototype row of a list; without a height it grows with its text."""
    if height:
        page.sheet.set_row(row - 1, height)
    for column in columns:
        page.put(f"{column.at}{row}", column.text, *column.looks, "line", valign="vcenter")


def draw_group(page: Page, row: int, last: str, texts: dict[str, str]) -> None:
    """A row that heads a group, ruled over all columns to `last`; `texts` stand in its cells."""
    page.sheet.set_row(row - 1, GROUP_HEIGHT)
    page.fill(f"A{row}", f"{last}{row}", "section")
    for column, text in texts.items():
        looks = ("section",) if column == "A" else ("section", "muted", "small")
        page.put(f"{column}{row}", text, *looks, bold=column == "A")


def draw_folded(page: Page, columns: Iterable[ListColumn], top: int, last: str, words: str) -> None:
    """A list that few need read, heads and prototype row folded away; how many `words` there are stands in row `top`.

    Where there are none, that says nothing.
    """
    columns = tuple(columns)
    first = next(column.at for column in columns if column.text)
    rows = f"COUNTA(${first}${top + 3}:${first}${top + 3})"
    page.put(f"A{top}", f'=IF({rows}=0,"","{DETAILS}"&TEXT({rows},"#,##0")&" {words}")', "small", "muted")
    page.fill(f"A{top + 1}", f"{last}{top + 1}", "head")
    page.fill(f"A{top + 2}", f"{last}{top + 2}", "facts", "head_end")
    draw_heads(page, columns, top + 1)
    draw_row(page, columns, top + 3)
    page.sheet.set_row(top - 1, GROUP_HEIGHT, None, {"collapsed": True})
    for row in range(top, top + 3):
        page.sheet.set_row(row, HEAD_HEIGHT, None, {"level": 1, "hidden": True})


def number_formats(
    page: Page, areas: Iterable[str], unit: str, money: tuple[tuple[str, str], ...] = ()
) -> None:
    """Figures per share with two decimals, ratios as percent, whole numbers with none: by the unit in `unit`.

    `money` are units whose amounts all have the same decimals, each with its format.
    """
    for area in areas:
        first = area.split(":")[0]
        for criteria, code in (
            *((f'=${unit}="{name}"', shown) for name, shown in money),
            (f'=${unit}="{CURRENCY}"', "#,##0.00_);(#,##0.00);0.00_);@_)"),
            (f'=${unit}="%"', "0.0%_);(0.0%);0.0%_);@_)"),
            (f'=${unit}="bit/s"', '#,##0.0,,,"G"_)'),
            (f"={first}=INT({first})", LEVEL),
        ):
            page.rule(area, criteria, {"num_format": code}, stop=True)


def define(  # noqa: PLR0913  one for each part of the area
    page: Page, sheet: str, name: str, column: str, first: int, last: int
) -> None:
    """A name for the cells of a column."""
    page.book.define_name(name, f"='{sheet}'!${column}${first}:${column}${last}")


def place(columns: tuple[ListColumn, ...], head: str) -> str:
    """The letters of the column with this head."""
    return next(column.at for column in columns if column.head == head)


def helpers(first: str, texts: Iterable[tuple[str, str]], width: float = 14) -> tuple[ListColumn, ...]:
    """Helper columns from `first` on, one for each head and text."""
    start = sum((ord(letter) - 64) * 26**power for power, letter in enumerate(reversed(first))) - 1
    return tuple(
        ListColumn(letters(start + number), head, "", width, text, ("tiny",), 1)
        for number, (head, text) in enumerate(texts)
    )
