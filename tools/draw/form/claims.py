"""Sheet Claims: printed growth, changes and shares, typed as tests of the figures.

Revenues   1Q18   growth %   against 1Q17   [up 6.2%]   computed 6.19   6.18 to 6.20   reproduces
"""

from __future__ import annotations

from tools.draw.form.entry import (
    FIRST,
    HEAD,
    Column,
    clean,
    digits,
    from_list,
    half,
    heads,
    in_brackets,
    legend,
    marks,
    protect,
    put_entry,
    quiet_scenario,
    validate_entries,
    value,
    verdict_colours,
)
from tools.draw.model.page import A3, Page, master, paper, title

COLUMNS = (
    Column("A", "key", "Key", "", 24, hidden=True),
    Column("B", "label", "Line", "\u79d1\u76ee", 56),
    Column("C", "period", "Period", "\u671f\u9593", 10.5),
    Column("D", "line", "Service line", "\u30b5\u30fc\u30d3\u30b9", 14),
    Column("E", "entity", "Line in Japanese, or company", "\u79d1\u76ee\u30fb\u4f1a\u793e", 44),
    Column("F", "scenario", "Actual or target", "\u5b9f\u7e3e\u30fb\u898b\u901a\u3057", 14),
    Column("G", "kind", "Kind", "\u7a2e\u985e", 15),
    Column("H", "against", "Against", "\u6bd4\u8f03\u5bfe\u8c61", 16),
    Column("I", "printed", "As printed", "\u5370\u5237\u5024", 15),
    Column("J", "unit", "Unit", "\u5358\u4f4d", 14),
    Column("K", "place", "Page or line", "\u9801\u30fb\u884c", 11.5),
    Column("L", "heading", "Heading", "\u898b\u51fa\u3057", 26),
    Column("M", "note", "Note", "\u6ce8\u8a18", 26),
    Column("N", "growth", "Computed", "\u8a08\u7b97\u5024", 10.5),
    Column("O", "follows", "Possible", "\u53ef\u80fd\u7bc4\u56f2", 19),
    Column("P", "check", "Check", "\u78ba\u8a8d", 15),
    Column("Q", "bound", "About, over", "\u7d04\u30fb\u4ee5\u4e0a", 9, seldom=True),
    Column("R", "rounded", "Rounded to", "\u4e38\u3081\u5358\u4f4d", 9.5, seldom=True),
    Column("S", "sign", "Sign", "\u7b26\u53f7", 9, seldom=True),
    Column("T", "medium", "Printed in", "\u63b2\u8f09\u5f62\u5f0f", 11, seldom=True),
    Column("U", "status", "Status", "\u72b6\u614b", 13, seldom=True),
    Column("V", "", "Marks", "", 10, hidden=True),
    Column("W", "", "Digits", "", 10, hidden=True),
    Column("X", "", "Clean", "", 10, hidden=True),
    Column("Y", "", "Value", "", 10, hidden=True),
    Column("Z", "", "Factor", "", 10, hidden=True),
    Column("AA", "", "Half", "", 10, hidden=True),
    Column("AB", "metric", "Metric", "", 24, hidden=True),
    Column("AC", "", "Key", "", 24, hidden=True),
    Column("AD", "", "Base key", "", 24, hidden=True),
    Column("AE", "", "Figure", "", 14, hidden=True),
    Column("AF", "", "Half", "", 14, hidden=True),
    Column("AG", "", "Base", "", 14, hidden=True),
    Column("AH", "", "Half", "", 14, hidden=True),
    Column("AI", "", "Lowest", "", 14, hidden=True),
    Column("AJ", "", "Highest", "", 14, hidden=True),
)
AT = {column.id: column.at for column in COLUMNS if column.id}
LINE, FREE_HEAD, FREE = FIRST, FIRST + 2, FIRST + 3
KINDS = ("growth %", "change", "change in points", "share %")
TOKEN = "The characters of the page, of this figure only: up 8.3%, (15.2%), \u25b312.3%, +1,471."


