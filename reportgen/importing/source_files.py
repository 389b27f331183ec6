"""A data file is known by what it holds, whatever it is called: one way in for all kinds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.importing.companyfacts import is_companyfacts, read_companyfacts
from reportgen.importing.reading import DataFile, refuse
from reportgen.project.files import read_file


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a person says beside a file: the day of its filing, and which part of it is meant."""

    filed: str = ""
    part: str = ""


def read_source(path: Path, told: Supplied) -> DataFile:
    """What a data file says; `FindingsError` where it is of no kind that is known, or broken."""
    data, name = read_file(path), path.name
    if not data.strip():
        raise refuse("empty-data-file", "the file is empty", str(path), hint="get it anew")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{":
        content = _json(data, str(path))
        if is_companyfacts(content):
            return read_companyfacts(content, str(path))
    raise refuse(
        "unknown-data-file",
        "the file is of no kind that figures are imported from",
        str(path),
        found=name,
        hint="it may be a filled form (.xlsx), SEC companyfacts (.json)",
    )


def _json(data: bytes, file: str) -> Any:
    try:
        return json.loads(data, parse_float=Decimal)
    except ValueError as error:
        raise refuse(
            "broken-data-file",
            "the file is no JSON",
            file,
            found=str(error),
            hint="get it anew: it may be cut off",
        ) from None
    except RecursionError:
        raise refuse("broken-data-file", "the file is nested too deeply", file) from None
