"""The closed lists of words that figure files use, each word with all that is said of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from msgspec import Struct, field

from reportgen.core.fiscal_calendar import FiscalCalendar
from reportgen.core.period import Period, PeriodKind, parse_period
from reportgen.data.records import Document, FigureKey

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
TARGET_SCENARIOS = tuple(name for name in SCENARIOS if name.startswith("target"))
STANDARDS = {"us_gaap": "US GAAP", "ifrs": "IFRS", "jgaap": "J-GAAP"}
# What a sum requires that is tested only where all of its parts are told.
PRINTED = "printed"
STATUSES = ("ok", "suspect", "source_error", "conversion_error", "superseded")
MEDIA = ("", "table", "prose", "chart_label", "chart_image", "footnote")


class Bound(Struct, frozen=True):
    """A word that makes a figure inexact: `head` stands alone in a cell, `phrases` around a figure (`{}`) by language.

    How a printed token says it is a matter of its reader.
    """

    head: str = ""
    phrases: Mapping[str, str] = field(default_factory=dict)


BOUNDS = {
    "point": Bound(),
    "approx": Bound("approx.", {"en": "approx. {}", "ja": "約{}"}),
    "over": Bound("over", {"en": "over {}", "ja": "{}超"}),
    "under": Bound("up to", {"en": "under {}", "ja": "{}未満"}),
}


class ClaimKind(Struct, frozen=True):
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


_KINDS = {kind.value for kind in PeriodKind}


@cache
def in_periods(period: Period, periods: str, calendar: FiscalCalendar) -> bool:
    """Whether a rule with this `periods` cell speaks about `period`; several words mean any of them.

    No rule speaks about what has no date: two such figures need not be of one time.
    """
    return period.is_dated and any(_fits(period, word, calendar) for word in periods.split())


def _fits(period: Period, word: str, calendar: FiscalCalendar) -> bool:
    if word == "*" or word == period.kind.value:
        return True
    if ".." in word:
        first, _, last = word.partition("..")
        after = not first or calendar.end(period) >= calendar.start(parse_period(first))
        before = not last or calendar.end(period) <= calendar.end(parse_period(last))
        return after and before
    return word not in _KINDS and parse_period(word) == period


def names_periods(word: str) -> bool:
    """Whether one word of such a cell can be read."""
    if word == "*" or word in _KINDS:
        return True
    ends = [end for end in word.split("..", 1) if end] if ".." in word else [word]
    try:
        return bool([parse_period(end) for end in ends])
    except ValueError:
        return False


ACTUAL_AFTER = "actual-after-document"
TARGET_BEFORE = "target-in-the-past"
DATE_CHECKS = (ACTUAL_AFTER, TARGET_BEFORE)


def date_fault(key: FigureKey, document: Document, calendar: FiscalCalendar) -> str:
    """The id of what is odd about the period of `key` in `document`; empty where nothing is."""
    if not key.period.is_dated:
        return ""
    end = calendar.end(key.period)
    if key.scenario == "actual" and end > document.published_on:
        return ACTUAL_AFTER
    if key.scenario.startswith("target") and end < document.published_on:
        return TARGET_BEFORE
    return ""


def standard_name(standard: str) -> str:
    """An accounting standard as pages name it: `US GAAP` for us_gaap."""
    return STANDARDS.get(standard, standard)


def standard_named(text: str) -> str:
    """The accounting standard that a person means, `us_gaap` for US GAAP or us-gaap; `text` itself for any other."""
    spelled = _squeezed(text)
    return next((one for one, name in STANDARDS.items() if spelled in map(_squeezed, (one, name))), text)


def _squeezed(text: str) -> str:
    return re.sub(r"[\W_]", "", text).lower()
