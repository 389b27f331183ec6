"""A designer restyles the slide library, and every deck is built again without loss.

Fonts and colours of the theme, a moved text, cards of another colour and place, a logo on the master, another on one
page and a mark on all: the decks show all of it, and nothing else has changed; no word, no figure, no point of a chart.
"""

from __future__ import annotations

import io
import shutil
import struct
import zlib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pytest
from deck_reading import chart_points
from house import ROOT, Built
from lxml import etree
from made import saved
from office import parts_of, sdk_errors
from pptx import Presentation
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from pptx.util import Cm
from test_built_deck import A

from reportgen.app.build import build
from reportgen.project.project import Project

PAGE, BOX, SHIFT = "balance_sheet_wide", "Notes", Cm(-0.4)
FONTS = {"latin": "Georgia", "ea": "Yu Gothic"}
COLOURS = {"dk2": "0B4F4A", "accent2": "7A3E9D", "accent5": "C9B8A0"}
ON_MASTER, ON_PAGE, MARK = "Logo of the group", "Seal of the auditors", "Partner mark"


def picture(red: int) -> bytes:
    """A small square as PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + bytes((red, 40, 60)) * 8 for _ in range(8))
    head = struct.pack(">IIBBBBB", 8, 8, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def restyled(data: bytes) -> bytes:
    """The library after a designer's afternoon."""
    deck = Presentation(io.BytesIO(data))
    master = deck.slide_master
    _, rid = master.part.get_or_add_image_part(io.BytesIO(picture(200)))
    master.shapes._spTree.append(
        parse_xml(
            '<p:pic xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
            f'<p:nvPicPr><p:cNvPr id="9001" name="{ON_MASTER}"/><p:cNvPicPr/><p:nvPr userDrawn="1"/></p:nvPicPr>'
            f'<p:blipFill><a:blip r:embed="{rid}"/><a:stretch><a:fillRect/></a:stretch></p:blipFill>'
            f'<p:spPr><a:xfrm><a:off x="{Cm(22)}" y="{Cm(18)}"/><a:ext cx="{Cm(0.6)}" cy="{Cm(0.6)}"/></a:xfrm>'
            '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr></p:pic>'
        )
    )
    slide = next(one for one in deck.slides if f"page: {PAGE}" in one.notes_slide.notes_text_frame.text)
    box = next(shape for shape in slide.shapes if shape.name == BOX)
    box.left, box.top = box.left, box.top + SHIFT
    added = slide.shapes.add_picture(io.BytesIO(picture(90)), Cm(30.6), Cm(16.6), Cm(0.7), Cm(0.7))
    added.name = ON_PAGE
    for page in deck.slides:
        for card in [one for one in page.shapes if one.name.startswith("Ground")]:
            card.fill.solid()
            card.left += Cm(0.05)
        mark = page.shapes.add_textbox(Cm(26), Cm(0.1), Cm(5), Cm(0.5))
        mark.name, mark.text_frame.text = MARK, "Partner"
    theme = next(rel.target_part for rel in master.part.rels.values() if rel.reltype.endswith("/theme"))
    root = etree.fromstring(theme.blob)
    for kind in ("majorFont", "minorFont"):
        for slot, name in FONTS.items():
            root.find(f".//{A}{kind}/{A}{slot}").set("typeface", name)
    for slot, colour in COLOURS.items():
        root.find(f".//{A}clrScheme/{A}{slot}/{A}srgbClr").set("val", colour)
    theme._blob = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return saved(deck)


@dataclass(frozen=True)
class Pair:
    """One deck as the library stands, and from the restyled library."""

    before: Path
    after: Path

    @cached_property
    def decks(self) -> tuple[Deck, Deck]:
        """Both as python-pptx reads them."""
        return Presentation(str(self.before)), Presentation(str(self.after))


