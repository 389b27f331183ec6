"""Vintages, doubtful figures, names, events and tables as printed: what the lists of a workbook say."""

from __future__ import annotations

from list_language import inside, lists, records, rows
from metric_language import claim, fact, files

from reportgen.model.list_documents import EVENTS, NAME_COLUMNS, NAME_HEADS, PERIOD_COLUMNS, REPORTED
from reportgen.model.list_prints import DOUBTFUL_FIGURES, VINTAGE_GROUPS, WAIVERS

FIRST, LATER = "2018-05-15_results", "2019-05-15_results"
EVENT_HEAD = "effective_on,kind,scope,label_en,label_ja,affects,doc,line,note\n"

# Vintages


def test_a_restated_figure_is_told_apart_from_one_that_is_only_rounded() -> None:
    here = lists(
        files(
            [fact("revenue", "FY17", "100"), fact("tax", "FY17", "40")],
            later_facts=[
                fact("revenue", "FY17", "103", note="restated: discontinued business"),
                fact("tax", "FY17", "0.0", scale=9, value="0.0"),
            ],
        )
    )
    restated, same = records(VINTAGE_GROUPS, here)
    assert rows(restated.rows["vintages"], "label", "reason", "flag_key", "spread") == [
        ("Revenues", "restated: discontinued business", "revenue|FY17", 0)
    ]
    assert rows(same.rows["vintages"], "label", "reason", "flag_key", "spread") == [("Tax", "", "", 1)]
    assert (restated.values["count"], same.values["count"]) == (1, 1)
    assert restated.values["told"] == "1 later print"


def test_a_revised_target_is_no_restatement() -> None:
    here = lists(
        files(
            [fact("revenue", "FY19", "100", scenario="target_revised")],
            later_facts=[fact("revenue", "FY19", "90", scenario="target_revised")],
        )
    )
    assert inside(records(VINTAGE_GROUPS, here), "vintages") == []


def test_doubtful_figures_come_with_their_reason_and_mark_what_nothing_else_proves() -> None:
    here = lists(
        files(
            [
                fact("revenue", "FY17", "100", status="suspect", note="smudged", line=9),
                fact("tax", "FY17", "41", status="source_error", note="a digit lost"),
                fact("tax", "FY17", "0.04", scale=9, line=2),
            ],
            [
                claim(
                    "revenue",
                    "FY17",
                    "change_pct",
                    "FY16",
                    "+5.0%",
                    status="conversion_error",
                    note="garbled",
                )
            ],
        )
    )
    assert rows(records(DOUBTFUL_FIGURES, here), "status", "label", "kind", "note", "suspect_key") == [
        ("Source error", "Tax", "level", "a digit lost", ""),
        ("Suspect", "Revenues", "level", "smudged", "revenue|FY17"),
        ("Conversion of the text", "Revenues", "growth", "garbled", ""),
    ]


def test_waivers_say_what_was_decided_and_by_whom() -> None:
    here = lists(files(waivers="claim,revenue|FY17,Misprint.,me,2018-06-01,2019-06-01\n"))
    assert rows(records(WAIVERS, here), "check", "subject", "reason", "decided_by", "expires") == [
        ("claim", "revenue|FY17", "Misprint.", "me", "2019-06-01")
    ]


# Names and events


def test_labels_stand_under_their_document_with_line_sign_and_note() -> None:
    here = lists(
        files(
            aliases=f"Sales,{FIRST},revenue,,,1,\nTotal sales,{FIRST},revenue,,,1,\n"
            f"Shortfall,{FIRST}#31,revenue,,,-1,a gap\nSI,2001_old,revenue,si,,1,\n"
        )
    )
    (head,) = records(NAME_HEADS, here)
    assert head.values["c1"] == "2018 results"
    assert [head.values[f"c{place}"] for place in range(2, NAME_COLUMNS + 1)] == [""] * (NAME_COLUMNS - 1)
    assert rows(head.rows["names"], "metric", "c1", "others", "note") == [
        (
            "revenue",
            "Sales / Total sales / Shortfall (\u2212) [line 31]",
            "",
            "a gap",
        ),
        ("revenue@si", "", "SI (2001_old)", ""),
    ]


