"""What a template's own formulas leave open, by the figures of the cells that they read."""

from __future__ import annotations

from decimal import Decimal

import pytest
from metric_language import fact, table
from workbook_language import template

from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.data.records import PROFIT_OR_LOSS
from reportgen.figures.resolved import Resolved, from_print
from reportgen.figures.style import NumberFormat, Style
from reportgen.figures.turns import TURNS, Turns
from reportgen.model.cell_formats import CellFormats, turn_word
from reportgen.model.formulas import out_of_loss_text
from reportgen.model.open_values import Content, OpenNumber, shown_answer
from reportgen.model.own_formulas import OwnFormulas
from reportgen.office.cell_reader import read_cells
from reportgen.office.layout import AxisLayout, Band, SheetLayout, WorkbookLayout
from reportgen.office.package import open_package
from reportgen.office.sheets import sheet_parts
from reportgen.office.styles import Styles
from reportgen.plan.plan import BlockSize, Formula, PlannedRow, WorkbookPlan
from reportgen.plan.template_map import NumberRule, OwnCell
from reportgen.xlsx.render import render_workbook

# D6 is known to the unit, I6 to a thousand; a formula of the plan adds them in B6, the cells beside hold texts.
FIGURES = {(6, 4): (176_051, 0), (6, 9): (176_000, 500), (6, 10): (-40, 60), (7, 4): (-9, 2)}
TEXTS = {(6, 1): "revenue|FY17", (7, 1): "cost|FY17", (7, 5): "n/d", (3, 4): "IFRS"}
NAMES = {"part_value": "S!$D$6:$D$7", "part_key": "S!$A$6:$A$7"}


def filled(sheet: str, row: int, column: int) -> Content:
    found = FIGURES.get((row, column)) if sheet == "S" else None
    if found is None:
        return Formula("D6+I6") if (row, column) == (6, 2) else TEXTS.get((row, column))
    value, half = Decimal(found[0]), Decimal(found[1])
    bound = "approx" if half > 100 else "point"
    return shown_answer(Resolved("", value, Interval(value - half, value + half), bound=bound), 0)


def found_in(own: tuple[OwnCell, ...], axes: SheetLayout | None = None, ahead: int = 0) -> list[OpenNumber]:
    layout = WorkbookLayout({"S": axes} if axes is not None else {})
    cells = OwnFormulas(own, NAMES, layout, filled, lambda place: place[2] == ahead)
    return [one.number for one in cells.open_cells(lambda _: True)]


@pytest.mark.parametrize(
    ("formula", "told"),
    [
        ('IFERROR(IF($D$3=$I$3,D6-I6,NA()),"-")', ""),  # two standards: a text
        ('IFERROR(IF($D$3="ifrs",D6-I6,NA()),"-")', "51 from -449 to 551, about"),
        ("D6", "176051 from 176051 to 176051"),
        ("B6", "352051 from 351551 to 352551, about"),
        ("I6-I6+J6", "-40 from -100 to 20, about"),
        ("SUM(D6:I6,J6)", "352011 from 351451 to 352571, about"),
        ("SUM(D6:D7)-D6-ABS(D7)", "-18 from -22 to -14"),
        ("D7/ABS(J6)", "-0.225 from -1.0000000e+30 to 1.0000000e+30"),  # may be divided by nothing
        ("MAX(D7,J6)-MIN(D7,5)", "0 from -4 to 31"),
        ("MAX(D6,D7)-D6", "0 from 0 to 0"),
        ("INT(J6/7)", "-6 from -15 to 2"),
        ("ROUND(I6,-3)", "1.76e+5 from 1.76e+5 to 1.77e+5, about"),
        ("D6*2%", "3521.020 from 3521.020 to 3521.020"),
        ('INDEX(part_value,MATCH("cost|"&"FY17",part_key,0))', "-9 from -11 to -7"),
        ('SUMIFS(part_value,part_key,A6)+COUNTIF(D6:E7,">0")', "176052 from 176052 to 176052"),
        ('IF(COUNTIFS(part_key,"none")>0,D6,CHOOSE(2,D6,D7))', "-9 from -11 to -7"),
        ('AVERAGEIFS(part_value,part_value,"<=0")/COUNT(D6,E7)', "-9 from -11 to -7"),
        ('IF(AND(ISNUMBER(D6),OR(A6<>"",D6>I6)),-D7,0)', "9 from 7 to 11"),
        ("D6-E7", ""),  # a text is no number
        ("D6-K6", ""),  # leads back to itself
        ("TEXT(D6,A1)", ""),
        ('"up "&TEXT(D6-I6,"#,##0")', "51 from -449 to 551, about"),  # what its TEXT shows
        ("Other!D6-I6", "-176000 from -176500 to -175500, about"),  # what is empty is nothing
        ("scenario+D6", ""),
        ('COUNTIF(part_key,"rev*")', ""),
    ],
)
def test_a_formula_is_as_open_as_the_cells_it_reads(formula: str, told: str) -> None:
    found = [
        f"{one.value:.8g} from {one.interval.low:.8g} to {one.interval.high:.8g}"
        + ("" if one.exact else ", about")
        for one in found_in((OwnCell("S", 6, 11, formula),))
    ]
    assert found == ([told] if told else [])


