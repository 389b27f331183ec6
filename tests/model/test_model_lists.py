"""The lists of the model are declared once: what stands in the documentation and in the records is that."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pytest
from house import ROOT
from list_language import lists
from metric_language import fact, files

from reportgen.model.list_context import ListKind
from reportgen.model.model_lists import LISTS, declared, list_records
from reportgen.plan.plan import CellValue

PAGE = ROOT / "docs" / "workbook-lists.md"


def every(kinds: Iterable[ListKind]) -> Iterator[ListKind]:
    for kind in kinds:
        yield kind
        yield from every(kind.inner)


def section(kind: ListKind) -> str:
    """What the page says of a list."""
    lines = [f"### {kind.name}", "", f"`{kind.item}`: one for {kind.about}.", ""]
    lines += ["| field | meaning |", "| --- | --- |"]
    lines += [
        f"| `{name}` | {meaning.replace('|', chr(92) + '|')} |" for name, meaning in kind.fields.items()
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


def test_a_record_has_the_fields_that_are_declared() -> None:
    kind = ListKind("steps", "step", "a step", {"label": "its name", "c1..c3": "its cells"})
    values: dict[str, CellValue] = dict.fromkeys(("label", "c1", "c2", "c3"), "")
    assert kind.record("1", values).kind == "step"
    with pytest.raises(ValueError, match="steps: c3, c4 not as declared"):
        kind.record("1", {"label": "", "c1": "", "c2": "", "c4": ""})
