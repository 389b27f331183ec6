"""The list sheets of the built workbook against the checks and the tables they are made of."""

from __future__ import annotations

import re
from collections import defaultdict
from decimal import Decimal

import pytest
from house import Built
from office import Book, Cell, same, split

from reportgen.checks.check import Verdict
from reportgen.checks.restatements import RESTATEMENTS
from reportgen.checks.run import CheckReport
from reportgen.checks.targets import TARGETS, TargetOutcome
from reportgen.checks.ties import TIES
from reportgen.data.records import MetricTable
from reportgen.data.vintage import split_factor
from reportgen.filling.fill import fill_template
from reportgen.filling.filled import FillOptions

Row = dict[str, Cell]


def rows_of(book: Book, sheet: str) -> dict[int, Row]:
    """The cells of a sheet by row and column letters."""
    found: dict[int, Row] = defaultdict(dict)
    for address, cell in book[sheet].items():
        row, _ = split(address)
        found[row][address.removesuffix(str(row))] = cell
    return dict(sorted(found.items()))


def text(row: Row, column: str) -> str:
    cell = row.get(column)
    return "" if cell is None or cell.value is None else str(cell.value)


@pytest.fixture(scope="module")
def whole(built: Built) -> MetricTable:
    """The tables of all documents."""
    return built.project.table()


@pytest.fixture(scope="module")
def checks(built: Built) -> CheckReport:
    """What the checks find over all documents."""
    return built.result.checks


# Guidance

ENDED = {
    TargetOutcome.ABOVE: {"\u25b2 above"},
    TargetOutcome.BELOW: {"\u25bc below"},
    TargetOutcome.MET: {"\u25cf in line", "\u25cf met"},
    TargetOutcome.OPEN: {"open", "n/d"},
}


def targets(book: Book) -> dict[str, Row]:
    """The rows of targets by metric and period; plans and rows without a target are left out."""
    return {
        text(row, "AF"): row
        for row in rows_of(book, "Guidance").values()
        if text(row, "F") == "Target" and text(row, "X")
    }


def test_the_sheet_judges_targets_as_the_checks_do(book: Book, checks: CheckReport) -> None:
    """The workbook reckons with floats and intervals of its own; the checks with decimals."""
    shown = targets(book)
    for step in checks.of(TARGETS):
        row = shown[f"{step.metric}|{step.period}"]
        assert text(row, "R") in ENDED[step.first_outcome], (step.metric, step.period)
        assert text(row, "U") in ENDED[step.outcome], (step.metric, step.period)
    assert len(shown) == len(checks.of(TARGETS)) > 100
    assert {text(row, "U")[0] for row in shown.values()} >= {"\u25b2", "\u25bc", "\u25cf"}


def test_first_and_last_target_and_what_was_reached_are_the_figures_of_the_checks(
    book: Book, checks: CheckReport
) -> None:
    shown = targets(book)
    for step in checks.of(TARGETS):
        row = shown[f"{step.metric}|{step.period}"]
        money = step.targets[0].unit == "JPY"
        scale = Decimal("1e-6") if money else Decimal(1)
        for column, figure in (("I", step.targets[0]), ("M", step.targets[-1])):
            assert same(row[column].value, float(figure.base * scale)), (step.metric, step.period)
        if step.reached.value is None:
            assert row["N"].value in ("n/d", "open")
        else:
            assert same(row["N"].value, float(step.reached.value * scale)), (step.metric, step.period)


def test_the_counts_above_the_list_are_those_of_the_verdicts(book: Book) -> None:
    verdicts = [text(row, "U") for row in rows_of(book, "Guidance").values()]
    counted = [int(number) for number in re.findall(r"\d+", str(book["Guidance"]["K2"].value))]
    assert counted == [
        verdicts.count("\u25b2 above"),
        verdicts.count("\u25cf in line") + verdicts.count("\u25cf met"),
        verdicts.count("\u25bc below"),
    ]


# Restatements


def test_every_later_print_stands_beside_the_first_and_none_of_this_record_is_restated(
    book: Book, checks: CheckReport
) -> None:
    """The record holds no restatement; a difference that rounding explains is called the same."""
    verdicts = [text(row, "N") for row in rows_of(book, "Restatements").values() if text(row, "P")]
    judged = [word for word in verdicts if word not in ("", "Verdict")]
    assert checks.of(RESTATEMENTS) == ()
    assert set(judged) == {"\u25cf the same"}
    assert len(judged) > 100


def test_doubtful_figures_stand_with_their_token_and_reason(book: Book, whole: MetricTable) -> None:
    shown = {
        (text(row, "F"), text(row, "G"), text(row, "L")) for row in rows_of(book, "Restatements").values()
    }
    doubtful = [one for one in whole.figures if one.status != "ok"]
    assert len(doubtful) > 50
    for figure in doubtful:
        assert (figure.source.doc, figure.source.printed, figure.note) in shown


# As reported and Documents


def test_every_token_stands_in_its_document_and_line_as_it_is_printed(book: Book, whole: MetricTable) -> None:
    shown: dict[tuple[str, int], str] = defaultdict(str)
    doc = ""
    for row in rows_of(book, "As reported").values():
        doc = text(row, "Q") or doc
        line = row.get("B")
        if line is not None and isinstance(line.value, int):
            shown[doc, line.value] += "  " + "  ".join(text(row, column) for column in "FGHIJKLMNOP")
    for figure in whole.figures:
        assert figure.source.printed in shown[figure.source.doc, figure.source.line]


