"""What is installed, and how what an extra lacks is: hints fit the environment that the command runs in."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import pytest

from reportgen.app.doctor import examine
from reportgen.project.extras import requirements, to_add, to_install

ROOT = Path(__file__).resolve().parents[1]


@pytest.mark.parametrize(
    ("mark", "way"),
    [
        ("pyvenv.cfg", 'pip install "watchfiles>=0.24"'),
        ("pipx_metadata.json", 'pipx inject reportgen "watchfiles>=0.24"'),
        ("uv-receipt.toml", f'uv pip install --python "{sys.executable}" "watchfiles>=0.24"'),
    ],
)
def test_a_hint_reaches_the_environment_of_the_command(
    mark: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / mark).touch()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    assert to_add("watch") == way


def test_an_extra_is_named_by_what_it_brings() -> None:
    assert to_add("tables") == to_install("duckdb>=1.1", "SQLAlchemy>=2")
    assert not {one.name for one in requirements()} & {"duckdb", "pandas", "pytest"}


def test_doctor_tells_of_every_library_that_a_command_may_ask_for(tmp_path: Path) -> None:
    named = {one.name for one in examine(tmp_path) if one.area == "package"}
    assert {"pandas", "duckdb", "SQLAlchemy", "watchfiles", "distributed", "fsspec"} <= named
    assert not {"pytest", "polars"} & named


def test_a_wheel_holds_every_file_of_the_package() -> None:
    told = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    named = told["tool"]["setuptools"]["package-data"]["reportgen"]
    held = {file for pattern in named for file in (ROOT / "reportgen").glob(pattern)}
    beside = {
        file for file in (ROOT / "reportgen").rglob("*") if file.is_file() and "__pycache__" not in file.parts
    }
    assert {file for file in beside if file.suffix != ".py"} == held
