"""Loading a data folder: what is good becomes a table, what is not becomes a finding with its line."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest
from metric_language import (
    CONCEPT_HEAD,
    CONCEPTS,
    DOC,
    QUARTERS_RULE,
    claim,
    fact,
    faults,
    files,
    only,
    project_files,
    sheet,
    table,
)

from reportgen.core.findings import Place
from reportgen.data.figure_files import FACT_COLUMNS
from reportgen.data.load import load
from reportgen.data.records import parse_key, parse_metric

FACTS = f"facts/{DOC}.csv"


def test_a_printed_figure_becomes_a_fact_with_its_interval() -> None:
    found = table([fact("revenue", "4Q17", "48,439")]).fact(parse_key("revenue|4Q17"))
    assert found is not None
    assert found.base == Decimal("48439000000")
    assert found.interval.low == Decimal("48438500000")
    assert found.source.place == Place(f"data/{FACTS}", 2)


def test_a_figure_of_a_data_file_has_an_element_and_a_context_and_no_line() -> None:
    rows = (
        "concept,service_line,scope,period,scenario,bound,unit,value,scale,decimals,element,context,status,note\n"
        "revenue,,,FY17,actual,point,JPY,1234,3,-3,us-gaap:Revenues,2017-04-01/2018-03-31,ok,\n"
    )
    found = load(files(**{FACTS: rows.encode()})).fact(parse_key("revenue|FY17"))
    assert found is not None
    assert (found.source.printed, found.source.lines) == ("1,234", ())
    assert found.source.where == "us-gaap:Revenues, 2017-04-01/2018-03-31"


def test_a_figure_without_an_element_needs_its_token_and_its_line() -> None:
    row = fact("revenue", "FY17", "1,234", line="") | {"printed": ""}
    assert [issue.id for issue in faults(files([row]))] == ["empty-cell", "empty-cell"]


def test_the_id_of_a_figure_is_its_row() -> None:
    loaded = table(
        [fact("revenue", "FY17", "176,051"), fact("revenue", "FY16", "157,789", line=9)],
        [claim("revenue", "FY17", "change_pct", "FY16", "+11.6%")],
    )
    assert [figure.id for figure in loaded.figures] == [f"facts/{DOC}:2", f"facts/{DOC}:3", f"claims/{DOC}:2"]
    assert [figure.address for figure in loaded.figures] == [
        "revenue|FY17",
        "revenue|FY16",
        "change_pct(revenue)|FY17",
    ]
    assert loaded.by_id[f"claims/{DOC}:2"] is loaded.claims[0]


def test_every_figure_of_the_project_has_its_own_id() -> None:
    loaded = load(project_files())
    assert len(loaded.by_id) == len(loaded.figures)


def test_the_most_precise_fact_of_a_key_comes_first() -> None:
    loaded = table(
        [fact("revenue", "FY17", "JPY176.1 bn", scale=9), fact("revenue", "FY17", "176,051", line=9)]
    )
    assert [str(f.value) for f in loaded.by_key[parse_key("revenue|FY17")]] == ["176051", "176.1"]


def test_a_trusted_figure_comes_before_a_more_precise_suspect_one() -> None:
    loaded = table(
        [
            fact("revenue", "FY17", "176,051", status="suspect"),
            fact("revenue", "FY17", "JPY176.1 bn", scale=9),
        ]
    )
    best = loaded.fact(parse_key("revenue|FY17"))
    assert best is not None
    assert best.status == "ok"


def test_the_projects_own_data_loads_without_a_finding() -> None:
    loaded = load(project_files())
    assert len(loaded.facts) > 200
    assert len(loaded.claims) > 150


def test_all_faults_of_all_files_are_raised_together() -> None:
    given = files(
        [fact("revenu", "4Q17", "48,439"), fact("cost_of_revenue", "5Q17", "1")],
        [claim("revenue", "FY17", "change_pct", "FY99x", "+11.6%")],
    )
    found = {(issue.id, issue.place.file, issue.place.line) for issue in faults(given)}
    assert found == {
        ("unknown-concept", f"data/{FACTS}", 2),
        ("impossible-period", f"data/{FACTS}", 3),
        ("impossible-period", f"data/claims/{DOC}.csv", 2),
    }


@pytest.mark.parametrize(
    ("period", "against", "printed", "expected"),
    [
        ("4Q17", "4Q16", "+4.0% YoY", None),
        ("4Q17", "3Q17", "+4.0% QoQ", None),
        ("4Q17", "3Q17", "+4.0%", None),
        ("4Q17", "3Q17", "+4.0% YoY", "4Q16"),
        ("4Q17", "3Q17", "\u524d\u5e74\u540c\u671f\u6bd44.0%\u5897", "4Q16"),
        ("4Q17", "4Q16", "4.0% quarter-on-quarter", "3Q17"),
        ("FY17", "FY16", "+4.0% QoQ", "a quarter"),
    ],
)
def test_a_change_that_names_its_base_is_counted_from_it(
    period: str, against: str, printed: str, expected: str | None
) -> None:
    given = files([], [claim("revenue", period, "change_pct", against, printed, value="4.0", decimals="1")])
    if expected is None:
        assert load(given).claims
    else:
        assert [(issue.id, issue.expected) for issue in faults(given)] == [("base-differs", expected)]


@pytest.mark.parametrize(
    ("row", "name", "message", "hint"),
    [
        (
            fact("revenu", "4Q17", "1"),
            "unknown-concept",
            'no concept is named "revenu"',
            'did you mean "revenue"?',
        ),
        (
            fact("revenue@network_", "4Q17", "1"),
            "unknown-service-line",
            'no service line is named "network_"',
            'did you mean "network"?',
        ),
        (
            fact("revenue", "4Q17", "36,179", value="36,179", decimals="-6"),
            "thousands-separator",
            '"value" holds a thousands separator',
            'write 36179; the token as printed belongs into "printed"',
        ),
        (
            fact("revenue", "1-Jan-17", "1"),
            "period-became-a-date",
            "the period was turned into a date",
            "a spreadsheet program does this to 1Q17 or 2018-03: import the column as text",
        ),
        (
            fact("revenue", "5Q17", "1"),
            "impossible-period",
            '"5Q17" is no period',
            "quarters run from 1 to 4, halves from 1 to 2, months from 01 to 12",
        ),
        (
            fact("revenue", "q4 fy'17", "1"),
            "impossible-period",
            '"q4 fy\'17" is no period',
            'did you mean "4Q17"?',
        ),
        (
            fact("cash", "FY17", "1"),
            "instant-or-duration",
            '"cash" is known at an instant',
            "correct the period here, or the period type of the concept",
        ),
        (
            fact("revenue", "2018-03-31", "1"),
            "instant-or-duration",
            '"revenue" is known over a stretch of time',
            "correct the period here, or the period type of the concept",
        ),
        (
            fact("revenue", "4Q17", "1", scenario="actuals"),
            "unknown-scenario",
            'no scenario is named "actuals"',
            'did you mean "actual"?',
        ),
        (
            fact("revenue", "4Q17", "1", status="okay"),
            "unknown-status",
            'no status is named "okay"',
            'did you mean "ok"?',
        ),
        (
            fact("revenue", "4Q17", "1", unit="person"),
            "wrong-unit",
            "a unit of count stands on a concept of money",
            "the scale has its own column: JPY with scale 6 is JPY million",
        ),
        (
            fact("revenue", "4Q17", "1", unit="JPYmn"),
            "unknown-unit",
            'no unit is written "JPYmn"',
            "the scale has its own column: JPY with scale 6 is JPY million",
        ),
        (
            fact("revenue", "4Q17", "1.5", decimals=-6),
            "digits-beyond-decimals",
            "the value has digits beyond its last trusted one",
            'correct "decimals" or "scale": one decimal of a billion is -8, a whole million -6',
        ),
        (
            fact("revenue", "4Q17", "15", decimals=-5),
            "decimals-beyond-printed",
            '"decimals" promises more digits than are printed',
            "the last trusted digit is the last one printed",
        ),
        (
            fact("revenue", "4Q17", "48,439", value="48493"),
            "printed-differs",
            "the printed token and the value differ",
            "",
        ),
        (
            fact("tax", "4Q17", "(42)", value="42"),
            "printed-differs",
            "the printed token and the value differ",
            'where the page prints the opposite sign, say so in aliases.csv with sign_flip "-1"',
        ),
        (
            fact("revenue", "4Q17", "JPY19.1bn", scale=6),
            "printed-differs",
            "the printed token and the value differ",
            'correct "scale": the token stands for 19100000000 in base units, the cells for 19100000',
        ),
        (
            fact("revenue", "4Q17", "117-> 114", value="117", decimals="-6"),
            "printed-unreadable",
            'the printed token cannot be read whole: the character ">" is not read',
            "keep the token of this figure only; how the document writes numbers, and its marks beside them, "
            'say "separators" and "marks" in documents.csv',
        ),
        (
            fact("revenue", "1Q18", "1"),
            "actual-after-document",
            "an actual figure ends after its document",
            'correct the period or the scenario, or waive "actual-after-document" for revenue|1Q18 in waivers.csv',
        ),
        (
            fact("revenue", "FY17", "1", scenario="target"),
            "target-in-the-past",
            "a target ends before its document",
            'correct the period or the scenario, or waive "target-in-the-past" for revenue|FY17|target in waivers.csv',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and "-" in value and " " not in value else "",
)
def test_a_wrong_cell_is_answered_with_a_sentence_and_a_way_out(
    row: dict[str, str], name: str, message: str, hint: str
) -> None:
    issue = only(files([row]))
    assert (issue.id, issue.message, issue.hint) == (name, message, hint)
    assert str(issue.place) == f"data/{FACTS}:2"


def test_a_sign_may_flip_where_an_alias_says_so() -> None:
    flip = "Less: tax,2018-*,tax,,,-1,\n"
    loaded = load(files([fact("tax", "4Q17", "(42)", value="42")], aliases=flip))
    assert loaded.facts[0].value == 42


def test_an_alias_for_one_line_flips_nothing_elsewhere() -> None:
    flip = f"Less: tax,{DOC}#7,tax,,,-1,\n"
    assert not faults(files([fact("tax", "4Q17", "(42)", value="42", line=7)], aliases=flip))
    assert (
        only(files([fact("tax", "4Q17", "(42)", value="42", line=8)], aliases=flip)).id == "printed-differs"
    )


def test_a_japanese_amount_in_words_is_read() -> None:
    assert not faults(files([fact("revenue", "4Q17", "299億9000万円", value="29990", decimals=-6)]))


def test_the_same_figure_twice_asks_for_also_at() -> None:
    issue = only(files([fact("revenue", "4Q17", "1"), fact("revenue", "4Q17", "1", line=9)]))
    assert issue.id == "duplicate-key"
    assert issue.message == "revenue|4Q17 stands twice in this file"
    assert issue.hint == 'name the further line in "also_at" of line 2'


def test_a_target_of_the_past_can_be_waived() -> None:
    row = fact("revenue", "FY17", "1", scenario="target")
    waiver = "target-in-the-past,revenue|FY17|target,printed beside the actual,us,2020-01-01,\n"
    assert not faults(files([row], waivers=waiver))


@pytest.mark.parametrize("period", ["medium_term", "undated"])
@pytest.mark.parametrize(
    ("metric", "cells"),
    [
        ("revenue", {"scenario": "target"}),
        ("revenue", {"scenario": "plan_longterm"}),
        ("revenue", {}),
        ("cash", {}),
    ],
)
def test_a_figure_without_a_date_is_neither_late_nor_past_nor_of_a_day(
    metric: str, period: str, cells: dict[str, str]
) -> None:
    (loaded,) = load(files([fact(metric, period, "10", **cells)])).facts
    assert str(loaded.key.period) == period


def test_a_claim_against_an_unknown_metric_is_found() -> None:
    issue = only(files(claims=[claim("tax", "FY17", "share_pct", "revenu", "1.0%")]))
    assert issue.id == "unknown-concept"
    assert issue.hint == 'did you mean "revenue"?'


def test_points_and_percent_are_told_apart() -> None:
    issue = only(files(claims=[claim("gross_margin_ratio", "FY17", "change_pt", "FY16", "0.4", unit="pct")]))
    assert issue.message == "a claim of kind change_pt counts in point"


def test_a_file_without_its_document_is_named() -> None:
    given = files(**{"facts/2018-05-15_result.csv": sheet(FACT_COLUMNS, [])})
    issue = only(given)
    assert issue.id == "unknown-document"
    assert issue.hint == 'did you mean "2018-05-15_results"?'


def test_a_stray_file_is_named_rather_than_ignored() -> None:
    issue = only(files(**{"concept.csv": b"x"}))
    assert (issue.id, issue.hint) == ("stray-file", 'did you mean "concepts.csv"?')


def test_a_missing_catalogue_is_named() -> None:
    given = files()
    del given["concepts.csv"]
    assert [issue.message for issue in faults(given)] == ['the file "concepts.csv" is missing']


def test_a_concept_defined_twice_is_found() -> None:
    twice = CONCEPTS + CONCEPTS.split("\n")[1] + "\n"
    assert only(files(concepts=twice)).message == 'the concept "revenue" is defined twice'


def test_a_rule_that_names_nothing_known_is_found() -> None:
    rule = "margin,gross_margin,+revenue -cost_of_revenues,identity,*,all,E,,\n"
    issue = only(files(rules=rule))
    assert (issue.place.file, issue.hint) == ("data/rules.csv", 'did you mean "cost_of_revenue"?')


def test_a_part_without_a_sign_is_found() -> None:
    rule = "margin,gross_margin,revenue -cost_of_revenue,identity,*,all,E,,\n"
    assert only(files(rules=rule)).message == 'the part "revenue" has no sign'


def test_periods_of_a_rule_are_read_before_they_are_needed() -> None:
    rule = QUARTERS_RULE.replace("period,*", "period,FY1x")
    issue = only(files(rules=rule))
    assert issue.message == '"FY1x" names no periods'


def test_parents_in_a_circle_are_found() -> None:
    circle = b"axis,member,parent,label_en,label_ja,valid_from,valid_to,successor\n" + (
        b"service_line,a,b,A,A,,,\nservice_line,b,a,B,B,,,\n"
    )
    assert {issue.id for issue in faults(files(**{"members.csv": circle}))} == {"member-in-a-circle"}


def test_a_concept_header_is_the_documented_one() -> None:
    assert project_files()["concepts.csv"].decode().splitlines()[0] == f"{CONCEPT_HEAD},standard"


def test_a_metric_survives_the_way_into_another_process() -> None:
    ref = parse_metric("revenue@si%abroad")
    copied = pickle.loads(pickle.dumps(ref))
    assert (copied, hash(copied)) == (ref, hash(ref))
    assert b"_hash" not in pickle.dumps(ref)
