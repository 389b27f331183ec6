"""The page about Python is a notebook: every cell runs, and shows what stands below it."""

from __future__ import annotations

import ast
import contextlib
import io
from pathlib import Path

import pytest
from doc_examples import ROOT, examples, fences, workbook

PAGE = ROOT / "docs" / "python.md"


def shown_by(cell: str, names: dict[str, object]) -> str:
    """What a notebook shows for a cell: what it prints, then its last value."""
    tree = ast.parse(cell)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(tree, "cell", "exec"), names)
        value = eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last is not None else None
    return printed.getvalue() + (f"{value!r}\n" if value is not None else "")


def run_page(folder: Path) -> list[tuple[str, str]]:
    """The output that stands below each cell, and what the cell shows."""
    for name in ("data", "templates"):
        (folder / name).symlink_to(ROOT / name)
    (folder / "offer.xlsx").write_bytes(workbook(examples()[1]))
    names: dict[str, object] = {}
    blocks = list(fences(PAGE.read_text("utf-8")))
    assert [kind for _, kind, _, _ in blocks] == ["cell", "output"] * (len(blocks) // 2)
    return [
        (output[3], shown_by(cell[3], names)) for cell, output in zip(blocks[::2], blocks[1::2], strict=True)
    ]


def test_every_cell_shows_what_stands_below_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    pairs = run_page(tmp_path)
    assert len(pairs) >= 10
    for printed, shown in pairs:
        assert printed == shown
    assert (tmp_path / "output" / "IIJ-9M13-results-ja.pptx").is_file()
