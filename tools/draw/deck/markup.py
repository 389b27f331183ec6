"""From a fragment of DrawingML or PresentationML to an element."""

from __future__ import annotations

from lxml import etree
from pptx.oxml import parse_xml

NAMESPACES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)

DECORATIVE = (
    '<a:extLst><a:ext uri="{C183D7F6-B498-43B3-948B-1728B52AA6E4}">'
    '<adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>'
    "</a:ext></a:extLst>"
)


def element(fragment: str) -> etree._Element:
    """Parse a fragment whose root has no namespace declarations of its own."""
    end = min(at for at in (fragment.find(" "), fragment.find(">"), fragment.find("/>")) if at > 0)
    parsed: etree._Element = parse_xml(f"{fragment[:end]} {NAMESPACES}{fragment[end:]}")
    return parsed
