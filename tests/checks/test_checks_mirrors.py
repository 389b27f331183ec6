"""Printed figures on mirrored pages: what counts as the same characters, and where a figure belongs."""

from __future__ import annotations

import pytest
from metric_language import DOC, claim, fact, table

from reportgen.checks.mirrors import (
    Mirrored,
    MirrorPage,
    digits_of,
    form_at,
    mirrored,
    occurrences,
    printed_form,
)


@pytest.mark.parametrize(
    ("token", "form"),
    [
        ("JPY5,109 million", "JPY5,109 million"),
        ("up 18.1% YoY", "up 18.1%"),
        ("(2.6%)", "(2.6%)"),
        ("decrease of approx JPY3 billion", "approx JPY3 billion"),
        ("decrease in systems construction revenues of approx. JPY2 billion", "approx. JPY2 billion"),
        ("Over 80%", "Over 80%"),
        ("down \u00a52.0 billion", "down \u00a52.0 billion"),
        ("1 million acTVila TVs", "1 million"),
        ("increased by 299 employees", "299"),
        ("up 2.3 points", "up 2.3 points"),
        ("+1,433", "+1,433"),
        ("JPY +1,771", "JPY +1,771"),
        ("530.5 Gbps", "530.5 Gbps"),
        ("TOP 10 companies", "10"),
        ("no number", "no number"),
    ],
)
def test_the_form_of_a_token_is_its_number_with_its_style(token: str, form: str) -> None:
    assert printed_form(token) == form


@pytest.mark.parametrize(
    ("form", "text", "count"),
    [
        ("69.7", "Total 69.7 and 169.7, 69.75, +69.7, 69.7%", 1),
        ("106", "JPY106 million", 0),
        ("4", "4Q08, 4 to 5 years, 4.2", 1),
        ("(2.6%)", "fell (2.6%)", 1),
        ("161", "a loss of (161)", 0),
        ("(161)", "a loss of (161)", 1),
        ("60", "(FY11: 44, FY10: 60)", 1),
        ("up 9.3 %", "Up 9.3% YoY, up 9.3 %", 2),
        ("JPY449million", "JPY449 million", 1),
        ("JPY1 million", "JPY1 millions", 0),
        ("approx JPY3 billion", "approx. JPY3 billion", 0),
        ("down 2 point", "down 2 points", 1),
    ],
)
def test_a_form_is_found_where_a_reader_would_read_it(form: str, text: str, count: int) -> None:
    assert occurrences(form, text) == count


def test_brackets_around_a_share_are_a_mark_and_around_a_growth_a_minus() -> None:
    assert occurrences("15.9%", "2,599 (15.9%)", marked=True) == 1
    assert occurrences("15.9%", "growth (15.9%)") == 0


def test_a_source_line_shows_the_form_it_prints() -> None:
    assert form_at("- Weak revenues (down \u00a52.0 billion from FY08)", "2.0") == "down \u00a52.0 billion"
    assert form_at("-1,600 blue-chip clients", "1,600") == "1,600"
    assert form_at("nothing here", "1,600") == ""
    assert digits_of("up JPY1,029 million") == "1,029"


def page(number: int, title: str, *texts: str, heading: str = "") -> MirrorPage:
    return MirrorPage(number, "page", title, (heading,) if heading else (), texts)


REVENUES = "II - 2. Revenues"
KNOWN = table(
    [
        fact("revenue", "FY17", "176.1", heading=REVENUES, line=4, also_at="9"),
        fact("revenue", "FY16", "157.8", heading=REVENUES, line=4),
        fact("tax", "FY17", "7", heading="Outlook", line=12),
    ],
    [claim("revenue", "FY17", "change_pct", "FY16", "up 11.6%", heading=REVENUES, line=4)],
)


def tell(found: tuple[Mirrored, ...]) -> list[tuple[str, tuple[int, ...], int, list[str]]]:
    return [(one.heading, one.pages, one.standing, [gone.form for gone in one.absent]) for one in found]


def test_a_page_is_found_by_its_title_its_number_aside() -> None:
    pages = [page(1, "III - 2. Revenues", "176.1", "up 11.6%"), page(2, "Outlook", "7")]
    assert tell(mirrored(KNOWN, DOC, pages)) == [
        (REVENUES, (1,), 2, ["157.8"]),
        ("Outlook", (2,), 1, []),
    ]


def test_a_page_that_names_its_heading_wins_and_several_may_share_one() -> None:
    pages = [
        page(1, "Revenues", "176.1", "157.8", "up 11.6%"),
        page(2, "Sales", "176.1", heading=REVENUES),
        page(3, "More sales", "157.8", heading="II-2 revenues"),
    ]
    assert tell(mirrored(KNOWN, DOC, pages))[0] == (REVENUES, (2, 3), 2, ["up 11.6%"])


def test_a_heading_without_a_page_has_nothing_standing() -> None:
    assert tell(mirrored(KNOWN, DOC, []))[1] == ("Outlook", (), 0, ["7"])


def test_two_figures_printed_alike_need_two_places() -> None:
    twice = table(
        [
            fact("revenue", "FY17", "176", heading="A", line=1),
            fact("tax", "FY17", "176", heading="A", line=2),
        ]
    )
    assert tell(mirrored(twice, DOC, [page(1, "A", "176")])) == [("A", (1,), 1, ["176"])]
    assert tell(mirrored(twice, DOC, [page(1, "A", "176", "176")])) == [("A", (1,), 2, [])]


def test_with_the_source_text_a_figure_counts_wherever_it_is_printed_again() -> None:
    text = "\n".join(
        ["", "", REVENUES, "176.1 157.8 up 11.6%", "", "", "Summary", "", "JPY176.1 bn", "", "Outlook", "7"]
    )
    pages = [
        page(1, REVENUES, "176.1", "157.8", "up 11.6%"),
        page(2, "Summary", "JPY176.1 billion"),
        page(3, "Outlook", "7"),
    ]
    assert tell(mirrored(KNOWN, DOC, pages, text)) == [
        (REVENUES, (1,), 3, []),
        ("Outlook", (3,), 1, []),
        ("Summary", (2,), 0, ["JPY176.1 bn"]),
    ]
