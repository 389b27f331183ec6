"""Sheet Model: quarters, halves, years and targets side by side, one formula per row and block.

A section  B label  C Japanese  D unit  E source  F flag  G key  H trend  I quarters  K halves  M years  O targets
"""

from __future__ import annotations

from dataclasses import dataclass

from workbook_lines import EVERYWHERE, LINES, Line, Section
from workbook_page import A3, Page, master, not_disclosed, paper, title
from workbook_style import NAVY, PRIOR

NAME = "Model"
FIRST_HEAD, LAST_HEAD = 4, 15
FIRST_LINE = LAST_HEAD + 1


@dataclass(frozen=True)
class PeriodBlock:
    """A repeated column: its letter, the list that fills it, its width and its ground."""

    code: str
    column: str
    name: str
    width: float
    ground: str = ""

    @property
    def head_ground(self) -> str:
        """The ground of the block's head."""
        return "target_head" if self.ground == "target" else ""


BLOCKS = (
    PeriodBlock("Q", "I", "quarters", 10),
    PeriodBlock("H", "K", "halves", 10),
    PeriodBlock("Y", "M", "years", 10.4, "year"),
    PeriodBlock("T", "O", "targets", 10.4, "target"),
)
QUARTERS = BLOCKS[0].column
LEFT = "ABCDEFGH"
SPACERS = ("J", "L", "N")

HEADS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Period", "期間", "period", "text_right", EVERYWHERE),
    ("Period end", "期末", "period.end", "month", EVERYWHERE),
    ("Fiscal year", "会計年度", "period.year", "text_right", EVERYWHERE),
    ("Half", "半期", "period.half", "text_right", "QH"),
    ("Quarter", "四半期", "period.number", "number_or_words", EVERYWHERE),
    ("Status", "実績・目標", "period.status", "text_right", EVERYWHERE),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words", EVERYWHERE),
    ("Accounting standard", "会計基準", "period.standard", "text_right", EVERYWHERE),
    ("Document", "資料", "period.document", "text_right", EVERYWHERE),
    ("Key", "キー", "period.key", "text_right", EVERYWHERE),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right", EVERYWHERE),
    ("Key of the prior quarter", "前四半期のキー", "period.prior_quarter", "text_right", "Q"),
)
KEY_HEADS = 3


def row_of(metric: str) -> int:
    """The row, counted from 1, on which a metric stands."""
    for number, line in enumerate(LINES, FIRST_LINE):
        if isinstance(line, Line) and line.metric == metric:
            return number
    raise KeyError(metric)


def cell_of(metric: str, block: str = QUARTERS) -> str:
    """A metric's model cell as a range on this sheet, which grows to all periods: `Model!$I$17:$I$17`."""
    return f"={NAME}!${block}${row_of(metric)}:${block}${row_of(metric)}"


HEAD_CELL = f"={NAME}!${QUARTERS}${FIRST_HEAD}:${QUARTERS}${FIRST_HEAD}"
LABEL_COLUMN = "B"


def draw_model(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 34, "C": 25, "D": 7.5, "E": 7.5, "F": 5, "H": 12})
    page.sheet.set_column("G:G", 24, None, {"level": 1})
    for block in BLOCKS:
        page.widths({block.column: block.width})
    for spacer in SPACERS:
        page.widths({spacer: 1.2})
    page.sheet.outline_settings(True, False, False, False)
    title(page, "A1", "Model", "Quarters, halves, years and targets; one formula per row and block", "C1")
    page.put("D2", "Unit: {{report.unit}}", "muted")
    master(page, "D1:G1")
    _heads(page)
    last = FIRST_LINE + len(LINES) - 1
    names = {line.metric: number for number, line in enumerate(LINES, FIRST_LINE) if isinstance(line, Line)}
    for number, line in enumerate(LINES, FIRST_LINE):
        closing = number == last
        if isinstance(line, Section):
            _section(page, number, line)
        else:
            _line(page, number, line, names, closing)
    _sparklines(page)
    not_disclosed(page, f"{QUARTERS}{FIRST_LINE}:{BLOCKS[-1].column}{last}")
    _legend(page, last + 2)
    page.sheet.freeze_panes(LAST_HEAD, 6)
    page.sheet.repeat_columns("A:F")
    paper(page, A3, f"A1:{BLOCKS[-1].column}{last + 3}", rows=(1, LAST_HEAD))
    page.sheet.fit_to_pages(1, 1)


