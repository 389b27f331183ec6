"""Long lists are held as columns, and nobody can tell by what comes out."""

from __future__ import annotations

import csv
import gc
import io
import json
import random
import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import pytest
from fill_language import book, filled, read_data, template, values
from hypothesis import given, settings
from hypothesis import strategies as st
from made import Book
from office import packed, parts_of, sheet_parts

from reportgen.core.findings import FindingsError, Issue
from reportgen.filling.filled import Filled
from reportgen.filling.table import MANY, RecordTable
from reportgen.formula.tree import Cell
from reportgen.office.cell_reader import read_cells
from reportgen.office.package import open_package
from reportgen.xlsx import block_values, calculation, sheet_stream

TOKENS = st.one_of(
    st.sampled_from(
        (
            "",
            "0",
            "-0",
            "-0.0",
            "0.0",
            "12.50",
            "007",
            "1e3",
            "+5",
            ".5",
            "5.",
            "TRUE",
            "false",
            "1,5",
            "1.234",
            "1,234.50",
            "12E3",
            "40123456789012345678",
            " 1 ",
            "x",
            "1_0",
        )
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=3).map(str),
    st.integers().map(str),
    st.floats(allow_nan=False, allow_infinity=False).map(repr),
    st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=5),
)


@settings(max_examples=60)
@given(st.lists(st.lists(TOKENS, min_size=8, max_size=8), min_size=2, max_size=2))
def test_a_long_csv_gives_each_cell_as_a_short_one_does(kinds: list[list[str]]) -> None:
    rows = list(zip(*kinds, strict=True))

    def read(times: int) -> tuple[list[object], list[str]]:
        buffer = io.StringIO()
        csv.writer(buffer).writerows([["a", "b"], *(rows * times)])
        doubts: list[Issue] = []
        try:
            found = read_data([("t.csv", buffer.getvalue().encode())], doubts=doubts)["t"]
        except FindingsError as error:
            return [], [f"{one}" for one in error.issues]
        assert isinstance(found, RecordTable if times > 1 else list)
        return list(found), [f"{one}" for one in doubts]

    times = MANY // 8 + 1
    short, told = read(1)
    assert repr(read(times)) == repr((short * times, told))


def test_a_long_json_gives_each_cell_as_a_short_one_does() -> None:
    kinds: Sequence[object] = (1, 0.10, "t", None, True, 1e300, "12.50", -0.0, 12345678901234567890123)
    records = [{"a": kinds[number % 9], "b": number / 4} for number in range(MANY)]
    text = json.dumps({"title": "T", "items": records, "few": [{"x": 1}], "plain": [1, 2]})
    found = read_data([("a.json", text.encode())])
    assert isinstance(found["items"], RecordTable)
    plain = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    assert repr({**found, "items": list(found["items"])}) == repr(plain)


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('{"a": 1, "a": 2}', "duplicate-name"),
        ('{"a": NaN}', "bad-value"),
        ('{"a": 1e999}', "bad-value"),
        ('{"a": 1', "unreadable-json"),
    ],
)
def test_a_fault_far_down_a_long_list_is_told_as_in_a_short_one(entry: str, fault: str) -> None:
    text = "[" + ",\n".join([*['{"a": 1}'] * (20 * MANY), entry]) + "]"
    with pytest.raises(FindingsError) as raised:
        read_data([("a.json", text.encode())])
    assert [issue.id for issue in raised.value.issues] == [fault]


def test_records_of_other_names_or_with_lists_inside_are_filled_as_ever() -> None:
    items: list[dict[str, object]] = [{"a": number} for number in range(MANY)]
    cells = {"A1": "{{#items}}{{a}}{{/items}}"}
    found = values(filled(template(cells), {"items": [*items, {"a": "last", "b": [1]}]}))
    assert found[f"A{MANY + 1}"] == "last"


def test_a_number_inside_a_text_keeps_its_own_digits_in_a_long_list_too() -> None:
    text = "a\n" + "12.50\n" * MANY
    data = read_data([("items.csv", text.encode())])
    found = values(filled(template({"A1": "{{#items}}{{a}}", "B1": "{{a}} EUR{{/items}}"}), data))
    assert (found["A1"], found["B1"], found[f"B{MANY}"]) == (12.5, "12.50 EUR", "12.50 EUR")


# The values of formulas

