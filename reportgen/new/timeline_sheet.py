"""A sheet of figures over time: heads that tell of each period, a row for each metric, blocks that grow.

A section  B label  C Japanese  D unit  E key  F folded  G gaps  H first block  J second block ...

Periods without a figure and old ones fold away, and rows without one in those left; so do the heads and columns that
serve look-ups.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from msgspec import Struct, field

from reportgen.new.cell_styles import GBPS, code
from reportgen.new.house import SheetRow
from reportgen.new.page import (
    A3,
    Page,
    fold_names,
    forecast,
    legend,
    legible,
    letters,
    master,
    not_disclosed,
    paper,
    settings_line,
    title,
)
from reportgen.new.page import section as section_title
from reportgen.new.wanted import NewCompany

FIRST_HEAD = 4
# What a sheet may tell besides stands behind the fiscal year.
HEADS = (
    ("Period", "期間", "period", "text_right"),
    ("Period end", "期末", "period.end", "month"),
    ("Fiscal year", "会計年度", "period.year", "text_right"),
    ("Half", "半期", "period.half", "text_right"),
    ("Part of the year", "期中の位置", "period.node", "text_right"),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words"),
    ("Accounting standard", "会計基準", "period.standard", "text_right"),
    ("Key", "キー", "period.key", "text_right"),
    ("Key of the day", "期末日のキー", "period.day", "text_right"),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right"),
    ("Key of the prior quarter", "前四半期のキー", "period.prior_quarter", "text_right"),
    ("Folded away", "折りたたみ", "fold", "number_or_words"),
    ("Status", "実績・予想・目標", "period.status", "text_right"),
)
KEY, FOLD, GAPS = "EFG"
FIRST_COLUMN = 7
# The others serve look-ups and fold away.
_SHOWN = ("period", "period.end", "period.status")
HEADS_JA = tuple(words for _, words, tag, _ in HEADS if tag in _SHOWN)
_WITH_FORECAST = ("quarters", "halves", "nine_months", "years")
_DAYS_OF_A_YEAR = 366
# Of periods with fewer figures than one row in so many nobody reads much.
_FEW = 10
# Of details with more gaps for each figure, too.
_MANY = 3
_ROWS_OF_A_LANDSCAPE = 45
# Widths of columns; how many points of a screen a digit takes, and the air of a column, at the scale of the print.
_UNITS, _GAPS, _FIGURES, _BETWEEN = 8, 6.5, 10.4, 1.7
_DIGIT, _PADDING = 7, 5
# Points that fit on a landscape page, the most years whose parts stand open on it, and how many whole years at least.
_PAGE, _PARTS_OF, _WHOLE = 1740, 3, 5
# The width of words below what stands on one page, though it be three years alone.
_WORDS = 62


class TimelineSheet(Struct, frozen=True):
    """What stands on such a sheet: its rows, and lists of periods with the ground that each stands on.

    Of periods within years those of the last `years` are open, or all that have figures where it is 0; of whole years
    the last `whole`, in the same way. `extra` are further heads; one whose tag begins with `=` is a formula, `{c}` its
    column. `widths` are those of the labels.
    """

    name: str
    subtitle: str
    rows: Sequence[SheetRow]
    blocks: Mapping[str, str] = field(default_factory=dict)
    years: int = 0
    whole: int = 0
    extra: tuple[tuple[str, str, str, str], ...] = ()
    widths: tuple[float, float] = (38, 28)

    @property
    def heads(self) -> tuple[tuple[str, str, str, str], ...]:
        """Labels in two languages, tag and style of each head."""
        return (*HEADS[:3], *self.extra, *HEADS[3:])

    @property
    def last_head(self) -> int:
        """The last row of the heads."""
        return FIRST_HEAD + len(self.heads) - 1

    @property
    def first_row(self) -> int:
        """The first row behind the heads."""
        return self.last_head + 1

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
        return self.first_row + len(self.rows) - 1

    def row_of(self, name: str) -> int:
        """The row of a metric, or of another row by its name."""
        return self.first_row + [row.key for row in self.rows].index(name)

    def head_row(self, tag: str) -> int:
        """The row of a head, by its tag without `period.`."""
        return FIRST_HEAD + [head[2].removeprefix("period.") for head in self.heads].index(tag)

    def area(self, row: int, block: str) -> str:
        """A row of a block as a range that grows to all its periods, as other sheets name it."""
        column = self.column(block)
        return f"'{self.name}'!${column}${row}:${column}${row}"

    def typed(self, formula: str, column: str) -> str:
        """A formula of a row or head in one column."""
        rows = {row.key: str(self.row_of(row.key)) for row in self.rows if row.key}
        heads = {head[2].removeprefix("period."): "" for head in self.heads}
        rows |= {tag: str(self.head_row(tag)) for tag in heads if tag not in rows}
        return re.sub(
            r"\{([^}]+)\}", lambda found: rows.get(found[1], found[0]), formula.replace("{c}", column)
        )

    def under(self, section: int) -> tuple[int, int]:
        """The first and the last row below the title in row `section`."""
        titles = [number for number, row in enumerate(self.rows, self.first_row) if row.is_section]
        ends = [number - 1 for number in titles if number > section]
        return section + 1, min(ends, default=self.last_row)

    def fold(self, block: str) -> str:
        """The formula that folds a period away."""
        column = self.column(block)
        cells = f"{column}{self.first_row}:{column}{self.last_row}"
        # History alone leaves out what hardly a row tells of; a forecast goes on to its last period.
        few = f"COUNT({cells})*{_FEW}<ROWS({cells})"
        bare = few if not self.years or block.startswith("history") else f"COUNT({cells})=0"
        kept = self.whole if block.endswith("years") else self.years
        if block == "targets" or not kept:
            return f"={bare}"
        old = f"{column}{self.head_row('end')}<vintage_day-{kept * _DAYS_OF_A_YEAR}"
        return f"=OR({old},{bare})"


def draw_timeline(page: Page, wanted: NewCompany, sheet: TimelineSheet, notes: Sequence[str] = ()) -> int:
    """Draw such a sheet, with `notes` below it; the last row of these."""
    japanese = wanted.japanese
    label, label_ja = sheet.widths
    page.widths({"A": 2.2, "B": label, "C": label_ja if japanese else 1.2, "D": _UNITS, GAPS: _GAPS})
    page.sheet.set_column(f"{KEY}:{FOLD}", 24, None, {"level": 1, "hidden": True})
    for name in sheet.blocks:
        column = FIRST_COLUMN + 2 * list(sheet.blocks).index(name)
        page.widths({letters(column): _FIGURES, letters(column + 1): _BETWEEN})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", sheet.name, sheet.subtitle, "")
    columns = [sheet.column(name) for name in sheet.blocks]
    settings_line(page, "B3")
    master(page, f"D1:{GAPS}1")
    _heads(page, sheet, japanese=japanese)
    for number, row in enumerate(sheet.rows, sheet.first_row):
        if row.is_section:
            section_title(page, number, row.label, row.label_ja if japanese else "", *columns)
            under = sheet.under(number)
            page.put(
                f"{FOLD}{number}", f"=AND({FOLD}{under[0]}:{FOLD}{under[1]})", "section", "tiny", bold=False
            )
        else:
            _row(page, wanted, sheet, number)
    first, last = sheet.first_row, sheet.last_row
    page.heights(last + 1, last + 1, 6)
    # Before the ground of forecasts: LibreOffice takes the first of the rules that a cell meets.
    not_disclosed(page, f"{columns[0]}{first}:{columns[-1]}{last}")
    for name, at in zip(sheet.blocks, columns, strict=True):
        page.put(f"{at}{last + 1}", f"{{{{/{name}}}}}", "tiny")
        if name in _WITH_FORECAST:
            forecast(page, at, (FIRST_HEAD, last), sheet.head_row("actual"), sheet.last_head)
    fold = sheet.head_row("fold")
    fold_names(page, f"${FOLD}${first}:${FOLD}${last}", f"${columns[0]}${fold}:${columns[-1]}${fold}")
    end = legend(page, last + 2, _WORDS if sheet.whole else label + label_ja * japanese, notes)
    page.sheet.freeze_panes(sheet.last_head, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{columns[-1]}{end}", rows=(1, sheet.last_head))
    # As wide as the record is long: columns A to C stand on every page.
    if len(sheet.rows) > _ROWS_OF_A_LANDSCAPE:
        page.sheet.set_portrait()
    legible(page)
    return end


def fitting_years(widths: tuple[float, float], parts: int, *, japanese: bool) -> tuple[int, int]:
    """Of how many years the parts, and how many whole years, fit on a page beside labels; `parts` in a year, or none.

    The newest year may be open, so that a part of it stands beside the whole years.
    """
    label, label_ja = widths
    room = _PAGE - _points(2.2, label, label_ja if japanese else 1.2, _UNITS, _GAPS, _BETWEEN)
    columns = int(room // _points(_FIGURES))
    years = min(_PARTS_OF, max((columns - _WHOLE) // parts, 1)) if parts else 0
    return years, max(columns - parts * years, 1)


def _points(*widths: float) -> float:
    return sum(_DIGIT * width + _PADDING for width in widths)


def name_cells(page: Page, model: TimelineSheet) -> None:
    """Names for the cells of the model, their metrics and their periods."""
    key, last, right = model.head_row("key"), model.last_row, model.last_column
    for name, area in (
        ("cells", f"$A${key}:${right}${last}"),
        ("metric", f"${KEY}${key}:${KEY}${last}"),
        ("period", f"$A${key}:${right}${key}"),
    ):
        page.book.define_name(f"model_{name}", f"={model.name}!{area}")


def _heads(page: Page, sheet: TimelineSheet, *, japanese: bool) -> None:
    for number, (label, label_ja, tag, style) in enumerate(sheet.heads, FIRST_HEAD):
        first, last = number == FIRST_HEAD, number == sheet.last_head
        look = ("head" if first else "facts", *(("head_end",) if last else ()))
        folds = tag not in _SHOWN
        options = {"level": 1, "hidden": True} if folds else {}
        page.sheet.set_row(number - 1, 12.5 if folds else 15.5, None, options)
        page.fill(f"A{number}", f"{GAPS}{number}", *look)
        page.put(f"B{number}", label, *look)
        if japanese:
            page.put(f"C{number}", label_ja, *look, "japanese")
        for name, ground in sheet.blocks.items():
            opener = f"{{{{#{name} across}}}}" if first else ""
            grounds = ("target_head",) if ground == "target" else ()
            status = ("status",) if ground == "target" and tag == "period.status" else ()
            text = sheet.fold(name) if tag == "fold" else f"{opener}{{{{{tag}}}}}"
            text = sheet.typed(tag, sheet.column(name)) if tag.startswith("=") else text
            page.put(f"{sheet.column(name)}{number}", text, *look, *grounds, style, *status, align="right")
    for column, words in (("D", "Unit"), (KEY, "Key"), (FOLD, "Folded away"), (GAPS, "Gaps")):
        page.put(f"{column}{FIRST_HEAD}", words, "head", *(("right",) if column == GAPS else ()))
    page.put(f"{GAPS}{FIRST_HEAD + 1}", "n/d", "facts", "right")


def _row(page: Page, wanted: NewCompany, sheet: TimelineSheet, number: int) -> None:
    row = sheet.rows[number - sheet.first_row]
    page.heights(number, number, 14 if row.is_rate else 15.5, row.depth)
    total = ("total",) if row.total else ()
    look = ("residual",) if row.residual else ("ratio",) if row.is_rate else ()
    words = ("small", "muted", *total)
    page.fill(f"A{number}", f"{GAPS}{number}", *total)
    page.put(f"B{number}", row.label, *look, *total, indent=row.indent or (2 if row.is_rate else 1))
    if wanted.japanese:
        page.put(f"C{number}", row.label_ja, *look, *total, "japanese", bold=False, italic=False)
    page.put(f"D{number}", row.unit, *words, bold=False)
    page.put(f"{KEY}{number}", "{{key}}" if row.metric else "", "tiny", *total, bold=False)
    cells = f"{sheet.column(sheet.first_block)}{number}:{sheet.last_column}{number}"
    gaps = f'COUNTIF({cells},"n/d")'
    many = f"{gaps}>{_MANY}*COUNT({cells})" if row.depth else f"{_seen(sheet, cells)}=0"
    page.put(f"{FOLD}{number}", f"={many}", "tiny", *total, bold=False)
    if row.metric and not row.is_rate:
        page.put(f"{GAPS}{number}", f"={gaps}", *words, bold=False, align="right", num_format="0_);;")
    for name, ground in sheet.blocks.items():
        cell = f"{sheet.column(name)}{number}"
        grounds = (*total, ground) if ground == "target" else (*((ground,) if ground else ()), *total)
        if row.blocks and name[0] not in row.blocks:
            page.fill(cell, cell, *grounds)
            continue
        found = (row.linked or ground == "target") and not row.formula
        source = "link" if found and not row.is_rate else "calculation"
        text = sheet.typed(row.formula, sheet.column(name)) if row.formula else f"{{{{={row.metric}}}}}"
        page.put(cell, text, source, *look, *grounds, **figure_look(wanted, row))


def _seen(sheet: TimelineSheet, cells: str) -> str:
    """How many figures of a row stand in periods that are not folded away."""
    fold = sheet.head_row("fold")
    folds = f"${sheet.column(sheet.first_block)}${fold}:${sheet.last_column}${fold}"
    return "+".join(f'COUNTIFS({cells},"{sign}0",{folds},FALSE)' for sign in (">=", "<"))


def figure_look(wanted: NewCompany, row: SheetRow) -> dict[str, object]:
    """The number format of a row."""
    return {
        "num_format": number_code(wanted.decimals(row.kind), row.kind, signed=row.growth),
        "align": "right",
    }


def number_code(digits: int, kind: str = "money", *, signed: bool = False) -> str:
    """An Excel code: brackets for negative figures, percent for ratios, words to the right."""
    if kind == "gbps":
        return GBPS
    body = "#,##0" + ("." + "0" * digits if digits else "") + ("%" if kind == "ratio" else "")
    return code(body, "+" if signed else "")
