"""`fill`, `lint` and `inspect` at the command line: exit codes, output, and files that are whole or absent."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from answers import Run
from house import ROOT
from language import DECK, DECK_TEMPLATE, MODEL_TEMPLATE, TEXTS, changed, make, model_template, retyped
from test_lint_workbook import GOOD, template

from reportgen.app.processes import answers
from reportgen.core.spread import one_by_one
from reportgen.linting.lint import lint_targets
from reportgen.reports.specs import read_definition


@pytest.fixture
def here(tmp_path: Path) -> Path:
    (tmp_path / "good.xlsx").write_bytes(template(GOOD))
    (tmp_path / "bad.xlsx").write_bytes(template({"A1": "{{#items}}{{name}}"}))
    (tmp_path / "title.json").write_text('{"title": "T"}')
    (tmp_path / "items.csv").write_text("name,qty\nx,1\ny,2\n")
    return tmp_path


def test_fill_writes_one_file_and_says_what_it_did(run: Run, here: Path) -> None:
    done = run("fill", "good.xlsx", "--data", "title.json", "--data", "items.csv", "-o", "out.xlsx", cwd=here)
    assert (done.code, done.err) == (0, "")
    assert "out.xlsx   5 cells filled, 3 formulas" in done.out
    assert (here / "out.xlsx").is_file()


def test_fill_writes_nothing_where_anything_is_wrong(run: Run, here: Path) -> None:
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
        done = run("fill", *words, "-o", "out.xlsx", cwd=here)
        assert done.code == 1, words
        assert "nothing was written" in done.err
        assert (here / "out.xlsx").read_text() == "as it was"
    assert sorted(path.name for path in here.iterdir()) == sorted(
        ["good.xlsx", "bad.xlsx", "title.json", "items.csv", "broken.json", "out.xlsx"]
    )


def test_fill_tells_faults_of_files_together_as_json(run: Run, here: Path) -> None:
    (here / "broken.json").write_text('{"a":\n }')
    done = run("fill", "missing.xlsx", "--data", "broken.json", "-o", "out.xlsx", "--json", cwd=here)
    found = done.data["findings"]
    assert [(one["id"], one["place"].get("line")) for one in found] == [
        ("missing-file", None),
        ("unreadable-json", 2),
    ]


def test_fill_wants_the_ending_that_fits(run: Run, here: Path) -> None:
    done = run("fill", "good.xlsx", "-o", "out.xlsm", cwd=here)
    assert done.code == 1
    assert "wrong-ending" in done.err


def test_fill_without_an_output_is_wrong_use(run: Run, here: Path) -> None:
    assert run("fill", "good.xlsx", cwd=here).code == 2


def test_lint_has_exit_code_one_where_something_is_to_mend(run: Run, here: Path) -> None:
    assert run("lint", "good.xlsx", cwd=here).code == 0
    done = run("lint", "good.xlsx", "bad.xlsx", "missing.xlsx", "--json", cwd=here)
    assert done.code == 1
    files = done.data["files"]
    assert [[one["id"] for one in file["findings"]] for file in files] == [
        [],
        ["unclosed-block"],
        ["missing-file"],
    ]


def test_templates_of_one_content_are_told_each_by_its_name(run: Run, here: Path) -> None:
    (here / "twin.xlsx").write_bytes((here / "bad.xlsx").read_bytes())
    names = ["bad.xlsx", "twin.xlsx", "bad.xlsx"]
    files = run("lint", *names, "--json", cwd=here).data["files"]
    places = [{issue["place"]["file"] for issue in one["findings"]} for one in files]
    assert places == [{name} for name in names]


def test_lint_annotates_a_copy(run: Run, here: Path) -> None:
    before = (here / "bad.xlsx").read_bytes()
    done = run("lint", "bad.xlsx", "--annotate", "notes.xlsx", cwd=here)
    assert done.code == 1
    assert (here / "notes.xlsx").is_file()
    assert (here / "bad.xlsx").read_bytes() == before


def test_lint_prints_the_schema_alone(run: Run, here: Path) -> None:
    done = run("lint", "good.xlsx", "--schema", cwd=here)
    assert done.data["lists"] == {"items": {"repeats": "rows", "fields": ["name", "qty"]}}


def test_lint_checks_a_projects_template_against_its_tables(run: Run, tmp_path: Path) -> None:
    for folder in ("data", "templates"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    assert run("lint", "results", cwd=tmp_path).code == 0
    path = tmp_path / "templates" / "reports" / "model.yaml"
    path.write_text(path.read_text().replace("  by: revenue\n", "  by: revenues\n"))
    done = run("lint", "templates/iij/model.xlsx", "--json", cwd=tmp_path)
    found = done.data["files"][0]["findings"]
    assert "no-timeline" in {one["id"] for one in found}
    assert run("lint", "modle", cwd=tmp_path).code == 1


def test_several_processes_find_what_one_finds(tmp_path: Path) -> None:
    wrong = retyped(model_template(), "{{company.name_en}}", "{{company.nam_en}}")
    root = make(
        tmp_path, {MODEL_TEMPLATE: wrong, DECK: changed(TEXTS[DECK], "title: Sales", "titel: Sales")}
    ).root
    targets = [
        *map(str, (root / DECK_TEMPLATE, root / MODEL_TEMPLATE, root / "data")),
        "deck",
        "model",
        "none",
    ]
    found = [
        [(one.target, one.kind, one.issues, one.schema) for one in lint_targets(targets, root, spread)]
        for spread in (one_by_one, lambda work, tasks: answers(work, tasks, 2, lambda _: None))
    ]
    assert found[0] == found[1]
    assert [bool(issues) for _, _, issues, _ in found[0]] == [True] * len(targets)


def test_lint_says_which_metrics_and_periods_a_projects_template_needs(run: Run, tmp_path: Path) -> None:
    done = run("lint", "--schema", "model", cwd=ROOT).well()
    schema = done.data
    assert "revenue" in schema["metrics"]
    items = {one["item"] for one in schema["lists"].values() if "item" in one}
    assert {"figure", "tie", "target", "line", "pair", "vintage"} <= items
    assert not {
        word for word in schema["words"] if word.partition(".")[0] in {"figure", "tie", "print", "pair"}
    }
    assert schema["period_lists"]["years"] == [f"FY{year:02}" for year in range(7, 20)]
    assert schema["period_names"]["this"] == "FY17"


def test_inspect_prints_the_map(run: Run, here: Path) -> None:
    done = run("inspect", "good.xlsx", cwd=here)
    assert done.out.splitlines() == [
        "sheet Sheet1",
        "  block  items   rows 2..2",
        "  A1     {{title}}",
        "  A2     {{name}}",
        "  B2     {{item.qty}}",
    ]
    (here / "format.xlsx").write_bytes(template({"A1": "{{w:zzz}}"}))
    assert (
        'warning bad-expression   format.xlsx, sheet "Sheet1", cell A1'
        in run("inspect", "format.xlsx", cwd=here).out
    )


def test_inspect_writes_a_definition_that_can_be_read_and_replaces_none(run: Run, here: Path) -> None:
    deck = ROOT / "templates" / "iij" / "deck.pptx"
    out = here / "first.yaml"
    assert run("inspect", deck, "--definition", out, cwd=here).code == 0
    spec = read_definition(out.read_bytes(), "first.yaml").spec
    assert (spec.report, spec.kind, len(spec.pages) > 5) == ("first", "deck", True)
    assert run("inspect", deck, "--definition", out, cwd=here).code == 1
    assert run("inspect", "good.xlsx", "--definition", here / "b.yaml", cwd=here).code == 1
