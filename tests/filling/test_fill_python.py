"""`reportgen.fill` from Python: dictionaries, lists, frames, and what is no data."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from fill_language import template, values

import reportgen
from reportgen.core.findings import FindingsError

ROWS = {"A1": "{{#items}}{{name}}", "B1": "{{n}}", "C1": "{{day}}{{/items}}"}


def test_a_frame_is_a_list_of_records() -> None:
    frame = pd.DataFrame({"name": ["a", None], "n": [1, 2], "day": [pd.Timestamp("2018-03-31"), pd.NaT]})
    content = reportgen.fill(template(ROWS), {"items": frame})
    assert values(content) == {"A1": "a", "B1": 1, "C1": datetime(2018, 3, 31), "B2": 2}


def test_a_frame_alone_is_the_list_called_rows() -> None:
    frame = pd.DataFrame({"n": [0.1, float("nan")]}, index=pd.Index(["x", "y"], name="key"))
    content = reportgen.fill(template({"A1": "{{#rows}}{{key}}", "B1": "{{n}}{{/rows}}"}), frame)
    assert values(content) == {"A1": "x", "B1": 0.1, "A2": "y"}


def test_nullable_columns_and_numpy_numbers_are_read() -> None:
    frame = pd.DataFrame(
        {"n": pd.array([1, None], dtype="Int64"), "b": pd.array([True, None], dtype="boolean")}
    )
    content = reportgen.fill(
        template({"A1": "{{#rows}}{{n}}", "B1": "{{b}}{{/rows}}", "A2": "{{x}}"}),
        {"rows": frame, "x": frame["n"].to_numpy()[0]},
    )
    assert values(content) == {"A1": 1, "B1": True, "A3": 1}


def test_what_numpy_and_pandas_hold_apart_from_frames_is_read_too() -> None:
    period = pd.Period("2018Q1")
    rows = [
        {"v": pd.NA},
        {"v": period},
        {"v": np.datetime64("2018-03-31T06:00:00", "ns")},
        {"v": np.array(5)},
        {"v": np.timedelta64(-5_400_500, "ms")},
    ]
    cells = {"A1": "{{#rows}}{{v}}{{/rows}}"}
    found = {"A2": "2018Q1", "A3": datetime(2018, 3, 31, 6), "A4": 5, "A5": "-1:30:00.5"}
    assert values(reportgen.fill(template(cells), {"rows": rows})) == found
    many = reportgen.fill(template(cells), {"rows": rows * 100})
    assert {key: value for key, value in values(many).items() if key in (*found, "A1")} == found
    series = pd.Series([1, None], dtype="Int64")
    assert values(reportgen.fill(template({"A1": "{{#v}}{{v}}{{/v}}"}), {"v": series})) == {"A1": 1}


def test_a_type_that_no_cell_shows_is_told_with_its_path() -> None:
    with pytest.raises(FindingsError) as raised:
        reportgen.fill(template({"A1": "{{x}}"}), {"rows": [{"v": 1}, {"v": 1j}]})
    assert [issue.found for issue in raised.value.issues] == ["rows[2].v"]


def test_floats_are_written_as_they_read() -> None:
    content = reportgen.fill(template({"A1": "{{x}}", "A2": "x = {{x}}"}), {"x": 0.1})
    assert values(content) == {"A1": 0.1, "A2": "x = 0.1"}


def test_a_template_is_a_path_or_bytes(tmp_path: Path) -> None:
    path = tmp_path / "t.xlsx"
    path.write_bytes(template({"A1": "{{x}}"}))
    for given in (path, str(path), path.read_bytes()):
        assert values(reportgen.fill(given, {"x": date(2018, 3, 31)})) == {"A1": datetime(2018, 3, 31)}


def test_the_bytes_tell_what_was_filled_and_what_is_worth_knowing() -> None:
    content = reportgen.fill(template({"A1": "{{x}}"}), {"x": 1, "y": 2})
    assert isinstance(content, bytes)
    assert (content.kind, content.cells, [issue.id for issue in content.findings]) == (
        "workbook",
        1,
        ["unused-name"],
    )
    assert repr(content).startswith("workbook: 1 cells filled\ninfo   unused-name")


def test_no_data_gives_the_template_back() -> None:
    content = template({"A1": "{{x}}"})
    assert values(reportgen.fill(content)) == {"A1": "{{x}}"}


@pytest.mark.parametrize("data", [{"x": {1, 2}}, {"x": float("inf")}, {"x": object()}, {None: 1}, 5])
def test_what_a_file_cannot_show_is_a_finding(data: object) -> None:
    with pytest.raises(FindingsError):
        reportgen.fill(template({"A1": "{{x}}"}), data)


def test_the_same_filling_gives_the_same_bytes() -> None:
    content, data = template(ROWS), {"items": [{"name": "a", "n": 1, "day": None}]}
    assert reportgen.fill(content, data) == reportgen.fill(content, data)
