"""How long do loading and checking take, and do they grow with the data as they should?

    python benchmarks/tables.py [--data data] [--times 1,5,10,100]

The project's own figures are copied into further scopes until there are enough. Seconds are of the
processor, not of the clock on the wall.
"""

from __future__ import annotations

import argparse
import csv
import io
import time
from collections.abc import Iterator
from pathlib import Path


def read(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix in (".csv", ".yaml"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def widened(files: dict[str, bytes], times: int) -> dict[str, bytes]:
    """The files with each consolidated figure in `times` scopes."""
    scopes = [f"copy{number}" for number in range(1, times)]
    members = "".join(f"scope,{name},,{name},{name},,,\n" for name in scopes)
    result = files | {"members.csv": files["members.csv"] + members.encode()}
    flips = io.StringIO()
    for row in csv.DictReader(io.StringIO(files["aliases.csv"].decode())):
        if row["sign_flip"] == "-1":
            label, doc, concept, line = (
                row["printed_label"],
                row["doc_pattern"],
                row["concept"],
                row["service_line"],
            )
            csv.writer(flips, lineterminator="\n").writerows(
                [label, doc, concept, line, name, -1, ""] for name in scopes
            )
    result["aliases.csv"] = files["aliases.csv"] + flips.getvalue().encode()
    # Waived dates are waived by key: the copies need theirs.
    waived = [
        f"{check},*,copies,benchmark,2026-01-01,\n"
        for check in ("target-in-the-past", "actual-after-document")
    ]
    result["waivers.csv"] = files["waivers.csv"] + "".join(waived if times > 1 else []).encode()
    for name, data in files.items():
        if name.startswith(("facts/", "claims/")):
            result[name] = b"".join(copies(data, scopes))
    return result


def multiplied(files: dict[str, bytes], times: int) -> dict[str, bytes]:
    """The files with each document `times` times: the copies hold the consolidated figures in scopes of their own."""
    result = widened(files, times) | {name: data for name, data in files.items() if "/" in name}
    _, *documents = files["documents.csv"].decode().splitlines(keepends=True)
    flips = list(csv.reader(io.StringIO(result["aliases.csv"].decode())))
    for number in range(1, times):
        scope = f"copy{number}"
        result["documents.csv"] += "".join(row.replace(",", f"_{scope},", 1) for row in documents).encode()
        for name, data in files.items():
            if name.startswith(("facts/", "claims/")):
                text = data.decode().splitlines(keepends=True)[0]
                stem, dot, ending = name.rpartition(".")
                own = b"".join(list(copies(data, [scope]))[1:])
                result[f"{stem}_{scope}{dot}{ending}"] = text.encode() + own
    place = flips[0].index("doc_pattern")
    text = io.StringIO()
    for row in flips:
        if row[4].startswith("copy"):
            doc, mark, line = row[place].partition("#")
            row[place] = f"{doc}_{row[4]}{mark}{line}" if doc else ""
        csv.writer(text, lineterminator="\n").writerow(row)
    result["aliases.csv"] = text.getvalue().encode()
    return result


def copies(data: bytes, scopes: list[str]) -> Iterator[bytes]:
    yield data
    header, *rows = list(csv.reader(io.StringIO(data.decode())))
    place = header.index("scope")
    plain = [row for row in rows if not row[place]]
    for scope in scopes:
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(
            [*row[:place], scope, *row[place + 1 :]] for row in plain
        )
        yield text.getvalue().encode()


def main() -> None:
    # Imported here: who only wants the files stays small, for a child's memory is never less than its parent's.
    from reportgen.checks.run import run_checks
    from reportgen.data.load import load

    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--data", type=Path, default=Path("data"))
    options.add_argument("--times", default="1,5,10,100")
    given = options.parse_args()
    files = read(given.data)
    print(f"{'figures':>9}{'load s':>9}{'check s':>9}{'together':>10}{'us/figure':>11}")
    for times in (int(word) for word in given.times.split(",")):
        more = widened(files, times)
        start = time.process_time()
        table = load(more)
        loaded = time.process_time()
        run_checks(table)
        end = time.process_time()
        count = len(table.facts) + len(table.claims)
        print(
            f"{count:>9,}{loaded - start:>9.2f}{end - loaded:>9.2f}{end - start:>10.2f}"
            f"{(end - start) / count * 1e6:>11.0f}"
        )


if __name__ == "__main__":
    main()
