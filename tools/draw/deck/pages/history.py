"""A company's history: four themes over a line of years.

[ theme ][ theme ][ theme ][ theme ]
      what               what
1992 ---o--- 1995 ---o--- 1996 ---o--- ...
               what               what
"""

from __future__ import annotations

from tools.draw.deck.cards import row_of
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import paragraph, run

WIDTH, STOPS = 30.867, 9
LINE = 11.0


def timeline(page: Page) -> None:
    """Themes as arrows, nine stops, texts above and below in turn."""
    page.title()
    page.message(Box(1.5, 2.5, WIDTH, 0.95))
    for number, box in enumerate(row_of(4, 4.0, 1.7, gap=-0.1), start=1):
        preset = "homePlate" if number == 1 else "chevron"
        page.arrow_box(f"Ground theme {number}", box, paragraph(), preset=preset, paint="navy", point=30)
        words = paragraph(run(f"{{{{theme{number}}}}}", 14, "ground", bold=True), align="ctr")
        page.text(f"Theme {number}", Box(box.x + 0.7, box.y, box.w - 1.2, box.h), words, anchor="ctr")
    page.rule("Line of years", Box(1.5, LINE, WIDTH, 0), "navy", 2.25)
    part = WIDTH / STOPS
    for number in range(1, STOPS + 1):
        middle = 1.5 + (number - 0.5) * part
        above = number % 2 == 1
        page.circle(f"Stop {number}", (middle, LINE), 0.5)
        stem = Box(middle, LINE - 1.0 if above else LINE + 0.25, 0, 0.75)
        page.rule(f"Stem {number}", stem, "faint", 0.75)
        words = paragraph(run(f"{{{{year{number}}}}}", 20, "navy", bold=True), align="ctr")
        words += paragraph(run(f"{{{{event{number}}}}}", 14, "ink"), align="ctr", before=2)
        width = min(2 * part - 0.4, 6.4)
        left = min(max(middle - width / 2, 1.5), 1.5 + WIDTH - width)
        if left != middle - width / 2:
            width = 2 * min(middle - 1.5, 1.5 + WIDTH - middle)
            left = middle - width / 2
        place = Box(left, LINE - 4.9, width, 3.8) if above else Box(left, LINE + 1.1, width, 3.8)
        page.text(f"Event {number}", place, words, anchor="b" if above else "t")
    page.text("Footnote", Box(1.5, 16.6, WIDTH, 0.8), paragraph(run("{{footnote}}", 10, "muted")), anchor="b")
    page.foot()
