"""Growth across scope events and redefinitions is marked, never hidden."""

from __future__ import annotations

import pytest
from metric_language import MARGIN_RULE, MEMBERS, claim, fact, files

from reportgen.checks.breaks import Breaks
from reportgen.checks.run import run_checks
from reportgen.core.findings import Issue
from reportgen.core.period import parse_period
from reportgen.data.load import load
from reportgen.data.records import MetricTable, parse_metric
from reportgen.figures.parser import catalogue_expressions
from reportgen.model.timeline import break_marks

EVENTS = "effective_on,kind,scope,label_en,label_ja,affects,doc,line,note\n"
BOUGHT = "2016-09-01,acquisition,abroad,Abroad acquired,海外を取得,revenue,,,\n"
FOUNDED = "2016-09,establishment,abroad,Abroad established,海外を設立,revenue,,,\n"


def eventful(events: str = BOUGHT, **more: bytes) -> MetricTable:
    facts = [fact("revenue", "FY16", "100"), fact("revenue", "FY17", "120")]
    claims = [claim("revenue", "FY17", "change_pct", "FY16", "+20%")]
    given = files(facts, claims, rules=MARGIN_RULE)
    return load(given | {"scope_events.csv": (EVENTS + events).encode()} | more)


def found(table: MetricTable, issue_id: str) -> list[Issue]:
    return [issue for issue in run_checks(table).issues if issue.id == issue_id]


@pytest.mark.parametrize(
    ("metric", "earlier", "later", "across"),
    [
        ("revenue", "FY15", "FY16", True),
        ("revenue", "FY16", "FY17", True),
        ("revenue", "FY17", "FY18", False),
        ("revenue", "2Q15", "2Q16", True),
        ("revenue", "1Q15", "1Q16", False),
        ("revenue", "3Q16", "3Q17", False),
        ("gross_margin", "FY16", "FY17", True),
        ("gross_margin_ratio", "FY16", "FY17", True),
        ("cost_of_revenue", "FY16", "FY17", False),
        ("revenue@si", "FY16", "FY17", False),
    ],
)
def test_an_acquisition_touches_four_quarters_and_the_years_they_lie_in(
    metric: str, earlier: str, later: str, across: bool
) -> None:
    table = eventful()
    breaks = Breaks(table.catalogue, catalogue_expressions(table.catalogue))
    between = breaks.between(parse_metric(metric), parse_period(earlier), parse_period(later))
    assert [one.label_en for one in between] == (["Abroad acquired"] if across else [])


def test_a_company_that_begins_breaks_what_its_event_names_and_no_sum() -> None:
    table = eventful(FOUNDED)
    breaks = Breaks(table.catalogue, catalogue_expressions(table.catalogue))
    years = parse_period("FY16"), parse_period("FY17")
    assert breaks.between(parse_metric("revenue"), *years)
    assert not breaks.between(parse_metric("gross_margin"), *years)


def test_a_change_of_accounting_breaks_figures_under_the_standard_of_its_document_alone() -> None:
    revised = BOUGHT.replace("acquisition", "accounting_change").replace(
        "revenue,,", "revenue,2018-05-15_results,1"
    )
    table = eventful(revised)
    breaks = Breaks(table.catalogue, catalogue_expressions(table.catalogue))
    years = parse_metric("revenue"), parse_period("FY16"), parse_period("FY17")
    (told,) = {doc.accounting_standard for doc in table.catalogue.documents.values()}
    assert [len(breaks.between(*years, name)) for name in (told, "", "another")] == [1, 1, 0]
    assert [break_marks(years[1], table, name) for name in (told, "", "another")] == ["1", "1", ""]


@pytest.mark.parametrize(
    ("standards", "expected"), [(("us_gaap", "ifrs", ""), 1), (("us_gaap", "us_gaap", ""), 0)]
)
def test_a_document_without_a_standard_beside_two_is_told(standards: tuple[str, ...], expected: int) -> None:
    given = files([fact("revenue", "FY16", "100")])
    head, *_ = given["documents.csv"].decode().splitlines()
    lines = [
        f"2018-05-1{day}_results,Results,results,2018-05-15,2018-05-15,{name},nearest,a.txt,,"
        for day, name in enumerate(standards, start=5)
    ]
    sheet = given["facts/2018-05-15_results.csv"]
    more = {f"facts/2018-05-1{day}_results.csv": sheet for day in (5, 6, 7)}
    table = load(given | more | {"documents.csv": "\n".join([head, *lines, ""]).encode()})
    assert len(found(table, "standard-not-told")) == expected


def test_a_service_line_that_begins_or_ends_breaks_its_own_growth() -> None:
    members = MEMBERS.replace(
        "service_line,si,,Systems integration,SI,,,", "service_line,si,,SI,SI,2017-04,,"
    )
    table = load(files() | {"members.csv": members.encode()})
    breaks = Breaks(table.catalogue, catalogue_expressions(table.catalogue))
    (one,) = breaks.between(parse_metric("revenue@si"), parse_period("FY16"), parse_period("FY17"))
    assert (str(one.day), one.label_en) == ("2017-04-01", "SI begins")


def test_printed_growth_across_an_event_is_information() -> None:
    (issue,) = found(eventful(), "growth-across-break")
    assert (issue.severity, issue.found) == ("info", "+20%")
    assert issue.message == (
        "the printed change against FY16 of revenue|FY17 goes across 2016-09-01: Abroad acquired"
    )
