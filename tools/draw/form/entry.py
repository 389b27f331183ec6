"""What the sheets Form and Claims share: columns, the cells that a person fills in, and how a typed token is read.

    △1,234      ->   marks  -1,234   digits  -1,234   clean  1234   value  -1234
    （１２３）   ->   marks  -１２３   digits  -123     clean  123    value  -123

Tokens stay texts, so that 5.0 keeps its last digit. Excel reads them by the formulas here, the import by its own rules.
"""

from __future__ import annotations

from dataclasses import dataclass

from tools.draw.model.page import Page
from tools.draw.model.style import FAINT, RULE

IDS, HEAD, FIRST = 4, 5, 6
INPUT = "#FFFBE6"
# Marks of a negative number, all told as one minus; then full-width digits; then all that is no digit.
MARKS = ("down", "\uff08", "(", "\u25b3", "\u25b2", "\u2212", "\uff0d")
FULL_WIDTH = (*((chr(0xFF10 + digit), str(digit)) for digit in range(10)), ("\uff0e", "."))
NOISE = (
    "up",
    ",",
    "\uff0c",
    " ",
    "\u3000",
    "\u00a5",
    "\uffe5",
    "%",
    "\uff05",
    ")",
    "\uff09",
    "-",
    "+",
    "[",
    "]",
)

BOUNDS = ("approx", "over", "under")
STATUSES = ("ok", "suspect", "source error", "conversion error", "superseded")
MEDIA = ("table", "prose", "chart label", "chart image", "footnote")
SCENARIOS = (
    "actual",
    "target",
    "target original",
    "target previous",
    "target revised",
    "expectation",
    "plan longterm",
)
ROUNDED = ("10", "100", "1000", "10000", "100000", "1000000")


@dataclass(frozen=True)
class Column:
    """One column: its letter, what the import calls it, its two heads, its width and what is typed there."""

    at: str
    id: str
    head: str
    head_ja: str
    width: float
    hidden: bool = False
    seldom: bool = False


def entry_style(page: Page, *names: str, **extra: object) -> object:
    """The look of a cell that a person fills in: open under protection, sand ground, blue text."""
    return page.styles("typed", *names, bg_color=INPUT, border=1, border_color=RULE, locked=False, **extra)


def put_entry(page: Page, cell: str, tag: str = "", *names: str, **extra: object) -> None:
    """An open cell, empty or with a tag that proposes its content."""
    style = entry_style(page, *names, **extra)
    if tag:
        page.sheet.write_string(cell, tag, style)
    else:
        page.sheet.write_blank(cell, None, style)


def heads(page: Page, columns: tuple[Column, ...]) -> None:
    """The hidden row of names, the row of heads, the widths; columns that are seldom needed are grouped."""
    page.sheet.set_row(IDS - 1, 12, None, {"hidden": True})
    page.heights(HEAD, HEAD, 42)
    for column in columns:
        options: dict[str, object] = {"hidden": True} if column.hidden else {}
        if column.seldom:
            options["level"] = 1
        page.sheet.set_column(f"{column.at}:{column.at}", column.width, None, options)
        if column.id:
            page.put(f"{column.at}{IDS}", f"rg:{column.id}", "tiny")
        words = f"{column.head}\n{column.head_ja}" if column.head_ja else column.head
        if column.id == "key":
            # What stands in this column says what a row is.
            page.put(f"{column.at}{HEAD}", "head:columns", "tiny")
            continue
        side = (
            ("right",)
            if column.id in ("last", "before", "growth", "follows", "printed")
            else ("centre",)
            if column.id in ("check", "place")
            else ()
        )
        indent = {"indent": 1, "align": "left"} if column.id == "unit" else {}
        page.put(
            f"{column.at}{HEAD}",
            words,
            "head",
            "head_end",
            *side,
            font_size=9,
            text_wrap=True,
            valign="top",
            **indent,
        )


def marks(cell: str) -> str:
    """The token with one minus for every mark of a negative number."""
    return _swap(f'LOWER(TRIM({cell}&""))', [(mark, "-") for mark in MARKS])


def digits(cell: str) -> str:
    """The token with digits of ordinary width."""
    return _swap(cell, FULL_WIDTH)


def clean(cell: str) -> str:
    """The digits alone."""
    return _swap(cell, [(sign, "") for sign in NOISE], 'SUBSTITUTE({},LOWER(form_currency),"")')


def value(typed: str, marked: str, cleaned: str, sign: str) -> str:
    """The signed number; "?" where the token holds words that only the import can read."""
    return (
        f'=IF(TRIM({typed}&"")="","",IF({cleaned}="","?",IFERROR(_xlfn.NUMBERVALUE({cleaned},".",",")'
        f'*IF(ISNUMBER(FIND("-",{marked})),-1,1)*IF({sign}="opposite",-1,1),"?")))'
    )


