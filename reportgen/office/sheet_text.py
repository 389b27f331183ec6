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
# The declaration, if any, and the encoding it names, before the first letter of the root.
_BEGINNING = re.compile(
    rb"""(?:\xef\xbb\xbf)?(?:<\?xml\s[^>]*?(?:encoding\s*=\s*["']([^"']*)["'][^>]*)?\?>)?\s*<[A-Za-z_]"""
)
_ENTITY = re.compile(rb"&(?:amp|lt|gt|quot|apos|#9|#10|#13);")
_CONTROLS = bytes(set(range(32)) - set(b"\t\n\r"))
_NO_LETTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # XML 1.0, 2.2


def is_plain(xml: bytes) -> bool:
    """Whether a part is UTF-8 without comments or instructions, so that what a pattern matches stands in its tree."""
    beginning = _BEGINNING.match(xml)
    if beginning is None or (beginning[1] or b"utf-8").lower() != b"utf-8":
        return False
    return xml.find(b"<!", beginning.end()) < 0 and xml.find(b"<?", beginning.end()) < 0


_BARE_ROW = re.compile(rb'<row r="([0-9]+)"([^>]*?)(?:/>|>[^<]*</row>)')


def with_cells(frame: bytes, xml: bytes) -> bytes:
    """A frame of a worksheet, whose rows may be others by now, with the cells that the worksheet has in them.

    Values that are empty texts are spelled as a tree is written.
    """
    cells: dict[bytes, bytes] = {}
    for row in xml.split(b"</row>")[:-1]:
        number, _, rest = row.rpartition(b'<row r="')[2].partition(b'"')
        cells[number] = rest.partition(b">")[2].replace(b"<v></v>", b"<v/>")

    def filled(found: re.Match[bytes]) -> bytes:
        number, attributes = found.groups()
        inside = cells.get(number)
        head = b'<row r="%b"%b' % (number, attributes)
        return b"%b>%b</row>" % (head, inside) if inside else head + b"/>"

    return _BARE_ROW.sub(filled, frame)


def may_hold_formulas(xml: bytes) -> bool:
    """Whether there may be formulas in a worksheet, with whatever prefix and encoding; a quick look."""
    return b"<f" in xml or b":f" in xml or not is_plain(xml)


def sheet_frame(xml: bytes) -> bytes | None:
    """A worksheet without its cells, which `CELL_XML` matches, all of them; None for any other part."""
    if b"]]>" in xml or not (xml.isascii() or _is_sound(xml)):
        return None
    head, opened, rest = xml.partition(b"<sheetData>")
    data, closed, tail = rest.partition(b"</sheetData>")
    if not closed or b"<c " in head or b"<c " in tail:
        return None
    data = _CELL.sub(b"", data)
    # Nothing is left but rows: another name, prefix or spelling of a cell would show.
    tags = data.count(b'<row r="') + data.count(b"</row>")
    if data.count(b"<") != tags or data.count(b">") != tags:
        return None
    if xml.count(b"&") != len(_ENTITY.findall(xml)) or len(xml.translate(None, _CONTROLS)) != len(xml):
        return None
    frame = b"".join((head, opened, data, closed, tail))
    # A comment or an instruction that held a cell is left without it.
    return frame if is_plain(frame) else None


def _is_sound(xml: bytes) -> bool:
    """Whether bytes are UTF-8 of letters that may stand between tags."""
    try:
        xml.decode()
    except UnicodeDecodeError:
        return False
    return not any(word in xml for word in _NO_LETTERS)
