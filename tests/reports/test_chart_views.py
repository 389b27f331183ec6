"""Charts of a definition: periods, named figures and bridges, with formulas that give their cached values."""

import re
from decimal import Decimal

import pytest
from metric_language import claim, fact, table
from pydantic import ValidationError

from reportgen.core.findings import Place
from reportgen.core.period import parse_period
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.query import When
from reportgen.figures.style import NumberFormat, Style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.reports.charts import chart_view
from reportgen.reports.context import Gathered, ReportContext
from reportgen.reports.sentences import Narrator
from reportgen.reports.specs import ChartSpec, ReportSpec

HERE = Place(file="results.yaml")
STYLE = Style(
    {
        "million": NumberFormat(scale=6),
        "million_change": NumberFormat(scale=6, signed=True),
        "growth": NumberFormat(scale=-2, digits=1, signed=True, suffix="%"),
        "points": NumberFormat(scale=-2, digits=1, signed=True, suffix=" pt"),
    },
    "JPY",
    {6: " million"},
    {},
)
FACTS = [
    fact("revenue", "FY16", "100"),
    fact("revenue", "FY17", "130"),
    fact("revenue@si", "FY16", "45"),
    fact("revenue@si", "FY17", "60"),
    fact("cost_of_revenue", "FY16", "60"),
    fact("cost_of_revenue", "FY17", "75"),
]
BRIDGE = {
    "metric": "gross_margin",
    "start": {"label": "FY16 margin", "at": "prior"},
    "end": {"label": "FY17 margin", "at": "this"},
    "format": "million",
    "change_format": "million_change",
    "steps": [
        {"label": "SI", "metric": "revenue@si"},
        {"label": "Other revenue", "metric": "revenue", "rest": ["revenue@si"]},
        {"label": "Cost", "metric": "cost_of_revenue", "sign": -1},
    ],
}


def context(facts=FACTS, claims=()):
    metrics = table(facts, claims)
    aliases = {"this": When(parse_period("FY17")), "prior": When(parse_period("FY16"))}
    figures = FigureResolver(metrics, ValueResolver(metrics), STYLE, aliases, aliases["this"])
    lists = {"years": (aliases["prior"], aliases["this"])}
    spec = ReportSpec(report="r", kind="deck", title="", template="", style="", output="", period="FY17")
    return ReportContext(spec, figures, Narrator(figures, {}), aliases, lists, Gathered())


def view(over=None, **spec):
    return chart_view("chart", ChartSpec.model_validate(spec), over or context(), HERE)


def column(chart, name):
    return next(one for one in chart.columns if one.name == name)


def recalculated(chart):
    """Every cell with a formula, calculated by Python from the other cells: (cached, calculated)."""
    cells = {
        (one.name, category): value
        for one in chart.columns
        for category, value in zip(chart.categories, one.values, strict=False)
    }
    pairs = []
    for one in chart.columns:
        for category, value, formula in zip(chart.categories, one.values, one.formulas, strict=False):
            if formula is None:
                continue
            places = {}

            def name(match, here=category, known=places):
                of, _, at = match[1].rpartition("@")
                known[f"c{len(known)}"] = cells[(of, at) if of else (at, here)]
                return f"c{len(known) - 1}"

            python = re.sub(r"\{([^}]+)\}", name, formula)
            pairs.append((value, eval(python, {"MIN": min, "MAX": max, "SUM": lambda *x: sum(x)}, places)))
    return pairs


def test_a_chart_of_rows_shows_a_figure_for_each_name():
    chart = view(
        rows=[{"label": "All", "metric": "yoy(revenue)"}, {"label": "SI", "metric": "yoy(revenue@si)"}],
        columns=[{"name": "Growth", "format": "growth"}],
        highest="Growth",
        headroom=2,
    )
    assert chart.categories == ("All", "SI")
    growth = column(chart, "Growth")
    assert growth.values == (Decimal("0.3"), Decimal("0.333333333333"))
    assert [figure.key for figure in growth.figures] == ["yoy(revenue)|FY17", "yoy(revenue@si)|FY17"]
    assert growth.formulas == (None, None)
    assert chart.axes[0].maximum == Decimal("0.6667")


@pytest.mark.parametrize(
    ("printed", "ends"),
    [(("0", "0"), ("0", "1")), (("(100)", "(20)"), ("-100", "0")), (("100", "20"), ("0", "100"))],
)
def test_an_axis_runs_from_zero_to_the_values_on_either_side(printed, ends):
    facts = [fact("gross_margin", f"FY1{6 + number}", text) for number, text in enumerate(printed)]
    chart = view(
        context(facts),
        periods="years",
        columns=[{"name": "Margin", "metric": "gross_margin"}],
        highest="Margin",
        headroom="fit",
    )
    assert (chart.axes[0].minimum, chart.axes[0].maximum) == tuple(map(Decimal, ends))


