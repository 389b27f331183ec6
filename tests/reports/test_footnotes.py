"""What a page adds to its words: what figures per share are restated for, and what n.m. stands for."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from reportgen.core.structs import replace
from reportgen.data.records import CorporateAction
from reportgen.figures.style import Style
from reportgen.figures.views import Bullet, ChartColumn, ChartView, DisplayValue, Span
from reportgen.plan.deck_map import BulletList, DeckPage, WordTag
from reportgen.plan.plan import PagePlan
from reportgen.reports.footnotes import coarse_note, footnoted, restated_note, with_legend

SPLIT = CorporateAction("stock split 1:200", date(2012, 10, 1), Decimal(200), "eps", "", "株式分割1:200")
SECOND = CorporateAction("stock split 1:2", date(2020, 4, 1), Decimal(2), "eps", "")
RESTATED = DisplayValue("eps|FY11", Decimal("89.82"), "JPY89.82", splits=(SPLIT,))
PLAIN = DisplayValue("eps|FY14", Decimal("72.31"), "JPY72.31")
OPEN = DisplayValue("yoy(revenue)|FY14", Decimal("0.01"), "[n.m.]")


def style(language: str = "en") -> Style:
    return Style({}, "JPY", {}, {}, language)


def page(*words: str, lists: tuple[str, ...] = ()) -> DeckPage:
    return DeckPage(
        "one",
        1,
        True,
        tuple(WordTag(word, "Text") for word in words),
        tuple(BulletList(name, "Text", (1,)) for name in lists),
    )


def plan(**words: str) -> PagePlan:
    return PagePlan("one", {name: (Span(text),) for name, text in words.items()}, {}, {}, {})


def test_a_page_names_each_split_once_the_oldest_first() -> None:
    both = DisplayValue("eps|FY11", Decimal("44.91"), "JPY44.91", splits=(SECOND, SPLIT))
    assert restated_note((both, RESTATED, PLAIN), style()) == (
        "Figures per share announced before the stock split 1:200 (October 1, 2012), "
        "stock split 1:2 (April 1, 2020) are restated for it"
    )
    assert restated_note((PLAIN,), style()) == ""


def test_splits_of_one_day_are_named_in_the_order_of_their_names() -> None:
    of_day = [replace(SECOND, action=f"stock split 1:{number}") for number in range(2, 9)]
    for splits in (of_day, of_day[::-1]):
        figures = [replace(RESTATED, splits=(split,)) for split in splits]
        assert ", ".join(f"1:{number} (April 1, 2020)" for number in range(2, 9)) in restated_note(
            figures, style()
        ).replace("stock split ", "")


def test_a_split_has_a_japanese_name() -> None:
    assert "株式分割1:200 (2012年10月1日)" in restated_note((RESTATED,), style("ja"))


@pytest.mark.parametrize(
    ("words", "lists", "place"),
    [
        (("footnote",), ("footnotes",), "footnotes"),
        (("footnote1", "footnote2", "title"), (), "footnote2"),
        (("title", "legend"), ("notes",), ""),
    ],
)
def test_a_note_goes_where_the_page_has_its_footnotes(
    words: tuple[str, ...], lists: tuple[str, ...], place: str
) -> None:
    found = footnoted(plan(footnote2="*2  As planned"), "Restated", page(*words, lists=lists))
    if not place:
        assert found is None
    elif place == "footnotes":
        assert found is not None
        assert [bullet.sentence for bullet in found.bullets[place]] == [(Span("Restated"),)]
    else:
        assert found is not None
        assert "".join(span.text for span in found.words[place]) == "*2  As planned\nRestated"


@pytest.mark.parametrize(
    ("figure", "words", "legend"),
    [
        (OPEN, ("legend",), "YoY = year over year\nn.m. = not meaningful"),
        (PLAIN, ("legend",), "YoY = year over year"),
        (OPEN, ("title",), "YoY = year over year"),
    ],
)
def test_the_legend_says_what_n_m_means_where_it_is_shown(
    figure: DisplayValue, words: tuple[str, ...], legend: str
) -> None:
    said = plan(legend="YoY = year over year")
    said = replace(said, bullets={"notes": (Bullet(1, (Span(figure.text, figure),)),)})
    found = with_legend(said, page(*words), style())
    assert "".join(span.text for span in found.words["legend"]) == legend


def test_the_legend_says_nothing_of_n_m_where_a_chart_shows_fewer_digits_in_its_place() -> None:
    """A growth that a format with decimals leaves open is told without them beside its column."""
    growth = ChartColumn("Growth", plotted=False, figures=(OPEN,))
    chart = ChartView("bars", ("FY14",), (growth, ChartColumn("Label", texts=("[c. +172%]",))))
    found = with_legend(replace(plan(legend=""), charts={"bars": chart}), page("legend"), style())
    assert "".join(span.text for span in found.words["legend"]) == ""
    chart = replace(chart, columns=(growth, ChartColumn("Label", texts=("[n.m.]",))))
    found = with_legend(replace(plan(legend=""), charts={"bars": chart}), page("legend"), style())
    assert "".join(span.text for span in found.words["legend"]) == "n.m. = not meaningful"


def test_the_mark_of_coarsely_printed_figures_is_told() -> None:
    assert coarse_note((PLAIN, replace(PLAIN, coarse=True)), style()) == "†  Printed to fewer decimals"
    assert coarse_note((PLAIN,), style()) == ""
