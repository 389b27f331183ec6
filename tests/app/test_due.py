"""What stands as it would be built is left alone, and everything else is built."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from answers import Run
from carry_language import by_hand
from language import DECK, DOC, FACTS, MODEL, STYLE, TEXTS, changed, make

from reportgen.app.build import build, build_in_memory
from reportgen.core.findings import FindingsError
from reportgen.office.package import Package
from reportgen.project.current import FOLDER, KeptBuild
from reportgen.project.handed import office_files
from reportgen.project.project import Project
from reportgen.verify.finished import FinishedFile, finished


class Builds:
    """A project on disk, built by the command again and again."""

    def __init__(self, root: Path, run: Run) -> None:
        self.root, self._run = root, run

    def __call__(self, *more: str) -> dict[str, bool]:
        """Whether each report's file was current, by the report's name."""
        answer = self._run("build", "--project", str(self.root), "--json", *more)
        assert answer.code == 0, answer.err
        return {file["report"]: file["current"] for file in answer.data["files"]}

    def files(self) -> dict[str, bytes]:
        """The finished files."""
        return office_files(self.root / "output")


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("builds")


@pytest.fixture
def builds(place: Path, run: Run) -> Builds:
    """A small project as it stands after its first build, always in the same place: records name it."""
    root, once = place / "home", place / "once"
    found = Builds(root, run)
    if not once.exists():
        make(root)
        assert found() == {"deck": False, "model": False}
        shutil.copytree(root, once)
    shutil.rmtree(root)
    shutil.copytree(once, root)
    return found


def set_in(root: Path, file: str, old: str, new: str) -> None:
    path = root / file
    path.write_text(changed(path.read_text("utf-8"), old, new), "utf-8")


def test_the_second_build_finds_everything_current_and_writes_nothing(builds: Builds, run: Run) -> None:
    first = run("build", "--project", str(builds.root), "--anew")
    before = {path: path.stat().st_mtime_ns for path in (builds.root / "output").iterdir()}
    second = run("build", "--project", str(builds.root))
    assert before == {path: path.stat().st_mtime_ns for path in (builds.root / "output").iterdir()}
    assert second.err == ""
    assert second.out.splitlines()[0] == "Current, nothing to build"
    assert second.out.splitlines()[1:-1] == first.out.splitlines()[1:-1]


@pytest.mark.parametrize(
    ("file", "old", "new", "due"),
    [
        (DECK, "headroom: 1.5", "headroom: 1.4", ["deck"]),
        (MODEL, "title: Small model", "title: Our small model", ["model"]),
        (STYLE, "signed: true", "signed: false", ["deck", "model"]),
        (FACTS, '"110",Results', '"110",Revenue', ["deck", "model"]),
        ("data/company.yaml", "Kaede Foods", "Kaede", ["deck", "model"]),
    ],
)
def test_what_changed_is_built_and_the_rest_is_left(
    builds: Builds, file: str, old: str, new: str, due: list[str]
) -> None:
    set_in(builds.root, file, old, new)
    assert builds() == dict.fromkeys(("deck", "model"), True) | dict.fromkeys(due, False)
    assert builds() == {"deck": True, "model": True}
    kept = builds.files()
    builds("--anew")
    assert builds.files() == kept, "what is called current is what a build of everything gives"


def test_a_figure_of_another_document_leaves_reports_that_do_not_know_it(
    builds: Builds, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = "2025-05-10_results"
    set_in(builds.root, DECK, "period: FY23\n", f"period: FY23\nvintage: document {DOC}\n")
    documents = builds.root / "data" / "documents.csv"
    row = documents.read_text("utf-8").splitlines()[1]
    documents.write_text(documents.read_text("utf-8") + row.replace("2024", "2025") + "\n", "utf-8")
    facts = TEXTS[FACTS].splitlines()
    figures = builds.root / "data" / "facts" / f"{later}.csv"
    figures.write_text("\n".join([facts[0], facts[1].replace("1Q23", "1Q24"), ""]), "utf-8")
    assert builds() == {"deck": False, "model": False}
    figures.write_text(figures.read_text("utf-8").replace("100", "105"), "utf-8")
    read: list[str] = []

    def told(package: Package, **options: bool) -> FinishedFile:
        read.append(package.name)
        return finished(package, **options)

    monkeypatch.setattr("reportgen.app.handover.finished", told)
    assert builds() == {"deck": True, "model": False}
    assert read == ["model.xlsx"], "the page needs the older model alone, to tell what changed"
    assert builds() == {"deck": True, "model": True}
    kept = builds.files()
    builds("--anew")
    assert builds.files() == kept


def test_a_fault_in_tables_that_a_report_does_not_know_is_told_all_the_same(builds: Builds, run: Run) -> None:
    (builds.root / "data" / "facts" / "2025-05-10_results.csv").write_text(TEXTS[FACTS], "utf-8")
    answer = run("build", "deck", "--project", str(builds.root))
    assert answer.code == 1
    assert "unknown-document" in answer.err


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(path.read_bytes() + b" ")])
def test_a_file_that_does_not_stand_as_it_was_built_is_built(
    builds: Builds, spoil: Callable[[Path], object]
) -> None:
    before = builds.files()
    spoil(builds.root / "output" / "deck.pptx")
    assert builds() == {"deck": False, "model": True}
    assert builds.files() == before


@pytest.mark.parametrize("record", ["", "{}", "[]", '{"inputs": 1}', "null", None])
def test_a_folder_of_records_that_is_spoilt_or_gone_costs_a_build_and_no_more(
    builds: Builds, record: str | None
) -> None:
    before = builds.files()
    for path in (builds.root / FOLDER / "current").iterdir():
        path.write_text(record or "", "utf-8")
    if record is None:
        shutil.rmtree(builds.root / FOLDER)
    assert builds() == {"deck": False, "model": False}
    assert builds.files() == before


@pytest.mark.parametrize("field", KeptBuild.__struct_fields__)
def test_a_record_with_a_field_of_another_kind_costs_a_build_and_no_more(builds: Builds, field: str) -> None:
    before = builds.files()
    for path in (builds.root / FOLDER / "current").iterdir():
        path.write_text(json.dumps({**json.loads(path.read_text("utf-8")), field: [7]}), "utf-8")
    assert builds() == {"deck": False, "model": False}
    assert builds.files() == before


def test_no_record_of_a_file_that_is_gone_is_kept(builds: Builds) -> None:
    builds("--out", str(builds.root / "elsewhere"))
    shutil.rmtree(builds.root / "elsewhere")
    builds("--anew")
    assert len(list((builds.root / FOLDER / "current").iterdir())) == 2


def test_another_folder_or_vintage_is_another_file(builds: Builds) -> None:
    assert builds("--out", str(builds.root / "elsewhere")) == {"deck": False, "model": False}
    assert builds("--vintage", "first") == {"deck": False, "model": False}
    assert builds() == {"deck": False, "model": False}, "the files of the other vintage stand there"


def test_a_file_is_looked_for_in_its_own_folder_wherever_the_command_is_called(
    builds: Builds, run: Run, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(builds.root)
    run("build", "--anew")
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    shutil.copytree(builds.root / "output", elsewhere / "output")
    (builds.root / "output" / "deck.pptx").unlink()
    monkeypatch.chdir(elsewhere)
    assert builds() == {"deck": False, "model": True}
    told = run("build", "--project", str(builds.root), "--json").data["files"]
    assert [file["path"] for file in told] == [
        str(builds.root / "output" / name) for name in sorted(builds.files())
    ]


def test_a_workbook_with_a_person_s_work_stays_and_is_named(builds: Builds, run: Run) -> None:
    path = builds.root / "output" / "model.xlsx"
    path.write_bytes(worked := by_hand(path.read_bytes(), {"Model!G9": "5"}))
    answer = run("build", "--project", str(builds.root))
    assert answer.code == 0
    assert "model.xlsx   with your work, its figures are current" in answer.out
    assert run("build", "--project", str(builds.root), "--json").data["edited"] == [str(path)]
    assert path.read_bytes() == worked


def test_a_workbook_with_a_person_s_work_that_is_due_is_told_and_the_others_are_built(
    builds: Builds, run: Run
) -> None:
    path = builds.root / "output" / "model.xlsx"
    path.write_bytes(worked := by_hand(path.read_bytes(), {"Model!G9": "5"}))
    facts = builds.root / FACTS
    facts.write_bytes(facts.read_bytes() + b"cost,,,FY22,actual,point,JPY,7,6,-6,7,Results,14,,table,ok,\n")
    answer = run("build", "--project", str(builds.root))
    assert answer.code == 1
    assert "edited-by-hand" in answer.err
    assert f"reportgen refresh {path}" in answer.err
    assert "nothing was written" not in answer.err
    assert "deck.pptx" in answer.out
    assert path.read_bytes() == worked


@pytest.mark.parametrize("processes", [1, 2, 3])
def test_any_number_of_processes_gives_the_same_bytes(builds: Builds, processes: int) -> None:
    found = build_in_memory(Project(builds.root), [], processes=processes)
    assert found.files == builds.files()


@pytest.mark.parametrize("processes", [1, 2])
def test_one_report_s_failure_writes_nothing_of_another(tmp_path: Path, processes: int) -> None:
    project = make(tmp_path, {DECK: changed(TEXTS[DECK], "yoy(revenue)", "yoy(revenu)")})
    with pytest.raises(FindingsError, match="unknown-name"):
        build(project, [], tmp_path / "output", processes=processes)
    assert not (tmp_path / "output").exists()
