"""Data files as plain data: numbers by their own text, every fault at its file and line."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from fill_language import filled, read_data, template, values

from reportgen.core.findings import FindingsError
from reportgen.filling.csv_columns import typed


def faults(*files: tuple[str, bytes]) -> list[tuple[str, str, int | None]]:
    with pytest.raises(FindingsError) as raised:
        read_data(files)
    return [(issue.id, issue.place.file, issue.place.line) for issue in raised.value.issues]


def test_json_numbers_keep_their_digits() -> None:
    data = read_data([("a.json", b'{"x": 0.10, "y": 12345678901234567890, "z": [true, null, "t"]}')])
    assert data == {"x": Decimal("0.10"), "y": Decimal("12345678901234567890"), "z": [True, None, "t"]}
    assert str(data["x"]) == "0.10"


@pytest.mark.parametrize("count", [2, 300])
def test_a_number_that_no_cell_keeps_is_text_with_a_finding(count: int) -> None:
    """Codes of digits are no amounts; floats and what is written with a point or an exponent are."""
    rows = [{"code": 1234567890123456789 + at, "amount": 0.5} for at in range(count)]
    sources = {
        "a.json": json.dumps({"items": rows}),
        "a.yaml": "items:\n" + "".join(f"- {{code: {one['code']}, amount: 0.5}}\n" for one in rows),
    }
    content = template({"A1": "{{#items}}{{code}}", "B1": "{{amount}}{{/items}}", "B2": "=SUM(B1)"})
    for data in ({"items": rows}, *(read_data([(name, text.encode())]) for name, text in sources.items())):
        done = filled(content, data)
        found = values(done)
        assert found["A1"] == "1234567890123456789"
        assert found[f"A{count}"] == str(1234567890123456789 + count - 1)
        assert found[f"B{count + 1}"] == 0.5 * count
        assert [(one.id, one.place.cell) for one in done.findings] == [("long-number", "A1")]
    amounts = {
        "a": 1.2345678901234568e16,
        "b": Decimal("123456789012345.678"),
        "c": 10**18,
        "d": 123456789012345,
    }
    done = filled(template({"A1": "{{a}}", "A2": "{{b}}", "A3": "{{c}}", "A4": "{{d}}"}), amounts)
    assert [type(value) for value in values(done).values()] == [int, float, int, int]
    assert not done.findings
    done = filled(template({"A1": "x"}), None, "Sheet1!A1=12345678901234567")
    assert values(done) == {"A1": "12345678901234567"}
    assert [one.id for one in done.findings] == ["long-number"]


def test_yaml_says_what_a_person_means() -> None:
    text = b"norway: no\ntime: 12:30\ncode: 007\nday: 2018-03-31\nrate: 0.10\nhalf: .5\ntrue_: true\nempty:\n"
    data = read_data([("a.yaml", text)])
    assert data["norway"] == "no"
    assert data["time"] == "12:30"
    assert data["half"] == Decimal("0.5")
    assert data["code"] == "007"
    assert data["day"] == date(2018, 3, 31)
    assert str(data["rate"]) == "0.10"
    assert data["true_"] is True
    assert data["empty"] is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_csv_is_a_list_called_like_its_file_and_rows(separator: str) -> None:
    text = "\ufeffname,price,ok,code\nDisk,12.50,true,007\nTape,,FALSE,x\n".replace(",", separator)
    data = read_data([("in/items.csv", text.encode())])
    assert data["items"] is data["rows"]
    assert data["items"] == [
        {"name": "Disk", "price": Decimal("12.50"), "ok": True, "code": "007"},
        {"name": "Tape", "price": None, "ok": False, "code": "x"},
    ]


def test_several_files_come_together() -> None:
    data = read_data([("a.json", b'{"title": "T"}'), ("items.csv", b"name\nx\n"), ("more.csv", b"name\ny\n")])
    assert list(data) == ["title", "items", "rows", "more"]


def test_every_fault_has_its_file_and_line() -> None:
    assert faults(
        ("a.json", b'{"x": 1,\n "y": }'),
        ("b.yaml", b"x: 1\ny: [1\n"),
        ("c.csv", b"a,b\n1,2\n3\n4,5,6\n"),
        ("d.csv", b"a,a,\n1,2,3\n"),
        ("e.txt", b""),
        ("f.json", b'{"x": "\xff"}'),
        ("g.yaml", b"x: 1\nx: 2\n"),
        ("h.json", b'{"x":\nNaN}'),
        ("i.json", b"5"),
        ("j.csv", b""),
        ("k.json", b'{"x": 1, "x": 2}'),
    ) == [
        ("unreadable-json", "a.json", 2),
        ("unreadable-yaml", "b.yaml", 3),
        ("ragged-row", "c.csv", 3),
        ("ragged-row", "c.csv", 4),
        ("duplicate-name", "d.csv", 1),
        ("no-name", "d.csv", 1),
        ("unknown-data-format", "e.txt", None),
        ("broken-encoding", "f.json", 1),
        ("duplicate-name", "g.yaml", 2),
        ("bad-value", "h.json", 2),
        ("no-names", "i.json", None),
        ("empty-file", "j.csv", 1),
        ("duplicate-name", "k.json", None),
    ]


def test_a_name_given_twice_is_a_finding() -> None:
    assert faults(("a.json", b'{"x": 1}'), ("b.json", b'{"x": 2}')) == [("duplicate-name", "b.json", None)]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12.50", Decimal("12.50")),
        ("-3e5", Decimal("-3e5")),
        ("007", "007"),
        ("1,234", "1,234"),
        ("+81 3", "+81 3"),
        ("+49", "+49"),
        ("12E3", "12E3"),
        ("1,5", "1,5"),
        ("40123456789012345678", "40123456789012345678"),
        ("", None),
        ("TRUE", True),
        ("no", "no"),
        ("nan", "nan"),
    ],
)
def test_a_text_is_typed_by_its_looks(text: str, value: object) -> None:
    assert typed(text) == value
    assert type(typed(text)) is type(value)
