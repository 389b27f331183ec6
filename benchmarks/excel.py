"""One template job, several ways: rows of ten cells under a head, with totals above them.

    python -m benchmarks.excel [--rows 10000,100000] [--write docs/performance.md]

Every way runs in a process of its own, one after the other: seconds of the processor from template and data
to bytes, and the most memory the process held, less what it held before (libraries, template and data). The
ratios to the bare lower bound, which writes nothing but row XML into a zip, are what to compare.

    A1 title   B2 =SUM(B5:B...)  totals above      A5 name | B5..I5 eight numbers | J5 =SUM(B5:I5)
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import platform
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- excel: begin -->", "<!-- excel: end -->"
FIRST = 5
NUMBERS = 8
LETTERS = "ABCDEFGHIJ"
Row = list[str | int | float]


def rows(count: int) -> Iterator[Row]:
    """The data of the job: a text and eight numbers in each row, without chance."""
    for number in range(count):
        yield [f"Item {number}", *((number * (place + 3)) % 9973 / 4 for place in range(NUMBERS))]


def template(kind: str = "") -> bytes:
    """The job's template, made with XlsxWriter; `kind` says whose language its model row is written in."""
    import xlsxwriter

    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    bold, number = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.write("A1", "Report", bold)
    sheet.write("A2", "Total", bold)
    for place, letter in enumerate(LETTERS[1:], start=1):
        sheet.write_formula(1, place, f"=SUM({letter}{FIRST}:{letter}{FIRST})", number)
        sheet.write(3, place, f"Column {letter}", bold)
    sheet.write("A4", "Name", bold)
    for place in range(NUMBERS + 1):
        text = f"{{{{n{place}}}}}"
        if kind == "xltpl":
            text = f"{{% xv r[{place}] %}}"
        elif kind == "reportgen":
            text = ("{{#items}}" if place == 0 else "") + text + ("{{/items}}" if place == NUMBERS else "")
        sheet.write_string(FIRST - 1, place, text, number if place else None)
    sheet.write_formula(FIRST - 1, NUMBERS + 1, f"=SUM(B{FIRST}:I{FIRST})", number)
    if kind == "xltpl":
        sheet.write(FIRST, 0, " ")
        sheet.write_comment(FIRST - 1, 0, "beforerow{% for r in items %}")
        sheet.write_comment(FIRST, 0, "beforerow{% endfor %}")
    book.close()
    return buffer.getvalue()


def engine(count: int) -> Callable[[], bytes]:
    """The engine's filling alone: formulas repeated and moved, values left to Excel."""
    return _engine(count, calculate=False)


def engine_calculated(count: int) -> Callable[[], bytes]:
    """The whole engine: as above, and every formula cell with its value."""
    return _engine(count, calculate=True)


def _engine(count: int, *, calculate: bool) -> Callable[[], bytes]:
    from reportgen.office.package import open_package
    from reportgen.plan.plan import BlockRows, BlockSize, WorkbookPlan
    from reportgen.xlsx.render import render_workbook

    content = template("reportgen")
    cells = tuple(f"{letter}{FIRST}" for letter in LETTERS[: NUMBERS + 1])

    def run() -> bytes:
        bulk = BlockRows("Data", cells, rows(count))
        plan = WorkbookPlan((BlockSize("Data", "items", count),), (), {}, (), (bulk,))
        return render_workbook(open_package(content), plan, "job.xlsx", calculate=calculate).data

    return run


def fill(count: int) -> Callable[[], bytes]:
    """`reportgen.fill` with a list of records, as anybody would call it; values calculated."""
    import reportgen

    content = template("reportgen")
    names = [f"n{place}" for place in range(NUMBERS + 1)]
    data = {"items": [dict(zip(names, row, strict=True)) for row in rows(count)]}
    # the engine is loaded before the clock starts, as for all others
    reportgen.fill(content, {"items": data["items"][:1]})
    return lambda: reportgen.fill(content, data)


def with_openpyxl(count: int) -> Callable[[], bytes]:
    """Load the template, write the rows with the model row's styles, put the references right by hand, save."""
    from copy import copy

    from openpyxl import load_workbook

    content = template()

    def run() -> bytes:
        book = load_workbook(io.BytesIO(content))
        sheet = book["Data"]
        styles = [copy(sheet.cell(FIRST, place + 1)._style) for place in range(NUMBERS + 2)]
        for number, row in enumerate(rows(count), start=FIRST):
            for place, value in enumerate(row, start=1):
                cell = sheet.cell(number, place, value)
                cell._style = styles[place - 1]
            cell = sheet.cell(number, NUMBERS + 2, f"=SUM(B{number}:I{number})")
            cell._style = styles[NUMBERS + 1]
        for letter in LETTERS[1:]:
            sheet[f"{letter}2"] = f"=SUM({letter}{FIRST}:{letter}{FIRST + count - 1})"
        out = io.BytesIO()
        book.save(out)
        return out.getvalue()

    return run


def with_xlsxwriter(count: int) -> Callable[[], bytes]:
    """The same sheet from scratch: no template, every format and reference in the program."""
    import xlsxwriter

    def run() -> bytes:
        out = io.BytesIO()
        book = xlsxwriter.Workbook(out, {"in_memory": True})
        sheet = book.add_worksheet("Data")
        bold, form = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
        sheet.write("A1", "Report", bold)
        sheet.write("A2", "Total", bold)
        for place, letter in enumerate(LETTERS[1:], start=1):
            sheet.write_formula(1, place, f"=SUM({letter}{FIRST}:{letter}{FIRST + count - 1})", form)
            sheet.write(3, place, f"Column {letter}", bold)
        for number, row in enumerate(rows(count), start=FIRST):
            sheet.write_string(number - 1, 0, str(row[0]))
            for place, value in enumerate(row[1:], start=1):
                sheet.write_number(number - 1, place, float(value), form)
            sheet.write_formula(number - 1, NUMBERS + 1, f"=SUM(B{number}:I{number})", form)
        book.close()
        return out.getvalue()

    return run


