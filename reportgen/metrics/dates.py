"""Whether a figure's period can stand in its document: actuals end before it, targets after.

actual-after-document   an actual of FY18 in a deck of May 2018
target-in-the-past      a target of 1H15 in a deck of November 2015: printed beside what was reached
"""

from __future__ import annotations

from reportgen.metrics.records import Document, FactKey

ACTUAL_AFTER = "actual-after-document"
TARGET_BEFORE = "target-in-the-past"
DATE_CHECKS = (ACTUAL_AFTER, TARGET_BEFORE)


def date_fault(key: FactKey, document: Document, year_end_month: int) -> str:
    """The id of what is odd about the period of `key` in `document`; empty where nothing is."""
    end = key.period.end(year_end_month)
    if key.scenario == "actual" and end > document.published_on:
        return ACTUAL_AFTER
    if key.scenario.startswith("target") and end < document.published_on:
        return TARGET_BEFORE
    return ""
