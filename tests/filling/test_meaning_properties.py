"""What a reference means: drawn templates of blocks in blocks, expanded by hand, their formulas added up in Python."""

from __future__ import annotations

import io
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
import pytest
from fill_language import filled, without_values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from libreoffice_witness import needs_libreoffice, recalculate
from made import saved

from reportgen.core.findings import FindingsError
from reportgen.office.addresses import cell_address

Number = int | float | str


@dataclass
class Line:
    """A template line (a row, or a column): a number of its own, and a formula over lines `low..high`."""

    at: int
    fixed: int | None
    formula: tuple[str, int, int] | None = None


@dataclass
class Blocked:
    """A block of lines: the list it is over."""

    name: str
    inside: list[Line | Blocked] = field(default_factory=list)


Tree = list[Line | Blocked]
Path_ = tuple[tuple[str, int], ...]
FOLDS: dict[str, Callable[[list[float]], Number]] = {
    "SUM({})": sum,
    "COUNT({})": len,
    "COUNTA({})": len,
    "MAX({})": lambda found: max(found, default=0),
    "AVERAGE({})": lambda found: sum(found) / len(found) if found else "#DIV/0!",
    "SUM({0})+COUNT({0})": lambda found: sum(found) + len(found),
    "SUM({}*2)": lambda found: 2 * sum(found),
    "SUMPRODUCT({0},{0})": lambda found: sum(one * one for one in found),
}
# what takes one range refuses where something stands between; never another number
ONE_RANGE = ("SUM({}*2)", "SUMPRODUCT({0},{0})")


def drawn(draw: random.Random, sheet: int) -> tuple[Tree, dict[str, object]]:
    """A tree of lines and blocks, and data for it."""
    lines: list[Line] = []
    names = (f"list{sheet}x{number}" for number in range(100))

    def nodes(depth: int) -> Tree:
        found: Tree = []
        for _ in range(draw.randint(1, 3)):
            if depth < 3 and draw.random() < (0.7 if depth == 0 else 0.4):
                block = Blocked(next(names))
                block.inside = nodes(depth + 1)
                found.append(block)
            else:
                fixed = draw.choice((None, draw.randint(1, 9))) if depth else draw.randint(1, 9)
                found.append(Line(len(lines) + 1, fixed))
                lines.append(found[-1])
        return found

    tree = nodes(0)
    ranges, blocks = list(_ranges(tree)), list(_blocks(tree))
    for line in lines:
        around = [(low, high) for low, high in blocks if low <= line.at <= high]
        # what begins right before the block of a formula is the line above, which has a test of its own
        before = {low - 1 for low, _ in around} | {line.at - (high - low + 1) for low, high in around}
        fitting = [
            (low, high)
            for low, high in ranges
            if (low == high or not {low, high} & before) and not any(_cuts(low, high, *own) for own in around)
        ]
        if draw.random() < 0.8 and fitting:
            low, high = draw.choice(fitting)
            # a range that needs an array in the template as well is the template's own affair
            forms = [form for form in FOLDS if low == high or form != "SUM({}*2)"]
            line.formula = (draw.choice(forms), low, high)

    def data(inside: Tree) -> dict[str, object]:
        found: dict[str, object] = {"v": draw.randint(1, 99)}
        for one in inside:
            if isinstance(one, Blocked):
                found[one.name] = [data(one.inside) for _ in range(draw.choice((0, 1, 2, 2, 3)))]
        return found

    return tree, data(tree) | {"title": "drawn"}


def _ranges(tree: Tree) -> Iterator[tuple[int, int]]:
    """Lines and neighbours of one level, blocks among them whole."""
    spans = [_span(one) for one in tree]
    for at, (low, high) in enumerate(spans):
        if isinstance(tree[at], Line):
            yield low, high
        if at + 1 < len(spans):
            yield low, spans[at + 1][1]
    for one in tree:
        if isinstance(one, Blocked):
            yield from _ranges(one.inside)


def _span(one: Line | Blocked) -> tuple[int, int]:
    if isinstance(one, Line):
        return one.at, one.at
    return _span(one.inside[0])[0], _span(one.inside[-1])[1]


def _cuts(low: int, high: int, first: int, last: int) -> bool:
    """Whether a range ends in a block but reaches beyond it: seen from one of its items it ends, or begins, there."""
    within = first <= low and high <= last
    return not within and (first <= low <= last or first <= high <= last)


def _blocks(tree: Tree) -> Iterator[tuple[int, int]]:
    for one in tree:
        if isinstance(one, Blocked):
            yield _span(one)
            yield from _blocks(one.inside)


def _homes(tree: Tree, around: tuple[str, ...] = ()) -> dict[int, tuple[str, ...]]:
    """The blocks around each line."""
    found: dict[int, tuple[str, ...]] = {}
    for one in tree:
        found |= {one.at: around} if isinstance(one, Line) else _homes(one.inside, (*around, one.name))
    return found


def expanded(tree: Tree, data: dict[str, object], path: Path_ = ()) -> list[tuple[Line, Path_, int]]:
    """The finished lines in order, each with the items it is in and its number."""
    found: list[tuple[Line, Path_, int]] = []
    for one in tree:
        if isinstance(one, Line):
            found.append((one, path, one.fixed if one.fixed is not None else int(str(data["v"]))))
            continue
        items = data[one.name]
        assert isinstance(items, list)
        for number, item in enumerate(items):
            found += expanded(one.inside, item, (*path, (one.name, number)))
    return found


