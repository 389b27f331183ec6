"""The way of one figure from its CSV row to a chart label: short, and as docs/architecture.md tells it."""

from __future__ import annotations

import dataclasses
import io
import re
import sys
from decimal import Decimal
from pathlib import Path
from types import CodeType, FrameType

from language import DECK, DECK_TEMPLATE, FACTS, TEXTS, changed, deck_template, make
from made import saved
from msgspec import Struct
from pptx import Presentation

from reportgen.app.build import build_in_memory

ROOT = Path(__file__).resolve().parents[2]
MOST_FUNCTIONS = 40
# Copies of structs are made by their library, as a dataclass was copied by Python: no step of the way.
COPIES = f"{ROOT}/reportgen/core/structs.py"
NUMBER, PRINTED = Decimal(73519), "73,519"
OTHERS_OF_THE_YEAR = 100 + 120 + 130
ONE_CHART = """\
report: deck
kind: deck
title: Small deck
template: kaede/deck.pptx
style: kaede/style.yaml
output: deck.pptx
period: FY23
lists: {quarters: 1Q23..4Q23}
pages:
  - page: sales
    words: {title: Sales}
    bullets: {notes: [Nothing]}
    tables: {sales_table: {rows: [{cells: [a, b, c, d, e]}]}}
    charts:
      sales_chart:
        periods: quarters
        columns:
          - {name: Revenue, metric: revenue, format: million, labelled: true}
"""


def test_the_way_of_a_figure_is_short_and_as_told(tmp_path: Path) -> None:
    way = way_of_the_figure(tmp_path)
    assert way == told(), "docs/architecture.md tells another way than a figure goes"
    assert len(way) <= MOST_FUNCTIONS


def told() -> list[str]:
    """The functions that the numbered list in docs/architecture.md names before each colon, in their order."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    steps = text.partition("## The way of one figure")[2].partition("\n## ")[0]
    heads = re.findall(r"^\d+\. (.*?):", steps, re.MULTILINE | re.DOTALL)
    return re.findall(r"`([\w.]+)`", " ".join(heads))


def way_of_the_figure(folder: Path) -> list[str]:
    """The functions of reportgen that the figure passes until its label is written, in order of first touch."""
    year = OTHERS_OF_THE_YEAR + int(NUMBER)
    facts = changed(TEXTS[FACTS], '110,6,-6,"110"', f'{NUMBER},6,-6,"{PRINTED}"')
    facts = changed(facts, '460,6,-6,"460"', f'{year},6,-6,"{year:,}"')
    project = make(folder, {DECK: ONE_CHART, FACTS: facts, DECK_TEMPLATE: labelled_template()})
    followed = Followed()
    sys.setprofile(followed.see)
    try:
        build_in_memory(project, ["deck"])
    finally:
        sys.setprofile(None)
    assert followed.arrived
    return [name for _, name in followed.way]


def labelled_template() -> bytes:
    """The template with a label of its own on its chart, which labels are modelled on."""
    deck = Presentation(io.BytesIO(deck_template()))
    chart = next(shape for shape in deck.slides[1].shapes if shape.has_chart).chart
    chart.plots[0].series[0].points[0].data_label.text_frame.text = "label"
    return saved(deck)


class Followed:
    """A profiler that notes which functions are handed the figure, or give it back."""

    def __init__(self) -> None:
        self.way: dict[tuple[str, str], None] = {}
        self.arrived = False

    def see(self, frame: FrameType, event: str, given: object) -> None:
        """One call or return; inner functions count as the function around them."""
        code = frame.f_code
        ours = f"{ROOT}/reportgen/" in code.co_filename and code.co_filename != COPIES
        if self.arrived or event not in ("call", "return") or not ours:
            return
        name = code.co_qualname.partition(".<locals>")[0]
        function = (code.co_filename, name)
        if function not in self.way:
            seen = [given] if event == "return" else [frame.f_locals.get(name) for name in arguments(code)]
            if any(map(holds, seen)):
                self.way[function] = None
        self.arrived = event == "return" and name == "fill_labels" and function in self.way


def arguments(code: CodeType) -> tuple[str, ...]:
    """The names of all arguments of a function."""
    count = code.co_argcount + code.co_kwonlyargcount
    return code.co_varnames[: count + bool(code.co_flags & 0x04) + bool(code.co_flags & 0x08)]


def holds(value: object) -> bool:
    """Whether a value is the figure, in any unit or as text, or a record, row or column that holds it directly."""
    if isinstance(value, dict):
        return any(map(is_figure, value.values()))
    if isinstance(value, tuple | list):
        return any(map(is_figure, value))
    if isinstance(value, Struct):
        return any(is_figure(getattr(value, name)) for name in value.__struct_fields__)
    if dataclasses.is_dataclass(value):
        return any(is_figure(getattr(value, field.name, None)) for field in dataclasses.fields(value))
    return is_figure(value)


def is_figure(value: object) -> bool:
    if isinstance(value, str):
        return value in (PRINTED, str(NUMBER))
    return isinstance(value, Decimal | int | float) and value in (NUMBER, NUMBER.scaleb(6))
