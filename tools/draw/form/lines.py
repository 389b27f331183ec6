"""Sheet Form: the head of the document, its figures by section, and free rows for everything else.

Line                Period   1Q17     4Q17    As printed   Unit          Page   Growth   From others   Check
Revenues            1Q18    40,964   48,439   [43,500   ]  JPY million   [ 5]   +6.2%    43,500        ties
"""

from __future__ import annotations

from tools.draw.form.entry import (
    FIRST,
    HEAD,
    IDS,
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
from tools.draw.model.style import GROWTH, HALF, LEVEL, SIGNED_DECIMAL

COLUMNS = (
    Column("A", "key", "Key", "", 24, hidden=True),
    Column("B", "label", "Line", "\u79d1\u76ee", 56),
    Column("C", "period", "Period", "\u671f\u9593", 10.5),
    Column("D", "line", "Service line", "\u30b5\u30fc\u30d3\u30b9", 14),
    Column("E", "entity", "Line in Japanese, or company", "\u79d1\u76ee\u30fb\u4f1a\u793e", 44),
    Column("F", "scenario", "Actual or target", "\u5b9f\u7e3e\u30fb\u898b\u901a\u3057", 14),
    Column("G", "last", "Last year", "\u524d\u5e74\u540c\u671f", 11),
    Column("H", "before", "Before", "\u524d\u56db\u534a\u671f\u30fb\u524d\u56de", 14),
    Column("I", "printed", "As printed", "\u5370\u5237\u5024", 15),
    Column("J", "unit", "Unit", "\u5358\u4f4d", 14),
    Column("K", "place", "Page or line", "\u9801\u30fb\u884c", 11.5),
    Column("L", "heading", "Heading", "\u898b\u51fa\u3057", 26),
    Column("M", "note", "Note", "\u6ce8\u8a18", 26),
    Column("N", "growth", "Against last year", "\u524d\u5e74\u540c\u671f\u6bd4", 10.5),
    Column("O", "follows", "By the other lines", "\u4ed6\u79d1\u76ee\u304b\u3089", 11.5),
    Column("P", "check", "Check", "\u78ba\u8a8d", 15),
    Column("Q", "bound", "About, over", "\u7d04\u30fb\u4ee5\u4e0a", 9, seldom=True),
    Column("R", "rounded", "Rounded to", "\u4e38\u3081\u5358\u4f4d", 9.5, seldom=True),
    Column("S", "sign", "Sign", "\u7b26\u53f7", 9, seldom=True),
    Column("T", "medium", "Printed in", "\u63b2\u8f09\u5f62\u5f0f", 11, seldom=True),
    Column("U", "status", "Status", "\u72b6\u614b", 13, seldom=True),
    Column(
        "V", "last_from", "Last year's figure from", "\u524d\u5e74\u5024\u306e\u51fa\u5178", 44, seldom=True
    ),
    Column("W", "", "Marks", "", 10, hidden=True),
    Column("X", "", "Digits", "", 10, hidden=True),
    Column("Y", "", "Clean", "", 10, hidden=True),
    Column("Z", "", "Value", "", 10, hidden=True),
    Column("AA", "", "Factor", "", 10, hidden=True),
    Column("AB", "", "Base", "", 14, hidden=True),
    Column("AC", "", "Half", "", 14, hidden=True),
    Column("AD", "", "Key now", "", 24, hidden=True),
    Column("AE", "metric", "Metric", "", 24, hidden=True),
    Column("AF", "", "Last year, base", "", 14, hidden=True),
    Column("AG", "", "Before, base", "", 14, hidden=True),
)
AT = {column.id: column.at for column in COLUMNS if column.id}

# What the document is: key, label, label in Japanese, proposed answer, list or advice.
HEAD_ROWS = (
    (
        "title",
        "Title of the document \u2217",
        "\u6587\u66f8\u540d",
        "",
        "The title on the cover, as printed.",
    ),
    (
        "published_on",
        "Date of publication \u2217",
        "\u516c\u8868\u65e5",
        "",
        "The day on the cover: 2018-08-07. Also 7 August 2018 or 2018/8/7.",
    ),
    (
        "as_known_on",
        "Figures first announced on",
        "\u521d\u51fa\u65e5",
        "",
        "Only where the figures were announced before this document came out. Empty: the day of publication.",
    ),
    (
        "kind",
        "Kind of document \u2217",
        "\u6587\u66f8\u306e\u7a2e\u985e",
        "{{form.kind}}",
        ("results", "conference", "release", "filing", "correction", "press", "presentation"),
    ),
    (
        "accounting_standard",
        "Accounting standard \u2217",
        "\u4f1a\u8a08\u57fa\u6e96",
        "{{form.standard}}",
        "form_standards",
    ),
    (
        "rounding",
        "Rounding \u2217",
        "\u7aef\u6570\u51e6\u7406",
        "{{form.rounding}}",
        ("nearest", "truncate", "mixed"),
    ),
    (
        "source_file",
        "Name of the source file",
        "\u30d5\u30a1\u30a4\u30eb\u540d",
        "",
        "The file that the figures are read from: results.pdf, or the text made from it.",
    ),
    ("url", "Web address", "URL", "", "Where the document stands on the web."),
    (
        "places",
        "What the places count \u2217",
        "\u9801\u30fb\u884c\u306e\u533a\u5225",
        "pages",
        ("pages", "lines"),
    ),
    (
        "doc",
        "Short name",
        "\u7565\u79f0",
        "",
        "Empty: date_period_kind, such as 2018-08-07_1q18_results. Small letters, digits, hyphens, underscores.",
    ),
    ("note", "Note", "\u6ce8\u8a18", "", "Anything a reader of the figures should know about the document."),
)
SECTION = FIRST + len(HEAD_ROWS) + 2
LINE, FREE_HEAD, FREE = SECTION + 1, SECTION + 3, SECTION + 4
LAST = "AG"
TOKEN = (
    "The characters of the page: 1,234  (123)  \u25b3123  12.3%. Cells are texts, so 5.0 keeps its last digit. "
    "Words are read too: JPY1.02 billion."
)
GOOD, BAD = ("ties", "ok"), ("unit?", "place?", "figure?", "does not tie", "1000 times off?")


def draw_form(page: Page) -> None:
    """Draw the sheet."""
    heads(page, COLUMNS)
    title(
        page,
        "B1",
        "{{form.period}}: figures of a new document",
        "{{company.name_en}}   {{company.name_ja}}   Balances at {{form.closing}}.  Already in the tables for this "
        "period: {{form.held}}",
        "",
    )
    master(page, "I1:J1")
    page.put("K1", "=form_typed", "bold", "right", num_format='0" typed"')
    legend(page, 3, ("B", "D", "E", "F"))
    page.put(
        "I3",
        "Press Tab to go from one open cell to the next; the advice of a cell shows when it is chosen.",
        "small",
        "muted",
    )
    _document(page)
    _section(page, SECTION, "{{#sections}}{{section.title}}", "{{section.title_ja}}", LAST)
    _line(page)
    _free(page)
    _names(page)
    page.sheet.freeze_panes(HEAD, 3)
    page.sheet.outline_settings(True, False, False, False)
    page.sheet.ignore_errors({"number_stored_as_text": f"A{FIRST}:{LAST}{FREE}"})
    protect(page)
    paper(page, A3, f"B1:P{FREE}", rows=(HEAD, HEAD))
    page.sheet.set_selection(f"I{FIRST + 1}")


def _section(page: Page, row: int, words: str, words_ja: str, last: str) -> None:
    page.heights(row, row, 19)
    page.fill(f"B{row}", f"V{row}", "section")
    page.put(f"B{row}", words, "section")
    page.put(f"D{row}", words_ja, "section", font_name="Meiryo", font_size=10)


def _document(page: Page) -> None:
    _section(page, FIRST, "Document", "\u6587\u66f8", LAST)
    page.put(f"I{FIRST}", "\u2217 needed  \u5fc5\u9808", "section", font_size=9)
    # Which form this is, for the import; the person never sees these rows.
    page.put(f"A{FIRST}", "head:form", "tiny")
    page.sheet.write_string(
        f"AE{FIRST}", "{{company.entity}}|{{form.period}}|{{form.version}}", page.styles("tiny")
    )
    for row, (name, words, words_ja, proposed, advice) in enumerate(HEAD_ROWS, FIRST + 1):
        page.heights(row, row, 17)
        page.put(f"A{row}", f"head:{name}", "tiny")
        page.put(f"B{row}", words)
        page.put(f"D{row}", words_ja, "japanese", "muted")
        dated = (
            {"num_format": "yyyy-mm-dd"} if name in ("published_on", "as_known_on") else {"num_format": "@"}
        )
        style_names = ("left",)
        page.sheet.merge_range(f"I{row}:M{row}", "", page.styles("words"))
        for column in "IJKLM":
            put_entry(page, f"{column}{row}", proposed if column == "I" else "", *style_names, **dated)
        options: dict[str, object]
        if isinstance(advice, tuple):
            options = {"validate": "list", "source": list(advice), "input_message": ", ".join(advice)}
        elif advice == "form_standards":
            options = {
                "validate": "list",
                "source": "=form_standards",
                "input_message": "The standard of the statements; a word of the tables.",
                "error_type": "information",
                "error_title": "A new standard?",
                "error_message": "The tables know no document under this standard yet.",
            }
        else:
            options = {"validate": "any", "input_message": advice}
        page.sheet.data_validation(f"I{row}", {"input_title": words.rstrip(" \u2217")[:32], **options})


def _line(page: Page) -> None:
    row = LINE
    page.heights(row, row, 17)
    page.put(f"A{row}", "{{#lines}}{{line.key}}", "tiny")
    page.put(f"B{row}", "{{line.label}}", "line", shrink=True)
    page.put(f"E{row}", "{{line.label_ja}}", "japanese", "muted", "line", shrink=True)
    page.fill(f"D{row}", f"D{row}", "line")
    page.put(f"C{row}", "{{line.period}}", "line", num_format="@")
    put_entry(page, f"F{row}", "{{line.scenario}}", num_format="@")
    quiet_scenario(page, f"F{row}")
    _entries(page, row, "{{line.unit}}", "{{line.sign}}")
    page.put(f"V{row}", "{{line.last_from}}", "note", "line")
    page.put(f"AE{row}", "{{line.metric}}", "tiny")
    page.put(f"AF{row}", "{{line.last}}", "tiny")
    page.put(f"AG{row}", "{{line.before}}{{/lines}}{{/sections}}", "tiny")
    _computed(page, row)


def _free(page: Page) -> None:
    row = FREE_HEAD
    _section(page, row, "Other figures of the document", "\u305d\u306e\u4ed6\u306e\u6570\u5024", LAST)
    page.put(
        f"G{row}",
        "Choose line, service line, company and period; leave empty what does not apply.",
        "section",
        font_size=9,
    )
    row = FREE
    page.heights(row, row, 17)
    page.put(f"A{row}", "{{#free}}free {{free.number}}", "tiny")
    for column in "BCDEF":
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
        f"C{row}",
        {
            "validate": "any",
            "input_title": "Period",
            "input_message": "1Q18, 1H18, 9M18, FY18 (named for the year in which it begins), a day for balances: "
            "2018-06-30, a month: 2018-04.",
        },
    )
    _entries(page, row, "", "")
    page.put(f"V{row}", "", "note", "line")
    parts = (
        f'IF(TRIM(D{row}&"")="","","@"&{in_brackets(f"D{row}")})'
        f'&IF(TRIM(E{row}&"")="","","%"&{in_brackets(f"E{row}")})'
    )
    page.put(f"AE{row}", f'=IF(TRIM(B{row}&"")="","",{in_brackets(f"B{row}")}&{parts})', "tiny")
    for column, shift in (("AF", "last"), ("AG", "before")):
        page.put(f"{column}{row}", "" if shift == "last" else "{{/free}}", "tiny")
    _computed(page, row, free=True)