def expected(tree: Tree, data: dict[str, object]) -> dict[int, Number]:
    """What the formulas of the finished lines give, by the one rule."""
    lines, homes = expanded(tree, data), _homes(tree)
    found: dict[int, Number] = {}
    for place, (line, path, _) in enumerate(lines, 1):
        if line.formula is None:
            continue
        form, low, high = line.formula
        common = [set(homes[at]) for at in range(low, high + 1)]
        shared = set.intersection(*common) & set(homes[line.at])
        own = {one for one in path if one[0] in shared}
        values = [
            float(value) for other, there, value in lines if low <= other.at <= high and own <= set(there)
        ]
        found[place] = FOLDS[form](values)
    return found


def written(tree: Tree, sheet: openpyxl.worksheet.worksheet.Worksheet, across: bool) -> None:
    """The template: markers in the first lane, numbers in the second one, formulas in the third one."""

    def place(at: int, lane: int) -> str:
        return cell_address(lane, at) if across else cell_address(at, lane)

    opens: dict[int, str] = {}
    closes: dict[int, str] = {}

    def mark(inside: Tree) -> None:
        for one in inside:
            if isinstance(one, Blocked):
                low, high = _span(one)
                opens[low] = opens.get(low, "") + f"{{{{#{one.name}{' across' if across else ''}}}}}"
                mark(one.inside)
                closes[high] = closes.get(high, "") + f"{{{{/{one.name}}}}}"
            else:
                sheet[place(one.at, 2)] = "{{v}}" if one.fixed is None else one.fixed
                if one.formula is not None:
                    form, begin, end = one.formula
                    single = f"${place(begin, 2)}" if across else place(begin, 2).replace("B", "B$")
                    area = single if begin == end else f"{place(begin, 2)}:{place(end, 2)}"
                    sheet[place(one.at, 3)] = "=" + form.format(area)

    mark(tree)
    sheet["H1" if not across else "A8"] = "{{title}}"
    for at in range(1, _span(tree[-1])[1] + 1):
        sheet[place(at, 1)] = f"{opens.get(at, '')}line {at}{closes.get(at, '')}"


def shown(content: bytes, sheet: str, across: bool) -> dict[int, Number]:
    home = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    length = home.max_column if across else home.max_row
    found = ((at, home.cell(3, at) if across else home.cell(at, 3)) for at in range(1, length + 1))
    return {at: cell.value for at, cell in found if cell.value is not None}


def alike(found: dict[int, Number], right: dict[int, Number]) -> bool:
    return {at: value for at, value in found.items() if value != "#DIV/0!"} == {
        at: pytest.approx(value) for at, value in right.items() if value != "#DIV/0!"
    }


def _book(trees: list[tuple[Tree, bool]]) -> bytes:
    book = openpyxl.Workbook()
    for number, (tree, across) in enumerate(trees):
        written(tree, book.active if not number else book.create_sheet(), across)
    for number, sheet in enumerate(book.worksheets):
        sheet.title = f"S{number}"
    return saved(book)


@settings(max_examples=80, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9), across=st.booleans())
def test_formulas_over_drawn_blocks_give_what_adding_up_by_hand_gives(seed: int, across: bool) -> None:
    tree, data = drawn(random.Random(seed), 0)
    try:
        done = filled(_book([(tree, across)]), data)
    except FindingsError as error:
        refused = [issue for issue in error.issues if issue.severity == "error"]
        assert {issue.id for issue in refused} == {"mixed-range"}
        places = {re.sub(r"\D", "", issue.place.cell) for issue in refused} if not across else set()
        lines = {str(at): line for at, line in enumerate(_lines(tree), 1)}
        assert all(lines[at].formula[0] in ONE_RANGE for at in places)  # type: ignore[index]
        return
    assert alike(shown(done, "S0", across), expected(tree, data))


def _lines(tree: Tree) -> Iterator[Line]:
    for one in tree:
        if isinstance(one, Line):
            yield one
        else:
            yield from _lines(one.inside)


@needs_libreoffice
def test_libreoffice_adds_up_drawn_blocks_as_we_do(tmp_path: Path) -> None:
    shapes: list[tuple[Tree, bool, dict[str, object]]] = []
    draw = random.Random(15)
    while len(shapes) < 24:
        tree, data = drawn(draw, len(shapes))
        across = bool(len(shapes) % 2)
        try:
            filled(_book([(tree, across)]), data)
        except FindingsError:
            continue
        shapes.append((tree, across, data))
    everything: dict[str, object] = {}
    for _, _, data in shapes:
        everything |= data
    for tree, _, data in shapes:
        for line in _lines(tree):
            assert line.fixed is not None or data
    done = filled(_book([(tree, across) for tree, across, _ in shapes]), everything)
    witness = recalculate(without_values(done), tmp_path)
    for number, (tree, across, data) in enumerate(shapes):
        assert alike(shown(witness, f"S{number}", across), expected(tree, data)), f"S{number}"