@pytest.mark.parametrize(
    ("formula", "code", "in_rule"), [("D6-I6", "0.0%", True), ("D6", "#,##0", True), ("D6/7", "0.00", False)]
)
def test_the_first_rule_that_holds_gives_a_cell_its_number_format(
    formula: str, code: str, in_rule: bool
) -> None:
    rules = (
        NumberRule(1, "K6<100", "0.0%"),
        NumberRule(2, "K6=INT(K6)", "#,##0"),
        NumberRule(3, "ZZ(1)", "0"),
    )
    own = (OwnCell("S", 6, 11, formula, number_format="0.00", rules=rules),)
    cells = OwnFormulas(own, NAMES, WorkbookLayout({}), filled, lambda _: False)
    assert [(one.number_format, one.in_rule) for one in cells.open_cells(lambda _: True)] == [(code, in_rule)]


def test_a_formula_in_a_block_reads_the_cells_of_its_own_item_and_those_outside() -> None:
    axes = SheetLayout(columns=AxisLayout((Band(2, 2, 8),)))  # B becomes B to I, C is J
    found = found_in((OwnCell("S", 7, 2, "B6+C6"),), axes)
    assert [one.value for one in found if one.value > 0] == [352_011, 176_011, 175_960]


def test_what_is_forecast_is_as_exact_as_its_assumptions() -> None:
    own = (OwnCell("S", 8, 4, "I6*2"), OwnCell("S", 8, 5, "D8-I6"))
    assert [one.interval.width for one in found_in(own)] == [2_000, 1_000]
    assert [one.interval.width for one in found_in(own, ahead=4)] == [0, 1_000]


@pytest.mark.parametrize(
    ("value", "half", "code", "shown"),
    [
        ("48349", "1", "#,##0.0_);(#,##0.0)", "#,##0_);(#,##0)"),
        ("12.34", "0.15", "#,##0.00", "#,##0.0"),
        ("51", "50", "+#,##0;(#,##0)", '+#,##0" \u00b150";(#,##0" \u00b150")'),
        ("0.439", "0.04", "+0.0%;(0.0%)", '"c. "+0%;"c. "(0%)'),
        ("7", "0", "#,##0.0", "#,##0.0"),
        ("7", "9", "yyyy-mm-dd", "yyyy-mm-dd"),
    ],
)
def test_a_cell_of_the_template_shows_the_decimals_that_its_interval_fixes(
    value: str, half: str, code: str, shown: str
) -> None:
    number = shown_answer(
        Resolved(
            "", Decimal(value), Interval(Decimal(value) - Decimal(half), Decimal(value) + Decimal(half))
        ),
        0,
    )
    formats = CellFormats(6, Style({}, "", {}, {}))
    assert formats.of_number(replace(number, answer=None), code) == shown


