"""A template's formula as it reads in the finished workbook.

    SUM(B4)        over three rows                       SUM(B4:B6)
    SUM(B4)        of items of two rows                  SUM(B4,B6,B8)
    COUNTA(B4)     over an empty list                    0
    SUM(B4*C4)     over three rows                       SUM(B4:B6*C4:C6) as an array formula
    B4*2           over three rows                       refused: three values, one cell

What a reference means is told by `finished_cells` alone; here its areas are put where a formula can hold them.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from msgspec import Struct, field

from reportgen.formula.area_lists import MOST_ARGUMENTS, SUBTOTALS, in_parts, is_alone, length, listed, picked
from reportgen.formula.calls import FormulaCall, Node, Operand, call_text, formula_tree, text_of
from reportgen.formula.function_table import (
    ARRAYS,
    CHOOSERS,
    IN_PARTS,
    LISTS,
    NOTHING,
    NUMERIC,
    takes,
)
from reportgen.formula.text import REMOVED, formula_references
from reportgen.office.addresses import MAX_COLUMN, MAX_ROW, column_letters
from reportgen.office.layout import WorkbookLayout
from reportgen.office.references import (
    End,
    Ends,
    Piece,
    Reference,
    Where,
    finished_cells,
    hull,
    is_paired,
    parse_reference,
)

# What a cell of Excel holds: characters of a formula, arguments of a function (specifications of Excel).
_LONGEST = 8192
_POSITIONS = {"ROW": "rows", "ROWS": "rows", "COLUMN": "columns", "COLUMNS": "columns"}


class UnfitReferenceError(Exception):
    """What a reference means has no place where it stands; the words of a finding, and its cell where it has one."""

    cell = ""

    def __init__(self, issue_id: str, message: str, found: str, expected: str) -> None:
        self.issue_id, self.found, self.expected = issue_id, found, expected
        super().__init__(message)


class FinishedFormula(Struct, frozen=True):
    """The pieces of a finished formula, which joined give its text, and whether it has to be an array formula.

    `by_cells` tells that it is so by what other cells hold.
    """

    pieces: tuple[Piece, ...]
    array: bool = False
    by_cells: bool = False

    def __str__(self) -> str:
        """The formula as text."""
        return "".join(map(str, self.pieces))


def moved_formula(
    formula: str,
    where: Where,
    layout: WorkbookLayout,
    *,
    anchored_only: bool = False,
    arrays: bool = False,
) -> FinishedFormula:
    """The formula (without `=`) in the finished workbook; the same pieces where nothing it names moves.

    With `arrays` several values are welcome: names, rules and array formulas take them. `UnfitReferenceError` where
    what a reference means cannot be said at its place, so that another number would come out.
    """
    for steps in (False, True):
        mover = _Mover(where, layout, anchored_only, steps)
        found = mover.expression(formula_tree(formula), "o")
        if len("".join(map(str, found.pieces))) <= _LONGEST:
            break
    else:
        raise _too_many(formula)
    if found.many and not arrays:
        raise UnfitReferenceError(
            "range-in-single-cell",
            "this formula would show one value of many",
            f"={formula}",
            "a function over the block's cells, like SUM, or the formula in a row of a block over the same list",
        )
    return FinishedFormula(tuple(found.pieces), mover.array and not arrays, mover.by_cells)


def move_formula(formula: str, where: Where, layout: WorkbookLayout, *, anchored_only: bool = False) -> str:
    """The text of a formula that is read as an array wherever it stands: of a name, a rule, a list of choices."""
    moved = moved_formula(formula, where, layout, anchored_only=anchored_only, arrays=True)
    text = str(moved)
    return formula if text == formula else text


def move_areas(text: str, where: Where, layout: WorkbookLayout) -> tuple[Reference, ...] | None:
    """What a text that is nothing but references means, `S!$B$4` or `(S!$B$4,S!$B$6)`; None for any other text."""
    areas: list[Reference] = []
    for part in text.strip().removeprefix("=").removeprefix("(").removesuffix(")").split(","):
        reference = parse_reference(part) or named_reference(part, where, layout)
        if reference is None:
            return None
        areas += finished_cells(reference, where, layout)
    return tuple(areas)


def named_reference(text: str, where: Where, layout: WorkbookLayout) -> Reference | None:
    """The cells that a defined name stands for; None where it is no name of cells."""
    found = _named(text, where, layout)
    reference = parse_reference(found) if found else None
    if reference is None or not reference.sheets:
        return None
    ends = (*(reference.rows or ()), *(reference.columns or ()))
    return reference if all(end.anchored for end in ends) else None


def _named(text: str, where: Where, layout: WorkbookLayout) -> str:
    """The text of a defined name, seen from a place."""
    sheet, _, name = text.rpartition("!")
    if not layout.names or not name:
        return ""
    # [0]!Rate is a name of the workbook, as charts have it
    is_plain = not sheet or sheet.strip("'").startswith("[")
    owner = where.sheet if is_plain else Reference(f"{sheet}!", None, None).sheets[0]
    return layout.names.get((owner.casefold(), name.casefold())) or layout.names.get(
        ("", name.casefold()), ""
    )


def _too_many(formula: str) -> UnfitReferenceError:
    return UnfitReferenceError(
        "too-many-areas",
        "this formula would name more areas than a cell can hold",
        f"={formula}",
        f"at most {_LONGEST:,} characters: a block of one row (or column), or a reference to whole items",
    )


class _Found(Struct):
    """What an expression became: its pieces, whether it is many values, and whether nothing is left of what it names.

    `areas` are those of a single reference, which the function around it may hold in its own way.
    """

    pieces: list[Piece]
    many: bool = False
    gone: bool = False
    areas: tuple[Reference, ...] = ()


_NEVER_FILLED = f"${column_letters(MAX_COLUMN)}${MAX_ROW}"


class _Mover(Struct):
    where: Where
    layout: WorkbookLayout
    anchored_only: bool
    steps: bool
    array: bool = False
    by_cells: bool = False
    native: int = field(default=0)
    _known: dict[Reference, tuple[Reference, ...]] = field(default_factory=dict)

    def expression(self, nodes: Sequence[Node], role: str, function: str = "") -> _Found:
        """One argument, or all of a formula, where what `role` says is taken."""
        solid = [node for node in nodes if not isinstance(node, str) or node.strip()]
        alone = len(solid) == 1
        found = _Found([])
        for node in nodes:
            if isinstance(node, str):
                found.pieces.append(node)
                continue
            if isinstance(node, Operand):
                one = self._operand(node, role if alone else "o", function)
            else:
                one = self._call(node, role if alone else "o")
            found.pieces += one.pieces
            found.many |= one.many
            found.gone |= one.gone
            if alone:
                found.areas = one.areas
        if found.many and not alone and not self.native:
            self.array = True
        return found

    # References

    def _operand(self, node: Operand, role: str, function: str) -> _Found:
        pieces = node.pieces
        if len(pieces) == 1:
            piece = pieces[0]
            if isinstance(piece, Reference):
                return self._reference(piece, role, function)
            named = named_reference(piece, self.where, self.layout)
            return self._name(piece, named, role, function) if named is not None else self._word(piece, role)
        moved: list[Piece] = []
        for piece in pieces:
            moved += self._reference(piece, "t", "").pieces if isinstance(piece, Reference) else [piece]
        return _Found(moved)

    def _areas(self, reference: Reference) -> tuple[Reference, ...]:
        found = self._known.get(reference)
        if found is None:
            anchored = self.anchored_only
            found = finished_cells(reference, self.where, self.layout, anchored_only=anchored)
            self._known[reference] = found
        return found

    def _name(self, text: str, named: Reference, role: str, function: str) -> _Found:
        """A name keeps standing where it means the same cells; else they are written in its place."""
        areas = self._areas(named)
        is_local = (self.where.sheet.casefold(), text.rpartition("!")[2].casefold()) in self.layout.names
        home = self.where.sheet if is_local else ""
        own = self.layout.meanings.get((named, home))
        if own is None:
            own = finished_cells(named, Where(home), self.layout, anchored_only=True)
            self.layout.meanings[named, home] = own
        if areas == own and len(own) == 1:
            return _Found([text], _has_grown(named, own[0]), areas=())
        return self._reference(named, role, function)

    def _word(self, text: str, role: str) -> _Found:
        """A table, or a name that is a formula: on each copy of a repeated sheet it is another one."""
        word, bracket, rest = text.partition("[")
        sheet, names = self.layout.tables.get(word.casefold(), ("", (word,))) if bracket else ("", (word,))
        item = self.layout.item(self.where.sheet)
        if sheet and not (item is not None and sheet in item.siblings):
            copies = self.layout.copies_of(sheet)
            number = self.where.lists(self.layout).get(copies[1]) if copies and copies[1] else None
            names = names if number is None else names[number : number + 1]
            if not names:
                return _Found([REMOVED], gone=True)
            if len(names) > 1 and role != "l":
                raise self._many_sheets(text)
            listed = [piece for name in names for piece in (",", f"{name}[{rest}")][1:]
            return _Found(list[Piece](listed))
        if not bracket and self._is_torn(word):
            raise self._many_sheets(text)
        return _Found([text])

    def _is_torn(self, word: str) -> bool:
        """Whether a name is a formula over a repeated sheet that this place is no copy of."""
        text = _named(word, self.where, self.layout)
        own = (self.where.sheet.casefold(), word.rpartition("!")[2].casefold())
        if not text or not self.layout.copies or own in self.layout.names:
            return False
        return any(
            (copies := self.layout.copies_of(sheet)) is not None and len(copies[0]) > 1
            for one in formula_references(text)
            for sheet in one.sheets
        )

    def _many_sheets(self, text: str) -> UnfitReferenceError:
        return UnfitReferenceError(
            "cells-of-many-sheets",
            "this reference means cells of several sheets, which its place cannot hold",
            text,
            "a function like SUM over the cells of all copies of a sheet",
        )

    def _reference(self, reference: Reference, role: str, function: str) -> _Found:
        areas = self._areas(reference)
        if not areas:
            return _Found([REMOVED], gone=True)
        if len(areas) == 1:
            if role != "o" and ((role in "txu" and function != "SUMPRODUCT") or _size(areas[0]) == 1):
                self._check_total(reference)
            return _Found([areas[0]], _has_grown(reference, areas[0]), areas=areas)
        one_sheet = len({area.prefix for area in areas}) == 1
        if role == "l":
            if function not in ("SUBTOTAL", "AGGREGATE") or not self._may_reach_over(reference, function):
                return _Found(listed(areas), areas=areas)
        elif role == "u" and one_sheet:
            return _Found(["(", *listed(areas), ")"], areas=areas)
        whole = hull(areas)
        if whole is None:
            raise self._many_sheets(str(reference))
        if role != "l" and (role == "x" or not self._may_reach_over(reference, function)):
            raise UnfitReferenceError(
                "mixed-range",
                "this reference to part of a block also takes in what stands between its copies",
                str(reference),
                "a block of one row (or column), a function like SUM over these cells alone, or a reference to whole"
                " items",
            )
        return _Found([whole], many=True, areas=(whole,))

    def _check_total(self, reference: Reference) -> None:
        """A total over, or a look into, what another block holds of the same list would see one item of it."""
        where, names = self.where, reference.sheets
        if not (where.row_item or where.column_item):
            return
        sheet = names[0] if names else where.sheet
        axes, same = self.layout.sheet(sheet), sheet.casefold() == where.sheet.casefold()
        lists = partial(where.lists, self.layout)
        for ends, axis, item in (
            (reference.rows, axes.rows, where.row_item),
            (reference.columns, axes.columns, where.column_item),
        ):
            is_open = ends is not None and reference.pair and any(end.anchored for end in ends)
            if (
                ends is not None
                and not is_open
                and is_paired(axis, ends[0].at, item if same else None, lists)
            ):
                raise UnfitReferenceError(
                    "total-of-one",
                    "this function would see one item of another block over the same list",
                    str(reference),
                    "the cell alone for the same item, or its range with $ for all items, like B$4:B$4",
                )

    def _may_reach_over(self, reference: Reference, function: str) -> bool:
        harmless = SUBTOTALS if function in ("SUBTOTAL", "AGGREGATE") else frozenset[str]()
        self.by_cells = True
        return is_alone(reference, self.where, self.layout, harmless)

    # Functions

    def _call(self, call: FormulaCall, role: str) -> _Found:
        name = call.name
        if name == "{":
            return _Found([call_text(call)])
        if not name:
            inside = self.expression(call.arguments[0], role if len(call.arguments) == 1 else "o")
            rest = [self.expression(argument, "o") for argument in call.arguments[1:]]
            return _joined(call, [inside, *rest], many=inside.many, gone=inside.gone)
        self.native += name == "SUMPRODUCT"
        held, self.native = self.native, 0 if name in CHOOSERS else self.native
        found = [self._argument(call, at) for at in range(len(call.arguments))]
        self.native = held - (name == "SUMPRODUCT")
        letters = [takes(name, at) for at in range(len(found))]
        gone = [at for at, one in enumerate(found) if one.gone and letters[at] != "o"]
        if gone:
            return self._without(call, found, gone)
        many = any(one.many for one, letter in zip(found, letters, strict=True) if letter == "o")
        if many and not self.native:
            self.array = True
        vanished = any(one.gone for one, letter in zip(found, letters, strict=True) if letter == "o")
        if sum(max(len(one.areas), 1) for one in found) > (1 if self.steps else MOST_ARGUMENTS):
            if name in IN_PARTS and not self.steps:
                single: list[list[Piece]] = []
                for one in found:
                    single += [[area] for area in one.areas] if len(one.areas) > 1 else [one.pieces]
                return _Found(in_parts(name, single))
            found = [
                self._compact(call, one) if letter == "l" and len(one.areas) > 1 else one
                for one, letter in zip(found, letters, strict=True)
            ]
        return _joined(
            call, found, many=many or (name in ARRAYS and any(one.many for one in found)), gone=vanished
        )

    def _argument(self, call: FormulaCall, at: int) -> _Found:
        name, argument = call.name, call.arguments[at]
        role = takes(name, at)
        if name in ("COUNTIF", "COUNTIFS") and role == "t" and not _counts_no_blanks(call, at + 1):
            role = "x"
        function = name
        if name in ("SUBTOTAL", "AGGREGATE"):
            function = name if self._leaves_out(call) else ""
        if name in _POSITIONS:
            counted = self._counted(argument, _POSITIONS[name])
            if counted is not None:
                return counted
        return self.expression(argument, role, function)

    def _leaves_out(self, call: FormulaCall) -> bool:
        """Whether a SUBTOTAL or AGGREGATE leaves other ones and texts out of what it takes."""
        first = text_of(call.arguments[0]).strip()
        if call.name == "SUBTOTAL":
            return first not in ("3", "103") and first.isdigit()
        second = text_of(call.arguments[1]).strip() if len(call.arguments) > 1 else ""
        return first.isdigit() and first != "3" and second in ("0", "1", "2", "3", "")

    def _counted(self, argument: Sequence[Node], axis_name: str) -> _Found | None:
        """ROW(A1) and the like count on with the items, as when a person fills a formula down."""
        where = self.where
        item = where.row_item if axis_name == "rows" else where.column_item
        solid = [node for node in argument if not isinstance(node, str) or node.strip()]
        if item is None or where.floating or len(solid) != 1 or not isinstance(solid[0], Operand):
            return None
        piece = solid[0].pieces[0]
        if not isinstance(piece, Reference) or piece.prefix or len(solid[0].pieces) > 1:
            return None
        ends: Ends | None = getattr(piece, axis_name)
        axes = self.layout.sheet(where.sheet)
        axis = axes.rows_at(where.column) if axis_name == "rows" else axes.columns
        if ends is None or all(end.anchored for end in ends) or axis.band_at(ends[1].at) == item.band:
            return None
        by = axis.steps(item)
        if by is None:
            raise UnfitReferenceError(
                "row-number",
                "this counts the rows of a block inside another one, which start anew with each group",
                str(piece),
                "ROWS over the block's own cells, like ROWS(A$4:A4)",
            )
        areas = self._areas(piece)
        if len(areas) != 1:
            return None
        low, high = (end if end.anchored else End(end.at + by, False) for end in getattr(areas[0], axis_name))
        moved = low, high
        area = areas[0]._replace(rows=moved) if axis_name == "rows" else areas[0]._replace(columns=moved)
        return _Found([area], areas=(area,))

    def _without(self, call: FormulaCall, found: list[_Found], gone: list[int]) -> _Found:
        """A function of which some arguments name nothing any more."""
        name = call.name
        if name in LISTS or name in ("SUBTOTAL", "AGGREGATE", "TEXTJOIN", "NPV"):
            head = 0 if name in LISTS else len(_heads(name))
            kept = [at for at in range(len(found)) if at not in gone]
            if len(kept) > head:
                arguments = [found[at] for at in kept]
                return self._call_of(call, arguments)
            if name == "SUM":
                return _Found([call.opening, "0", call.closing])
        if name in ("SUBTOTAL", "AGGREGATE"):
            # It stays one, of nothing, for other subtotals leave it out.
            nothing = _Found([_NEVER_FILLED])
            return self._call_of(call, [nothing if at in gone else one for at, one in enumerate(found)])
        if name == "XLOOKUP" and len(found) > 3 and not found[3].gone and found[3].pieces:
            return _Found(["(", *found[3].pieces, ")"])
        value = NOTHING.get(name)
        if value is not None:
            return _Found([value])
        return _Found([REMOVED], gone=name in ARRAYS)

    def _call_of(self, call: FormulaCall, arguments: list[_Found]) -> _Found:
        parted: list[Piece] = [call.opening]
        for at, one in enumerate(arguments):
            parted += [*([","] if at else []), *one.pieces]
        return _Found([*parted, call.closing])

    def _compact(self, call: FormulaCall, argument: _Found) -> _Found:
        """Very many areas in one argument: picked out of the range that holds them, or in brackets."""
        areas, name = argument.areas, call.name
        inside = picked(areas) if name in NUMERIC else None
        if inside is not None:
            self.array = True
            return _Found([inside])
        if len({area.prefix for area in areas}) == 1 and name not in ("AND", "OR", "XOR", "CONCAT"):
            return _Found(["(", *listed(areas), ")"])
        raise _too_many(call_text(call))


def _heads(name: str) -> str:
    return "".join(letter for letter in (takes(name, 0), takes(name, 1)) if letter == "o")


def _joined(call: FormulaCall, arguments: Sequence[_Found], *, many: bool, gone: bool) -> _Found:
    pieces: list[Piece] = [call.opening]
    for at, one in enumerate(arguments):
        pieces += [*(call.separators[at - 1 : at] if at else []), *one.pieces]
    pieces.append(call.closing)
    return _Found(pieces, many, gone)


def _counts_no_blanks(call: FormulaCall, at: int) -> bool:
    """Whether what COUNTIF looks for is a text or number that no empty cell is."""
    text = text_of(call.arguments[at]).strip() if at < len(call.arguments) else ""
    if text.startswith('"'):
        return text.strip('"').lstrip("=") != "" and not text.startswith('"<>')
    return text.replace(".", "").isdigit()


def _has_grown(old: Reference, new: Reference) -> bool:
    return old is not new and any(
        before is not None and after is not None and length(after) > length(before)
        for before, after in ((old.rows, new.rows), (old.columns, new.columns))
    )


def _size(area: Reference) -> int:
    return 0 if area.rows is None or area.columns is None else length(area.rows) * length(area.columns)
