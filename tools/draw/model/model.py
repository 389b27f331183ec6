"""Sheet Model: the whole record and the forecast on one timeline, one formula per row and block.

A section  B label  C Japanese  D unit  E source  F flag  G key  H quarters  J halves  L nine months  N years  P targets
"""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.new.page import A3, Page, forecast, master, not_disclosed, paper, section, settings, title
from tools.draw.model.lines import EVERYWHERE, LINES, Line, Section

NAME = "Model"
FIRST_HEAD, LAST_HEAD = 4, 17
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
    PeriodBlock("Q", "H", "quarters", 9.6),
    PeriodBlock("H", "J", "halves", 9.6),
    PeriodBlock("N", "L", "nine_months", 9.6),
    PeriodBlock("Y", "N", "years", 10.4, "year"),
    PeriodBlock("T", "P", "targets", 10.4, "target"),
)
QUARTERS, HALVES, NINE, YEARS, TARGETS = (block.column for block in BLOCKS)
LEFT = "ABCDEFG"
SPACERS = ("I", "K", "M", "O")

HEADS: tuple[tuple[str, str, str, str, str], ...] = (
    ("Period", "期間", "period", "text_right", EVERYWHERE),
    ("Period end", "期末", "period.end", "month", EVERYWHERE),
    ("Fiscal year", "会計年度", "period.year", "text_right", EVERYWHERE),
    ("Half", "半期", "period.half", "text_right", "QH"),
    ("Part of the year", "期中の位置", "period.node", "text_right", "QHNYT"),
    ("Status", "実績・予想・目標", "period.status", "text_right", EVERYWHERE),
    ("Actual = 1", "実績 = 1", "period.actual", "number_or_words", EVERYWHERE),
    ("Breaks, by number on Line names", "連続性の注記番号", "period.breaks", "text_right", EVERYWHERE),
    ("Accounting standard", "会計基準", "period.standard", "text_right", EVERYWHERE),
    ("Revenue as printed on", "売上高の公表日", "", "day", EVERYWHERE),
    ("Key", "キー", "period.key", "text_right", EVERYWHERE),
    ("Key of the day", "期末日のキー", "period.day", "text_right", EVERYWHERE),
    ("Key of the prior year", "前年同期のキー", "period.prior_year", "text_right", EVERYWHERE),
    ("Key of the prior quarter", "前四半期のキー", "period.prior_quarter", "text_right", "Q"),
)
KEY_HEADS = 4


def head_row(tag: str) -> int:
    """The row, counted from 1, of a head by its tag without `period.`."""
    return FIRST_HEAD + [head[2].removeprefix("period.") for head in HEADS].index(tag)


def row_of(name: str) -> int:
    """The row, counted from 1, on which a metric (or a named line) stands."""
    for number, line in enumerate(LINES, FIRST_LINE):
        if isinstance(line, Line) and line.key == name:
            return number
    raise KeyError(name)


def area_of(name: str, block: str = QUARTERS) -> str:
    """A metric's model cell as a range that grows to all periods of its block: `Model!$H$17:$H$17`."""
    return f"{NAME}!${block}${row_of(name)}:${block}${row_of(name)}"


def head_area(tag: str, block: str = QUARTERS) -> str:
    """A head cell as a range that grows to all periods of its block."""
    return f"{NAME}!${block}${head_row(tag)}:${block}${head_row(tag)}"


LABEL_COLUMN = "B"


def draw_model(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 36, "C": 25, "D": 7.5, "E": 7.5, "F": 9})
    page.sheet.set_column("G:G", 24, None, {"level": 1})
    for block in BLOCKS:
        page.widths({block.column: block.width})
    for spacer in SPACERS:
        page.widths({spacer: 1.2})
    page.sheet.outline_settings(True, False, False, False)
    title(
        page,
        "A1",
        "Model",
        "Quarters, halves, nine months, years and targets; history and forecast; one formula per row and block",
        "C1",
    )
    master(page, "D1:F1")
    settings(page, "G1", "G2")
    _heads(page)
    last = FIRST_LINE + len(LINES) - 1
    for number, line in enumerate(LINES, FIRST_LINE):
        if isinstance(line, Section):
            section(page, number, line.label, line.label_ja, *(block.column for block in BLOCKS))
        else:
            _line(page, number, line)
    page.heights(last + 1, last + 1, 6)
    for block in BLOCKS:
        page.put(f"{block.column}{last + 1}", f"{{{{/{block.name}}}}}", "tiny")
    body = f"{QUARTERS}{FIRST_LINE}:{TARGETS}{last}"
    _marks(page, body)
    not_disclosed(page, body)
    for block in BLOCKS[:4]:
        forecast(page, block.column, (FIRST_HEAD, last), head_row("actual"), LAST_HEAD)
    _legend(page, last + 2)
    for name, area in (("cells", "$A$14:$P$105"), ("metric", "$G$14:$G$105"), ("period", "$A$14:$P$14")):
        page.book.define_name(f"model_{name}", f"={NAME}!{area}")
    page.sheet.freeze_panes(LAST_HEAD, 3)
    page.sheet.repeat_columns("A:C")
    paper(page, A3, f"A1:{TARGETS}{last + 4}", rows=(1, LAST_HEAD))
    page.sheet.fit_to_pages(0, 1)


