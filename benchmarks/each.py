"""A monthly package for every customer of a database: a workbook and a deck each, killed on the way.

    python -m benchmarks.each                     1,000 customers, 10 orders each
    python -m benchmarks.each --customers 100

Each way (processes of this machine, workers of a cluster) starts from nothing, is timed, and its files are compared
byte by byte with those of the first way. Then all files pass the gate and are read by openpyxl and python-pptx: name
and total in each workbook, titles and all cells of the tables in each deck are held against the database.
"""

from __future__ import annotations

import argparse
import io
import os
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import openpyxl
import xlsxwriter
from pptx import Presentation
from pptx.util import Cm

from reportgen.gate.gate import faults_of
from reportgen.office.package import open_package

ORDERS = 10


def customers_of(home: Path, count: int) -> None:
    """The database, a workbook and a deck as templates."""
    with closing(sqlite3.connect(home / "shop.db")) as base:
        base.execute("create table customers (customer_id int, name text, since date, logo text)")
        base.execute("create table orders (customer_id int, sku text, qty int, price decimal)")
        for one in range(count):
            row = (one, f"Customer {one:06}", f"20{10 + one % 15}-03-{1 + one % 28:02}", "logo.png")
            base.execute("insert into customers values (?,?,?,?)", row)
            orders = [(one, f"SKU-{one}-{at}", 1 + at, one + at / 4) for at in range(ORDERS)]
            base.executemany("insert into orders values (?,?,?,?)", orders)
        base.commit()
    with xlsxwriter.Workbook(home / "statement.xlsx") as book:
        sheet = book.add_worksheet("Statement")
        sheet.write_column("A1", ["{{customer.name}}", "Customer since {{since:d mmm yyyy}}", "SKU"])
        sheet.write_row("A4", ["{{#orders}}{{sku}}", "{{qty:0}}", "{{price:#,##0.00}}", "=B4*C4"])
        sheet.write_string("E4", "{{qty * price / 1000:0.000}}{{/orders}}")
        sheet.write_formula("D5", "=SUM(D4)")
    deck = Presentation()
    for _ in range(2):
        slide = deck.slides.add_slide(deck.slide_layouts[5])
        slide.shapes.title.text = "{{customer.name}}: orders of May"
        table = slide.shapes.add_table(2, 3, Cm(2), Cm(4), Cm(20), Cm(2)).table
        for at, text in enumerate(("SKU", "Quantity", "Price")):
            table.cell(0, at).text = text
        for at, text in enumerate(("{{#orders}}{{sku}}", "{{qty:0}}", "{{price:#,##0.00}}{{/orders}}")):
            table.cell(1, at).text = text
    deck.save(str(home / "review.pptx"))


def command(home: Path, out: str, template: str, *more: str) -> list[str]:
    """The command that fills one of the templates for every customer."""
    ending = Path(template).suffix
    data = [f"{name}=sqlite:///{home}/shop.db?sql=select * from {name}" for name in ("customers", "orders")]
    return [
        *(sys.executable, "-m", "reportgen", "fill", str(home / template)),
        *("--data", data[0], "--data", data[1], "--each", "customers", "--by", "customer_id"),
        *("--name", f"{{{{customer.name}}}}{ending}", "-o", str(home / out), *more),
    ]


def package(
    home: Path, out: str, *more: str, killer: Callable[[subprocess.Popen[bytes], int], None] | None = None
) -> float:
    """Both files for every customer; gives the seconds that it took."""
    begin = time.monotonic()
    for number, template in enumerate(("statement.xlsx", "review.pptx")):
        while True:
            child = subprocess.Popen(
                command(home, out, template, *more), stdout=subprocess.DEVNULL, start_new_session=True
            )
            if killer is not None:
                killer(child, number)
            if child.wait() != -signal.SIGKILL:
                break
        if child.returncode:
            raise SystemExit(f"{out}: the command ended with {child.returncode}")
    return time.monotonic() - begin


