"""One format, two outputs: the text on a slide and what Excel shows are the same for every value."""

from __future__ import annotations

from decimal import Decimal
from itertools import product
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from office import CALC, converted, read_values

from reportgen.core.structs import replace
from reportgen.figures.number_code import as_known, read_code
from reportgen.figures.style import NumberFormat, Style
from reportgen.office.number_formats import format_value

D = Decimal
# Values in the format's own unit; zero, both signs, halves, and what rounds away.
VALUES = [
    D(text)
    for text in (
        "0",
        "0.4",
        "-0.4",
        "0.04",
        "-0.04",
        "0.5",
        "-0.5",
        "1.25",
        "-1.25",
        "2.5",
        "-2.5",
        "999.95",
        "-1234.5",
        "48439",
        "-1234567.891",
    )
]
FORMATS = [
    NumberFormat(digits, scale, signed, negative=negative)
    for digits, scale, signed, negative in product(
        (0, 1, 2), (6, -2), (False, True), ("parentheses", "triangle", "minus")
    )
]
NOTHING = [
    NumberFormat(scale=6, signed=True, zero="-"),
    NumberFormat(scale=-2, digits=1, suffix="%", zero="n/a"),
]
MARKED = [
    NumberFormat(scale=6, around="c. {}"),
    NumberFormat(scale=-2, digits=1, signed=True, around="約{}", negative="triangle"),
    NumberFormat(scale=9, digits=1, around="no less than {}"),
]


def shown_value(one: NumberFormat, value: Decimal) -> Decimal:
    """What stands in the Excel cell: percent as fractions, all others in the format's unit."""
    return value.scaleb(-2) if one.scale == -2 else value


def text(one: NumberFormat, value: Decimal) -> str:
    with_percent = NumberFormat(
        one.digits,
        one.scale,
        one.signed,
        suffix="%" if one.scale == -2 else "",
        negative=one.negative,
        zero=one.zero,
        around=one.around,
    )
    return with_percent.text(value.scaleb(one.scale))


def test_excel_shows_what_the_slide_says(soffice: str, tmp_path: Path) -> None:
    """LibreOffice applies the codes; one workbook holds every format with every value."""
    book = openpyxl.Workbook()
    sheet = book.active
    # 9.9995 stands a hair below in binary; Excel rounds its fifteen digits up, LibreOffice what it holds.
    cases = [
        (one, value)
        for one in [*FORMATS, *NOTHING, *MARKED]
        for value in VALUES
        if not (one.scale == -2 and one.digits == 1 and value == D("999.95"))
    ]
    for row, (one, value) in enumerate(cases, 1):
        sheet.cell(row, 1, float(shown_value(one, value)))
        sheet.cell(row, 2, f"={one.excel_text(f'A{row}')}")
    file = tmp_path / "formats.xlsx"
    book.save(file)
    (tmp_path / "out").mkdir()
    there = read_values(converted(soffice, file, CALC, tmp_path / "out").read_bytes())["Sheet"]
    different = {
        f"{one.excel_code()} of {value}": (text(one, value), there[f"B{row}"])
        for row, (one, value) in enumerate(cases, 1)
        if text(one, value) != there[f"B{row}"]
    }
    assert different == {}


