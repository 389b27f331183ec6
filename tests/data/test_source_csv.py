"""CSV files as spreadsheet programs leave them."""

from __future__ import annotations

import pytest

from reportgen.data.source_csv import read_csv

COLUMNS = ("concept", "period", "printed")


def read(data: bytes) -> tuple[list[tuple[int, dict[str, str]]], list[tuple[str, int | None]]]:
    rows, issues = read_csv("a.csv", data, COLUMNS)
    return [(row.place.line, row.cells) for row in rows], [(issue.id, issue.place.line) for issue in issues]


def test_a_plain_file_is_read_with_its_lines() -> None:
    rows, issues = read(b'concept,period,printed\nrevenue,4Q17,"48,439"\n')
    assert rows == [(2, {"concept": "revenue", "period": "4Q17", "printed": "48,439"})]
    assert issues == []


def test_columns_may_stand_in_any_order() -> None:
    rows, issues = read(b"printed,concept,period\n1,revenue,4Q17\n")
    assert rows[0][1]["concept"] == "revenue"
    assert issues == []


@pytest.mark.parametrize(
    ("data", "issues"),
    [
        (b"", [("empty-file", 1)]),
        (b"\n  \n", [("empty-file", 1)]),
        (b"\xef\xbb\xbfconcept,period,printed\nrevenue,4Q17,1\n", [("byte-order-mark", 1)]),
        (b"concept;period;printed\nrevenue;4Q17;1\n", [("wrong-separator", 1)]),
        (b"concept\tperiod\tprinted\nrevenue\t4Q17\t1\n", [("wrong-separator", 1)]),
        ("concept,period,printed\n売上,4Q17,1\n".encode("cp932"), [("wrong-encoding", 2)]),
        ("concept,period,printed\n".encode("utf-16"), [("wrong-encoding", 1)]),
        (b"concept,period\nrevenue,4Q17\n", [("missing-column", 1)]),
        (b"concept,period,print\nrevenue,4Q17,1\n", [("unknown-column", 1)]),
        (b"concept,period,printed,colour\nrevenue,4Q17,1,red\n", [("unknown-column", 1)]),
        (b"concept,period,period,printed\nrevenue,4Q17,4Q17,1\n", [("column-twice", 1)]),
        (b"concept,period,printed\nrevenue,4Q17,48,439\n", [("too-many-cells", 2)]),
        (b"concept,period,printed\nrevenue,4Q17\n", [("too-few-cells", 2)]),
        (b'concept,period,printed\nrevenue,4Q17,"1\ncost,4Q17,2\n', [("broken-quotes", 2)]),
        (b'concept,period,printed\nrevenue,4Q17,"1"x\ncost,4Q17,2\n', [("broken-quotes", 2)]),
    ],
    ids=lambda value: value[0][0] if isinstance(value, list) else "",
)
def test_what_differs_is_found_at_its_line(data: bytes, issues: list[tuple[str, int | None]]) -> None:
    assert read(data)[1] == issues


def test_rows_after_a_broken_quote_are_still_read() -> None:
    rows, _ = read(b'concept,period,printed\nrevenue,4Q17,"1\ncost,4Q17,2\n')
    assert [line for line, _ in rows] == [3]


def test_semicolons_do_not_hide_the_rows() -> None:
    rows, _ = read(b"concept;period;printed\nrevenue;4Q17;1\n")
    assert rows[0][1]["period"] == "4Q17"


def test_a_wrong_encoding_is_guessed_and_the_way_out_named() -> None:
    _, issues = read_csv("a.csv", "concept,period,printed\n売上,4Q17,1\n".encode("cp932"), COLUMNS)
    assert issues[0].found == "probably Shift_JIS"
    assert issues[0].hint == "save the file as CSV UTF-8 (comma delimited)"


def test_a_misspelt_column_is_asked_back_once() -> None:
    _, issues = read_csv("a.csv", b"concept,periods,printed\n", COLUMNS)
    assert [(issue.message, issue.hint) for issue in issues] == [
        ('the file has no column "periods"', 'did you mean "period"?')
    ]


def test_a_cell_may_hold_a_line_break() -> None:
    rows, issues = read(b'concept,period,printed\nrevenue,4Q17,"a\nb"\ncost,4Q17,2\n')
    assert [(line, cells["printed"]) for line, cells in rows] == [(2, "a\nb"), (4, "2")]
    assert issues == []
