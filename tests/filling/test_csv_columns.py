"""A column of a CSV file is read by one convention: what is no number stays as it was written, doubts are told."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from answers import Run
from fill_language import read_data, template, values

from reportgen.core.findings import FindingsError, Issue
from reportgen.filling.csv_columns import CsvConvention

DOUBT = "doubtful-column"


def column(
    cells: Sequence[str], between: str = ",", reading: CsvConvention | None = None, beside: str = ""
) -> tuple[list[str], list[tuple[str, int | None, str]]]:
    """The values of a column `v`, numbers spelled out, and what is told: id, line, cell. `beside` stands in `w`."""
    lines = [f'"{cell}"{between}{beside}' for cell in cells]
    text = "\n".join([f"v{between}w", *lines])
    doubts: list[Issue] = []
    found = read_data([("t.csv", text.encode())], reading or CsvConvention(), doubts)["t"]
    shown = [f"{one['v']:f}" if isinstance(one["v"], Decimal) else repr(one["v"]) for one in found]
    return shown, [(one.id, one.place.line, one.found) for one in doubts]


NUMBERS = [
    (["12.50", "7", "-3"], ",", ["12.50", "7", "-3"]),
    (["1,5", "2,25"], ";", ["1.5", "2.25"]),
    (["1,5", "2,25", "7"], ",", ["1.5", "2.25", "7"]),
    (["1.234,50", "1.234"], ",", ["1234.50", "1234"]),
    (["1,234.50", "1,234", "12"], ";", ["1234.50", "1234", "12"]),
    (["1.234.567", "12"], ";", ["1234567", "12"]),
    (["1,234,567", "1,234"], ",", ["1234567", "1234"]),
    (["1 234,50", "1\u00a0234,50", "1\u202f234,50", "1'234,50"], ";", ["1234.50"] * 4),
    (["0,123", "1,234"], ",", ["0.123", "1.234"]),
    (["1.234", "2.500"], ",", ["1.234", "2.500"]),
    (["0.001", "2.500"], ";", ["0.001", "2.500"]),
    (["+4.9", "-8", "+5"], ",", ["4.9", "-8", "5"]),
    (["1e-05", "1.5e+16", "-3e5"], ",", ["0.00001", "15000000000000000", "-300000"]),
    (["0.5", "12E3"], ",", ["0.5", "12000"]),
    (["1000000000000000000"], ",", ["1000000000000000000"]),
    (["0.30000000000000004", " 7 "], ",", ["0.30000000000000004", "7"]),
    (["1,5", "", "n/a", "-"], ";", ["1.5", "None", "'n/a'", "'-'"]),
    (["-5", "+49"], ",", ["-5", "49"]),
]
TEXTS = [
    ["007", "012"],
    ["01067", "10115"],
    ["40123456789012345678", "1234567890123456"],
    ["12E3", "A7"],
    ["007", "x", "12"],
    ["1,5", "A,B"],
    ["192.168.100.200", "10.0.0.1"],
    ["1 234", "030 1234"],
    ["31.12.2018"],
]
DOUBTS = [
    (["88e4567", "12E3", "40123456789012345678"], ",", ("bad-value", 2, "88e4567")),
    (["12", "12E3"], ",", (DOUBT, 3, "12E3")),
    (["+49", "+81"], ",", (DOUBT, 2, "+49")),
    (["12", "007"], ",", (DOUBT, 3, "007")),
    (["5", "1234567890123456"], ",", (DOUBT, 3, "1234567890123456")),
    (["1,234", "999"], ",", (DOUBT, 2, "1,234")),
    (["1.234", "2.500"], ";", (DOUBT, 2, "1.234")),
    (["1.5", "2,5"], ",", (DOUBT, 3, "2,5")),
    (["1.234.567"], ",", (DOUBT, 2, "1.234.567")),
]


@pytest.mark.parametrize(("cells", "between", "expected"), NUMBERS)
def test_numbers_are_read_by_the_convention_that_their_column_shows(
    cells: list[str], between: str, expected: list[str]
) -> None:
    assert column(cells, between) == (expected, [])


def test_a_file_may_tell_excel_its_separator_in_a_line_before_the_head() -> None:
    found = read_data([("t.csv", b"sep=;\r\na,b;c\r\n1,5;x\r\n")], CsvConvention(), [])["t"]
    assert [dict(one) for one in found] == [{"a,b": Decimal("1.5"), "c": "x"}]


@pytest.mark.parametrize("cells", TEXTS)
def test_codes_and_words_stay_as_they_were_written(cells: list[str]) -> None:
    assert column(cells) == ([repr(cell) for cell in cells], [])


@pytest.mark.parametrize(("cells", "between", "told"), DOUBTS)
def test_a_column_in_doubt_stays_as_it_was_written_and_is_told_with_its_line(
    cells: list[str], between: str, told: tuple[str, int, str]
) -> None:
    assert column(cells, between) == ([repr(cell) for cell in cells], [told])


def test_codes_among_amounts_are_told_and_the_amounts_stay_numbers() -> None:
    assert column(["12.50", "007", "-3"]) == (["12.50", "'007'", "-3"], [(DOUBT, 3, "007")])


@pytest.mark.parametrize(
    "amount", ["(5)", "5-", "\u22125", "\u25b35", "$5", "12%", "5.", "\uff11\uff12", "12,34,567.50"]
)
def test_amounts_with_signs_stay_texts_and_are_told(amount: str) -> None:
    assert column(["7", amount]) == (["7", repr(amount)], [(DOUBT, 3, amount)])
    assert column([amount, amount]) == ([repr(amount)] * 2, [(DOUBT, 2, amount)])


@pytest.mark.parametrize(
    "other", ["2018-03-31", "1/2", "03-1234-5678", "10.0.0.1", "1.2.3", "06 12 34 56 78", "5 km", "A1"]
)
def test_what_is_no_amount_beside_one_is_not_told(other: str) -> None:
    assert column([other, other, "5%"]) == ([repr(other)] * 2 + ["'5%'"], [])


def test_the_other_columns_of_a_file_show_what_one_leaves_open() -> None:
    assert column(["1.234", "2.500"], ";", beside="0,5") == (["1234", "2500"], [])
    assert column(["1.234", "2.500"], ";", beside="0.5") == (["1.234", "2.500"], [])
    assert column(["1,234", "999"], beside="0.5") == (["1234", "999"], [])


def test_what_is_declared_is_not_asked_about() -> None:
    comma, point = CsvConvention(decimal=","), CsvConvention(decimal=".")
    assert column(["1.234", "1,5"], reading=comma) == (["1234", "1.5"], [])
    assert column(["1,234", "999"], reading=point) == (["1234", "999"], [])
    assert column(["1,5", "2.5"], reading=comma) == (["1.5", "'2.5'"], [(DOUBT, 3, "2.5")])
    for cells in (["12", "12E3"], ["1.5", "2,5"], ["1", "TRUE"], ["7"]):
        assert column(cells, reading=CsvConvention(texts=frozenset({"v"}))) == (
            [repr(cell) for cell in cells],
            [],
        )


def test_a_number_that_no_cell_can_hold_is_refused_at_its_line() -> None:
    with pytest.raises(FindingsError) as raised:
        read_data([("t.csv", b"v\n1.5\n88e4567\n")])
    assert [(one.id, one.place.line, one.found) for one in raised.value.issues] == [
        ("bad-value", 3, "88e4567")
    ]


def test_a_line_is_the_line_of_the_file_where_cells_have_several() -> None:
    doubts: list[Issue] = []
    read_data([("t.csv", b'n,v\r\n"a\r\nb",1\r\n\r\nx,12E3\r\n')], doubts=doubts)
    assert [one.place.line for one in doubts] == [5]


def test_declarations_are_options_of_the_command(run: Run, tmp_path: Path) -> None:
    (tmp_path / "t.xlsx").write_bytes(template({"A1": "{{#rows}}{{v}}", "B1": "{{w}}{{/rows}}"}))
    (tmp_path / "d.csv").write_text('v,w\n"1,234",12E3\n')
    words = ("fill", "t.xlsx", "--data", "d.csv", "-o", "o.xlsx")
    done = run(*words, cwd=tmp_path)
    assert (done.code, done.out.count("doubtful-column   d.csv:2")) == (0, 2)
    assert values((tmp_path / "o.xlsx").read_bytes()) == {"A1": "1,234", "B1": "12E3"}
    done = run(*words, "--decimal", ",", "--text", "w", "--set", "Sheet1!C1=2,5", cwd=tmp_path)
    assert (done.code, "doubtful" in done.out) == (0, False)
    assert values((tmp_path / "o.xlsx").read_bytes()) == {"A1": 1.234, "B1": "12E3", "C1": 2.5}
    assert "unknown-column" in run(*words, "--text", "x", cwd=tmp_path).err
    assert run(*words, "--decimal", ";", cwd=tmp_path).code == 2
    assert "bad-value" in run(*words, "--set", "Sheet1!C1=88e4567", cwd=tmp_path).err
