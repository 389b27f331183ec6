"""Sheets Checks, Parts and Record: the sums of the new document, recomputed while it is typed.

    #  Sum           Period   Sum of parts   As printed   Difference   Allowed   Verdict
    1  Gross margin  1Q18          6,530        6,530            0        1.5    OK

A part is taken from sheet Form where it is typed there, else from sheet Record: what the tables held before.
"""

from __future__ import annotations

from tools.draw.model.page import A4, Page, master, paper, title
from tools.draw.model.style import CHANGE, LEVEL

HEAD, TIE = 6, 7
PART_HEAD, PART = 4, 5
RECORD_HEAD, RECORD = 4, 5
OK, OPEN, REST, TO_FIX = "OK", "OPEN", "REST", "TO FIX"


def draw_checks(page: Page) -> None:
    """Draw sheet Checks."""
    page.widths({"A": 5, "B": 50, "C": 13, "D": 15, "E:G": 13, "H": 9, "I": 11, "J": 118})
    for column in ("K", "L", "M", "N"):
        page.sheet.set_column(f"{column}:{column}", 10, None, {"hidden": True})
    title(
        page,
        "B1",
        "Checks of the new document",
        "A difference is allowed as far as rounding of the printed figures can explain it",
        "",
    )
    master(page, "I1:J1")
    _counts(page)
    for column, words in zip(
        "ABCDEFGHIJ",
        (
            "#",
            "Sum or identity",
            "Period",
            "Unit",
            "By its parts",
            "As printed",
            "Difference",
            "Allowed \u00b1",
            "Verdict",
            "What has to hold",
        ),
        strict=True,
    ):
        side = ("right",) if column in "EFGH" else ("centre",) if column == "I" else ()
        page.put(f"{column}{HEAD}", words, "head", "head_end", *side, font_size=10)
    page.heights(HEAD, HEAD, 19)
    page.heights(TIE, TIE, 17)
    r = TIE
    page.put(f"A{r}", "{{#ties}}{{tie.number}}", "muted", "left", "line")
    page.put(f"B{r}", "{{tie.label}}", "line", shrink=True)
    page.put(f"C{r}", "{{tie.period}}", "muted", "line", shrink=True)
    page.put(f"D{r}", "{{tie.unit}}", "muted", "line", shrink=True)
    page.put(f"K{r}", "{{tie.factor}}", "tiny")
    page.put(f"L{r}", "{{tie.kind}}", "tiny")
    page.put(f"M{r}", f'=COUNTIFS(part_tie,$A{r},part_amount,"n/d")', "tiny")
    page.put(f"N{r}", f'=COUNTIFS(part_tie,$A{r},part_from,"form")', "tiny")
    page.put(
        f"E{r}",
        f'=IF(OR($M{r}>0,$K{r}=""),"",SUMIFS(part_amount,part_tie,$A{r},part_role,"part")/$K{r})',
        "half",
        "link",
        "line",
    )
    page.put(
        f"F{r}",
        f'=IF(OR(COUNTIFS(part_tie,$A{r},part_role,"total",part_from,"form")=0,$K{r}=""),"",-SUMIFS(part_amount,part_tie,$A{r},part_role,"total")/$K{r})',
        "half",
        "link",
        "line",
    )
    page.put(
        f"G{r}", f'=IF(AND(ISNUMBER(E{r}),ISNUMBER(F{r})),E{r}-F{r},"")', "signed", "calculation", "line"
    )
    page.put(
        f"H{r}", f'=IF(ISNUMBER(G{r}),SUMIFS(part_half,part_tie,$A{r})/$K{r},"")', "half", "muted", "line"
    )
    page.put(
        f"I{r}",
        f'=IF(N(N{r})=0,"",IF(NOT(ISNUMBER(G{r})),"{OPEN}",IF(IF($L{r}="not negative",G{r},'
        f'ABS(G{r}))<=H{r}+0.0000001,"{OK}",'
        f'IF(AND($L{r}="residual",G{r}<=H{r}),"{REST}","{TO_FIX}"))))',
        "bold",
        "centre",
        "line",
    )
    page.put(f"J{r}", "{{tie.explain}}{{/ties}}", "note", "line")
    for word, style in ((OK, "ok"), (REST, "residual"), (TO_FIX, "fix"), (OPEN, "waived")):
        page.sheet.conditional_format(
            f"I{r}",
            {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": page.styles.rule(style)},
        )
    _whole_numbers(page, f"E{r}:F{r}")
    _whole_numbers(page, f"G{r}", CHANGE)
    page.book.define_name("tie_number", f"=Checks!$A${r}:$A${r}")
    page.book.define_name("tie_verdict", f"=Checks!$I${r}:$I${r}")
    page.book.define_name("master_check", "=Checks!$I$4")
    page.sheet.freeze_panes(HEAD, 3)
    paper(page, A4, f"A1:J{r}", rows=(HEAD, HEAD))


def _counts(page: Page) -> None:
    page.put(
        "B4",
        "Shown on every sheet; the import tests more: targets, units, printed growth, what other documents say",
        "small",
        "muted",
    )
    page.heights(4, 4, 20)
    centred = {"align": "center", "border": 1, "border_color": "#9CC7AA"}
    page.put(
        "I4",
        '=IF(E4+H4=0,IF(form_typed=0,"NOTHING TYPED YET","\u25cf ALL TIES HOLD"),"\u25b2 "&(E4+H4)&" TO FIX")',
        "ok",
        **centred,
    )
    page.sheet.conditional_format(
        "I4", {"type": "formula", "criteria": "=$E$4+$H$4>0", "format": page.styles.rule("fix")}
    )
    for column, words, formula in (
        ("E", "to fix", f'=COUNTIF($I${TIE}:$I${TIE},"{TO_FIX}")'),
        ("F", "hold", f'=COUNTIF($I${TIE}:$I${TIE},"{OK}")'),
        ("G", "open", f'=COUNTIF($I${TIE}:$I${TIE},"{OPEN}")+COUNTIF($I${TIE}:$I${TIE},"{REST}")'),
        ("H", "growth", '=COUNTIF(claim_verdict,"differs")'),
    ):
        page.put(f"{column}3", words, "small", "muted", "centre")
        page.put(f"{column}4", formula, "bold", "centre", "box", num_format="0")
    page.put(
        "J3",
        "Open: a part is not typed and not in the tables.  Rest: the parts are not the whole.",
        "small",
        "muted",
        indent=1,
    )
    page.put(
        "J4",
        "Growth: printed rates on sheet Claims that the figures do not give.",
        "small",
        "muted",
        indent=1,
    )


def draw_parts(page: Page) -> None:
    """Draw sheet Parts: the terms of every sum, and what each line would be by the others."""
    page.widths({"A": 34, "B": 42, "C": 9, "D": 10, "E": 18, "F": 18, "G": 14, "H": 12, "I": 66})
    title(
        page,
        "A1",
        "Parts",
        "The terms of the sums on Checks, then of the column By the other lines; in base units",
        "",
    )
    _heads(
        page,
        PART_HEAD,
        (
            "Sum, or line that follows",
            "Term",
            "Weight",
            "From",
            "Value",
            "Weighted",
            "Half a digit",
            "Verdict",
            "Name",
        ),
    )
    r = PART
    page.put(f"A{r}", "{{#parts}}{{part.tie}}", "muted", "left", "line")
    page.put(f"B{r}", "{{part.key}}", "small", "line")
    page.put(f"C{r}", "{{part.weight}}", "weight", "line")
    _values(page, r)
    page.put(
        f"G{r}",
        f'=IF(D{r}="form",INDEX(form_half,MATCH(B{r},form_key,0)),IF(D{r}="record",INDEX(record_half,MATCH(B{r},record_key,0)),0))',
        "half",
        "link",
        "line",
    )
    page.put(f"H{r}", f'=IFERROR(INDEX(tie_verdict,MATCH(A{r},tie_number,0)),"")', "small", "line")
    page.put(f"I{r}", "{{part.label}}", "muted", "line", "small")
    page.put(f"J{r}", "{{part.role}}{{/parts}}", "tiny")
    page.sheet.set_column("J:J", 6)
    s = PART + 2
    page.put(f"A{s}", "{{#implied}}{{implied.line}}", "small", "line")
    page.put(f"B{s}", "{{implied.key}}", "small", "line")
    page.put(f"C{s}", "{{implied.weight}}", "weight", "line")
    _values(page, s)
    page.put(f"J{s}", "{{/implied}}", "tiny")
    for name, column in (
        ("part_tie", "A"),
        ("part_key", "B"),
        ("part_from", "D"),
        ("part_amount", "F"),
        ("part_half", "G"),
        ("part_verdict", "H"),
        ("part_role", "J"),
    ):
        page.book.define_name(name, f"=Parts!${column}${r}:${column}${r}")
    _whole_numbers(page, f"E{r}:G{r}")
    _whole_numbers(page, f"E{s}:F{s}")
    page.book.define_name("implied_line", f"=Parts!$A${s}:$A${s}")
    page.book.define_name("implied_amount", f"=Parts!$F${s}:$F${s}")
    page.sheet.freeze_panes(PART_HEAD, 2)
    paper(page, A4, f"A1:I{s}", rows=(PART_HEAD, PART_HEAD))


def _values(page: Page, r: int) -> None:
    page.put(
        f"D{r}",
        f'=IF(ISNUMBER(MATCH(B{r},form_key,0)),"form",IF(ISNUMBER(MATCH(B{r},record_key,0)),"record","n/d"))',
        "small",
        "muted",
        "line",
    )
    page.put(
        f"E{r}",
        f'=IF(D{r}="form",INDEX(form_base,MATCH(B{r},form_key,0)),IF(D{r}="record",INDEX(record_base,MATCH(B{r},record_key,0)),"n/d"))',
        "half",
        "link",
        "line",
    )
    page.put(f"F{r}", f'=IF(ISNUMBER(E{r}),C{r}*E{r},"n/d")', "half", "calculation", "line")


def draw_record(page: Page) -> None:
    """Draw sheet Record: what the tables hold already, as far as the checks need it."""
    page.widths({"A": 46, "B": 20, "C": 16})
    title(
        page,
        "A1",
        "Record",
        "Figures of earlier documents that the checks need; in base units, give or take half a digit",
        "",
    )
    _heads(page, RECORD_HEAD, ("Key", "Value", "Half a digit"))
    r = RECORD
    page.put(f"A{r}", "{{#record}}{{record.key}}", "small", "line")
    page.put(f"B{r}", "{{record.base}}", "half", "line")
    page.put(f"C{r}", "{{record.half}}", "half", "line")
    page.put(f"D{r}", "{{/record}}", "tiny")
    _whole_numbers(page, f"B{r}:C{r}")
    for name, column in (("record_key", "A"), ("record_base", "B"), ("record_half", "C")):
        page.book.define_name(name, f"=Record!${column}${r}:${column}${r}")
    page.sheet.freeze_panes(RECORD_HEAD, 1)
    paper(page, A4, f"A1:C{r}", rows=(RECORD_HEAD, RECORD_HEAD))


def _whole_numbers(page: Page, cells: str, code: str = LEVEL) -> None:
    """No decimals where there are none."""
    first = cells.split(":")[0]
    page.sheet.conditional_format(
        cells,
        {
            "type": "formula",
            "criteria": f"=AND(ISNUMBER({first}),ROUND({first},0)=ROUND({first},3))",
            "format": page.book.add_format({"num_format": code}),
        },
    )


def _heads(page: Page, row: int, words: tuple[str, ...]) -> None:
    page.heights(row, row, 19)
    for column, word in zip("ABCDEFGHIJ", words, strict=False):
        side = ("right",) if word in ("Value", "Weighted", "Half a digit", "Weight") else ()
        indent = ("indented",) if word in ("From", "Verdict") else ()
        page.put(f"{column}{row}", word, "head", "head_end", *side, *indent, font_size=10)
