"""The spelling of metrics and keys: `gross_margin@si`, `ownership_ratio%decurret|2018-03-31`."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from reportgen.metrics.records import FactKey, MetricRef, Rule
from reportgen.values import parse_period

_METRIC = re.compile(r"([a-z_][a-z0-9_]*)(?:@([a-z0-9_.]+))?(?:%([a-z0-9_.]+))?")


@cache
def parse_metric(text: str) -> MetricRef:
    """The metric that `text` names; `ValueError` says how a metric is spelled."""
    match = _METRIC.fullmatch(text)
    if not match:
        raise ValueError(f'"{text}" is no metric: expected concept, concept@service_line or concept%scope')
    concept, line, scope = match.groups()
    return MetricRef(concept, line or "", scope or "")


def parse_key(text: str) -> FactKey:
    """The key that `text` spells: `revenue@si|4Q17` or `revenue|FY18|target`; else `ValueError`."""
    head, _, tail = text.partition("|")
    period, _, scenario = tail.partition("|")
    return FactKey(parse_metric(head), parse_period(period), scenario or "actual")


class SignedMetric(NamedTuple):
    """A metric with the sign that it has in a sum."""

    sign: int
    metric: MetricRef


def signed_parts(rule: Rule) -> list[SignedMetric]:
    """The parts of a tie-out."""
    return [SignedMetric(part.sign, parse_metric(part.metric)) for part in rule.parts]
