"""The list of slides in the presentation's main part, and what refers to it.

<p:sldIdLst> <p:sldId id="256" r:id="rId2"/> ...      custom shows use the r:id, sections use the id
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from lxml import etree

from reportgen.deck.library import slide_nodes
from reportgen.opc import Package
from reportgen.parts.chart_names import insert_before, qn, remove, sub

_AFTER_SLIDES = frozenset(
    {
        "sldSz",
        "notesSz",
        "smartTags",
        "embeddedFontLst",
        "custShowLst",
        "photoAlbum",
        "custDataLst",
        "kinsoku",
        "defaultTextStyle",
        "modifyVerifier",
        "extLst",
    }
)


@dataclass(frozen=True, slots=True)
class PageIds:
    """The two ids of one slide: its own, and that of the relationship to its part."""

    slide_id: int
    rid: str


def write_presentation(
    package: Package, main: str, origins: Sequence[tuple[str, str]], ids: Sequence[PageIds]
) -> None:
    """Bring the list of slides, custom shows and sections to `ids`.

    `origins` are the ids (own and relationship) of the library slides behind them, in the same order.
    """
    present = [(node.get("id", ""), node.get(qn("r:id"), "")) for node in slide_nodes(package.peek(main))]
    if present == [(str(own.slide_id), own.rid) for own in ids]:
        return
    root = package.xml(main)
    holder = root.find(qn("p:sldIdLst"))
    if holder is None:
        holder = etree.Element(qn("p:sldIdLst"))
        insert_before(root, holder, _AFTER_SLIDES)
    kept = {node.get(qn("r:id"), ""): node for node in slide_nodes(root)}
    for node in kept.values():
        remove(node)
    for own in ids:
        old = kept.get(own.rid)
        node = old if old is not None else sub(holder, "p:sldId")
        node.set("id", str(own.slide_id))
        node.set(qn("r:id"), own.rid)
        holder.append(node)
    _clean_custom_shows(root, {own.rid for own in ids})
    _clean_sections(root, [slide_id for slide_id, _ in origins], [str(own.slide_id) for own in ids])


def _clean_custom_shows(root: etree._Element, rids: set[str]) -> None:
    shows = root.find(qn("p:custShowLst"))
    if shows is None:
        return
    for show in list(shows):
        slides = show.findall(f"{qn('p:sldLst')}/{qn('p:sld')}")
        for slide in slides:
            if slide.get(qn("r:id")) not in rids:
                remove(slide)
        if show.find(f"{qn('p:sldLst')}/{qn('p:sld')}") is None:
            remove(show)
    if len(shows) == 0:
        remove(shows)


def _clean_sections(root: etree._Element, origins: Sequence[str], ids: Sequence[str]) -> None:
    """Slides go to the section of their library slide; where that breaks a section apart, sections go."""
    for sections in list(root.iter(qn("p14:sectionLst"))):
        home = {
            node.get("id", ""): number
            for number, section in enumerate(sections)
            for node in section.iter(qn("p14:sldId"))
        }
        order = [home.get(origin, -1) for origin in origins]
        stretches = [number for number, _ in groupby(order)]
        extension = sections.getparent()
        if -1 in stretches or stretches != sorted(set(stretches)):
            if extension is not None:
                holder = extension.getparent()
                remove(extension)
                if holder is not None and len(holder) == 0:
                    remove(holder)
            continue
        for number, section in enumerate(list(sections)):
            members = [own for own, at in zip(ids, order, strict=True) if at == number]
            slides = section.find(qn("p14:sldIdLst"))
            if not members:
                remove(section)
            elif slides is not None:
                for node in list(slides):
                    remove(node)
                for member in members:
                    sub(slides, "p14:sldId", id=member)
