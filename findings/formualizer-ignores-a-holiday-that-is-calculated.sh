#!/usr/bin/env bash
# formualizer 0.13.0: NETWORKDAYS counts a holiday that a formula gives as a working day, and the same day as a number not.
#
# Found: with the third argument DATE(2012,11,22) nothing is taken off, with 41235, which is that day, one day is. There is
# no error. Excel and LibreOffice give 109 both times. Whoever calculates dates of settlement there is off by the holidays.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check formualizer==0.13.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
from importlib.metadata import version

import formualizer

book = formualizer.Workbook()
book.add_sheet("S")
holidays = ("DATE(2012,11,22)", "41235")
for row, holiday in enumerate(holidays, start=1):
    book.set_formula("S", row, 1, f"=NETWORKDAYS(DATE(2012,10,1),DATE(2013,3,1),{holiday})")
book.evaluate_all()
print(f"formualizer {version('formualizer')}: working days from 2012-10-01 to 2013-03-01 with one holiday")
found = [book.get_value("S", row, 1) for row in (1, 2)]
for holiday, days in zip(holidays, found, strict=True):
    print(f"holiday {holiday:18} {days}   (Excel: 109)")
if found != [110, 109]:
    sys.exit("the behaviour described above has changed")
PYTHON
