"""The checks that live in the form: what they say while it is typed, the same in LibreOffice and in our calculator."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from form_language import HEAD, Form
from office import CALC, converted, read_values, without_cached_values

from reportgen import read_figure
from reportgen.core.reading import UnreadError, read_token
from reportgen.core.reading_pieces import notation_of
from reportgen.filling.fill import fill_template
from reportgen.filling.filled import FillOptions

FIGURES = {
    "revenue|1Q18": ("43,500", "5"),
    "cost_of_revenue|1Q18": ("３６，８００", "5"),
    "gross_margin|1Q18": ("6,700", "5"),
    "sga_rd|1Q18": ("5,700", "5"),
    "operating_income|1Q18": ("1,100", "5"),
    "revenue@network|1Q18": ("27,000", "6"),
    "revenue@si|1Q18": ("14,800", "6"),
    "revenue@equipment|1Q18": ("700", "6"),
    "revenue@atm|1Q18": ("1,000", "6"),
    "net_income|1Q18": ("△50", ""),
    "cash|2018-06-30": ("20.5", "7"),
    "adjusted_ebitda|1Q18": ("JPY4.3 billion", "8"),
}
CLAIMS = {
    "revenue|1Q18~change_pct~1Q17": "up 6.2%",
    "gross_margin|1Q18~change_pct~1Q17": "12.6%",
    "gross_margin|1Q18~share_pct~revenue": "15.4",
    "operating_income|1Q18~change_pct~1Q17": "(2.1)%",
}
VERDICTS = {
    "revenue|1Q18": "ties",
    "cost_of_revenue|1Q18": "ties",
    "gross_margin|1Q18": "does not tie",
    "operating_income|1Q18": "does not tie",
    "revenue@network|1Q18": "ties",
    "net_income|1Q18": "place?",
    "cash|2018-06-30": "1000 times off?",
    "adjusted_ebitda|1Q18": "read on import",
    "pretax_income|1Q18": None,
}


@pytest.fixture(scope="module")
def typed(forms: dict[str, bytes]) -> bytes:
    """A form filled in cell by cell and calculated by our own calculator."""
    form = Form(forms["1Q18"])
    sets = [f"Form!{form.cell(form.row(f'head:{name}'), 'printed')}={value}" for name, value in HEAD.items()]
    for key, (printed, place) in FIGURES.items():
        row = form.row(key)
        sets.append(f"Form!{form.cell(row, 'printed')}={printed}")
        sets += [f"Form!{form.cell(row, 'place')}={place}"] if place else []
    for key, printed in CLAIMS.items():
        row = form.row(key, "Claims")
        sets += [f"Claims!{form.cell(row, 'printed', 'Claims')}={printed}"]
        sets += [f"Claims!{form.cell(row, 'place', 'Claims')}=5"]
    return fill_template(forms["1Q18"], "form.xlsx", None, FillOptions(sets))


def values(content: bytes) -> dict[str, object]:
    """Every value of every sheet, empty texts and empty cells alike, numbers to 9 digits."""
    return {
        f"{sheet}!{at}": float(f"{value:.9g}") if type(value) in (int, float) else value
        for sheet, cells in read_values(content).items()
        for at, value in cells.items()
        if value not in (None, "")
    }


def test_each_row_says_what_is_the_matter(typed: bytes, forms: dict[str, bytes]) -> None:
    form, found = Form(forms["1Q18"]), values(typed)
    told = {key: found.get(f"Form!{form.cell(form.row(key), 'check')}") for key in VERDICTS}
    assert told == VERDICTS
    claims = [found.get(f"Claims!{form.cell(form.row(key, 'Claims'), 'check', 'Claims')}") for key in CLAIMS]
    assert claims == ["reproduces", "differs", "reproduces", "reproduces"]
    # Operating income misses gross margin less SG&A; one printed rate differs.
    assert found["Checks!I4"] == "▲ 2 TO FIX"


def test_growth_and_what_the_other_lines_leave_follow_at_once(typed: bytes, forms: dict[str, bytes]) -> None:
    form, found = Form(forms["1Q18"]), values(typed)

    def at(key: str, column: str) -> object:
        return found.get(f"Form!{form.cell(form.row(key), column)}")

    assert at("revenue|1Q18", "growth") == pytest.approx(43500 / 40964 - 1)
    assert at("operating_income|1Q18", "follows") == 1000
    assert at("cost_of_revenue|1Q18", "follows") == 36800
    assert at("revenue@one_time|1Q18", "follows") is None
    assert at("revenue|1Q18", "last") == 40964


def test_libreoffice_agrees_with_every_value(typed: bytes, soffice: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(typed)
    theirs = values(converted(soffice, path, CALC, tmp_path / "saved").read_bytes())
    mine = values(typed)
    assert len(mine) > 4000
    differing = {cell: (mine.get(cell), theirs.get(cell)) for cell in mine.keys() | theirs.keys()}
    assert {cell: pair for cell, pair in differing.items() if pair[0] != pair[1]} == {}


REFUSED = ("8 833", "1,23", "8.833,1", "1234,567", "5,000-6,000", "¥1e3", "(5.3", "up -5.3", "12,34,567")
READ = {
    "1,234,567": 1234567,
    "(5.3)%": -5.3,
    "down 8.3%": -8.3,
    "JPY 1,234": 1234,
    "△ ¥683": -683,
    "（１２３）": -123,
    "+1,471.25": 1471.25,
    "45211": 45211,
    "1,234,567,890,000": 1234567890000,
    "[11.6]": 11.6,
}


def checked(content: bytes, tokens: list[str], written: str = "") -> dict[str, tuple[object, object]]:
    """What the live check says and reads of each token, in a document that writes 1,234.5 as in `written`."""
    form = Form(content)
    form.head(separators=written or None)
    rows = [row for key, row in form.keys().items() if key.endswith("|1Q18")]
    at = dict(zip(tokens, rows, strict=False))
    assert len(at) == len(tokens)
    for token, row in at.items():
        form.put(row, printed=token, place="5", unit="JPY million", sign="as printed")
    # Texts are typed with another program, which keeps 8 833.1 a text; a word more has the book calculated.
    title = f"Form!{form.cell(form.row('head:title'), 'printed')}=A document"
    found = values(
        fill_template(without_cached_values(form.saved()), "form.xlsx", None, FillOptions([title]))
    )
    said = {token: found.get(f"Form!{form.cell(row, 'check')}") for token, row in at.items()}
    return {token: (said[token], found.get(f"Form!Z{row}")) for token, row in at.items()}


def test_the_live_check_reads_what_the_import_reads_and_promises_nothing_else(
    forms: dict[str, bytes],
) -> None:
    # What an explicit plus in brackets means is left to the import as well.
    told = checked(forms["1Q18"], [*REFUSED, "(+5.3)", *READ])
    assert [read_figure(token) for token in REFUSED] == [None] * len(REFUSED)
    assert {token for token, (said, _) in told.items() if said == "read on import"} == {*REFUSED, "(+5.3)"}
    assert {token: told[token][1] for token in READ} == READ
    assert {token: float(read_figure(token) or 0) for token in READ} == READ


@pytest.mark.parametrize("written", ["1.234,5", "1 234.5"])
def test_the_live_check_reads_numbers_as_the_document_writes_them(
    written: str, forms: dict[str, bytes]
) -> None:
    tokens = ["△8,833.1", "8.833,1", "(8 833,1)", "JPY8 833.1", "8'833.1", "8833,1", "8.833", "8,833", "83"]
    notation = notation_of(written)
    assert notation is not None
    known: dict[str, object] = {}
    for token in tokens:
        with suppress(UnreadError):
            (known[token],) = map(float, read_token(token, notation).values)
    told = checked(forms["1Q18"], tokens, written)
    assert {token: number for token, (said, number) in told.items() if said != "read on import"} == known
    assert 2 < len(known) < len(tokens)
