"""One job, several ways: rows of ten cells from a CSV file under a head, with totals above them.

    python -m benchmarks.excel [--rows 10000,100000] [--runs 5] [--write docs/performance.md]

Every way is a fresh process that reads the file and writes a workbook: seconds of the processor and the most memory of
the whole process, start and imports included, each the median of the runs. All ways run in turn; the ratio to
XlsxWriter is the median of the ratios, run by run. What a way leaves out stands in its title.

    A1 title   B2 =SUM(B5:B...)  totals above      A5 name | B5..I5 eight numbers | J5 =SUM(B5:I5)
"""

from __future__ import annotations

import argparse
import csv
import importlib.util
import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import ROOT, Spent, spent, write_between

BEGIN, END = "<!-- excel: begin -->", "<!-- excel: end -->"
FIRST = 5
NUMBERS = 8
LETTERS = "ABCDEFGHIJ"
NAMES = [f"n{place}" for place in range(NUMBERS + 1)]
Row = list[str | float]


def write_data(folder: Path, count: int) -> None:
    """The data of the job, a text and eight numbers in each row, without chance; and the templates."""
    rows = [
        [f"Item {number}", *((number * (place + 3)) % 9973 / 4 for place in range(NUMBERS))]
        for number in range(count)
    ]
    with (folder / "items.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(NAMES)
        writer.writerows(rows)
    records = [dict(zip(NAMES, row, strict=True)) for row in rows]
    (folder / "items.json").write_text(json.dumps({"items": records}), encoding="utf-8")
    for kind in ("", "reportgen", "xltpl"):
        write_template(folder / f"template{kind}.xlsx", kind)


def write_template(path: Path, kind: str) -> None:
    """The job's template; `kind` says whose language its model row is written in."""
    import xlsxwriter

    book = xlsxwriter.Workbook(path)
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


def rows(folder: Path) -> Iterator[Row]:
    """The rows of the CSV file, numbers as numbers."""
    with (folder / "items.csv").open(newline="", encoding="utf-8") as file:
        reader = csv.reader(file)
        next(reader)
        for name, *numbers in reader:
            yield [name, *map(float, numbers)]


def bare(folder: Path, out: Path) -> None:
    """Row XML straight into a zip: nothing read but the rows, nothing moved, nothing checked."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book, book.open("sheet1.xml", "w") as part:
        part.write(
            b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        )
        lines: list[str] = []
        for number, row in enumerate(rows(folder), start=FIRST):
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


def records(folder: Path, out: Path) -> None:
    """`reportgen.fill` with a list of records."""
    import reportgen

    items = [dict(zip(NAMES, row, strict=True)) for row in rows(folder)]
    out.write_bytes(reportgen.fill(folder / "templatereportgen.xlsx", {"items": items}))


def with_xlsxwriter(folder: Path, out: Path, **options: bool) -> None:
    """The same sheet from scratch: no template, every format and reference in the program, formulas without values."""
    import xlsxwriter

    data = list(rows(folder))
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet("Data")
    bold, form = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    sheet.write("A1", "Report", bold)
    sheet.write("A2", "Total", bold)
    for place, letter in enumerate(LETTERS[1:], start=1):
        sheet.write_formula(1, place, f"=SUM({letter}{FIRST}:{letter}{FIRST + len(data) - 1})", form)
    for place, letter in enumerate(LETTERS[1:], start=1):
        sheet.write(3, place, f"Column {letter}", bold)
    for number, (name, *values) in enumerate(data, start=FIRST):
        sheet.write_string(number - 1, 0, str(name))
        for place, value in enumerate(values, start=1):
            sheet.write_number(number - 1, place, float(value), form)
        sheet.write_formula(number - 1, NUMBERS + 1, f"=SUM(B{number}:I{number})", form)
    book.close()


def with_xlsxwriter_rows(folder: Path, out: Path) -> None:
    """The same with `constant_memory`: each row is written when the next one begins."""
    with_xlsxwriter(folder, out, constant_memory=True)


def with_openpyxl(folder: Path, out: Path) -> None:
    """Load the template, write the rows with the model row's styles, put the references right by hand, save."""
    from copy import copy

    from openpyxl import load_workbook

    book = load_workbook(folder / "template.xlsx")
    sheet = book["Data"]
    styles = [copy(sheet.cell(FIRST, place + 1)._style) for place in range(NUMBERS + 2)]
    number = FIRST
    for number, row in enumerate(rows(folder), start=FIRST):
        for place, value in enumerate([*row, f"=SUM(B{number}:I{number})"]):
            cell = sheet.cell(number, place + 1, value)
            cell._style = styles[place]
    for letter in LETTERS[1:]:
        sheet[f"{letter}2"] = f"=SUM({letter}{FIRST}:{letter}{number})"
    book.save(out)


def with_pandas(folder: Path, out: Path) -> None:
    """A frame with the formulas as texts, through XlsxWriter; no formats."""
    import pandas

    frame = pandas.read_csv(folder / "items.csv")
    frame["total"] = [f"=SUM(B{number}:I{number})" for number in range(FIRST, FIRST + len(frame))]
    with pandas.ExcelWriter(out, engine="xlsxwriter") as writer:
        frame.to_excel(writer, sheet_name="Data", startrow=FIRST - 2, index=False)
        sheet = writer.sheets["Data"]
        for place, letter in enumerate(LETTERS[1:], start=1):
            sheet.write_formula(1, place, f"=SUM({letter}{FIRST}:{letter}{FIRST + len(frame) - 1})")


def with_polars(folder: Path, out: Path) -> None:
    """`write_excel` with a formula column, through XlsxWriter: a table of its own with structured references."""
    import polars

    frame = polars.read_csv(folder / "items.csv")
    total = f"=SUM({', '.join(f'[@{name}]' for name in NAMES[1:])})"
    frame.write_excel(
        out, "Data", position=(FIRST - 2, 0), formulas={"total": total}, column_totals=NAMES[1:]
    )


def with_pyexcelerate(folder: Path, out: Path) -> None:
    """Rows from a list, texts with `=` as formulas without values; no formats."""
    from pyexcelerate import Workbook

    data = [[*row, f"=SUM(B{number}:I{number})"] for number, row in enumerate(rows(folder), start=FIRST)]
    last = FIRST + len(data) - 1
    totals = ["Total", *(f"=SUM({letter}{FIRST}:{letter}{last})" for letter in LETTERS[1:])]
    book = Workbook()
    book.new_sheet("Data", data=[["Report"], totals, [""], ["Name"], *data])
    book.save(str(out))


def with_rustpy(folder: Path, out: Path) -> None:
    """Records of values; no formula, nothing above, no formats."""
    import rustpy_xlsxwriter

    items = [dict(zip(NAMES, row, strict=True)) for row in rows(folder)]
    rustpy_xlsxwriter.write_worksheet(items, str(out), sheet_name="Data")


def with_xltpl(folder: Path, out: Path) -> None:
    """Jinja in the template's cells and notes; its references do not move."""
    from xltpl.writerx import BookWriter

    writer = BookWriter(str(folder / "templatexltpl.xlsx"))
    writer.render_book(payloads=[{"items": list(rows(folder)), "sheet_name": "Data"}])
    writer.save(str(out))


@dataclass(frozen=True)
class Way:
    """One way of doing the job: its title, and the function of a process or the file that `reportgen fill` reads."""

    title: str
    run: Callable[[Path, Path], None] | str
    library: str = ""

    @property
    def is_there(self) -> bool:
        """Whether its library is installed."""
        return not self.library or importlib.util.find_spec(self.library) is not None

    def command(self, folder: Path) -> list[str]:
        """The command of its process."""
        out = str(folder / "out.xlsx")
        if isinstance(self.run, str):
            template, data = str(folder / "templatereportgen.xlsx"), str(folder / self.run)
            return [sys.executable, "-m", "reportgen", "fill", template, "--data", data, "--out", out]
        return [sys.executable, "-m", "benchmarks.excel", "--child", self.run.__name__, str(folder)]


PEER = Way("XlsxWriter, from scratch, no values", with_xlsxwriter, "xlsxwriter")
WAYS = (
    PEER,
    Way("row XML straight into a zip (lower bound)", bare),
    Way("`reportgen fill`, CSV, values stored", "items.csv"),
    Way("`reportgen fill`, JSON, values stored", "items.json"),
    Way("`reportgen.fill` with a list of records, values stored", records),
    Way("XlsxWriter, `constant_memory`", with_xlsxwriter_rows, "xlsxwriter"),
    Way("openpyxl, load and write, no values", with_openpyxl, "openpyxl"),
    Way("pandas, no formats, no values", with_pandas, "pandas"),
    Way("polars, a table, no values", with_polars, "polars"),
    Way("pyexcelerate, no formats, no values", with_pyexcelerate, "pyexcelerate"),
    Way("rustpy-xlsxwriter, numbers and texts alone", with_rustpy, "rustpy_xlsxwriter"),
    Way("xltpl, references stand still, no values", with_xltpl, "xltpl"),
)


def table(counts: list[int], runs: int) -> list[str]:
    """The table of all ways and sizes, as lines of Markdown."""
    lines = [
        "| rows of 10 cells | way | seconds | ratio to XlsxWriter | memory, MB | file, MB |",
        "| ---: | --- | ---: | ---: | ---: | ---: |",
    ]
    for count in counts:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            # Apart: a process never counts less memory than the one held that started it.
            command = [sys.executable, "-m", "benchmarks.excel", "--data", name, "--rows", str(count)]
            subprocess.run(command, cwd=ROOT, check=True)
            there = [way for way in WAYS if way.is_there]
            found: dict[str, list[Spent]] = {way.title: [] for way in there}
            sizes: dict[str, float] = {}
            for _ in range(runs):
                for way in there:
                    (folder / "out.xlsx").unlink(missing_ok=True)  # reportgen replaces no file of others
                    found[way.title].append(spent(way.command(folder)))
                    sizes[way.title] = (folder / "out.xlsx").stat().st_size / 1e6
        for way in WAYS:
            if not way.is_there:
                lines.append(f"| {count:,} | {way.title} | not installed | | | |")
                continue
            pairs = zip(found[way.title], found[PEER.title], strict=True)
            ratio = statistics.median(own.processor / peer.processor for own, peer in pairs)
            seconds = statistics.median(one.processor for one in found[way.title])
            memory = statistics.median(one.megabytes for one in found[way.title])
            size = sizes[way.title]
            lines.append(
                f"| {count:,} | {way.title} | {seconds:.2f} | {ratio:.2f} | {memory:,.0f} | {size:.1f} |"
            )
    return lines


def main() -> None:
    """Measure, print, and write the table where asked."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--rows", default="10000,100000")
    options.add_argument("--runs", type=int, default=5)
    options.add_argument("--write", type=Path, default=None)
    options.add_argument("--child", nargs=2, default=None, metavar=("WAY", "FOLDER"))
    options.add_argument("--data", type=Path, default=None, metavar="FOLDER")
    given = options.parse_args()
    if given.data is not None:
        write_data(given.data, int(given.rows))
        return
    if given.child:
        name, folder = given.child
        run = next(way.run for way in WAYS if getattr(way.run, "__name__", "") == name)
        assert callable(run)
        run(Path(folder), Path(folder) / "out.xlsx")
        return
    lines = table([int(word) for word in given.rows.split(",")], given.runs)
    print("\n".join(lines))
    if given.write is not None:
        machine = f"Python {platform.python_version()}, {os.cpu_count()} cores; median of {given.runs} runs."
        write_between("\n".join(["", *lines, "", machine]), given.write, BEGIN, END, "Excel")


if __name__ == "__main__":
    main()
