"""The drawing code draws what stands there, and no edit of a template is lost by drawing again."""

from __future__ import annotations

import json
import zipfile
from functools import cache
from pathlib import Path

import pytest

from tools.draw.command import RECORD, TEMPLATES, digest, main

ROOT = Path(__file__).resolve().parents[2]


@cache
def drawn(name: str) -> bytes:
    """A template as it is drawn today; once per run."""
    return TEMPLATES[name][1]()


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The form and what was recorded of it; it is drawn from memory."""
    for relative in (RECORD, TEMPLATES["form"][0]):
        (tmp_path / relative).parent.mkdir(parents=True)
        (tmp_path / relative).write_bytes((ROOT / relative).read_bytes())
    form = drawn("form")
    monkeypatch.setitem(TEMPLATES, "form", (TEMPLATES["form"][0], lambda: form))
    return tmp_path


def edited(project: Path) -> Path:
    """A designer's label on the form."""
    path = project / TEMPLATES["form"][0]
    with zipfile.ZipFile(path, "a") as package:
        package.writestr("xl/comments1.xml", "<comments/>")
    return path


@pytest.mark.parametrize("name", TEMPLATES)
def test_it_draws_what_stands_there(name: str) -> None:
    """Or what stood there, part by part, before somebody edited it: then the file is what counts."""
    recorded = json.loads((ROOT / RECORD).read_text(encoding="utf-8"))[name]
    assert digest(drawn(name)) == recorded, (
        f"to propose a new {name}: python -m tools.draw {name} --out FOLDER"
    )


def test_an_edited_template_is_refused_and_left_untouched(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = edited(project)
    before, record = path.read_bytes(), (project / RECORD).read_bytes()
    assert main(["form"], root=project) == 1
    assert path.read_bytes() == before
    assert (project / RECORD).read_bytes() == record
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        f"error  edited-template   {path}: edited since it was drawn; lost would be 1 of its parts (xl/comments1.xml). "
        "hint: `python -m tools.draw form --out FOLDER` writes a copy to compare; --discard-edits replaces the file\n"
    )


def test_a_copy_to_compare_leaves_the_edited_template_alone(project: Path) -> None:
    path = edited(project)
    before, record = path.read_bytes(), (project / RECORD).read_bytes()
    assert main(["form", "--out", str(project / "copies")], root=project) == 0
    assert (project / "copies" / "form.xlsx").read_bytes() == drawn("form")
    assert path.read_bytes() == before
    assert (project / RECORD).read_bytes() == record


def test_edits_are_given_up_only_when_told(project: Path) -> None:
    path = edited(project)
    assert main(["form", "--discard-edits"], root=project) == 0
    assert path.read_bytes() == drawn("form")
    assert main(["form"], root=project) == 0


def test_what_was_drawn_before_is_replaced_by_a_new_drawing(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    new = edited(project).read_bytes()
    (project / TEMPLATES["form"][0]).write_bytes(drawn("form"))
    monkeypatch.setitem(TEMPLATES, "form", (TEMPLATES["form"][0], lambda: new))
    assert main(["form"], root=project) == 0
    assert (project / TEMPLATES["form"][0]).read_bytes() == new
    assert json.loads((project / RECORD).read_text(encoding="utf-8"))["form"] == digest(new)


def test_a_file_that_is_no_package_is_an_edit_as_well(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / TEMPLATES["form"][0]
    path.write_text("notes", encoding="utf-8")
    assert main(["form"], root=project) == 1
    assert path.read_text(encoding="utf-8") == "notes"
    assert "edited since it was drawn" in capsys.readouterr().err
