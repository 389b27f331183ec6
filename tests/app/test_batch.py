"""`reportgen batch`: reports for periods, languages and companies; one that cannot be built stops no other."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from reportgen.app.batch import batch_work, pages_of
from reportgen.app.runner import run_tasks
from reportgen.cli.app import app
from reportgen.core.findings import FindingsError
from reportgen.handover.page import kept_in

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
    write_pages = pages_of(work)
    found = [one for _, one in run_tasks(work, 1, "", lambda _: None)]
    told = [" ".join([one.name, one.state, *(issue.id for issue in one.issues)]) for one in found]
    return [*told, *(f"{Path(one.place.file).parent.parent.name} page {one.id}" for one in write_pages())]


def states(page: Path) -> list[str]:
    return [changes.state for changes in kept_in(page.read_bytes()).values()]


def test_every_combination_is_built_once_and_again_only_where_it_is_not_current(home: Path) -> None:
    shutil.copytree(home / "acme", home / "globex")
    asked = "companies: [acme, globex]\nreports: briefing\nperiods: [1Q25, 1Q99]\n"
    built = ["acme briefing 1Q25 made", "globex briefing 1Q25 made"]
    first = told(home, asked)
    assert [one for one in first if one.endswith("made")] == built
    assert [one.split()[:4] for one in first if one not in built] == [
        ["acme", "briefing", "1Q99", "failed"],
        ["globex", "briefing", "1Q99", "failed"],
    ]
    files = sorted(path.relative_to(home / "out").as_posix() for path in (home / "out").rglob("*.pptx"))
    assert files == ["acme/1Q25/Acme-1Q25-briefing.pptx", "globex/1Q25/Acme-1Q25-briefing.pptx"]
    pages = [(home / "out" / one).with_name("index.html") for one in files]
    assert pages == sorted((home / "out").rglob("index.html")), "none where nothing was built"
    assert [states(one) for one in pages] == [["new"], ["new"]]
    (home / "out" / files[1]).unlink()
    pages[0].write_text("theirs", encoding="utf-8")
    again = told(home, asked)
    assert [one.split()[3] for one in again[:4]] == ["kept", "failed", "made", "failed"]
    assert again[4:] == ["acme page file-exists"]
    assert pages[0].read_text(encoding="utf-8") == "theirs"
    pages[0].unlink()
    stood = pages[1].stat()
    command = ["batch", str(home / "batch.yaml"), "-o", str(home / "out"), "--jobs", "1", "--json"]
    found = json.loads(CliRunner().invoke(app, command).stdout)
    assert (found["kept"], found["failed"], found["ok"]) == (2, 2, False)
    assert (states(pages[0]), pages[1].stat()) == (["same"], stood)


def test_what_a_batch_does_not_know_is_a_finding(home: Path) -> None:
    assert told(home, "company: acme\n") == ['unknown-option: did you mean "companies"?']
    assert told(home, "companies: {a: b}\n") == ["no-list: "]
    assert told(home, "companies: acme\nlanguages: [en, ja]\nfolder: '{{company}}'\n")[0].startswith(
        "duplicate-file-name"
    )
    assert told(home, "companies: acme\nfolder: '../{{company}}'\n") == ["bad-file-name: ../acme"]