def when(folder: Path, count: int, child: subprocess.Popen[bytes]) -> bool:
    """Wait until so many files stand; False where the command ended before."""
    while child.poll() is None:
        if folder.is_dir() and sum(1 for one in folder.iterdir() if not one.name.startswith(".")) >= count:
            return True
        time.sleep(0.02)
    return False


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def verified(home: Path, files: dict[str, bytes]) -> int:
    """How many files pass the gate and show what the database holds, to readers that are not ours."""
    with closing(sqlite3.connect(home / "shop.db")) as base:
        totals = dict(
            base.execute(
                "select name, sum(qty * price) from customers join orders using (customer_id) group by name"
            )
        )
        orders: dict[str, list[list[str]]] = {}
        rows = base.execute("select name, sku, qty, price from customers join orders using (customer_id)")
        for customer, sku, qty, price in rows:
            orders.setdefault(customer, []).append([sku, str(qty), f"{price:,.2f}"])
    good = 0
    for name, data in files.items():
        customer = name.rpartition(".")[0]
        right = not faults_of(open_package(data, name))
        if name.endswith(".xlsx"):
            sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
            right &= (
                sheet["A1"].value == customer and abs(sheet[f"D{4 + ORDERS}"].value - totals[customer]) < 1e-6
            )
        else:
            slides = Presentation(io.BytesIO(data)).slides
            right &= all(one.shapes.title.text.startswith(customer) for one in slides)
            tables = [
                [[cell.text for cell in row.cells] for row in one.shapes[1].table.rows] for one in slides
            ]
            right &= all(sorted(table[1:]) == sorted(orders[customer]) for table in tables)
        good += right
    return good


def main() -> None:
    """Run all ways and tell their figures."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--customers", type=int, default=1_000)
    count = asked.parse_args().customers
    from distributed import LocalCluster

    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        customers_of(home, count)
        print(f"{count:,} customers, {2 * count:,} files, {os.cpu_count()} processors")
        first: dict[str, bytes] = {}

        def tell(way: str, out: str, seconds: float) -> None:
            nonlocal first
            found = contents(home / out)
            first = first or found
            same = "same bytes" if found == first else "OTHER BYTES"
            rate, cost = 2 * count / seconds, seconds / (2 * count) * 1000
            print(
                f"{way:<34} {seconds:7.1f} s  {rate:6.1f} files a second  {cost:6.1f} ms a file  {same}",
                flush=True,
            )

        tell("1 process", "one", package(home, "one", "--jobs", "1"))
        tell("2 processes", "two", package(home, "two", "--jobs", "2"))
        tell("2 processes, all stands already", "two", package(home, "two", "--jobs", "2"))
        kills: list[int] = []

        def kill_all(child: subprocess.Popen[bytes], number: int) -> None:
            if len(kills) <= number and when(home / "killed", count * (2 * number + 1) // 2, child):
                kills.append(child.pid)
                os.killpg(child.pid, signal.SIGKILL)

        tell("2 processes, killed twice", "killed", package(home, "killed", "--jobs", "2", killer=kill_all))
        with LocalCluster(
            n_workers=1, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            address = ("--cluster", cluster.scheduler_address)
            tell("cluster, 1 worker", "worker", package(home, "worker", *address))
        with LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster:
            address = ("--cluster", cluster.scheduler_address)
            tell("cluster, 2 workers", "workers", package(home, "workers", *address))

            def kill_worker(child: subprocess.Popen[bytes], number: int) -> None:
                if when(home / "lost", count * (2 * number + 1) // 2, child):
                    worker = next(iter(cluster.workers.values())).process.pid
                    kills.append(worker)
                    os.kill(worker, signal.SIGKILL)

            tell(
                "cluster, a worker killed twice", "lost", package(home, "lost", *address, killer=kill_worker)
            )
        print(f"{len(kills)} killed; {verified(home, first):,} of {len(first):,} files verified")


if __name__ == "__main__":
    main()
