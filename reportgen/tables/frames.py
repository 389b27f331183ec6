"""Frames of pandas, polars and Arrow as rows under their head, known by what they can do: none is imported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any


def is_frame(value: object) -> bool:
    """Whether a value is a frame: it lists its columns and gives its rows, or has to be collected first."""
    if hasattr(value, "collect_schema"):
        return True
    return hasattr(value, "columns") and any(
        hasattr(value, name) for name in ("itertuples", "iter_rows", "to_pylist")
    )


def frame_rows(frame: Any) -> Iterator[Sequence[object]]:
    """The rows of a frame under its head, what is missing as None; an index with a name comes first."""
    if hasattr(frame, "collect_schema") and hasattr(frame, "collect"):
        frame = frame.collect()
    rows: Iterable[Sequence[object]]
    if hasattr(frame, "to_pylist"):
        names, rows = frame.column_names, zip(*(column.to_pylist() for column in frame.columns), strict=True)
    elif hasattr(frame, "iter_rows"):
        names, rows = frame.columns, frame.iter_rows()
    else:
        if any(name is not None for name in getattr(getattr(frame, "index", None), "names", ())):
            frame = frame.reset_index()
        names, rows = frame.columns, frame.itertuples(index=False, name=None)
    yield list(names)
    for row in rows:
        yield [None if is_missing(cell) else cell for cell in row]


def is_missing(value: object) -> bool:
    """Whether a value is one of those by which libraries say that there is none: NaN, NaT, NA."""
    try:
        return bool(value != value)
    except (TypeError, ValueError):
        return type(value).__name__ == "NAType"
