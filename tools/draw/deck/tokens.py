"""The house's colours, fonts and lengths.

fill("navy")             -> <a:solidFill><a:schemeClr val="tx2"/></a:solidFill>
fill("brand", alpha=12)  -> the same with 12 % opacity
cm(1.5)                  -> 540000
"""

from __future__ import annotations

from pptx.util import Emu

COLOURS = {
    "ground": "FFFFFF",
    "ink": "1F2733",
    "navy": "14284B",
    "muted": "5A6577",
    "faint": "8C96A5",
    "rule": "B9C2CF",
    "hair": "DDE2E9",
    "head": "EDF1F6",
    "total": "F4F6F9",
    "target": "FDF3DF",
    "target.head": "F8E4BB",
    "network": "EE9DB4",
    "network.line": "C92A63",
    "si": "3572BA",
    "equipment": "B4BBC6",
    "atm": "F0A04B",
    "current": "14284B",
    "prior": "9AA8C0",
    "ratio": "C8102E",
    "brand": "C8102E",
    "target.column": "E8C77A",
    "up": "3E8E75",
    "down": "C65B4E",
    "up.text": "2B6B57",
    "down.text": "A3453A",
}

# Tokens that have a slot in the theme; all others are written as they are and offered as custom colours.
THEME_SLOTS = {
    "ink": "tx1",
    "ground": "bg1",
    "navy": "tx2",
    "current": "tx2",
    "head": "bg2",
    "network": "accent1",
    "si": "accent2",
    "equipment": "accent3",
    "atm": "accent4",
    "prior": "accent5",
    "brand": "accent6",
    "ratio": "accent6",
}

FONTS = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/><a:cs typeface="+mn-cs"/>'


def cm(length: float) -> Emu:
    """Centimetres as EMU."""
    return Emu(round(length * 360_000))


def pt(length: float) -> int:
    """Points as EMU."""
    return round(length * 12_700)


def fill(token: str, alpha: int | None = None) -> str:
    """A solid fill in a house colour; `alpha` is opacity in percent."""
    inner = f'<a:alpha val="{alpha * 1000}"/>' if alpha is not None else ""
    slot = THEME_SLOTS.get(token)
    if slot:
        return f'<a:solidFill><a:schemeClr val="{slot}">{inner}</a:schemeClr></a:solidFill>'
    return f'<a:solidFill><a:srgbClr val="{COLOURS[token]}">{inner}</a:srgbClr></a:solidFill>'


def line(token: str | None, width: float = 0.75) -> str:
    """An outline of `width` points, or none."""
    if token is None:
        return "<a:ln><a:noFill/></a:ln>"
    return f'<a:ln w="{pt(width)}" cap="flat">{fill(token)}<a:prstDash val="solid"/><a:round/></a:ln>'
