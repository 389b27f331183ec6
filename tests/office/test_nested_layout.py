"""Blocks inside blocks and side by side, against a model that writes every row down."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from reportgen.office.layout import AxisLayout, Band, Item, SheetLayout
from reportgen.plan.template_map import Region, axis_of, row_layouts

LENGTH = 12

Chain = tuple[tuple[str, int], ...]
Row = tuple[int, Chain]


@st.composite
def regions(draw: st.DrawFn, first: int = 1, last: int = LENGTH, depth: int = 0) -> tuple[Region, ...]:
    """Blocks of rows `first..last`, each with a number of items that depends on where it is asked."""
    found: list[Region] = []
    at = first
    while at <= last and len(found) < 3:
        begin = draw(st.integers(at, last))
        end = draw(st.integers(begin, min(begin + 4, last)))
        counts = draw(st.lists(st.integers(0, 3), min_size=1, max_size=4))
        inner = draw(regions(begin, end, depth + 1)) if depth < 2 and draw(st.booleans()) else ()
        name = f"b{depth}.{begin}.{end}"

        def count(path: tuple[int, ...], counts: list[int] = counts) -> int:
            return counts[sum(path) % len(counts)]

        found.append(Region(name, begin, end, 1, 9, count, inner))
        at = end + 1
        if draw(st.booleans()):
            break
    return tuple(found)


def written_down(blocks: tuple[Region, ...], first: int, last: int, chain: Chain = ()) -> list[Row]:
    """Every finished row in order: its template row, and the blocks and items it stands in."""
    out: list[Row] = []
    row = first
    while row <= last:
        block = next((one for one in blocks if one.first == row), None)
        if block is None:
            out.append((row, chain))
            row += 1
            continue
        for number in range(block.count(tuple(number for _, number in chain))):
            out += written_down(block.inner, block.first, block.last, (*chain, (block.name, number)))
        row = block.last + 1
    return out


@given(regions())
def test_projection_is_the_finished_order(blocks: tuple[Region, ...]) -> None:
    axis, model = axis_of(blocks), written_down(blocks, 1, LENGTH)
    rows = list(range(1, LENGTH + 1))
    assert [(at, rows[index], axis.chain(item)) for at, index, item in axis.project(rows)] == [
        (at, source, chain) for at, (source, chain) in enumerate(model, 1)
    ]
    assert axis.growth == len(model) - LENGTH


@given(regions(), st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_a_reference_from_outside_is_the_smallest_range_that_holds_all_of_it(
    blocks: tuple[Region, ...], one: int, other: int
) -> None:
    low, high = sorted((one, other))
    held = [at for at, (source, _) in enumerate(written_down(blocks, 1, LENGTH), 1) if low <= source <= high]
    assert axis_of(blocks).stretch(low, high) == ((min(held), max(held)) if held else None)


@given(regions(), st.integers(1, LENGTH), st.integers(1, LENGTH))
def test_what_belongs_to_cells_is_repeated_with_exactly_these_cells(
    blocks: tuple[Region, ...], one: int, other: int
) -> None:
    low, high = sorted((one, other))
    held = [at for at, (source, _) in enumerate(written_down(blocks, 1, LENGTH), 1) if low <= source <= high]
    copies = axis_of(blocks).spans(low, high)
    assert [at for begin, end in copies for at in range(begin, end + 1)] == held


@given(regions(), st.data())
def test_a_reference_inside_an_item_stays_in_the_innermost_item_that_holds_both(
    blocks: tuple[Region, ...], data: st.DataObject
) -> None:
    axis, model = axis_of(blocks), written_down(blocks, 1, LENGTH)
    if not model:
        return
    here = data.draw(st.integers(1, len(model)))
    _, index, item = list(axis.project(range(1, LENGTH + 1)))[here - 1]
    source = index + 1
    target = data.draw(st.integers(1, LENGTH))
    chain = axis.chain(item)
    # the blocks that hold both rows, whatever their items
    around = _blocks_around(blocks, target)
    shared = 0
    while shared < min(len(chain), len(around)) and chain[shared][0] == around[shared]:
        shared += 1
    held = [
        at for at, (row, other) in enumerate(model, 1) if row == target and other[:shared] == chain[:shared]
    ]
    assert axis.stretch(target, target, item) == ((min(held), max(held)) if held else None)
    assert axis.stretch(source, source, item) == (here, here)


def _blocks_around(blocks: tuple[Region, ...], row: int) -> list[str]:
    for block in blocks:
        if block.first <= row <= block.last:
            return [block.name, *_blocks_around(block.inner, row)]
    return []


def test_a_running_total_begins_anew_in_every_group() -> None:
    inner = AxisLayout((Band(3, 3, 2),)), AxisLayout((Band(3, 3, 3),))
    axis = AxisLayout((Band(2, 4, 2, inner),))
    items = [item for _, _, item in axis.project([3])]
    assert [axis.stretch(3, 3, item, anchors=(True, False)) for item in items] == [
        (3, 3),
        (3, 4),
        (7, 7),
        (7, 8),
        (7, 9),
    ]
    assert axis.stretch(3, 3) == (3, 9)
    assert axis.stretch(3, 3, Item(0, 1)) == (7, 9)


def flat(name: str, rows: tuple[int, int], columns: tuple[int, int], count: int) -> Region:
    return Region(name, *rows, *columns, lambda _: count)


def test_blocks_side_by_side_fill_their_own_columns_and_move_what_is_below_by_the_taller() -> None:
    rows, lanes = row_layouts([flat("a", (5, 5), (1, 3), 4), flat("b", (5, 5), (5, 6), 2)])
    sheet = SheetLayout(rows, lanes=lanes)
    assert [(lane.first, lane.last) for lane in lanes] == [(1, 3), (4, 4), (5, 6), (7, 16_384)]
    assert [sheet.rows_at(column).position(6) for column in (1, 4, 5, 9)] == [9, 9, 9, 9]
    assert [[place.row for place in sheet.places(5, column)] for column in (1, 4, 5)] == [
        [5, 6, 7, 8],
        [5],
        [5, 6],
    ]
    assert sheet.stretch_rows(5, 5, (5, 6)) == (5, 6)
    assert sheet.stretch_rows(5, 5, (1, 6)) == (5, 8)
    assert sheet.stretch_rows(5, 6, (5, 5)) == (5, 9)
    assert rows.stretch(5, 5) == (5, 8)


@given(
    st.lists(st.tuples(st.integers(2, 6), st.integers(0, 2), st.integers(0, 4)), min_size=1, max_size=4),
)
def test_side_by_side_all_columns_have_the_same_height(blocks: list[tuple[int, int, int]]) -> None:
    found = [
        flat(f"b{at}", (first, first + size), (3 * at + 1, 3 * at + 2), count)
        for at, (first, size, count) in enumerate(blocks)
    ]
    rows, lanes = row_layouts(found)
    below = {axis.position(20) for axis in (rows, *(lane.rows for lane in lanes))}
    assert len(below) == 1
    for at, (first, _, count) in enumerate(blocks):
        sheet = SheetLayout(rows, lanes=lanes)
        if lanes:
            assert len(list(sheet.places(first, 3 * at + 1))) == count


def test_neighbours_inside_a_group_are_as_tall_as_the_taller_in_each_group() -> None:
    left = Region("left", 3, 3, 1, 2, lambda path: (1, 4)[path[0]])
    right = Region("right", 3, 3, 4, 5, lambda path: (3, 2)[path[0]])
    group = Region("group", 2, 4, 1, 5, lambda _: 2, (left, right))
    rows, lanes = row_layouts([group])
    sheet = SheetLayout(rows, lanes=lanes)
    assert [place.row for place in sheet.places(4, 1)] == [6, 12]
    assert [place.row for place in sheet.places(4, 4)] == [6, 12]
    assert [place.row for place in sheet.places(3, 1)] == [3, 8, 9, 10, 11]
    assert [place.row for place in sheet.places(3, 4)] == [3, 4, 5, 8, 9]
    item = next(iter(sheet.places(4, 1))).row_item
    home = sheet.rows_at(1)
    there = sheet.rows_at(4)
    assert there.stretch(3, 3, home.shared(item, there)) == (3, 5)
