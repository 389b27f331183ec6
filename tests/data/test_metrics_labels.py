"""Labels: one composition, the other language's words rather than none; and the catalogue's order."""

from __future__ import annotations

from language import table

from reportgen.core.structs import replace
from reportgen.data.labels import catalogue_order, label_of, metric_label, row_label
from reportgen.data.records import MetricRef

CATALOGUE = table().catalogue
TEA = MetricRef("revenue", "tea", "abroad")


def test_a_label_is_that_of_the_other_language_where_it_has_none() -> None:
    revenue = CATALOGUE.concepts["revenue"]
    assert (label_of(revenue), label_of(revenue, "ja")) == ("Revenue", "売上高")
    assert label_of(replace(revenue, label_ja=""), "ja") == "Revenue"
    assert label_of(replace(revenue, label_en="")) == "売上高"


def test_a_missing_label_is_filled_wherever_a_metric_is_named() -> None:
    bare = replace(
        CATALOGUE,
        concepts={name: replace(one, label_ja="") for name, one in CATALOGUE.concepts.items()},
        members={name: replace(one, label_ja="") for name, one in CATALOGUE.members.items()},
    )
    assert [metric_label(TEA, bare, "ja", shape=shape) for shape in ("list", "form", "table")] == [
        "Revenue, Tea, Abroad",
        "Revenue  Tea  Abroad",
        "Revenue（Tea・Abroad）",
    ]
    assert row_label(TEA, bare, "ja") == "Tea"
    assert row_label(TEA, bare, "ja", "yoy") == "Year over year"


def test_each_place_puts_the_parts_together_in_its_way() -> None:
    shapes = ("list", "form", "table")
    assert [metric_label(TEA, CATALOGUE, shape=shape) for shape in shapes] == [
        "Revenue, Tea, Abroad",
        "Revenue: Tea, Abroad",
        "Revenue, Tea, Abroad",
    ]
    assert [metric_label(TEA, CATALOGUE, "ja", shape=shape) for shape in shapes] == [
        "売上高, 茶, 海外",
        "売上高  茶  海外",
        "売上高（茶・海外）",
    ]
    assert metric_label(MetricRef("cost"), CATALOGUE, measure="yoy") == "Cost: year over year"
    assert metric_label(MetricRef("cost"), CATALOGUE, "ja", "yoy", "table") == "原価 前年同期比"


def test_a_measure_without_a_concept_of_its_own_is_named_by_its_word() -> None:
    assert metric_label(MetricRef("cost"), CATALOGUE, measure="share_of_year") == "Cost: share of year"
    assert row_label(MetricRef("cost"), CATALOGUE, measure="progress") == "Progress"


def test_metrics_stand_in_the_order_of_the_files_the_whole_before_its_parts() -> None:
    metrics = [MetricRef("cost"), TEA, MetricRef("revenue", "tea"), MetricRef("revenue")]
    assert [str(one) for one in sorted(metrics, key=catalogue_order(CATALOGUE))] == [
        *("revenue", "revenue@tea", "revenue@tea%abroad", "cost")
    ]
