"""What changed in a file since the last build, as rows of a table that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from reportgen.verify.changes import BuildDifference

_MOST = 200


class Changed(NamedTuple):
    """One change: a figure, a page, words or a formula; `old` is empty where it is new, `new` where it is gone."""

    what: str
    old: str
    new: str
    where: str


class FileChanges(NamedTuple):
    """What changed in a file: `state` is new, same, changed, or older: not built from the tables as they stand.

    `rows` are the first changes, `more` counts those beyond, `follow` the calculated values that follow.
    """

    state: str
    rows: tuple[Changed, ...] = ()
    more: int = 0
    follow: int = 0


SAME = FileChanges("same")


def file_changes(found: BuildDifference, labels: Mapping[str, str]) -> FileChanges:
    """The changes between two builds; `labels` are those of figures, by key."""
    rows = [
        Changed(_figure(one.key, labels), " / ".join(one.old), " / ".join(one.new), ", ".join(one.places[:4]))
        for one in found.figures
    ]
    rows += [
        Changed(one.title or one.name, str(one.old or ""), str(one.new or ""), one.name)
        for one in found.parts
    ]
    rows += [
        Changed("", one.old, one.new, one.where + (f" ({one.cells})" if one.cells > 1 else ""))
        for one in (*found.words, *found.numbers, *found.formulas)
    ]
    return FileChanges("changed", tuple(rows[:_MOST]), max(0, len(rows) - _MOST), found.recalculated)


def _figure(key: str, labels: Mapping[str, str]) -> str:
    return f"{labels.get(key, key.partition('|')[0])}, {key.partition('|')[2].replace('|', ', ')}"


def changes_from(data: Any) -> FileChanges:
    """Changes as a page kept them; `TypeError` or `ValueError` where they are none."""
    state, rows, more, follow = data
    return FileChanges(str(state), tuple(Changed(*row) for row in rows), int(more), int(follow))
