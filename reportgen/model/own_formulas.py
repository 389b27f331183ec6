"""What a template's own formulas leave open: their arithmetic over the finished cells that they read.

=IFERROR(IF($D$3=$I$3,D6-I6,NA()),"n/d")      D6 - I6      176,051 less about 176,000 is about 51
=SUMIFS(part_value,part_key,$AF8)                          the parts of a figure that no document prints whole
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from decimal import Decimal
from enum import Enum
from functools import cached_property
from typing import NamedTuple

from reportgen.formula.tree import Call, Constant, Node, UncertainError, parsed
from reportgen.model.open_values import Content, FinishedArea, OpenNumber, condition, evaluated, exact
from reportgen.office.layout import AxisLayout, Item, PlacedCell, SheetLayout, WorkbookLayout
from reportgen.office.references import Reference, Where, move_reference, parse_reference
from reportgen.plan.plan import Formula
from reportgen.plan.template_map import OwnCell

_NAME_OR_TEXT = re.compile(r'"[^"]*"|(?<![\w.!$\'])[A-Za-z_][\w.]*(?![\w.(!])')
Place = tuple[str, int, int]
_Steps = dict[Reference, tuple[int, int] | None]
_UNASKED = (0, -1)


class _Unknown(Enum):
    """What is known of other cells; an exception that was kept would keep all that its frames saw."""

    UNREAD = "unread"
    UNCERTAIN = "uncertain"


class OpenCell(NamedTuple):
    """A finished cell with a formula of the template: its place, what it shows, its number format by the template.

    `in_rule` tells that a rule of the template gives that format, `in_text` that a TEXT of the formula shows the
    number, whose code is the format.
    """

    sheet: str
    row: int
    column: int
    number: OpenNumber
    number_format: str
    in_text: bool = False
    in_rule: bool = False


class OwnFormulas:
    """The cells that a template fills itself, as they stand in the finished workbook; each is evaluated once.

    `names` are the workbook's defined names, `filled` gives what the plan writes into a cell, None where it writes
    nothing. What is forecast rests on assumptions and is as exact as they are: `is_forecast` tells the cells.
    """

    def __init__(
        self,
        own: Sequence[OwnCell],
        names: Mapping[str, str],
        layout: WorkbookLayout,
        filled: Callable[[str, int, int], Content],
        is_forecast: Callable[[Place], bool],
    ) -> None:
        self._placed = [(one, tuple(layout.sheet(one.sheet).places(one.row, one.column))) for one in own]
        self._names = {name.casefold(): text for name, text in names.items()}
        self._layout = layout
        self._filled = filled
        self._is_forecast = is_forecast
        self._trees: dict[tuple[str, bool], Node | None] = {}
        self._contents: dict[Place, Content | _Unknown] = {}
        self._areas: dict[Reference, FinishedArea] = {}
        self._steps: dict[Place, _Steps] = {}
        self._found: dict[FinishedArea, dict[str | Decimal, list[int]]] = {}

    def open_cells(self, is_asked: Callable[[OwnCell], bool]) -> Iterator[OpenCell]:
        """What finished cells of the formulas asked for show as numbers, by what is known of the figures."""
        for one, places in self._placed:
            if not one.formula or not is_asked(one):
                continue
            texts = self._texts(one)
            for place in places:
                at = one.sheet, place.row, place.column
                content = self._known(*at)
                if isinstance(content, OpenNumber):
                    ruled = self._ruled(one, place)
                    yield OpenCell(*at, content, ruled or one.number_format, in_rule=ruled is not None)
                for shown, code in texts:
                    try:
                        content = evaluated(shown, _SeenFrom(self, one, place))
                    except UncertainError:
                        continue
                    if isinstance(content, OpenNumber):
                        yield OpenCell(*at, content, code, in_text=True)

    def _ruled(self, own: OwnCell, place: PlacedCell) -> str | None:
        """The number format of the first rule that holds at a place."""
        for rule in own.rules:
            if not rule.formula:
                continue
            try:
                holds = evaluated(self._tree(rule.formula, self._names), _SeenFrom(self, own, place))
            except UncertainError:
                continue
            if condition(holds) is True:
                return rule.number_format
        return None

    def _texts(self, own: OwnCell) -> tuple[tuple[Node, str], ...]:
        """What the TEXTs of a formula show, each with its code."""
        try:
            return tuple(_texts(self._tree(own.formula, self._names))) if "TEXT(" in own.formula else ()
        except UncertainError:
            return ()

    @cached_property
    def _homes(self) -> dict[Place, tuple[OwnCell, PlacedCell]]:
        return {
            (own.sheet, place.row, place.column): (own, place)
            for own, places in self._placed
            for place in places
        }

    def content(self, sheet: str, row: int, column: int) -> Content:
        """What a finished cell holds; `UncertainError` where that is not known."""
        found = self._known(sheet, row, column)
        if isinstance(found, _Unknown):
            raise UncertainError
        return found

    def _known(self, sheet: str, row: int, column: int) -> Content | _Unknown:
        at = sheet, row, column
        found = self._contents.get(at, _Unknown.UNREAD)
        if found is _Unknown.UNREAD:
            self._contents[at] = _Unknown.UNCERTAIN  # so is what leads back to itself
            try:
                found = self._evaluated(at)
                if isinstance(found, OpenNumber) and found.figure is None and self._is_forecast(at):
                    found = exact(found.value)
            except UncertainError:
                found = _Unknown.UNCERTAIN
            self._contents[at] = found
        return found

    def _evaluated(self, at: Place) -> Content:
        home = self._homes.get(at)
        content = self._filled(*at) if home is None else None
        if isinstance(content, Formula):
            return evaluated(self._tree(content, self._finished_names), _Finished(self, at[0]))
        if home is None:
            return content
        own, place = home
        if not own.formula:
            return exact(own.value) if isinstance(own.value, Decimal) else own.value
        return evaluated(self._tree(own.formula, self._names), _SeenFrom(self, own, place))

    @cached_property
    def _finished_names(self) -> dict[str, str]:
        """The defined names as they stand in the finished workbook."""
        found = ((name, parse_reference(text)) for name, text in self._names.items())
        moved = {
            name: move_reference(one, Where(one.sheets[0]), self._layout)
            for name, one in found
            if one is not None and one.sheets
        }
        return {name: str(one) for name, one in moved.items() if one is not None}

    def _tree(self, formula: str, names: Mapping[str, str]) -> Node:
        """A formula with its names put in."""
        asked = formula, names is self._names
        if asked not in self._trees:
            text = _NAME_OR_TEXT.sub(lambda found: names.get(found[0].casefold(), found[0]), formula)
            self._trees[asked] = None
            with suppress(UncertainError):
                self._trees[asked] = parsed(text, text)
        tree = self._trees[asked]
        if tree is None:
            raise UncertainError
        return tree

    def area(self, reference: Reference, own: OwnCell, place: PlacedCell) -> FinishedArea:
        """The finished cells that a reference means in a formula of the template at one of its places."""
        elsewhere = reference.sheets not in ((), (own.sheet,))
        if elsewhere and reference in self._areas:
            return self._areas[reference]
        where = Where(own.sheet, place.row_item, place.column_item, row=own.row, column=own.column)
        moved = move_reference(reference, where, self._layout)
        if moved is None:
            raise UncertainError
        found = _area_of(moved, own.sheet)
        if elsewhere:
            self._areas[reference] = found
        return found

    def axes(self, sheet: str) -> SheetLayout:
        """Where the rows and columns of a sheet stand."""
        return self._layout.sheet(sheet)

    def steps(self, own: OwnCell) -> _Steps:
        """How far from its place a formula finds the cells that it was asked for."""
        return self._steps.setdefault((own.sheet, own.row, own.column), {})

    def places(self, area: FinishedArea) -> Mapping[str | Decimal, Sequence[int]]:
        """Where in an area, cell by cell from 0, each text (in small letters) and each number stands."""
        if area not in self._found:
            found: dict[str | Decimal, list[int]] = {}
            for number, at in enumerate(area.cells()):
                content = self.content(area.sheet, *at)
                if isinstance(content, OpenNumber):
                    found.setdefault(content.value, []).append(number)
                elif isinstance(content, str):
                    found.setdefault(content.casefold(), []).append(number)
            self._found[area] = found
        return self._found[area]


def _texts(node: Node) -> Iterator[tuple[Node, str]]:
    """What the TEXTs of a formula show, each with its code."""
    if isinstance(node, Call):
        match node.parts:
            case (shown, Constant(str(code))) if node.name == "TEXT":
                yield shown, code
        for part in node.parts:
            yield from _texts(part)


class _SeenFrom:
    """The finished cells as one formula sees them from its place."""

    def __init__(self, cells: OwnFormulas, own: OwnCell, place: PlacedCell) -> None:
        self.content = cells.content
        self.places = cells.places
        self._cells, self._own, self._place = cells, own, place
        self._steps = cells.steps(own)

    def cell(self, reference: Reference) -> Content:
        """What the one cell holds that a reference of the formula means."""
        step = self._step(reference)
        if step is None:
            return self.content(*_one_cell(self._cells.area(reference, self._own, self._place)))
        return self.content(self._own.sheet, self._place.row + step[0], self._place.column + step[1])

    def area(self, reference: Reference) -> FinishedArea:
        """The finished cells that a reference of the formula means."""
        own, place = self._own, self._place
        step = self._step(reference)
        if step is None:
            return self._cells.area(reference, own, place)
        row, column = place.row + step[0], place.column + step[1]
        return FinishedArea(own.sheet, row, column, row, column)

    def _step(self, reference: Reference) -> tuple[int, int] | None:
        own = self._own
        step = self._steps.get(reference, _UNASKED)
        if step is _UNASKED:
            step = _step(reference, own, self._place, self._cells.axes(own.sheet))
            self._steps[reference] = step
        return step


class _Finished:
    """The finished cells as a formula of the plan sees them, whose references are those of the finished workbook."""

    def __init__(self, cells: OwnFormulas, sheet: str) -> None:
        self.content = cells.content
        self.places = cells.places
        self._sheet = sheet

    def cell(self, reference: Reference) -> Content:
        """What the one cell holds that a reference of the formula means."""
        return self.content(*_one_cell(self.area(reference)))

    def area(self, reference: Reference) -> FinishedArea:
        """The finished cells that a reference of the formula means."""
        return _area_of(reference, self._sheet)


def _one_cell(area: FinishedArea) -> Place:
    if area.top != area.bottom or area.left != area.right:
        raise UncertainError
    return area.sheet, area.top, area.left


def _area_of(reference: Reference, sheet: str) -> FinishedArea:
    """The cells of one reference of the finished workbook in a formula on a sheet."""
    if reference.rows is None or reference.columns is None or len(reference.sheets) > 1:
        raise UncertainError
    (top, bottom), (left, right) = reference.rows, reference.columns
    return FinishedArea((*reference.sheets, sheet)[0], top.at, left.at, bottom.at, right.at)


def _step(reference: Reference, own: OwnCell, place: PlacedCell, axes: SheetLayout) -> tuple[int, int] | None:
    """How far from any place of a formula stands the single cell that a reference means in the formula's own items.

    None for all other references, whose cells follow the rule of all.
    """
    rows, columns = reference.rows, reference.columns
    if reference.prefix or reference.pair or axes.lanes or rows is None or columns is None:
        return None
    down = _within(rows[0].at, own.row, axes.rows, place.row_item)
    across = _within(columns[0].at, own.column, axes.columns, place.column_item)
    return (down, across) if down is not None and across is not None else None


def _within(at: int, home: int, axis: AxisLayout, item: Item | None) -> int | None:
    """How far a template position stands from another one in the same item; None where blocks may lie between."""
    while item is not None:
        if axis.band_at(at) != item.band:
            return None
        axis, item = axis.bands[item.band].axis(item.number), item.inner
    return at - home if at == home or not axis.bands else None