def draw_claims(page: Page) -> None:
    """Draw the sheet."""
    heads(page, COLUMNS)
    title(
        page,
        "B1",
        "{{form.period}}: printed growth, changes and shares",
        "They test the figures of sheet Form and are never figures themselves. Only what the document prints.",
        "",
    )
    master(page, "I1:J1")
    legend(page, 3, ("B", "D", "E", "F"))
    row = LINE
    page.heights(row, row, 17)
    page.put(f"A{row}", "{{#claims}}{{claim.key}}", "tiny")
    page.put(f"B{row}", "{{claim.label}}", "line", shrink=True)
    page.put(f"E{row}", "{{claim.label_ja}}", "japanese", "muted", "line", shrink=True)
    page.fill(f"D{row}", f"D{row}", "line")
    page.put(f"C{row}", "{{claim.period}}", "line", num_format="@")
    put_entry(page, f"F{row}", "{{claim.scenario}}", num_format="@")
    quiet_scenario(page, f"F{row}")
    page.put(f"G{row}", "{{claim.kind}}", "line")
    page.put(f"H{row}", "{{claim.against}}", "line", num_format="@", shrink=True)
    _entries(page, row, "{{claim.unit}}", "{{claim.sign}}")
    page.put(f"AB{row}", "{{claim.metric}}", "tiny")
    page.put(f"AD{row}", "{{claim.base_key}}{{/claims}}", "tiny")
    _computed(page, row)
    _free(page)
    page.sheet.freeze_panes(HEAD, 3)
    page.sheet.outline_settings(True, False, False, False)
    page.sheet.ignore_errors({"number_stored_as_text": f"A{FIRST}:AJ{FREE}"})
    protect(page)
    paper(page, A3, f"B1:P{FREE}", rows=(HEAD, HEAD))
    page.book.define_name("claim_verdict", f"=Claims!$P${LINE}:$P${FREE}")
    page.sheet.set_selection(f"I{LINE}")


def _free(page: Page) -> None:
    row = FREE_HEAD
    page.heights(row, row, 19)
    page.fill(f"B{row}", f"U{row}", "section")
    page.put(f"B{row}", "Other growth, changes and shares", "section")
    page.put(
        f"F{row}",
        "Choose line, service line, company, period and kind.",
        "section",
        font_size=9,
    )
    row = FREE
    page.heights(row, row, 17)
    page.put(f"A{row}", "{{#free_claims}}free {{free_claim.number}}", "tiny")
    for column in "BCDEFGH":
        put_entry(page, f"{column}{row}", "", shrink=True, num_format="@")
    from_list(
        page, f"B{row}", "form_concepts", "Line", "What the figure is. The name in brackets is what counts."
    )
    from_list(
        page,
        f"E{row}",
        "form_entities",
        "Company",
        "Another company, client or project. Empty: the group as a whole.",
    )
    from_list(page, f"D{row}", "form_service_lines", "Service line", "Empty: the total.")
    page.sheet.data_validation(
        f"G{row}",
        {
            "validate": "list",
            "source": list(KINDS),
            "input_title": "Kind",
            "input_message": "growth in percent, a change in amounts or points, or a share of another line.",
        },
    )
    page.sheet.data_validation(
        f"H{row}",
        {
            "validate": "any",
            "input_title": "Against",
            "input_message": "A period: 1Q17, FY18|target. For shares a line: revenue, revenue@si.",
        },
    )
    _entries(page, row, "", "")
    page.put(
        f"AB{row}",
        f'=IF(TRIM(B{row}&"")="","",{in_brackets(f"B{row}")}&IF(TRIM(D{row}&"")="","","@"&{in_brackets(f"D{row}")})'
        f'&IF(TRIM(E{row}&"")="","","%"&{in_brackets(f"E{row}")}))',
        "tiny",
    )
    page.put(
        f"AD{row}",
        f'=IF(G{row}="share %",H{row}&"|"&C{row},AB{row}&"|"&H{row})',
        "tiny",
    )
    page.put(f"AK{row}", "{{/free_claims}}", "tiny")
    page.sheet.set_column("AK:AK", 4, None, {"hidden": True})
    _computed(page, row)


