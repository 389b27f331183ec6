"""Slide operations on whole decks: leave out, reorder, double, and bring in pages of another deck.

rearranged(deck, [3, 1, 1])           slides 3, 1 and a second 1, each with charts and notes of its own
import_pages(deck, other, [2])        slide 2 of the other deck at the end, with its layout, master and theme

No operation changes the packages it is given.
"""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from reportgen.deck.assemble import assemble
from reportgen.deck.imports import Copying
from reportgen.deck.library import LibraryPage, library_pages, presentation_part, slide_nodes
from reportgen.diagnostics import FindingsError, Issue, Place
from reportgen.gate import pass_gate
from reportgen.opc import Package, Relationship
from reportgen.opc.relationships import relative_target
from reportgen.parts.chart_names import child_elements, insert_before, qn, sub

_SLIDE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/slide"
_BEHIND_MASTERS = frozenset(
    {"notesMasterIdLst", "handoutMasterIdLst", "sldIdLst", "sldSz", "notesSz", "defaultTextStyle", "extLst"}
)
_RELATIONSHIPS_CONTENT = "application/vnd.openxmlformats-package.relationships+xml"
_FIRST_MASTER_ID = 2_147_483_648


def rearranged(package: Package, numbers: Sequence[int]) -> Package:
    """The deck with the slides `numbers` (from 1) in this order; a number named twice gives two slides.

    `FindingsError` for a number that the deck does not have.
    """
    deck, _ = assemble(package, _chosen(package, numbers))
    pass_gate(deck, (package,))
    return deck


def import_pages(package: Package, source: Package, numbers: Sequence[int]) -> Package:
    """The deck with the slides `numbers` (from 1) of `source` behind its own.

    They bring their layouts with master and theme, unless the deck has the same; notes go to the deck's own
    master of notes; table styles come along; links to slides that stay behind are taken out, comments too.
    """
    chosen = [page.part for page in _chosen(source, numbers)]
    copying = Copying(package.copy(), source)
    # Some writers list relationship parts one by one instead of by their extension.
    copying.target.ensure_default_type("rels", _RELATIONSHIPS_CONTENT)
    main = presentation_part(copying.target)
    parts = copying.slides(chosen)
    for master in copying.new_masters:
        _list_master(copying.target, main, master)
    if copying.new_notes_master:
        _list_notes_master(copying.target, main, copying.new_notes_master)
    for part in parts:
        _list_slide(copying.target, main, part)
    pass_gate(copying.target, (package, source))
    return copying.target


def _chosen(package: Package, numbers: Sequence[int]) -> list[LibraryPage]:
    pages = library_pages(package)
    expected = f"numbers from 1 to {len(pages)}"
    unknown = [
        Issue("unknown-slide", f"the deck has no slide {number}", Place(package.name), expected=expected)
        for number in dict.fromkeys(numbers)
        if not 1 <= number <= len(pages)
    ]
    if unknown:
        raise FindingsError(unknown)
    return [pages[number - 1] for number in numbers]


def _relate(package: Package, main: str, kind: str, part: str) -> str:
    relations = package.relationships(main)
    for relation in relations:
        if relation.kind == kind and package.target(main, relation.rid) == part:
            return relation.rid
    taken = {relation.rid for relation in relations}
    rid = next(f"rId{number}" for number in range(1, len(taken) + 2) if f"rId{number}" not in taken)
    link = Relationship(rid, _SLIDE.removesuffix("slide") + kind, relative_target(main, part))
    package.set_relationships(main, (*relations, link))
    return rid


def _list_master(package: Package, main: str, master: str) -> None:
    """Add a master to the presentation; ids of masters and layouts share one range (19.7.13 and 19.7.15)."""
    rid = _relate(package, main, "slideMaster", master)
    root = package.xml(main)
    holder = root.find(qn("p:sldMasterIdLst"))
    if holder is None:
        holder = etree.Element(qn("p:sldMasterIdLst"))
        root.insert(0, holder)
    taken = {int(node.get("id", "0")) for node in holder}
    for part in package.related(main, "slideMaster"):
        layouts = package.peek(part).find(qn("p:sldLayoutIdLst"))
        if part != master and layouts is not None:
            taken |= {int(node.get("id", "0")) for node in layouts}
    fresh = max([_FIRST_MASTER_ID, *taken]) + 1
    sub(holder, "p:sldMasterId", id=str(fresh)).set(qn("r:id"), rid)
    layouts = package.xml(master).find(qn("p:sldLayoutIdLst"))
    for number, node in enumerate(child_elements(layouts) if layouts is not None else (), start=fresh + 1):
        node.set("id", str(number))


def _list_notes_master(package: Package, main: str, part: str) -> None:
    rid = _relate(package, main, "notesMaster", part)
    root = package.xml(main)
    if root.find(qn("p:notesMasterIdLst")) is None:
        holder = etree.Element(qn("p:notesMasterIdLst"))
        insert_before(root, holder, _BEHIND_MASTERS - {"notesMasterIdLst"})
        sub(holder, "p:notesMasterId").set(qn("r:id"), rid)


def _list_slide(package: Package, main: str, part: str) -> None:
    rid = _relate(package, main, "slide", part)
    root = package.xml(main)
    holder = root.find(qn("p:sldIdLst"))
    if holder is None:
        holder = etree.Element(qn("p:sldIdLst"))
        insert_before(root, holder, _BEHIND_MASTERS - {"notesMasterIdLst", "handoutMasterIdLst", "sldIdLst"})
    used = [int(node.get("id", "0")) for node in slide_nodes(root)]
    fresh = str(max([255, *used]) + 1)
    sub(holder, "p:sldId", id=fresh).set(qn("r:id"), rid)
    for sections in root.iter(qn("p14:sectionLst")):
        slides = list(sections.iter(qn("p14:sldIdLst")))
        if slides:
            sub(slides[-1], "p14:sldId", id=fresh)
