#!/usr/bin/env bash
# formualizer 0.13.0 and ironcalc 0.9.1: both count the numbers of a column as 0 where Excel and LibreOffice count 3.
#
# Found: over a range inside SUMPRODUCT, ISNUMBER and ISTEXT answer once instead of cell by cell, in both calculators,
# so that =SUMPRODUCT(--ISNUMBER(A1:A3)) over 1, 2, 3 is 0, without an error. Comparisons, =SUMPRODUCT(--(A1:A3>1)), are right.
# Whoever takes the agreement of two independent calculators for a proof stores a wrong number here.
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

ASKED = {"=SUMPRODUCT(--ISNUMBER(A1:A3))": 3, "=SUMPRODUCT(--ISTEXT(B1:B3))": 3, "=SUMPRODUCT(--(A1:A3>1))": 2}

one = formualizer.Workbook()
one.add_sheet("S")
other = ironcalc.create("book", "en", "UTC", "en")
for row in (1, 2, 3):
    one.set_value("S", row, 1, row)
    one.set_value("S", row, 2, "text")
    other.update_cell_with_number(0, row, 1, float(row))
    other.update_cell_with_text(0, row, 2, "text")
for row, formula in enumerate(ASKED, start=1):
    one.set_formula("S", row, 4, formula)
    other.update_cell_with_formula(0, row, 4, formula)
one.evaluate_all()
other.evaluate()
print(f"formualizer {version('formualizer')}, ironcalc {version('ironcalc')}")
found = []
for row, (formula, wanted) in enumerate(ASKED.items(), start=1):
    values = one.get_value("S", row, 4), other.get_cell_value(0, row, 4)
    print(f"{formula:34} Excel {wanted}   formualizer {values[0]}   ironcalc {values[1]}")
    found.append(values)
if found != [(0, 0), (0, 0), (2, 2)]:
    sys.exit("the behaviour described above has changed")
PYTHON
