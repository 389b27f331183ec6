"""The reports of this repository: each alone, and all decks in one go, in one process.

    python -m benchmarks.decks [--write]

Imports are done before the clock starts; what is measured goes from the data files to the bytes of the decks: reading
and checking the tables, binding, filling, fitting texts, the gate before saving. *Seconds* are of the processor, so
that other work on the machine counts little. `--write` puts the table into docs/performance.md.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

from benchmarks.powerpoint import write_between
from reportgen.app.build import build_in_memory
from reportgen.project.project import Project

ROOT = Path(__file__).resolve().parents[1]
RUNS = 3
BEGIN, END = "<!-- decks: begin -->", "<!-- decks: end -->"


def decks(project: Project) -> list[str]:
    """The reports that are decks, in the order of their names."""
    return [name for name in project.report_names() if project.definition(name).spec.kind == "deck"]


def timed(project: Project, reports: list[str]) -> tuple[float, int, int]:
    """Processor seconds of the fastest of some builds, figures shown and bytes written."""
    seconds = []
    figures = size = 0
    for _ in range(RUNS):
        started = time.process_time()
        result = build_in_memory(project, reports)
        seconds.append(time.process_time() - started)
        figures = sum(one.figures for one in result.built)
        size = sum(len(one.data) for one in result.built)
    return min(seconds), figures, size


def table(project: Project) -> str:
    """The measurements as a Markdown table."""
    names = decks(project)
    lines = ["| report | figures | KB | seconds |", "| --- | ---: | ---: | ---: |"]
    alone = [(name, [name]) for name in project.report_names()]
    for name, reports in [*alone, (f"all {len(names)} decks in one go", names)]:
        seconds, figures, size = timed(project, reports)
        lines.append(f"| {name} | {figures:,} | {size / 1024:,.0f} | {seconds:.2f} |")
    return "\n".join(lines)


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="The decks of this repository, alone and together.")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    text = table(Project(ROOT))
    print(text)
    if options.write:
        write_between(text, ROOT / "docs" / "performance.md", BEGIN, END, "Decks")


if __name__ == "__main__":
    main()