def _entries(page: Page, row: int, unit: str, sign: str) -> None:
    put_entry(page, f"I{row}", "", "right", num_format="@", bold=True)
    put_entry(page, f"J{row}", unit, num_format="@", indent=1)
    from_list(
        page,
        f"J{row}",
        "form_unit_label",
        "Unit",
        "% for growth and shares, points, or the unit of an amount.",
    )
    put_entry(page, f"K{row}", "", num_format="@", align="center")
    for column in "LM":
        put_entry(page, f"{column}{row}", "", num_format="@", shrink=True)
    for column in "QRTU":
        put_entry(page, f"{column}{row}", "", num_format="@", font_size=9)
    put_entry(page, f"S{row}", sign, num_format="@", font_size=9)
    validate_entries(page, row, TOKEN, AT)


def _known(key: str, form: str, record: str) -> str:
    return f'=IFERROR(INDEX({form},MATCH({key},form_key,0)),IFERROR(INDEX({record},MATCH({key},record_key,0)),"n/d"))'


def _computed(page: Page, row: int) -> None:
    r = row
    page.put(f"V{r}", marks(f"I{r}"), "tiny")
    page.put(f"W{r}", digits(f"V{r}"), "tiny")
    page.put(f"X{r}", clean(f"W{r}"), "tiny")
    page.put(f"Y{r}", value(f"I{r}", f"V{r}", f"X{r}", f"S{r}"), "tiny")
    page.put(f"Z{r}", f"=IFERROR(INDEX(form_unit_factor,MATCH(J{r},form_unit_label,0)),1)", "tiny")
    page.put(f"AA{r}", half(f"Y{r}", f"X{r}", "1", f"R{r}", f"Q{r}"), "tiny")
    page.put(
        f"AC{r}",
        f'=AB{r}&"|"&C{r}&IF(OR(F{r}="actual",F{r}=""),"","|"&SUBSTITUTE(F{r}," ","_"))',
        "tiny",
    )
    page.put(f"AE{r}", _known(f"AC{r}", "form_base", "record_base"), "tiny")
    page.put(f"AF{r}", _known(f"AC{r}", "form_half", "record_half"), "tiny")
    page.put(f"AG{r}", _known(f"AD{r}", "form_base", "record_base"), "tiny")
    page.put(f"AH{r}", _known(f"AD{r}", "form_half", "record_half"), "tiny")
    for column, sign in (("AI", "-"), ("AJ", "+")):
        other = "+" if sign == "-" else "-"
        ends = f"(AE{r}{sign}AF{r})/(AG{r}+AH{r}),(AE{r}{sign}AF{r})/(AG{r}-AH{r})"
        least = "MIN" if sign == "-" else "MAX"
        page.put(
            f"{column}{r}",
            f'=IFERROR(IF(LEFT(G{r},6)="change",(AE{r}-AG{r}{sign}AF{r}{sign}AH{r})/Z{r},'
            f'IF(AG{r}-AH{r}<=0,"n/m",{least}({ends})*100-IF(G{r}="growth %",100,0))),"n/d")',
            "tiny",
        )
        assert other
    page.put(
        f"N{r}",
        f'=IFERROR(IF(LEFT(G{r},6)="change",(AE{r}-AG{r})/Z{r},'
        f'IF(AG{r}<=0,"",AE{r}/AG{r}*100-IF(G{r}="growth %",100,0))),"")',
        "half",
        "muted",
        "line",
    )
    page.put(
        f"O{r}",
        f'=IF(AND(ISNUMBER(AI{r}),ISNUMBER(AJ{r})),TEXT(AI{r},"#,##0.00")&" to "&TEXT(AJ{r},"#,##0.00"),"")',
        "muted",
        "line",
        "right",
        "small",
    )
    page.put(
        f"P{r}",
        f'=IF(TRIM(I{r}&"")="",IF(TRIM(K{r}&L{r}&M{r})="","","figure?"),IF(Y{r}="?","read on import",'
        f'IF(TRIM(K{r}&"")="","place?",IF(NOT(ISNUMBER(AI{r})),"no base",'
        f'IF(AND(OR(Q{r}="under",Y{r}-AA{r}<=AJ{r}),OR(Q{r}="over",Y{r}+AA{r}>=AI{r})),"reproduces","differs")))))',
        "line",
        "centre",
        "small",
    )
    verdict_colours(page, f"P{r}", ("reproduces",), ("differs", "place?", "figure?"))
