"""Formulas over columns say of each row what the calculator says, to the last bit, or that they are not certain."""

from __future__ import annotations

import io
import zipfile
from array import array
from collections.abc import Sequence
from xml.sax.saxutils import escape

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reportgen.formula.array_formulas import Column, evaluated
from reportgen.formula.calculator import Calculated, FormulaResult
from reportgen.formula.tree import Cell, CellError, Constant, RowsReference, UncertainError
from reportgen.office.addresses import column_letters
from reportgen.office.package import open_package

COLUMNS = 4
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def _cell_xml(address: str, cell: Cell) -> str:
    if cell is None:
        return f'<c r="{address}"/>'
    if isinstance(cell, bool):
        return f'<c r="{address}" t="b"><v>{int(cell)}</v></c>'
    if isinstance(cell, float):
        return f'<c r="{address}"><v>{cell!r}</v></c>'
    if isinstance(cell, CellError):
        return f'<c r="{address}" t="e"><v>{cell.code}</v></c>'
    return f'<c r="{address}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'


def asked(formulas: Sequence[str], rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """The calculator's values of one formula a row; E1 holds 2.5."""
    lines = []
    for number, (row, formula) in enumerate(zip(rows, formulas, strict=True), start=1):
        cells = "".join(
            _cell_xml(f"{column_letters(at)}{number}", cell) for at, cell in enumerate(row, start=1)
        )
        cells += '<c r="E1"><v>2.5</v></c>' if number == 1 else ""
        lines.append(f'<row r="{number}">{cells}<c r="F{number}"><f>{escape(formula)}</f></c></row>')
    buffer = io.BytesIO()
    kinds = f"{_PACKAGE}/content-types"
    type_of = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(buffer, "w") as book:
        book.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{kinds}"><Default Extension="xml" ContentType="{type_of}.worksheet+xml"/>'
            f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/book.xml" ContentType="{type_of}.sheet.main+xml"/></Types>',
        )
        for part, kind, target in (
            ("", "officeDocument", "book.xml"),
            ("book.xml", "worksheet", "sheet.xml"),
        ):
            book.writestr(
                f"_rels/{part}.rels",
                f'<Relationships xmlns="{_PACKAGE}/relationships">'
                f'<Relationship Id="r1" Type="{_OFFICE}/{kind}" Target="{target}"/></Relationships>',
            )
        book.writestr(
            "book.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            '<sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        data = "".join(lines)
        book.writestr("sheet.xml", f'<worksheet xmlns="{_MAIN}"><sheetData>{data}</sheetData></worksheet>')
    found = Calculated(open_package(buffer.getvalue()), {}).outcomes("/sheet.xml")
    return [_as_cell(found[number, 6]) for number in range(1, len(rows) + 1)]


def _as_cell(result: FormulaResult) -> Cell:
    assert not result.reason
    if result.kind == "n":
        return None if result.text is None else float(result.text)
    if result.kind == "b":
        return result.text == "1"
    return CellError(result.text or "") if result.kind == "e" else result.text


def over_columns(pattern: str, rows: Sequence[Sequence[Cell]]) -> list[Cell]:
    """The same with the evaluator over columns; `pattern` holds `#` for the row's number."""
    columns: list[Column] = []
    for cells in zip(*rows, strict=True):
        numbers = all(type(cell) is float for cell in cells)
        columns.append(array("d", cells) if numbers else list(cells))  # type: ignore[arg-type]

    def read(named: RowsReference) -> list[Column]:
        if named.stands:
            return [Constant(2.5)]
        assert named.first.columns is not None
        left, right = named.first.columns
        return columns[left.at - 1 : right.at]

    found = evaluated(pattern.replace("#", "1"), pattern.replace("#", "2"), len(rows), read)
    return [found.value] * len(rows) if isinstance(found, Constant) else list(found)


def agree(pattern: str, rows: Sequence[Sequence[Cell]]) -> None:
    """Hold the evaluator against the calculator."""
    mine = over_columns(pattern, rows)
    theirs = asked([pattern.replace("#", str(number)) for number in range(1, len(rows) + 1)], rows)
    assert [(type(cell), cell) for cell in mine] == [(type(cell), cell) for cell in theirs], pattern


NUMBERS = st.one_of(
    st.integers(-1000, 1000).map(float),
    st.integers(30_000, 50_000).map(float),  # days
    st.integers(-1_000_000, 1_000_000).map(lambda cents: cents / 100),
    st.floats(-1e12, 1e12, allow_nan=False, allow_subnormal=False),
    st.sampled_from((0.0, 0.1, 0.2, 0.3, 1e300, -1e300, 1e-300, 2.5, 1.005, 0.5)),
)
CELLS = st.one_of(
    NUMBERS,
    NUMBERS,
    st.none(),
    st.booleans(),
    st.sampled_from(("", "text", "Text", "n/d", "-", "x y", " ")),
    st.sampled_from((CellError("#N/A"), CellError("#DIV/0!"))),
)


OPERATORS = ("+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", "<=", ">=")


def _formulas() -> st.SearchStrategy[str]:
    named = st.sampled_from(("A#", "B#", "C#", "D#", "$E$1"))
    leaf = st.one_of(
        named, named, st.sampled_from(("1", "2", "0", "0.5", "100", '"text"', '""', "TRUE", "10%"))
    )
    ranges = st.sampled_from(("A#:D#", "B#:C#", "$A#:D#", "A#:A#", "A#,C#", "A#:B#,D#"))

    def grown(inside: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.one_of(
            st.tuples(
                inside,
                st.sampled_from(OPERATORS),
                inside,
            ).map("".join),
            inside.map(lambda one: f"({one})"),
            inside.map(lambda one: f"-{one}"),
            inside.map(lambda one: f"({one})%"),
            st.tuples(inside, inside, inside).map(lambda three: "IF({},{},{})".format(*three)),
            st.tuples(inside, inside).map(lambda two: "IF({},{})".format(*two)),
            st.tuples(inside, inside).map(lambda two: "IFERROR({},{})".format(*two)),
            st.tuples(st.sampled_from(("ABS", "INT", "NOT")), inside).map(lambda two: "{}({})".format(*two)),
            st.tuples(inside, st.integers(0, 4)).map(lambda two: "ROUND({},{})".format(*two)),
            st.tuples(st.sampled_from(["SUM", "MIN", "MAX", "COUNT", "AVERAGE", "AND", "OR"]), ranges).map(
                lambda two: "{}({})".format(*two)
            ),
            st.tuples(
                st.sampled_from(["SUM", "MIN", "MAX", "COUNT", "AVERAGE", "AND", "OR"]), inside, inside
            ).map(lambda three: "{}({},{})".format(*three)),
        )

    return st.recursive(leaf, grown, max_leaves=6)


def _rows(cells: st.SearchStrategy[Cell]) -> st.SearchStrategy[list[list[Cell]]]:
    return st.lists(st.lists(cells, min_size=COLUMNS, max_size=COLUMNS), min_size=2, max_size=6)


@settings(max_examples=800)
@example("C#^C#", [[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, -0.5, 0.0]])
@given(_formulas(), st.one_of(_rows(NUMBERS), _rows(CELLS)))
def test_a_formula_over_columns_gives_what_the_calculator_gives(pattern: str, rows: list[list[Cell]]) -> None:
    try:
        over_columns(pattern, rows)
    except UncertainError:
        return
    agree(pattern, rows)
