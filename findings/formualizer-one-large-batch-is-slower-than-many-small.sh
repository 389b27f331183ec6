#!/usr/bin/env bash
# formualizer 0.13.0: values handed over in one large batch take longer than the same values in many small ones.
#
# Found: `set_values_batch` with all rows of a block in one call is slower, a value, the larger the block is, so that the
# same cells in calls of a thousand rows each are there in a fraction of the time (32,000 rows of nine numbers: a third).
# Whoever fills a calculator from tables hands them over in chunks.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check formualizer==0.13.0
"$folder/venv/bin/python" - <<'PYTHON'
import sys
import time
from importlib.metadata import version

import formualizer

ROWS = 32_000


def seconds(step: int) -> float:
    """Processor seconds for all rows of nine numbers, `step` rows in a call."""
    book = formualizer.Workbook()
    book.add_sheet("S")
    started = time.process_time()
    for first in range(0, ROWS, step):
        book.set_values_batch("S", 1 + first, 1, [[1.5] * 9] * step)
    return time.process_time() - started


print(f"formualizer {version('formualizer')}, {ROWS:,} rows of nine numbers")
found = {step: min(seconds(step) for _ in range(2)) for step in (1000, ROWS)}
for step, spent in found.items():
    print(f"{step:7,} rows in a call {spent:6.2f} s")
if found[ROWS] < 1.5 * found[1000]:
    sys.exit("the behaviour described above has changed")
PYTHON