def test_each_document_leads_to_its_tables_and_back(book: Book, whole: MetricTable) -> None:
    """Links are built from the row in which a document's name is found; names begin in row 1."""
    tables = {
        text(row, "Q"): number for number, row in rows_of(book, "As reported").items() if text(row, "Q")
    }
    documents = {text(row, "A"): number for number, row in rows_of(book, "Documents").items()}
    held = {figure.source.doc for figure in whole.figures}
    assert held <= tables.keys() & documents.keys()
    for doc in held:
        assert book["Documents"][f"I{documents[doc]}"].formula.startswith("HYPERLINK(")
        assert "MATCH($Q" in book["As reported"][f"P{tables[doc]}"].formula
    published = [text(row, "D") for number, row in rows_of(book, "Documents").items() if number > 5]
    assert published == sorted(published, reverse=True)


# Line names


def test_every_alias_and_every_event_is_told(book: Book, whole: MetricTable) -> None:
    rows = rows_of(book, "Line names").values()
    words = "\n".join(text(row, column) for row in rows for column in "BEFGHIJK")
    for alias in whole.catalogue.aliases:
        assert alias.printed_label in words
    for event in whole.catalogue.events:
        assert event.label_en in words


# Per share, capex and EBITDA


def test_figures_per_share_stand_on_todays_basis_beside_their_token(book: Book, whole: MetricTable) -> None:
    shown = {
        (text(row, "J"), text(row, "B"), text(row, "D"), text(row, "F")): row
        for row in rows_of(book, "Per share").values()
    }
    seen = 0
    for key, facts in whole.by_key.items():
        if not facts[0].unit.endswith("/share"):
            continue
        status = key.scenario.replace("_", " ").capitalize()
        best = [
            (fact, row)
            for fact in facts
            if (row := shown.get((fact.source.doc, key.period.id, status, fact.source.printed)))
        ]
        assert best, key
        for fact, row in best:
            factor = split_factor(whole, fact)
            assert row["E"].value == factor
            assert same(row["G"].value, float(fact.value / factor)), key
            seen += factor != 1
    assert seen > 10


def test_ebitda_differs_where_the_checks_say_so_and_the_reason_stands_beside(
    book: Book, checks: CheckReport
) -> None:
    rows = {
        text(row, "B"): row
        for row in rows_of(book, "Capex & EBITDA").values()
        if "\u25cf" in text(row, "H") or "\u25b2" in text(row, "H")
    }
    ties = {
        str(tie.subject.period): tie for tie in checks.of(TIES) if tie.rule.name == "adjusted_ebitda_identity"
    }
    assert {row["H"].value for row in rows.values()} == {"\u25cf agrees", "\u25b2 differs"}
    for period, row in rows.items():
        differs = ties[period].verdict in (Verdict.WAIVED, Verdict.CONTRADICTION)
        assert (text(row, "H") == "\u25b2 differs") == differs == bool(text(row, "I"))


# Bridges


def pairs(book: Book) -> list[tuple[Row, str, str]]:
    """The rows of periods with the columns of what is not disclosed and of the end."""
    found: list[tuple[Row, str, str]] = []
    rest = end = ""
    for row in rows_of(book, "Bridges").values():
        heads = {str(cell.value): column for column, cell in row.items()}
        if "Not disclosed, rounding" in heads and "Documents" in heads:
            rest, end = heads["Not disclosed, rounding"], heads["The period"]
        elif rest and text(row, "P").endswith("|") and text(row, "C"):
            found.append((row, rest, end))
    return found


def test_every_bridge_leads_from_one_total_to_the_other(book: Book) -> None:
    found = pairs(book)
    for row, rest, end in found:
        steps = [column for column in "EFGHIJK" if "D" < column < end]
        told = [cell.value for column in steps if isinstance((cell := row[column]).value, int | float)]
        start, goal = row["D"].value, row[end].value
        assert isinstance(start, int | float)
        assert isinstance(goal, int | float)
        assert same(start + sum(told), goal), text(row, "B")
        assert isinstance(row[rest].value, int | float)
        parts = [text(row, column) for column in steps if column != rest]
        assert any(part != "n/d" for part in parts), text(row, "B")
    assert len(found) > 15


def test_table_and_chart_follow_the_chosen_period(book: Book, built: Built) -> None:
    from office import read_book

    periods = [text(row, "B") for row, _, end in pairs(book)]
    chosen = str(book["Bridges"]["D4"].value)
    other = next(period for period in periods if period != chosen)
    filled = fill_template(
        built.workbook.read_bytes(), "model.xlsx", None, FillOptions([f"Bridges!D4={other}"])
    )
    after = read_book(filled, "Bridges")["Bridges"]
    wanted = next(row for row, _, _ in pairs(book) if text(row, "B") == other)
    assert f" {other} against " in str(after["A4"].value)
    assert after["C6"].value == wanted["D"].value
    assert str(after["X6"].value).endswith(f"{round(float(str(wanted['D'].value))):,}")
    assert after["C6"].value != book["Bridges"]["C6"].value
