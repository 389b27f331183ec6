"""Sheet Guidance: the year's result, the targets for the next, and what they imply for the second half."""

from __future__ import annotations

from dataclasses import dataclass

from workbook_page import A4, Page, master, not_disclosed, paper, title

HEAD, SUB, STATUS = 4, 5, 6
ROW = 7


@dataclass(frozen=True)
class Target:
    """One line of the plan; `part` is the metric of its share of revenues."""

    metric: str
    label: str
    label_ja: str
    part: str = ""
    total: bool = False
    kind: str = "level"
    growth_printed: bool = True


PLAN = (
    Target("revenue", "Total revenues", "売上高", total=True),
    Target("cost_of_revenue", "Total cost of revenues", "売上原価", "share_of_revenue(cost_of_revenue)"),
    Target("gross_margin", "Gross margin", "売上総利益", "gross_margin_ratio", total=True),
    Target("sga_rd", "SG&A expenses/R&D", "販管費・研究開発費", "share_of_revenue(sga_rd)"),
    Target("operating_income", "Operating income", "営業利益", "operating_margin", total=True),
)
DIVIDEND = Target(
    "dividend_per_share", "Cash dividend per common share, JPY", "1株当たり配当金（円）", kind="two"
)
NAMED = (
    Target("revenue@cloud", "Cloud revenue", "クラウド売上高"),
    Target("revenue@overseas", "Overseas revenue", "海外売上高", growth_printed=False),
    Target("operating_income@overseas", "Overseas operating income", "海外営業利益"),
)

# amount column, share column, period alias, words of the head, ground
GROUPS = (
    ("E", "D", "this", "{{this}} {{this.status}}", ""),
    ("H", "G", "half_target", "{{half_target}} {{half_target.status}}", "target"),
    ("K", "J", "", "2nd half, implied", "target"),
    ("N", "M", "target", "{{target}} {{target.status}}", "target"),
)
CHANGE, GROWTH = "P", "Q"
SPACERS = ("F", "I", "L", "O")

NOTES = (
    "The second half is the year's target less that of the first half; the company does not publish it.",
    "Targets and changes are printed in JPY billion with one decimal; growth is the printed rate. "
    "Computed from the rounded amounts, both can differ in the last digit.",
    "There are no targets for income before income tax expense and below. From {{target}} US GAAP takes "
    "unrealized gains and losses on equity securities into income,",
    "and the company sees no sound way to forecast them. It also plans to move to IFRS with its {{target}} "
    "annual report, so later actuals may follow another standard than these targets.",
)


def draw_guidance(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 36, "C": 22, "D": 9, "E": 12})
    for spacer in SPACERS:
        page.widths({spacer: 1.2})
    for amount, part, *_ in GROUPS[1:]:
        page.widths({part: 9, amount: 12})
    page.widths({CHANGE: 11, GROWTH: 9})
    title(page, "A1", "Guidance", "Result, targets and what they imply", "C1")
    page.put("C2", "Unit: {{report.unit}}", "muted")
    master(page, "G1:K1")
    _heads(page)
    for number, line in enumerate(PLAN, ROW):
        _line(page, number, line)
    dividend = ROW + len(PLAN)
    _line(page, dividend, DIVIDEND)
    section = dividend + 2
    _section(page, section, "Named parts of the plan", "計画の主な内訳")
    for number, line in enumerate(NAMED, section + 1):
        _named(page, number, line)
    last = section + len(NAMED)
    not_disclosed(page, f"D{ROW}:{GROWTH}{last}")
    for number, words in enumerate(NOTES, last + 2):
        page.put(f"B{number}", words, "small", "muted")
    page.sheet.freeze_panes(STATUS, 3)
    paper(page, A4, f"A1:{GROWTH}{last + 1 + len(NOTES)}", rows=(1, STATUS))