def _entries(page: Page, row: int, unit: str, sign: str) -> None:
    put_entry(page, f"I{row}", "", "right", num_format="@", bold=True)
    put_entry(page, f"J{row}", unit, num_format="@", indent=1)
    from_list(
        page,
        f"J{row}",
        "form_unit_label",
        "Unit",
        "The unit of the page with its thousands, millions or billions. A word in the token itself counts first.",
    )
    put_entry(page, f"K{row}", "", num_format="@", align="center")
    for column in "LM":
        put_entry(page, f"{column}{row}", "", num_format="@", shrink=True)
    for column in "QRTU":
        put_entry(page, f"{column}{row}", "", num_format="@", font_size=9)
    put_entry(page, f"S{row}", sign, num_format="@", font_size=9)
    validate_entries(page, row, TOKEN, AT)


def _computed(page: Page, row: int, *, free: bool = False) -> None:
    r = row
    for column, base in (("G", "AF"), ("H", "AG")):
        page.put(
            f"{column}{r}",
            f'=IF(AND(ISNUMBER({base}{r}),ISNUMBER(AA{r})),{base}{r}/AA{r},"")',
            "half",
            "muted",
            "line",
        )
    page.put(
        f"N{r}",
        f'=IF(OR(AB{r}="",NOT(ISNUMBER(AF{r}))),"",IF(J{r}="%",AB{r}-AF{r},IF(AF{r}<=0,"n/m",AB{r}/AF{r}-1)))',
        "growth",
        "ratio",
        "line",
    )
    page.put(
        f"O{r}",
        f'=IF(AA{r}="","",IF(COUNTIFS(implied_line,AH{r})=0,"",IF(COUNTIFS(implied_line,AH{r},'
        f'implied_amount,"n/d")>0,"",SUMIFS(implied_amount,implied_line,AH{r})/AA{r})))',
        "half",
        "muted",
        "line",
    )
    page.put(
        f"P{r}",
        f'=IF(TRIM(I{r}&"")="",IF(TRIM(K{r}&L{r}&M{r})="","","figure?"),IF(Z{r}="?","read on import",'
        f'IF(AA{r}="","unit?",IF(TRIM(K{r}&"")="","place?",'
        f'IF(COUNTIFS(part_key,AD{r},part_verdict,"TO FIX")>0,"does not tie",'
        f"IF(IF(AB{r}*AI{r}<>0,OR(ABS(AB{r}/AI{r})>form_far,ABS(AI{r}/AB{r})>form_far),FALSE),"
        f'"1000 times off?",'
        f'IF(COUNTIFS(part_key,AD{r},part_verdict,"OK")>0,"ties","ok")))))))',
        "line",
        "centre",
        "small",
    )
    verdict_colours(page, f"P{r}", GOOD, BAD)
    page.put(f"W{r}", marks(f"I{r}"), "tiny")
    page.put(f"X{r}", digits(f"W{r}"), "tiny")
    page.put(f"Y{r}", clean(f"X{r}"), "tiny")
    page.put(f"Z{r}", value(f"I{r}", f"W{r}", f"Y{r}", f"S{r}"), "tiny")
    page.put(f"AA{r}", f'=IFERROR(INDEX(form_unit_factor,MATCH(J{r},form_unit_label,0)),"")', "tiny")
    page.put(f"AB{r}", f'=IF(AND(ISNUMBER(Z{r}),ISNUMBER(AA{r})),Z{r}*AA{r},"")', "tiny")
    page.put(f"AC{r}", half(f"AB{r}", f"Y{r}", f"AA{r}", f"R{r}", f"Q{r}"), "tiny")
    name = f'AE{r}&"|"&C{r}&IF(OR(F{r}="actual",F{r}=""),"","|"&SUBSTITUTE(F{r}," ","_"))'
    page.put(f"AD{r}", f'=IF(OR(AB{r}="",Q{r}="over",Q{r}="under"),"",{name})', "tiny")
    page.put(f"AH{r}", f"={name}", "tiny")
    # What the size of the figure is compared with: last year's, else the one before; 0 where there is neither.
    page.put(f"AI{r}", f"=IF(ISNUMBER(AF{r}),AF{r},IF(ISNUMBER(AG{r}),AG{r},0))", "tiny")
    if not free:
        page.sheet.set_column("AH:AI", 14, None, {"hidden": True})
    for cells, code in ((f"G{r}:H{r}", LEVEL), (f"O{r}", LEVEL)):
        first = cells.split(":")[0]
        page.sheet.conditional_format(
            cells,
            {
                "type": "formula",
                "criteria": f"=AND(ISNUMBER({first}),ROUND({first},0)=ROUND({first},3))",
                "format": page.book.add_format({"num_format": code}),
            },
        )
    page.sheet.conditional_format(
        f"N{r}",
        {
            "type": "formula",
            "criteria": f'=$J{r}="%"',
            "format": page.book.add_format({"num_format": '+0.0" pt";-0.0" pt";0.0" pt"'}),
        },
    )


def _names(page: Page) -> None:
    for name, column in (("form_key", "AD"), ("form_base", "AB"), ("form_half", "AC")):
        page.book.define_name(name, f"=Form!${column}${SECTION}:${column}${FREE}")
    page.put(f"AH{HEAD}", "Key asked", "tiny")
    page.put("AB2", f"=COUNT(AB{SECTION}:AB{FREE})", "tiny")
    page.book.define_name("form_typed", "=Form!$AB$2")


__all__ = ["AT", "GROWTH", "HALF", "IDS", "SIGNED_DECIMAL", "draw_form"]
