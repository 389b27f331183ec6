"""Sheet Results vs target: what the period brought, against the year before and the target, and the next targets.

The order and the words are the issuer's; all figures are links or differences of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from reportgen.new.page import A3, Page, master, not_disclosed, paper, settings_line, title

STANDARD, HEAD, SUB = 3, 4, 5
# What no accounting standard defines is compared across two.
FREE = ("dividend_per_share",)
FIRST = 6


@dataclass(frozen=True)
class Column:
    """One column: its letter, head, words under it, what a row asks for, and its look."""

    letter: str
    head: str
    under: str
    asks: str
    kind: str = "level"
    ground: str = ""


COLUMNS = (
    Column("D", "{{this}}", "{{this.dates}}", "{m}|this"),
    Column("E", "{{prior}}", "{{prior.dates}}", "{m}|prior"),
    Column("F", "Change", "amount", "change({m})|this", "change"),
    Column("G", "YoY", "%", "yoy({m})|this", "growth"),
    Column("I", "{{year}} target", "{{year_target.status}}", "{m}|year_target", ground="target"),
    Column("J", "Difference", "amount", "=D-I", "change", "target"),
    Column("K", "Reached", "% of target", "=D/I", "share", "target"),
    Column("M", "{{half_target}}", "{{half_target.status}}", "{m}|half_target", ground="target"),
    Column("N", "2nd half", "implied", "=P-M", ground="target"),
    Column("P", "{{target}}", "{{target.status}}", "{m}|target", ground="target"),
    Column("Q", "Change", "as printed", "change({m})|target", "change", "target"),
    Column("R", "YoY", "%, as printed", "yoy({m})|target", "growth", "target"),
    Column("S", "{{ahead}}", "{{ahead.status}}", "{m}|ahead", ground="forecast"),
    Column("T", "vs target", "amount", "=S-P", "change", "forecast"),
)
SPACERS = ("H", "L", "O")
RATIOS = ("D", "E", "I", "M", "P", "S")


@dataclass(frozen=True)
class Line:
    """One line of the issuer's results table."""

    metric: str
    label: str
    label_ja: str
    kind: str = "level"
    total: bool = False


LINES = (
    Line("revenue", "Total revenues", "売上高", total=True),
    Line("cost_of_revenue", "Total cost of revenues", "売上原価"),
    Line("gross_margin", "Gross margin", "売上総利益", total=True),
    Line("gross_margin_ratio", "% of revenues", "売上高比", "share"),
    Line("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費"),
    Line("adjusted_ebitda", "Adjusted EBITDA", "調整後EBITDA"),
    Line("operating_income", "Operating income", "営業利益", total=True),
    Line("operating_margin", "% of revenues", "売上高比", "share"),
    Line("pretax_income", "Income before income tax expense", "税引前当期純利益"),
    Line("net_income", "Net income attributable to the company", "当社株主帰属当期純利益", total=True),
    Line("dividend_per_share", "Cash dividend per common share, JPY", "1株当たり配当金（円）", "two"),
    Line("revenue@cloud", "Cloud revenue", "クラウド売上高"),
    Line("revenue@overseas", "Overseas revenue", "海外売上高"),
    Line("operating_income@overseas", "Overseas operating income", "海外営業利益"),
)


def draw_results(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 1.5, "B": 40, "C": 25, "D:G": 11, "I:K": 11, "M:N": 11, "P:T": 11})
    for spacer in SPACERS:
        page.widths({spacer: 1.2})
    title(
        page,
        "A1",
        "Results vs target",
        "{{this}} against the year before and the targets, and what comes next",
        "C1",
    )
    master(page, "D1:F1")
    settings_line(page, "G2")
    page.put("D2", "Unit: {{report.unit}}", "muted")
    _heads(page)
    row = FIRST
    for row, line in enumerate(LINES, FIRST):
        _line(page, row, line)
    not_disclosed(page, f"D{FIRST}:T{row}")
    notes = (
        "The implied second half is the target of the year less that of the first; the company does not publish it.",
        "Targets are printed in JPY billion with one decimal; c. stands before what is known to fewer digits than "
        "are shown, ± before how far it may be off. Changes and growth that are printed stand as printed.",
        "Reached: this period in % of the target of the whole year. All announcements stand on sheet Guidance.",
    )
    for number, words in enumerate(notes, row + 2):
        page.put(f"B{number}", words, "small", "muted")
    page.sheet.freeze_panes(SUB, 3)
    paper(page, A3, f"A1:T{row + 1 + len(notes)}")
    page.sheet.fit_to_pages(1, 1)


def _heads(page: Page) -> None:
    page.heights(HEAD, HEAD, 17)
    for number in (HEAD, SUB):
        look = ("head",) if number == HEAD else ("facts",)
        end = ("head_end",) if number == SUB else ()
        page.fill(f"A{number}", f"C{number}", *look, *end)
        for column in COLUMNS:
            grounds = (f"{column.ground}_head",) if column.ground else ()
            words = column.head if number == HEAD else column.under
            page.put(f"{column.letter}{number}", words, *look, *grounds, "text_right", *end)
    for column in COLUMNS:
        alias = column.asks.partition("|")[2]
        if column.letter in RATIOS:
            cell = f"{column.letter}{STANDARD}"
            page.put(cell, f"{{{{{alias}.standard}}}}", "small", "muted", "text_right")
    page.put(f"B{HEAD}", "Line", "head")
    page.put(f"C{HEAD}", "科目", "head", "japanese")


def _line(page: Page, row: int, line: Line) -> None:
    ratio = line.kind == "share"
    look = ("ratio",) if ratio else ()
    total = ("total",) if line.total else ()
    page.heights(row, row, 17 if ratio else 20)
    page.fill(f"A{row}", f"C{row}", *total)
    page.put(f"B{row}", line.label, *look, *total, indent=2 if ratio else 1)
    page.put(f"C{row}", line.label_ja, *total, "japanese", bold=False)
    for column in COLUMNS:
        grounds = total + ((column.ground,) if column.ground else ())
        cell = f"{column.letter}{row}"
        if ratio and column.letter not in RATIOS:
            page.fill(cell, cell, *grounds)
        elif column.asks.startswith("="):
            left, sign, right = tuple(column.asks[1:])
            text = f"{left}{row}{sign}{right}{row}"
            if line.metric not in FREE:
                text = f"IF(${left}${STANDARD}=${right}${STANDARD},{text},NA())"
            page.put(cell, f'=IFERROR({text},"n/d")', _kind(column, line), "calculation", *grounds)
        else:
            text = f"{{{{={column.asks.format(m=line.metric)}}}}}"
            page.put(cell, text, _kind(column, line), "link", *look, *grounds)


def _kind(column: Column, line: Line) -> str:
    if line.kind == "two" and column.kind in ("level", "change"):
        return "two"
    return "share" if line.kind == "share" else column.kind
