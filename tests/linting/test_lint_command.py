"""`fill`, `lint` and `inspect` at the command line: exit codes, output, and files that are whole or absent."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from test_lint_workbook import GOOD, template

from reportgen.reports.definition import read_definition

ROOT = Path(__file__).resolve().parents[2]


def reportgen(*words: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "reportgen.cli", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd)


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "good.xlsx").write_bytes(template(GOOD))
    (tmp_path / "bad.xlsx").write_bytes(template({"A1": "{{#items}}{{name}}"}))
    (tmp_path / "title.json").write_text('{"title": "T"}')
    (tmp_path / "items.csv").write_text("name,qty\nx,1\ny,2\n")
    return tmp_path


def test_fill_writes_one_file_and_says_what_it_did(here: Path) -> None:
    done = reportgen(
        "fill", "good.xlsx", "--data", "title.json", "--data", "items.csv", "-o", "out.xlsx", cwd=here
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "out.xlsx   5 cells filled, 3 formulas" in done.stdout
    assert (here / "out.xlsx").is_file()


def test_fill_writes_nothing_where_anything_is_wrong(here: Path) -> None:
    (here / "broken.json").write_text('{"a": }')
    (here / "out.xlsx").write_text("as it was")
    for words in (
        ("good.xlsx", "--data", "title.json"),
        ("good.xlsx", "--data", "broken.json"),
        ("good.xlsx", "--data", "missing.json"),
        ("missing.xlsx", "--data", "title.json"),
        ("bad.xlsx", "--data", "items.csv"),
        ("title.json", "--data", "items.csv"),
        ("good.xlsx", "--set", "Nope!A1=1"),
    ):
        done = reportgen("fill", *words, "-o", "out.xlsx", cwd=here)
        assert done.returncode == 1, words
        assert "nothing was written" in done.stderr
        assert (here / "out.xlsx").read_text() == "as it was"
    assert sorted(path.name for path in here.iterdir()) == sorted(
        ["good.xlsx", "bad.xlsx", "title.json", "items.csv", "broken.json", "out.xlsx"]
    )


def test_fill_tells_faults_of_files_together_as_json(here: Path) -> None:
    (here / "broken.json").write_text('{"a":\n }')
    done = reportgen("fill", "missing.xlsx", "--data", "broken.json", "-o", "out.xlsx", "--json", cwd=here)
    found = json.loads(done.stdout)["findings"]
    assert [(one["id"], one["place"].get("line")) for one in found] == [
        ("missing-file", None),
        ("unreadable-json", 2),
    ]


def test_fill_wants_the_ending_that_fits(here: Path) -> None:
    done = reportgen("fill", "good.xlsx", "-o", "out.xlsm", cwd=here)
    assert done.returncode == 1
    assert "wrong-ending" in done.stderr


def test_fill_without_an_output_is_wrong_use(here: Path) -> None:
    assert reportgen("fill", "good.xlsx", cwd=here).returncode == 2


def test_lint_has_exit_code_one_where_something_is_to_mend(here: Path) -> None:
    assert reportgen("lint", "good.xlsx", cwd=here).returncode == 0
    done = reportgen("lint", "good.xlsx", "bad.xlsx", "missing.xlsx", "--json", cwd=here)
    assert done.returncode == 1
    files = json.loads(done.stdout)["files"]
    assert [[one["id"] for one in file["findings"]] for file in files] == [
        [],
        ["unclosed-block"],
        ["missing-file"],
    ]


def test_lint_annotates_a_copy(here: Path) -> None:
    before = (here / "bad.xlsx").read_bytes()
    done = reportgen("lint", "bad.xlsx", "--annotate", "notes.xlsx", cwd=here)
    assert done.returncode == 1
    assert (here / "notes.xlsx").is_file()
    assert (here / "bad.xlsx").read_bytes() == before


def test_lint_prints_the_schema_alone(here: Path) -> None:
    done = reportgen("lint", "good.xlsx", "--schema", cwd=here)
    assert json.loads(done.stdout)["lists"] == {"items": {"repeats": "rows", "fields": ["name", "qty"]}}


def test_lint_checks_a_projects_template_against_its_tables(tmp_path: Path) -> None:
    for folder in ("data", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    assert reportgen("lint", "model", "results", cwd=tmp_path).returncode == 0
    path = tmp_path / "templates" / "reports" / "model.yaml"
    path.write_text(path.read_text().replace("  by: revenue\n", "  by: revenues\n"))
    done = reportgen("lint", "templates/iij/model.xlsx", "--json", cwd=tmp_path)
    found = json.loads(done.stdout)["files"][0]["findings"]
    assert "no-timeline" in {one["id"] for one in found}
    assert reportgen("lint", "modle", cwd=tmp_path).returncode == 1


def test_lint_says_which_metrics_and_periods_a_projects_template_needs(tmp_path: Path) -> None:
    done = reportgen("lint", "--schema", "model", cwd=ROOT)
    schema = json.loads(done.stdout)
    assert "revenue" in schema["metrics"]
    items = {one["item"] for one in schema["lists"].values() if "item" in one}
    assert {"figure", "tie", "target", "line", "pair", "vintage"} <= items
    assert not {
        word for word in schema["words"] if word.partition(".")[0] in {"figure", "tie", "print", "pair"}
    }
    assert schema["period_lists"]["years"] == [f"FY{year:02}" for year in range(7, 20)]
    assert schema["period_names"]["this"] == "FY17"


def test_inspect_prints_the_map(here: Path) -> None:
    done = reportgen("inspect", "good.xlsx", cwd=here)
    assert done.stdout.splitlines() == [
        "sheet Sheet1",
        "  block  items   rows 2..2",
        "  A1     {{title}}",
        "  A2     {{name}}",
        "  B2     {{item.qty}}",
    ]


def test_inspect_writes_a_definition_that_can_be_read_and_replaces_none(here: Path) -> None:
    deck = ROOT / "templates" / "iij" / "deck.pptx"
    out = here / "first.yaml"
    assert reportgen("inspect", deck, "--definition", out, cwd=here).returncode == 0
    spec = read_definition(out.read_bytes(), "first.yaml").spec
    assert (spec.report, spec.kind, len(spec.pages) > 5) == ("first", "deck", True)
    assert reportgen("inspect", deck, "--definition", out, cwd=here).returncode == 1
    assert reportgen("inspect", "good.xlsx", "--definition", here / "b.yaml", cwd=here).returncode == 1
