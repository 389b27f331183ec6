"""The calculator's only user: a workbook in, values of its formula cells out, or for each the reason why there is none.

1  the calculator's values, with Excel's rules in the places of operators      calculator_input, excel_rules
2  where texts count as numbers, once more with rules for those                excel_rules
3  what is not proven to be Excel's value is asked of a second calculator      second_calculator
4  what depends on a cell without a value has none either                      dependents
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from math import isfinite
from typing import Any, NamedTuple

import formualizer
from lxml import etree
from msgspec import Struct

from reportgen.formula.calculator_input import (
    CalculatedCell,
    CalculatedSheet,
    CalculatorInput,
    CellPlace,
    TakenFormula,
)
from reportgen.formula.dependents import ROAMING, FormulaCell, dependents, of_cell, read_names
from reportgen.formula.excel_functions import same_number
from reportgen.formula.excel_rules import Rules, is_doubtful_text
from reportgen.formula.judge import REFUSES, SEVERAL
from reportgen.formula.second_calculator import AskedFormula, Value, second_values
from reportgen.formula.shape import OF_AMOUNTS, RULES, ruled, split
from reportgen.formula.tree import CellError
from reportgen.office.addresses import cell_address, split_address
from reportgen.office.cell_reader import (
    FormulaSpelling,
    WorksheetCell,
    cells_of_text,
    cells_of_tree,
    parsed_text,
)
from reportgen.office.package import Package
from reportgen.office.references import parse_reference
from reportgen.office.sheet_text import sheet_frame
from reportgen.office.sheets import shared_strings
from reportgen.office.worksheet import number_text
from reportgen.office.xml import escape_text, parse_xml, unescape_text

_FILLED = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^/>]*>')
_TEXTS = re.compile(
    rb'<c r="([A-Z]+[0-9]+)"[^>]*? t="(s|str|inlineStr|b)"[^>]*>(?:<v>|<is><t(?: xml:space="preserve")?>)([^<]*)<'
)
_ERRORS = {
    "Div": "#DIV/0!",
    "Name": "#NAME?",
    "Value": "#VALUE!",
    "Ref": "#REF!",
    "Num": "#NUM!",
    "Na": "#N/A",
    "Null": "#NULL!",
}
# Errors that are the calculator's own: Excel would show something else.
_OWN_ERRORS = {
    "Circ": f"{REFUSES}it depends on itself",
    "NImpl": f"{REFUSES}it is not known how to calculate it",
    "Error": f"{REFUSES}it cannot be read",
    "Spill": SEVERAL,
}
_CALCULATOR_ERRORS = (OSError, ValueError, RuntimeError, formualizer.ExcelEvaluationError)
_DEPENDS = "this formula depends on a cell without a value"
_DISAGREE = "two calculators do not agree on this formula"
_HALF_OF_PAIR = re.compile("[\ud800-\udfff]")
_ROUNDS = 4
_ANOTHER = 123456789.25
_NEAR = 1e-12


class FormulaResult(Struct, frozen=True, gc=False):
    """What one formula came to: the cell's type (`n`, `str`, `b`, `e`), its value as text, None where blank.

    `reason` says why it came to nothing that could be shown.
    """

    kind: str
    text: str | None
    reason: str = ""


class _Constants(NamedTuple):
    """Constants by sheet and address: texts that Excel may take for numbers in a way of its own, and truths.

    `escaped` are texts that a file holds with escapes, as a person sees them, by sheet, row and column.
    """

    doubtful: set[tuple[int, str]]
    truths: set[tuple[int, str]]
    escaped: list[tuple[tuple[str, int, int], str]]


FormulaSource = FormulaSpelling | TakenFormula | etree._Element | str
PlacedResult = tuple[int, int, FormulaResult, FormulaSource]  # row, column, result, where the formula stands


def formula_text(source: FormulaSource) -> str:
    """The formula without `=`."""
    if isinstance(source, str):
        return source
    return source.formula if isinstance(source, FormulaSpelling | TakenFormula) else source.text or ""


# Whether a text may be taken for a number, and the text as a person sees it where a file holds it with escapes.
_Told = tuple[bool, str | None]
_PLAIN: _Told = (False, None)


def _told(text: str) -> _Told:
    return is_doubtful_text(text), text if escape_text(text) != text else None


def _told_in(held: bytes) -> _Told:
    """The same of a text as a cell holds it."""
    spelled = held.decode()
    escaped = "_x" in spelled or "&#" in spelled
    return is_doubtful_text(spelled), _told(unescape_text(parsed_text(spelled)))[1] if escaped else None


class Calculated:
    """The values of the formulas of a workbook.

    `given` are sheets as they stand now, by part, where the package holds them otherwise; `kept` are formula
    cells, by part, whose values stand. Without `clock` (ISO date or time) nothing is known of today.
    """

    def __init__(
        self,
        package: Package,
        given: Mapping[str, bytes],
        clock: str = "",
        kept: Mapping[str, Collection[CellPlace]] | None = None,
    ) -> None:
        self._package = package
        self._input = CalculatorInput(package, given, kept or {}, has_clock=bool(clock))
        # Behind the sheets of the parts stands one of values that are calculated one by one.
        self._sheets = {
            part.part: sheet for part, sheet in zip(self._input.parts, self._input.sheets, strict=False)
        }
        self._strings = shared_strings(package)
        self._places: dict[int, Collection[bytes]] = {}
        self._results: list[FormulaResult] = []
        if self._input.cells:
            self._rules = Rules(self._input.from_1904)
            self._constants = self._read_constants()
            self._book = self._loaded(clock)
            self._let_go()
            self._calculate()
            self._ask()
            self._spread()

    def outcomes(self, part: str) -> dict[CellPlace, FormulaResult]:
        """The results of all formulas of one sheet that were calculated."""
        return {place: self._results[number] for place, number in self._sheets[part].cells.items()}

    def stream(self, part: str) -> Iterator[PlacedResult]:
        """The results of one sheet in order."""
        for (row, column), number in self._sheets[part].cells.items():
            cell = self._input.cells[number]
            source = TakenFormula((row, column), cell.formula, cell.area)
            yield row, column, self._results[number], source

    def _loaded(self, clock: str) -> Any:
        now = datetime.fromisoformat(clock) if clock else datetime(2000, 1, 1)
        settings = formualizer.EvaluationConfig()
        # Measured: threads cost a fifth more of the processor and are no quicker, for the rules run one at a time.
        settings.enable_parallel = False
        config = formualizer.WorkbookConfig(eval_config=settings, enable_changelog=False)
        book = formualizer.Workbook.from_bytes(self._input.data(), config=config)
        book.set_deterministic_clock(now.replace(tzinfo=UTC) if now.tzinfo is None else now)
        book.set_temporal_egress("serial")
        for name, function in self._rules.functions().items():
            book.register_function(RULES + name, function, min_args=1, max_args=None)
        for place, text in self._constants.escaped:
            # Half of a pair is no text for the calculator: it counts as one unknown sign.
            book.set_value(*place, _HALF_OF_PAIR.sub("\ufffd", text))
        for sheet, row, column, formula in self._input.filled:
            book.set_formula(sheet, row, column, f"={formula}")
        return book

    def _let_go(self) -> None:
        """Let go of what sheets say that is asked no more: while calculating no room is tighter."""
        asked = any(cell.asked for cell in self._input.cells)
        spilling = {cell.sheet for cell in self._input.cells if cell.shape.may_spill}
        for sheet in self._input.sheets:
            if not asked and sheet.number not in spilling:
                sheet.xml = b""

    # Calculating

    def _calculate(self) -> None:
        doubtful, truths, _ = self._constants
        for _ in range(_ROUNDS):
            self._evaluate()
            self._results = [self._result(cell) for cell in self._input.cells]
            for cell, result in zip(self._input.cells, self._results, strict=True):
                if result.kind == "b":
                    truths.add((cell.sheet, cell_address(cell.row, cell.column)))
                elif result.kind == "str" and is_doubtful_text(result.text or ""):
                    doubtful.add((cell.sheet, cell_address(cell.row, cell.column)))
            again = [
                cell
                for cell in self._input.cells
                if (cell.number in self._rules.any_sign and cell.area is None and not cell.wary)
                or (
                    cell.counted
                    and (
                        self._counts_any(cell, doubtful)
                        or (cell.shape.functions & OF_AMOUNTS and self._counts_any(cell, truths))
                    )
                )
            ]
            if not again:
                return
            for cell in again:
                cell.wary = True
                spelled = ruled(cell.shape.wary, split(cell.formula)[1], cell.number)
                if cell.area is not None:
                    cell.reason = f"{REFUSES}it counts texts as numbers"
                else:
                    name = self._input.sheets[cell.sheet].name
                    self._book.set_formula(name, cell.row, cell.column, f"={spelled or cell.formula}")
        for cell in again:
            self._results[cell.number] = FormulaResult("n", None, f"{REFUSES}it counts texts as numbers")

    def _evaluate(self) -> None:
        try:
            self._book.evaluate_all()
        except _CALCULATOR_ERRORS:
            # One cell is enough to stop it: the others are asked for one by one.
            for cell in self._input.cells:
                name = self._input.sheets[cell.sheet].name
                try:
                    self._book.evaluate_cell(name, cell.row, cell.column)
                except _CALCULATOR_ERRORS as error:
                    cell.reason = cell.reason or f"{REFUSES}{error}"
                    self._book.set_value(name, cell.row, cell.column, None)

    def _result(self, cell: CalculatedCell) -> FormulaResult:
        if cell.reason:
            return FormulaResult("n", None, cell.reason)
        sheet = self._input.sheets[cell.sheet]
        value = self._book.get_value(sheet.name, cell.row, cell.column)
        reason = self._rules.doubtful.get(cell.number, "")
        if reason:
            return FormulaResult("n", None, f"{REFUSES}{reason}")
        if isinstance(value, dict) and value.get("kind") in _OWN_ERRORS:
            return FormulaResult("n", None, _OWN_ERRORS[str(value["kind"])])
        if type(value) is float and not value and self._may_be_blank(cell):
            return FormulaResult(
                "n", None, f"{REFUSES}whether a blank cell counts in an array is not certain"
            )
        if cell.shape.may_spill and cell.area is None and self._spills(sheet, cell):
            return FormulaResult("n", None, SEVERAL)
        return _result(value)

    def _may_be_blank(self, cell: CalculatedCell) -> bool:
        """Whether a value calculated for an array may be that of a blank cell, which is no number to all functions."""
        if not self._input.hands_on(cell):
            return False
        for text in split(cell.formula)[1]:
            one = parse_reference(text)
            if one is None or one.pair or one.rows is None or one.columns is None:
                return True
            if self._book.get_value(one.sheets[0], one.rows[0].at, one.columns[0].at) is None:
                return True
        return False

    def _spills(self, sheet: CalculatedSheet, cell: CalculatedCell) -> bool:
        """Whether a formula of one cell filled a cell beside or below it, where nothing stands."""
        filled, value = self._filled(sheet), self._book.get_value
        return any(
            cell_address(*beside).encode() not in filled and value(sheet.name, *beside) is not None
            for beside in ((cell.row + 1, cell.column), (cell.row, cell.column + 1))
        )

    def _filled(self, sheet: CalculatedSheet) -> Collection[bytes]:
        found = self._places.get(sheet.number)
        if found is None:
            found = frozenset(_FILLED.findall(sheet.xml))
            self._places[sheet.number] = found
        return found

    def _read_constants(self) -> _Constants:
        """The cells with texts that Excel, or the calculator, may take in a way of its own, and those with truths."""
        found = _Constants(set(), set(), [])
        shared = {
            b"%d" % at: told for at, text in enumerate(self._strings) if (told := _told(text)) != _PLAIN
        }
        own: dict[bytes, _Told] = {}
        for sheet in self._input.sheets:
            for address, kind, held in _TEXTS.findall(sheet.xml):
                if kind == b"b":
                    found.truths.add((sheet.number, address.decode()))
                    continue
                if kind == b"s":
                    doubtful, shown = shared.get(held, _PLAIN)
                else:
                    doubtful, shown = own.get(held) or own.setdefault(held, _told_in(held))
                if shown is not None:
                    found.escaped.append(((sheet.name, *split_address(address.decode())), shown))
                if doubtful:
                    found.doubtful.add((sheet.number, address.decode()))
        return found

    def _counts_any(self, cell: CalculatedCell, doubtful: Collection[tuple[int, str]]) -> bool:
        """Whether a formula takes one of these cells for a number and was calculated without regard to that."""
        if cell.wary or cell.reason or not doubtful:
            return False
        for text in cell.counted:
            if "!" not in text and ":" not in text:
                if (cell.sheet, text.replace("$", "").upper()) in doubtful:
                    return True
                continue
            reference = parse_reference(text)
            if reference is None or reference.rows is None or reference.columns is None:
                continue
            home = self._number_of(reference.sheets[0]) if reference.sheets else cell.sheet
            (top, bottom), (left, right) = reference.rows, reference.columns
            for sheet, address in doubtful:
                if sheet == home:
                    row, column = split_address(address)
                    if top.at <= row <= bottom.at and left.at <= column <= right.at:
                        return True
        return False

    def _number_of(self, name: str) -> int:
        wanted = name.casefold()
        return next((one.number for one in self._input.sheets if one.name.casefold() == wanted), -1)

    # The second opinion

    def _ask(self) -> None:
        asked = [cell for cell in self._input.cells if cell.asked and not self._results[cell.number].reason]
        if not asked:
            return
        formulas = [AskedFormula(cell.sheet, cell.row, cell.column, cell.formula) for cell in asked]
        names = [sheet.name for sheet in self._input.sheets]
        found = second_values(names, self._input.names, self._known(asked), formulas)
        for cell, value in zip(asked, found or [None] * len(asked), strict=True):
            if not _agree(self._results[cell.number], value):
                self._results[cell.number] = FormulaResult("n", None, _DISAGREE)

    def _known(self, asked: Collection[CalculatedCell]) -> Iterator[tuple[int, int, int, Value]]:
        """All cells but the asked ones, with their values."""
        for sheet in self._input.sheets:
            plain = sheet_frame(sheet.xml) is not None
            cells = (
                cells_of_text(sheet.xml, self._strings)
                if plain
                else cells_of_tree(parse_xml(sheet.xml), self._strings)
            )
            for one in cells:
                if one.formula is None and one.value is not None:
                    yield sheet.number, one.row, one.column, _constant(one)
        without = {cell.number for cell in asked}
        for cell, result in zip(self._input.cells, self._results, strict=True):
            if cell.number not in without and not result.reason:
                yield cell.sheet, cell.row, cell.column, _value_of(result)

    # What depends on a cell without a value

    def _spread(self) -> None:
        if not any(result.reason for result in self._results):
            return
        places = {
            (self._input.sheets[cell.sheet].name, cell.row, cell.column): cell.number
            for cell in self._input.cells
        }
        roaming = [
            cell
            for cell in self._input.cells
            if cell.shape.functions & ROAMING and not self._results[cell.number].reason
        ]
        if roaming:
            self._lose(roaming)
        lost = [place for place, number in places.items() if self._results[number].reason]
        stay = {cell.number for cell in roaming}
        formulas = [
            FormulaCell(*place, self._input.cells[number].formula, self._input.cells[number].area)
            for place, number in places.items()
            if number not in stay
        ]
        seeds = [of_cell(FormulaCell(*place, "", self._input.cells[places[place]].area)) for place in lost]
        for one in dependents(formulas, seeds, read_names(self._package, self._input.parts)):
            number = places[one.sheet, one.row, one.column]
            if not self._results[number].reason:
                self._results[number] = FormulaResult("n", None, _DEPENDS)

    def _lose(self, roaming: Collection[CalculatedCell]) -> None:
        """Tell which of the formulas that make up references as they go read a cell without a value.

        They give something else with another value there.
        """
        for cell, result in zip(self._input.cells, self._results, strict=True):
            if result.reason:
                self._book.set_value(self._input.sheets[cell.sheet].name, cell.row, cell.column, _ANOTHER)
        self._evaluate()
        for cell in roaming:
            before, now = self._results[cell.number], self._result(cell)
            if (now.kind, now.text) != (before.kind, before.text):
                self._results[cell.number] = FormulaResult("n", None, _DEPENDS)


def _agree(result: FormulaResult, value: Value) -> bool:
    if isinstance(value, CellError):
        return result.kind == "e" and result.text == value.code
    if isinstance(value, bool):
        return result.kind == "b" and result.text == str(int(value))
    if isinstance(value, float):
        if result.kind != "n" or result.text is None:
            return False
        number = float(result.text)
        return same_number(number, value) or abs(number - value) <= _NEAR * max(abs(number), abs(value))
    return value is not None and (result.kind, result.text) == ("str", value)


def _constant(cell: WorksheetCell) -> Value:
    assert cell.value is not None
    if cell.kind == "n":
        return float(cell.value)
    if cell.kind == "b":
        return bool(cell.content)
    return CellError(cell.value) if cell.kind == "e" else cell.value


def _value_of(result: FormulaResult) -> Value:
    if result.text is None:
        return None
    if result.kind == "n":
        return float(result.text)
    if result.kind == "b":
        return result.text == "1"
    return CellError(result.text) if result.kind == "e" else result.text


def _result(value: object) -> FormulaResult:
    if isinstance(value, bool):
        return FormulaResult("b", "1" if value else "0")
    if isinstance(value, int | float):
        if not isfinite(value):
            return FormulaResult("e", "#NUM!")
        text = repr(value)
        plain = "e" not in text and value
        return FormulaResult("n", text.removesuffix(".0") if plain else number_text(Decimal(text)))
    if isinstance(value, dict):
        kind = str(value.get("kind", ""))
        return FormulaResult("e", _ERRORS.get(kind, f"#{kind.upper()}!"))
    return FormulaResult("str", value) if isinstance(value, str) else FormulaResult("n", None)
