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

from msgspec import Struct

from reportgen.formula.forms import FormulaForms
from reportgen.formula.tree import Call, Constant, Node, UncertainError
from reportgen.model.open_formulas import FinishedArea, Read, compiled, condition
from reportgen.model.open_values import Content, OpenNumber, exact
from reportgen.office.layout import AxisLayout, Item, PlacedCell, SheetLayout, WorkbookLayout
from reportgen.office.references import Ends, Reference, Where, move_reference, parse_reference
from reportgen.plan.plan import Formula
from reportgen.plan.template_map import OwnCell

_NAME_OR_TEXT = re.compile(r'"[^"]*"|(?<![\w.!$\'])[A-Za-z_][\w.]*(?![\w.(!])')
Place = tuple[str, int, int]
# Of row and column: how often the finished position of the formula counts, 0 or 1, and what is added.
Spot = tuple[tuple[int, int], tuple[int, int]]


class _Unknown(Enum):
    """What is known of other cells; an exception that was kept would keep all that its frames saw."""

    UNREAD = "unread"
    UNCERTAIN = "uncertain"


class OpenCell(Struct, frozen=True):
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


class _Own(NamedTuple):
    """A template's cell, its places in the finished workbook, and what was compiled of its formulas."""

    cell: OwnCell
    places: tuple[PlacedCell, ...]
    reads: dict[str | Node, Read]


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
        self._own = [_Own(one, tuple(layout.sheet(one.sheet).places(one.row, one.column)), {}) for one in own]
        self._names = {name.casefold(): text for name, text in names.items()}
        self._layout = layout
        self._filled = filled
        self._is_forecast = is_forecast
        self._trees: dict[tuple[str, bool], Node | None] = {}
        self._forms = FormulaForms()
        self.contents: dict[Place, Content | _Unknown] = {}
        self._areas: dict[Reference, FinishedArea] = {}
        self._found: dict[FinishedArea, dict[str | Decimal, list[int]]] = {}

    def open_cells(self, is_asked: Callable[[OwnCell], bool]) -> Iterator[OpenCell]:
        """What finished cells of the formulas asked for show as numbers, by what is known of the figures."""
        for own in self._own:
            one = own.cell
            if not one.formula or not is_asked(one):
                continue
            texts = self._texts(one)
            for place in own.places:
                at = one.sheet, place.row, place.column
                content = self._known(*at)
                if isinstance(content, OpenNumber):
                    ruled = self._ruled(own, place)
                    yield OpenCell(*at, content, ruled or one.number_format, in_rule=ruled is not None)
                for shown, code in texts:
                    try:
                        content = self._read(shown, own, place)
                    except UncertainError:
                        continue
                    if isinstance(content, OpenNumber):
                        yield OpenCell(*at, content, code, in_text=True)
        for own in self._own:
            own.reads.clear()  # what was compiled leads back here: in a ring it would stay while calculating

    def _ruled(self, own: _Own, place: PlacedCell) -> str | None:
        """The number format of the first rule that holds at a place."""
        for rule in own.cell.rules:
            if not rule.formula:
                continue
            try:
                holds = self._read(rule.formula, own, place)
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
    def _homes(self) -> dict[Place, tuple[_Own, PlacedCell]]:
        return {
            (own.cell.sheet, place.row, place.column): (own, place)
            for own in self._own
            for place in own.places
        }

    def content(self, sheet: str, row: int, column: int) -> Content:
        """What a finished cell holds; `UncertainError` where that is not known."""
        found = self._known(sheet, row, column)
        if isinstance(found, _Unknown):
            raise UncertainError
        return found

    def _known(self, sheet: str, row: int, column: int) -> Content | _Unknown:
        at = sheet, row, column
        found = self.contents.get(at, _Unknown.UNREAD)
        if found is _Unknown.UNREAD:
            self.contents[at] = _Unknown.UNCERTAIN  # so is what leads back to itself
            home = self._homes.get(at)
            try:
                found = self._filled_in(at) if home is None else self._own_content(*home)
                if isinstance(found, OpenNumber) and found.figure is None and self._is_forecast(at):
                    found = exact(found.value)
            except UncertainError:
                found = _Unknown.UNCERTAIN
            self.contents[at] = found
        return found

    def _filled_in(self, at: Place) -> Content:
        """What the plan writes into a cell."""
        content = self._filled(*at)
        if isinstance(content, Formula):
            tree = self._tree(content, self._finished_names)
            return compiled(tree, _Finished(self, at[0]))(None)
        return content

    def _own_content(self, own: _Own, place: PlacedCell) -> Content:
        """What a cell of the template holds at one of its places."""
        formula, value = own.cell.formula, own.cell.value
        if formula:
            return self._read(formula, own, place)
        return exact(value) if isinstance(value, Decimal) else value

    def _read(self, formula: str | Node, own: _Own, place: PlacedCell) -> Content:
        """What a formula, or a part of one, gives at a place of the template's cell that holds it."""
        read = own.reads.get(formula)
        if read is None:
            tree = self._tree(formula, self._names) if isinstance(formula, str) else formula
            read = own.reads[formula] = compiled(tree, _SeenFrom(self, own.cell, place))
        return read(place)

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
                self._trees[asked] = self._forms.tree(text)
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
    """The finished cells as one formula sees them from its places, of which `place` is one."""

    def __init__(self, cells: OwnFormulas, own: OwnCell, place: PlacedCell) -> None:
        self.content = cells.content
        self.places = cells.places
        self._cells, self._own, self._place = cells, own, place

    def cell(self, reference: Reference) -> Read:
        """What the one cell holds that a reference of the formula means."""
        content, spot = self.content, self._spot(reference)
        if spot is None:
            area = self.area(reference)
            return lambda place: content(*_one_cell(area(place)))
        (down, row), (across, column) = spot
        contents, sheet = self._cells.contents, self._own.sheet

        def there(place: PlacedCell) -> Content:
            at = sheet, down * place[0] + row, across * place[1] + column
            found = contents.get(at, _Unknown.UNREAD)
            return content(*at) if isinstance(found, _Unknown) else found

        return there

    def area(self, reference: Reference) -> Callable[[PlacedCell], FinishedArea]:
        """The finished cells that a reference of the formula means."""
        area, own = self._cells.area, self._own
        if reference.sheets in ((), (own.sheet,)):
            return lambda place: area(reference, own, place)
        found: list[FinishedArea] = []

        def there(place: PlacedCell) -> FinishedArea:
            if not found:  # from all its places the same
                found.append(area(reference, own, place))
            return found[0]

        return there

    def _spot(self, reference: Reference) -> Spot | None:
        """Where the formula finds the single cell that a reference means, in the same way from all its places.

        None for all other references, whose cells follow the rule of all.
        """
        own, place, rows, columns = self._own, self._place, reference.rows, reference.columns
        axes = self._cells.axes(own.sheet)
        if reference.prefix or reference.pair or axes.lanes or rows is None or columns is None:
            return None
        down = _seen(rows, own.row, axes.rows, place.row_item)
        across = _seen(columns, own.column, axes.columns, place.column_item)
        return (down, across) if down is not None and across is not None else None


class _Finished:
    """The finished cells as a formula of the plan sees them, whose references are those of the finished workbook."""

    def __init__(self, cells: OwnFormulas, sheet: str) -> None:
        self.content = cells.content
        self.places = cells.places
        self._sheet = sheet

    def cell(self, reference: Reference) -> Read:
        """What the one cell holds that a reference of the formula means."""
        return lambda _: self.content(*_one_cell(_area_of(reference, self._sheet)))

    def area(self, reference: Reference) -> Callable[[None], FinishedArea]:
        """The finished cells that a reference of the formula means."""
        return lambda _: _area_of(reference, self._sheet)


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


def _seen(ends: Ends, home: int, axis: AxisLayout, item: Item | None) -> tuple[int, int] | None:
    """Where a formula at `home` finds a position: times its own finished one, and what to add; None for no such rule.

    Blocks may lie between it and any other position of its own item.
    """
    at, anchored = ends[0]
    if axis.band_at(at) is None and (anchored or item is None):
        return 0, axis.near(at)
    while item is not None:
        if axis.band_at(at) != item.band:
            return None
        axis, item = axis.bands[item.band].axis(item.number), item.inner
    return (1, at - home) if at == home or not axis.bands else None
