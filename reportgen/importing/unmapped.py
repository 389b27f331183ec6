"""Names of a data file that `mapping.csv` lacks, as lines that a person completes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportgen.core.period import parse_period
from reportgen.data.figure_files import table_file
from reportgen.importing.facts import Facts, Why
from reportgen.importing.mapping import MAPPING
from reportgen.importing.reading import DataFile, Value


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An element, with a dimension where only this is not known: its values, the newest of them, what it is called."""

    element: str
    dimension: str
    values: int
    newest: str
    label: str


def unmapped(facts: Facts, reading: DataFile) -> list[Unmapped]:
    """What no line says, the names with most values first."""
    groups: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for why in (Why.DIMENSION, Why.UNMAPPED):
        for one in facts.left.get(why, ()):
            groups[one.element, " ".join(one.dimensions)].append(one)
    found = [
        Unmapped(element, dimension, len(values), _newest(values), reading.labels.get(element, ""))
        for (element, dimension), values in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.values, one.element, one.dimension))


def _newest(values: Sequence[Value]) -> str:
    last = max(values, key=_ended)
    return f"{last.value:,f} {last.unit}, {last.stretch}"


def _ended(one: Value) -> tuple[date, int, int]:
    """When the time of a value ends: on a day, or with the quarter of a year where its period has a name."""
    if one.end is not None or not one.period:
        return one.end or date.min, 0, 0
    named = parse_period(one.period)
    last = (named, *named.components())[-1]
    return last.day or date.min, last.year, last.index


def unmapped_file(found: Sequence[Unmapped]) -> bytes:
    """The names as lines of `mapping.csv` without a concept."""
    return table_file(
        tuple(MAPPING.columns),
        (
            {
                "element": one.element,
                "dimension": one.dimension,
                "note": f"{one.values} values, newest {one.newest}; {one.label}".rstrip("; "),
            }
            for one in found
        ),
    )
