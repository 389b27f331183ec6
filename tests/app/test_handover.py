"""The page beside the files of a build: when it is written, what it tells of changes, what it leaves alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from answers import Run
from language import FACTS, TEXTS, changed, make

from reportgen.app.drawn_files import DrawnFiles
from reportgen.handover.changes import FileChanges
from reportgen.handover.page import kept_in
from reportgen.handover.record import HandedFile
from reportgen.project.handed import Drawn


def states(root: Path) -> dict[str, str]:
    content = (root / "output" / "index.html").read_bytes()
    return {name: changes.state for (name, _), changes in kept_in(content).items()}


def test_a_build_says_what_to_open_first_and_an_unchanged_one_leaves_the_page(
    run: Run, tmp_path: Path
) -> None:
    make(tmp_path)
    answer = run("build", "--project", tmp_path)
    page = tmp_path / "output" / "index.html"
    lines = answer.out.splitlines()
    assert lines[lines.index("Open first") + 1].split()[0] == str(page)
    assert states(tmp_path) == {"deck.pptx": "new", "model.xlsx": "new"}
    before = page.stat()
    assert run("build", "--project", tmp_path, "--json").data["page"] == str(page)
    assert page.stat() == before
    page.unlink()
    assert run("build", "--project", tmp_path).code == 0
    assert states(tmp_path) == {"deck.pptx": "same", "model.xlsx": "same"}


def test_a_page_that_cannot_be_written_is_told_and_the_files_stand(run: Run, tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "output" / "index.html").mkdir(parents=True)
    answer = run("build", "--project", tmp_path)
    assert answer.code == 1
    assert "index.html cannot be written" in answer.err
    assert answer.err.endswith("\n1 error\n"), "not that nothing was written"
    assert (tmp_path / "output" / "deck.pptx").is_file()


def test_a_build_keeps_nothing_where_its_own_folder_cannot_be_written(run: Run, tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / ".reportgen").write_bytes(b"a file of somebody's")
    assert run("build", "--project", tmp_path).code == 0
    assert states(tmp_path) == {"deck.pptx": "new", "model.xlsx": "new"}


def test_the_page_is_the_same_wherever_it_is_built(run: Run, tmp_path: Path) -> None:
    pages = []
    for name in ("one", "two"):
        make(tmp_path / name)
        run("build", "--project", tmp_path / name)
        pages.append((tmp_path / name / "output" / "index.html").read_bytes())
    assert pages[0] == pages[1]


def test_the_page_tells_what_a_changed_figure_changed(run: Run, tmp_path: Path) -> None:
    make(tmp_path)
    run("build", "--project", tmp_path)
    facts = changed(
        changed(TEXTS[FACTS], '130,6,-6,"130"', '131,6,-6,"131"'), '460,6,-6,"460"', '461,6,-6,"461"'
    )
    (tmp_path / FACTS).write_text(facts, encoding="utf-8")
    run("build", "deck", "--project", tmp_path)
    assert states(tmp_path) == {"deck.pptx": "changed", "model.xlsx": "older"}, (
        "these tables prove no older file"
    )
    content = (tmp_path / "output" / "index.html").read_bytes()
    (rows,) = (one.rows for one in kept_in(content).values() if one.state == "changed")
    assert ("Revenue, 4Q23", "130", "131") in [row[:3] for row in rows]
    run("build", "model", "--project", tmp_path)
    assert states(tmp_path) == {"deck.pptx": "same", "model.xlsx": "changed"}


def test_a_lost_page_is_written_from_what_was_read_of_its_files(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make(tmp_path)
    run("build", "--project", tmp_path)
    page = tmp_path / "output" / "index.html"
    kept = [*(tmp_path / ".reportgen").glob("pictures/*/file.json")]
    assert len(kept) == 2
    page.unlink()
    run("build", "--project", tmp_path)
    first = page.read_bytes()
    page.unlink()
    with monkeypatch.context() as patch:
        patch.setattr("reportgen.app.handover.finished", lambda *_, **__: pytest.fail("it was read again"))
        run("build", "--project", tmp_path)
    assert page.read_bytes() == first
    page.unlink()
    for one in kept:
        one.write_text('{"made": 1}', encoding="utf-8")
    run("build", "--project", tmp_path)
    assert page.read_bytes() == first, "what a build tells of a file is what is read of it"


def test_a_page_of_somebody_else_stays(run: Run, tmp_path: Path) -> None:
    make(tmp_path)
    page = tmp_path / "output" / "index.html"
    page.parent.mkdir()
    page.write_text("<html>theirs", encoding="utf-8")
    answer = run("build", "--project", tmp_path)
    assert answer.code == 1
    assert "file-exists" in answer.err
    assert page.read_text(encoding="utf-8") == "<html>theirs"
    assert [path.name for path in page.parent.iterdir()] == ["index.html"]
    assert run("build", "--project", tmp_path, "--force").code == 0
    assert states(tmp_path) == {"deck.pptx": "new", "model.xlsx": "new"}


def test_without_libreoffice_the_page_comes_without_pictures_and_says_so(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("shutil.which", lambda name: None)
    make(tmp_path)
    for _ in range(2):
        answer = run("build", "--pictures", "--project", tmp_path).well()
        assert "  warning: soffice is not installed: install LibreOffice to draw previews" in answer.out
    assert states(tmp_path) == {"deck.pptx": "new", "model.xlsx": "new"}


def test_a_pdf_of_an_older_file_goes_and_one_of_somebody_else_stays(tmp_path: Path) -> None:
    store, out = DrawnFiles(tmp_path / "drawn"), tmp_path / "out"
    file = HandedFile("a.pptx", "d2", 1, "deck")
    (store.folder / "d2").mkdir(parents=True)
    (store.folder / "d2" / "file.pdf").write_bytes(b"%PDF new %reportgen d2\n")
    out.mkdir()
    pdf = out / "a.pdf"
    pdf.write_bytes(b"%PDF old %reportgen d1\n")
    assert store.pdfs(out, [file], Drawn()) == ({}, [])
    assert not pdf.exists()
    assert store.pdfs(out, [file], Drawn(pdf=True)) == ({"a.pptx": "a.pdf"}, [])
    assert store.pdfs(out, [file], Drawn()) == ({"a.pptx": "a.pdf"}, []), "it shows the file as it stands"
    pdf.write_bytes(b"%PDF theirs")
    names, issues = store.pdfs(out, [file], Drawn(pdf=True))
    assert (names, [one.id for one in issues]) == ({}, ["file-exists"])
    assert pdf.read_bytes() == b"%PDF theirs"
    store.keep({"d3"})
    assert list(store.folder.iterdir()) == []


def test_what_no_page_of_ours_tells_is_nothing() -> None:
    head = b'<!doctype html>\n<html lang="en" data-built="a" data-drawn="">'
    for content in (
        b"",
        b"<html>",
        head + b'<script type="application/json" id="data">{"files": [{}]}</script>',
    ):
        assert kept_in(content) == {}
    told = b'{"files":[{"name":"a","digest":"d","changes":["new",[],0,0]}]}'
    good = b'<script type="application/json" id="data">' + told + b"</script>"
    assert kept_in(head + good) == {("a", "d"): FileChanges("new")}
