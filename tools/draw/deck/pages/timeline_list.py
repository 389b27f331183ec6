"""What a company stands for as a list, over a line of ten years with what happened in them."""

from __future__ import annotations

from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets, diamond, paragraph, run

LEFT, WIDTH, STOPS = 1.5, 30.867, 10
LINE = 11.9


def timeline_10(page: Page) -> None:
    """Message, list in a light box, ten years on a line with texts above and below in turn."""
    page.title()
    page.message(Box(LEFT, 2.5, WIDTH, 0.95))
    page.text(
        "Points",
        Box(LEFT, 3.65, WIDTH, 3.3),
        bullets("points", (diamond(15, before=5),)),
        anchor="ctr",
        paint="total",
        inset=0.5,
    )
    page.rule("Line of years", Box(LEFT, LINE, WIDTH, 0), "navy", 2.25)
    part = WIDTH / STOPS
    for number in range(1, STOPS + 1):
        middle = LEFT + (number - 0.5) * part
        above = number % 2 == 1
        page.circle(f"Stop {number}", (middle, LINE), 0.5)
        page.rule(f"Stem {number}", Box(middle, LINE - 1.0 if above else LINE + 0.25, 0, 0.75), "faint", 0.75)
        words = paragraph(run(f"{{{{year{number}}}}}", 18, "navy", bold=True), align="ctr")
        words += paragraph(run(f"{{{{event{number}}}}}", 12, "ink"), align="ctr", before=2)
        width = min(2 * part - 0.4, 2 * (middle - LEFT), 2 * (LEFT + WIDTH - middle))
        left = middle - width / 2
        place = Box(left, LINE - 4.6, width, 3.5) if above else Box(left, LINE + 1.1, width, 3.4)
        page.text(f"Event {number}", place, words, anchor="b" if above else "t")
    page.text(
        "Footnote", Box(LEFT, 16.6, WIDTH, 0.8), paragraph(run("{{footnote}}", 10, "muted")), anchor="b"
    )
    page.foot()
