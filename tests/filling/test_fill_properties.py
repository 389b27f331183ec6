"""Whatever the data looks like, a filling gives a sound file or findings, and texts come back as they went in."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal

import pytest
from fill_language import filled, template, values
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from test_fill_deck import deck  # noqa: F401  (a fixture)

from reportgen.core.findings import FindingsError
from reportgen.filling.values import Scope, UnknownNameError, find, read_path

NAMES = st.sampled_from(
    ["title", "year", "items", "name", "notes", "results", "sales", "flag", "pages", "categories", "series"]
)
SINGLE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**6), 10**6),
    st.decimals(-1000, 1000, places=2),
    st.text(max_size=8),
)
DATA = st.dictionaries(
    NAMES,
    st.recursive(
        SINGLE,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=6,
)
CELLS = {
    "A1": "{{title}}",
    "B1": "{{#items across}}{{item}}{{/items}}",
    "A2": "{{#notes}}{{name}} {{year}}",
    "B2": "{{note[title]}}{{/notes}}",
    "A3": "{{?flag}}{{flag}}{{/flag}}",
}
QUICK = settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@QUICK
@given(data=DATA)
def test_no_data_breaks_the_filling_of_a_workbook(data: dict[str, object]) -> None:
    with suppress(FindingsError):
        assert filled(template(CELLS), data).kind == "workbook"


@QUICK
@given(data=DATA)
def test_no_data_breaks_the_filling_of_a_deck(deck: bytes, data: dict[str, object]) -> None:  # noqa: F811
    with suppress(FindingsError):
        assert filled(deck, data).kind == "deck"


@QUICK
@given(
    texts=st.lists(
        st.text(st.characters(codec="utf-8", exclude_characters="\r"), min_size=1, max_size=20),
        min_size=1,
        max_size=5,
    )
)
def test_texts_come_back_as_they_went_in(texts: list[str]) -> None:
    done = filled(template({"A1": "{{#rows}}{{row}}{{/rows}}"}), {"rows": texts})
    from reportgen.office.cell_reader import read_cell
    from reportgen.office.package import open_package
    from reportgen.office.sheets import shared_strings
    from reportgen.office.worksheet import cells, rows

    package = open_package(done)
    strings = shared_strings(package)
    found = [
        (read_cell(cell).formula, read_cell(cell, strings).content)
        for _, row in rows(package.peek("/xl/worksheets/sheet1.xml"))
        for _, cell in cells(row)
    ]
    assert found == [(None, text) for text in texts]


@QUICK
@given(numbers=st.lists(st.decimals(-(10**9), 10**9, places=4), min_size=1, max_size=5))
def test_numbers_come_back_with_their_value(numbers: list[Decimal]) -> None:
    found = values(filled(template({"A1": "{{#rows}}{{row}}{{/rows}}"}), {"rows": numbers}))
    assert [float(number) for number in numbers] == [found[f"A{at}"] for at in range(1, len(numbers) + 1)]


@given(text=st.text("ab.[] ", max_size=12))
def test_any_path_is_read_and_means_something_or_is_unknown(text: str) -> None:
    assert read_path(text)
    with suppress(UnknownNameError):
        find(text, (Scope({"a": {"b": 1}, "b": "a"}),))


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("a.b", ("a", "b")),
        ("a[b.c].d", ("a", ("b.c",), "d")),
        ("unit price", ("unit price",)),
        (".a", (".a",)),
        ("a.", ("a.",)),
        ("a[b", ("a[b",)),
        ("[a]", ("[a]",)),
    ],
)
def test_a_path_has_these_steps(text: str, steps: tuple[object, ...]) -> None:
    assert read_path(text) == steps
