"""Report definitions: read with the line of everything in them, every fault at its line."""

from __future__ import annotations

from textwrap import dedent

import pytest
from house import ROOT
from language import DECK, TEXTS, definition

from reportgen.core.findings import FindingsError
from reportgen.core.yaml_reader import load_with_lines, nearest_line
from reportgen.reports.specs import read_definition


def faults(text: str) -> list[tuple[str, int | None, str]]:
    with pytest.raises(FindingsError) as caught:
        read_definition(dedent(text).encode(), "report.yaml")
    return [(issue.id, issue.place.line, issue.message) for issue in caught.value.issues]


def test_everything_has_the_line_it_stands_on() -> None:
    lines = TEXTS[DECK].splitlines()
    place = definition().place
    for path, beginning in [
        (("template",), "template:"),
        (("pages", 1, "words", "title"), "    words: {title: Sales}"),
        (("pages", 1, "bullets", "notes", 0), '        - "Revenue'),
        (("pages", 1, "tables", "sales_table", "rows", 1), "          - {metric: margin"),
        (("pages", 1, "charts", "sales_chart", "columns", 2, "formula"), "          - {name: Margin"),
    ]:
        line = place(*path).line
        assert line is not None
        assert lines[line - 1].startswith(beginning), path


def test_what_has_no_line_of_its_own_has_that_of_what_it_stands_in() -> None:
    _, lines = load_with_lines(b"a:\n  b: 1\n", "x.yaml")
    assert nearest_line(lines, ("a", "b", "c", 3)) == 2
    assert nearest_line(lines, ("z",)) == 1


def test_all_faults_of_a_definition_come_together() -> None:
    assert faults("""\
        report: a
        kind: dek
        titel: A
        template: a/b.pptx
        style: a/s.yaml
        output: a.pptx
        period: FY23
        pages:
          - page: one
            tables:
              t:
                rows:
                  - {metrc: revenue}
            charts:
              c:
                periods: quarters
                headroom: high
                columns: []
    """) == [
        ("bad-option", 2, "\"kind\" should be 'deck' or 'workbook'"),
        ("missing-option", 1, '"title" is missing'),
        ("unknown-option", 13, '"metrc" is no option here'),
        ("bad-option", 17, '"headroom" should be a valid number, unable to parse string as a number'),
        ("unknown-option", 3, '"titel" is no option here'),
    ]


@pytest.mark.parametrize(
    ("data", "issue_id"),
    [
        (b"", "empty-definition"),
        (b"- a\n", "empty-definition"),
        (b"\xff", "broken-encoding"),
        (b"a: [1,\n", "unreadable-yaml"),
        (b"a: 1\nb: 2\na: 3\n", "duplicate-option"),
        (b"pages:\n  - {page: one, page: two}\n", "duplicate-option"),
        (b"!!python/object/apply:os.system [ls]\n", "unreadable-yaml"),
    ],
)
def test_what_is_no_definition_is_a_finding(data: bytes, issue_id: str) -> None:
    with pytest.raises(FindingsError) as caught:
        read_definition(data, "report.yaml")
    assert [issue.id for issue in caught.value.issues] == [issue_id]


@pytest.mark.parametrize(
    "path", sorted((ROOT / "templates" / "reports").glob("*.yaml")), ids=lambda path: path.stem
)
def test_the_definitions_of_this_project_can_be_read(path: object) -> None:
    found = read_definition(path.read_bytes(), path.name)  # type: ignore[attr-defined]
    assert found.spec.report == path.stem  # type: ignore[attr-defined]


def test_no_figure_is_typed_into_a_sentence_of_this_project() -> None:
    """Numbers with a unit or a percent sign come from the tables; years, dates and ownership names may be words."""
    import re

    from reportgen.reports.specs import ReportSpec

    figure = re.compile(r"(?:JPY|¥)\s?\d|\d(?:\.\d+)?\s?(?:%|million|billion|bn\b|mn\b)|\d{1,3},\d{3}")

    def words(value: object) -> list[str]:
        match value:
            case str(text):
                return [text]
            case dict():
                return [text for key, inner in value.items() for text in (*words(key), *words(inner))]
            case list() | tuple():
                return [text for inner in value for text in words(inner)]
            case _:
                return []

    for path in (ROOT / "templates" / "reports").glob("*.yaml"):
        spec: ReportSpec = read_definition(path.read_bytes(), path.name).spec
        for page in spec.pages:
            shown = [*words(page.words), *words(page.bullets)]
            shown += [
                text
                for table in page.tables.values()
                for row in table.rows
                for text in (row.label, *row.cells)
            ]
            typed = [text for text in shown if figure.search(re.sub(r"\{\{.*?\}\}", "", text))]
            assert typed == [], page.page
