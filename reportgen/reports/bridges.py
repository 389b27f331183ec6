"""Bridges of a definition become columns of a chart: a walk from one period's figure to another's.

             FY16     FY17     Step   Level   Start  End    Base   Up     Down   Label
FY16 OP      5,134                    =B2     =E2                                5,134
Network      16,609   19,421   =C3-B3 =E2+D3                =MIN   =MAX   =MAX   +2,812
SG&A         20,113   21,471   =B4-C4 =E3+D4                =MIN   =MAX   =MAX   (1,358)
FY17 OP               6,762           =C5            =E5                         6,762

Base is drawn without fill under Up and Down. `Ends label`, `Up label` and `Down label` are invisible lines that
carry the labels; `Link 1` to `Link 3` are the connectors, three lines in turn so that each has gaps.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import TypeVar

from msgspec import Struct

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.core.number import Interval
from reportgen.core.structs import replace
from reportgen.figures.measures import change_from
from reportgen.figures.query import FigureQuery, QueryError, When, fitted
from reportgen.figures.resolved import How, Resolved
from reportgen.figures.style import NumberFormat
from reportgen.figures.views import ChartColumn, DisplayValue
from reportgen.reports.context import LeftOut, ReportContext
from reportgen.reports.specs import BridgeEndSpec, BridgeSpec, BridgeStepSpec, ChartSpec

_LINKS, _PRINT = 3, "Printed change"
_NOTHING = Interval.exact(Decimal(0))
Told = TypeVar("Told", BridgeEndSpec, BridgeStepSpec)
_OF_THE_DATA = ("bridge-without-figure", "bridge-does-not-close")


class _Cell(Struct, frozen=True):
    """One cell of the workbook: its number, the formula that gives it, the figure it shows, and its interval."""

    value: Decimal
    formula: str | None = None
    figure: DisplayValue | None = None
    interval: Interval = _NOTHING


class _Step(Struct, frozen=True):
    """One category of the bridge: its cells by column, the level that is reached with it, and what its label shows.

    `sign` is -1 where the change lowers the total.
    """

    label: str
    cells: dict[str, _Cell]
    level: Decimal
    change: Decimal | None = None
    subtotal: bool = False
    interval: Interval = _NOTHING
    sign: int = 1


class _BridgeError(Exception):
    """A figure of the bridge is missing or named wrongly."""

    def __init__(self, issue: Issue) -> None:
        super().__init__(issue.message)
        self.issue = issue


def bridge_columns(
    chart: str, spec: ChartSpec, context: ReportContext, place: Place
) -> tuple[tuple[str, ...], tuple[ChartColumn, ...]]:
    """The categories and columns of a chart's bridge; a fault is gathered and gives none.

    The steps have to lead from the start to the end, up to one unit of the last shown digit for each step. A bridge
    of an optional chart that lacks a figure, or whose printed figures are too coarse to close it, is left out.
    """
    assert spec.bridge is not None

    def told(one: Told) -> Told:
        return one.model_copy(update={"label": context.plain(one.label, place, f"chart {chart}")})

    bridge = spec.bridge.model_copy(
        update={
            "start": told(spec.bridge.start),
            "end": told(spec.bridge.end),
            "steps": tuple(told(step) for step in spec.bridge.steps),
        }
    )
    try:
        builder = _Builder(chart, bridge, spec.scale, context, place)
        steps = tuple(builder.steps())
        columns = tuple(builder.columns(steps))
    except _BridgeError as fault:
        if spec.optional and fault.issue.id in _OF_THE_DATA:
            left = LeftOut(f"chart {chart}", fault.issue.message, (fault.issue.found,))
            context.gathered.left_out.append(left)
        else:
            context.gathered.issues.append(fault.issue)
        return (), ()
    return tuple(step.label for step in steps), columns


class _Builder:
    """Builds one bridge; holds what all of its cells need."""

    def __init__(
        self, chart: str, spec: BridgeSpec, scale: int, context: ReportContext, place: Place
    ) -> None:
        self._chart, self._spec, self._scale, self._context, self._place = chart, spec, scale, context, place
        self._standards: set[str] = set()
        self._start, self._end = self._when(spec.start.at), self._when(spec.end.at)
        self._level_format = self._format(spec.format)
        self._change_format = self._format(spec.change_format)
        self._first, self._second = str(self._start.period), str(self._end.period)

    def steps(self) -> Iterator[_Step]:
        """The start, every step with the level it leads to, and the end."""
        start = self._typed(self._spec.metric, self._start)
        yield _Step(self._spec.start.label, {self._first: start}, start.value, interval=start.interval)
        level, reached = start.value, start.interval
        parts: dict[str, tuple[str, dict[str, _Cell]]] = {}
        for spec in self._spec.steps:
            if spec.subtotal:
                yield _Step(spec.label, {}, level, subtotal=True, interval=reached)
                continue
            cells = self._rest(spec, parts) if spec.rest else self._ends(spec.metric)
            parts[spec.metric] = (spec.label, cells)
            told = cells.get(_PRINT)
            change = told.value if told else cells[self._second].value - cells[self._first].value
            spread = told.interval if told else cells[self._second].interval - cells[self._first].interval
            change, spread = (change, spread) if spec.sign > 0 else (-change, -spread)
            level += change
            reached += spread
            yield _Step(spec.label, cells, level, change, interval=spread, sign=spec.sign)
        end = self._typed(self._spec.metric, self._end)
        unit = Decimal(1).scaleb(self._change_format.scale - self._change_format.digits - self._scale)
        if abs(end.value - level) > unit * len(self._spec.steps):
            raise self._fault(
                "bridge-does-not-close",
                f'the steps of bridge "{self._chart}" do not lead to {self._spec.end.label}',
                expected=f"{end.value}",
                found=f"{level}",
            )
        yield _Step(self._spec.end.label, {self._second: end}, end.value, interval=end.interval)

    def columns(self, steps: tuple[_Step, ...]) -> Iterator[ChartColumn]:
        """The columns of the workbook, those the chart draws among them."""
        typed = [self._first, self._second]
        further = (f"Whole {self._first}", f"Whole {self._second}", _PRINT)
        typed += [name for name in further if _has(steps, name)]
        for name in typed:
            yield self._column(name, [step.cells.get(name) for step in steps], plotted=False)
        below = any(step.level < 0 for step in steps)
        changes = [
            None if step.change is None else _Cell(step.change, self._change_formula(step)) for step in steps
        ]
        yield self._column("Step", changes, plotted=False, number_format=self._change_format)
        levels = [_Cell(step.level, self._level_formula(steps, row)) for row, step in enumerate(steps)]
        yield self._column("Level", levels, plotted=False)
        last = len(steps) - 1

        def inner(row: int) -> bool:
            return steps[row].change is not None

        yield self._column("Start", _picked(steps, lambda row: row == 0, _level))
        yield self._column("End", _picked(steps, lambda row: row == last, _level))
        if any(step.subtotal for step in steps):
            subtotals = self._column("Subtotal", _picked(steps, lambda row: steps[row].subtotal, _level))
            yield replace(subtotals, like="End")
        yield self._column("Base", _picked(steps, inner, _base if below else _lower))
        yield self._column(
            "Up", _picked(steps, inner, partial(_part, rising=True, above=True) if below else _rise)
        )
        yield self._column(
            "Down", _picked(steps, inner, partial(_part, rising=False, above=True) if below else _fall)
        )
        if below:
            for name, rising in (("Up", True), ("Down", False)):
                part = partial(_part, rising=rising, above=False)
                yield replace(self._column(f"{name} below", _picked(steps, inner, part)), like=name)
        labels = tuple(self._label(step) for step in steps)
        for name, chosen, cell in (
            ("Ends label", lambda row: not inner(row), _level_above if below else _level),
            ("Up label", lambda row: inner(row) and _change(steps[row]) >= 0, _upper),
            ("Down label", lambda row: inner(row) and _change(steps[row]) < 0, _upper),
        ):
            yield self._column(name, _picked(steps, chosen, cell), labels=labels)
        for turn in range(_LINKS):
            yield self._column(f"Link {turn + 1}", list(_links(steps, turn)))
        formulas = tuple(
            self._look(step).excel_text("{Level}" if step.change is None else "{Step}") for step in steps
        )
        yield ChartColumn("Label", formulas=formulas, plotted=False, texts=labels)

    def _column(
        self,
        name: str,
        cells: Sequence[_Cell | None],
        *,
        plotted: bool = True,
        number_format: NumberFormat | None = None,
        labels: tuple[str, ...] = (),
    ) -> ChartColumn:
        shown = (
            tuple("" if cell is None else text for cell, text in zip(cells, labels, strict=True))
            if labels
            else ()
        )
        return ChartColumn(
            name,
            tuple(None if cell is None else cell.value for cell in cells),
            tuple(None if cell is None else cell.formula for cell in cells),
            (number_format or self._level_format).excel_code(),
            plotted,
            shown,
            "Label" if labels else "",
            tuple(None if cell is None else cell.figure for cell in cells),
        )

    def _change_formula(self, step: _Step) -> str:
        if _PRINT in step.cells:
            return f"{{{_PRINT}}}" if step.sign > 0 else f"-{{{_PRINT}}}"
        ends = (self._second, self._first)[:: step.sign]
        return "{{{}}}-{{{}}}".format(*ends)

    def _level_formula(self, steps: tuple[_Step, ...], row: int) -> str:
        if row == 0:
            return f"{{{self._first}}}"
        if row == len(steps) - 1:
            return f"{{{self._second}}}"
        if steps[row].subtotal:
            return f"{{Level@{steps[row - 1].label}}}"
        return f"{{Level@{steps[row - 1].label}}}+{{Step}}"

    def _label(self, step: _Step) -> str:
        look = self._look(step)
        return look.text(look.in_base(step.level if step.change is None else step.change))

    def _look(self, step: _Step) -> NumberFormat:
        """The format in which the level or the change of a step is known."""
        if step.change is None:
            return self._context.figures.look(step.level, step.interval, self._level_format)
        return self._context.figures.look(step.change, step.interval, self._change_format)

    def _ends(self, metric: str) -> dict[str, _Cell]:
        cells = {
            self._first: self._typed(metric, self._start),
            self._second: self._typed(metric, self._end),
        }
        told = self._print(metric)
        shown = cells[self._second].value - cells[self._first].value
        if told is not None and told.value is not None:
            value, change = told.value.scaleb(-self._scale), self._change_format
            if change.rounded(change.in_base(value)) != change.rounded(change.in_base(shown)):
                display = self._context.figures.display(told, change)
                interval = (told.interval or Interval.exact(told.value)).scaled(
                    Decimal(1).scaleb(-self._scale)
                )
                cells[_PRINT] = _Cell(value, None, display, interval)
        return cells

    def _print(self, metric: str) -> Resolved | None:
        """The company's own print of a change, where it stands against what the two ends give."""
        figures = self._context.figures
        asked, measure = figures.parse(metric).metric, change_from("year", figures.table.catalogue)
        if not measure:
            return None
        start, end = (fitted(asked, when, figures.table) for when in (self._start, self._end))
        answer = figures.ask(FigureQuery(asked, end, measure, base=start))
        return answer if answer.how is How.PRINTED else None

    def _rest(self, spec: BridgeStepSpec, parts: dict[str, tuple[str, dict[str, _Cell]]]) -> dict[str, _Cell]:
        """What the named steps leave of a metric: the whole is typed, the rest is a formula.

        A printed change of the whole says nothing of the rest.
        """
        unknown = [name for name in spec.rest if name not in parts]
        if unknown:
            raise self._fault(
                "unknown-step",
                f'no step before "{spec.label}" shows {unknown[0]}',
                hint=did_you_mean(unknown[0], parts),
            )
        cells = {}
        for name, when in ((self._first, self._start), (self._second, self._end)):
            cell = self._typed(spec.metric, when)
            cells[f"Whole {name}"] = cell
            taken = [parts[part] for part in spec.rest]
            value = cell.value - sum((own[name].value for _, own in taken), Decimal(0))
            formula = f"{{Whole {name}}}" + "".join(f"-{{{name}@{label}}}" for label, _ in taken)
            spread = cell.interval - sum((own[name].interval for _, own in taken), _NOTHING)
            cells[name] = _Cell(value, formula, interval=spread)
        return cells

    def _typed(self, metric: str, when: When) -> _Cell:
        answer = self._answer(metric, when)
        if answer.value is None:
            raise self._fault(
                "bridge-without-figure",
                f'bridge "{self._chart}" needs a figure that is not disclosed',
                found=answer.key,
                hint="take the page out of the report, or the step out of the bridge",
            )
        self._standards |= {answer.standard} - {""}
        if len(self._standards) > 1:
            raise self._fault(
                "bridge-without-figure",
                f'bridge "{self._chart}" needs figures of one accounting standard',
                found=answer.key,
                hint="type the figures that the newer document prints for the earlier period",
            )
        value, shown = answer.value, self._context.figures.display(answer, self._level_format)
        unit = Decimal(1).scaleb(-self._scale)
        interval = (answer.interval or Interval.exact(value)).scaled(unit)
        return _Cell(value.scaleb(-self._scale), None, shown, interval)

    def _answer(self, metric: str, when: When) -> Resolved:
        figures = self._context.figures
        try:
            asked = figures.parse(metric)
        except QueryError as error:
            hint = did_you_mean(error.word, error.known)
            raise self._fault("unknown-figure", str(error), found=metric, hint=hint) from None
        return figures.ask(FigureQuery(asked.metric, fitted(asked.metric, when, figures.table)))

    def _when(self, name: str) -> When:
        aliases = self._context.aliases
        if name not in aliases:
            hint = did_you_mean(name, aliases)
            raise self._fault("unknown-period", f'no period is named "{name}"', found=name, hint=hint)
        return aliases[name]

    def _format(self, name: str) -> NumberFormat:
        formats = self._context.figures.style.formats
        if name not in formats:
            hint = did_you_mean(name, formats)
            raise self._fault("unknown-format", f'no number format is named "{name}"', found=name, hint=hint)
        return formats[name]

    def _fault(
        self, identity: str, message: str, *, expected: str = "", found: str = "", hint: str = ""
    ) -> _BridgeError:
        return _BridgeError(Issue(identity, message, self._place, expected=expected, found=found, hint=hint))


