"""JSON as databases and programs export it: a list of figures, each an object with the columns' names.

    [{"concept": "revenue", "value": 48439}]   ->   Row(Place(file, 1), {"concept": "revenue", "value": "48439"})

Numbers keep their digits; a name that is left out is an empty cell.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from reportgen.core.findings import Issue, Place, did_you_mean
from reportgen.data.cells import Reporter, Row

_BETWEEN = re.compile(r"[\s,]*")


def read_json(
    file: str, data: bytes, columns: tuple[str, ...], _optional: tuple[str, ...] = ()
) -> tuple[list[Row], list[Issue]]:
    """The objects of a list at the lines where they begin, and all findings; nothing is raised."""
    issues: list[Issue] = []
    decoder = json.JSONDecoder(parse_int=str, parse_float=str, object_pairs_hook=_each_name_once)
    try:
        text = data.decode("utf-8")
        whole = decoder.decode(text)
        if not isinstance(whole, list):
            raise ValueError("it holds no list")
    except UnicodeDecodeError:
        issue = Issue("wrong-encoding", "the file is not UTF-8", Place(file, 1), expected="UTF-8")
        return [], [issue]
    except json.JSONDecodeError as error:
        Reporter(Place(file, error.lineno), issues).report(
            "unreadable-source", f"this is no JSON: {error.msg}"
        )
        return [], issues
    except (ValueError, RecursionError) as error:
        Reporter(Place(file, 1), issues).report("unreadable-source", f"this is no list of figures: {error}")
        return [], issues
    rows = [
        _row(value, Reporter(Place(file, line), issues), columns) for value, line in _lines(text, decoder)
    ]
    return [row for row in rows if row is not None], issues


def _each_name_once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError(f"an object names one of {', '.join(found)} twice")
    return found


def _lines(text: str, decoder: json.JSONDecoder) -> Iterator[tuple[object, int]]:
    """The values of a sound list, each with the line that it begins on."""
    at, line, counted = text.index("[") + 1, 1, 0
    while True:
        at = _BETWEEN.match(text, at).end()  # type: ignore[union-attr]  # matches everywhere
        if text[at] == "]":
            return
        line, counted = line + text.count("\n", counted, at), at
        value, at = decoder.raw_decode(text, at)
        yield value, line


def _row(value: object, here: Reporter, columns: tuple[str, ...]) -> Row | None:
    if not isinstance(value, dict):
        here.report("unreadable-source", "this is no object with names and values", found=str(value)[:80])
        return None
    extra = [name for name in value if name not in columns]
    for name in extra:
        hint = did_you_mean(name, columns)
        here.report("unknown-column", f'a figure has no "{name}"', expected=", ".join(columns), hint=hint)
    cells = {name: _text(value.get(name)) for name in columns}
    nested = [name for name, cell in cells.items() if cell is None]
    for name in nested:
        here.report(
            "unreadable-source", f'"{name}" is neither a text nor a number', found=str(value[name])[:80]
        )
    if extra or nested:
        return None
    return Row(here.place, {name: cell or "" for name, cell in cells.items()})


def _text(value: object) -> str | None:
    """A cell as the columns spell it; None for what no cell can hold."""
    if isinstance(value, list):
        return ";".join(value) if all(isinstance(one, str) for one in value) else None
    return "" if value is None else value if isinstance(value, str) else None
