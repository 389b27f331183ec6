#!/usr/bin/env bash
# formualizer 0.13.0 and ironcalc 0.9.1: a blank row in a table of steps is taken for a step.
#
# Found: lookups in ordered values (tariffs, tiers, tax brackets) pass over blank cells in Excel and in LibreOffice. Here row 3
# between 20 and 30 is blank, as people leave a row for looks; 25 belongs to the step of 20, "b". LOOKUP gives 0 in both
# calculators, the blank row's own content; VLOOKUP and MATCH are right in formualizer and land on the blank row in ironcalc.
# None of them gives an error, and two that agree on LOOKUP are both wrong.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check formualizer==0.13.0 ironcalc==0.9.1
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import formualizer
import ironcalc

STEPS = {1: (10, "a"), 2: (20, "b"), 4: (30, "d"), 5: (40, "e")}
ASKED = {
    "=LOOKUP(25,A1:A5,B1:B5)": "b",
    "=VLOOKUP(25,A1:B5,2,TRUE)": "b",
    "=MATCH(25,A1:A5,1)": 2,
}

one = formualizer.Workbook()
one.add_sheet("S")
other = ironcalc.create("book", "en", "UTC", "en")
for row, (least, name) in STEPS.items():
    one.set_value("S", row, 1, least)
    one.set_value("S", row, 2, name)
    other.update_cell_with_number(0, row, 1, float(least))
    other.update_cell_with_text(0, row, 2, name)
for row, formula in enumerate(ASKED, start=1):
    one.set_formula("S", row, 4, formula)
    other.update_cell_with_formula(0, row, 4, formula)
one.evaluate_all()
other.evaluate()
print(f"formualizer {version('formualizer')}, ironcalc {version('ironcalc')}")
found = []
for row, (formula, wanted) in enumerate(ASKED.items(), start=1):
    values = one.get_value("S", row, 4), other.get_cell_value(0, row, 4)
    print(f"{formula:28} Excel {wanted!r:5} formualizer {values[0]!r:5} ironcalc {values[1]!r}")
    found.append(values)
if found != [(0, 0), ("b", 0), (2, 3)]:
    sys.exit("the behaviour described above has changed")
PYTHON
