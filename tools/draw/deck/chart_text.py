"""Text inside charts: default properties and the rich text of a data label that reads its cells."""

from __future__ import annotations

from tools.draw.deck.tokens import FONTS, fill

LABEL_BODY = (
    '<a:bodyPr rot="0" spcFirstLastPara="1" vertOverflow="overflow" horzOverflow="overflow" vert="horz" wrap="none" '
    'lIns="0" tIns="19050" rIns="0" bIns="19050" anchor="ctr" anchorCtr="1"><a:spAutoFit/></a:bodyPr>'
)

VALUE_FIELD = "{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A01}"
CELL_FIELD = "{5B6E0D1C-2F0B-4B6E-9C55-0A1D6C1F2A02}"
CELL_LABELS = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
LABEL_RANGE = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
C15 = 'xmlns:c15="http://schemas.microsoft.com/office/drawing/2012/chart"'


def default_text(size: float, colour: str, *, bold: bool = False, body: str = "<a:bodyPr/>") -> str:
    """c:txPr for axes and plain labels."""
    return (
        f'<c:txPr>{body}<a:lstStyle/><a:p><a:pPr><a:defRPr sz="{round(size * 100)}" b="{int(bold)}">'
        f'{fill(colour)}{FONTS}</a:defRPr></a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def field_paragraph(kind: str, guid: str, shown: str, size: float, colour: str, *, bold: bool) -> str:
    """One line of a label: a field with the text that programs show which do not know the field."""
    look = f'sz="{round(size * 100)}" b="{int(bold)}"'
    paint = f"{fill(colour)}{FONTS}"
    return (
        f"<a:p><a:pPr><a:defRPr {look}>{paint}</a:defRPr></a:pPr>"
        f'<a:fld id="{guid}" type="{kind}"><a:rPr lang="en-US" altLang="ja-JP" {look}>{paint}</a:rPr>'
        f"<a:pPr><a:defRPr {look}>{paint}</a:defRPr></a:pPr><a:t>{shown}</a:t></a:fld></a:p>"
    )
