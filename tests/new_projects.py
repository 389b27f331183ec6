"""Projects as `reportgen new` writes them, each wish drawn once for all tests of a process."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from reportgen.new.example import Sample
from reportgen.new.make import new_project
from reportgen.new.wanted import NewCompany


@cache
def files_of(company: NewCompany, sample: Sample | None = None) -> Mapping[str, bytes]:
    """The files of a new project by their names in its folder."""
    return MappingProxyType(new_project(company, sample))


def lay_out(folder: Path, company: NewCompany, sample: Sample | None = None) -> Path:
    """A folder with a new project."""
    for name, content in files_of(company, sample).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder
