"""What a person changed of a deck as a whole: its slides' size and numbers, custom shows, properties."""

from __future__ import annotations

from lxml import etree

from reportgen.carry.deck_import import Importer
from reportgen.carry.deck_merge import merge_part
from reportgen.carry.deck_plan import CarryLog
from reportgen.carry.deck_trees import DeckSide, Forms, attributes
from reportgen.office.package import Package
from reportgen.office.xml import local_name, qn
from reportgen.pptx.as_built import content_digest
from reportgen.pptx.library import presentation_part

# Lists of slides, masters and sections are made of the slides themselves, the size is compared with its rounding; the
# last names of the properties are written by whatever program saves the deck.
_MADE = frozenset(
    {
        "sldMasterIdLst",
        "notesMasterIdLst",
        "handoutMasterIdLst",
        "sldIdLst",
        "sldSz",
        "embeddedFontLst",
        "extLst",
        *("lastModifiedBy", "revision", "created", "modified", "lastPrinted", "version"),
    }
)
# How a program saves, not what a person chose.
_OF_PROGRAMS = ("saveSubsetFonts", "autoCompressPictures", "bookmarkIdSeed", "compatMode", "conformance")
_SHOWN = "/ppt/presProps.xml"
_CORE = "/docProps/core.xml"


def carry_whole(
    sides: tuple[DeckSide, DeckSide, DeckSide], importer: Importer, forms: Forms, told: CarryLog
) -> None:
    """Bring what a person changed of the deck itself into the new one; `sides` as built, as left, as built now."""
    built, left, _ = sides
    out = importer.out
    main = presentation_part(out)
    for mine, theirs, part, what, done in (
        (built.main, left.main, main, "settings", ""),
        (_SHOWN, _SHOWN, _SHOWN, "how it is shown", ""),
        (_CORE, _CORE, _CORE, "properties", "your property stands; the build changed it as well"),
    ):
        if mine in built.package and theirs in left.package and part in out:
            trees = _own(built.tree(mine)), _own(left.tree(theirs))
            if forms(trees[0]) != forms(trees[1]):
                told.summed(merge_part(importer, (*trees, out.xml(part)), part, forms), what, done)
    _custom_properties(built.package, left.package, importer, told)


def _own(root: etree._Element) -> etree._Element:
    for name in _OF_PROGRAMS:
        root.attrib.pop(name, "")
    for node in [one for one in root if local_name(one) in _MADE]:
        root.remove(node)
    return root


def _custom_properties(built: Package, left: Package, importer: Importer, told: CarryLog) -> None:
    """Properties of a person's or a company's own, such as labels of confidentiality: kept as they were left."""
    for link in left.relationships("/"):
        if link.kind != "custom-properties":
            continue
        part = next(iter(left.related("/", link.kind)))
        if part in built and content_digest(built[part]) == content_digest(left[part]):
            continue
        out = importer.out
        own = next(iter(out.related("/", link.kind)), "")
        if own:
            out[own] = left[part]
        else:
            out.relate("/", link.type, importer.part(part))
        told.edit("", "properties")


def carry_size(sides: tuple[DeckSide, DeckSide], out: Package, told: CarryLog, rounding: int) -> None:
    """Bring the size of the slides that a person set; `sides` as built and as left, `rounding` in EMU."""
    sizes = [side.package.peek(side.main).find(qn("p:sldSz")) for side in sides]
    if sizes[0] is None or sizes[1] is None:
        return
    lengths = [[int(one.get(name, "0")) for name in ("cx", "cy")] for one in (sizes[0], sizes[1])]
    if all(abs(a - b) <= rounding for a, b in zip(*lengths, strict=True)):
        return
    size = out.xml(presentation_part(out)).find(qn("p:sldSz"))
    if size is not None:
        size.attrib.clear()
        for name, value in attributes(sizes[1]).items():
            size.set(name, value)
        told.edit("", "size of the slides")