def test_a_value_known_to_fewer_digits_has_a_format_of_its_own():
    coarse = fact("revenue", "FY17", "0.1", scale=9)
    chart = view(
        context([FACTS[0], coarse]),
        periods="years",
        columns=[{"name": "Revenue", "metric": "revenue", "format": "million"}],
    )
    own = column(chart, "Revenue")
    assert own.known_formats == {1: '"c. "#,##0;"c. "(#,##0);"c. "#,##0'}
    assert [figure.text for figure in own.figures] == ["100", "c. 100"]


def test_labels_in_words_say_the_unit_and_the_way():
    chart = view(
        rows=[{"label": "Growth", "metric": "yoy(revenue)"}],
        columns=[{"name": "Growth", "format": "growth", "in_words": True}],
    )
    assert column(chart, "Growth").known_formats[0] == '"up c. "#,##0%;"down c. "#,##0%;"c. "#,##0%'


def test_labels_in_words_say_approx_of_what_is_printed_so():
    chart = view(
        context([fact("revenue", "FY17", "approx 100", bound="approx")]),
        rows=[{"label": "FY17", "metric": "revenue|FY17"}],
        columns=[
            {"name": "In words", "format": "million", "in_words": True},
            {"name": "In figures", "format": "million"},
        ],
    )
    assert column(chart, "In words").known_formats[0].startswith('"approx. "')
    assert column(chart, "In figures").known_formats[0].startswith('"c. "')


def test_a_label_tells_a_turn_into_a_loss_and_no_point_shows_its_rate():
    income = [fact("gross_margin", "FY16", "100"), fact("gross_margin", "FY17", "(20)")]
    chart = view(
        context(income),
        periods="years",
        columns=[
            {"name": "Income", "metric": "gross_margin", "format": "million"},
            {"name": "Growth", "metric": "yoy(gross_margin)", "growth_of": "Income", "format": "growth"},
            {"name": "Text", "label": ["Income as million", "Growth as growth"]},
        ],
    )
    assert column(chart, "Growth").values == (None, None)
    assert column(chart, "Growth").formulas == (None, None)
    assert column(chart, "Text").texts == ("100", "(20)\nturned to a loss")
    assert column(chart, "Text").formulas[1].endswith('&CHAR(10)&"turned to a loss"')


def test_a_label_tells_a_turn_on_two_lines_where_columns_are_narrow():
    income = [fact("gross_margin", "FY16", "100"), fact("gross_margin", "FY17", "(20)")]
    chart = view(
        context(income),
        rows=[{"label": f"No. {number}", "metric": "yoy(gross_margin)|FY17"} for number in range(5)],
        columns=[
            {"name": "Growth", "format": "growth"},
            {"name": "Text", "label": ["Growth as growth"]},
        ],
    )
    assert set(column(chart, "Text").texts) == {"turned\nto a loss"}
    assert set(column(chart, "Text").formulas) == {'"turned"&CHAR(10)&"to a loss"'}


def test_labels_side_by_side_have_the_decimals_that_all_are_known_to():
    claims = [
        claim("revenue", "FY16", "change_pct", "FY15", "12.3%"),
        claim("tax", "FY17", "change_pct", "FY16", "4%"),
    ]
    chart = view(
        context(FACTS, claims),
        rows=[{"label": "A", "metric": "yoy(revenue)|FY16"}, {"label": "B", "metric": "yoy(tax)"}],
        columns=[{"name": "Growth", "format": "growth"}, {"name": "Label", "label": ["Growth as growth"]}],
    )
    assert column(chart, "Label").texts == ("+12%", "+4%")


def test_points_are_plotted_as_points():
    points = claim("gross_margin_ratio", "FY17", "change_pt", "FY16", "0.4")
    chart = view(
        context(FACTS, [points]),
        rows=[
            {"label": "All", "metric": "change(gross_margin_ratio)"},
            {"label": "x", "metric": "yoy(revenue)"},
        ],
        columns=[{"name": "Change", "format": "points"}],
    )
    own = column(chart, "Change")
    assert (own.values[0], own.figures[0].text) == (Decimal("0.4"), "+0.4 pt")


def test_a_row_goes_to_the_column_it_names():
    chart = view(
        rows=[
            {"label": "FY16", "metric": "revenue|prior", "column": "Prior year"},
            {"label": "FY17", "metric": "revenue", "column": "Current year"},
        ],
        columns=[{"name": "Prior year", "format": "million"}, {"name": "Current year", "format": "million"}],
    )
    assert column(chart, "Prior year").values == (Decimal(100), None)
    assert column(chart, "Current year").values == (None, Decimal(130))


