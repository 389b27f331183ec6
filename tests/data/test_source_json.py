"""Figures from JSON: the same figures as from CSV, every fault at its line."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable

import pytest
from metric_language import fact, files

from reportgen.core.findings import FindingsError
from reportgen.data.load import load
from reportgen.data.source_json import read_json

COLUMNS = ("concept", "value", "also_at")


def read(text: str | bytes) -> tuple[list[tuple[int | None, dict[str, str]]], list[tuple[str, int | None]]]:
    data = text.encode() if isinstance(text, str) else text
    rows, issues = read_json("a.json", data, COLUMNS)
    return [(row.place.line, dict(row.cells)) for row in rows], [
        (issue.id, issue.place.line) for issue in issues
    ]


def test_numbers_keep_their_digits_and_objects_their_lines() -> None:
    text = '[\n  {"concept": "a, \\"]", "value": 1.50},\n  {"value": -48439,\n "also_at": [91, 141]}]\n'
    assert read(text) == (
        [
            (2, {"concept": 'a, "]', "value": "1.50", "also_at": ""}),
            (3, {"concept": "", "value": "-48439", "also_at": "91;141"}),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[\n{]", ("unreadable-source", 2)),
        ("", ("unreadable-source", 1)),
        ("{}", ("unreadable-source", 1)),
        ("[" * 100_000, ("unreadable-source", 1)),
        ('[\n\n{"value": 1, "value": 2}]', ("unreadable-source", 1)),
        ("[\n1]", ("unreadable-source", 2)),
        ('[\n{"value": {"a": 1}}]', ("unreadable-source", 2)),
        ('[\n{"value": true}]', ("unreadable-source", 2)),
        ('[\n{"valu": 1}]', ("unknown-column", 2)),
        ("[]".encode("utf-16"), ("wrong-encoding", 1)),
    ],
)
def test_every_fault_is_found_at_its_line(text: str | bytes, fault: tuple[str, int]) -> None:
    assert read(text) == ([], [fault])


def as_json(data: bytes) -> bytes:
    rows: Iterable[dict[str, str]] = csv.DictReader(data.decode().splitlines())
    return json.dumps([{name: cell for name, cell in row.items() if cell} for row in rows], indent=1).encode()


def test_a_document_may_come_as_json() -> None:
    plain = files([fact("revenue", "FY17", "100"), fact("revenue", "FY16", "90", line="7")])
    (name,) = (name for name in plain if name.startswith("facts/"))
    other = {**plain, name.replace(".csv", ".json"): as_json(plain[name])}
    del other[name]
    one, two = load(plain), load(other)
    assert [(fact.key, fact.base, fact.source.printed) for fact in one.facts] == [
        (fact.key, fact.base, fact.source.printed) for fact in two.facts
    ]


def test_one_document_has_one_file_of_facts() -> None:
    plain = files([fact("revenue", "FY17", "100")])
    (name,) = (name for name in plain if name.startswith("facts/"))
    with pytest.raises(FindingsError) as caught:
        load({**plain, name.replace(".csv", ".json"): as_json(plain[name])})
    assert [issue.id for issue in caught.value.issues] == ["second-file"]
