"""Sheets Checks and Check parts: every tie-out and every printed rate, recomputed from Data.

    #  Check                                  Period    Left    Right  Difference  Allowed  Verdict   Note
    1  Total revenues: four quarters = year   FY16   157,789  157,789           0      2.5  OK

Left of a tie is the sum of its parts on sheet Check parts. Rates compare the printed figure, give or take half
a digit, with the lowest and highest value that the printed amounts allow.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw.model.page import A4, Page, master, paper, title
from tools.draw.model.style import CHANGE, LEVEL

HEAD, RATE_HEAD = 6, 7
TIE_SECTION, TIE = 8, 9
RATE_SECTION, RATE = 11, 12
PART_HEAD, PART = 4, 5
MASTER = "B4"

OK, INCOMPLETE, WAIVED, TO_FIX = "OK", "INCOMPLETE", "WAIVED", "TO FIX"


@dataclass(frozen=True)
class Cell:
    """One cell of a prototype row: its column, the head above it, its text and its styles."""

    column: str
    head: str
    text: str
    looks: tuple[str, ...] = ("words",)


def _lookup(names: str, key: str, missing: str = '"n/d"') -> str:
    return f"=IFERROR(INDEX({names},MATCH({key},data_id,0)),{missing})"


TIES: tuple[Cell, ...] = (
    Cell("A", "#", "{{#ties}}{{tie.number}}", ("muted", "left")),
    Cell("B", "Sum or identity", "{{tie.label}}", ("shrink",)),
    Cell("C", "Period", "{{tie.period}}", ("muted",)),
    Cell(
        "D",
        "Left: parts",
        f'=IF(COUNTIFS(part_tie,$A{TIE},part_contribution,"n/d")>0,"n/d",SUMIFS(part_contribution,part_tie,$A{TIE}))',
        ("one", "link"),
    ),
    Cell("E", "Right: printed", _lookup("data_value", f"$J{TIE}"), ("one", "link")),
    Cell("F", "Difference", f'=IFERROR(D{TIE}-E{TIE},"n/d")', ("signed", "calculation")),
    Cell(
        "G",
        "Allowed \u00b1",
        f"=SUMIFS(part_half,part_tie,$A{TIE})+IFERROR(INDEX(data_half,MATCH($J{TIE},data_id,0)),0)",
        ("one", "link"),
    ),
    Cell(
        "H",
        "Verdict",
        f'=IF($L{TIE}<>"","{WAIVED}",IF($M{TIE}=1,"{OK}",IF($M{TIE}=0,"{TO_FIX}","{INCOMPLETE}")))',
        ("bold", "centre"),
    ),
    Cell("I", "Note", f'=IF($L{TIE}<>"",$L{TIE},IF($N{TIE}<>"",$N{TIE},$O{TIE}))', ("note", "wrap")),
    Cell("J", "Key of the printed total", "{{tie.total_key}}", ("tiny",)),
    Cell("K", "Kind", "{{tie.kind}}", ("tiny",)),
    Cell("L", "Waiver", "{{tie.waiver}}", ("tiny",)),
    Cell(
        "M",
        "Ties = 1",
        f'=IF(ISNUMBER(F{TIE}),IF(IF($K{TIE}="not negative",F{TIE},ABS(F{TIE}))<=G{TIE},1,'
        f'IF($K{TIE}="residual","open",0)),"open")',
        ("tiny", "right"),
    ),
    Cell("N", "Remark", "{{tie.note}}", ("tiny",)),
    Cell("O", "Rule", "{{tie.explain}}{{/ties}}", ("tiny",)),
)

RATES: tuple[Cell, ...] = (
    Cell("A", "", f"=ROWS(B${RATE}:B{RATE})", ("muted", "left")),
    Cell("B", "Printed growth, share or change", "{{#rates}}{{rate.label}}: {{rate.kind}}", ("shrink",)),
    Cell("C", "", "{{rate.period}}", ("muted",)),
    Cell("D", "Against", "{{rate.against}}", ("muted", "right")),
    Cell("E", "Printed", _lookup("data_value", f"$J{RATE}"), ("growth", "link")),
    Cell(
        "F",
        "Lowest",
        f'=IFERROR(IF($K{RATE}="change",O{RATE}-P{RATE}-Q{RATE}-R{RATE},'
        f"MIN((O{RATE}-P{RATE})/(Q{RATE}+R{RATE}),(O{RATE}-P{RATE})/(Q{RATE}-R{RATE}))"
        f'-IF($K{RATE}="growth",1,0)),"n/d")',
        ("fine_growth", "calculation"),
    ),
    Cell(
        "G",
        "Highest",
        f'=IFERROR(IF($K{RATE}="change",O{RATE}+P{RATE}-Q{RATE}+R{RATE},'
        f"MAX((O{RATE}+P{RATE})/(Q{RATE}+R{RATE}),(O{RATE}+P{RATE})/(Q{RATE}-R{RATE}))"
        f'-IF($K{RATE}="growth",1,0)),"n/d")',
        ("fine_growth", "calculation"),
    ),
    Cell(
        "H",
        "",
        f'=IF($N{RATE}<>"","{WAIVED}",IF(ISNUMBER(E{RATE}+F{RATE}+G{RATE}),'
        f'IF(AND(OR($U{RATE}="under",E{RATE}-S{RATE}<=G{RATE}),OR($U{RATE}="over",E{RATE}+S{RATE}>=F{RATE})),'
        f'"{OK}","{TO_FIX}"),"{INCOMPLETE}"))',
        ("bold", "centre"),
    ),
    Cell("I", "", f'=IF($N{RATE}<>"",$N{RATE},$T{RATE})&""', ("note", "wrap")),
    Cell("J", "Key of the printed rate", "{{rate.key}}", ("tiny",)),
    Cell("K", "Kind", "{{rate.kind}}", ("tiny",)),
    Cell("L", "Key of the figure", "{{rate.current_key}}", ("tiny",)),
    Cell("M", "Key of its base", "{{rate.base_key}}", ("tiny",)),
    Cell("N", "Waiver", "{{rate.waiver}}", ("tiny",)),
    Cell("O", "Figure", _lookup("data_value", f"$L{RATE}"), ("one", "link", "small")),
    Cell("P", "\u00b1", _lookup("data_half", f"$L{RATE}"), ("one", "link", "small")),
    Cell("Q", "Base", _lookup("data_value", f"$M{RATE}"), ("one", "link", "small")),
    Cell("R", "\u00b1", _lookup("data_half", f"$M{RATE}"), ("one", "link", "small")),
    Cell("S", "\u00b1 of printed", _lookup("data_half", f"$J{RATE}"), ("fine_share", "link", "small")),
    Cell("T", "Remark", "{{rate.note}}", ("tiny",)),
    Cell("U", "Bound", "{{rate.bound}}{{/rates}}", ("tiny",)),
)

PARTS: tuple[Cell, ...] = (
    Cell("A", "Tie", "{{#tie_parts}}{{part.tie}}", ("muted", "left")),
    Cell("B", "Key", "{{part.key}}", ("small", "muted")),
    Cell("C", "Weight", "{{part.weight}}", ("weight", "typed")),
    Cell("D", "Value", _lookup("data_value", f"$B{PART}"), ("one", "link")),
    Cell("E", "Contribution", f'=IFERROR(C{PART}*D{PART},"n/d")', ("one", "calculation")),
    Cell(
        "F",
        "Half a digit",
        f"=IFERROR(ABS(C{PART})*INDEX(data_half,MATCH($B{PART},data_id,0)),0)",
        ("half", "link"),
    ),
    Cell("G", "Part", "{{part.label}}, {{part.period}}{{/tie_parts}}", ("muted", "indented")),
)

WIDTHS = {"A": 5, "B": 52, "C": 11, "D:G": 11.5, "H": 11.5, "I": 96}
TIE_HEIGHT, RATE_HEIGHT = 23, 16
NUMERIC = ("one", "half", "signed", "growth", "fine_growth", "fine_share", "weight", "right")


def draw_checks(page: Page) -> None:
    """Draw sheet Checks."""
    page.widths(WIDTHS)
    for columns, width in (("J", 30), ("K", 10), ("L:N", 26), ("O:S", 11), ("T", 30), ("U", 8)):
        first, _, last = columns.partition(":")
        page.sheet.set_column(f"{first}:{last or first}", width, None, {"level": 1})
    page.sheet.outline_settings(True, False, False, False)
    title(
        page,
        "A1",
        "Checks",
        "A difference is allowed as far as rounding of the printed figures can explain it",
        "C1",
    )
    _counts(page)
    _heads(page, TIES, HEAD, last=False)
    page.fill(f"P{HEAD}", f"U{HEAD}", "head")
    _heads(page, RATES, RATE_HEAD, small=True)
    _section(page, TIE_SECTION, "Sums, identities and roll-forwards", "U")
    page.heights(TIE, TIE, TIE_HEIGHT)
    _row(page, TIES, TIE)
    _section(page, RATE_SECTION, "Printed growth, shares and changes", "U")
    page.heights(RATE, RATE, RATE_HEIGHT)
    _row(page, RATES, RATE)
    _verdict_colours(page)
    _whole_numbers(page, f"D{TIE}:E{TIE}", f"O{RATE}:R{RATE}")
    _whole_numbers(page, f"F{TIE}", code=CHANGE)
    _rate_formats(page)
    page.book.define_name("master_check", f"=Checks!${MASTER[0]}${MASTER[1:]}")
    page.sheet.freeze_panes(RATE_HEAD, 2)
    paper(page, A4, f"A1:I{RATE}", rows=(HEAD, RATE_HEAD))


def draw_parts(page: Page) -> None:
    """Draw sheet Check parts."""
    page.widths({"A": 6, "B": 40, "C": 9, "D:F": 13, "G": 60})
    title(page, "A1", "Check parts", "The parts of every tie-out, with their weights", "")
    page.put("G1", "{{company.name_en}}", "muted", indent=1)
    master(page, "D1:F1")
    _heads(page, PARTS, PART_HEAD)
    _row(page, PARTS, PART)
    _whole_numbers(page, f"D{PART}:E{PART}")
    for name, column in (("part_tie", "A"), ("part_contribution", "E"), ("part_half", "F")):
        page.book.define_name(name, f"='Check parts'!${column}${PART}:${column}${PART}")
    page.sheet.freeze_panes(PART_HEAD, 2)
    paper(page, A4, f"A1:G{PART}", rows=(PART_HEAD, PART_HEAD))


def _counts(page: Page) -> None:
    page.put("A4", "", "words")
    page.put("B3", "Master check, shown on every sheet", "small", "muted")
    centred = {"align": "center", "border": 1, "border_color": "#9CC7AA"}
    page.heights(4, 4, 20)
    page.put(MASTER, '=IF(D4=0,"\u25cf ALL CHECKS OK","\u25b2 "&D4&" TO FIX")', "ok", **centred)
    page.sheet.conditional_format(
        MASTER, {"type": "formula", "criteria": "=$D$4>0", "format": page.styles.rule("fix")}
    )
    for column, words, verdict in (
        ("D", "to fix", TO_FIX),
        ("E", "passed", OK),
        ("F", "incomplete", INCOMPLETE),
        ("G", "waived", WAIVED),
    ):
        page.put(f"{column}3", words, "small", "muted", "centre")
        count = f'=COUNTIF($H${TIE}:$H${TIE},"{verdict}")+COUNTIF($H${RATE}:$H${RATE},"{verdict}")'
        page.put(f"{column}4", count, "bold", "centre", "box", num_format="0")
    page.put("H3", "all", "small", "muted", "centre")
    page.put("H4", f"=COUNTA($H${TIE}:$H${TIE})+COUNTA($H${RATE}:$H${RATE})", "centre", "box", num_format="0")
    page.put(
        "I3",
        "Incomplete: a part or base is not disclosed, so the test stays open.",
        "small",
        "muted",
        indent=1,
    )
    page.put("I4", "Waived: the difference is known and explained in its note.", "small", "muted", indent=1)


def _heads(page: Page, cells: tuple[Cell, ...], row: int, *, last: bool = True, small: bool = False) -> None:
    page.heights(row, row, 14 if small else 19)
    look = ("facts",) if small else ("head",)
    end = ("head_end",) if last else ()
    for cell in cells:
        side = ("right",) if set(cell.looks) & set(NUMERIC) else ("centre",) if "centre" in cell.looks else ()
        indent = ("indented",) if set(cell.looks) & {"indented", "note"} else ()
        helper = "tiny" in cell.looks or "small" in cell.looks
        page.put(
            f"{cell.column}{row}",
            cell.head,
            *look,
            *end,
            *side,
            *indent,
            font_size=9 if helper or small else 10,
        )


def _section(page: Page, row: int, words: str, last: str) -> None:
    page.heights(row, row, 18)
    page.fill(f"A{row}", f"{last}{row}", "section")
    page.put(f"A{row}", words, "section")


def _row(page: Page, cells: tuple[Cell, ...], row: int) -> None:
    for cell in cells:
        page.put(f"{cell.column}{row}", cell.text, *cell.looks, "line", valign="vcenter")


def _whole_numbers(page: Page, *areas: str, code: str = LEVEL) -> None:
    """No decimals where there are none: amounts come in whole millions, some with one decimal."""
    for area in areas:
        first = area.split(":")[0]
        page.sheet.conditional_format(
            area,
            {
                "type": "formula",
                "criteria": f"=ROUND({first},0)=ROUND({first},1)",
                "format": page.book.add_format({"num_format": code}),
            },
        )


def _verdict_colours(page: Page) -> None:
    for row in (TIE, RATE):
        for word, style in ((OK, "ok"), (WAIVED, "waived"), (TO_FIX, "fix"), (INCOMPLETE, "residual")):
            page.sheet.conditional_format(
                f"H{row}",
                {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": page.styles.rule(style)},
            )


def _rate_formats(page: Page) -> None:
    """Changes are amounts; shares carry no plus sign."""
    for cells, kind, code in (
        (f"E{RATE}:G{RATE}", "change", "+#,##0_);(#,##0);0_)"),
        (f"S{RATE}", "change", "#,##0.0_)"),
        (f"E{RATE}", "share", "0.0%_);(0.0%);0.0%_)"),
        (f"F{RATE}:G{RATE}", "share", "0.00%_);(0.00%);0.00%_)"),
    ):
        page.sheet.conditional_format(
            cells,
            {
                "type": "formula",
                "criteria": f'=$K{RATE}="{kind}"',
                "format": page.book.add_format({"num_format": code}),
            },
        )
