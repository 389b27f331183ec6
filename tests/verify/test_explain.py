"""Explaining: every kind of place, down to document, heading, line and printed token; wrong places are findings."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest
from golden_files import agree
from house import Built
from language import make

from reportgen.app.build import build
from reportgen.cli.explain import account, data_of, print_words, run, tree_of
from reportgen.core.findings import FindingsError
from reportgen.project.project import Project
from reportgen.verify.explain import Explanation, Print, explain
from reportgen.verify.places import PlaceError, parse_place


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The made-up company, built into its own folder."""
    project = make(tmp_path_factory.mktemp("kaede"))
    build(project, [], project.root / "output")
    return project


def deck(small: Project, place: str) -> Explanation:
    return explain(small, small.root / "output/deck.pptx", place)


def book(small: Project, place: str) -> Explanation:
    return explain(small, small.root / "output/model.xlsx", place)


def keys(found: Explanation) -> list[str]:
    return [figure.key for place in found.places for _, figure in place.figures]


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ('slide 2, shape "sales_table", cell 2,3', ["revenue|2Q23"]),
        ("slide 2, shape sales_table, cell 3,5", ["margin|4Q23"]),
        ('slide 2, shape "sales_chart", series "Revenue", point 3Q23', ["revenue|3Q23"]),
        ('slide 2, shape "sales_chart", series "Revenue", point 3', ["revenue|3Q23"]),
        ('slide 2, shape "sales_chart", point 4Q23', ["revenue|4Q23", "cost|4Q23", "margin|4Q23"]),
        ('slide 2, shape "Notes", bullet 2', ["margin|4Q23", "margin_ratio|4Q23"]),
        ('slide 2, "c. 23% of revenue"', ["margin_ratio|4Q23"]),
        ('"Revenue JPY460 million (up 5.2%)"', ["revenue|FY23", "yoy(revenue)|FY23"]),
    ],
)
def test_places_of_a_deck(small: Project, place: str, expected: list[str]) -> None:
    assert keys(deck(small, place)) == expected


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ("Model!C6", ["revenue|1Q23"]),
        ("model!$D$8", ["margin|2Q23"]),
        ("'Model'!B11", []),
        ("Data!C2", ["revenue|1Q23"]),
        ("Data!F7", ["yoy(revenue)|FY23"]),
    ],
)
def test_cells_of_a_workbook(small: Project, place: str, expected: list[str]) -> None:
    found = book(small, place)
    assert keys(found)[: len(expected)] == expected


def test_a_key_is_explained_wherever_it_is_shown(small: Project) -> None:
    assert [place.place.where for place in book(small, "revenue|2Q23").places] == ["Model!D6", "Data!C3"]
    assert [place.place.where for place in deck(small, "revenue|2Q23").places] == [
        'slide 2, shape "sales_table", cell 2,3',
        'slide 2, shape "sales_chart", series "Revenue", point 2Q23',
    ]


def test_a_whole_slide_shows_all_its_figures(small: Project) -> None:
    found = deck(small, "slide 2")
    assert len(keys(found)) == 24
    assert all(place.figures for place in found.places)


def test_notes_name_the_sources(small: Project) -> None:
    (place,) = deck(small, "slide 2, notes").places
    assert any("source lines 10, 11" in line for line in place.place.notes)


def test_a_formula_without_a_figure_tells_what_it_reads(small: Project) -> None:
    (place,) = book(small, "Data!E2").places
    assert place.place.formula == "C2*D2"
    assert [(read.address, read.value, read.key) for read in place.place.reads] == [
        ("Data!C2", "100", "revenue|1Q23"),
        ("Data!D2", "1", ""),
    ]
    assert [figure.key for _, figure in place.read] == ["revenue|1Q23"]


def test_an_explanation_in_words(small: Project, renew: bool) -> None:
    places = [
        deck(small, 'slide 2, shape "Notes", bullet 2'),
        deck(small, 'slide 2, "up 5.2%"'),
        book(small, "Model!D8"),
    ]
    text = "\n\n".join("\n".join(account(one)) for one in places)
    agree(
        "cli/explain.txt",
        "tests/verify/test_explain.py",
        "What explain says about a bullet, a growth rate in a sentence and a cell.",
        text,
        renew,
    )


def test_an_explanation_as_a_tree(small: Project) -> None:
    assert tree_of(book(small, "Model!D8")) == [
        "Model!D8 = 15",
        "`-- margin|2Q23 = 15,000,000   revenue - cost",
        "    |-- revenue|2Q23 = 110,000,000   printed",
        '    |   `-- "110" 2024-05-10_results line 10',
        "    `-- cost|2Q23 = 95,000,000   printed",
        '        `-- "95" 2024-05-10_results line 11',
    ]


