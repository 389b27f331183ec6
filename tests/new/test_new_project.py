"""A new project builds at once, for companies of any calendar, unit and fortune."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import Run

COMPANIES = {
    "january, named by end": ["--currency", "USD", "--scale", "thousand", "--year-end", "01-31"],
}


@pytest.mark.parametrize("options", COMPANIES.values(), ids=list(COMPANIES))
def test_a_new_project_builds_and_what_it_builds_stands_the_test(
    run: Run, tmp_path: Path, options: list[str]
) -> None:
    folder = tmp_path / "project"
    made = run("new", str(folder), "--company", "Acme Inc.", "--years-named-by", "end", "--example", *options)
    assert made.code == 0, made.out + made.err
    built = run("build", "--project", str(folder))
    assert built.code == 0, built.out + built.err
    assert "warning" not in built.out
    files = sorted(str(path) for path in (folder / "output").iterdir())
    seen = run("verify", "--project", str(folder), *files)
    assert seen.code == 0, seen.out + seen.err
    for report in ("model",):
        linted = run("lint", report, "--project", str(folder))
        assert f"{report}: nothing to mend" in linted.out


def test_a_project_is_made_nowhere_but_in_an_empty_folder(run: Run, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    done = run("new", str(tmp_path), "--company", "Acme Inc.")
    assert done.code == 1
    assert "folder-not-empty" in done.out + done.err