@pytest.fixture(scope="module")
def pairs(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Pair]:
    folder = tmp_path_factory.mktemp("restyled")
    for name in ("data", "templates"):
        shutil.copytree(ROOT / name, folder / name)
    library = folder / "templates" / built.results.spec.template
    library.write_bytes(restyled(library.read_bytes()))
    decks = {
        one.report: path
        for one, path in zip(built.result.built, built.result.paths, strict=True)
        if path.suffix == ".pptx"
    }
    result = build(Project(folder), list(decks), folder / "output")
    assert len(decks) >= 3
    return {
        one.report: Pair(decks[one.report], path)
        for one, path in zip(result.built, result.paths, strict=True)
    }


def told(slide: Slide) -> list[object]:
    """Everything a page says: words, cells, points of charts, notes."""
    found: list[object] = [slide.notes_slide.notes_text_frame.text if slide.has_notes_slide else ""]
    for shape in slide.shapes:
        if shape.name in (ON_PAGE, MARK):
            continue
        found.append(shape.name)
        if shape.has_text_frame:
            found.append(shape.text_frame.text)
        if shape.has_table:
            found.append([[cell.text for cell in row.cells] for row in shape.table.rows])
        if shape.has_chart:
            found.append(list(chart_points(shape)))
    return found


def test_no_word_no_figure_and_no_point_is_lost(pairs: dict[str, Pair]) -> None:
    for report, pair in pairs.items():
        before, after = pair.decks
        assert len(before.slides) == len(after.slides), report
        for number, (one, other) in enumerate(zip(before.slides, after.slides, strict=True), start=1):
            assert told(one) == told(other), (report, number)


def test_all_decks_wear_the_new_fonts_and_colours(pairs: dict[str, Pair]) -> None:
    for pair in pairs.values():
        theme = etree.fromstring(parts_of(pair.after.read_bytes())["ppt/theme/theme1.xml"])
        for kind in ("majorFont", "minorFont"):
            for slot, name in FONTS.items():
                assert theme.find(f".//{A}{kind}/{A}{slot}").get("typeface") == name
        for slot, colour in COLOURS.items():
            assert theme.find(f".//{A}clrScheme/{A}{slot}/{A}srgbClr").get("val") == colour


def test_no_run_of_a_slide_names_a_font_of_its_own(pairs: dict[str, Pair]) -> None:
    """Else it would keep the old one."""
    for pair in pairs.values():
        for name, data in parts_of(pair.after.read_bytes()).items():
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")) and name.endswith(".xml"):
                for font in etree.fromstring(data).iter(f"{A}latin", f"{A}ea", f"{A}cs"):
                    assert font.get("typeface", "").startswith(("+mn", "+mj")), name


def test_the_logo_stands_on_the_master_of_every_deck(pairs: dict[str, Pair]) -> None:
    for report, pair in pairs.items():
        _, after = pair.decks
        (logo,) = (shape for shape in after.slide_master.shapes if shape.name == ON_MASTER)
        assert logo.image.blob == picture(200), report


def test_the_mark_stands_on_every_page_of_the_mirrored_decks(pairs: dict[str, Pair]) -> None:
    for report in ("fy08_forum", "fy11_company"):
        _, after = pairs[report].decks
        assert all(MARK in {shape.name for shape in slide.shapes} for slide in after.slides)


def test_the_moved_text_and_the_seal_stand_on_every_page_made_from_that_one(pairs: dict[str, Pair]) -> None:
    seen = 0
    for pair in pairs.values():
        before, after = pair.decks
        for one, other in zip(before.slides, after.slides, strict=True):
            seals = [shape for shape in other.shapes if shape.name == ON_PAGE]
            if not any(shape.name == "balance_table" for shape in one.shapes):
                assert not seals
                continue
            if not seals:
                continue  # the balance sheet with remarks is another page of the library
            assert seals[0].image.blob == picture(90)
            boxes = [next(s for s in page.shapes if s.name == BOX) for page in (one, other)]
            assert boxes[1].top == boxes[0].top + SHIFT
            seen += 1
    assert seen >= 2


def test_the_restyled_decks_are_valid(pairs: dict[str, Pair], validator: str) -> None:
    pair = pairs["conference_1h15"]
    assert sdk_errors(validator, pair.after) == []
