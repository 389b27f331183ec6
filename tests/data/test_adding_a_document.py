"""The guide to adding a document, followed to the letter: its files, its commands, its findings."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from answers import Terminal

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "adding-a-document.md").read_text(encoding="utf-8")
DOC = "2018-08-07_1q18_results"
FACTS = f"data/facts/{DOC}.csv"


def guide_files() -> dict[str, str]:
    """The files of the guide: a name in back ticks and a colon, then a block."""
    return dict(re.findall(r"`([\w./-]+)`:\n\n```\w+\n(.*?)```", GUIDE, re.DOTALL))


def guide_answer(command: str) -> str:
    """What the guide says a command prints."""
    found = re.search(rf"\$ {re.escape(command)}\n(.*?)```", GUIDE, re.DOTALL)
    assert found, command
    return found[1]


def guide_finding(start: str) -> str:
    found = re.search(rf"```text\n({re.escape(start)}.*?)```", GUIDE, re.DOTALL)
    assert found, start
    return found[1]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in guide_files().items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_guide_names_every_file_of_its_project() -> None:
    assert list(guide_files()) == [
        "data/company.yaml",
        "data/concepts.csv",
        "data/rules.csv",
        "sources/2018-08-07.txt",
        "data/documents.csv",
        FACTS,
        f"data/claims/{DOC}.csv",
    ]


@pytest.mark.parametrize(
    "command",
    [
        "reportgen check",
        "reportgen coverage --sources sources",
        "reportgen show revenue margin --from 1Q18 --to 1Q18 --change yoy --sources",
    ],
)
def test_each_command_of_the_guide_answers_as_it_says(
    project: Path, terminal: Terminal, command: str
) -> None:
    assert terminal(command) == (0, guide_answer(command))


@pytest.mark.parametrize(
    ("right", "wrong", "start"),
    [
        ("JPY,1.02,9", "JPY,1.20,9", "error  printed-differs"),
        ("JPY,210,6,-6,210", "JPY,240,6,-6,240", "error  tie-contradiction"),
    ],
)
def test_each_slip_of_the_guide_is_found_as_it_says(
    project: Path, terminal: Terminal, right: str, wrong: str, start: str
) -> None:
    path = project / FACTS
    text = path.read_text(encoding="utf-8")
    assert text.count(right) == 1
    path.write_text(text.replace(right, wrong), encoding="utf-8")
    code, said = terminal("reportgen check")
    assert code == 1
    assert guide_finding(start) in said
