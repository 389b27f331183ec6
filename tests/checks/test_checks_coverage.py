"""What a source text prints against what the tables hold."""

from __future__ import annotations

from pathlib import Path

import pytest
from metric_language import DOC, DOCUMENTS, claim, fact, files, project_files, table

from reportgen.checks.coverage import Coverage, coverage, tokens
from reportgen.checks.run import run_checks
from reportgen.core.findings import FindingsError
from reportgen.data.load import load

SEEDS = Path(__file__).resolve().parents[2].parent / "shared" / "seeds"
FOLDERS = (SEEDS, SEEDS.parent / "reference")
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
        ("No.1 market share", ["ordinal"]),
        ('certified for "SSAE16" Type 2', ["name", "name"]),
        ("Jinbocho Mitsui Bldg., 1-105 Kanda Jinbo-cho", ["address", "address"]),
        ("consolidated on Sep . 1", ["date"]),
        ("July 8-9, 2009", ["date"] * 3),
        ("II - 4. 1Q-3Q Revenue", ["section", "label", "label"]),
        ("-10. 4 New Subsidiaries", ["section", ""]),
        ("(9 months ended December 31, 2013)", ["duration", "date", "date"]),
        ("2Q15 3-month financials, fixed 1 year after", ["label", "label", "duration", "duration"]),
        ("over 1)acTVila, 2)PC, 3)CATV", ["enumeration"] * 3),
        ("a 1:200 stock split", ["ratio", "ratio"]),
        ("Approx.11,900 parlors", [""]),
        ("20. 0", [""]),
        ("純利益は...3億円", [""]),
        ("2018年3月期第4四半期は2017年4月～9月", ["date"] * 2 + ["label"] + ["date"] * 3),
        ("２０１８年度（１）", ["date", "section"]),
        ("平成30年3月31日、18年3月、12か月", ["date"] * 5 + ["duration"]),
        ("18/3期4Q、うち第3／第4四半期、富士見2-10-2", ["label"] * 5 + ["address"] * 3),
        ("1株当たり27.00円、15社、320超、10年間", ["name", "", "", "", ""]),
    ],
)
def test_a_token_is_classed_by_what_stands_around_it(line: str, kinds: list[str]) -> None:
    assert [token.kind for token in tokens(line)] == kinds


def test_a_number_alone_between_blank_lines_is_the_foot_of_a_page() -> None:
    assert [token.kind for token in tokens("end\n\n19\n\nII. Next")] == ["page"]
    assert [token.kind for token in tokens("Staff\n19\n\n")] == [""]


def test_a_token_tells_what_explains_it() -> None:
    (token,) = tokens("in FY2017 again")
    assert (token.text, token.around) == ("2017", "FY2017")


def test_a_line_that_nothing_explains_can_be_waived_with_a_reason() -> None:
    waiver = f"coverage,{DOC}#4,Remains of a picture.,me,2018-05-15,\n"
    held = table([fact("revenue", "FY17", "176,051", line=2)], waivers=waiver)
    found = coverage(held, DOC, "Results\n176,051\n\nx 888888 1\n")
    assert found.good
    assert found.classes() == {"waived": 2}
    assert found.reasons == {4: "Remains of a picture."}
    # The tables' own checks know no text: they cannot call such a waiver superfluous.
    assert not run_checks(held).issues


def test_all_parts_of_a_japanese_amount_are_held() -> None:
    held = table([fact("revenue", "FY17", "176億5100万円", value="17651", decimals=-6, line=1)])
    found = coverage(held, DOC, "売上高は176億5100万円、営業利益は7億円\n")
    assert [token.text for token in found.held] == ["176", "5100"]
    assert [token.text for token in found.unexplained] == ["7"]


def test_a_figure_in_words_stands_where_its_words_stand() -> None:
    row = fact("people", "2018-03-31", "over one million", value="1", scale=6, unit="person", bound="over")
    assert coverage(table([row]), DOC, "We passed over one million in March.\n").good
    assert not coverage(table([row]), DOC, "We passed a million in March.\n").good


def test_a_source_that_is_a_table_is_covered_row_by_row() -> None:
    documents = DOCUMENTS.replace("a.txt", "headlines.csv")
    given = files([fact("revenue", "FY17", "176,051", line=2, heading="One")])
    held = load(given | {"documents.csv": documents.encode()})
    found = coverage(held, DOC, 'title,value\nOne,"176,051"\nTwo,"9,999"\n')
    assert found.headings == {"One": (1, 0), "": (0, 1)}
    assert [(token.line, token.text) for token in found.unexplained] == [(3, 'Two,"9,999"')]


def test_an_unknown_document_is_asked_back() -> None:
    with pytest.raises(FindingsError):
        coverage(table(), "2018", "")


def test_every_number_of_the_source_texts_is_held_or_explained() -> None:
    if not SEEDS.is_dir():
        pytest.skip("the source texts are not on this machine")
    loaded = load(project_files())
    for doc, document in loaded.catalogue.documents.items():
        source = next((path for path in FOLDERS if (path / document.source_file).is_file()), SEEDS)
        source = source / document.source_file
        if not document.source_file or not source.is_file():
            continue
        found = coverage(loaded, doc, source.read_text(encoding="utf-8"))
        assert [str(figure.key) for figure, _ in found.absent] == []
        assert [(token.line, token.text) for token in found.unexplained] == []
