"""What the page checks find on finished slides: each fault on a slide of its own, and none on a sound one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from made import saved
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_CONNECTOR
from pptx.enum.text import MSO_AUTO_SIZE
from pptx.slide import Slide
from pptx.util import Cm, Pt

from reportgen.office.package import open_package
from reportgen.pptx.measure import FontBook
from reportgen.pptx.page_checks import page_issues

BULLET = "{http://schemas.openxmlformats.org/drawingml/2006/main}buChar"
WORDS = "Revenue rose in every quarter of the year, and so did the income of all services. "


def text(slide: Slide, said: str, *, size: float = 14, box: tuple[float, ...] = (1, 4, 23, 6)) -> object:
    shape = slide.shapes.add_textbox(*map(Cm, box))
    shape.text_frame.word_wrap, shape.text_frame.auto_size = True, MSO_AUTO_SIZE.NONE
    run = shape.text_frame.paragraphs[0].add_run()
    run.text, run.font.size = said, Pt(size)
    return run


def sound(slide: Slide) -> None:
    text(slide, WORDS * 28, box=(1, 2, 23, 15))


def empty(slide: Slide) -> None:
    text(slide, WORDS, box=(1, 4, 10, 2))


def into_its_margins(slide: Slide) -> None:
    sound(slide)
    text(slide, "Title", size=16, box=(1, 17, 10, 0.76))


def pale(slide: Slide) -> None:
    sound(slide)
    run = text(slide, "Pale", box=(1, 17, 5, 1))
    run.font.color.rgb = RGBColor(0x9A, 0xA8, 0xC0)  # type: ignore[attr-defined]


def small(slide: Slide) -> None:
    sound(slide)
    text(slide, "Small", size=8, box=(1, 17, 5, 1))


def orphan(slide: Slide) -> None:
    sound(slide)
    text(slide, "Revenue rose in every quarter up", box=(1, 16.5, 7.1, 2))


def broken(slide: Slide) -> None:
    sound(slide)
    text(slide, "Revenue of the whole year rose by JPY12 million", box=(1, 16.5, 10.2, 2))


def led(slide: Slide) -> None:
    sound(slide)
    text(slide, "Revenue of all services went up 5.2% again", box=(1, 16.5, 7.9, 2))


def quotes(slide: Slide) -> None:
    sound(slide)
    text(slide, "The company’s own words", box=(1, 16.5, 12, 1))
    text(slide, "The company's own words", box=(1, 17.6, 12, 1))


def starts_small(slide: Slide) -> None:
    sound(slide)
    run = text(slide, "up 5.2% in the year", box=(1, 16.5, 12, 1))
    properties = run._r.getparent().get_or_add_pPr()  # type: ignore[attr-defined]
    properties.insert_element_before(properties.makeelement(BULLET, {"char": "-"}))


def outside(slide: Slide) -> None:
    text(slide, WORDS * 28, box=(1, 2, 23, 2))


def decimals(slide: Slide) -> None:
    sound(slide)
    table = slide.shapes.add_table(2, 3, Cm(1), Cm(16), Cm(12), Cm(2)).table
    for column, figure in enumerate(("Revenue", "176.05", "157.8")):
        table.cell(0, column).text = figure
    for column, figure in enumerate(("Target", "176.05", "c. 190.00")):
        table.cell(1, column).text = figure


def lines(slide: Slide) -> None:
    sound(slide)
    slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Cm(2), Cm(17), Cm(9), Cm(18))
    slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, Cm(2), Cm(18), Cm(9), Cm(17))


@pytest.mark.parametrize(
    ("draw", "found"),
    [
        (sound, ""),
        (into_its_margins, ""),
        (empty, "empty-body"),
        (pale, "low-contrast"),
        (small, "small-text"),
        (orphan, "orphan-word"),
        (outside, "text-outside"),
        (decimals, "mixed-decimals"),
        (lines, "crossing-lines"),
        (broken, "broken-figure"),
        (led, "broken-figure"),
        (quotes, "mixed-quotes"),
        (starts_small, "small-start"),
    ],
)
def test_each_fault_of_a_page_is_found_alone(draw: Callable[[Slide], None], found: str) -> None:
    file = Presentation()
    draw(file.slides.add_slide(file.slide_layouts[6]))
    issues = page_issues(open_package(saved(file), "d.pptx"), "d.pptx", FontBook())
    assert [issue.id for issue in issues] == ([found] if found else [])


def test_one_list_in_another_size_is_a_jump_and_a_slide_with_tags_is_not_finished() -> None:
    file = Presentation()
    for size, words in ((14, WORDS), (14, WORDS), (24, WORDS), (8, "{{title}}")):
        slide = file.slides.add_slide(file.slide_layouts[1])
        slide.shapes.title.text = "Page"
        for shape in list(slide.placeholders)[1:]:
            shape._element.getparent().remove(shape._element)
        run = text(slide, words * 5, size=size, box=(1, 4, 23, 12))
        run._r.getparent().get_or_add_pPr().insert_element_before(  # type: ignore[attr-defined]
            run._r.makeelement(BULLET, {"char": "-"})  # type: ignore[attr-defined]
        )
    issues = list(page_issues(open_package(saved(file), "d.pptx"), "d.pptx", FontBook()))
    assert [(issue.id, issue.place.slide) for issue in issues if issue.id != "empty-body"] == [
        ("size-jump", 3)
    ]
