"""The catalogue and the templates are data: reportgen names no concept, member, rule or sheet of theirs."""

from __future__ import annotations

import ast
import csv

import openpyxl
from code_trees import FILES, PACKAGE, ROOT, tree

# Words that mean something else where they stand, or whose place is read before there is a catalogue.
OTHER_MEANINGS = {
    "reportgen/model/list_changes.py": {"change"},  # the item of the list of changes
    "reportgen/model/list_guidance.py": {
        "change",
        "market",
    },  # a field; a statement of the catalogue's vocabulary
    "reportgen/cli/build.py": {"Checks"},  # a heading
    "reportgen/handover/words.py": {"Checks"},  # a heading
    "reportgen/cli/list.py": {"Documents"},  # a heading
    "reportgen/cli/verify.py": {"partners"},  # a field
    # What statements are called on a form.
    "reportgen/forms/records.py": {"Balance sheet", "Cash flow", "KPIs", "Per share"},
    "reportgen/core/units.py": {"atm"},  # a word with a plural of its own
    "reportgen/data/catalogue.py": {"parent"},  # a column
    "reportgen/data/vocabulary.py": {"change"},  # a word for kinds of claims
    # A definition's columns are read before there is a catalogue; the binding asks the catalogue again.
    "reportgen/reports/specs.py": {"share_of_revenue", "yoy", "qoq", "change", "change_qoq"},
}
# An element of the shared strings, which a service line is called too (ECMA-376 part 1, 18.4.8).
ELEMENTS = {"si"}


def named() -> set[str]:
    found: set[str] = set()
    for file, column in (("concepts", "concept"), ("members", "member"), ("rules", "rule")):
        with (ROOT / "data" / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
            found |= {row[column] for row in csv.DictReader(lines)}
    for path in (ROOT / "templates").rglob("*.xlsx"):
        if "gallery" not in path.parts:
            found |= set(openpyxl.load_workbook(path, read_only=True).sheetnames)
    return found - ELEMENTS


def test_no_concept_member_rule_or_sheet_is_named_in_the_code() -> None:
    names = named()
    found: dict[str, set[str]] = {}
    # A new project is written with a catalogue of its own, which may share words with this one.
    for path in [one for one in FILES if PACKAGE / "new" not in one.parents]:
        texts = {
            node.value
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        if texts & names:
            found[path.relative_to(ROOT).as_posix()] = texts & names
    assert found == OTHER_MEANINGS
