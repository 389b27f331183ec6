"""The layout arithmetic against a model that writes every row down."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reportgen.core.findings import ReportgenError
from reportgen.office.layout import AxisLayout, Band, Item, SheetLayout, WorkbookLayout

LENGTH = 24

Row = tuple[int, Item | None]


@st.composite
def layouts(draw: st.DrawFn) -> AxisLayout:
    marks = draw(st.lists(st.integers(1, LENGTH), max_size=8, unique=True).map(sorted))
    bands = []
    for first, last in list(pairwise(marks))[::2]:
        bands.append(
            Band(
                first,
                last - 1 if draw(st.booleans()) and last > first + 1 else first,
                draw(st.integers(0, 4)),
            )
        )
    return AxisLayout(tuple(bands))


def written_down(layout: AxisLayout) -> list[Row]:
    """Every finished row, in order: the template row behind it and the item it belongs to."""
    out: list[Row] = []
    row = 1
    while row <= LENGTH:
        band = next((index for index, one in enumerate(layout.bands) if one.first == row), None)
        if band is None:
            out.append((row, None))
            row += 1
            continue
        one = layout.bands[band]
        for number in range(one.count):
            out += [(inside, Item(band, number)) for inside in range(one.first, one.last + 1)]
        row = one.last + 1
    return out


def places(model: list[Row], row: int, item: Item | None = None) -> list[int]:
    return [
        at for at, (source, owner) in enumerate(model, 1) if source == row and (item is None or owner == item)
    ]


@given(layouts(), st.integers(1, LENGTH), st.integers(0, 4))
def test_a_template_row_stands_once_per_item(layout: AxisLayout, row: int, number: int) -> None:
    model = written_down(layout)
    band = layout.band_at(row)
    wanted = places(model, row, None if band is None else Item(band, number))
    at = None if band is None else Item(band, number)
    if at is None or wanted:
        assert layout.stretch(row, row, at) == (wanted[0], wanted[0])
    if number == 0:
        assert layout.position(row) == (wanted[0] if wanted else None)


@given(layouts())
def test_projection_is_the_finished_order(layout: AxisLayout) -> None:
    model = written_down(layout)
    rows = list(range(1, LENGTH + 1))
    projected = [(at, rows[index], item) for at, index, item in layout.project(rows)]
    assert projected == [(at, source, item) for at, (source, item) in enumerate(model, 1)]


@given(layouts(), st.sets(st.integers(1, LENGTH)).map(sorted))
def test_projection_leaves_out_rows_that_are_not_there(layout: AxisLayout, rows: list[int]) -> None:
    model = written_down(layout)
    projected = [(at, rows[index]) for at, index, _ in layout.project(rows)]
    assert projected == [(at, source) for at, (source, _) in enumerate(model, 1) if source in rows]


@given(layouts(), st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_a_reference_from_outside_becomes_the_smallest_range_that_holds_all_of_it(
    layout: AxisLayout, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    model = written_down(layout)
    held = [at for at, (source, _) in enumerate(model, 1) if low <= source <= high]
    # from the first copy of the lower end to the last copy of the upper end
    ends = places(model, low) + places(model, high)
    if not held:
        assert layout.stretch(low, high) is None
    elif places(model, low) and places(model, high):
        assert layout.stretch(low, high) == (min(ends), max(ends))
    else:
        assert layout.stretch(low, high) == (min(held), max(held))


@given(layouts(), st.data())
def test_a_reference_inside_one_item_stays_in_it(layout: AxisLayout, data: st.DataObject) -> None:
    filled = [(index, band) for index, band in enumerate(layout.bands) if band.count]
    if not filled:
        return
    index, band = data.draw(st.sampled_from(filled))
    number = data.draw(st.integers(0, band.count - 1))
    low = data.draw(st.integers(band.first, band.last))
    high = data.draw(st.integers(low, band.last))
    model = written_down(layout)
    item = Item(index, number)
    assert layout.stretch(low, high, item) == (places(model, low, item)[0], places(model, high, item)[0])


@given(layouts(), st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_what_belongs_to_cells_is_repeated_with_exactly_these_cells(
    layout: AxisLayout, one: int, other: int
) -> None:
    low, high = sorted((one, other))
    model = written_down(layout)
    covered = [at for begin, end in layout.spans(low, high) for at in range(begin, end + 1)]
    assert covered == [at for at, (source, _) in enumerate(model, 1) if low <= source <= high]
    for (_, end), (begin, _) in pairwise(layout.spans(low, high)):
        assert begin > end + 1, "neighbours are joined"


def test_a_running_total_begins_with_the_first_item() -> None:
    layout = AxisLayout((Band(5, 5, 3),))
    rows = [layout.stretch(5, 5, Item(0, number), anchors=(True, False)) for number in range(3)]
    assert rows == [(5, 5), (5, 6), (5, 7)]


def test_an_anchored_range_of_the_own_block_is_the_whole_of_it() -> None:
    layout = AxisLayout((Band(5, 5, 3),))
    assert layout.stretch(5, 5, Item(0, 2), anchors=(True, True)) == (5, 7)


def test_merged_cells_are_repeated_one_by_one() -> None:
    layout = AxisLayout((Band(5, 6, 3),))
    assert layout.spans(5, 6) == ((5, 10),)
    assert layout.copies(5, 6) == ((5, 6), (7, 8), (9, 10))
    assert layout.copies(4, 6) == ((4, 10),)


def test_blocks_that_overlap_are_refused() -> None:
    with pytest.raises(ReportgenError, match="overlap"):
        AxisLayout((Band(4, 6, 2), Band(6, 7, 2)))


def test_a_sheet_without_blocks_stays() -> None:
    book = WorkbookLayout({"Model": SheetLayout(rows=AxisLayout((Band(2, 2, 5),)))})
    assert book.sheet("MODEL").rows.position(3) == 7
    assert book.sheet("Other").is_identity
    assert not book.is_identity


def test_a_hundred_thousand_items_cost_no_list() -> None:
    layout = AxisLayout((Band(5, 5, 100_000),))
    assert layout.stretch(5, 6) == (5, 100_005)
    assert layout.stretch(5, 5, Item(0, 99_999)) == (100_004, 100_004)
