"""Sums over lines that nobody wrote: tested where every line is printed, and nowhere else."""

from __future__ import annotations

from metric_language import claim, fact, files, table

from reportgen.checks.check import Verdict
from reportgen.checks.claims import CLAIMS
from reportgen.checks.run import run_checks
from reportgen.checks.ties import TIES
from reportgen.core.findings import Severity
from reportgen.data.load import load
from reportgen.data.records import MetricTable

RULE = "own,revenue,+revenue@si +revenue@network,dimension,*,residual,E,Others remain.,\n"


def lines(revenue: str, period: str = "FY17", **parts: str) -> list[dict[str, str]]:
    rows = [fact("revenue", period, revenue)]
    return rows + [fact(f"revenue@{line}", period, printed) for line, printed in parts.items()]


def verdicts(loaded: MetricTable) -> list[tuple[str, str, Verdict]]:
    return [(tie.rule.name, str(tie.subject), tie.verdict) for tie in run_checks(loaded).of(TIES)]


def test_lines_that_are_all_printed_add_to_their_total() -> None:
    assert verdicts(table(lines("100", si="60", network="40"))) == [
        ("lines_of_revenue", "revenue|FY17", Verdict.OK)
    ]
    (issue,) = run_checks(table(lines("100", si="60", network="30"))).issues
    assert (issue.id, issue.severity) == ("tie-contradiction", Severity.WARNING)
    assert "rules.csv" in issue.message


def test_a_period_that_prints_some_of_its_lines_is_nothing_to_tell() -> None:
    both = lines("100", si="60", network="40")
    assert [subject for _, subject, _ in verdicts(table([*both, *lines("90", "FY16", si="60")]))] == [
        "revenue|FY17"
    ]
    assert not verdicts(table(lines("100", si="60")))


def test_a_sum_of_ones_own_takes_the_place_of_the_one_that_nobody_wrote() -> None:
    loaded = table(lines("100", si="60", network="30"), rules=RULE)
    assert verdicts(loaded) == [("own", "revenue|FY17", Verdict.INCOMPLETE)]


def test_a_part_of_a_line_is_no_line_and_one_that_begins_or_ends_needs_a_sum_of_its_own() -> None:
    given = files(lines("100", si="60", network="40", **{"si.build": "20"}))
    parted = {**given, "members.csv": given["members.csv"] + b"service_line,si.build,si,Build,,,,\n"}
    assert [verdict for *_, verdict in verdicts(load(parted))] == [Verdict.OK]
    dated = parted["members.csv"].decode().replace("ネットワーク,,,", "ネットワーク,2016-04,,").encode()
    assert not verdicts(load({**given, "members.csv": dated}))


def test_nothing_is_worked_out_from_a_sum_that_nobody_wrote() -> None:
    untold = [fact("revenue@si", "FY16", "50"), fact("revenue@network", "FY16", "40")]
    grown = claim("revenue", "FY17", "change_pct", "FY16", "+50%")
    report = run_checks(table([*lines("100", si="60", network="40"), *untold], [grown]))
    assert [test.verdict for test in report.of(CLAIMS)] == [Verdict.INCOMPLETE]
