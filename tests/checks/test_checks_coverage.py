"""What a source text prints against what the tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from metric_language import DOC, claim, fact, project_files, table

from reportgen.checks.coverage import Coverage, coverage
from reportgen.checks.tokens import tokens
from reportgen.diagnostics import FindingsError
from reportgen.metrics import load

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
TEXT = "Results\nFY17: 176,051 [+11.6%]\nMay 15, 2018\nStaff 42\n"


def covered(text: str = TEXT) -> Coverage:
    return coverage(
        table(
            [fact("revenue", "FY17", "176,051", line=2)],
            [claim("revenue", "FY17", "change_pct", "FY16", "+11.6%", line=2)],
        ),
        DOC,
        text,
    )


def test_held_figures_dates_and_labels_are_told_apart() -> None:
    found = covered()
    assert [token.text for token in found.held] == ["176,051", "11.6"]
    assert found.classes() == {"date": 2, "label": 1, "unexplained": 1}
    assert [(token.line, token.text) for token in found.unexplained] == [(4, "42")]
    assert found.headings == {"Results": (2, 1)}


def test_a_figure_that_is_not_at_its_line_is_an_error() -> None:
    found = covered(TEXT.replace("176,051", "176,015"))
    assert [issue.message for issue in found.issues("a.txt")] == [
        'the number "176,015" is printed, but no fact or claim holds it',
        'the number "42" is printed, but no fact or claim holds it',
        "revenue|FY17 is not printed in line 2 of its document",
    ]


@pytest.mark.parametrize(
    ("line", "kinds"),
    [
        ("III - 2. Revenues", ["section"]),
        ("II . Plan (1)", ["section"]),
        ("1Q16 2H17 1Q-3Q FY2013 FY'17", ["label"] * 8),
        ("Mar. 31, 2018 and Dec. 2016 and 2018/3", ["date"] * 5),
        ("2-10-2 Fujimi, 102-0071, Tel: 81-3-5205-6500", ["address"] * 9),
        ("B2B2X with GIO P2 and 3G on Form 20-F", ["name"] * 5),
        ("TSE1(3774)", ["code"] * 2),
        ("*1: before tax", ["footnote"]),
        ("25th anniversary", ["ordinal"]),
        ("<td colspan=2>176.1</td>", ["markup", ""]),
        ("JPY7,840 million (up 44.5%)", ["", ""]),
        ("JPY19.1bn", [""]),
    ],
)
def test_a_token_is_classed_by_what_stands_around_it(line: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(line)] == kinds


def test_an_unknown_document_is_asked_back() -> None:
    with pytest.raises(FindingsError):
        coverage(table(), "2018", "")


def test_every_number_of_the_source_texts_is_held_or_explained() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source texts are not on this machine")
    loaded = load(project_files())
    for doc, document in loaded.catalogue.documents.items():
        source = SEEDS / document.source_file
        if not document.source_file or not source.is_file():
            continue
        found = coverage(loaded, doc, source.read_text(encoding="utf-8"))
        assert [str(figure.key) for figure, _ in found.absent] == []
        assert [(token.line, token.text) for token in found.unexplained] == []