@pytest.mark.parametrize(
    ("printed", "bound", "shown"),
    [
        ("5,000", "under", '"\u2264"#,##0.000'),
        ("1,600", "point", "#,##0.0000"),
        ("700,000", "point", "#,##0"),
    ],
)
def test_what_is_printed_in_yen_is_not_nothing_in_millions(printed: str, bound: str, shown: str) -> None:
    (figure,) = table(facts=[fact("revenue", "FY17", printed, unit="JPY", scale="0", bound=bound)]).facts
    answer = replace(from_print("revenue|FY17", figure), unit_kind="money")
    assert CellFormats(6, Style({}, "", {}, {})).of_answer(answer, "#,##0") == shown


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        ("123.45", "+0.0%;(0.0%)", '[>10]"n.m."_);[<0](0.0%);+0.0%'),
        ("-10.5", "+0.0%;(0.0%)", '[<-10]"n.m."_);[<0](0.0%);+0.0%'),
        ("9.5", "+0.0%;(0.0%)", "+0.0%;(0.0%)"),
        ("123.45", "0.0%", "0.0%"),
    ],
)
def test_growth_beyond_the_limit_of_the_style_is_not_meaningful_in_a_cell_too(
    value: str, code: str, shown: str
) -> None:
    style = Style({"growth": NumberFormat(digits=1, scale=-2, signed=True, limit=1000)}, "", {}, {})
    answer = Resolved("", Decimal(value), Interval.exact(Decimal(value)), "ratio", unit_kind="ratio")
    assert CellFormats(6, style).of_answer(answer, code) == shown


def test_growth_of_a_forecast_may_fall_into_a_loss_when_a_driver_changes() -> None:
    answer, words = Resolved("", None, unit_kind="ratio"), Turns("to loss", "to profit", "wider", "smaller")
    told = CellFormats(6, Style({}, "", {}, {})).of_answer(answer, "+0.0%;(0.0%)", words)
    assert told == '[<-1]"to loss"_);[<0](0.0%);+0.0%'


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize(
    ("now", "before", "name"),
    [
        ("5", "-3", "to_profit"),
        ("-5", "-3", "loss_wider"),
        ("-1", "-3", "loss_smaller"),
        ("5", "0", ""),
        ('"n/d"', "-3", ""),
    ],
)
def test_a_result_after_a_loss_is_told_in_words(language: str, now: str, before: str, name: str) -> None:
    phrases = {
        "to_profit": "黒字転換",
        "loss_wider": "赤字拡大",
        "loss_smaller": "赤字縮小",
        "to_loss": "赤字転落",
    }
    style = Style({}, "", {}, {}, language, phrases=phrases)
    words = Turns(*(turn_word(style, one) for one in TURNS[PROFIT_OR_LOSS]))
    formula = f'IFERROR({out_of_loss_text(now, before, words)},"n/d")'
    told = OwnFormulas((OwnCell("S", 1, 1, formula),), {}, WorkbookLayout({}), filled, lambda _: False)
    english = {
        "to_profit": "to profit",
        "loss_wider": "wider loss",
        "loss_smaller": "smaller loss",
        "": "n/d",
    }
    assert told.content("S", 1, 1) == (english if language == "en" else {**phrases, "": "n/d"})[name]


@pytest.mark.parametrize("count", [0, 2])
def test_a_formula_of_the_template_keeps_its_text_under_a_format_of_the_plan(count: int) -> None:
    cells = {"C2": "=1+1", "D2": '="a "&TEXT(1+1,"0;""-""0")'}
    if count:
        cells["A1"] = "{{#month across}}{{name}}{{/month}}"
    sizes = (BlockSize("S", "month", count),) if count else ()
    column = 3 + max(count - 1, 0)
    names = PlannedRow("S", 1, (1, 2), ("a", "b"))
    codes = ((column + 1, '0;"-"0', '"c. "0;"c. -"0'),)
    look = PlannedRow("S", 2, (), (), ((column, '"c. "0'),), codes=codes)
    rendered = render_workbook(
        template({"S": cells}), WorkbookPlan(sizes, (names, look) if count else (look,)), "t.xlsx"
    )
    package = open_package(rendered.data)
    found = [one for one in read_cells(package, sheet_parts(package)[0].part, ()) if one.formula]
    label = '"a "&TEXT(1+1,"""c. ""0;""c. -""0")'
    assert [(one.column, one.formula) for one in found] == [(column, "1+1"), (column + 1, label)]
    assert found[1].value == "a c. 2"
    assert Styles(package).number_format(found[0].style) == '"c. "0'
