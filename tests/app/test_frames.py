"""Figures as data frames, and what is told where pandas is not installed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from language import make

import reportgen
from reportgen.core.findings import FindingsError


def test_a_frame_holds_exact_values_and_the_columns_of_the_file(tmp_path: Path) -> None:
    project = reportgen.load(make(tmp_path).root)
    for figures in (project.facts, project.claims):
        frame = figures.frame()
        file = next((tmp_path / "data" / figures.kind).glob("*.csv"))
        assert list(frame.columns) == [
            "id",
            "doc",
            *file.read_text("utf-8").splitlines()[0].split(","),
            "base",
            "key",
        ]
        assert frame["id"][0] == f"{figures.kind}/{file.stem}:2"
        assert list(frame["base"]) == [figure.base for figure in figures.figures]
        assert list(frame["key"]) == [str(figure.key) for figure in figures.figures]


def test_without_pandas_a_frame_is_a_finding(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    project = reportgen.load(make(tmp_path).root)
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(FindingsError) as raised:
        project.facts.frame()
    assert raised.value.issues[0].id == "missing-package"
    assert "pandas" in raised.value.issues[0].hint
