"""A worksheet as all programs spell it: most of it are cells, which a pattern reads ten times as quick as a tree.

<row r="12"><c r="H12" s="7"><f>G12*1.02</f><v>3.5</v></c></row>   ->   <row r="12"></row> in its frame

The pattern proves what it matches: where the frame is well-formed XML, so is the sheet.
"""

from __future__ import annotations

import re

FORMULA_XML = (
    r'<f((?: t="array")?(?: aca="[a-z01]+")?(?: ref="[A-Z0-9:]+")?(?: ca="[a-z01]+")?)'
    r"(?:/>|>([^<]*)</f>)"
)
VALUE_XML = r"<v(?:/>|>([^<]*)</v>)"
# Column, row, style, type; attributes and text of the formula; value; inline text.
CELL_XML = (
    r'<c r="([A-Z]{1,3})([0-9]{1,7})"(?: s="([0-9]+)")?(?: t="([a-zA-Z]+)")?'
    rf"(?:/>|>(?:{FORMULA_XML})?(?:{VALUE_XML})?"
    r'(?:<is><t(?: xml:space="preserve")?(?:/>|>([^<]*)</t>)</is>)?</c>)'
)
_CELL = re.compile(CELL_XML.encode())
_ENCODING = re.compile(rb"""(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding=["']([^"']*)""")
_ENTITY = re.compile(rb"&(?:amp|lt|gt|quot|apos|#9|#10|#13);")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
# A comment or a CDATA section could hide cells; the others may not stand between tags (XML 1.0, 2.2 and 2.4).
_ODD = (b"<!", b"]]>", b"\xef\xbf\xbe", b"\xef\xbf\xbf")


def is_plain(xml: bytes) -> bool:
    """Whether a part is UTF-8 without comments, so that a pattern that matches finds what a tree would show."""
    encoding = _ENCODING.match(xml)
    return (encoding is None or encoding[1].lower() == b"utf-8") and b"<!" not in xml


def sheet_frame(xml: bytes) -> bytes | None:
    """A worksheet without its cells, which `CELL_XML` matches, all of them; None for any other part."""
    if b"<sheetData>" not in xml or not is_plain(xml) or any(word in xml for word in _ODD):
        return None
    frame = _CELL.sub(b"", xml)
    if b"<c " in frame or b"<c>" in frame or frame.count(b"<row") != frame.count(b'<row r="'):
        return None
    if xml.count(b"&") != sum(1 for _ in _ENTITY.finditer(xml)) or len(xml.translate(None, _CONTROLS)) != len(
        xml
    ):
        return None
    try:
        xml.decode()
    except UnicodeDecodeError:
        return None
    return frame
