"""The proven table beside other calculators: how many of its cases each gives as Excel's documentation does.

    python -m benchmarks.calculator [--all]

`stored` is what a finished workbook carries (nothing is no fault), `first` formualizer with Excel's rules,
`ironcalc` and `LibreOffice` what they give on their own. Functions that all of them give are left out without `--all`.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from datetime import datetime, time
from pathlib import Path

import openpyxl

from reportgen.formula.second_calculator import AskedFormula, second_values
from reportgen.formula.tree import CellError
from tools.proven.cases import COLUMN, FIRST_ROW, Case, Value, calculated, cases, same, workbook


def of_ironcalc(held: Sequence[Case]) -> list[Value | None]:
    """What ironcalc gives, case by case: a panic costs one case."""
    sheet = openpyxl.load_workbook(io.BytesIO(workbook([])))["S"]
    cells = []
    for row in sheet.iter_rows():
        for cell in row:
            value = cell.value
            if isinstance(value, int) and not isinstance(value, bool):
                value = float(value)
            if value == '=""':
                value = ""
            cells.append((0, cell.row, cell.column, CellError("#N/A") if value == "=NA()" else value))
    found: list[Value | None] = []
    for row, case in enumerate(held, FIRST_ROW):
        given = second_values(["S"], (), cells, [AskedFormula(0, row, COLUMN, case.formula)])
        value = given[0] if given else None
        found.append(value.code if isinstance(value, CellError) else value)
    return found


def of_libreoffice(held: Sequence[Case]) -> list[Value | None]:
    """What LibreOffice gives; nothing where it is not installed."""
    program = shutil.which("soffice")
    if program is None:
        return [None] * len(held)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "cases.xlsx"
        source.write_bytes(workbook(held))
        command = [program, "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to"]
        command += ["xlsx:Calc MS Excel 2007 XML", "--outdir", f"{folder}/out", str(source)]
        subprocess.run(command, check=True, capture_output=True, timeout=300)
        sheet = openpyxl.load_workbook(Path(folder) / "out" / "cases.xlsx", data_only=True)["S"]
    return [_as_number(sheet.cell(row, COLUMN).value) for row, _ in enumerate(held, FIRST_ROW)]


def _as_number(value: object) -> Value | None:
    if isinstance(value, datetime):
        return (value - datetime(1899, 12, 30)).total_seconds() / 86_400
    if isinstance(value, time):
        return (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    return value if isinstance(value, str | bool) else None


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="functions that all of them give, too")
    every = parser.parse_args().all
    held = cases()
    columns = {
        "stored": calculated(held),
        "first": calculated(held, all_proven=True),
        "ironcalc": of_ironcalc(held),
        "LibreOffice": of_libreoffice(held),
    }
    rows: dict[str, dict[str, int]] = {}
    for at, case in enumerate(held):
        row = rows.setdefault(case.function or "(operators)", dict.fromkeys(("cases", *columns, "wrong"), 0))
        row["cases"] += 1
        for name, values in columns.items():
            row[name] += same(case.value, values[at])
        stored = columns["stored"][at]
        row["wrong"] += stored is not None and not same(case.value, stored)
    print("| function | " + " | ".join(("cases", *columns)) + " | stored, but not Excel's |")
    print("| --- |" + " --- |" * (len(columns) + 2))
    total = dict.fromkeys(("cases", *columns, "wrong"), 0)
    for name, row in sorted(rows.items()):
        for key, count in row.items():
            total[key] += count
        if every or len({row[key] for key in ("cases", *columns)}) > 1:
            print(f"| {name} | " + " | ".join(map(str, row.values())) + " |")
    print("| all | " + " | ".join(map(str, total.values())) + " |")


if __name__ == "__main__":
    main()
