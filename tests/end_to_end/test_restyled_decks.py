"""A person restyles deck.pptx; the mirrored decks are built again without loss."""

from __future__ import annotations

import io
from pathlib import Path
from shutil import copytree

from house import ROOT, Built
from office import packed, parts_of
from pptx import Presentation
from pptx.util import Cm

from reportgen.app.build import build_in_memory
from reportgen.project.project import Project

MIRRORS = ("fy08_forum", "fy11_company")
MARK = "Partner mark"


def words_of(data: bytes) -> list[dict[str, str]]:
    """The words of every shape by its name, slide by slide."""
    slides = Presentation(io.BytesIO(data)).slides
    return [
        {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}
        for slide in slides
    ]


def restyled(template: bytes) -> bytes:
    """Another font, cards of another colour and place, an extra mark on every page."""
    deck = Presentation(io.BytesIO(template))
    for slide in deck.slides:
        mark = slide.shapes.add_textbox(Cm(26), Cm(0.1), Cm(5), Cm(0.5))
        mark.name, mark.text_frame.text = MARK, "Partner"
        for shape in slide.shapes:
            if shape.name.startswith("Ground"):
                shape.fill.solid()
                shape.left += Cm(0.05)
    buffer = io.BytesIO()
    deck.save(buffer)
    parts = parts_of(buffer.getvalue())
    theme = parts["ppt/theme/theme1.xml"]
    assert b'"Calibri"' in theme
    return packed(parts | {"ppt/theme/theme1.xml": theme.replace(b'"Calibri"', b'"Georgia"')})


def test_restyled_decks_say_the_same(built: Built, tmp_path: Path) -> None:
    for folder in ("data", "templates"):
        copytree(ROOT / folder, tmp_path / folder)
    template = tmp_path / "templates" / "iij" / "deck.pptx"
    template.write_bytes(restyled(template.read_bytes()))
    before = {one.report: words_of(one.data) for one in built.result.built if one.report in MIRRORS}
    for one in build_in_memory(Project(tmp_path), MIRRORS).built:
        after = words_of(one.data)
        assert all(MARK in page for page in after)
        assert [{name: text for name, text in page.items() if name != MARK} for page in after] == before[
            one.report
        ]
        assert b'"Georgia"' in parts_of(one.data)["ppt/theme/theme1.xml"]