def _heads(page: Page) -> None:
    page.heights(FIRST_HEAD, LAST_HEAD - KEY_HEADS, 15.5)
    page.heights(LAST_HEAD - KEY_HEADS + 1, LAST_HEAD, 12.5)
    for number, (label, label_ja, tag, style, shown) in enumerate(HEADS, FIRST_HEAD):
        first, last = number == FIRST_HEAD, number == LAST_HEAD
        end = ("head_end",) if last else ()
        is_key = number > LAST_HEAD - KEY_HEADS
        small = {"font_size": 8} if is_key else {}
        look = ("head",) if first else ("facts",)
        for column in LEFT:
            page.fill(f"{column}{number}", f"{column}{number}", *look, *end)
        page.put(f"B{number}", label, *look, *end, **small)
        page.put(
            f"C{number}", label_ja, "japanese", *look, *end, font_name="Meiryo", font_size=8 if is_key else 9
        )
        for block in BLOCKS:
            ground = (block.head_ground,) if block.head_ground else ()
            status = ("status",) if tag == "period.status" and block.code == "T" else ()
            cell = f"{block.column}{number}"
            opener = f"{{{{#{block.name} across}}}}" if first else ""
            text = f"{opener}{{{{{tag}}}}}" if block.code in shown else ""
            if text:
                page.put(cell, text, *look, *ground, style, *status, *end, **small)
            else:
                page.fill(cell, cell, *look, *ground, *end)
    for column, words in (("D", "Unit"), ("E", "Source"), ("F", "Flag"), ("G", "Key"), ("H", "Trend")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")
    page.put(f"F{FIRST_HEAD + 1}", "gaps", "facts")
    page.put(f"G{FIRST_HEAD + 1}", "for lookups on Data", "facts")
    page.put(f"H{FIRST_HEAD + 1}", "by quarter", "facts")


def _section(page: Page, number: int, section: Section) -> None:
    page.heights(number, number, 18)
    page.fill(f"A{number}", f"H{number}", "section")
    page.put(f"A{number}", section.label, "section")
    page.put(f"C{number}", section.label_ja, "section", font_name="Meiryo", font_size=9, bold=False)
    for block in BLOCKS:
        page.fill(f"{block.column}{number}", f"{block.column}{number}", "section")


def _line(page: Page, number: int, line: Line, rows: dict[str, int], closing: bool) -> None:
    page.heights(number, number, 15.5, line.depth)
    total = ("total",) if line.total else ()
    look = (
        ("residual",)
        if line.kind == "residual"
        else ("ratio",)
        if line.is_ratio or line.kind == "change"
        else ()
    )
    page.fill(f"A{number}", f"H{number}", *total)
    page.put(f"B{number}", line.label, *look, *total, indent=line.indent)
    japanese = {"italic": False, "font_name": "Meiryo", "font_size": 9, "bold": False}
    page.put(f"C{number}", line.label_ja, *look, *total, **japanese)
    facts = ("small", "muted", "italic") if look else ("small", "muted")
    page.put(f"D{number}", line.unit, *facts, *total, bold=False)
    page.put(f"E{number}", "{{source}}" if line.metric else NAME, *facts, *total, bold=False)
    if not line.is_ratio and line.kind != "change":
        gaps = f'=IF(COUNTIF({QUARTERS}{number}:{QUARTERS}{number},"n/d")>0,"n/d","")'
        page.put(f"F{number}", gaps, "small", "residual", *total, bold=False)
    page.put(f"G{number}", "{{key}}" if line.metric else "", "tiny", *total, bold=False)
    for block in BLOCKS:
        _figure(page, number, line, block, rows, closing)


def _figure(
    page: Page, number: int, line: Line, block: PeriodBlock, rows: dict[str, int], closing: bool
) -> None:
    cell = f"{block.column}{number}"
    ground = (block.ground,) if block.ground else ()
    total = ("total",) if line.total else ()
    grounds = total + ground if block.ground == "target" else ground + total
    if block.code not in line.blocks:
        page.fill(cell, cell, *grounds)
        return
    if line.formula:
        numbers = {"level": "level", "residual": "level", "share": "share"}[line.kind]
        look = {"level": ("calculation",), "residual": ("residual",), "share": ("ratio",)}[line.kind]
        formula = line.formula.replace("{c}", block.column)
        for metric, row in rows.items():
            formula = formula.replace("{" + metric + "}", str(row))
        page.put(cell, formula, numbers, *look, *grounds)
        return
    end = f"{{{{/{block.name}}}}}" if closing else ""
    source = "calculation" if block.code in line.calculated else "link"
    look = (source, "ratio") if line.is_ratio or line.kind == "change" else (source,)
    page.put(cell, f"{{{{={line.metric}}}}}{end}", line.kind, *look, *grounds)


def _sparklines(page: Page) -> None:
    rows = [number for number, line in enumerate(LINES, FIRST_LINE) if isinstance(line, Line) and line.trend]
    page.sheet.add_sparkline(
        f"H{rows[0]}",
        {
            "location": [f"H{row}" for row in rows],
            "range": [f"{NAME}!{QUARTERS}{row}:{QUARTERS}{row}" for row in rows],
            "type": "column",
            "min": 0,
            "series_color": PRIOR,
            "last_point": True,
            "last_color": NAVY,
        },
    )


def _legend(page: Page, row: int) -> None:
    styles = page.styles
    page.sheet.write_rich_string(
        f"B{row}",
        styles("bold", "typed"), "Blue", styles("muted"), " typed   ",
        styles("bold"), "Black", styles("muted"), " calculation   ",
        styles("bold", "link"), "Green", styles("muted"), " link to another sheet   ",
        styles("italic", "muted"), "grey italics", styles("muted"), " ratio or residual   ",
        styles("italic", "muted"), "n/d", styles("muted"), " not disclosed",
        styles("muted"),
    )  # fmt: skip
    page.put(
        f"B{row + 1}",
        "Trend: columns from zero, one for each quarter, the latest dark. "
        "Costs, taxes and noncontrolling interests are positive amounts that are deducted.",
        "muted",
    )
