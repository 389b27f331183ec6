"""Figures per share on one basis, before and after splits.

eps|FY11   17,964 printed in May 2012     1:200 split on 2012-10-01     89.82 on today's basis, "÷ 200"
eps|FY14    72.31 printed in 2015                                       72.31

What counts is the day of the document: one that came out before the split prints the old basis, whatever
period it speaks about.
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reportgen.core.units import is_per_share
from reportgen.data.load import build_table
from reportgen.data.records import Catalogue, Figure, MetricTable

_ONE = Decimal(1)


def split_factor(catalogue: Catalogue, concept: str, doc: str) -> Decimal:
    """What a per-share figure of `concept` printed in `doc` is divided by to stand on today's basis."""
    document = catalogue.documents.get(doc)
    factor = _ONE
    for action in catalogue.actions:
        if document is not None and concept in action.applies_to.split():
            factor *= action.factor if document.published_on < action.effective_on else _ONE
    return factor


def on_one_basis(table: MetricTable) -> MetricTable:
    """The table with every per-share figure on today's basis; the same table where nothing changes.

    Asking twice changes nothing the second time.

    A divided figure keeps its printed token and gets no new digits that could be trusted: 1,481 printed
    without decimals becomes 7.405, give or take 0.005.
    """
    if table.one_basis or not table.catalogue.actions:
        return table
    facts = [_rebased(fact, table.catalogue) for fact in table.facts]
    claims = [_rebased(claim, table.catalogue) for claim in table.claims]
    if all(new is old for new, old in zip(facts, table.facts, strict=True)) and all(
        new is old for new, old in zip(claims, table.claims, strict=True)
    ):
        return table
    return replace(build_table(table.catalogue, facts, claims), one_basis=True)


def _rebased(figure: Figure, catalogue: Catalogue) -> Figure:
    if not is_per_share(figure.unit):
        return figure
    factor = split_factor(catalogue, figure.key.metric.concept, figure.source.doc)
    if factor == _ONE:
        return figure
    # 200 moves the last trusted digit two places: half a unit is then wider than need be, never narrower.
    moved = factor.adjusted()
    return replace(figure, value=figure.value / factor, decimals=figure.decimals + moved)
