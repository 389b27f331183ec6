"""The closed lists of words that figure files use, and the spelling of units."""

from __future__ import annotations

import re

# `target` is the first one, `target_revised` the one that replaced it, `target_previous` what a document
# that revises twice calls the target before.
SCENARIOS = (
    "actual",
    "target",
    "target_original",
    "target_previous",
    "target_revised",
    "expectation",
    "plan_longterm",
)
TARGETS = tuple(name for name in SCENARIOS if name.startswith("target"))
STATUSES = ("ok", "suspect", "source_error", "conversion_error", "superseded")
BOUNDS = ("point", "approx", "over", "under")
MEDIA = ("", "table", "prose", "chart_label", "chart_image", "footnote")
CLAIM_KINDS = ("change_pct", "change_abs", "change_pt", "share_pct")

_UNIT_SHAPES = {
    "money": (re.compile(r"[A-Z]{3}(?:/(?:day|month|quarter|year))?"), "JPY"),
    "per_share": (re.compile(r"[A-Z]{3}/share"), "JPY/share"),
    "ratio": (re.compile(r"pct|point"), "pct or point"),
    "count": (re.compile(r"[a-z][a-z_ ]*"), "a word in the singular, such as person"),
    "bandwidth": (re.compile(r"bit/s"), "bit/s"),
    "factor": (re.compile(r"times"), "times"),
    "area": (re.compile(r"m2"), "m2"),
}


def unit_fits(unit: str, kind: str) -> bool:
    """Whether a unit is spelled as the kind asks: `JPY` for money, `person` for counts."""
    shape = _UNIT_SHAPES.get(kind)
    return shape is None or shape[0].fullmatch(unit) is not None


def unit_example(kind: str) -> str:
    """What a unit of this kind looks like."""
    return _UNIT_SHAPES[kind][1]


def unit_of_other_kind(unit: str, kind: str) -> str:
    """The kind whose spelling `unit` has, where it is not `kind`; empty where there is none."""
    for other, (shape, _) in _UNIT_SHAPES.items():
        if other != kind and shape.fullmatch(unit):
            return other
    return ""
