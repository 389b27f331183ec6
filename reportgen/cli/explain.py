"""`reportgen explain`: where a number of a finished file comes from.

slide 3, shape "key_left", cell 3,3   +31.7%
  yoy(operating_income)|FY17   Operating income: year over year
    31.7101675%   computed: x / prior_year(x) - 1
    operating_income|FY17   6,762,000,000   printed, give or take 500,000
      2018-05-15_fy17_results, "III - 8. ...", line 412: "6,762" JPY million
    operating_income|FY16   5,134,000,000   printed
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

from reportgen.cli.output import as_json, say
from reportgen.core.structs import asdict
from reportgen.project.project import Project
from reportgen.verify.explain import Explained, Explanation, Lineage, Print, explain, number_words


def run(file: Path, place: str, project: Path, tree: bool, json: bool) -> None:
    """Explain one place and print it as text, as a tree or as JSON."""
    found = explain(Project(project), file, place)
    if json:
        as_json(data_of(found))
        return
    for line in tree_of(found) if tree else account(found):
        say(line)


def account(found: Explanation) -> list[str]:
    """The lines that a person reads: for each place its figures, from the shown text down to the source."""
    lines: list[str] = []
    for number, one in enumerate(found.places):
        if number:
            lines.append("")
        lines += _place(one)
        for text, figure in one.figures:
            lines += [f"  {line}" for line in _figure(figure, text)]
        for address, figure in one.read:
            lines.append(f"  {address}")
            lines += [f"    {line}" for line in _figure(figure, "")]
    return lines


def _place(one: Explained) -> Iterator[str]:
    place = one.place
    label = f"   {place.label}" if place.label else ""
    yield f"{place.where}{label}" + (f"   {place.shows}" if place.shows else "")
    if place.formula:
        yield f"  formula ={place.formula}"
        for read in place.reads:
            yield f"    {read.address}   {read.value}" + (f"   {read.key}" if read.key else "")
    yield from (f"  {line}" for line in place.notes)
    if not one.figures and not place.formula and not place.notes:
        yield "  bound to no figure: words of the definition or the template"


def _figure(figure: Lineage, text: str, told: frozenset[str] = frozenset()) -> Iterator[str]:
    shown = f'   shown as "{text}"' if text else ""
    yield f"{figure.key}   {figure.label}{shown}"
    yield f"  {_value(figure)}"
    if figure.expression:
        yield f"  {_expression(figure)}"
    for one in figure.prints:
        yield f"  {print_words(one)}"
        if one.note:
            yield f"    note: {one.note}"
    for item in figure.inputs:
        if item.key in told:
            yield f"  {item.key}: see above"
        else:
            yield from (f"  {line}" for line in _figure(item, "", told | {figure.key}))


def _value(figure: Lineage) -> str:
    if figure.value is None:
        return "not disclosed"
    words = f"{number_words(figure.value, figure.unit_kind)}   {figure.how}"
    if figure.low is not None and figure.high is not None:
        half = (figure.high - figure.low) / 2
        words += f", give or take {number_words(half, figure.unit_kind)}" if half else ", exact"
    return words


def _expression(figure: Lineage) -> str:
    if figure.how == "computed" or figure.computed is None:
        return f"expression: {figure.expression}"
    return f"expression: {figure.expression}, which gives {number_words(figure.computed, figure.unit_kind)}"


def print_words(one: Print) -> str:
    """Where a figure is printed, in one line."""
    further = ", ".join(map(str, one.also_at))
    also = f", also in line{'s' if len(one.also_at) > 1 else ''} {further}" if one.also_at else ""
    bound = f", {one.bound}" if one.bound != "point" else ""
    status = f", {one.status}" if one.status != "ok" else ""
    place = (
        f"{one.doc} ({one.origin}), {one.where}" if one.origin else f"{one.doc}, {one.heading}, {one.where}"
    )
    return f'printed "{one.printed}" ({one.unit}{bound}{status}) in {place}{also}'


def tree_of(found: Explanation) -> list[str]:
    """The explanation as a small tree of keys and values."""
    lines: list[str] = []
    for one in found.places:
        lines.append(f"{one.place.where}" + (f" = {one.place.shows}" if one.place.shows else ""))
        items = [figure for _, figure in (*one.figures, *one.read)]
        for number, figure in enumerate(items):
            lines += _branch(figure, "", number == len(items) - 1)
    return lines


def _branch(figure: Lineage, before: str, last: bool) -> Iterator[str]:
    value = "not disclosed" if figure.value is None else number_words(figure.value, figure.unit_kind)
    how = figure.expression if figure.how == "computed" else figure.how
    yield f"{before}{'`-- ' if last else '|-- '}{figure.key} = {value}   {how}"
    below = before + ("    " if last else "|   ")
    prints, inputs = figure.prints, figure.inputs
    for number, one in enumerate(prints):
        end = number == len(prints) - 1 and not inputs
        yield f'{below}{"`-- " if end else "|-- "}"{one.printed}" {one.doc} {one.where}'
    for number, item in enumerate(inputs):
        yield from _branch(item, below, number == len(inputs) - 1)


def data_of(found: Explanation) -> dict[str, object]:
    """The explanation as plain data."""
    return {
        "ok": True,
        "file": found.file,
        "asked": found.asked,
        "report": found.report,
        "vintage": found.vintage,
        "places": [
            {
                "where": one.place.where,
                "shows": one.place.shows,
                "formula": one.place.formula,
                "reads": [asdict(read) for read in one.place.reads],
                "notes": list(one.place.notes),
                "figures": [{"text": text} | _plain(asdict(figure)) for text, figure in one.figures],
                "figures_read": [{"cell": cell} | _plain(asdict(figure)) for cell, figure in one.read],
            }
            for one in found.places
        ],
    }


def _plain(value: Any) -> Any:
    """The same with every exact number as its digits, without exponents."""
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, dict):
        return {name: _plain(item) for name, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
