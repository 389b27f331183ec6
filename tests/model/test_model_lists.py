"""The lists of the model are declared once: what stands in the documentation and in the records is that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from house import ROOT
from list_language import lists
from metric_language import fact, files

from reportgen.model.list_context import Field, ListKind
from reportgen.model.model_lists import LISTS, declared, list_records

PAGE = ROOT / "docs" / "workbook-lists.md"


def every(kinds: Iterable[ListKind[Any]]) -> Iterator[ListKind[Any]]:
    for kind in kinds:
        yield kind
        yield from every(kind.inner)


def section(kind: ListKind[Any]) -> str:
    """What the page says of a list."""
    lines = [f"### {kind.name}", "", f"`{kind.item}`: one for {kind.about}.", ""]
    lines += ["| field | meaning |", "| --- | --- |"]
    lines += [
        f"| `{name}` | {one.meaning.replace('|', chr(92) + '|')} |" for name, one in kind.fields.items()
    ]
    if kind.inner:
        lines += ["", "Inside it: " + ", ".join(f"`{one.name}`" for one in kind.inner) + "."]
    return "\n".join(lines) + "\n"


def test_the_page_shows_every_list_with_its_fields(renew: bool) -> None:
    head, mark, _ = PAGE.read_text("utf-8").partition("## Every list, field by field\n")
    wanted = head + mark + "\n" + "\n".join(section(kind) for kind in every(LISTS))
    if renew:
        PAGE.write_text(wanted, "utf-8")
    assert PAGE.read_text("utf-8") == wanted, "write it anew with pytest --renew"


def test_no_two_lists_have_one_name() -> None:
    names = [kind.name for kind in every(LISTS)]
    assert sorted(set(names)) == sorted(names)


def test_a_list_of_a_subject_is_found_by_any_subject() -> None:
    found = declared("prints_of_eps")
    assert found is not None
    assert (found.item, found.subject_of("prints_of_eps")) == ("print", "eps")
    assert declared("pairs_of_revenue_by_kind") is not None
    assert declared("prints_of_") is None
    assert declared("items") is None


def test_lists_of_unknown_subjects_are_none() -> None:
    here = lists(
        files([fact("revenue", "FY17", "1")]), "prints_of_revenue", "prints_of_nothing", "bridge_of_nothing"
    )
    found = list_records(here)
    assert len(found["prints_of_revenue"]) == 1
    assert "prints_of_nothing" not in found
    assert "bridge_of_nothing" not in found


def test_a_field_of_several_columns_reads_as_many_values() -> None:
    label = Field[str]("its name", lambda one, _: one)
    cells = Field[str]("its cells", lambda one, _: tuple(one))
    kind = ListKind[str](
        "steps", "step", "a step", {"label": label, "c1_x..c3_x": cells}, lambda *_: ("abc",)
    )
    assert kind.field_names == ("label", "c1_x", "c2_x", "c3_x")
    assert kind.record("abc").values == {"label": "abc", "c1_x": "a", "c2_x": "b", "c3_x": "c"}
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        kind.record("a")