def _has(steps: tuple[_Step, ...], name: str) -> bool:
    return any(name in step.cells for step in steps)


def _picked(
    steps: tuple[_Step, ...],
    chosen: Callable[[int], bool],
    cell: Callable[[tuple[_Step, ...], int], _Cell],
) -> list[_Cell | None]:
    return [cell(steps, row) if chosen(row) else None for row in range(len(steps))]


def _change(step: _Step) -> Decimal:
    return step.change if step.change is not None else Decimal(0)


def _level(steps: tuple[_Step, ...], row: int) -> _Cell:
    return _Cell(steps[row].level, "{Level}")


def _ends_of(steps: tuple[_Step, ...], row: int) -> tuple[_Cell, _Cell]:
    """The lower and the higher of the two levels that a step leads between."""
    before, after, cell = steps[row - 1].level, steps[row].level, f"{{Level@{steps[row - 1].label}}}"
    return (
        _Cell(min(before, after), f"MIN({cell},{{Level}})"),
        _Cell(max(before, after), f"MAX({cell},{{Level}})"),
    )


def _lower(steps: tuple[_Step, ...], row: int) -> _Cell:
    return _ends_of(steps, row)[0]


def _upper(steps: tuple[_Step, ...], row: int) -> _Cell:
    return _ends_of(steps, row)[1]


