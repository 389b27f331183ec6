"""Comparing two builds of a report, file against file."""

from __future__ import annotations

from pathlib import Path

from reportgen.app.finished import Opened, open_finished
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.verify.difference import BuildDifference, Version
from reportgen.verify.difference_deck import deck_difference
from reportgen.verify.difference_workbook import workbook_difference


def difference(old: Path, new: Path) -> BuildDifference:
    """What changed from one file to the other; a finding where they are not of one kind."""
    before, after = open_finished(old), open_finished(new)
    if before.finished.kind != after.finished.kind:
        message = "a workbook and a deck cannot be told apart figure by figure: verify compares them"
        raise FindingsError([Issue("two-kinds", message, Place(str(new)), hint="use reportgen verify")])
    if before.finished.kind == "deck":
        return deck_difference(_version(before), _version(after))
    return workbook_difference(_version(before), _version(after))


def _version(one: Opened) -> Version:
    return Version(one.finished, one.mark, one.texts, one.cells)
