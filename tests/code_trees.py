"""The house's own files as Python reads them, each read once in a process."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = ROOT / "reportgen"
FILES = sorted(PACKAGE.rglob("*.py"))


@cache
def tree(path: Path) -> ast.Module:
    """One file, to be looked at and never changed."""
    return ast.parse(path.read_text(encoding="utf-8"))