def with_xltpl(count: int) -> Callable[[], bytes]:
    """xltpl: jinja in the template's cells and notes; its references do not move."""
    import tempfile

    from xltpl.writerx import BookWriter

    content = template("xltpl")
    data = [list(row) for row in rows(count)]
    folder = tempfile.mkdtemp()
    path = Path(folder) / "template.xlsx"
    path.write_bytes(content)

    def run() -> bytes:
        writer = BookWriter(str(path))
        writer.render_book(payloads=[{"items": data, "sheet_name": "Data"}])
        target = Path(folder) / "out.xlsx"
        writer.save(str(target))
        return target.read_bytes()

    return run


def bare(count: int) -> Callable[[], bytes]:
    """The lower bound: row XML straight into a zip, nothing read, nothing moved, nothing checked."""

    def run() -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book, book.open("sheet1.xml", "w") as part:
            part.write(
                b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
            )
            lines: list[str] = []
            for number, row in enumerate(rows(count), start=FIRST):
                cells = "".join(
                    f'<c r="{letter}{number}" s="1"><v>{value}</v></c>'
                    for letter, value in zip(LETTERS[1:], row[1:], strict=False)
                )
                lines.append(
                    f'<row r="{number}"><c r="A{number}" t="inlineStr"><is><t>{row[0]}</t></is></c>{cells}'
                    f'<c r="J{number}" s="1"><f>SUM(B{number}:I{number})</f></c></row>'
                )
                if len(lines) == 1000:
                    part.write("".join(lines).encode())
                    lines.clear()
            part.write("".join(lines).encode())
            part.write(b"</sheetData></worksheet>")
        return out.getvalue()

    return run


WAYS: dict[str, tuple[str, Callable[[int], Callable[[], bytes]]]] = {
    "bare": ("row XML straight into a zip (lower bound)", bare),
    "engine": ("reportgen, filling", engine),
    "calculated": ("reportgen, filling and calculating", engine_calculated),
    "fill": ("`reportgen.fill` with a list of records", fill),
    "xlsxwriter": ("XlsxWriter, from scratch", with_xlsxwriter),
    "openpyxl": ("openpyxl, load and write", with_openpyxl),
    "xltpl": ("xltpl, its own template", with_xltpl),
}


def child(way: str, count: int) -> None:
    """Run one way once and print its seconds and memory."""
    run = WAYS[way][1](count)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    data = run()
    seconds = time.process_time() - started
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(
        json.dumps(
            {"seconds": seconds, "peak": most / 1024, "over": (most - before) / 1024, "bytes": len(data)}
        )
    )


def measure(way: str, count: int, runs: int) -> dict[str, float] | None:
    """The fastest of some runs, each a process of its own; None where the library is not installed."""
    if way == "xltpl" and importlib.util.find_spec("xltpl") is None:
        return None
    found: list[dict[str, float]] = []
    for _ in range(runs):
        command = [sys.executable, "-m", "benchmarks.excel", "--child", way, "--rows", str(count)]
        done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(f"{way} with {count} rows: {done.stderr.strip().splitlines()[-1]}\n")
            return None
        found.append(json.loads(done.stdout))
    return min(found, key=lambda one: one["seconds"])


def table(counts: list[int], runs: int) -> list[str]:
    """The table of all ways and sizes, as lines of Markdown."""
    lines = [
        "| rows of 10 cells | way | seconds | rows a second | ratio to the bound | memory, MB | file, MB |",
        "| ---: | --- | ---: | ---: | ---: | ---: | ---: |",
    ]
    for count in counts:
        bound = 0.0
        for way, (title, _) in WAYS.items():
            found = measure(way, count, runs)
            if found is None:
                lines.append(f"| {count:,} | {title} | not measured | | | | |")
                continue
            bound = bound or found["seconds"]
            lines.append(
                f"| {count:,} | {title} | {found['seconds']:.2f} | {count / found['seconds']:,.0f} "
                f"| {found['seconds'] / bound:.1f} | {found['over']:,.0f} | {found['bytes'] / 1e6:.1f} |"
            )
            print(lines[-1], flush=True)
    return lines


def main() -> None:
    """Measure, print, and write the table where asked."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", default="10000,100000")
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--write", type=Path, default=None)
    options.add_argument("--child", default="")
    given = options.parse_args()
    counts = [int(word) for word in given.rows.split(",")]
    if given.child:
        child(given.child, counts[0])
        return
    lines = table(counts, given.runs)
    if given.write is not None:
        machine = (
            f"Python {platform.python_version()}, {os.cpu_count()} cores; the fastest of {given.runs} runs."
        )
        write(given.write, ["", *lines, "", machine, ""])


def write(path: Path, lines: list[str]) -> None:
    """Put the table between its marks in a document."""
    text = path.read_text(encoding="utf-8")
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    path.write_text(f"{head}{BEGIN}\n" + "\n".join(lines) + f"{END}{tail}", encoding="utf-8")


if __name__ == "__main__":
    main()
