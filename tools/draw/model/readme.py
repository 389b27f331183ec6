"""Sheet Read me: what the workbook is, how to read it, where everything stands."""

from __future__ import annotations

from reportgen.new.page import A3, READERS, Page, master, paper, title

WARNINGS = "Warnings of the tables"
FACTS = (
    ("Report", "{{report.title}}"),
    ("Listings", "{{company.listings}}"),
    ("Data as of", "{{report.as_of}}"),
    (
        "Units",
        "Money in {{report.unit}}, per-share figures in JPY, ratios in percent; other units are named in the row.",
    ),
    (
        "Signs",
        "Revenues, costs, expenses, taxes and noncontrolling interests are positive; losses, cash outflows "
        "and decreases are negative and stand in parentheses.",
    ),
    (
        "Gaps",
        "A dot: n/d, not disclosed in any document, or n/f, not forecast. Never blank, never zero, never hidden in a "
        "sum. Column Gaps counts them; what is all but empty is folded away: + opens it.",
    ),
    (
        "Switches",
        "At the head of sheet Drivers: which scenario the forecast shows, and whose figures count (latest, first "
        "reported, as known on a day). All sheets and charts follow.",
    ),
    (
        "Periods",
        "A fiscal year ends on March 31 and bears the year in which it begins; 1Q is April to June, "
        "1H April to September.",
    ),
    ("Figures", '=TEXT(ROWS(data_id),"#,##0")&" printed figures on sheet Data"'),
    (WARNINGS, "{{report.warnings}}"),
    ("Version", "{{report.version}}"),
    ("Data hash", "{{report.data_hash}}"),
)

SHEETS = (
    ("Summary", "One printed page: latest quarter and year, next year's target and forecast, four charts"),
    (
        "Results vs target",
        "The period against the year before and its target; next targets, implied second half, forecast",
    ),
    (
        "Model",
        "Quarters, halves, nine months, years and targets since 1Q07; history and forecast on one timeline",
    ),
    ("KPIs", "Subscriptions, contracts, bandwidth, orders, people, ATMs"),
    ("Guidance", "Every target from its first announcement to the actual: hit, above or below by intervals"),
    (
        "Drivers",
        "The two switches (scenario, figures) and the assumptions by scenario: overtype the yellow cells",
    ),
    ("Recent quarters", "The last eight quarters and the next four; what the charts show"),
    ("Scenarios", "The scenarios side by side, the chosen one in full"),
    ("Balance sheet", "Every day for which total assets are printed; undisclosed lines as residuals"),
    ("Cash flow", "The lines that the documents break out, by year and part of the year"),
    ("Capex & EBITDA", "Capital expenditure by kind, depreciation, EBITDA printed and computed"),
    ("Per share", "Earnings and dividends per share as printed and on today's basis"),
    ("Bridges", "From one year's revenue and operating income to the next, step by step"),
    ("Restatements", "Figures that later documents print differently, suspect figures, with reasons"),
    ("Line names", "Printed labels and our lines; breaks of scope and definition by number"),
    ("Documents", "The documents the figures were taken from"),
    ("As reported", "The issuer's tables, document by document, with the tokens as printed"),
    ("Data", "All printed figures with unit, document, heading, line and token; the only typed history"),
    ("Periods", "What is printed for a year, and what follows from it by addition and subtraction"),
    ("Checks", "Every sum and every printed growth rate recomputed; master check"),
    ("Check parts", "The parts of the sums on Checks"),
    ("Changes", "What changed since the build that this one carries on from"),
)

KEY = (
    ("1,234", ("level", "typed"), "blue", "typed: a figure as printed in a document, or a given weight"),
    ("1,234", ("level", "link"), "green", "link to another sheet"),
    ("1,234", ("level", "calculation"), "black", "calculation on the sheet"),
    ("12.3%", ("share", "ratio"), "grey italics", "growth, share or margin"),
    (
        "n/d",
        ("level", "residual"),
        "dot",
        "no figure: n/d, not disclosed, or n/f, not forecast, as the cell's value says",
    ),
    ("c. 1,234", ("level", "calculation"), "c. before a figure", "known to fewer digits than are shown"),
    (
        "16 ±50",
        ("level", "calculation"),
        "± behind a figure",
        "hardly known: the true one lies up to so far off",
    ),
    (
        "to profit",
        ("growth", "ratio"),
        "words for growth",
        "into or out of a loss, where a rate says nothing",
    ),
    (
        "1,234",
        ("level", "calculation", "target"),
        "sand ground",
        "target, or implied by targets; the status row says which",
    ),
    ("1,234", ("level", "input", "locked"), "yellow ground", "assumption or switch: yours to overtype"),
    ("1,234", ("level", "calculation", "forecast"), "light blue ground", "forecast; the status row says so"),
    ("1,234", ("level", "calculation", "year"), "grey ground", "actual year"),
    ("1,234", ("level", "calculation", "total"), "bold on grey-blue", "total or result line"),
)

