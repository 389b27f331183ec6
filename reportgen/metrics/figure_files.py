"""Writing the files of one document as the project keeps them: UTF-8, commas, one header, quotes where needed.

facts_file([{"concept": "revenue", ...}])   ->   b"concept,service_line,...\\nrevenue,,,1Q18,...\\n"
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from reportgen.metrics.definitions import ALIAS_COLUMNS, DOCUMENT_COLUMNS
from reportgen.metrics.figures import CLAIM_COLUMNS, FACT_COLUMNS

Cells = Mapping[str, str]


def facts_file(rows: Iterable[Cells]) -> bytes:
    """`facts/<doc>.csv` with one line for each row, in their order."""
    return _file(FACT_COLUMNS, rows)


def claims_file(rows: Iterable[Cells]) -> bytes:
    """`claims/<doc>.csv` with one line for each row, in their order."""
    return _file(CLAIM_COLUMNS, rows)


def with_document(file: bytes, row: Cells) -> bytes:
    """`documents.csv` with one more line at its end; what stands there keeps its bytes."""
    return _appended(file, DOCUMENT_COLUMNS, [row])


def with_aliases(file: bytes, rows: Sequence[Cells]) -> bytes:
    """`aliases.csv` with more lines at its end; made with its header where there was none."""
    return _appended(file or _file(ALIAS_COLUMNS, ()), ALIAS_COLUMNS, rows)


def _file(columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    return (_line(columns) + "".join(_line([row.get(name, "") for name in columns]) for row in rows)).encode()


def _appended(file: bytes, columns: Sequence[str], rows: Iterable[Cells]) -> bytes:
    # The header of the file says the order of its columns; ours is only what it must hold.
    head = next(csv.reader([file.decode("utf-8").split("\n", 1)[0].strip("\r")]), list(columns))
    end = b"" if not file or file.endswith(b"\n") else b"\n"
    added = "".join(_line([row.get(name.strip(), "") for name in head]) for row in rows)
    return file + end + added.encode()


def _line(cells: Iterable[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerow(cells)
    return out.getvalue()