def _heads(page: Page) -> None:
    page.heights(HEAD, STATUS, 15.5)
    for row, look in ((HEAD, "head"), (SUB, "facts"), (STATUS, "facts")):
        end = ("head_end",) if row == STATUS else ()
        page.fill(f"A{row}", f"C{row}", look, *end)
        for amount, part, _, _, ground in GROUPS:
            page.fill(f"{part}{row}", f"{amount}{row}", look, *((f"{ground}_head",) if ground else ()), *end)
        page.fill(f"{CHANGE}{row}", f"{GROWTH}{row}", look, "target_head", *end)
    page.put(f"B{HEAD}", "Line", "head")
    page.put(f"C{HEAD}", "項目", "head", font_name="Meiryo", font_size=9)
    for amount, part, alias, words, ground in GROUPS:
        grounds = (f"{ground}_head",) if ground else ()
        page.put(f"{amount}{HEAD}", words, "head", *grounds, "text_right")
        dates = f"{{{{{alias}.dates}}}}" if alias else "year less 1st half"
        page.put(f"{amount}{SUB}", dates, "facts", *grounds, "text_right")
        page.put(f"{part}{STATUS}", "% of rev.", "facts", *grounds, "text_right", "italic", "head_end")
        page.put(f"{amount}{STATUS}", "amount", "facts", *grounds, "text_right", "head_end")
    page.put(f"{GROWTH}{HEAD}", "Year over year", "head", "target_head", "text_right")
    page.put(f"{GROWTH}{SUB}", "{{target}} against {{this}}", "facts", "target_head", "text_right")
    page.put(f"{CHANGE}{STATUS}", "amount", "facts", "target_head", "text_right", "head_end")
    page.put(f"{GROWTH}{STATUS}", "%", "facts", "target_head", "text_right", "head_end")


def _line(page: Page, row: int, line: Target) -> None:
    page.heights(row, row, 17)
    total = ("total",) if line.total else ()
    page.fill(f"A{row}", f"C{row}", *total, "line")
    page.put(f"B{row}", line.label, *total, "line", indent=1)
    page.put(f"C{row}", line.label_ja, *total, "line", font_name="Meiryo", font_size=9, bold=False)
    half, year = GROUPS[1][0], GROUPS[3][0]
    for amount, part, alias, _, ground in GROUPS:
        grounds = total + ((ground,) if ground else ())
        if alias:
            page.put(f"{amount}{row}", f"{{{{={line.metric}|{alias}}}}}", line.kind, "link", *grounds, "line")
        else:
            formula = f'=IFERROR({year}{row}-{half}{row},"n/d")'
            page.put(f"{amount}{row}", formula, line.kind, "calculation", *grounds, "line")
        if not line.part:
            page.fill(f"{part}{row}", f"{part}{row}", *grounds, "line")
        elif alias:
            text = f"{{{{={line.part}|{alias}}}}}"
            page.put(f"{part}{row}", text, "share", "ratio", *grounds, "line", bold=False)
        else:
            formula = f'=IFERROR({amount}{row}/{amount}${ROW},"n/d")'
            page.put(f"{part}{row}", formula, "share", "ratio", *grounds, "line", bold=False)
    grounds = (*total, "target")
    kind = "change" if line.kind == "level" else "two"
    page.put(f"{CHANGE}{row}", f"{{{{=change({line.metric})|target}}}}", kind, "link", *grounds, "line")
    page.put(f"{GROWTH}{row}", f"{{{{=yoy({line.metric})|target}}}}", "growth", "link", *grounds, "line")


def _named(page: Page, row: int, line: Target) -> None:
    page.heights(row, row, 15.5)
    page.fill(f"A{row}", f"C{row}", "line")
    page.put(f"B{row}", line.label, "line", indent=1)
    page.put(f"C{row}", line.label_ja, "japanese", "line")
    for amount, part, alias, _, ground in GROUPS:
        grounds = (ground,) if ground else ()
        page.fill(f"{part}{row}", f"{amount}{row}", *grounds, "line")
        if alias in ("this", "target"):
            page.put(f"{amount}{row}", f"{{{{={line.metric}|{alias}}}}}", "level", "link", *grounds, "line")
    page.fill(f"{CHANGE}{row}", f"{GROWTH}{row}", "target", "line")
    source = "link" if line.growth_printed else "calculation"
    page.put(f"{GROWTH}{row}", f"{{{{=yoy({line.metric})|target}}}}", "growth", source, "target", "line")


def _section(page: Page, row: int, words: str, words_ja: str) -> None:
    page.heights(row, row, 18)
    spans = ["A:C", *(f"{part}:{amount}" for amount, part, *_ in GROUPS), f"{CHANGE}:{GROWTH}"]
    for span in spans:
        first, last = span.split(":")
        page.fill(f"{first}{row}", f"{last}{row}", "section")
    page.put(f"A{row}", words, "section")
    page.put(f"C{row}", words_ja, "section", font_name="Meiryo", font_size=9, bold=False)
