"""Sheet Read me of the form: what to do, in seven steps, in English and Japanese."""

from __future__ import annotations

from tools.draw.form.entry import entry_style
from tools.draw.model.page import A4, Page, master, paper, title
from tools.draw.model.style import RULE

STEPS = (
    (
        "Fill in the head of sheet Form: title, date, kind, standard, rounding. A star marks what is needed.",
        "\u300cForm\u300d\u30b7\u30fc\u30c8\u306e\u6587\u66f8\u6b04\u3092\u8a18\u5165\uff08\u2217\u306f\u5fc5\u9808\uff09\u3002",
    ),
    (
        "Type each figure as the page prints it into the column As printed: 1,234, (123), \u25b3123, 12.3%.",
        "\u6570\u5024\u306f\u5370\u5237\u3055\u308c\u305f\u3068\u304a\u308a\u306b\u5165\u529b\u3002",
    ),
    (
        "Say where it stands: page or line, and the heading. A figure without a place is not taken.",
        "\u9801\u307e\u305f\u306f\u884c\u3068\u898b\u51fa\u3057\u3092\u8a18\u5165\uff08\u5834\u6240\u306e\u306a\u3044\u6570\u5024\u306f\u53d6\u308a\u8fbc\u307e\u308c\u307e\u305b\u3093\uff09\u3002",
    ),
    (
        "Look at the unit: it is proposed from the last document and counts as it stands in the cell.",
        "\u5358\u4f4d\u3092\u78ba\u8a8d\uff08\u524d\u56de\u306e\u6587\u66f8\u306e\u5358\u4f4d\u304c\u521d\u671f\u5024\u3067\u3059\uff09\u3002",
    ),
    (
        "Leave empty what the document does not print. What no line asks for goes into the rows at the end.",
        "\u8a18\u8f09\u306e\u306a\u3044\u79d1\u76ee\u306f\u7a7a\u6b04\u306e\u307e\u307e\u3001\u4e00\u89a7\u306b\u306a\u3044\u79d1\u76ee\u306f\u6700\u4e0b\u90e8\u306e\u884c\u3078\u3002",
    ),
    (
        "Type printed growth rates on sheet Claims: they test the figures.",
        "\u5370\u5237\u3055\u308c\u305f\u5897\u6e1b\u7387\u306f\u300cClaims\u300d\u30b7\u30fc\u30c8\u3078\uff08\u6570\u5024\u306e\u691c\u7b97\u7528\uff09\u3002",
    ),
    (
        "Watch the columns Check and the sheet Checks; then save and send the file back, however it is called.",
        "\u300cCheck\u300d\u5217\u3068\u300cChecks\u300d\u30b7\u30fc\u30c8\u3092\u78ba\u8a8d\u3057\u3001\u4fdd\u5b58\u3057\u3066\u8fd4\u9001\u3002",
    ),
)
ABOUT = (
    ("Company", "{{company.name_en}}   {{company.name_ja}}"),
    ("Period", "{{form.periods}}; balances at {{form.closing}}"),
    ("Compared with", "{{form.year_ago}}, and the quarter before"),
    ("Already held", "{{form.held}}"),
    (
        "Brought in by",
        "reportgen import FILE shows what it would add; with --write it adds the document to the tables",
    ),
)
TYPING = (
    ("1,234   1234   \uff11\uff0c\uff12\uff13\uff14", "a figure; separators and full-width digits are read"),
    ("(123)   \u25b3123   -123", "below zero"),
    ("12.3%   up 12.3%   down 3.0%", "percent; the unit cell says %"),
    ("JPY1.02 billion   10\u51042,000\u4e07\u5186", "a token with words: the words say how large it is"),
    ("5.0", "one decimal: the last digit that is typed is the last that is trusted"),
    ("Sign: opposite", "the page prints the other sign than the line asks for"),
    ("Rounded to: 100", "about 1,300: fewer digits are trusted than are printed"),
)
SHEETS = (
    ("Form", "head of the document and its figures, with last year beside and live checks"),
    ("Claims", "printed growth, changes and shares as tests"),
    ("Checks", "sums and identities of the new document, as far as it is typed"),
    ("Parts", "the terms of those sums"),
    ("Record", "figures of earlier documents that the sums need"),
    ("Lists", "units, lines, service lines, companies on offer"),
)


def draw_read_me(page: Page) -> None:
    """Draw the sheet."""
    page.widths({"A": 2.5, "B": 32, "C": 88, "D": 70})
    title(
        page,
        "B1",
        "Form for a new document: {{form.period}}",
        "For whoever types the figures; nothing but Excel or LibreOffice is needed",
        "",
    )
    master(page, "D1")
    row = 4
    row = _section(page, row, "What to do")
    for number, (words, words_ja) in enumerate(STEPS, 1):
        page.put(f"B{row}", f"Step {number}", "muted")
        page.put(f"C{row}", words)
        page.put(f"D{row}", words_ja, "japanese", "muted")
        page.heights(row, row, 16)
        row += 1
    row = _section(page, row + 1, "This form")
    for name, words in ABOUT:
        page.put(f"B{row}", name, "muted")
        page.put(f"C{row}", words)
        row += 1
    row = _section(page, row + 1, "How to type")
    for sample, words in TYPING:
        page.put(f"B{row}", sample, "typed")
        page.put(f"C{row}", words)
        row += 1
    row = _section(page, row + 1, "Colours")
    page.sheet.write_string(f"B{row}", "1,234", entry_style(page, "right"))
    page.put(f"C{row}", "sand ground, blue: type here  \u5165\u529b\u6b04")
    page.put(f"B{row + 1}", 1234, "level", "calculation", border=1, border_color=RULE)
    page.put(
        f"C{row + 1}", "white ground, black or grey: computed, locked without a password  \u8a08\u7b97\u6b04"
    )
    page.put(f"B{row + 2}", "ties", "ok", "centre")
    page.put(f"C{row + 2}", "green, and the word: the figure fits the others  \u4e00\u81f4")
    page.put(f"B{row + 3}", "does not tie", "fix", "centre")
    page.put(f"C{row + 3}", "red, and the word: look again  \u8981\u78ba\u8a8d")
    row = _section(page, row + 5, "Sheets")
    for name, words in SHEETS:
        page.sheet.write_url(
            f"B{row}", f"internal:'{name}'!A1", page.styles("url"), name, f"Go to sheet {name}"
        )
        page.put(f"C{row}", words)
        row += 1
    page.sheet.freeze_panes(2, 0)
    paper(page, A4, f"A1:D{row}")
    page.sheet.fit_to_pages(1, 1)


def _section(page: Page, row: int, words: str) -> int:
    page.heights(row, row, 18)
    page.fill(f"B{row}", f"D{row}", "section")
    page.put(f"B{row}", words, "section")
    return row + 1
