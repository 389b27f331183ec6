"""The mirrors of two documents: same pages, titles and rows, figures as printed, no empty frame, nothing cut off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from deck_reading import C, title_of
from house import Built
from lxml import etree
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from test_built_deck import A

from reportgen.app.report import Built as BuiltDeck
from reportgen.reports.specs import ReportSpec

# Section and title of every page that has one, in the order of the document.
TITLES = {
    "results_9m13": (
        "Agenda",
        "I. Summary of 1Q-3Q FY2013 Financial Results",
        "II - 1. Consolidated Financial Results for 1Q-3Q FY2013",
        "II - 2. Revenues",
        "II - 3. Cost of Revenues and Gross Margin Ratio",
        "II - 4. 1Q-3Q Revenue YoY Change",
        "II - 5. 1Q-3Q Operating Cost YoY Change",
        "II - 6. Revenue (Compared with the Initial Target)",
        "II - 7. Operating Income (Compared with the Initial Target)",
        "II - 8. Network Services (1) Revenues",
        "II - 8. Network Services (2) Cost of Revenues",
        "II - 9. Systems Integration (SI) (1) Revenues",
        "II - 9. Systems Integration (SI) (2) Cost of Revenues",
        "II - 10. Number of Employees",
        "II - 11. SG&A Expenses/R&D",
        "II - 12. Operating Income and Net Income",
        "II - 13. Summary of Consolidated Balance Sheets",
        "II - 14. Consolidated Cash Flows",
        "II - 15. Other Financial Data (CAPEX etc.)",
        "III - 1. Developments of Cloud Business",
        "III - 2. Main Stream Adoption of Cloud Services",
        "III - 3. Overseas Business Development",
        "Forward-Looking Statements",
    ),
    "conference_1h15": (
        "Key Investment Highlights",
        "TOP IP Engineering Company in Japan",
        "Entrepreneur of Network Technologies",
        "Strategic Shift in Business Model",
        "Business Model: Cross-selling of Network Solutions",
        "Excellent Blue-chip Client Base",
        "Competitive Advantages",
        "The Way Forward in Mid-Term",
        "Cloud Business Developments",
        "Cloud Business Developments",
        "MVNO Business",
        "MVNO Business Developments",
        "Business/Services Developments for Mid Term Growth",
        "Summary of 1H FY2015 Financial Results",
        "FY2015 Financial Target (Disclosed on May 15, 2015)",
        "FY2015 Dividend Forecast",
        "Appendix",
        "Overseas Business Developments",
        "ATM Operation Business Developments",
        "MVNO infrastructure cost & its impact for FY14 financial",
        "Consolidated Financial Results for 1H FY2015 Announced on November 9, 2015",
        "II - 1. Consolidated Financial Results for 1H FY2015",
        "II - 2. Revenues",
        "II - 3. Cost of Revenues and Gross Margin Ratio",
        "II - 4. Network Services (1) Revenues",
        "II - 4. Network Services (2) Cost of Revenues",
        "II - 5. Systems Integration (SI) (1) Revenues",
        "II - 5. Systems Integration (SI) (2) Cost of Revenues",
        "II - 6. Number of Employees",
        "II - 7. SG&A Expenses/R&D",
        "II - 8. Operating Income and Net Income",
        "II - 9. Consolidated Balance Sheets (Summary)",
        "II - 10. Consolidated Cash Flows",
        "II - 11. Other Financial Data (CAPEX etc.)",
        "III - 1. Cloud Business Developments",
        "III - 2. Mobile Business Developments",
        "III - 3. FY2015 Financial Target (Remain unchanged)",
        "Forward-looking Statements",
    ),
}
# Words and figures in the style of the document, on the page that bears this title.
AS_PRINTED = {
    "results_9m13": (
        ("I.", "JPY82,746 million", "down 0.0% YoY", "JPY117 → 114 billion", "JPY9.4 → 6.0 billion"),
        ("II - 1.", "(0.0%)", "(22.6%)", "81.2%", "+9.9%", "117.0", "-"),
        ("II - 3.", "down JPY7 million", "down 1.5 pt.", "up JPY238 million", "up 92.7%"),
        ("II - 6.", "Difference: 3.0", "+19.8%", "approx. JPY2.0 billion", "JPY14.3 billion"),
        ("II - 11.", "up JPY0.82 billion", "(13.7%)", "JPY0.08 billion"),
        ("II - 12.", "(27)", "(679)", "1,333", "239", "400", "785", "698", "down 27.8%"),
        ("II - 15.", "JPY2.0 billion", "(JPY1.2 billion)", "(14.4%)", "(12.9%)"),
        ("III - 1.", "41.2%", "33.5%", "21.9%", "over JPY10 million", "79%", "21%"),
        ("III - 3.", "JPY3.6 billion", "JPY0.6 billion", "JPY10.0 billion"),
    ),
    "conference_1h15": (
        ("TOP IP", "2,981", "approx. 70%", "21.6%", "5.6%", "4.4%"),
        ("Excellent", "less than 3%"),
        ("Summary of", "JPY65.33 billion", "JPY11.71 billion", "up 14.4%", "approx. 80", "up 123"),
        (
            "FY2015 Financial Target (D",
            "JPY 87.07",
            "+JPY 14.76",
            "over JPY15 billion",
            "approx. JPY13 billion",
        ),
        ("II - 1.", "82.1%", "+2.1%", "+10.3%", "+10.2%", "—", "113.9"),
        ("II - 3.", "down 1.2 points", "23.5%", "approx. JPY0.27 billion"),
        ("II - 4.", "up JPY3,068 million", "up 87.9%", "69,006 (+2.6%)"),
        ("II - 6.", "4,641", "(16.8%)", "(15.6%)", "up 13.8%"),
        ("II - 7.", "37.6", "73.4", "(14.8%)", "16,997", "up JPY656 million"),
        ("II - 9.", "(995)", "+2,243", "57.5%", "57.3%", "-"),
        ("II - 10.", "(191)", "(0)", "(1,311)", "+552"),
        ("III - 1.", "(+23.3%)", "12.26", "over 100", "0.52"),
    ),
}
DOUBTED = {
    "results_9m13": ("+19.8%", "JPY10.0 billion"),
    "conference_1h15": ("up JPY3,068 million", "JPY137 million", "1,059", "10%"),
}


@dataclass(frozen=True)
class Mirror:
    """One mirrored deck: what was built, what was asked for, and the deck as python-pptx reads it."""

    name: str
    made: BuiltDeck
    spec: ReportSpec
    deck: Deck

    def page(self, title: str) -> Slide:
        """The first page whose title begins with `title`."""
        return next(slide for slide in self.deck.slides if title_of(slide).startswith(title))


@pytest.fixture(scope="module", params=TITLES)
def mirror(request: pytest.FixtureRequest, built: Built) -> Mirror:
    made, path = next(
        (one, path)
        for one, path in zip(built.result.built, built.result.paths, strict=True)
        if one.report == request.param
    )
    spec = built.project.definition(request.param).spec
    return Mirror(request.param, made, spec, Presentation(str(path)))


def texts(slide: Slide) -> Iterator[str]:
    """Everything a reader sees on a page, labels of charts aside."""
    for shape in slide.shapes:
        if shape.has_text_frame:
            yield shape.text_frame.text
        if shape.has_table:
            for row in shape.table.rows:
                yield from (cell.text for cell in row.cells)


def test_the_pages_have_the_titles_of_the_document_in_its_order(mirror: Mirror) -> None:
    found = [title_of(slide).replace("\xa0", " ") for slide in mirror.deck.slides]
    assert tuple(title for title in found if title) == TITLES[mirror.name]


def test_no_table_went_on_on_a_further_page(mirror: Mirror) -> None:
    assert len(mirror.deck.slides) == len(mirror.spec.pages)


def test_nothing_is_cut_off_and_nothing_was_warned_of(mirror: Mirror) -> None:
    assert mirror.made.warnings == ()


def test_nothing_asked_for_is_missing_from_the_tables(mirror: Mirror) -> None:
    assert mirror.made.left_out == ()


def test_lost_pictures_are_named(mirror: Mirror) -> None:
    assert len(mirror.made.known_gaps) >= 10
    assert all("picture" in why for _, why in mirror.made.known_gaps)


def test_figures_stand_in_the_style_of_the_document(mirror: Mirror) -> None:
    for title, *printed in AS_PRINTED[mirror.name]:
        page = "\n".join(texts(mirror.page(title))).replace("\xa0", " ")
        for words in printed:
            assert words.lower() in page.lower(), (title, words)


def test_figures_in_doubt_stand_as_printed_and_are_told(mirror: Mirror) -> None:
    told = {doubt.shown for doubt in mirror.made.doubts}
    assert told.issuperset(DOUBTED[mirror.name])


@pytest.mark.parametrize(
    ("report", "title", "lines"), [("results_9m13", "II - 13.", 17), ("conference_1h15", "II - 9.", 19)]
)
def test_the_balance_sheet_has_every_printed_line_and_change(
    built: Built, report: str, title: str, lines: int
) -> None:
    """What stands on the page is what the document prints, balances and changes since the last year end."""
    made = next(
        one for one in zip(built.result.built, built.result.paths, strict=True) if one[0].report == report
    )
    deck = Presentation(str(made[1]))
    slide = next(slide for slide in deck.slides if title_of(slide).startswith(title))
    (table,) = (shape.table for shape in slide.shapes if shape.has_table)
    shown = [tuple(cell.text for cell in row.cells)[1:] for row in list(table.rows)[1:]]
    assert len(shown) == lines
    document = built.project.definition(report).spec.mirrors
    full = built.project.table()
    heads = {
        f"{title} Summary of Consolidated Balance Sheets",
        f"{title} Consolidated Balance Sheets (Summary)",
    }
    printed = {
        record.source.printed
        for record in full.figures
        if record.source.doc == document
        and record.source.heading in heads
        and record.source.medium == "table"
    }
    assert len(printed) > 2 * lines
    assert {text for row in shown for text in row if text != "-"} == printed - {"-"}


def test_pages_with_figures_tell_their_sources(mirror: Mirror) -> None:
    told = [
        slide.notes_slide.notes_text_frame.text
        for slide in mirror.deck.slides
        if slide.has_notes_slide
        and slide.notes_slide.notes_text_frame.text.startswith("Sources of the figures on this page")
    ]
    assert len(told) >= 18


def test_the_printed_margin_stands_where_its_quotient_rounds_up(built: Built) -> None:
    """4Q14: 17.0% is printed; 17,844 less 14,801 is 17.05% of it, which rounds to 17.1%."""
    made = next(path for path in built.result.paths if path.name == "IIJ-1H15-conference.pptx")
    slide = next(
        slide
        for slide in Presentation(str(made)).slides
        if title_of(slide) == "II - 4. Network Services (2) Cost of Revenues"
    )
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    (line,) = (ser for ser in frame.chart._chartSpace.iter(f"{C}ser") if "ratio" in "".join(ser.itertext()))
    values = [float(node.findtext(f"{C}v")) for node in line.iterfind(f"{C}val//{C}pt")]
    assert values[3] == 0.17


def chart_of(built: Built, title: str, name: str) -> etree._Element:
    made = next(path for path in built.result.paths if path.name == "IIJ-9M13-presentation.pptx")
    slide = next(slide for slide in Presentation(str(made)).slides if title_of(slide) == title)
    frame = next(shape for shape in slide.shapes if shape.name == name)
    return frame.chart._chartSpace


def test_a_bridge_of_fewer_steps_than_the_library_has_keeps_all_labels(built: Built) -> None:
    """The library's label for a fall stands at a category that this bridge does not have."""
    chart = chart_of(built, "II - 5. 1Q-3Q Operating Cost YoY Change", "bridge_chart")
    shown = ["".join(node.text or "" for node in label.iter(f"{A}t")) for label in chart.iter(f"{C}dLbl")]
    assert [text for text in shown if text] == ["71.7", "78.5", "+6.0", "+0.8"]


def test_the_axis_of_bars_has_room_for_the_label_of_a_small_fall(built: Built) -> None:
    """Home connectivity grew by 14.8%, WAN services fell by 2.1%: its label stands left of the axis."""
    chart = chart_of(built, "II - 8. Network Services (2) Cost of Revenues", "key_chart")
    low, high = (float(chart.find(f".//{C}valAx/{C}scaling/{C}{end}").get("val")) for end in ("min", "max"))
    assert low < -0.03
    assert high > 0.148 * 1.1
