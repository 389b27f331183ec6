"""The examples of docs/verify.md are run, and come out as the page prints them; `--renew` prints them anew."""

from __future__ import annotations

import re
import shlex
import sys
from pathlib import Path

import pytest
from house import ROOT
from language import DECK, FACTS, TEXTS, changed, make
from test_diff import CORRECTED
from verify_language import parts_with, retext

from reportgen.app.build import build
from reportgen.cli.app import main

PAGE = ROOT / "docs" / "verify.md"
_EXAMPLE = re.compile(r"(```console\n\$ ([^\n]+)\n)(.*?)(```)", re.DOTALL)
# What the tables and definitions of this test are called; the page shows the first digits alone.
_DIGEST = re.compile(r"\b[0-9a-f]{12}\b")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The company's project with its files in it, a wrong deck, and a later build."""
    project = make(tmp_path)
    build(project, [], tmp_path)
    deck = (tmp_path / "deck.pptx").read_bytes()
    slide = parts_with(deck, "<a:t>110</a:t>")[0]
    (tmp_path / "wrong.pptx").write_bytes(retext(deck, slide, "<a:t>110</a:t>", "<a:t>170</a:t>"))
    retitled = changed(TEXTS[DECK], "words: {title: Sales}", "words: {title: How we sold}")
    later = make(tmp_path / "source", {FACTS: CORRECTED, DECK: retitled})
    build(later, [], tmp_path / "later")
    return tmp_path


def test_the_examples_of_the_page_come_out_as_printed(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], renew: bool
) -> None:
    monkeypatch.chdir(folder)
    text = PAGE.read_text(encoding="utf-8")
    codes: list[object] = []

    def ran(match: re.Match[str]) -> str:
        monkeypatch.setattr(sys, "argv", shlex.split(match[2]))
        try:
            main()
        except SystemExit as stop:
            codes.append(stop.code)
        said = capsys.readouterr()
        assert said.err == ""
        shown = "\n".join(line.rstrip() for line in said.out.split("\n"))
        return f"{match[1]}{_DIGEST.sub('(digest)', shown)}{match[4]}"

    came = _EXAMPLE.sub(ran, text)
    if renew:
        PAGE.write_text(came, encoding="utf-8")
    assert len(_EXAMPLE.findall(text)) == 6
    assert came == text or renew
    # All end with 0 but the file with the wrong digit.
    assert [code for code in codes if code] == [1]
