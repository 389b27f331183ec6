"""One definition, any period, two languages: what the decks show, what they leave out, how they close up."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import pytest
from house import ROOT, built_once, once
from house import Built as House
from office import parts_of, sdk_errors
from pptx import Presentation
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide
from precision_language import deck_precision

from reportgen.app.build import build_in_memory, rebuild
from reportgen.app.report import Built
from reportgen.core.findings import FindingsError
from reportgen.core.structs import replace
from reportgen.office.package import open_package
from reportgen.pptx.page_checks import page_issues
from reportgen.project.fonts import font_book
from reportgen.project.project import Project
from reportgen.project.variants import Wanted
from reportgen.verify.deck_check import figure_issues
from reportgen.verify.explain import Lineages
from reportgen.verify.finished import finished
from reportgen.verify.tables import ProjectTables
from reportgen.verify.verify import verify

PERIODS = ("FY17", "9M13", "2Q15", "1H15", "1Q17")
REPORTS = ("results", "briefing")
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
CASES = [(report, period) for report in REPORTS for period in PERIODS]
IDS = [f"{report} {period}" for report, period in CASES]


@cache
def pair(period: str, language: str) -> dict[str, Built]:
    """The decks of a period in one language; those of their own period and language are built for all tests."""
    if (period, language) == ("FY17", ""):
        result = built_once()
    else:
        result = once(
            f"{period} {language}",
            lambda: build_in_memory(Project(ROOT), REPORTS, wanted=Wanted(period, language)),
        )
    return {one.report: one for one in result.built if one.report in REPORTS}


def made(report: str, period: str, language: str = "") -> Built:
    return pair(period, language)[report]


@cache
def deck(report: str, period: str, language: str = "") -> Deck:
    return Presentation(io.BytesIO(made(report, period, language).data))


def titles(report: str, period: str, language: str = "") -> list[str]:
    found = []
    for slide in deck(report, period, language).slides:
        shape = next((one for one in slide.shapes if one.name == "Title"), None)
        found.append(" ".join(shape.text_frame.text.split()) if shape is not None else "")
    return found


@cache
def texts(report: str, period: str, language: str = "") -> Sequence[str]:
    trees = [
        tree
        for slide in deck(report, period, language).slides
        for shape in slide.shapes
        for tree in (shape._element, *([shape.chart._chartSpace] if shape.has_chart else []))
    ]
    return tuple(node.text or "" for tree in trees for node in tree.iter(f"{A}t"))


@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_both_languages_show_the_same_figures_with_the_same_values(report: str, period: str) -> None:
    english, japanese = made(report, period), made(report, period, "ja")
    assert Counter(english.shown) == Counter(japanese.shown)
    assert english.figures == japanese.figures > 20


@pytest.mark.parametrize("language", ["", "ja"])
@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_no_text_runs_over_and_nothing_else_is_warned_of(report: str, period: str, language: str) -> None:
    assert made(report, period, language).warnings == ()


def test_no_page_of_our_decks_has_what_a_demanding_reader_would_send_back(built: House) -> None:
    decks = [one for one in built.result.built if one.name.endswith(".pptx")]
    decks += [made(report, "FY17", "ja") for report in REPORTS]
    assert len(decks) == 8
    fonts = font_book()
    found = [
        one for deck in decks for one in page_issues(open_package(deck.data, deck.name), deck.name, fonts)
    ]
    assert [f"{one.place}: {one.message}" for one in found] == []


@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_no_english_sentence_is_left_in_a_japanese_deck(report: str, period: str) -> None:
    """Names and abbreviations stay; two English words of small letters in a row are a sentence left over."""
    for text in texts(report, period, "ja"):
        left = re.search(r"\b[a-z]{3,} [a-z]{2,}\b", text)
        assert left is None or "@" in text, text
        assert "{{" not in text
    assert not any(re.search(r"JPY|\bbn\b|\bYoY:|n/d", text) for text in texts(report, period, "ja"))


@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_negative_figures_bear_triangles_in_japanese_and_brackets_in_english(
    report: str, period: str
) -> None:
    english, japanese = list(texts(report, period)), list(texts(report, period, "ja"))
    assert not any("\u25b3" in text for text in english)
    assert not any(
        re.fullmatch(r"\([\d.,]+%?\)", text) for text in japanese if "%" in text and "." not in text
    )
    negatives = [key for _, key, value in made(report, period).shown if value is not None and value < 0]
    assert not negatives or any("\u25b3" in text for text in japanese) or report == "briefing"


@pytest.mark.parametrize("language", ["", "ja"])
@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_no_digit_is_shown_that_an_interval_does_not_carry(
    report: str, period: str, language: str, tables: ProjectTables
) -> None:
    found = deck_precision(made(report, period, language).data, tables)
    assert found.beyond == []
    assert found.counts["carried"] > 10


@pytest.mark.parametrize("period", PERIODS)
def test_numbers_run_on_without_the_pages_that_went(period: str) -> None:
    numbered = [re.match(r"([IVX]+)(?: - (\d+))?\.", title) for title in titles("results", period)]
    found = [(match[1], int(match[2] or 0)) for match in numbered if match]
    numerals = list(dict.fromkeys(numeral for numeral, _ in found))
    assert numerals == ["I", "II", "III", "IV"][: len(numerals)]
    for numeral in numerals:
        items = list(dict.fromkeys(item for own, item in found if own == numeral))
        assert items in ([0], list(range(1, len(items) + 1))), (numeral, items)


@pytest.mark.parametrize("period", PERIODS)
def test_the_agenda_lists_the_sections_that_are_there_three_or_more(period: str) -> None:
    shapes = [shape for slide in deck("results", period).slides for shape in slide.shapes]
    listed = [[row.cells[0].text for row in one.table.rows] for one in shapes if one.name == "agenda_table"]
    numerals = dict.fromkeys(
        match[1] for title in titles("results", period) if (match := re.match(r"([IVX]+)(?: -|\.)", title))
    )
    assert listed == ([list(numerals)] if len(numerals) > 2 else [])


def test_the_deck_of_the_year_keeps_all_its_pages() -> None:
    assert len(titles("results", "FY17")) == 23
    assert made("results", "FY17").figures > 600


@pytest.mark.parametrize("period", PERIODS)
def test_no_table_is_headless_or_without_rows(period: str) -> None:
    for slide in deck("results", period).slides:
        for shape in slide.shapes:
            if shape.has_table and shape.name in (
                "lines_table",
                "results_table",
                "headline_table",
                "target_table",
            ):
                rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
                figures = [row for row in rows if any(re.search(r"\d", cell) for cell in row[1:])]
                assert len(figures) >= 3, (shape.name, rows)
                for row in figures[2:]:
                    assert set(row[1:]) - {"", "n/d"}, row


@pytest.mark.parametrize("language", ["", "ja"])
def test_a_column_that_knows_nothing_goes_with_its_head(language: str) -> None:
    """Services of FY2008 are printed without the year before: no column of dashes stands for it."""
    title = "サービス別売上高・売上総利益" if language else "Revenue and Gross Margin by Service"
    number = next(at for at, name in enumerate(titles("results", "FY08", language)) if name.endswith(title))
    (frame,) = (shape for shape in deck("results", "FY08", language).slides[number].shapes if shape.has_table)
    rows = [[cell.text for cell in row.cells] for row in frame.table.rows]
    assert {len(row) for row in rows} == {3}
    assert rows[0][-1] == "YoY"
    assert sum(column.width for column in frame.table.columns) == frame.width


@pytest.mark.parametrize("period", ["FY10", "1Q11", "4Q12"])
def test_what_follows_from_a_printed_change_fills_a_deck_of_headlines_alone(period: str) -> None:
    """These documents print few levels beside their growth: with the other end known, no deck is two pages of n/d."""
    assert len(titles("results", period)) == 8
    (table,) = (shape.table for shape in deck("results", period).slides[2].shapes if shape.has_table)
    revenue = next([cell.text for cell in row.cells] for row in table.rows if row.cells[0].text == "Revenue")
    told = {
        "FY10": ["82.4", "68.0", "+21.2%"],
        "1Q11": ["23.4", "15.8", "+47.7%"],
        "4Q12": ["29.6", "26.6", "+11%"],
    }
    assert revenue[1:] == told[period]


def test_a_balance_sheet_tells_the_changes_that_its_document_prints() -> None:
    """Payables of December 2013 are printed as 11,922 and 10,620, their change, of unrounded ones, as (1,303)."""
    number = next(at for at, name in enumerate(titles("results", "9M13")) if "Balance Sheets" in name)
    (frame,) = (shape for shape in deck("results", "9M13").slides[number].shapes if shape.has_table)
    changes = {row.cells[0].text: row.cells[3].text for row in frame.table.rows}
    assert changes["Accounts payable"] == "(1,303)"
    assert changes["Accumulated other comprehensive income"] == "+1,908"


def test_charts_side_by_side_begin_with_the_same_period() -> None:
    """Operating income of 4Q11 is known, net income of 4Q11 is not."""
    slide = next(one for one in deck("results", "9M13").slides if "Operating income" in charts_of(one))
    assert len({tuple(shape.chart.plots[0].categories) for shape in slide.shapes if shape.has_chart}) == 1


def charts_of(slide: Slide) -> str:
    two = sum(shape.has_chart for shape in slide.shapes) == 2
    return " ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) if two else ""


@pytest.mark.parametrize(("language", "finer"), [("", "million"), ("ja", "百万円")])
def test_sentences_beside_a_table_tell_amounts_in_its_unit(language: str, finer: str) -> None:
    for slide in list(deck("results", "9M13", language).slides)[1:]:
        words = {shape.name: shape.text_frame.text for shape in slide.shapes if shape.has_text_frame}
        if "Notes" in words and re.search(r"billion|単位：億円", words.get("Unit note", "")):
            assert finer not in words["Notes"]


def test_what_went_is_told_with_its_reason() -> None:
    left = {item.where: item for item in made("results", "1Q17").left_out}
    bridge = next(item for where, item in left.items() if "(bridge)" in where)
    assert bridge.what == "the page is left out: bridge_chart has no figures"
    assert bridge.missing == ("gross_margin@network|1Q16",)


def test_a_briefing_has_two_pages_and_five_sentences() -> None:
    for period in PERIODS:
        slides = deck("briefing", period).slides
        assert len(slides) == 2
        notes = next(shape for shape in slides[0].shapes if shape.name == "Notes")
        assert len([one for one in notes.text_frame.paragraphs if one.text]) == 5


def test_the_sentences_say_what_matters() -> None:
    def sentences(period: str, language: str = "") -> list[str]:
        notes = next(s for s in deck("briefing", period, language).slides[0].shapes if s.name == "Notes")
        return [one.text.replace("\u00a0", " ") for one in notes.text_frame.paragraphs]

    year = sentences("FY17")
    assert year[0].startswith("Revenue JPY176.1 billion, up 11.6% YoY: the highest of the last")
    assert "Operating income of FY17 above the target (JPY6.5 billion): 104% reached" in year
    quarter = sentences("2Q15")
    assert any("down 13.7% YoY" in text for text in quarter)
    assert any(text.startswith("Operating income: only 39.4% of the year") for text in quarter)
    assert any("13.7%減" in text for text in sentences("2Q15", "ja"))


@pytest.mark.parametrize("language", ["", "ja"])
@pytest.mark.parametrize(("report", "period"), CASES, ids=IDS)
def test_a_sentence_stands_once_in_a_deck(report: str, period: str, language: str) -> None:
    notes = [shape for slide in deck(report, period, language).slides for shape in slide.shapes]
    found = (p.text for one in notes if one.name == "Notes" for p in one.text_frame.paragraphs)
    lines = [text for text in found if "%" in text]
    assert lines
    assert len(lines) == len(set(lines))
    units = {unit for line in lines[:4] for unit in re.findall(r"JPY[\d.,]+ (million|billion)", line)}
    assert len(units) < 2, "the amounts of a list"


def test_the_view_is_that_of_the_periods_own_documents() -> None:
    """1H15 was announced on 9 November and presented until 30 November 2015; what came out later is not known yet."""
    assert "November 9, 2015" in list(texts("results", "1H15"))
    assert any(text.endswith("as known on November 30, 2015") for text in texts("results", "1H15"))
    assert "2014年2月7日" in list(texts("results", "9M13", "ja"))
    keys = {key for _, key, value in made("results", "1Q17").shown if value is not None}
    assert "revenue|1Q17" in keys
    assert not any(re.search(r"\b[234]Q17\b|\bFY18\b", key) for key in keys)


def test_finished_files_stand_against_their_own_period_and_language(tmp_path: Path) -> None:
    languages = {made(report, "2Q15", one).name: one or "en" for report in REPORTS for one in ("", "ja")}
    for one in (*pair("2Q15", "").values(), *pair("2Q15", "ja").values()):
        (tmp_path / one.name).write_bytes(one.data)

    receipt = verify(Project(ROOT), [tmp_path / name for name in languages], rebuild)

    assert receipt.issues == ()
    assert len(receipt.files) == len(languages) == 4
    for file in receipt.files:
        assert file.mark is not None
        assert (file.mark.period, file.mark.language) == ("2Q15", languages[file.name])
        assert file.counts["tables"] == file.counts["bound"] > 90
        assert file.counts["rebuilt"] == file.counts["numbers"]


def test_a_wrong_number_of_periods_in_a_row_is_found(tables: ProjectTables) -> None:
    """Words without digits can lie as well: the fifth decline in a row may be the second."""
    one = made("briefing", "FY17")
    found = finished(open_package(one.data, one.name))
    assert found.mark is not None
    oracle = tables.oracle(found.mark)
    counts = [(text, figure) for text in found.texts for figure in text.figures if oracle.run(figure.key)]
    assert counts
    assert list(figure_issues([text for text, _ in counts], oracle, one.name)) == []
    for text, figure in counts:
        run = oracle.run(figure.key)
        assert run is not None
        lie = replace(figure, text=replace(run, value=run.value + 1, shown="nth").text())
        assert [issue.id for issue in figure_issues([replace(text, figures=(lie,))], oracle, one.name)] == [
            "text-differs"
        ]
        assert Lineages(oracle, oracle.rows(())).of(figure.key).prints


def test_nothing_is_called_larger_that_is_shown_alike() -> None:
    """SG&A grew 7.87 % and revenue 7.89 %: both are shown as 7.9%."""
    assert not any("SG&A" in text and "slower than revenue" in text for text in texts("results", "9M13"))


def test_money_in_japanese_is_counted_in_hundreds_of_millions(tmp_path: Path) -> None:
    rows = [
        [cell.text for cell in row.cells]
        for slide in deck("results", "FY17", "ja").slides
        for shape in slide.shapes
        if shape.name == "key_left"
        for row in shape.table.rows
    ]
    assert rows[0] == ["売上高", "1,761億円", "+11.6%"]


def test_files_bear_their_period_and_their_language() -> None:
    assert made("briefing", "1H15", "ja").name == "IIJ-1H15-briefing-ja.pptx"


@pytest.mark.parametrize(
    ("reports", "wanted", "issue", "words"),
    [
        (["model"], Wanted("9M13"), "fixed-period", 'report "model" is a workbook with periods of its own'),
        (["results"], Wanted("9M1"), "unknown-period", "is no period"),
        (["results"], Wanted("2018-03-31"), "unknown-period", "a quarter, a half, nine months or a year"),
        (["results"], Wanted("FY30"), "unknown-period", "no document tells of FY30"),
        (["briefing"], Wanted("1Q10"), "nothing-to-report", "the tables know too little of 1Q10"),
        (["results"], Wanted("", "jp"), "unknown-language", 'not written in the language "jp"'),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_cannot_be_built_is_a_finding(
    reports: list[str], wanted: Wanted, issue: str, words: str
) -> None:
    with pytest.raises(FindingsError) as raised:
        build_in_memory(Project(ROOT), reports, wanted=wanted)
    assert [(one.id, words in one.message) for one in raised.value.issues] == [(issue, True)]


@pytest.mark.parametrize(
    ("period", "dividends", "restated"),
    [("FY11", {"JPY3,250", "JPY3,500"}, False), ("FY12", {"JPY17.50", "JPY22.00"}, True)],
)
def test_a_deck_states_dividends_on_the_basis_of_its_own_day(
    period: str, dividends: set[str], restated: bool
) -> None:
    words = texts("results", period)
    assert dividends <= set(words)
    assert any("restated" in one for one in words) is restated
    assert not restated or not any("JPY3,500" in one for one in words)


def test_without_names_only_what_suits_is_built() -> None:
    project = Project(ROOT)
    suited = [name for name in project.report_names() if Wanted("9M13", "ja").suits(project.definition(name))]
    assert {"briefing", "results"} <= set(suited)
    assert "model" not in suited


def test_runs_of_japanese_say_that_they_are(tmp_path: Path) -> None:
    for name, data in parts_of(made("briefing", "2Q15", "ja").data).items():
        if re.match(r"ppt/slides/slide\d+\.xml$", name):
            assert b'lang="ja-JP"' in data
    assert b'lang="ja-JP"' not in b"".join(parts_of(made("briefing", "2Q15").data).values())


def test_the_validator_finds_nothing(validator: str, tmp_path: Path) -> None:
    """Each period of each report in one of its languages, which differ in texts and fonts alone."""
    for number, (report, period) in enumerate(CASES):
        one = made(report, period, ("", "ja")[number % 2])
        file = tmp_path / one.name
        file.write_bytes(one.data)
        assert sdk_errors(validator, file) == [], one.name
