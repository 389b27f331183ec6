"""The canonical metric tables: catalogue, facts, claims, vintages."""

from reportgen.metrics.load import build_table, load
from reportgen.metrics.per_share import on_one_basis, split_factor
from reportgen.metrics.records import (
    LEVEL,
    Alias,
    Catalogue,
    Company,
    Concept,
    CorporateAction,
    Document,
    FactKey,
    Figure,
    Member,
    MetricRef,
    MetricTable,
    Rule,
    ScopeEvent,
    Source,
    Waiver,
)
from reportgen.metrics.refs import SignedMetric, parse_key, parse_metric, signed_parts
from reportgen.metrics.speaking import Speech, speeches
from reportgen.metrics.vintage import (
    LATEST,
    PUBLISHED,
    Vintage,
    VintageKind,
    parse_vintage,
    published_with,
    select,
)

__all__ = [
    "LATEST",
    "LEVEL",
    "PUBLISHED",
    "Alias",
    "Catalogue",
    "Company",
    "Concept",
    "CorporateAction",
    "Document",
    "FactKey",
    "Figure",
    "Member",
    "MetricRef",
    "MetricTable",
    "Rule",
    "ScopeEvent",
    "SignedMetric",
    "Source",
    "Speech",
    "Vintage",
    "VintageKind",
    "Waiver",
    "build_table",
    "load",
    "on_one_basis",
    "parse_key",
    "parse_metric",
    "parse_vintage",
    "published_with",
    "select",
    "signed_parts",
    "speeches",
    "split_factor",
]