def test_an_explanation_as_data(small: Project) -> None:
    data = json.loads(json.dumps(data_of(deck(small, 'slide 2, shape "sales_table", cell 3,5')), default=str))
    (place,) = data["places"]
    (figure,) = place["figures"]
    assert (figure["text"], figure["expression"], figure["value"]) == ("30", "revenue - cost", "30000000")
    revenue, cost = figure["inputs"]
    assert (revenue["prints"][0]["line"], cost["prints"][0]["printed"]) == (10, "100")
    assert (revenue["low"], revenue["high"]) == ("129500000", "130500000")


def test_the_command_prints_text_tree_and_json(small: Project, capsys: pytest.CaptureFixture[str]) -> None:
    file = small.root / "output/model.xlsx"
    run(file, "Model!D8", small.root, tree=False, json=False)
    run(file, "Model!D8", small.root, tree=True, json=False)
    run(file, "Model!D8", small.root, tree=False, json=True)
    said = capsys.readouterr().out
    assert "expression: revenue - cost" in said
    assert "`-- margin|2Q23" in said
    assert '"report": "model"' in said


@pytest.mark.parametrize(
    ("file", "place", "message"),
    [
        ("deck.pptx", "Model!C6", "is a deck"),
        ("model.xlsx", "slide 2", "is a workbook"),
        ("deck.pptx", "slide 9", "has 2 slides, none of them is 9"),
        ("deck.pptx", 'slide 2, shape "sales"', "there are notes, sales_chart, sales_table, title"),
        ("deck.pptx", 'slide 2, shape "sales_chart", point 1Q29', "there are 1Q23, 2Q23, 3Q23, 4Q23"),
        ("deck.pptx", "slide 2, shape sales_chart, point 9", "has 4 points"),
        ("deck.pptx", 'slide 2, "no such words"', "nothing of deck.pptx stands at"),
        ("deck.pptx", "slide 2, shape sales_table, cell 9,9", "nothing of deck.pptx stands at"),
        ("model.xlsx", "Modell!C6", 'no sheet "Modell"; there are Model, Data'),
        ("model.xlsx", "Model!C99", "is empty"),
        ("model.xlsx", "Model!99", "is no cell address"),
        ("model.xlsx", "revenue", "is no place"),
        ("deck.pptx", "slide 2, table 3", "is no part of a slide"),
    ],
)
def test_a_wrong_place_is_a_finding(small: Project, file: str, place: str, message: str) -> None:
    with pytest.raises(FindingsError) as raised:
        explain(small, small.root / "output" / file, place)
    (issue,) = raised.value.issues
    assert issue.id == "unknown-place"
    assert message in issue.message


def test_places_are_read_as_people_write_them() -> None:
    asked = parse_place("Slide 8, shape \u201crevenue chart\u201d, series 'Total', point 4Q17")
    assert (asked.slide, asked.shape, asked.series, asked.point) == (8, "revenue chart", "Total", "4Q17")
    assert parse_place("Cash flow!$D$5").sheet == "Cash flow"
    with pytest.raises(PlaceError):
        parse_place("")


def test_places_of_the_real_files_can_be_explained(built: Built) -> None:
    found = explain(built.project, built.deck, "slide 5")
    assert len(keys(found)) > 30
    assert all(figure.prints or figure.inputs for place in found.places for _, figure in place.figures)
    (_, *rest) = explain(built.project, built.workbook, "revenue|FY17").places
    assert rest
    assert any(place.place.where.startswith("Data!") for place in rest)


def test_a_file_of_no_build_cannot_be_explained(small: Project) -> None:
    path: Path = small.root / "templates/kaede/deck.pptx"
    with pytest.raises(FindingsError) as raised:
        explain(small, path, "slide 1")
    assert raised.value.issues[0].id in ("no-bindings", "unknown-place")


def test_a_figure_of_a_filing_is_told_by_accession_element_and_days() -> None:
    days = "us-gaap:Revenues, 2024-02-01/2025-01-31"
    one = Print(
        *(
            "revenue|FY25",
            "2025-03-21_10-k",
            "Form 10-K",
            "2025-03-21",
            "",
            0,
            days,
            "0001640147-25-000052",
            "3,626,396",
        ),
        *("USD thousand", Decimal(500), "point", "ok", "", ()),
    )
    assert print_words(one) == (
        'printed "3,626,396" (USD thousand) in 2025-03-21_10-k (0001640147-25-000052), '
        "us-gaap:Revenues, 2024-02-01/2025-01-31"
    )