ONCE = {
    "A1": "{{#items}}{{a}}",
    "B1": "{{b}}",
    "C1": "{{c}}",
    "D1": "=B1*C1-B1/C1",
    "E1": '=IF(B1>C1,ROUND(D1,2),A1&"!")',
    "F1": "=SUM(A1:D1)/F$3",
    "B3": "=SUM(B1:B1)",
    "C3": "=AVERAGE(C1:C1)",
    "D3": "=SUBTOTAL(9,D1:D1)",
    "E3": "=COUNT(A1:G1)",
    "F3": "=SUM(B1:C1)",
    "G3": "=MAX(G1:G1)-MIN(B1:B1)+B3",
    "H3": '=LEN("three")',
    "G1": "=B1*$H$3",
    "H1": "{{a}}{{/items}}",
}


def items(kind: str) -> list[dict[str, object]]:
    chance = random.Random(kind)
    special: dict[str, Sequence[object]] = {
        "numbers": (1.5, 2, Decimal("0.10")),
        "errors": (0, 1.5, 3),
        "mixed": (1.5, None, True, "text", 0),
        "days": (date(2024, 2, 29), date(2024, 3, 1)),
        "extremes": (1e300, -1e-300, 5),
        "sixteen digits": (1041032434299045.25, 2251799813685248.25, 0.1),
    }
    return [
        {
            "a": f"Item {number}",
            "b": chance.choice((number, chance.uniform(-1e6, 1e6), chance.random())),
            "c": chance.choice((*special[kind], *special[kind], number + 1)),
        }
        for number in range(3 * MANY)
    ]


def both_ways(
    patch: pytest.MonkeyPatch,
    cells: dict[str, str] | bytes,
    data: object,
    formats: dict[str, str] | None = None,
) -> tuple[Filled, Filled]:
    """Filled by columns, and by the calculator alone."""
    content = cells if isinstance(cells, bytes) else template(cells, formats)
    with patch.context() as patched:
        patched.setattr(calculation, "block_values", lambda *_: None)
        theirs = filled(content, data)
    return filled(content, data), theirs


FORMATS = {"C1": "yyyy-mm-dd"}  # with a time of day a number is not certain


@pytest.fixture(autouse=True)
def _sheets_are_large_early(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheet_stream, "LARGE", 5_000)


def test_an_array_formula_without_value_leaves_no_old_ones_beside_it() -> None:
    file = Book()
    sheet = file.add_worksheet("S")
    sheet.write("A1", "{{#items}}{{x}}")
    sheet.write("B1", "{{/items}}")
    sheet.write_formula("C1", "=A1*2")
    sheet.write_array_formula("E2:E4", "{=_xlfn.FILTERXML(B1:B3,D1)}", None, 5)
    sheet.write("E3", 6)
    sheet.write_formula("F2", "=SUM(E2:E4)")
    done = filled(file.saved(), {"items": [{"x": at} for at in range(400)]})
    found = values(done)
    assert not [address for address in found if address.startswith(("E", "F"))]
    assert found["C400"] == 798
    assert [one.place.cell for one in done.findings] == ["E401", "F401"]


