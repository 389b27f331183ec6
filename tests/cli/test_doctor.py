"""`reportgen doctor`: what is there, what is missing, and for what."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from importlib import metadata
from pathlib import Path

import pytest
from house import ROOT
from language import FACTS, TEXTS, changed, make
from new_projects import files_of

from reportgen.app import doctor
from reportgen.app.doctor import Examined, examine, is_fit
from reportgen.cli.doctor import account, run
from reportgen.new.wanted import NewCompany

EXAMPLE = ROOT / "examples" / "snowflake"


def looked_at(root: Path, name: str) -> Examined:
    return next(one for one in examine(root) if one.name == name)


@pytest.mark.parametrize(
    ("version", "needed", "state"),
    [
        ("3.1.5", ">=3.1.5,<3.2", "good"),
        ("3.1.4", ">=3.1.5,<3.2", "missing"),
        ("3.2", ">=3.1.5,<3.2", "missing"),
        ("3.10", ">=3.9", "good"),
        ("0.13", "==0.13.0", "good"),
        ("0.13.1", "==0.13.0", "missing"),
        ("6.0.0rc1", ">=5.3,<7", "good"),
        ("1.4.2", "~=1.4.1", "good"),
        ("1.5.0", "~=1.4.1", "missing"),
        ("2.0", "!=2.0", "missing"),
        ("9", "", "good"),
        ("1.0", ">=2; extra == 'frames'", "note"),
        ("2.1", ">=2; extra == 'frames'", "good"),
    ],
)
def test_a_version_fits_what_is_needed_or_not(
    version: str, needed: str, state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metadata, "requires", lambda name: [f"thing{needed}", "tool>=1; extra == 'dev'"])
    monkeypatch.setattr(metadata, "version", lambda name: version)
    found = [one for one in examine(tmp_path) if one.area == "package"]
    assert [(one.name, one.state, one.found) for one in found] == [("thing", state, version)]


def test_this_installation_is_fit_for_this_project() -> None:
    found = examine(ROOT)
    assert is_fit(found), account(found)
    names = {one.name for one in found}
    wanted = {
        line.partition(">")[0].partition("=")[0]
        for line in metadata.requires("reportgen") or []
        if "extra" not in line
    }
    assert {name.partition("<")[0] for name in wanted} <= names, "every pin of the package is looked at"
    assert {"Python", "soffice", "pdftoppm", "ooxml-validator", str(ROOT / "output"), "data"} <= names


def test_a_package_that_is_missing_or_too_old_is_told_with_the_way_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name == "formualizer":
            raise metadata.PackageNotFoundError
        return "1.0" if name == "lxml" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    found = {one.name: one for one in examine(tmp_path)}
    assert (found["formualizer"].state, found["formualizer"].found) == ("missing", "not installed")
    assert "pip install" in found["formualizer"].hint
    assert (found["lxml"].state, found["lxml"].found) == ("missing", "1.0")
    assert not is_fit(tuple(found.values()))
    assert account(tuple(found.values()))[-1].startswith("2 missing")


def test_programs_that_only_some_commands_need_are_notes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    monkeypatch.delenv("REPORTGEN_OOXML_VALIDATOR", raising=False)
    found = examine(tmp_path)
    programs = {one.name: one.state for one in found if one.area == "program"}
    assert set(programs.values()) == {"note"}
    assert "install LibreOffice" in "\n".join(account(found))
    assert is_fit(found)


@pytest.mark.parametrize(
    ("font", "answer", "state"),
    [
        ("Calibri", lambda font: "Calibri", "good"),
        ("Calibri", lambda font: "Carlito", "good"),
        ("Calibri", lambda font: "DejaVu Sans", "note"),
        ("Meiryo", lambda font: "", "note"),
    ],
)
def test_a_font_is_there_or_has_one_of_its_widths_or_not(
    font: str, answer: Callable[[str], str], state: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(doctor, "_matched", answer)
    assert looked_at(tmp_path, font).state == state


def test_a_project_with_faults_is_not_fit_and_says_which_command_lists_them(tmp_path: Path) -> None:
    make(tmp_path, {FACTS: changed(TEXTS[FACTS], "revenue,,,1Q23", "revenu,,,1Q23")})
    (tmp_path / "templates" / "kaede" / "deck.pptx").write_bytes(b"no deck")
    found = {one.name: one for one in examine(tmp_path)}
    assert (found["data"].state, found["data"].hint) == ("missing", "reportgen check lists them")
    assert found["report deck"].state == "missing"
    assert found["report model"].state == "good"


def test_what_the_tables_lack_is_a_note(tmp_path: Path) -> None:
    assert "targets" in {one.name for one in examine(EXAMPLE)}
    assert not {"figures", "targets", "labels in en"} & {one.name for one in examine(ROOT)}
    for name, content in files_of(NewCompany("Bare", languages=("en", "ja"))).items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.replace("営業利益率".encode(), b""))
    found = {one.name: one for one in examine(tmp_path)}
    assert (found["figures"].state, "targets" in found) == ("note", False)
    assert found["labels in ja"].found == "none of operating_margin"


def test_a_folder_that_is_no_project_is_a_note(tmp_path: Path) -> None:
    assert looked_at(tmp_path, str(tmp_path)).state == "note"
    assert list(tmp_path.iterdir()) == [], "looking leaves nothing behind"


def test_an_output_that_cannot_be_written_is_missing(tmp_path: Path) -> None:
    (tmp_path / "output").write_text("a file in the way")
    assert looked_at(tmp_path, str(tmp_path / "output")).state == "missing"


def test_the_command_answers_as_text_and_as_json_with_its_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(make(tmp_path).root, None, json=True)
    answer = json.loads(capsys.readouterr().out)
    assert answer["ok"] is True
    assert {"area", "name", "state", "found", "needed_for"} <= set(answer["examined"][0])
    (tmp_path / "output").write_text("a file in the way")
    with pytest.raises(SystemExit) as stopped:
        run(tmp_path, None, json=False)
    assert stopped.value.code == 1
    assert "missing" in capsys.readouterr().out
