"""The guide to the next quarter, followed to the letter: its form, what is typed, its answers and findings."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from answers import Terminal
from form_language import ROOT, Form

GUIDE = (ROOT / "docs" / "next-quarter.md").read_text(encoding="utf-8")
BEFORE = (ROOT / "docs" / "adding-a-document.md").read_text(encoding="utf-8")
FORM = "form-2Q18.xlsx"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in re.findall(r"`([\w./-]+)`:\n\n```\w+\n(.*?)```", BEFORE, re.DOTALL):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (tmp_path / "templates" / "sample").mkdir(parents=True)
    shutil.copy(ROOT / "templates" / "iij" / "form.xlsx", tmp_path / "templates" / "sample" / "form.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def guide_answer(command: str) -> str:
    found = re.search(rf"\$ {re.escape(command)}\n(.*?)(?=^```|^\$ )", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, command
    return found[1]


def guide_finding(issue_id: str) -> str:
    found = re.search(rf"```text\n(error  {issue_id}.*?)```", GUIDE, re.DOTALL)
    assert found, issue_id
    return found[1]


def filled(**changes: object) -> Form:
    """The form as the guide's table fills it in; a change names a row's key with points for bars."""
    form = Form(Path(FORM).read_bytes())
    rows = re.findall(r"^\| (head: \w+|[\w]+\\\|[\w-]+) \| (.+?) \| (.*?) ?\|$", GUIDE, re.MULTILINE)
    assert len(rows) == 7
    for name, printed, place in rows:
        if name.startswith("head: "):
            form.head(**{name.removeprefix("head: "): printed})
            continue
        key = name.replace("\\|", "|")
        form.type(key, changes.get(key, printed), place)
        if printed.startswith("approx"):
            form.put(form.row(key), bound="approx", rounded="10")
    return form


def test_each_command_of_the_guide_answers_as_it_says(project: Path, terminal: Terminal) -> None:
    said = terminal(f"reportgen form 2Q18 --out {FORM}")
    assert said == (0, guide_answer(f"reportgen form 2Q18 --out {FORM}"))
    filled().save(project / FORM)
    for command in (
        f"reportgen import {FORM}",
        f"reportgen import {FORM} --write",
        "reportgen check",
        "reportgen show revenue cost margin --from 1H18 --to 1H18",
    ):
        assert terminal(command) == (0, guide_answer(command))


def test_each_slip_of_the_guide_is_found_as_it_says(project: Path, terminal: Terminal) -> None:
    terminal(f"reportgen form 2Q18 --out {FORM}")
    filled(**{"cost|1H18": "2.80"}).save(project / "wrong.xlsx")
    code, said = terminal("reportgen import wrong.xlsx --write")
    assert code == 1
    assert guide_finding("tie-contradiction") in said.replace("wrong.xlsx", FORM)
    form = filled()
    form.put(form.row("revenue|1H18"), place=None).save(project / "wrong.xlsx")
    code, said = terminal("reportgen import wrong.xlsx --write")
    assert code == 1
    assert guide_finding("figure-without-place") in said.replace("wrong.xlsx", FORM)
    assert not list((project / "data" / "facts").glob("2018-11*"))


def test_the_guide_names_findings_that_exist() -> None:
    told = set(re.findall(r"^\| ((?:`[\w-]+`(?:, )?)+) \|", GUIDE, re.MULTILINE))
    named = {name for cell in told for name in re.findall(r"`([a-z]+(?:-[a-z]+)+)`", cell)}
    code = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "reportgen").rglob("*.py"))
    assert len(named) > 12
    assert not {name for name in named if f'"{name}"' not in code}