def test_a_row_that_is_not_disclosed_leaves_a_gap_and_is_reported():
    over = context()
    chart = view(
        over,
        rows=[{"label": "All", "metric": "revenue"}, {"label": "Network", "metric": "revenue@network"}],
        columns=[{"name": "Revenue", "format": "million"}],
    )
    assert column(chart, "Revenue").values == (Decimal(130), None)
    assert [left.missing for left in over.gathered.left_out] == [("revenue@network|FY17",)]


def test_an_unknown_metric_in_a_row_is_a_finding_with_the_nearest_name():
    over = context()
    view(over, rows=[{"label": "All", "metric": "revenu"}], columns=[{"name": "Revenue"}])
    assert [(issue.id, issue.hint) for issue in over.gathered.issues] == [
        ("unknown-figure", 'did you mean "revenue"?')
    ]


def test_growth_of_the_year_before_is_live_where_its_base_is_in_the_chart():
    chart = view(
        context(FACTS, [claim("revenue", "FY16", "change_pct", "FY15", "5.0")]),
        periods="years",
        columns=[
            {"name": "Revenue", "metric": "revenue", "format": "million"},
            {"name": "Growth", "metric": "yoy(revenue)", "growth_of": "Revenue", "format": "growth"},
        ],
    )
    growth = column(chart, "Growth")
    assert growth.values == (Decimal("0.05"), Decimal("0.3"))
    assert growth.formulas == (None, "{Revenue}/{Revenue@FY16}-1")


@pytest.mark.parametrize(
    "spec",
    [
        {"columns": [{"name": "A"}]},
        {"periods": "years"},
        {"periods": "years", "rows": [{"label": "A", "metric": "revenue"}], "columns": [{"name": "A"}]},
    ],
    ids=["no categories", "no columns", "two kinds of categories"],
)
def test_a_chart_has_one_kind_of_categories_and_columns(spec):
    with pytest.raises(ValidationError):
        ChartSpec.model_validate(spec)


def test_a_bridge_walks_from_the_start_to_the_end():
    chart = view(bridge=BRIDGE)
    assert chart.categories == ("FY16 margin", "SI", "Other revenue", "Cost", "FY17 margin")
    assert column(chart, "Level").values == tuple(map(Decimal, (40, 55, 70, 55, 55)))
    assert column(chart, "Step").values == (None, Decimal(15), Decimal(15), Decimal(-15), None)
    assert column(chart, "Base").values == (None, Decimal(40), Decimal(55), Decimal(55), None)
    assert column(chart, "Up").values == (None, Decimal(15), Decimal(15), Decimal(0), None)
    assert column(chart, "Down").values == (None, Decimal(0), Decimal(0), Decimal(15), None)
    assert column(chart, "Start").values == (Decimal(40), None, None, None, None)
    assert column(chart, "End").values == (None, None, None, None, Decimal(55))


def test_the_formulas_of_a_bridge_give_the_values_beside_them():
    pairs = recalculated(view(bridge=BRIDGE))
    assert len(pairs) > 30
    assert all(cached == calculated for cached, calculated in pairs)


def test_a_bridge_types_only_printed_and_computed_figures():
    chart = view(bridge=BRIDGE)
    typed = {
        (one.name, value): figure.key
        for one in chart.columns
        for value, formula, figure in zip(one.values, one.formulas, one.figures, strict=False)
        if value is not None and formula is None
    }
    assert typed == {
        ("FY16", Decimal(40)): "gross_margin|FY16",
        ("FY16", Decimal(45)): "revenue@si|FY16",
        ("FY16", Decimal(60)): "cost_of_revenue|FY16",
        ("FY17", Decimal(55)): "gross_margin|FY17",
        ("FY17", Decimal(60)): "revenue@si|FY17",
        ("FY17", Decimal(75)): "cost_of_revenue|FY17",
        ("Whole FY16", Decimal(100)): "revenue|FY16",
        ("Whole FY17", Decimal(130)): "revenue|FY17",
    }


def test_labels_of_a_bridge_stand_on_the_line_of_their_direction():
    chart = view(bridge=BRIDGE)
    assert column(chart, "Ends label").labels == ("40", "", "", "", "55")
    assert column(chart, "Up label").labels == ("", "+15", "+15", "", "")
    assert column(chart, "Down label").labels == ("", "", "", "(15)", "")
    assert column(chart, "Label").texts == ("40", "+15", "+15", "(15)", "55")


def test_a_step_is_the_change_that_the_company_prints():
    told = [
        claim("cost_of_revenue", "FY17", "change_abs", "FY16", "16"),
        claim("revenue@si", "FY17", "change_abs", "FY16", "15"),
    ]
    chart = view(context(claims=told), bridge=BRIDGE)
    assert column(chart, "Label").texts == ("40", "+15", "+15", "(16)", "55")
    assert column(chart, "Printed change").values == (None, None, None, Decimal(16), None)
    (figure,) = (one for one in column(chart, "Printed change").figures if one)
    assert figure.key == "change(cost_of_revenue, FY16)|FY17"
    steps = column(chart, "Step").formulas
    assert (steps[1], steps[3]) == ("{FY17}-{FY16}", "-{Printed change}")
    assert all(cached == calculated for cached, calculated in recalculated(chart))


