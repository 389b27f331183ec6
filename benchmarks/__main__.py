"""`python -m benchmarks`: runs every benchmark and prints their tables.

Times are of the machine they run on; the ratios are what to compare.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.excel import table as excel_table

ROOT = Path(__file__).resolve().parents[1]
RUNS = 5
_BARE_DECK = """
import io
from pptx import Presentation
deck = Presentation("templates/iij/deck.pptx")
deck.save(io.BytesIO())
"""
_BARE_WORKBOOK = """
import io
import warnings
warnings.simplefilter("ignore")
from openpyxl import load_workbook
book = load_workbook("output/IIJ-quarterly-model.xlsx")
book.save(io.BytesIO())
"""
_HELP_MODULES = """
import sys
from typer.testing import CliRunner
from reportgen.cli.app import app
CliRunner().invoke(app, ["--help"])
print(",".join(sorted({"openpyxl", "pptx", "pandas", "jinja2"} & set(sys.modules))) or "none")
"""


def seconds(command: list[str]) -> float:
    """The median wall time of a command in seconds, as a whole process, after one warm-up."""
    times: list[float] = []
    for _ in range(RUNS + 1):
        started = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        times.append(time.perf_counter() - started)
    return statistics.median(times[1:])


def main() -> None:
    """Measure and print."""
    python = sys.executable
    reportgen = str(Path(python).parent / "reportgen")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([reportgen, "build"], cwd=ROOT, check=True, capture_output=True)
        rows: list[tuple[str, Callable[[], float], float]] = [
            ("reportgen --help", lambda: seconds([reportgen, "--help"]), 0.150),
            ("reportgen build (both files)", lambda: seconds([reportgen, "build", "--out", folder]), 3.0),
            ("reportgen check", lambda: seconds([reportgen, "check"]), 1.5),
            ("bare python start", lambda: seconds([python, "-c", "pass"]), 0.0),
            (
                "bare python-pptx: load and save the template",
                lambda: seconds([python, "-c", _BARE_DECK]),
                0.0,
            ),
            ("bare openpyxl: load and save the model", lambda: seconds([python, "-c", _BARE_WORKBOOK]), 0.0),
        ]
        found: dict[str, float] = {}
        print(f"{'':<48}{'median s':>10}{'budget s':>10}")
        for name, measure, budget in rows:
            found[name] = measure()
            print(f"{name:<48}{found[name]:>10.3f}" + (f"{budget:>10.3f}" if budget else ""))
        bare = (
            found["bare python-pptx: load and save the template"]
            + found["bare openpyxl: load and save the model"]
        )
        print(
            f"\nwhole build against both bare libraries: {found['reportgen build (both files)'] / bare:.2f}"
        )
        out = subprocess.run(
            [python, "-c", _HELP_MODULES], cwd=ROOT, check=True, capture_output=True, text=True
        )
        print(f"heavy modules imported by --help: {out.stdout.strip()}\n")
    excel_table([10_000], 1)


if __name__ == "__main__":
    main()
