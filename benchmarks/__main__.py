"""The board: what reportgen does beside what a user would do with the bare libraries, in one run.

    python -m benchmarks [--runs 5] [--only WORD] [--write]

Each row runs its work and its peer in turn, as fresh processes: seconds of the processor, the most memory of one
process, and seconds on the wall, each the median of the runs after one warm-up. The ratio is the one to compare: the
median of the ratios, run by run. `--write` puts the table into docs/performance.md; the jobs of single engines
(`benchmarks.excel`, `benchmarks.powerpoint`) have tables of their own there.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import ROOT, Spent, spent, write_between
from benchmarks.tables import multiplied, read

BEGIN, END = "<!-- board: begin -->", "<!-- board: end -->"
PEERS = [sys.executable, "-m", "benchmarks.peers"]
REPORTGEN = [sys.executable, "-m", "reportgen"]


@dataclass(frozen=True)
class Work:
    """One row: what is done, by which commands, and what it is held against."""

    name: str
    own: Sequence[str]
    peer_name: str = ""
    peer: Sequence[str] = ()
    target: str = ""


def works(folder: Path) -> list[Work]:
    """All rows; the files that they need are built into `folder` first."""
    out, old, again = folder / "out", folder / "old", folder / "again"
    for made in (out, old, again):
        spent([*REPORTGEN, "build", "--anew", "--out", str(made)])
    book = next(out.glob("*.xlsx"))
    decks = sorted(str(path) for path in out.glob("*.pptx"))
    cells = folder / "cells.pickle"
    spent([*PEERS, "cells", str(book), str(cells)])
    wide = folder / "wide"
    for name, data in multiplied(read(ROOT / "data"), 4).items():
        (wide / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (wide / "data" / name).write_bytes(data)
    shutil.copytree(ROOT / "templates", wide / "templates")
    built = ["--anew", "--out", str(folder / "built")]
    model = [*REPORTGEN, "build", "model", *built]
    written = ("XlsxWriter writes its finished cells", [*PEERS, "xlsxwriter", str(cells)])
    reading = [*PEERS, "openpyxl-read", str(book)]
    forum = next(path for path in decks if "forum" in path)
    return [
        Work("quarterly model", model, *written, "0.5 x, 200 MB"),
        Work(
            "quarterly model, four times the documents",
            [*model, "--project", str(wide)],
            "the model of the documents as they are",
            model,
            "4.2 x, 500 MB",
        ),
        Work(
            "one mirrored deck of 40 pages",
            [*REPORTGEN, "build", "fy08_forum", *built],
            "python-pptx opens it, touches every text, saves",
            [*PEERS, "python-pptx", forum],
            "4 x",
        ),
        Work(
            "all seven files",
            [*REPORTGEN, "build", *built],
            "XlsxWriter and python-pptx on the seven",
            ["sh", "-c", " && ".join((_shell(written[1]), _shell([*PEERS, "python-pptx", *decks])))],
            "6 s wall",
        ),
        Work("the same again, nothing changed", [*REPORTGEN, "build", "--out", str(again)], target="0.5 s"),
        Work(
            "verify model", [*REPORTGEN, "verify", str(book)], "openpyxl reads every cell", reading, "1.5 s"
        ),
        Work(
            "diff of two models",
            [*REPORTGEN, "diff", str(next(old.glob("*.xlsx"))), str(book)],
            "openpyxl reads both",
            [*reading, str(next(old.glob("*.xlsx")))],
            "2 s",
        ),
        Work("explain a cell", [*REPORTGEN, "explain", str(book), "Model!D20"], target="0.6 s"),
        Work("lint the workbook template", [*REPORTGEN, "lint", "model"], target="1 s"),
        Work("lint a deck template", [*REPORTGEN, "lint", "results"], target="1 s"),
        Work("show revenue", [*REPORTGEN, "show", "revenue"], target="0.5 s"),
        Work("check", [*REPORTGEN, "check"], target="0.8 s"),
        Work("list", [*REPORTGEN, "list"], target="0.4 s"),
        Work("--help", [*REPORTGEN, "--help"], "python starts", [sys.executable, "-c", "pass"], "0.15 s"),
        Work(
            "importing what a build needs",
            [sys.executable, "-c", "import reportgen.app.due, reportgen.app.deck, reportgen.app.workbook"],
            "pandas, openpyxl and python-pptx imported",
            [*PEERS, "imports"],
            "0.5 s",
        ),
    ]


def _shell(command: Sequence[str]) -> str:
    return " ".join(f"'{word}'" for word in command)


def row(work: Work, runs: int) -> str:
    """One row of the table."""
    own: list[Spent] = []
    peer: list[Spent] = []
    for number in range(runs + 1):
        mine = spent(work.own)
        theirs = spent(work.peer) if work.peer else None
        if number:
            own.append(mine)
            peer += [theirs] if theirs is not None else []
    cells = [
        work.name,
        f"{statistics.median(one.processor for one in own):.2f}",
        f"{statistics.median(one.wall for one in own):.2f}",
        f"{statistics.median(one.megabytes for one in own):.0f}",
        work.peer_name,
        f"{statistics.median(one.processor for one in peer):.2f}" if peer else "",
        f"{statistics.median(a.processor / b.processor for a, b in zip(own, peer, strict=True)):.2f}"
        if peer
        else "",
        work.target,
    ]
    return f"| {' | '.join(cells)} |"


def main() -> None:
    """Measure, print, and write where asked."""
    parser = argparse.ArgumentParser(description="reportgen beside the bare libraries.")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="", help="only rows whose name holds this word")
    parser.add_argument("--write", action="store_true", help="write the table into docs/performance.md")
    options = parser.parse_args()
    lines = [
        "| work | s | wall s | MB | peer | peer s | ratio | target |",
        "| --- | ---: | ---: | ---: | --- | ---: | ---: | --- |",
    ]
    print("\n".join(lines))
    with tempfile.TemporaryDirectory() as folder:
        for work in works(Path(folder)):
            if options.only in work.name:
                lines.append(row(work, options.runs))
                print(lines[-1], flush=True)
    lines += [
        "",
        f"Python {platform.python_version()}, {os.cpu_count()} processors, median of {options.runs} runs.",
    ]
    if options.write:
        write_between("\n".join(lines), ROOT / "docs" / "performance.md", BEGIN, END, "The board")


if __name__ == "__main__":
    main()