def test_links_join_neighbours_with_gaps_between():
    chart = view(bridge=BRIDGE)
    links = [[value and int(value) for value in column(chart, f"Link {n}").values] for n in (1, 2, 3)]
    assert links == [
        [40, 40, None, 55, 55],
        [None, 55, 55, None, None],
        [None, None, 70, 70, None],
    ]


def test_a_bridge_that_does_not_close_is_a_finding():
    over = context()
    view(over, bridge=BRIDGE | {"steps": BRIDGE["steps"][:2]})
    (issue,) = over.gathered.issues
    assert (issue.id, issue.expected, issue.found) == ("bridge-does-not-close", "55", "70")


@pytest.mark.parametrize(
    ("change", "identity", "hint"),
    [
        ({"metric": "gross_margn"}, "unknown-figure", 'did you mean "gross_margin"?'),
        ({"format": "milion"}, "unknown-format", 'did you mean "million"?'),
        ({"end": {"label": "x", "at": "thsi"}}, "unknown-period", 'did you mean "this"?'),
        ({"metric": "gross_margin@network"}, "bridge-without-figure", None),
    ],
)
def test_a_fault_of_a_bridge_is_gathered(change, identity, hint):
    over = context()
    assert view(over, bridge=BRIDGE | change).columns == ()
    (issue,) = over.gathered.issues
    assert issue.id == identity
    assert hint is None or issue.hint == hint


def test_a_rest_names_steps_before_it():
    over = context()
    steps = [{"label": "Rest", "metric": "revenue", "rest": ["revenue@si"]}]
    view(over, bridge=BRIDGE | {"steps": steps})
    assert [issue.id for issue in over.gathered.issues] == ["unknown-step"]


def test_one_column_over_another_and_over_its_sum_are_live():
    chart = view(
        periods="years",
        columns=[
            {"name": "Revenue", "metric": "revenue", "format": "million"},
            {"name": "Cost", "metric": "cost_of_revenue", "format": "million"},
            {"name": "Cost ratio", "ratio": ["Cost", "Revenue"], "format": "growth"},
            {"name": "Share", "share_of": "Revenue", "format": "growth"},
        ],
    )
    assert column(chart, "Cost ratio").values == (Decimal("0.6"), Decimal("0.576923076923"))
    assert column(chart, "Cost ratio").formulas == ("{Cost}/{Revenue}",) * 2
    assert column(chart, "Share").formulas == ("{Revenue}/SUM({Revenue@FY16},{Revenue@FY17})",) * 2


@pytest.mark.parametrize(
    ("mark", "found"),
    [
        ({"cagr": {"of": "Revenu", "format": "growth"}}, ("unknown-column", "Revenu")),
        (
            {"difference": {"of": "Revenue", "format": "growth", "start": "FY61"}},
            ("unknown-category", "FY61"),
        ),
    ],
    ids=["column", "category"],
)
def test_a_mark_over_something_unknown_is_a_finding_with_a_hint(mark, found):
    over = context()
    columns = [{"name": "Revenue", "metric": "revenue", "format": "million"}]
    view(over, periods="years", columns=columns, **mark)
    (issue,) = over.gathered.issues
    assert (issue.id, issue.found) == found
    assert issue.hint


def test_a_difference_arrow_stands_in_a_row_of_its_own():
    chart = view(
        periods="years",
        difference={"of": "Revenue", "format": "growth"},
        columns=[{"name": "Revenue", "metric": "revenue", "format": "million"}],
    )
    assert chart.categories == ("FY16", "FY17", "\u00a0")
    assert column(chart, "Revenue").values == (Decimal(100), Decimal(130), None)
    assert column(chart, "Difference").labels == ("", "", "c. +30%")
    assert column(chart, "Difference length").values[-1] == Decimal(30)


def test_a_subtotal_shows_the_level_reached_and_has_no_metric():
    steps = [BRIDGE["steps"][0], BRIDGE["steps"][1], {"label": "Revenue effect", "subtotal": True}]
    chart = view(bridge={**BRIDGE, "steps": [*steps, BRIDGE["steps"][2]]})
    assert column(chart, "Subtotal").values[3] == Decimal(70)
    assert column(chart, "Subtotal").like == "End"
    assert all(cached == calculated for cached, calculated in recalculated(chart))
    with pytest.raises(ValidationError):
        ChartSpec.model_validate(
            {"bridge": {**BRIDGE, "steps": [{"label": "x", "metric": "revenue", "subtotal": True}]}}
        )
