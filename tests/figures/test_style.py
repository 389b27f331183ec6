"""A house's style file: names give formats, house-wide choices hold unless a format says otherwise."""

from __future__ import annotations

from decimal import Decimal
from textwrap import dedent

import pytest
from language import STYLE, TEXTS

from reportgen.core.findings import FindingsError
from reportgen.figures.style import NumberFormat, Style
from reportgen.figures.style_file import read_style


def style(text: str) -> Style:
    return read_style(dedent(text).encode(), "style.yaml")


def faults(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FindingsError) as caught:
        style(text)
    return [(issue.id, issue.place.line, issue.message) for issue in caught.value.issues]


def test_a_style_names_formats_words_and_a_currency() -> None:
    found = read_style(TEXTS[STYLE].encode(), STYLE)
    assert found.currency == "JPY"
    assert found.units == {6: " million"}
    assert found.format("growth") == NumberFormat(1, -2, signed=True, suffix="%")


def test_the_sign_of_the_house_holds_unless_a_format_says_otherwise() -> None:
    found = style("""
        negative: triangle
        formats:
          plain: {}
          minus: {negative: minus}
    """)
    assert [found.format(name).text(Decimal(-5)) for name in ("plain", "minus")] == ["△5", "-5"]


def test_all_faults_of_a_style_come_together_each_at_its_line() -> None:
    assert faults("""\
        negative: brackets
        units: {million: 6}
        colour: blue
        formats:
          one: {digts: 1}
          two: {digits: -1}
          three: {signed: "yes"}
          four: {brackets: "["}
          five: 6
    """) == [
        ("bad-option", 1, "\"negative\" should be 'parentheses', 'triangle' or 'minus'"),
        ("bad-option", 2, '"[key]" should be a valid integer'),
        ("bad-option", 2, '"million" should be a valid string'),
        ("unknown-format-option", 5, 'format "one" has no option "digts"'),
        ("bad-option", 6, '"digits" should be greater than or equal to 0'),
        ("bad-option", 7, '"signed" should be a valid boolean'),
        ("bad-option", 8, "\"brackets\" string should match pattern '^(..)?$'"),
        ("bad-option", 9, '"five" should be a valid dictionary or instance of _formatspec'),
        ("unknown-option", 3, 'a style has no entry "colour"'),
    ]


@pytest.mark.parametrize(
    ("data", "issue_id"),
    [
        (b"\xff\xfe", "broken-encoding"),
        (b"a: [", "unreadable-yaml"),
        (b"- a\n", "unreadable-style"),
        (b"", "unreadable-style"),
    ],
)
def test_what_is_no_style_is_a_finding(data: bytes, issue_id: str) -> None:
    with pytest.raises(FindingsError) as caught:
        read_style(data, "style.yaml")
    assert [issue.id for issue in caught.value.issues] == [issue_id]


def test_a_rate_beyond_the_limit_of_its_format_is_not_meaningful() -> None:
    growth = NumberFormat(digits=1, scale=-2, signed=True, suffix="%", limit=1000)
    shown = [growth.text(Decimal(rate)) for rate in ("10", "10.0004", "10.001", "-10.001")]
    assert shown == ["+1,000.0%", "+1,000.0%", "n.m.", "n.m."]