def _level_above(steps: tuple[_Step, ...], row: int) -> _Cell:
    """Where the label of a level stands: on its column, above the axis where the level is below it."""
    return _Cell(max(steps[row].level, Decimal(0)), "MAX({Level},0)")


# Levels on both sides of the axis: a stack never mixes signs, so every step has a part above and one below,
# and the base is what neither of its ends passes.
def _base(steps: tuple[_Step, ...], row: int) -> _Cell:
    low, high = _ends_of(steps, row)
    value = max(low.value, Decimal(0)) + min(high.value, Decimal(0))
    return _Cell(value, f"MAX({low.formula},0)+MIN({high.formula},0)")


def _part(steps: tuple[_Step, ...], row: int, *, rising: bool, above: bool) -> _Cell:
    """The part of a step on one side of the axis; 0 for a step in the other direction."""
    low, high = _ends_of(steps, row)
    first, second, function, bound = (high, low, "MAX", max) if above else (low, high, "MIN", min)
    value = Decimal(0)
    if (_change(steps[row]) >= 0) == rising:
        value = bound(first.value, Decimal(0)) - bound(second.value, Decimal(0))
    part = f"{function}({first.formula},0)-{function}({second.formula},0)"
    return _Cell(value, f"IF({{Step}}{'>=' if rising else '<'}0,{part},0)")


def _rise(steps: tuple[_Step, ...], row: int) -> _Cell:
    return _Cell(max(_change(steps[row]), Decimal(0)), "MAX({Step},0)")


def _fall(steps: tuple[_Step, ...], row: int) -> _Cell:
    return _Cell(max(-_change(steps[row]), Decimal(0)), "MAX(-{Step},0)")


def _links(steps: tuple[_Step, ...], turn: int) -> Iterator[_Cell | None]:
    """The cells of one connector line: pairs of rows at the level of the first, a gap after each pair."""
    last = len(steps) - 1
    for row, step in enumerate(steps):
        if row % _LINKS == turn and row < last:
            yield _Cell(step.level, "{Level}")
        elif row and (row - 1) % _LINKS == turn:
            yield _Cell(steps[row - 1].level, f"{{Level@{steps[row - 1].label}}}")
        else:
            yield None
