"""`reportgen batch`: reports for periods, languages and companies; one that cannot be built stops no other."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportgen.app.batch import batch_work
from reportgen.app.runner import run_tasks
from reportgen.cli.app import app
from reportgen.core.findings import FindingsError

NEW = "new {}/acme --company Acme --currency USD --scale million --year-end 12-31 --years-named-by end --lang en,ja"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("batch")
    assert CliRunner().invoke(app, [*NEW.format(folder).split(), "--example"]).exit_code == 0
    return folder


def told(folder: Path, text: str) -> list[str]:
    (folder / "batch.yaml").write_text(text, encoding="utf-8")
    try:
        work = batch_work(folder / "batch.yaml", folder / "out")
    except FindingsError as error:
        return [f"{one.id}: {one.hint or one.found}" for one in error.issues]
    found = run_tasks(work, 1, "", lambda _: None)
    return [" ".join([one.name, one.state, *(issue.id for issue in one.issues)]) for _, one in found]


def test_every_combination_is_built_once_and_again_only_where_it_is_not_current(home: Path) -> None:
    shutil.copytree(home / "acme", home / "globex")
    asked = "companies: [acme, globex]\nreports: briefing\nperiods: [1Q25, 1Q99]\n"
    built = ["acme briefing 1Q25 made", "globex briefing 1Q25 made"]
    found = told(home, asked)
    assert [one for one in found if one.endswith("made")] == built
    assert [one.split()[:4] for one in found if one not in built] == [
        ["acme", "briefing", "1Q99", "failed"],
        ["globex", "briefing", "1Q99", "failed"],
    ]
    files = sorted(path.relative_to(home / "out").as_posix() for path in (home / "out").rglob("*.pptx"))
    assert files == ["acme/1Q25/Acme-1Q25-briefing.pptx", "globex/1Q25/Acme-1Q25-briefing.pptx"]
    (home / "out" / files[1]).unlink()
    assert [one.split()[3] for one in told(home, asked)] == ["kept", "failed", "made", "failed"]


def test_what_a_batch_does_not_know_is_a_finding(home: Path) -> None:
    assert told(home, "company: acme\n") == ['unknown-option: did you mean "companies"?']
    assert told(home, "companies: {a: b}\n") == ["no-list: "]
    assert told(home, "companies: acme\nlanguages: [en, ja]\nfolder: '{{company}}'\n")[0].startswith(
        "duplicate-file-name"
    )
    assert told(home, "companies: acme\nfolder: '../{{company}}'\n") == ["bad-file-name: ../acme"]
