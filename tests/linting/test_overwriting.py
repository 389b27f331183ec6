"""No command writes over somebody's file: a template, a data file, whatever another program has saved."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import openpyxl
import pytest
from answers import Run
from language import make
from made import saved
from pptx import Presentation
from test_lint_workbook import GOOD, template

from reportgen.app.build import build
from reportgen.core.findings import FindingsError
from reportgen.filling.fill import fill


def deck() -> bytes:
    made = Presentation()
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "{{a}}"
    return saved(made)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "t.xlsx").write_bytes(template({"A1": "{{a}}"}))
    (tmp_path / "t.pptx").write_bytes(deck())
    (tmp_path / "a.json").write_text('{"a": 1}')
    return tmp_path


def spellings(here: Path, name: str) -> list[str]:
    """The ways to name one file: its path, a roundabout one, both kinds of links."""
    (here / "folder").mkdir()
    os.link(here / name, here / f"hard-{name}")
    (here / f"soft-{name}").symlink_to(here / name)
    return [name, f"folder/../{name}", str(here / name), f"hard-{name}", f"soft-{name}"]


@pytest.mark.parametrize("name", ["t.xlsx", "t.pptx"])
def test_a_template_is_not_filled_onto_itself_however_its_path_is_spelled(
    run: Run, here: Path, name: str
) -> None:
    before = (here / name).read_bytes()
    for out in spellings(here, name):
        done = run("fill", name, "--data", "a.json", "-o", out, cwd=here)
        assert (done.code, "file-exists" in done.err) == (1, True), out
        assert (here / out).read_bytes() == before
        assert (here / out).is_symlink() == out.startswith("soft")
    assert run("fill", name, "--data", "a.json", "-o", name, "--force", cwd=here).code == 0
    assert (here / name).read_bytes() != before


def test_only_a_file_that_was_filled_and_not_touched_since_is_filled_again(run: Run, here: Path) -> None:
    def again(*words: str) -> int:
        return run("fill", "t.xlsx", "--data", "a.json", "-o", "o.xlsx", *words, cwd=here).code

    out = here / "o.xlsx"
    assert (again(), again()) == (0, 0)
    book = openpyxl.load_workbook(out)  # somebody works in it
    book.active["B1"] = "mine"
    book.save(out)
    assert again() == 1
    assert openpyxl.load_workbook(out).active["B1"].value == "mine"
    assert again("--force") == 0
    for foreign in (b"", b"a letter", (here / "t.xlsx").read_bytes(), deck()):
        out.write_bytes(foreign)
        assert again() == 1
        assert out.read_bytes() == foreign


def test_a_template_that_reportgen_wrote_is_known_by_its_tags(run: Run, here: Path) -> None:
    one, other = (fill(template(cells)) for cells in ({"A1": "{{a}}"}, {"A1": "{{b}}"}))
    (here / "one.xlsx").write_bytes(one)
    (here / "other.xlsx").write_bytes(other)
    shutil.copy(here / "one.xlsx", here / "copy.xlsx")
    for out in ("one.xlsx", "copy.xlsx", "other.xlsx"):
        assert run("fill", "one.xlsx", "--data", "a.json", "-o", out, cwd=here).code == 1, out
    # What is left of tags after filling single cells is the template's own.
    for value in ("5", "6"):
        assert run("fill", "one.xlsx", "--set", f"Sheet1!C1={value}", "-o", "o.xlsx", cwd=here).code == 0


def test_lint_writes_notes_over_its_own_notes_alone(run: Run, here: Path) -> None:
    (here / "bad.xlsx").write_bytes(template(GOOD | {"A9": "{{#items}}"}))
    before = (here / "bad.xlsx").read_bytes()
    assert "file-exists" in run("lint", "bad.xlsx", "--annotate", "bad.xlsx", cwd=here).err
    assert "file-exists" in run("lint", "bad.xlsx", "--annotate", "t.xlsx", cwd=here).err
    assert (here / "bad.xlsx").read_bytes() == before
    for _ in range(2):
        assert "notes written" in run("lint", "bad.xlsx", "--annotate", "notes.xlsx", cwd=here).out


def test_a_build_replaces_reports_and_nothing_else(tmp_path: Path) -> None:
    project, out = make(tmp_path), tmp_path / "output"
    build(project, ["deck"], out)
    Presentation(str(out / "deck.pptx")).save(str(out / "deck.pptx"))  # only opened and saved
    build(project, ["deck"], out)
    for foreign in (b"a letter", deck()):
        (out / "deck.pptx").write_bytes(foreign)
        with pytest.raises(FindingsError, match="file-exists"):
            build(project, [], out)
        assert (out / "deck.pptx").read_bytes() == foreign
    build(project, ["deck"], out, force=True)
    finished = (out / "deck.pptx").read_bytes()
    link = tmp_path / "templates" / "kaede" / "link.pptx"
    link.symlink_to(out / "deck.pptx")
    with pytest.raises(FindingsError, match="read here"):
        build(project, ["deck"], out)
    assert (out / "deck.pptx").read_bytes() == finished
