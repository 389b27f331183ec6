"""The closed lists of words that figure files use, each word with all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

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
MEDIA = ("", "table", "prose", "chart_label", "chart_image", "footnote")


@dataclass(frozen=True, slots=True)
class Bound:
    """A word that makes a figure inexact.

    `head` stands alone in a cell, `phrases` around a figure (`{}`) by language; `read` finds it in a printed token.
    """

    head: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)
    read: re.Pattern[str] | None = None


BOUNDS = {
    "point": Bound(),
    "approx": Bound(
        "approx.",
        {"en": "approx. {}", "ja": "約{}"},
        re.compile(r"\b(?:approx|about|around|roughly|nearly|almost)\b|約", re.IGNORECASE),
    ),
    "over": Bound(
        "over",
        {"en": "over {}", "ja": "{}超"},
        re.compile(r"\b(?:over|more than|exceed\w*|at least|greater than)\b", re.IGNORECASE),
    ),
    "under": Bound(
        "up to",
        {"en": "under {}", "ja": "{}未満"},
        re.compile(r"\b(?:under|less than|below|up to|at most)\b", re.IGNORECASE),
    ),
}


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """A kind of claim: in one word, in full, as the form offers it; its unit where it has one of its own."""

    word: str
    full: str
    choice: str
    unit: str


CLAIM_KINDS = {
    "change_pct": ClaimKind("growth", "growth", "growth %", "pct"),
    "change_abs": ClaimKind("change", "change", "change", ""),
    "change_pt": ClaimKind("change", "change in points", "change in points", "point"),
    "share_pct": ClaimKind("share", "share", "share %", "pct"),
}
