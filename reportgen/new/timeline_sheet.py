"""A sheet of figures over time: heads that tell of each period, a row for each metric, blocks that grow.

A section  B label  C Japanese  D unit  E source  F gaps  G key  H first block  J second block ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from reportgen.new.house import House, SheetRow
from reportgen.new.page import (
    A3,
    MARKS,
    Page,
    forecast,
    letters,
    master,
    not_disclosed,
    paper,
    settings_line,
    title,
)
from reportgen.new.page import section as section_title

FIRST_HEAD = 4
HEADS = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Half", "半期", "period.half", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Status", "実績・予想・目標", "period.status", "text_right"),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words"),
    ("Accounting standard", "会計基準", "period.standard", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
    ("Key of the day", "期末日のキー", "period.day", "text_right"),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right"),
    ("Key of the prior quarter", "前四半期のキー", "period.prior_quarter", "text_right"),
)
LAST_HEAD = FIRST_HEAD + len(HEADS) - 1
FIRST_ROW = LAST_HEAD + 1
FIRST_COLUMN = 7
# The others serve look-ups and fold away.
_WITH_FORECAST = ("quarters", "halves", "nine_months", "years")
_SHOWN = ("period", "period.end", "period.year", "period.status")


@dataclass(frozen=True)
class TimelineSheet:
    """What stands on such a sheet: its rows, and lists of periods with the ground that each stands on."""

    name: str
    subtitle: str
    rows: Sequence[SheetRow]
    blocks: Mapping[str, str] = field(default_factory=dict)

    def column(self, block: str) -> str:
        """The letters of a block's column."""
        return letters(FIRST_COLUMN + 2 * list(self.blocks).index(block))

    @property
    def first_block(self) -> str:
        """The list of the first block."""
        return next(iter(self.blocks))

    @property
    def last_column(self) -> str:
        """The letters of the last block's column."""
        return self.column(list(self.blocks)[-1])

    @property
    def last_row(self) -> int:
        """The last row with figures."""
        return FIRST_ROW + len(self.rows) - 1

    def row_of(self, metric: str) -> int:
        """The row of a metric."""
        return FIRST_ROW + [row.metric for row in self.rows].index(metric)

    def area(self, row: int, block: str) -> str:
        """A row of a block as a range that grows to all its periods, as other sheets name it."""
        column = self.column(block)
        return f"'{self.name}'!${column}${row}:${column}${row}"


def head_row(tag: str) -> int:
    """The row of a head, by its tag without `period.`."""
    return FIRST_HEAD + [head[2].removeprefix("period.") for head in HEADS].index(tag)


def draw_timeline(page: Page, house: House, sheet: TimelineSheet) -> None:
    """Draw such a sheet."""
    japanese = house.wanted.japanese
    page.widths({"A": 2.2, "B": 38, "C": 28 if japanese else 1.2, "D": 8, "E": 8, "F": 8})
    page.sheet.set_column("G:G", 24, None, {"level": 1, "hidden": True})
    for number, _ in enumerate(sheet.blocks):
        column = FIRST_COLUMN + 2 * number
        page.widths({letters(column): 10.4, letters(column + 1): 1.2})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", sheet.name, sheet.subtitle, "")
    master(page, "D1:F1")
    columns = [sheet.column(name) for name in sheet.blocks]
    settings_line(page, "D2")
    _heads(page, sheet, japanese=japanese)
    for number, row in enumerate(sheet.rows, FIRST_ROW):
        if row.metric:
            _row(page, house, sheet, number)
        else:
            section_title(page, number, row.label, row.label_ja if japanese else "", *columns)
    last = sheet.last_row
    page.heights(last + 1, last + 1, 6)
    for name, at in zip(sheet.blocks, columns, strict=True):
        page.put(f"{at}{last + 1}", f"{{{{/{name}}}}}", "tiny")
        if name in _WITH_FORECAST:
            forecast(page, at, (FIRST_HEAD, last), head_row("actual"), LAST_HEAD)
    not_disclosed(page, f"{columns[0]}{FIRST_ROW}:{columns[-1]}{last}")
    words = "Unit: {{report.unit}} where a row names no other."
    page.put(f"B{last + 2}", f"{words} {MARKS}", "small", "muted")
    page.sheet.freeze_panes(LAST_HEAD, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{columns[-1]}{last + 2}", rows=(1, LAST_HEAD))
    # As wide as the record is long: columns A to C stand on every page.
    page.sheet.fit_to_pages(0, 1)


def _heads(page: Page, sheet: TimelineSheet, *, japanese: bool) -> None:
    for number, (label, label_ja, tag, style) in enumerate(HEADS, FIRST_HEAD):
        first, last = number == FIRST_HEAD, number == LAST_HEAD
        look = ("head" if first else "facts", *(("head_end",) if last else ()))
        folds = tag not in _SHOWN
        page.sheet.set_row(
            number - 1,
            12.5 if folds else 15.5,
            None,
            {"level": 1, "hidden": folds and not last} if folds else {},
        )
        page.fill(f"A{number}", f"G{number}", *look)
        page.put(f"B{number}", label, *look)
        if japanese:
            page.put(f"C{number}", label_ja, *look, "japanese")
        for name, ground in sheet.blocks.items():
            opener = f"{{{{#{name} across}}}}" if first else ""
            grounds = ("target_head",) if ground == "target" else ()
            page.put(f"{sheet.column(name)}{number}", f"{opener}{{{{{tag}}}}}", *look, *grounds, style)
    for column, words in (("D", "Unit"), ("E", "Source"), ("F", "Gaps"), ("G", "Key")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")


def _row(page: Page, house: House, sheet: TimelineSheet, number: int) -> None:
    row = sheet.rows[number - FIRST_ROW]
    page.heights(number, number, 14 if row.is_rate else 15.5)
    total = ("total",) if row.total else ()
    look = ("ratio",) if row.is_rate else ()
    page.fill(f"A{number}", f"G{number}", *total)
    page.put(f"B{number}", row.label, *look, *total, indent=2 if row.is_rate else 1)
    if house.wanted.japanese:
        page.put(f"C{number}", row.label_ja, *total, "japanese", bold=False)
    page.put(f"D{number}", "{{unit}}", "small", "muted", *total, bold=False)
    page.put(f"E{number}", "{{source}}", "small", "muted", *total, bold=False)
    if not row.is_rate:
        first = sheet.column(sheet.first_block)
        count = f'COUNTIF({first}{number}:{first}{number},"n/d")'
        gaps = f'=IF({count}>0,{count}&" n/d","")'
        page.put(f"F{number}", gaps, "small", "residual", *total, bold=False)
    page.put(f"G{number}", "{{key}}", "tiny", *total, bold=False)
    for name, ground in sheet.blocks.items():
        grounds = (*total, ground) if ground == "target" else (*((ground,) if ground else ()), *total)
        cell, source = f"{sheet.column(name)}{number}", "calculation" if row.is_rate else "link"
        page.put(cell, f"{{{{={row.metric}}}}}", *look, *grounds, source, **figure_look(house, row))


def figure_look(house: House, row: SheetRow) -> dict[str, object]:
    """The number format of a row."""
    return {
        "num_format": number_code(house.decimals(row.kind), row.kind, signed=row.growth),
        "align": "right",
    }


def number_code(digits: int, kind: str = "money", *, signed: bool = False) -> str:
    """An Excel code: brackets for negative figures, percent for ratios, words to the right."""
    body = "#,##0" + ("." + "0" * digits if digits else "") + ("%" if kind == "ratio" else "")
    return f"{'+' if signed else ''}{body}_);({body});{body}_);@_)"
