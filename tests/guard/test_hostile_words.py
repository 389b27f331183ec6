"""Sentences, tags and data made to do harm: no insides, no files, no growth; data stays data."""

from __future__ import annotations

import io
import json
import tracemalloc
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from filling.fill_language import read_data
from language import DECK, MODEL, STYLE, TEXTS, changed, context, make
from office import parts_of
from pptx import Presentation

from benchmarks.fuzz_files import small_deck, small_workbook
from reportgen.app.build import build_in_memory
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.filling.fill import as_record, fill_template

MOST_MEMORY = 80_000_000


def bounded(act: Callable[[], object]) -> object:
    """What `act` gives; it may not take much memory."""
    tracemalloc.start()
    try:
        return act()
    finally:
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert most < MOST_MEMORY, f"{most:,} bytes"


def data_fault(name: str, content: str) -> Issue:
    def read() -> Issue:
        with pytest.raises(FindingsError) as caught:
            read_data([(name, content.encode())])
        return caught.value.issues[0]

    found = bounded(read)
    assert isinstance(found, Issue)
    return found


# Sentences

EVIL_SENTENCES = [
    "{{ revenue.__class__ }}",
    "{{ revenue.answer.__globals__ }}",
    "{{ revenue.answer() }}",
    "{{ revenue._figures }}",
    "{{ revenue['__class__'] }}",
    "{{ revenue.shown(digits=1000000000) }}",
    "{{ revenue | digits(1000000000) }}",
    "{{ revenue | digits('9') }}",
    "{{ revenue | attr('__class__') }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ 'a'.ljust(9999999999) }}",
    "{{ 'a'.join(['b']) }}",
    "{{ '{:9999999999}'.format(1) }}",
    "{{ '%9999999999d' % 1 }}",
    "{{ 'a' * 9999999999 }}",
    "{{ 9 ** 9999999999 }}",
    "{{ 10 // 0 }}",
    "{{ range(9999999999) }}",
    "{{ lipsum(99999) }}",
    "{{ open('/etc/passwd') }}",
    "{{ cycler.__init__.__globals__.os }}",
    "{{ self._TemplateReference__context }}",
    "{% for x in 'aaaa' %}{{ x }}{% endfor %}",
    "{% set x = 'a' %}{{ x }}",
    "{% set x %}a{% endset %}{{ x }}",
    "{% with x = 'a' %}{{ x }}{% endwith %}",
    "{% include '/etc/passwd' %}",
    "{% import 'os' as os %}",
    "{% extends 'x' %}",
    "{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}",
    "{% filter upper %}a{% endfilter %}",
    "{% raw %}{{",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ ((1, 2), 3) }}",
    "{{ 'abc'[::-1] }}",
    "{{" + "(" * 3000 + "'a'" + ")" * 3000 + "}}",
    "{% if revenue %}" * 150 + "a" + "{% endif %}" * 150,
    "{{ 'a' }}" * 5000,
    "{{ 'a' ~ " * 2000 + "'b'" + "}}",
    "{{ not " * 2 + "not " * 5000 + "true }}",
    "{{ revenue" + "('FY23')" * 3000 + "}}",
    "{{ \x00 }}",
    "{{ 1e999999 }}",
    "{{ " + "9" * 5000 + " }}",
]


@pytest.mark.parametrize("sentence", EVIL_SENTENCES, ids=lambda sentence: sentence[:40])
def test_no_sentence_reaches_insides_files_or_growth(sentence: str) -> None:
    rendered = bounded(lambda: context().narrator.write(sentence, Place("deck.yaml", 1)))
    assert rendered.issue is not None or "".join(span.text for span in rendered.sentence) in (  # type: ignore[attr-defined]
        "",
        "a",
        "1",
    ), rendered


# Data files

ALIASES = "a0: &a0 [x, x]\n" + "".join(
    f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}, *a{n - 1}, *a{n - 1}]\n" for n in range(1, 30)
)


@pytest.mark.parametrize(
    ("name", "content", "identity"),
    [
        ("d.yaml", ALIASES, "unreadable-yaml"),
        ("d.yaml", "a: &a [*a]", "unreadable-yaml"),
        ("d.yaml", "a: &a {b: *a}", "unreadable-yaml"),
        ("d.yaml", "a: " + "[" * 5000, "unreadable-yaml"),
        ("d.yaml", "a: " + "[" * 200 + "]" * 200, "unreadable-yaml"),
        ("d.yaml", "a: !!python/object/apply:os.system ['true']", "unreadable-yaml"),
        ("d.yaml", "a: !!binary x", "unreadable-yaml"),
        ("d.yaml", "a: 2020-13-45", "unreadable-yaml"),
        ("d.yaml", "a: 1e999999999", "bad-value"),
        ("d.yaml", "a: " + "9" * 5000, "bad-value"),
        ("d.json", '{"a":' + "[" * 100_000, "unreadable-json"),
        ("d.json", '{"a":' + "[" * 500 + "]" * 500 + "}", "bad-value"),
        ("d.json", '{"a": 1e999999999}', "bad-value"),
        ("d.json", '{"a": -1e-999999999}', "bad-value"),
        ("d.json", '{"a": ' + "1" * 100_000 + "}", "bad-value"),
        ("d.json", '{"a": NaN}', "bad-value"),
        ("d.csv", "a,b\n1," + "x" * 200_000, "unreadable-csv"),
        ("d.csv", 'a,b\n"1,2', "unreadable-csv"),
        ("d.csv", ",".join(["a"] * 20_000) + "\n", "duplicate-name"),
    ],
)
def test_data_that_would_grow_is_refused(name: str, content: str, identity: str) -> None:
    assert data_fault(name, content).id == identity