CHECKS = (
    "A printed figure stands for every value that rounds to it. A check fails only if no such values fit together.",
    "OK: the figures agree.  INCOMPLETE: a part is not disclosed, the test stays open.",
    "WAIVED: they do not agree, and the note says why that is known.  "
    "TO FIX: they do not agree and nobody has said why.",
)

NOTE = (
    "For users\n\n"
    "Click a sheet's title to come back here, ALL CHECKS OK to see the checks, the line of forecast and figures to "
    "find the switches.\n\n"
    "To correct a figure, change it in the project's data folder and build the workbook again.\n\n"
    "Overtype the yellow cells of Drivers, its switches too: every sheet and chart follows.\n\n"
    "Add sheets of your own. A rebuild with --from and this file carries both over.\n\n"
    "Layout, labels and colours belong to the template and stay as they are in each build."
)


def draw_read_me(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.2, "B": 24, "C": 19, "D": 72, "E": 2, "F": 34})
    title(page, "A1", "Read me", "{{company.name_en}}   {{company.name_ja}}", "")
    page.put("F2", "Unit: {{report.unit}}", "muted", "right")
    master(page, "F1")
    row = _facts(page, 4)
    row = _map(page, row + 1)
    row = _key(page, row + 1)
    row = _reading(page, row + 1)
    _text_box(page)
    page.sheet.freeze_panes(2, 0)
    paper(page, A3, f"A1:F{row}")
    page.sheet.set_portrait()
    page.sheet.fit_to_pages(1, 1)


def _section(page: Page, row: int, words: str, last: str = "D") -> None:
    page.heights(row, row, 18)
    page.fill(f"A{row}", f"{last}{row}", "section")
    page.put(f"A{row}", words, "section")


def _facts(page: Page, top: int) -> int:
    row = top
    _section(page, top, "What this is")
    for row, (name, words) in enumerate(FACTS, top + 1):
        page.put(f"B{row}", name, "muted")
        page.heights(row, row, 27 if len(words) > 115 else 15.5)
        page.sheet.merge_range(f"C{row}:D{row}", "", page.styles("wrap", valign="vcenter"))
        page.put(f"C{row}", words, "wrap", "left", valign="vcenter")
    return row + 1


def _map(page: Page, top: int) -> int:
    row = top
    drawn = [entry for entry in SHEETS if page.book.get_worksheet_by_name(entry[0])]
    for words_above, for_readers in (("Sheets for readers", True), ("Sheets for auditors", False)):
        _section(page, row, words_above)
        for name, words in drawn:
            if (name in READERS) is for_readers:
                row += 1
                page.heights(row, row, 15.5)
                page.sheet.write_url(
                    f"B{row}", f"internal:'{name}'!A1", page.styles("url"), name, f"Go to sheet {name}"
                )
                page.put(f"C{row}", words)
        row += 2
    return row - 1


def _key(page: Page, top: int) -> int:
    row = top
    _section(page, top, "Colour key")
    samples = {"1,234": 1234, "12.3%": 0.123}
    for row, (sample, looks, colour, words) in enumerate(KEY, top + 1):
        page.heights(row, row, 15.5)
        page.put(f"B{row}", samples.get(sample, sample), *looks)
        page.put(f"C{row}", colour, "muted", indent=1)
        page.put(f"D{row}", words)
    return row + 1


def _reading(page: Page, top: int) -> int:
    row = top
    _section(page, top, "How to read Checks")
    for row, words in enumerate(CHECKS, top + 1):
        page.heights(row, row, 15.5)
        page.put(f"B{row}", words)
    return row + 1


def _text_box(page: Page) -> None:
    page.sheet.insert_textbox(
        "F5",
        NOTE,
        {
            "width": 230,
            "height": 290,
            "x_offset": 2,
            "y_offset": 4,
            "object_position": 1,
            "font": {"name": "Calibri", "size": 10, "color": "#1F2733"},
            "fill": {"color": "#EDF1F6"},
            "line": {"color": "#B9C2CF", "width": 0.75},
            "align": {"vertical": "top"},
            "description": "Note for users: correct figures in the data folder, try changes out on sheet Data, "
            "restyle in the template.",
        },
    )