@pytest.mark.parametrize(
    ("one", "value", "shown"),
    [
        (NumberFormat(scale=9, digits=1, prefix="JPY", suffix=" bn"), D("176051000000"), "JPY176.1 bn"),
        (NumberFormat(scale=6), D("48439000000"), "48,439"),
        (NumberFormat(scale=6), D("-444000000"), "(444)"),
        (NumberFormat(scale=-2, digits=1, signed=True, suffix="%"), D("0.116"), "+11.6%"),
        (NumberFormat(scale=-2, digits=1, signed=True, suffix="%"), D("-0.165"), "(16.5%)"),
        (NumberFormat(scale=-2, digits=1, signed=True, suffix="%", brackets="[]"), D("0.096"), "[+9.6%]"),
        (NumberFormat(scale=-2, digits=1, suffix="%"), D("-0.0004"), "(0.0%)"),
        (NumberFormat(scale=-2, digits=1, signed=True, suffix="%"), D("0"), "0.0%"),
        (NumberFormat(scale=-2, digits=1, suffix="%"), D("0.1235"), "12.4%"),
        (NumberFormat(negative="triangle"), D("-5"), "△5"),
        (NumberFormat(negative="minus", prefix="JPY"), D("-5"), "-JPY5"),
        (NumberFormat(zero="-"), D("0"), "-"),
        (NumberFormat(zero="-"), D("0.2"), "0"),
        (NumberFormat(scale=9, digits=1, prefix="JPY", suffix=" bn"), None, "n/d"),
    ],
)
def test_a_figure_is_shown_like_this(one: NumberFormat, value: Decimal | None, shown: str) -> None:
    assert one.text(value) == shown


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (NumberFormat(scale=6), "#,##0;(#,##0);#,##0"),
        (NumberFormat(scale=-2, digits=1, signed=True), "+#,##0.0%;(#,##0.0%);#,##0.0%"),
        (NumberFormat(digits=2, negative="triangle"), '#,##0.00;"△"#,##0.00;#,##0.00'),
        (NumberFormat(negative="minus"), "#,##0;-#,##0;#,##0"),
        (NumberFormat(signed=True, zero="-"), '+#,##0;(#,##0);"-"'),
        (NumberFormat(around="c. {}"), '"c. "#,##0;"c. "(#,##0);"c. "#,##0'),
        (NumberFormat(around="over {}"), '"over "#,##0;"over "(#,##0);"over "#,##0'),
    ],
)
def test_a_format_has_this_excel_code(one: NumberFormat, code: str) -> None:
    assert one.excel_code() == code


GROWTH = NumberFormat(scale=-2, digits=1, signed=True, suffix="%")
SPOKEN = Style({}, "JPY", {}, {})


@pytest.mark.parametrize(
    ("one", "value", "shown"),
    [
        (GROWTH, "0.126", "up 12.6%"),
        (GROWTH, "-0.006", "down 0.6%"),
        (GROWTH, "0", "0.0%"),
        (NumberFormat(scale=-2, digits=1, signed=True, suffix=" points"), "1.5", "up 1.5 points"),
        (
            NumberFormat(scale=6, signed=True, prefix="JPY", suffix=" million"),
            "-8307",
            "down JPY8,307 million",
        ),
        (NumberFormat(scale=9, digits=1, prefix="JPY", suffix=" billion"), "3.1", "JPY3.1 billion"),
        (NumberFormat(prefix="JPY", around="over {}"), "7", "over JPY7"),
        (NumberFormat(scale=6, prefix="JPY", suffix=" million"), "-715", "(JPY715 million)"),
        (NumberFormat(prefix="¥", negative="minus"), "-5", "-¥5"),
        (replace(GROWTH, around="n.m."), "0.126", "n.m."),
        (replace(GROWTH, around="n.m."), "-0.126", "n.m."),
        (NumberFormat(signed=True, suffix=' "A"; new'), "5", 'up 5 "A"; new'),
        (NumberFormat(suffix=' "A"', around='"{}" or so'), "-5", '"(5 "A")" or so'),
        (NumberFormat(zero='"'), "0", '"'),
    ],
)
def test_a_code_says_a_figure_as_a_sentence_does(one: NumberFormat, value: str, shown: str) -> None:
    assert format_value(float(value), SPOKEN.spoken_code(one)) == shown