def _heads(page: Page) -> None:
    page.heights(FIRST_HEAD, LAST_HEAD - KEY_HEADS, 15.5)
    page.sheet.outline_settings(True, False, False, False)
    for row in range(LAST_HEAD - KEY_HEADS + 1, LAST_HEAD + 1):
        page.sheet.set_row(row - 1, 12.5, None, {"level": 1})
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
            if not tag:
                page.put(cell, _printed_on(block.column), *look, *ground, style, *end, align="right")
            elif block.code in shown:
                page.put(cell, f"{opener}{{{{{tag}}}}}", *look, *ground, style, *status, *end, **small)
            else:
                page.fill(cell, cell, *look, *ground, *end)
    for column, words in (("D", "Unit"), ("E", "Source"), ("F", "Flag"), ("G", "Key")):
        page.put(f"{column}{FIRST_HEAD}", words, "head")
    page.put(f"F{FIRST_HEAD + 1}", "gaps", "facts")
    page.put(f"G{FIRST_HEAD + 1}", "for lookups on Data and Periods", "facts")


def _printed_on(column: str) -> str:
    """The day of the document that the revenue of a column comes from, under the chosen vintage."""
    key = f'$G${row_of("revenue")}&"|"&{column}${head_row("key")}'
    # Keys end with the standard where there are several.
    under = f'{key}&"|"&{column}${head_row("standard")}'
    return f'=IFERROR(INDEX(data_published,IFERROR(MATCH({key},data_key,0),MATCH({under},data_key,0))),"-")'


def _line(page: Page, number: int, line: Line) -> None:
    page.heights(number, number, 15.5, line.depth)
    total = ("total",) if line.total else ()
    look = (
        ("residual",)
        if line.kind == "residual"
        else ("ratio",)
        if line.is_ratio or line.kind == "change"
        else ()
    )
    page.fill(f"A{number}", f"G{number}", *total)
    page.put(f"B{number}", line.label, *look, *total, indent=line.indent)
    japanese = {"italic": False, "font_name": "Meiryo", "font_size": 9, "bold": False}
    page.put(f"C{number}", line.label_ja, *look, *total, **japanese)
    facts = ("small", "muted", "italic") if look else ("small", "muted")
    page.put(f"D{number}", line.unit, *facts, *total, bold=False)
    page.put(f"E{number}", "{{source}}" if line.metric else NAME, *facts, *total, bold=False)
    if not line.is_ratio and line.metric:
        count = f'COUNTIF({QUARTERS}{number}:{QUARTERS}{number},"n/d")'
        gaps = f'=IF({count}>0,{count}&" n/d","")'
        page.put(f"F{number}", gaps, "small", "residual", *total, bold=False)
    page.put(f"G{number}", "{{key}}" if line.metric else "", "tiny", *total, bold=False)
    for block in BLOCKS:
        _figure(page, number, line, block)


def _figure(page: Page, number: int, line: Line, block: PeriodBlock) -> None:
    cell = f"{block.column}{number}"
    ground = (block.ground,) if block.ground else ()
    total = ("total",) if line.total else ()
    grounds = total + ground if block.ground == "target" else ground + total
    if block.code not in line.blocks:
        page.fill(cell, cell, *grounds)
        return
    if line.formula:
        numbers = {"residual": "level"}.get(line.kind, line.kind)
        look = {"residual": ("residual",), "level": ("calculation",)}.get(line.kind, ("ratio",))
        page.put(cell, typed(line.formula, block.column), numbers, *look, *grounds)
        return
    source = "link" if line.linked or block.code == "T" else "calculation"
    style = (source, "ratio") if line.is_ratio or line.kind == "change" else (source,)
    page.put(cell, f"{{{{={line.metric}}}}}", line.kind, *style, *grounds)


def typed(formula: str, column: str) -> str:
    """A typed formula for one block: `{c}` its column, `{name}` the row of a line or of a head."""
    rows = {line.key: row_of(line.key) for line in LINES if isinstance(line, Line) and line.key}
    rows |= {"actual": head_row("actual"), "key": head_row("key")}
    text = formula.replace("{c}", column)
    for name, row in rows.items():
        text = text.replace("{" + name + "}", str(row))
    return text


def _marks(page: Page, body: str) -> None:
    """Restated figures with an orange edge, suspect ones hatched; both are told in words on Restatements."""
    key = f'$G{FIRST_LINE}&"|"&{QUARTERS}${head_row("key")}'
    orange = page.book.add_format({"left": 1, "left_color": "#E07B00"})
    hatched = page.book.add_format({"pattern": 14, "bg_color": "#FFFFFF", "fg_color": "#F0C36D"})
    for name, style in (("suspect_key", hatched), ("flag_key", orange)):
        page.rule(body, f"=COUNTIF({name},{key})>0", style)


def _legend(page: Page, row: int) -> None:
    styles = page.styles
    page.sheet.write_rich_string(
        f"B{row}",
        styles("bold", "typed"), "Blue", styles("muted"), " typed   ",
        styles("bold"), "Black", styles("muted"), " calculation   ",
        styles("bold", "link"), "Green", styles("muted"), " link to another sheet   ",
        styles("italic", "muted"), "grey italics", styles("muted"), " ratio or residual   ",
        styles("italic", "muted"), "n/d", styles("muted"), " not disclosed   ",
        styles("italic", "muted"), "n/f", styles("muted"), " not forecast",
        styles("muted"),
    )  # fmt: skip
    page.put(
        f"B{row + 1}",
        "Orange edge: restated since first printed. Hatched: suspect. Both are explained on sheet Restatements; "
        "numbers in row Breaks on sheet Line names.",
        "muted",
    )
    page.put(
        f"B{row + 2}",
        "Costs, taxes and noncontrolling interests are positive amounts that are deducted. Reported totals stand "
        "beside the sums of their lines.",
        "muted",
    )
