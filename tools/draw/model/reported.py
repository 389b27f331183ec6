"""Sheet As reported: the issuer's tables document by document, tokens as printed, for proof-reading.

2018-05-15   Consolidated Financial Results for FY2017                                  → Documents
  III - 2. Revenues                       1Q16       2Q16       3Q16   ...
      179  Revenue                      36,179     37,944     39,479
      181      growth                 [+15.0%]   [+12.0%]   [+16.0%]
"""

from __future__ import annotations

from tools.draw.model.list import define
from tools.draw.model.page import A3, Page, letters, master, paper, title

NAME = "As reported"
HEAD, DOCUMENT, TABLE, ROW = 4, 5, 6, 7
FIRST_PERIOD = 5
PERIODS = 11
LAST = letters(FIRST_PERIOD + PERIODS - 1)
KEY = letters(FIRST_PERIOD + PERIODS)
COLUMNS = tuple(letters(FIRST_PERIOD + number) for number in range(PERIODS))


def draw_as_reported(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 7, "C": 52, "D": 40, "E": 10, f"{COLUMNS[0]}:{LAST}": 12.5})
    page.sheet.set_column(f"{KEY}:{KEY}", 26, None, {"level": 1, "hidden": True})
    page.sheet.outline_settings(True, False, True, False)
    title(
        page,
        "A1",
        NAME,
        "The documents' own tables, newest first; tokens as printed, rates in brackets; \u2192 31: held from line 31",
        "D1",
    )
    master(page, f"{COLUMNS[0]}1:{COLUMNS[2]}1")
    _heads(page)
    _document(page)
    _table(page)
    _line(page)
    define(page, NAME, "reported_document", KEY, 1, ROW)
    page.sheet.freeze_panes(HEAD, FIRST_PERIOD)
    paper(page, A3, f"A1:{LAST}{ROW}", rows=(HEAD, HEAD))


def _heads(page: Page) -> None:
    page.heights(HEAD, HEAD, 19)
    page.fill(f"A{HEAD}", f"{KEY}{HEAD}", "head", "head_end", font_size=10)
    for column, words in (
        ("A", "Document"),
        ("C", "As printed"),
        ("D", "Our line   項目"),
        ("E", "Where"),
        (COLUMNS[0], "Periods in the order of their ends"),
        (KEY, "Key"),
    ):
        page.put(f"{column}{HEAD}", words, "head", "head_end", font_size=10)


def _document(page: Page) -> None:
    page.heights(DOCUMENT, DOCUMENT, 20)
    page.fill(f"A{DOCUMENT}", f"{LAST}{DOCUMENT}", "section", bg_color="#EDF1F6")
    page.put(
        f"A{DOCUMENT}",
        "{{#reported}}{{document.published_on}}   {{document.title}}",
        "section",
        bg_color="#EDF1F6",
    )
    page.put(
        f"{COLUMNS[-3]}{DOCUMENT}",
        "{{document.figures}} figures",
        "section",
        "small",
        "muted",
        bold=False,
        bg_color="#EDF1F6",
        align="right",
    )
    page.put(
        f"{COLUMNS[-1]}{DOCUMENT}",
        f'=HYPERLINK("#Documents!A"&MATCH(${KEY}{DOCUMENT},document_rows,0),"Documents \u2192")',
        "section",
        "url",
        "small",
        bold=False,
        bg_color="#EDF1F6",
        align="right",
    )
    page.put(f"{KEY}{DOCUMENT}", "{{document.doc}}", "tiny")


def _table(page: Page) -> None:
    page.heights(TABLE, TABLE, 17, level=1)
    page.fill(f"A{TABLE}", f"{LAST}{TABLE}", "bold", "navy", "rule")
    page.put(f"B{TABLE}", "{{#tables}}{{table.heading}}", "bold", "navy", "rule")
    for number, column in enumerate(COLUMNS, 1):
        page.put(
            f"{column}{TABLE}", f"{{{{table.p{number}}}}}", "small", "bold", "navy", "text_right", "rule"
        )


def _line(page: Page) -> None:
    page.heights(ROW, ROW, 14.5, level=2)
    page.fill(f"A{ROW}", f"A{ROW}")
    page.put(f"B{ROW}", "{{#lines}}{{line.line}}", "tiny", "line", num_format="0_)", align="right")
    page.put(f"C{ROW}", "{{line.printed}}", "line", "shrink")
    page.put(f"D{ROW}", "{{line.label}}", "tiny", "line", "shrink")
    page.put(f"E{ROW}", "{{line.medium}}", "tiny", "line")
    for number, column in enumerate(COLUMNS, 1):
        page.put(f"{column}{ROW}", f"{{{{line.p{number}}}}}", "text_right", "line", font_size=9)
    page.put(f"{KEY}{ROW}", "{{/lines}}{{/tables}}{{/reported}}", "tiny")
    page.sheet.conditional_format(
        f"{COLUMNS[0]}{ROW}:{LAST}{ROW}",
        {
            "type": "formula",
            "criteria": f'=LEFT({COLUMNS[0]}{ROW},1)="["',
            "format": page.styles.rule("italic", "muted"),
        },
    )
