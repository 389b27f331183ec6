"""Pages that show how a business works, with native shapes.

shift     [ from ] > [ to ]                    hub     [ ]  ( core )  [ ]        flow    > step > step > step
          what each is                                 [ ]            [ ]                [ result ]
"""

from __future__ import annotations

from tools.draw.deck.cards import card, card_list, open_list, row_of
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets, paragraph, run

WIDTH = 30.867


def _white(word: str, size: float) -> str:
    return paragraph(run(f"{{{{{word}}}}}", size, "ground", bold=True), align="ctr")


def _footnote(page: Page) -> None:
    page.text(
        "Footnote", Box(1.5, 16.75, WIDTH, 0.75), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )


def shift(page: Page) -> None:
    """From one model to another: two large arrows, what each holds below."""
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    half = WIDTH / 2
    page.arrow_box("From", Box(1.5, 4.1, half - 0.2, 2.5), _white("from_head", 18), paint="prior")
    page.arrow_box(
        "To",
        Box(1.5 + half - 0.2, 4.1, half + 0.2, 2.5),
        _white("to_head", 18),
        preset="chevron",
        paint="navy",
    )
    levels = card_list(20)
    card(page, "panel1", Box(1.5, 7.2, half - 0.9, 9.3), levels, head_size=19)
    card(page, "panel2", Box(1.5 + half + 0.1, 7.2, half - 0.1, 9.3), levels, head_size=19)
    _footnote(page)
    page.foot()


def hub(page: Page) -> None:
    """Four blocks around the clients, who stand in the middle."""
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    width, height = 12.3, 6.15
    places = ((1.5, 4.0), (1.5 + WIDTH - width, 4.0), (1.5, 10.6), (1.5 + WIDTH - width, 10.6))
    for number, (x, y) in enumerate(places, start=1):
        box = Box(x, y, width, height)
        card(page, f"panel{number}", box, card_list(15))
    centre = (1.5 + WIDTH / 2, 10.375)
    page.circle("Core ring", centre, 5.6, 20)
    page.circle("Core", centre, 4.6)
    words = _white("core_value", 20) + _white("core_label", 13)
    page.text("Core words", Box(centre[0] - 2.2, centre[1] - 1.5, 4.4, 3.0), words, anchor="ctr")
    _footnote(page)
    page.foot()


def flow(page: Page) -> None:
    """Three steps in a row, what they lead to, and two lists below."""
    page.title()
    for number, box in enumerate(row_of(3, 2.7, 2.2, gap=-0.1), start=1):
        preset = "homePlate" if number == 1 else "chevron"
        page.arrow_box(f"Step {number}", box, _white(f"step{number}", 15), preset=preset, paint="navy")
    page.text(
        "Result",
        Box(1.5, 5.4, WIDTH, 1.5),
        paragraph(run("{{result}}", 17, "navy", bold=True), align="ctr"),
        anchor="ctr",
        paint="head",
        inset=0.35,
    )
    for name, x in (("left", 1.5), ("right", 17.4)):
        page.text(f"Notes {name}", Box(x, 7.5, 14.9, 9.1), bullets(name, open_list(20, 22)))
    page.hairline(16.9, 7.6, 16.5)
    _footnote(page)
    page.foot()


def tiles(page: Page) -> None:
    """A message over two rows of four scores, each with the name of what is scored."""
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    number = 0
    for y in (4.1, 10.0):
        for box in row_of(4, y, 5.4):
            number += 1
            page.ground(f"Ground tile {number}", box)
            page.rule(f"Rule tile {number}", Box(box.x, box.y, box.w, 0), "navy", 1.5)
            words = paragraph(run(f"{{{{tile{number}_value}}}}", 34, "navy", bold=True), align="ctr")
            words += paragraph(run(f"{{{{tile{number}_label}}}}", 15, "ink"), align="ctr", before=6)
            page.text(f"Tile {number}", Box(box.x + 0.3, box.y, box.w - 0.6, box.h), words, anchor="ctr")
    page.text("Footnote", Box(1.5, 15.9, WIDTH, 1.5), paragraph(run("{{footnote}}", 11, "muted")), anchor="b")
    page.foot()
