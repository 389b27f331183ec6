"""Names of a data file that `mapping.csv` or `members.csv` lack, as lines that a person completes or takes over."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from msgspec import Struct

from reportgen.core.period import parse_period
from reportgen.data.catalogue import AXES, MEMBERS
from reportgen.data.figure_files import table_file
from reportgen.data.records import Catalogue
from reportgen.importing.facts import Facts, Why
from reportgen.importing.mapping import MAPPING
from reportgen.importing.reading import DataFile, Value


class Unmapped(Struct, frozen=True):
    """An element, with a dimension where only this is not known: its values, the newest of them, what it is called."""

    element: str
    dimension: str
    values: int
    newest: str
    label: str


def new_members(facts: Facts, catalogue: Catalogue) -> dict[str, tuple[str, str]]:
    """Axis and name of the members that a table names and the project lacks, by their dimension."""
    known = {name for figures in facts.by_filing.values() for one in figures for name in one.value.dimensions}
    found: dict[str, tuple[str, str]] = {}
    for dimension in (name for one in facts.left.get(Why.DIMENSION, ()) for name in one.dimensions):
        axis, _, label = dimension.partition("=")
        member = axis, re.sub(r"\W+", "_", label.casefold()).strip("_")
        # Another spelling of a member is a line of mapping.csv.
        there = member in catalogue.members or member in found.values()
        if axis in AXES and dimension not in known and member[1] and not there:
            found[dimension] = member
    return found


def members_file(found: Mapping[str, tuple[str, str]]) -> bytes:
    """The members as rows of `members.csv`."""
    return table_file(
        tuple(MEMBERS.columns),
        (
            {"axis": axis, "member": name, "label_en": dimension.partition("=")[2]}
            for dimension, (axis, name) in found.items()
        ),
    )


def unmapped(facts: Facts, reading: DataFile, members: Collection[str] = ()) -> list[Unmapped]:
    """What no line says and none of `members`, by their dimensions, will say; the names with most values first."""
    groups: dict[tuple[str, str], list[Value]] = defaultdict(list)
    for why in (Why.DIMENSION, Why.UNMAPPED):
        for one in facts.left.get(why, ()):
            if why is Why.DIMENSION and any(name in members for name in one.dimensions):
                continue
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