@pytest.mark.parametrize(
    ("code", "look", "known"),
    [
        ("#,##0_);(#,##0);0_);@_)", NumberFormat(around="c. {}"), '"c. "#,##0_);"c. "(#,##0);"c. "0_);@_)'),
        ("+0.0%_);(0.0%)", NumberFormat(digits=1, around="{} or so"), '+0.0%" or so"_);(0.0%)" or so"'),
        ("+0.0%_);(0.0%)", NumberFormat(), "+0%_);(0%)"),
        ("#,##0.00", NumberFormat(digits=1), "#,##0.0"),
        ("#,##0.0,,", NumberFormat(around="約{}"), '"約"#,##0,,'),
        ("[Red]0.0;[Blue]-0.0", NumberFormat(digits=1, around="{}超"), '[Red]0.0"超";[Blue]-0.0"超"'),
        ("General", NumberFormat(around="c. {}"), '"c. "General'),
    ],
)
def test_a_code_of_a_template_takes_the_known_decimals_and_the_mark(
    code: str, look: NumberFormat, known: str
) -> None:
    own = read_code(code)
    assert own is not None
    assert as_known(code, look) == known
    assert as_known(code, own) == code


@pytest.mark.parametrize("code", ["yyyy-mm-dd", "@", "# ?/?", "0.00E+00", "h:mm", '"closed"'])
def test_codes_of_days_texts_and_powers_are_left_alone(code: str) -> None:
    assert read_code(code) is None


def test_brackets_stand_around_the_excel_text() -> None:
    one = NumberFormat(scale=-2, digits=1, signed=True, brackets="[]")
    assert one.excel_text("E2") == '"["&TEXT(E2,"+#,##0.0%;-#,##0.0%;#,##0.0%")&"]"'
    assert replace(one, around="c. {}").text(D("-0.21")) == "[c. -21.0]"


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("-0.0004", "[±0.0%]"),
        ("0.0004", "[±0.0%]"),
        ("-0.0", "[±0.0%]"),
        ("0", "[0.0%]"),
        ("-0.0005", "[-0.1%]"),
        ("0.0005", "[+0.1%]"),
    ],
)
def test_a_page_tells_a_change_that_rounds_to_nothing_as_neither_up_nor_down(value: str, shown: str) -> None:
    one = NumberFormat(scale=-2, digits=1, signed=True, suffix="%", brackets="[]")
    assert one.change(D(value)) == shown


def test_points_stand_in_a_chart_as_they_are_shown_and_percent_as_fractions() -> None:
    points, percent = (NumberFormat(1, -2, signed=True, suffix=text) for text in (" points", "%"))
    assert (points.excel_code(), points.in_base(D("0.4"))) == ("+#,##0.0;(#,##0.0);#,##0.0", D("0.004"))
    assert (percent.excel_code(), percent.in_base(D("0.004"))) == (
        "+#,##0.0%;(#,##0.0%);#,##0.0%",
        D("0.004"),
    )


@given(
    st.decimals(min_value=D("-1e12"), max_value=D("1e12"), places=4),
    st.integers(0, 3),
    st.sampled_from([0, 3, 6, 9, -2]),
)
def test_the_text_is_never_further_from_the_value_than_half_its_last_digit(
    value: Decimal, digits: int, scale: int
) -> None:
    one = NumberFormat(digits, scale, negative="minus")
    read = D(one.text(value).replace(",", ""))
    assert abs(read - value.scaleb(-scale)) <= D(5).scaleb(-digits - 1)
    assert one.rounded(value) == read


@given(st.decimals(min_value=D("-1e9"), max_value=D("-0.0001"), places=4), st.integers(0, 2))
def test_a_negative_figure_always_shows_its_sign(value: Decimal, digits: int) -> None:
    assert NumberFormat(digits).text(value).startswith("(")


def test_a_zero_printed_in_brackets_keeps_them() -> None:
    assert NumberFormat(scale=6, signed=True, zero="-").text(Decimal("-0")) == "(0)"
    assert NumberFormat(scale=6, signed=True, zero="-").text(Decimal(0)) == "-"
    assert NumberFormat(scale=-2, digits=1, suffix="%").text(Decimal("-0.000")) == "(0.0%)"