@pytest.mark.parametrize(
    ("file", "content"),
    [
        (STYLE, ALIASES),
        ("data/company.yaml", ALIASES),
        (DECK, ALIASES),
        (MODEL, "a: &a [*a]"),
        (STYLE, "formats: {million: {digits: 1000000000}}"),
        (STYLE, "formats: {million: {scale: 1000000000}}"),
        (DECK, changed(TEXTS[DECK], "{{ margin_ratio(quarter) }}", "{{ 'a' * 99999999999 }}")),
        (MODEL, changed(TEXTS[MODEL], "1Q23..4Q23", "1Q00..4Q39")),
        (DECK, "a: 2020-99-99"),
        ("data/company.yaml", "a: 2020-99-99"),
        (STYLE, "\x00"),
        (
            "data/concepts.csv",
            changed(TEXTS["data/concepts.csv"], "revenue - cost", "(" * 5000 + "revenue" + ")" * 5000),
        ),
        (
            "data/concepts.csv",
            changed(TEXTS["data/concepts.csv"], "revenue - cost", "revenue" + " + revenue" * 5000),
        ),
    ],
    ids=lambda value: value[:40],
)
def test_definitions_and_tables_that_would_grow_are_findings(file: str, content: str, tmp_path: Path) -> None:
    project = make(tmp_path, {file: content})

    def build() -> object:
        try:
            return build_in_memory(project, []).built
        except FindingsError as error:
            return error.issues

    assert bounded(build)


def test_numbers_of_python_are_held_to_what_office_can_hold() -> None:
    for value in (Decimal("1e400"), 10**400, Decimal("1e-400"), float("inf")):
        with pytest.raises(FindingsError, match="bad-value"):
            as_record({"title": value})


# Data stays data

EVIL_TEXTS = [
    "=1+1",
    "=cmd|'/C calc'!A0",
    '=HYPERLINK("http://example.com")',
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "http://example.com",
    "<a:r><a:t>x</a:t></a:r>",
    "</t></is></c>",
    "]]>",
    "&amp;&lt;",
    "_x0041_",
    "{{title}}",
    "{{#items}}",
    "{{=revenue}}",
    "\u202ereversed",
    "a\x00b\x07c",
    "\ud800",
    "'quoted",
    "#REF!",
    "\ue0005\ue001",
]


@pytest.mark.parametrize("text", EVIL_TEXTS, ids=ascii)
def test_a_text_stays_a_text_in_a_workbook(text: str) -> None:
    data = {
        "title": text,
        "items": [{"name": text, "price": Decimal(2)}, {"name": text, "price": Decimal(3)}],
    }
    done = fill_template(small_workbook(), "t.xlsx", data)
    sheet = openpyxl.load_workbook(io.BytesIO(done))["Offer"]
    cells = {cell.coordinate: cell for row in sheet.iter_rows() for cell in row if cell.value is not None}
    formulas = {place for place, cell in cells.items() if cell.data_type == "f"}
    assert formulas == {"C4", "C5", "C6"}, "only the template's own formulas, repeated"
    assert not [cell for cell in cells.values() if cell.hyperlink]
    assert cells["A1"].data_type == "s"
    assert cells["A4"].value == cells["A5"].value == cells["A1"].value


@pytest.mark.parametrize("text", EVIL_TEXTS, ids=ascii)
def test_a_text_stays_a_text_in_a_deck_with_its_chart(text: str) -> None:
    name = text if text.strip() else "x"
    data = {
        "title": text,
        "notes": [text, [text]],
        "results": [[text, text]],
        "bars": [{"quarter": name, "Sales": Decimal(1)}, {"quarter": name + "2", "Sales": Decimal(2)}],
    }
    done = fill_template(small_deck(), "t.pptx", data)
    slide = Presentation(io.BytesIO(done)).slides[0]
    assert not [link for shape in slide.shapes if shape.has_text_frame for link in _links(shape)]
    book = next(content for part, content in parts_of(done).items() if part.endswith(".xlsx"))
    sheet = openpyxl.load_workbook(io.BytesIO(book)).worksheets[0]
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def _links(shape) -> list[str]:  # type: ignore[no-untyped-def]
    runs = [run for paragraph in shape.text_frame.paragraphs for run in paragraph.runs]
    return [run.hyperlink.address for run in runs if run.hyperlink.address]


def test_a_data_file_gives_texts_where_people_mean_texts(tmp_path: Path) -> None:
    data = read_data([("d.json", json.dumps({"title": "=1+1"}).encode())])
    assert data["title"] == "=1+1"
