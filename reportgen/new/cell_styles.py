"""The workbook's colours, number formats and cell styles, each under one name.

    styles("level", "link", "total")   ->   bold green figure, #,##0_), on the fill of total rows

A style is the sum of its names from left to right; the book keeps one format per sum.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

INK = "#1F2733"
NAVY = "#14284B"
MUTED = "#5A6577"
FAINT = "#8C96A5"
RULE = "#B9C2CF"
HAIR = "#DDE2E9"
HEAD = "#EDF1F6"
TYPED = "#0000C8"
LINK = "#1E7B34"
PRIOR = "#9AA8C0"
RATIO = "#C8102E"
UP = "#3E8E75"
DOWN = "#C65B4E"

LATIN = "Calibri"
JAPANESE = "Meiryo"

WORDS = "@_)"


def code(body: str, sign: str = "") -> str:
    """An Excel code: brackets for negative figures, words to the right."""
    return f"{sign}{body}_);({body});{body}_);{WORDS}"


LEVEL, CHANGE = code("#,##0"), code("#,##0", "+")
ONE_DECIMAL, TWO_DECIMALS = code("#,##0.0"), code("#,##0.00")
HALF, SIGNED_DECIMAL = code("#,##0.0##"), code("#,##0.0", "+")
WEIGHT = "+0_);(0);0_)"
PLAIN = "#,##0.########"
SHARE, GROWTH = code("0.0%"), code("0.0%", "+")
FINE_SHARE, FINE_GROWTH = code("0.00%"), code("0.00%", "+")
GBPS = code("#,##0.0,,,")
MONTH = "mmm. yyyy_)"
DAY = "yyyy-mm-dd"
NUMBER_OR_WORDS = code("0")
# What stands in a cell without a figure is shown as a dot.
GAP = ';;;"\u00b7"_)'

Properties = dict[str, Any]

BASE: Properties = {"font_name": LATIN, "font_size": 10, "font_color": INK, "valign": "vcenter"}

NAMES: dict[str, Properties] = {
    # words
    "title": {"font_size": 16, "bold": True, "font_color": NAVY},
    "words": {},
    "muted": {"font_color": MUTED},
    "small": {"font_size": 9},
    "tiny": {"font_size": 8, "font_color": MUTED},
    "japanese": {"font_name": JAPANESE, "font_size": 9},
    "bold": {"bold": True},
    "italic": {"italic": True},
    "navy": {"font_color": NAVY},
    "wrap": {"text_wrap": True, "valign": "top"},
    "top": {"valign": "top"},
    "right": {"align": "right"},
    "centre": {"align": "center"},
    "section": {"font_size": 11, "bold": True, "font_color": NAVY, "bottom": 1, "bottom_color": NAVY},
    "url": {"font_color": LINK, "underline": 1},
    "left": {"align": "left"},
    "indented": {"indent": 1},
    "note": {"font_size": 9, "font_color": MUTED, "indent": 1},
    "shrink": {"shrink": True},
    # heads
    "head": {"font_size": 11, "bold": True, "font_color": NAVY, "bg_color": HEAD},
    "facts": {"font_size": 9, "font_color": MUTED, "bg_color": HEAD},
    "head_end": {"bottom": 2, "bottom_color": NAVY},
    "status": {"bold": True, "font_color": "#8A5200"},
    # figures
    "level": {"num_format": LEVEL, "align": "right"},
    "change": {"num_format": CHANGE, "align": "right"},
    "one": {"num_format": ONE_DECIMAL, "align": "right"},
    "two": {"num_format": TWO_DECIMALS, "align": "right"},
    "gbps": {"num_format": GBPS, "align": "right"},
    "half": {"num_format": HALF, "align": "right"},
    "signed": {"num_format": SIGNED_DECIMAL, "align": "right"},
    "weight": {"num_format": WEIGHT, "align": "right"},
    "plain": {"num_format": PLAIN, "align": "right"},
    "share": {"num_format": SHARE, "align": "right"},
    "growth": {"num_format": GROWTH, "align": "right"},
    "fine_share": {"num_format": FINE_SHARE, "align": "right"},
    "fine_growth": {"num_format": FINE_GROWTH, "align": "right"},
    "month": {"num_format": MONTH, "align": "right"},
    "day": {"num_format": DAY, "align": "left"},
    "text_right": {"num_format": WORDS, "align": "right"},
    "number_or_words": {"num_format": NUMBER_OR_WORDS, "align": "right"},
    "gap": {"num_format": GAP},
    # where a figure comes from
    "typed": {"font_color": TYPED},
    "link": {"font_color": LINK},
    "calculation": {"font_color": INK},
    "ratio": {"font_size": 9, "italic": True, "font_color": MUTED},
    "residual": {"italic": True, "font_color": MUTED},
    # grounds and rules
    "total": {"bold": True, "bg_color": HEAD, "top": 1, "top_color": RULE},
    "year": {"bg_color": "#F7F8FA"},
    "target": {"bg_color": "#FDF3DF"},
    "target_head": {"bg_color": "#F8E4BB"},
    "forecast": {"bg_color": "#F3F7FC"},
    "forecast_head": {"bg_color": "#E4ECF7"},
    "line": {"bottom": 1, "bottom_color": HAIR},
    "rule": {"bottom": 1, "bottom_color": RULE},
    "box": {"border": 1, "border_color": RULE},
    "input": {"font_color": TYPED, "bg_color": "#FFF9C4", "border": 1, "border_color": RULE, "locked": False},
    "locked": {"locked": True},
    "assumed": {"bg_color": "#FFF9C4", "border": 1, "border_color": RULE, "locked": False},
    # not to be taken as printed: hatched
    "doubtful": {"pattern": 14, "fg_color": "#F8EFDD", "bg_color": "#FFFFFF"},
    # verdicts
    "ok": {"bold": True, "font_color": "#1B6B3A", "bg_color": "#E3F1E8"},
    "waived": {"bold": True, "font_color": "#8A5200", "bg_color": "#FFF1D6"},
    "fix": {"bold": True, "font_color": "#A3261B", "bg_color": "#FBE3E1"},
}


class CellStyles:
    """The cell formats of one book; the same sum of names is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, Any], ...], Format] = {}

    def __call__(self, *names: str, **extra: Any) -> Format:
        """The format for a sum of names, with further properties."""
        properties = dict(BASE)
        for name in names:
            properties |= NAMES[name]
        properties |= extra
        return self._format(properties)

    def rule(self, *names: str) -> Format:
        """A format for a conditional rule: only what the names say, nothing of the base."""
        properties: Properties = {}
        for name in names:
            properties |= NAMES[name]
        for unfit in ("font_size", "font_name", "align", "valign", "top", "bottom"):
            properties.pop(unfit, None)
        return self._format(properties)

    def _format(self, properties: Properties) -> Format:
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format(properties)
        return self._made[key]
