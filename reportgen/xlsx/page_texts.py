"""Tags in the heads and feet of printed pages.

<oddFooter>&amp;LAcme  &amp;A&amp;CDocuments to {{report.as_of}}&amp;R&amp;P / &amp;N</oddFooter>
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lxml import etree

from reportgen.core.findings import Issue, Place
from reportgen.office.package import Package
from reportgen.office.sheets import SheetPart
from reportgen.office.tags import may_hold_tags
from reportgen.office.xml import local_name
from reportgen.plan.template_map import CellTag

HOLDER = "headerFooter"
_LONGEST = 255


def page_tags(package: Package, sheets: Iterable[SheetPart]) -> Iterator[CellTag]:
    """The texts with tags in heads and feet, at no row and no column of their sheets."""
    for sheet in sheets:
        for node in _texts(package, sheet):
            yield CellTag(sheet.name, 0, 0, node.text or "")


def fill_pages(
    package: Package, sheets: Iterable[SheetPart], texts: Mapping[tuple[str, str], str]
) -> list[Issue]:
    """Write the `texts` that take the place of those with tags, by sheet and text of the template.

    Gives a finding for each that Excel would not open.
    """
    issues: list[Issue] = []
    for sheet in sheets:
        found = [node.text or "" for node in _texts(package, sheet)]
        if not any((sheet.name, text) in texts for text in found):
            continue
        for node in package.xml(sheet.part).iterfind(f"{{*}}{HOLDER}/*"):
            node.text = text = texts.get((sheet.name, node.text or ""), node.text or "")
            if len(text) > _LONGEST:
                message = f"a head or foot of printed pages has more than {_LONGEST} characters"
                place = Place(package.name, sheet=sheet.name)
                issues.append(Issue("text-too-long", message, place, found=f"{text[:_LONGEST]}..."))
    return issues


def _texts(package: Package, sheet: SheetPart) -> Iterator[etree._Element]:
    if sheet.is_worksheet and HOLDER.encode() in package[sheet.part] and b"{{" in package[sheet.part]:
        for node in package.peek(sheet.part).iterfind(f"{{*}}{HOLDER}/*"):
            if may_hold_tags(node.text or ""):
                yield node


def is_page_text(node: etree._Element) -> bool:
    """Whether an element is a head or a foot of the printed pages of a worksheet; a view's own ones are not filled."""
    around = node.getparent()
    sheet = around.getparent() if around is not None and local_name(around) == HOLDER else None
    return sheet is not None and local_name(sheet) == "worksheet"
