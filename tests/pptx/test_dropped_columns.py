"""Columns of a table that go."""

from __future__ import annotations

import pytest
from lxml import etree

from reportgen.office.xml import qn
from reportgen.pptx.dropped_columns import drop_columns

A = "http://schemas.openxmlformats.org/drawingml/2006/main"


def table(*rows: str) -> etree._Element:
    """A table of four columns, 10, 20, 30 and 40 wide."""
    grid = "".join(f'<a:gridCol w="{width}"/>' for width in (10, 20, 30, 40))
    body = "".join(f'<a:tr h="1">{row}</a:tr>' for row in rows)
    return etree.fromstring(f'<a:tbl xmlns:a="{A}"><a:tblGrid>{grid}</a:tblGrid>{body}</a:tbl>')


def cell(name: str, more: str = "") -> str:
    return f"<a:tc {more}><a:txBody><a:p><a:r><a:t>{name}</a:t></a:r></a:p></a:txBody></a:tc>"


def shown(row: etree._Element) -> list[tuple[str, str, str]]:
    return [
        ("".join(one.itertext()), one.get("gridSpan", ""), one.get("hMerge", ""))
        for one in row.findall(qn("a:tc"))
    ]


def test_the_first_column_that_stays_takes_the_width() -> None:
    one = table("".join(map(cell, "abcd")))
    drop_columns(one, [1, 3])
    assert [column.get("w") for column in one.iter(qn("a:gridCol"))] == ["70", "30"]
    assert shown(one.find(qn("a:tr"))) == [("a", "", ""), ("c", "", "")]


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        ((1,), [("a", "", ""), ("b", "", ""), ("d", "", "")]),
        ((2,), [("a", "", ""), ("b", "", ""), ("d", "", "")]),
        ((3,), [("a", "", ""), ("b", "2", ""), ("c", "", "1")]),
    ],
)
def test_a_merged_cell_keeps_its_text_over_what_stays(
    gone: tuple[int, ...], left: list[tuple[str, str, str]]
) -> None:
    one = table(cell("a") + cell("b", 'gridSpan="2"') + cell("c", 'hMerge="1"') + cell("d"))
    drop_columns(one, gone)
    assert shown(one.find(qn("a:tr"))) == left
