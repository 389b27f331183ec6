"""Which figure speaks depends on what somebody knew."""

from __future__ import annotations

from datetime import date

import pytest
from house import ROOT
from metric_language import DOC, fact, files, project_files

from reportgen.checks.run import run_checks
from reportgen.checks.targets import TARGETS
from reportgen.core.findings import FindingsError
from reportgen.core.period import parse_period
from reportgen.data.load import load
from reportgen.data.records import MetricTable, parse_key
from reportgen.data.vintage import Vintage, VintageKind, announced_on, parse_vintage, published_with, select
from reportgen.project.project import Project


def two_documents() -> MetricTable:
    """FY17 as first printed, and restated a year later."""
    return load(
        files(
            [fact("revenue", "FY17", "176,051"), fact("tax", "FY17", "1,500")],
            later_facts=[
                fact("revenue", "FY17", "176,233", note="restated"),
                fact("revenue", "FY18", "192,430"),
                fact("tax", "FY17", "JPY1.5 bn", scale=9),
            ],
        )
    )


def revenue(table: MetricTable, vintage: str) -> str:
    found = select(table, parse_vintage(vintage)).fact(parse_key("revenue|FY17"))
    return str(found.value) if found else ""


@pytest.mark.parametrize(
    ("vintage", "value"),
    [
        ("latest", "176233"),
        ("first", "176051"),
        ("as-of 2018-05-15", "176051"),
        ("as-of 2019-05-14", "176051"),
        ("as-of 2019-05-15", "176233"),
        ("as-of 2018-05-14", ""),
        (f"document {DOC}", "176051"),
        ("document 2019-05-15_results", "176233"),
    ],
)
def test_the_same_figure_as_of_two_dates_shows_two_vintages(vintage: str, value: str) -> None:
    assert revenue(two_documents(), vintage) == value


def test_of_figures_that_agree_the_most_precise_speaks_even_when_it_is_older() -> None:
    found = select(two_documents()).fact(parse_key("tax|FY17"))
    assert found is not None
    assert str(found.value) == "1500"


def test_a_later_figure_is_unknown_before_its_document() -> None:
    known = select(two_documents(), Vintage(VintageKind.AS_OF, day=date(2018, 12, 31)))
    assert known.fact(parse_key("revenue|FY18")) is None


def test_a_vintage_reads_as_it_is_written() -> None:
    for text in ("latest", "first", "as-of 2014-02-07", "document a"):
        assert str(parse_vintage(text)) == text


@pytest.mark.parametrize("text", ["", "newest", "as-of", "as-of yesterday", "latest 2014"])
def test_other_words_are_no_vintage(text: str) -> None:
    with pytest.raises(ValueError, match=r"no (vintage|day)"):
        parse_vintage(text)


def test_an_unknown_document_is_asked_back() -> None:
    with pytest.raises(FindingsError) as caught:
        select(two_documents(), parse_vintage("document 2018-05-15_result"))
    assert caught.value.issues[0].hint == 'did you mean "2018-05-15_results"?'


# The real documents


@pytest.fixture(scope="module")
def documents() -> MetricTable:
    """This repository's tables, with every document that is there."""
    return load(project_files())


def told(table: MetricTable, key: str, vintage: str) -> str:
    found = select(table, parse_vintage(vintage)).fact(parse_key(key))
    return f"{found.base / 10**6:f}" if found else ""


def needs(table: MetricTable, *names: str) -> None:
    missing = [name for name in names if name not in table.catalogue.documents]
    if missing:
        pytest.skip(f"not among the documents yet: {', '.join(missing)}")


@pytest.mark.parametrize(
    ("key", "vintage", "millions"),
    [
        ("revenue|FY08|target_revised", "as-of 2008-12-31", "73000"),
        ("revenue|FY08|target_revised", "as-of 2009-03-31", "69300"),
        ("revenue|FY08|target_revised", "first", "73000"),
        ("revenue|FY08|target_revised", "latest", "69300"),
        ("revenue|FY08|target", "as-of 2008-06-30", "78500"),
        ("revenue|FY08", "as-of 2009-05-14", ""),
        ("revenue|FY08", "as-of 2009-05-15", "69731"),
        ("revenue|FY08", "latest", "69730.73"),
        ("revenue|FY13|target_revised", "as-of 2014-02-06", ""),
        ("revenue|FY13|target_revised", "as-of 2014-02-07", "114000"),
    ],
)
def test_one_figure_as_of_two_days_shows_two_vintages_where_they_differ(
    documents: MetricTable, key: str, vintage: str, millions: str
) -> None:
    needs(documents, "2008-10-24_release", "2009-02-12_release", "2013-06-28_filing", "2014-02-07_release")
    assert told(documents, key, vintage).rstrip("0").rstrip(".") == millions.rstrip("0").rstrip(".")


def test_targets_keep_their_way_from_the_first_to_what_was_reached(documents: MetricTable) -> None:
    needs(documents, "2008-05-15_release", "2009-02-12_release", "2014-02-07_release")
    steps = {f"{step.metric}|{step.period}": step for step in run_checks(documents).of(TARGETS)}
    way = [(fact.source.doc[:10], fact.source.printed) for fact in steps["revenue|FY08"].targets]
    assert way == [
        ("2008-05-15", "JPY78.5 billion"),
        ("2008-10-24", "73,000"),
        ("2009-02-12", "JPY69,300 million"),
    ]
    assert (steps["revenue|FY08"].first_outcome, steps["revenue|FY08"].outcome) == ("below", "above")
    assert [fact.source.printed for fact in steps["operating_income|FY13"].targets] == [
        "JPY9,400 million",
        "JPY6,000 million",
    ]
    assert steps["operating_income|FY13"].outcome == "below"


@pytest.mark.parametrize(
    ("period", "day"),
    [
        ("FY17", "2018-05-15"),
        ("4Q17", "2018-05-15"),
        ("9M17", "2018-05-15"),
        ("FY18", "2019-05-15"),
        ("FY19", ""),
    ],
)
def test_a_period_is_seen_with_its_own_documents(period: str, day: str) -> None:
    """A period that no document is about is seen with the first one that reaches beyond it."""
    found = published_with(two_documents(), parse_period(period))
    assert str(found) == (f"as-of {day}" if day else "None")


def test_what_comes_out_before_a_later_period_still_belongs_to_it() -> None:
    """The results of 1H15 were released on 9 November and presented until 30 November 2015."""
    table = Project(ROOT).table()
    for period, day in (
        ("1H15", "2015-11-30"),
        ("9M13", "2014-02-07"),
        ("FY08", "2009-07-08"),
        ("1Q17", "2017-08-08"),
    ):
        assert str(published_with(table, parse_period(period))) == f"as-of {day}"


def test_a_period_is_announced_with_the_first_document_that_tells_of_it() -> None:
    """Results of FY10 came out on 13 May 2011, the paper on its dividend on the 26th."""
    table = Project(ROOT).table()
    for period, day in (("FY10", "2011-05-13"), ("1H15", "2015-11-09"), ("FY12", "2013-05-15")):
        assert str(announced_on(table, parse_period(period))) == day
    assert announced_on(two_documents(), parse_period("FY19")) is None
