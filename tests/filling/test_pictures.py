"""Pictures of a deck from data: in whose place they stand, how they fit, and what is no picture."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from fill_language import filled, findings, template
from made import Book, saved
from PIL import Image
from pptx import Presentation
from pptx.util import Cm

from reportgen.filling.fill import Sources, as_record, fill_file, fill_template
from reportgen.filling.filled import FillOptions
from reportgen.gate.gate import faults_of
from reportgen.office.package import open_package
from reportgen.office.pictures import PictureError, read_picture
from reportgen.tables.source import DataSource

SVG = b'<!DOCTYPE svg><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 100"><rect width="9" height="9"/></svg>'


def drawn(width: int, height: int, form: str = "png", **options: object) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), (width % 256, height % 256, 0)).save(out, form, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def deck() -> bytes:
    """Pictures of 6 x 4 cm called logo and by tags, a text of one tag, an empty placeholder called photo."""
    file = Presentation()
    slide = file.slides.add_slide(file.slide_layouts[8])
    slide.placeholders[1].name = "photo"
    for name, text in (("logo", "Old"), ("{{mark}}", "Old"), ("Picture 7", "{{seal}}")):
        picture = slide.shapes.add_picture(io.BytesIO(drawn(30, 20)), Cm(1), Cm(1), Cm(6), Cm(4))
        picture.name = name
        picture._element.nvPicPr.cNvPr.set("descr", text)
    slide.shapes.add_textbox(Cm(1), Cm(1), Cm(6), Cm(4)).text_frame.text = "{{stamp}}"
    return saved(file)


ALL = {
    "logo": drawn(300, 100),
    "mark": drawn(400, 100),
    "seal": drawn(20, 80),
    "stamp": drawn(80, 80),
    "photo": drawn(9, 9),
}


def pictures(content: bytes) -> dict[str, object]:
    assert not faults_of(open_package(content))
    return {
        one.name: one for one in Presentation(io.BytesIO(content)).slides[0].shapes if hasattr(one, "image")
    }


def test_a_picture_stands_in_the_place_of_a_picture_a_placeholder_or_a_text_whole_around_its_middle(
    deck: bytes,
) -> None:
    done = filled(deck, ALL)
    found = pictures(done)
    assert {name: one.image.blob for name, one in found.items()} == {
        "logo": ALL["logo"], "mark": ALL["mark"], "photo": ALL["photo"],
        "Picture 7": ALL["seal"], "TextBox 7": ALL["stamp"],
    }  # fmt: skip
    boxes = {
        name: tuple(round(side / Cm(1), 2) for side in (one.left, one.top, one.width, one.height))
        for name, one in found.items()
    }
    assert boxes.pop("photo")[2:] == (11.43, 11.43)
    assert boxes == {
        "logo": (1, 2, 6, 2), "mark": (1, 2.25, 6, 1.5), "Picture 7": (3.5, 1, 1, 4), "TextBox 7": (2, 1, 4, 4),
    }  # fmt: skip
    assert done.cells == 5
    assert len([part for part in open_package(done) if "/media/" in part]) == 5


def test_a_picture_may_be_cut_to_its_frame_and_says_what_it_shows(deck: bytes) -> None:
    wide, high = (
        {"file": drawn(300, 100), "fit": "crop", "alt": "A & {{seal}}"},
        {"file": drawn(90, 90), "fit": "crop"},
    )
    found = pictures(filled(deck, ALL | {"logo": wide, "mark": high}))
    assert [round(side, 3) for side in (found["logo"].crop_left, found["logo"].crop_top)] == [0.25, 0]
    assert [round(side, 3) for side in (found["mark"].crop_right, found["mark"].crop_bottom)] == [0, 0.167]
    assert {found[name].width for name in ("logo", "mark")} == {Cm(6)}
    assert [found[name]._element.nvPicPr.cNvPr.get("descr") for name in ("logo", "mark")] == [
        "A & {{seal}}",
        "Old",
    ]


def test_a_drawing_has_a_picture_beside_it_for_other_programs(deck: bytes) -> None:
    done = filled(deck, ALL | {"logo": SVG, "mark": {"file": SVG, "fallback": drawn(40, 10)}})
    assert [one.id for one in done.findings] == ["drawing-without-fallback"]
    package = open_package(done)
    assert [package[part] for part in package if part.endswith(".svg")] == [SVG]
    assert pictures(done)["mark"].image.blob == drawn(40, 10)
    assert pictures(done)["logo"].height == Cm(1.5)


def test_null_takes_a_picture_away_and_a_text_stays_a_text(deck: bytes) -> None:
    done = filled(deck, {"logo": None, "mark": None, "seal": "Seal of Acme", "stamp": "a.png"})
    found = pictures(done)
    assert list(found) == ["Picture 7"]
    assert found["Picture 7"]._element.nvPicPr.cNvPr.get("descr") == "Seal of Acme"
    assert [
        one.text_frame.text for one in Presentation(io.BytesIO(done)).slides[0].shapes if one.has_text_frame
    ][-1] == "a.png"
    assert len([part for part in open_package(done) if "/media/" in part]) == 1


def test_pages_have_pictures_of_their_own_and_the_same_one_stands_once_in_the_file(deck: bytes) -> None:
    pages = [{"page": "slide1", "logo": drawn(size, 10)} for size in (20, 30, 20)]
    done = filled(deck, {key: ALL[key] for key in ("mark", "seal", "stamp", "photo")} | {"pages": pages})
    assert len(Presentation(io.BytesIO(done)).slides) == 3
    assert len([part for part in open_package(done) if "/media/" in part]) == 6


def test_a_picture_named_in_a_file_is_looked_for_beside_it(deck: bytes, tmp_path: Path) -> None:
    (tmp_path / "t.pptx").write_bytes(deck)
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "a.png").write_bytes(drawn(7, 7))
    (tmp_path / "own" / "d.yaml").write_text(
        "logo: a.png\nmark: {file: ../own/a.png}\nseal: a.png\nstamp: null"
    )
    done = fill_file(
        tmp_path / "t.pptx", Sources([DataSource(str(tmp_path / "own" / "d.yaml"))]), tmp_path / "o.pptx"
    )
    assert [one.image.blob for one in pictures(done).values()] == [drawn(7, 7)] * 3


@pytest.mark.parametrize(
    ("value", "identity"),
    [
        ("none.png", "missing-file"), ("Acme", "no-picture"), (5, "no-picture"), ([], "no-picture"),
        (b"x", "no-picture"),
        ({"file": None}, "no-picture"), ({"file": drawn(1, 1), "fit": "wide"}, "no-picture"),
        ({"file": SVG, "fallback": b""}, "no-picture"), (b"<svg/>", "no-picture"), (b"<html/>", "no-picture"),
    ],
)  # fmt: skip
def test_what_is_no_picture_is_a_finding_at_its_shape(deck: bytes, value: object, identity: str) -> None:
    issues = findings(deck, ALL | {"logo": value})
    assert [(one.id, one.place.shape) for one in issues] == [(identity, "logo")]


def test_pictures_are_turned_upright_and_forms_that_office_does_not_know_become_png() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert read_picture(drawn(40, 20, "jpeg", exif=turned)).size == (20, 40)
    assert read_picture(drawn(40, 20, "webp")).ending == "png"
    assert read_picture(drawn(40, 20, "bmp")).ending == "bmp"
    with pytest.raises(PictureError, match="viewBox"):
        read_picture(b'<svg width="100%" height="100%"/>')


def sheet_pictures(content: bytes) -> list[tuple[tuple[int, int], tuple[int, int], bytes]]:
    """The pictures of the first sheet: the cell, the size where they hang on it, the content."""
    assert not faults_of(open_package(content))
    found = []
    for one in openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]._images:
        begin, size = one.anchor._from, getattr(one.anchor, "ext", None)
        pixels = (size.width // 9525, size.height // 9525) if size is not None else (0, 0)
        found.append(((begin.row + 1, begin.col + 1), pixels, one._data()))
    return sorted(found)


@pytest.fixture(scope="module")
def sheet() -> bytes:
    """Pictures called stamp and by a tag in a block, tags in a merged area of 3 x 4 cells and in cells of a block."""
    file = Book()
    sheet = file.add_worksheet()
    sheet.merge_range("A1:C4", "{{logo}}")
    sheet.write("A8", "{{#items}}{{name}}")
    sheet.write("B8", "{{photo:picture}}{{/items}}")
    sheet.set_row(7, 60)
    for cell, name in (("F1", "stamp"), ("F8", "{{photo}}")):
        sheet.insert_image(cell, "x.png", {"image_data": io.BytesIO(drawn(40, 20)), "description": name})
    return file.saved()


def test_a_workbook_shows_pictures_in_cells_one_for_each_item_and_in_the_place_of_its_own(
    sheet: bytes, tmp_path: Path
) -> None:
    (tmp_path / "a.png").write_bytes(drawn(10, 40))
    data = as_record({
        "logo": {"file": drawn(96, 80), "alt": "Acme"},
        "Picture 1": None,
        "items": [{"name": "a", "photo": "a.png"}, {"name": "b", "photo": None}, {"name": "c", "photo": "a.png"}],
    })  # fmt: skip
    done = fill_template(sheet, "t.xlsx", data, FillOptions(folders=[tmp_path]))
    tall = drawn(10, 40)
    assert sheet_pictures(done) == sorted([
        ((1, 1), (96, 80), drawn(96, 80)),  # in the middle of 192 x 80
        ((8, 2), (20, 80), tall), ((10, 2), (20, 80), tall),
        ((8, 6), (5, 20), tall), ((10, 6), (5, 20), tall),
    ])  # fmt: skip
    assert b'descr="Acme"' in zipfile.ZipFile(io.BytesIO(done)).read("xl/drawings/drawing1.xml")


def test_in_a_workbook_too_what_is_no_picture_is_a_finding_at_its_cell(sheet: bytes) -> None:
    data = {"logo": b"x", "items": [{"name": "a", "photo": "no.png"}]}
    assert [(one.id, one.place.cell) for one in findings(sheet, data)] == [
        ("missing-file", "F8"), ("no-picture", "A1"), ("missing-file", "B8"),
    ]  # fmt: skip
    assert [one.id for one in findings(template({"A1": "A {{logo}}"}), {"logo": drawn(1, 1)})] == [
        "no-single-value"
    ]
