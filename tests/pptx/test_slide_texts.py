"""What a reader sees on a finished slide, as `mirror` reads it."""

from deck_language import (
    add_page,
    add_table,
    add_text,
    new_deck,
    package_of,
    page,
    read,
    render,
    shape_named,
    texts_of,
)
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Cm

from reportgen.pptx.inspect import slide_texts


def test_paragraphs_cells_and_labels_of_charts_are_read_in_order():
    deck = new_deck()
    slide = add_page(deck, "one")
    add_text(slide, "Words", "First  line", "Second")
    add_table(slide, "figures", ["Item", "12.5"])
    data = CategoryChartData(number_format="#,##0")
    data.categories = ["1Q08", "2Q08"]
    data.add_series("Cost", (2599, 2605))
    chart = slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(9), Cm(6), data).chart
    chart.plots[0].series[0].data_labels.show_value = True
    chart.has_title = False
    (texts,) = slide_texts(package_of(deck))
    assert texts == ("First line", "Second", "Item", "12.5", "1Q08", "2Q08", "2,599", "2,605")


def test_a_label_with_a_format_of_its_own_is_read_as_it_shows_its_value():
    deck = new_deck()
    data = CategoryChartData(number_format="#,##0")
    data.categories = ["1Q08", "2Q08", "3Q08"]
    data.add_series("Cost", (2599, -2605, 1))
    frame = add_page(deck, "one").shapes.add_chart(
        XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(9), Cm(6), data
    )
    frame.chart.plots[0].series[0].data_labels.show_value = True
    frame.chart.has_title = False
    holder = frame.chart._chartSpace.find(f".//{qn('c:dLbls')}")
    for number, code in ((0, '"c. "#,##0'), (1, '"up "#,##0" million";"down "#,##0" million"')):
        label = holder._insert_dLbl_in_sequence(number)
        label.insert(1, parse_xml(f"<c:numFmt {nsdecls('c')} formatCode='{code}' sourceLinked='0'/>"))
    (texts,) = slide_texts(package_of(deck))
    assert texts[-3:] == ("c. 2,599", "down 2,605 million", "1")


def test_labels_that_are_not_shown_are_not_read():
    deck = new_deck()
    data = CategoryChartData(number_format="#,##0")
    data.categories = ["1Q08"]
    data.add_series("Cost", (2599,))
    add_page(deck, "one").shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, Cm(1), Cm(5), Cm(9), Cm(6), data)
    assert slide_texts(package_of(deck)) == (("1Q08",),)


def test_an_empty_word_at_the_head_takes_its_spaces_along():
    deck = new_deck()
    slide = add_page(deck, "one")
    add_text(slide, "Runs", [("{{number}}  ", None), ("{{title}}", True)])
    add_text(slide, "Inside", "Part {{number}}  {{title}}")
    assert texts_of(shape_named(first_of(deck, number="", title="Revenues"), "Runs")) == ["Revenues"]
    assert texts_of(shape_named(first_of(deck, number="II.", title="Revenues"), "Runs")) == ["II.  Revenues"]
    assert texts_of(shape_named(first_of(deck, number="", title="Revenues"), "Inside")) == ["Part   Revenues"]


def first_of(deck, **words):
    return read(render(deck, page("one", **words))).slides[0]
