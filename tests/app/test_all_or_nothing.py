"""All findings of one run together, and files that are whole or as they were."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from carry_language import by_hand
from finding_language import findings
from language import (
    DECK,
    DOC,
    FACTS,
    MODEL,
    MODEL_TEMPLATE,
    STYLE,
    TEXTS,
    changed,
    make,
    model_template,
    retyped,
)

from reportgen.app.build import build, build_in_memory
from reportgen.core.findings import FindingsError
from reportgen.project.files import write_atomically

CLAIMS = f"data/claims/{DOC}.csv"
MISSPELT_SENTENCE = {DECK: changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", "{{ yoy(revenu) | up }}")}
MISSPELT_CELL = {MODEL_TEMPLATE: retyped(model_template(), "{{company.name_en}}", "{{company.nam_en}}")}
RESTATED = {CLAIMS: changed(TEXTS[CLAIMS], "5.2,0,1,+5.2%", "5.3,0,1,+5.3%")}
WRONG_TOTAL = {FACTS: changed(TEXTS[FACTS], '460,6,-6,"460"', '470,6,-6,"470"')}


def places(folder: Path, changes: dict[str, str | bytes]) -> list[str]:
    return [f"{issue.id} {issue.place}" for issue in findings(folder, changes)]


def test_faults_of_data_templates_and_definitions_come_in_one_run(tmp_path: Path) -> None:
    assert places(tmp_path, WRONG_TOTAL | MISSPELT_CELL | MISSPELT_SENTENCE) == [
        "tie-contradiction data/facts/2024-05-10_results.csv:10",
        "unknown-name templates/reports/deck.yaml:17",
        'unknown-tag templates/kaede/model.xlsx, sheet "Model", cell A1',
    ]


def test_data_that_cannot_be_read_do_not_hide_faults_elsewhere(tmp_path: Path) -> None:
    changes = {
        FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23"),
        DECK: changed(TEXTS[DECK], "headroom: 1.5", "hedroom: 1.5"),
        STYLE: changed(TEXTS[STYLE], "signed: true", "singed: true"),
        MODEL: changed(TEXTS[MODEL], "period: FY23", "period: FY2x"),
    }
    assert places(tmp_path, changes) == [
        "unknown-concept data/facts/2024-05-10_results.csv:2",
        "unknown-option templates/reports/deck.yaml:29",
        "unknown-format-option templates/kaede/style.yaml:6",
        "unknown-period templates/reports/model.yaml:7",
    ]


def test_the_newest_period_of_data_that_cannot_be_read_is_no_fault_of_a_report(tmp_path: Path) -> None:
    changes = {
        FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23"),
        DECK: changed(TEXTS[DECK], "period: FY23", "period: latest"),
    }
    assert places(tmp_path, changes) == ["unknown-concept data/facts/2024-05-10_results.csv:2"]


def test_a_template_is_looked_at_even_where_the_data_cannot_be_read(tmp_path: Path) -> None:
    changes = {
        FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23"),
        MODEL_TEMPLATE: retyped(model_template(), "{{=margin_ratio}}{{/years}}", "{{=margin_ratio}}"),
    }
    assert places(tmp_path, changes) == [
        "unknown-concept data/facts/2024-05-10_results.csv:2",
        'unclosed-block templates/kaede/model.xlsx, sheet "Model", cell D2',
    ]


def test_several_faults_of_one_definition_come_together(tmp_path: Path) -> None:
    text = changed(TEXTS[DECK], "{{ yoy(revenue) | up }}", "{{ yoy(revenu) | up }}")
    text = changed(text, "{{ margin_ratio(quarter) }}", "{{ margin_ratio(quartr) }}")
    text = changed(text, "{metric: margin, label", "{metric: margn, label")
    assert places(tmp_path, {DECK: text}) == [
        "unknown-name templates/reports/deck.yaml:17",
        "unknown-name templates/reports/deck.yaml:18",
        "unknown-figure templates/reports/deck.yaml:24",
    ]


def test_a_fault_in_one_report_keeps_the_other_from_being_written(tmp_path: Path) -> None:
    project = make(tmp_path, MISSPELT_SENTENCE)
    with pytest.raises(FindingsError):
        build(project, [], tmp_path / "output")
    assert not (tmp_path / "output").exists()
    build(project, ["model"], tmp_path / "output")
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["model.xlsx"]


def test_good_files_stay_byte_for_byte_where_the_next_build_fails(tmp_path: Path) -> None:
    out = tmp_path / "output"
    build(make(tmp_path), [], out)
    before = {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.iterdir()}
    with pytest.raises(FindingsError):
        build(make(tmp_path, MISSPELT_CELL), [], out)

    assert {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in out.iterdir()} == before
    assert sorted(before) == ["deck.pptx", "model.xlsx"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    """In another folder, in another process, at another time: here the folder differs."""
    one = build_in_memory(make(tmp_path / "one"), []).built
    other = build_in_memory(make(tmp_path / "other"), []).built
    assert [built.data for built in one] == [built.data for built in other]


# Writing


def test_a_file_is_replaced_in_one_step(tmp_path: Path) -> None:
    path = tmp_path / "new" / "a.xlsx"
    write_atomically(path, b"first")
    write_atomically(path, b"second")
    assert path.read_bytes() == b"second"
    assert [entry.name for entry in path.parent.iterdir()] == ["a.xlsx"]


@pytest.mark.parametrize("moment", ["replace", "fsync"])
@pytest.mark.parametrize("reason", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_write_that_is_killed_leaves_the_old_file_whole_and_nothing_beside_it(
    moment: str, reason: BaseException, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")

    def killed(*_: object) -> None:
        raise reason

    monkeypatch.setattr(os, moment, killed)
    with pytest.raises((FindingsError, KeyboardInterrupt)) as caught:
        write_atomically(path, b"new")

    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]
    if isinstance(caught.value, FindingsError):
        (issue,) = caught.value.issues
        assert (issue.id, issue.message, issue.found) == (
            "cannot-write",
            "a.xlsx cannot be written",
            "No space left on device",
        )


def test_the_rights_of_a_replaced_file_stay(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    write_atomically(path, b"old")
    path.chmod(0o640)
    write_atomically(path, b"new")
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_folder_that_is_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("in the way")
    with pytest.raises(FindingsError) as caught:
        build(make(tmp_path / "project"), ["model"], tmp_path / "output")
    assert caught.value.issues[0].id == "cannot-write"
    assert (
        caught.value.issues[0].hint
        == "a file stands where the folder should be: choose another folder with --out"
    )


def worked_in(folder: Path) -> Path:
    """The model of a project as somebody left it, beside its deck."""
    path, _ = build(make(folder / "project"), ["model", "deck"], folder).paths
    path.write_bytes(by_hand(path.read_bytes(), {"Model!H30": "12"}))
    return path


def test_a_workbook_that_somebody_has_worked_in_is_not_replaced(tmp_path: Path) -> None:
    path = worked_in(tmp_path)
    edited = path.read_bytes()
    with pytest.raises(FindingsError) as raised:
        build(make(tmp_path / "project", RESTATED), ["model"], tmp_path)
    (issue,) = raised.value.issues
    assert (issue.id, issue.found) == ("edited-by-hand", '1 row of sheet "Model"')
    assert path.read_bytes() == edited


def test_a_file_that_somebody_has_worked_in_holds_back_no_other(tmp_path: Path) -> None:
    path = worked_in(tmp_path)
    edited = path.read_bytes()
    result = build(make(tmp_path / "project", RESTATED), ["model", "deck"], tmp_path)
    assert [issue.id for issue in result.held] == ["edited-by-hand"]
    assert [one.name for one in result.paths] == ["deck.pptx"]
    assert result.paths[0].read_bytes() == result.built[0].data
    assert path.read_bytes() == edited


def test_a_file_that_somebody_has_worked_in_and_whose_figures_stand_is_current(tmp_path: Path) -> None:
    path = worked_in(tmp_path)
    edited = path.read_bytes()
    result = build(make(tmp_path / "project"), ["model"], tmp_path)
    assert (result.paths, result.edited, result.held) == ((), (path,), ())
    assert path.read_bytes() == edited


def test_a_report_is_not_written_over_another_one_of_its_name(tmp_path: Path) -> None:
    second = {"templates/reports/second.yaml": changed(TEXTS[DECK], "report: deck", "report: second")}
    project = make(tmp_path / "project", second)
    (path,) = build(project, ["deck"], tmp_path).paths
    first = path.read_bytes()
    with pytest.raises(FindingsError) as raised:
        build(project, ["second"], tmp_path)
    (issue,) = raised.value.issues
    assert (issue.id, issue.found) == ("other-report", 'report "deck"')
    assert path.read_bytes() == first
    assert build(project, ["second"], tmp_path, force=True).paths == (path,)
    assert path.read_bytes() != first