@pytest.mark.parametrize("kind", ["numbers", "errors", "mixed", "days", "extremes", "sixteen digits"])
def test_a_long_block_has_the_bytes_that_the_calculator_alone_would_give(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    data = {"items": items(kind)}
    own, theirs = both_ways(monkeypatch, ONCE, data, FORMATS if kind in ("days", "mixed") else None)
    assert own == theirs
    assert own.findings == theirs.findings
    assert own.formulas == theirs.formulas > 4 * 3 * MANY


@pytest.mark.parametrize(
    "number", [11375121392.6640625, 0.5 + 2**-17, 2**-10 + 2**-20, 562949953421312.25, 1e25, -3e20, 3e-20]
)
def test_a_number_that_may_be_spelled_otherwise_is_left_to_the_calculator_also_where_no_sample_shows_it(
    monkeypatch: pytest.MonkeyPatch, number: float
) -> None:
    rows = [{"a": at, "b": number if at == 501 else at % 7 or "-"} for at in range(3 * MANY)]
    cells = {"A1": "{{#items}}{{a}}", "B1": "{{b}}", "C1": '=IF(A1=7,"x",B1)', "D1": "{{/items}}"}
    own, theirs = both_ways(monkeypatch, cells, {"items": rows})
    found = values(own)["C502"]
    assert isinstance(found, int | float)
    assert float(found) == number
    assert own == theirs


@pytest.mark.parametrize("kind", ["numbers", "errors", "days"])
def test_the_calculator_never_sees_all_rows_where_all_is_certain(
    monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the calculator was given all rows")

    monkeypatch.setattr(calculation, "Calculated", refuse)
    content = template(ONCE, FORMATS if kind == "days" else None)
    assert filled(content, {"items": items(kind)}).formulas > 4 * 3 * MANY


@pytest.mark.parametrize(
    "formula",
    [
        "=VLOOKUP(B1,$B$1:$C$1,2,FALSE)",
        "=SUM($B$1:B1)",
        '=TEXT(B1,"0.0")',
        '=INDIRECT("B"&ROW())',
        "=B1+$B$2",
    ],
)
def test_what_is_not_certain_is_left_to_the_calculator(monkeypatch: pytest.MonkeyPatch, formula: str) -> None:
    cells = ONCE | {"D1": formula, "E1": "=B1*2"}
    data = {"items": items("numbers")}
    own, theirs = both_ways(monkeypatch, cells, data)
    assert own == theirs


@pytest.mark.parametrize(
    "total", ['=SUMIF(A1:A1,"Item 3",B1:B1)', "=SUM(B1:B1)+1", "=MEDIAN(B1:B1)", "=SUM(B:B)"]
)
def test_another_reader_of_a_block_sees_all_its_rows(monkeypatch: pytest.MonkeyPatch, total: str) -> None:
    cells = ONCE | {"J3": total}
    data = {"items": items("numbers")}
    own, theirs = both_ways(monkeypatch, cells, data)
    assert own == theirs


def test_a_total_reads_the_cells_of_a_sheet_however_they_are_spelled() -> None:
    cells = {"A1": "{{#items}}{{a}}", "B1": "{{b}}", "C1": "=B1*2", "D1": "{{/items}}"}
    content = book({"S": cells | {"F3": "=SUM(B1:B1)+T!A1"}, "T": {"A1": "7"}})
    parts = parts_of(content)
    other = sheet_parts(content)["T"]
    parts[other] = re.sub(rb'<c r="A1".*?</c>', b'<c s="0" r="A1"><v>7</v></c>', parts[other])
    done = filled(packed(parts), {"items": [{"a": "x", "b": number} for number in range(1000)]})
    assert values(done, "S")["F1002"] == sum(range(1000)) + 7


def test_a_subtotal_over_hidden_rows_is_left_to_the_calculator(monkeypatch: pytest.MonkeyPatch) -> None:
    """SUBTOTAL(109, ...) leaves them out, where the sum of all of them was stored."""
    content = template(
        {"A1": "{{#items}}{{b}}", "B1": "=A1*2", "C1": "{{/items}}", "A3": "=SUBTOTAL(109,A1:A1)"}
    )
    parts = parts_of(content)
    sheet = sheet_parts(content)["Sheet1"]
    parts[sheet] = parts[sheet].replace(b'<row r="1"', b'<row r="1" hidden="1"')
    own, theirs = both_ways(monkeypatch, packed(parts), {"items": items("numbers")})
    assert values(own).get(f"A{3 * MANY + 2}") in (None, 0)
    assert own == theirs


def test_where_the_witness_says_anything_else_its_values_are_stored(monkeypatch: pytest.MonkeyPatch) -> None:
    data = {"items": items("numbers")}
    asked = 0

    def wrong(first: str, second: str, count: int, read: object) -> list[Cell]:
        nonlocal asked
        asked += 1
        return [0.5] * count

    monkeypatch.setattr(block_values, "evaluated", wrong)
    own, theirs = both_ways(monkeypatch, ONCE, data)
    assert own == theirs
    assert asked


@pytest.mark.parametrize("large", [5_000, 4_000_000])
@pytest.mark.parametrize("text", ["a\x0bb", "a\x02b", "_x0041_", "a\rb"])
def test_any_text_stands_in_a_file_also_as_the_value_of_a_formula(
    monkeypatch: pytest.MonkeyPatch, text: str, large: int
) -> None:
    """The calculator gives values one by one, and such a text broke the sheet."""
    monkeypatch.setattr(sheet_stream, "LARGE", large)
    cells = {"A1": "{{#items}}{{a}}", "B1": '=A1&"!"', "C1": "{{/items}}"}
    done = filled(template(cells), {"items": [{"a": text}] + [{"a": "plain"}] * MANY})
    found = values(done)
    assert found["B1"] == f"{found['A1']}!"
    package = open_package(done)
    (read, *_) = (cell for cell in read_cells(package, "/xl/worksheets/sheet1.xml", ()) if cell.column == 2)
    assert read.value == f"{text}!"


@pytest.mark.usefixtures("nothing_older")
def test_fills_of_one_process_leave_nothing_behind() -> None:
    content = template(ONCE)

    def left(fills: int) -> int:
        for _ in range(fills):
            filled(content, {"items": items("mixed")})
        gc.collect()
        return len(gc.get_objects())

    left(2)
    assert left(5) - left(1) < 5
