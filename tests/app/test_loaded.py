"""`reportgen.load`: a project of its own figures, asked, checked and built from Python."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from language import DECK, FACTS, TEXTS, changed, make

import reportgen


def test_a_project_shows_its_figures_and_says_how_many(tmp_path: Path) -> None:
    project = reportgen.load(make(tmp_path).root)
    assert set(project.reports) == {"deck", "model"}
    assert repr(project.facts).splitlines()[0].split() == ["figure", "printed", "source"]
    assert repr(project.facts).splitlines()[-1] == f"{len(project.facts.figures)} facts"


def test_shown_figures_are_exact_in_a_frame_and_escaped_in_a_notebook(tmp_path: Path) -> None:
    table = reportgen.load(make(tmp_path).root).show("revenue", start="1Q23", end="2Q23", change="yoy")
    frame = table.frame()
    assert list(frame.columns) == ["1Q23", "2Q23"]
    assert all(isinstance(value, Decimal) for value in frame.loc["revenue"])
    assert "<td>revenue</td>" in table._repr_html_()
    assert frame.loc["yoy(revenue)", "1Q23"] is None


def test_checks_tell_what_stops_a_build(tmp_path: Path) -> None:
    wrong = reportgen.load(
        make(tmp_path, {FACTS: changed(TEXTS[FACTS], '460,6,-6,"460"', '470,6,-6,"470"')}).root
    )
    checked = wrong.check()
    assert not checked.good
    assert "tie-contradiction" in {issue.id for issue in checked.findings}
    assert "tie-contradiction" in repr(checked)
    with pytest.raises(reportgen.FindingsError):
        wrong.build()


def test_a_build_stays_in_memory_until_a_folder_is_named(tmp_path: Path) -> None:
    project = reportgen.load(make(tmp_path).root)
    built = project.build("deck")
    assert built.paths == ()
    assert not list(tmp_path.rglob("output/*"))
    written = project.build("deck", out=tmp_path / "out")
    assert {path.name: path.read_bytes() for path in written.paths} == built.files
    assert "PK" not in repr(built)
    assert built._repr_html_().startswith("<table>")


def test_a_vintage_is_chosen_with_the_project(tmp_path: Path) -> None:
    root = make(tmp_path).root
    everything = reportgen.load(root)
    assert len(reportgen.load(root, "as-of 2024-05-09").facts.figures) < len(everything.facts.figures)
    with pytest.raises(reportgen.FindingsError, match="unknown-vintage"):
        reportgen.load(root, "yesterday")


def test_faults_of_the_tables_come_together(tmp_path: Path) -> None:
    root = make(tmp_path, {FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23"), DECK: ""}).root
    with pytest.raises(reportgen.FindingsError, match="unknown-concept"):
        reportgen.load(root)


def test_periods_in_the_wrong_order_and_a_day_that_is_none_are_findings(tmp_path: Path) -> None:
    root = make(tmp_path).root
    with pytest.raises(reportgen.FindingsError) as caught:
        reportgen.load(root).show("revenue", start="2Q23", end="1Q23")
    assert [(one.id, one.message) for one in caught.value.issues] == [
        ("unknown-period", "2Q23 comes after 1Q23: no period lies between them")
    ]
    with pytest.raises(reportgen.FindingsError) as caught:
        reportgen.load(root).show("revenue|9Q23")
    assert [one.id for one in caught.value.issues] == ["unknown-metric"]
    assert list(reportgen.load(root).show("revenue|1Q23").frame().columns) == ["1Q23"]
    with pytest.raises(reportgen.FindingsError) as caught:
        reportgen.load(root, "as-of yesterday")
    assert [(one.id, one.message) for one in caught.value.issues] == [
        ("unknown-vintage", '"yesterday" is no day: expected one like 2014-02-07')
    ]
