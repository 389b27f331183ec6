"""A year on one page: what stood around the business, what was done in three fields, what came of it.

[ around   ]  list
[ done     ]  list | list | list
[ came out ]  list
"""

from __future__ import annotations

from tools.draw.deck.cards import row_of
from tools.draw.deck.page import Page
from tools.draw.deck.shapes import Box
from tools.draw.deck.text import bullets, paragraph, plain_list, run

WIDTH = 30.867
LABEL = 5.2
BANDS = (("band1", 2.6, 3.6), ("band2", 6.5, 5.1), ("band3", 11.9, 4.7))


def matrix(page: Page) -> None:
    """Three bands, the middle one in three fields; a closing line below."""
    page.title()
    for name, y, h in BANDS:
        words = paragraph(run(f"{{{{{name}_head}}}}", 16, "ground", bold=True), align="ctr")
        page.arrow_box(f"Band {name}", Box(1.5, y, LABEL, h), words, paint="navy", point=10)
        x, w = 1.5 + LABEL + 0.3, WIDTH - LABEL - 0.3
        if name != "band2":
            page.ground(f"Ground {name}", Box(x, y, w, h))
            page.text(
                f"List {name}",
                Box(x + 0.5, y + 0.25, w - 1.0, h - 0.5),
                bullets(name, plain_list(15, 5)),
                anchor="ctr",
            )
            continue
        for number, box in enumerate(row_of(3, y, h, gap=0.3, x=x, w=w), start=1):
            page.ground(f"Ground field {number}", box)
            head = paragraph(run(f"{{{{field{number}_head}}}}", 15, "navy", bold=True))
            models = bullets(f"field{number}", plain_list(14.5, 5))
            page.text(f"Field {number}", Box(box.x + 0.5, y + 0.3, box.w - 0.9, h - 0.5), head + models)
    page.text(
        "Closing",
        Box(1.5, 16.65, WIDTH, 0.8),
        paragraph(run("{{closing}}", 14, "navy", bold=True), align="ctr"),
        anchor="ctr",
    )
    page.foot()
