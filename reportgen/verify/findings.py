"""The findings of a verification, each with a stable id.

number-changed      a number is not the one that stood there when the file was built
figure-not-shown    a figure that the bindings name does not stand at its place
figure-differs      the tables give another value than the file keeps
text-differs        a text does not show its figure at that rounding and unit
partner-differs     deck and workbook show one figure differently
cached-value-differs  a formula's value is not what the formula gives
cache-differs       a chart plots another number than its cell holds
source-differs      notes or a row of Data name another source than the tables
"""

from __future__ import annotations

from collections.abc import Iterator

from reportgen.core.findings import Issue, Place, Severity
from reportgen.verify.inventory import Change
from reportgen.verify.numbers import Home

_MANY = 40


def located(place: Place, at: str) -> str:
    """The words for a place inside a shape or sheet: `, cell 3,2`."""
    return f" ({at})" if at and at != place.cell else ""


def change_issues(found: list[Change], file: str, since: str = "this file was built") -> Iterator[Issue]:
    """Changed numbers as findings; many on one sheet are told as one, since a row was put in or taken out."""
    by_sheet: dict[str, list[Change]] = {}
    for change in found:
        if change.home.kind == "cell":
            by_sheet.setdefault(change.home.sheet, []).append(change)
        else:
            yield _change_issue(change, file, since)
    for sheet, own in by_sheet.items():
        if len(own) <= _MANY:
            for change in own:
                yield _change_issue(change, file, since)
        else:
            yield Issue(
                "sheet-changed",
                f"{len(own)} cells of this sheet are not as they were when {since}",
                Place(file, sheet=sheet),
                hint="a row or a column was put in, taken out or sorted: build the workbook anew",
            )


def _change_issue(change: Change, file: str, since: str) -> Issue:
    home = change.home
    cell = change.at if home.kind in ("cell", "comment") else ""
    place = home.place(file, cell)
    where = f"{kind_words(home)}{located(place, change.at)}"
    if home.kind == "cell" and not (change.before or change.at):
        return Issue("sheet-added", "this sheet was not there when " + since, place, Severity.WARNING)
    if home.kind == "cell" and not change.at:
        return Issue("sheet-removed", "this sheet is gone", place, Severity.WARNING)
    if not change.at and not change.now:
        message = f"{where}: its numbers are gone"
        return Issue("numbers-gone", message, place, Severity.WARNING, expected=change.before[:120])
    if home.kind == "cell":
        return Issue("number-changed", f"this cell is not as it was when {since}", place, found=change.now)
    message = f"{where}: not the number that stood here when {since}"
    return Issue("number-changed", message, place, expected=change.before, found=change.now)


def kind_words(home: Home) -> str:
    """What kind of thing a home is, for a sentence."""
    return {
        "text": "text",
        "table": "table",
        "chart": "chart",
        "cells": "workbook behind the chart",
        "alternative": "alternative text",
        "notes": "speaker notes",
        "comment": "comment",
        "properties": "file properties",
        "layout": "slide layout",
        "rule": "rule of the sheet",
        "name": "defined name",
        "header": "head or foot of printed pages",
        "link": "link",
        "drawing": "drawing",
        "cell": "cell",
    }.get(home.kind, home.kind)