def test_events_are_numbered_by_their_day_and_name_the_lines_they_touch() -> None:
    events = (
        EVENT_HEAD
        + f"2017-12-31,deconsolidation,abroad,Sold,売却,revenue%abroad,{FIRST},12,\n"
        + f"4Q11,definition_change,,Recounted,,revenue@si tax,{FIRST},,\n"
    )
    here = lists(files(**{"scope_events.csv": events.encode()}))
    assert rows(records(EVENTS, here), "number", "date", "kind", "label", "metrics", "line") == [
        (1, "4Q11", "Definition change", "Recounted", "Revenues, Systems integration; Tax", ""),
        (2, "2017-12-31", "Deconsolidation", "Sold", "Revenues, Abroad", 12),
    ]


# Tables as printed


def test_a_table_is_a_heading_with_its_lines_and_periods_in_order() -> None:
    here = lists(
        files(
            [
                fact("tax", "FY17", "(1.2)", heading="Costs", line=20),
                fact("revenue", "FY17", "1,100", heading="Sales", line=11),
                fact("revenue", "FY16", "1,000", heading="Sales", line=11),
            ],
            [claim("revenue", "FY17", "change_pct", "FY16", "+10.0%", heading="Sales", line=11)],
            aliases=f"Total sales,{FIRST},revenue,,,1,\n",
        )
    )
    (document,) = records(REPORTED, here)
    assert (document.values["figures"], document.values["tables"]) == (4, 2)
    sales, costs = document.rows["tables"]
    assert rows([sales, costs], "heading", "p1", "p2") == [("Sales", "FY16", "FY17"), ("Costs", "FY17", None)]
    assert rows(sales.rows["lines"], "line", "printed", "label", "p1", "p2") == [
        (11, "Total sales", "Revenues", "1,000", "1,100"),
        (11, "    growth", None, None, "[+10.0%]"),
    ]
    assert rows(costs.rows["lines"], "printed", "p1") == [("Tax", "(1.2)")]


def test_a_rate_that_stands_alone_names_its_figure() -> None:
    here = lists(
        files(
            [fact("tax", "FY17", "40", line=5)],
            [
                claim("revenue", "FY17", "change_pct", "FY16", "+10.0%", line=7),
                claim("revenue", "FY17", "share_pct", "tax", "9.0%", line=8),
            ],
        )
    )
    (document,) = records(REPORTED, here)
    (table,) = document.rows["tables"]
    assert rows(table.rows["lines"], "printed", "label") == [
        ("Tax", "Tax"),
        ("Revenues: growth", "Revenues"),
        ("    share of tax", None),
    ]


def test_a_line_that_prints_a_figure_again_points_at_the_line_it_is_held_from() -> None:
    here = lists(
        files(
            [
                fact("revenue", "FY17", "1,100", heading="Summary", line=3, also_at=11),
                fact("revenue", "FY16", "1,000", heading="Sales", line=11),
            ]
        )
    )
    (document,) = records(REPORTED, here)
    _, sales = document.rows["tables"]
    assert rows(sales.rows["lines"], "line", "p1", "p2") == [(11, "1,000", "\u2192 3")]


def test_a_heading_with_more_periods_than_columns_is_told_in_parts() -> None:
    months = [f"2017-{month:02d}" for month in range(1, 13)] + ["2018-01"]
    here = lists(files([fact("revenue", month, "10") for month in months]))
    (document,) = records(REPORTED, here)
    assert rows(document.rows["tables"], "heading", "p1", "p3") == [
        ("Results", "2017-01", "2017-03"),
        ("Results (continued)", months[PERIOD_COLUMNS], None),
    ]


def test_documents_come_newest_first() -> None:
    here = lists(files([fact("revenue", "FY17", "100")], later_facts=[fact("revenue", "FY18", "110")]))
    assert rows(records(REPORTED, here), "doc") == [(LATER,), (FIRST,)]