def half(base: str, cleaned: str, factor: str, rounded: str, bound: str) -> str:
    """Half a unit of the last digit in base units; twice that for what is only about so much."""
    return (
        f'=IF({base}="","",IF(TRIM({rounded}&"")<>"",_xlfn.NUMBERVALUE({rounded},".",",")/2,'
        f'0.5*10^-IF(ISNUMBER(FIND(".",{cleaned})),LEN({cleaned})-FIND(".",{cleaned}),0))'
        f'*{factor}*IF({bound}="approx",2,1))'
    )


def in_brackets(cell: str) -> str:
    """The name in the brackets of a choice such as `Revenues [revenue]`."""
    return f'IFERROR(MID({cell},FIND("[",{cell})+1,FIND("]",{cell})-FIND("[",{cell})-1),{cell})'


def validate_entries(page: Page, row: int, printed_prompt: str, columns: dict[str, str]) -> None:
    """The lists and the advice of a row's open cells; a wrong word is a warning, since the import tells more."""
    lists = {
        "bound": (BOUNDS, "Only where the page says about, over or under. Empty: exactly as printed."),
        "rounded": (
            ROUNDED,
            "Only where fewer digits can be trusted than are printed: about 1,300 is rounded to 100.",
        ),
        "sign": (
            ("opposite",),
            "opposite: the page prints the other sign than the line asks for, such as a payment in parentheses.",
        ),
        "medium": (MEDIA, "Where on the page the figure stands. Empty: in a table."),
        "status": (
            STATUSES,
            "Empty: ok. Anything else needs a note. The printed value stays, also where the page is wrong.",
        ),
        "scenario": (SCENARIOS, "target; target revised where it replaces one printed before."),
    }
    for name, (words, advice) in lists.items():
        if name in columns:
            page.sheet.data_validation(
                f"{columns[name]}{row}",
                {
                    "validate": "list",
                    "source": list(words),
                    "input_title": name.capitalize(),
                    "input_message": advice,
                    "error_type": "warning",
                    "error_title": "Not on the list",
                    "error_message": "Choose a word of the list.",
                },
            )
    _advise(page, f"{columns['printed']}{row}", "As printed", printed_prompt)
    _advise(
        page,
        f"{columns['place']}{row}",
        "Page or line",
        "The page (or the line of the source text): 12, p. 12. Further places of the same figure after a "
        "semicolon: 12; 30.",
    )
    _advise(page, f"{columns['heading']}{row}", "Heading", "The heading of the page or table, as printed.")
    if "note" in columns:
        _advise(
            page,
            f"{columns['note']}{row}",
            "Note",
            "What a reader should know. A figure that restates an older one says restated here.",
        )


def from_list(page: Page, cell: str, name: str, title: str, advice: str) -> None:
    """A cell that takes a word of a list of sheet Lists."""
    page.sheet.data_validation(
        cell,
        {
            "validate": "list",
            "source": f"={name}",
            "input_title": title,
            "input_message": advice,
            "error_type": "warning",
            "error_title": "Not on the list",
            "error_message": "Choose from the list; new names are added to the tables first.",
        },
    )


def _advise(page: Page, cell: str, heading: str, words: str) -> None:
    page.sheet.data_validation(cell, {"validate": "any", "input_title": heading, "input_message": words})


def quiet_scenario(page: Page, cell: str) -> None:
    """What is actual needs no look; targets stand out."""
    page.sheet.conditional_format(
        cell,
        {
            "type": "cell",
            "criteria": "==",
            "value": '"actual"',
            "format": page.book.add_format({"font_color": FAINT, "bg_color": "#FFFFFF"}),
        },
    )


def protect(page: Page) -> None:
    """Computed cells are locked without a password; rows may be sorted, inserted, widened and coloured."""
    page.sheet.protect(
        "",
        {
            "format_cells": True,
            "format_columns": True,
            "format_rows": True,
            "insert_rows": True,
            "delete_rows": True,
            "sort": True,
            "autofilter": True,
        },
    )


def legend(page: Page, row: int, cells: tuple[str, str, str, str]) -> None:
    """The four looks of cells, in words and colour."""
    page.heights(row, row, 17)
    first, second, third, fourth = cells
    page.sheet.write_string(f"{first}{row}", "type here  \u5165\u529b", entry_style(page, "small"))
    page.put(f"{second}{row}", "computed  \u8a08\u7b97", "small", "calculation", border=1, border_color=RULE)
    page.put(f"{third}{row}", "ties  \u4e00\u81f4", "small", "ok", border=1, border_color=RULE)
    page.put(f"{fourth}{row}", "look again  \u8981\u78ba\u8a8d", "small", "fix", border=1, border_color=RULE)


def verdict_colours(page: Page, cells: str, good: tuple[str, ...], bad: tuple[str, ...]) -> None:
    """Colour beside the words of a verdict."""
    for words, style in ((good, "ok"), (bad, "fix")):
        for word in words:
            page.sheet.conditional_format(
                cells,
                {
                    "type": "cell",
                    "criteria": "==",
                    "value": f'"{word}"',
                    "format": page.styles.rule(style),
                },
            )


def _swap(text: str, pairs: object, template: str = "{}") -> str:
    for old, new in pairs:  # type: ignore[attr-defined]
        text = f'SUBSTITUTE({text},"{old}","{new}")'
    return f"={template.format(text)}"
