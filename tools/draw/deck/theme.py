"""The house theme: colours from the tokens, Calibri with Meiryo, flat effects."""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from tools.draw.deck.tokens import COLOURS

NAME = "IIJ results"
SLOTS = (
    ("dk1", "ink"),
    ("lt1", "ground"),
    ("dk2", "navy"),
    ("lt2", "head"),
    ("accent1", "network"),
    ("accent2", "si"),
    ("accent3", "equipment"),
    ("accent4", "atm"),
    ("accent5", "prior"),
    ("accent6", "brand"),
    ("hlink", "si"),
    ("folHlink", "muted"),
)
EXTRA = ("muted", "faint", "rule", "hair", "total", "target", "target.head", "network.line", "up", "down")


def theme(name: str = NAME) -> bytes:
    """The theme part."""
    colours = "".join(f'<a:{slot}><a:srgbClr val="{COLOURS[token]}"/></a:{slot}>' for slot, token in SLOTS)
    extra = "".join(
        f'<a:custClr name="{token}"><a:srgbClr val="{COLOURS[token]}"/></a:custClr>' for token in EXTRA
    )
    font = '<a:latin typeface="Calibri"/><a:ea typeface="Meiryo"/><a:cs typeface="Calibri"/><a:font script="Jpan" typeface="Meiryo"/>'
    flat = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    strokes = "".join(
        f'<a:ln w="{width}" cap="flat" cmpd="sng" algn="ctr">{flat}<a:prstDash val="solid"/></a:ln>'
        for width in (9525, 12700, 19050)
    )
    effects = "<a:effectStyle><a:effectLst/></a:effectStyle>" * 3
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="{name}"><a:themeElements>'
        f'<a:clrScheme name="{name}">{colours}</a:clrScheme>'
        f'<a:fontScheme name="{name}"><a:majorFont>{font}</a:majorFont><a:minorFont>{font}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="{name}"><a:fillStyleLst>{flat * 3}</a:fillStyleLst><a:lnStyleLst>{strokes}</a:lnStyleLst>'
        f"<a:effectStyleLst>{effects}</a:effectStyleLst><a:bgFillStyleLst>{flat * 3}</a:bgFillStyleLst></a:fmtScheme>"
        f"</a:themeElements><a:objectDefaults/><a:extraClrSchemeLst/><a:custClrLst>{extra}</a:custClrLst></a:theme>"
    ).encode()
