"""Data files in a few lines, and projects to import them into."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from new_projects import files_of

from reportgen.importing.import_data import DataImport, import_data
from reportgen.importing.source_files import Supplied, read_source
from reportgen.new.wanted import NewCompany
from reportgen.project.project import Project

HEAD = "element,dimension,concept,service_line,scope,scenario,sign,note\n"
SNOW = NewCompany("Snow Inc.", "USD", "thousand", year_end="01-31", named_by="end")
Fact = tuple[str, str, int | float, str]


def project(folder: Path, company: NewCompany = SNOW, mapping: str = "") -> Project:
    """A new project without figures."""
    files = dict(files_of(company))
    if mapping:
        files["data/mapping.csv"] = mapping.encode()
    Project(folder).add_data(
        {name.removeprefix("data/"): data for name, data in files.items() if "data/" in name}
    )
    return Project(folder)


def companyfacts(filings: dict[tuple[str, str, str], Iterable[Fact]], name: str = "SNOW INC") -> bytes:
    """Companyfacts: values by filing (accession, form, day), each as element, days, value, unit."""
    facts: dict[str, dict[str, dict[str, dict[str, list[dict[str, object]]]]]] = {}
    for (accession, form, filed), values in filings.items():
        for element, days, value, unit in values:
            taxonomy, _, concept = element.rpartition(":")
            start, _, end = days.rpartition("/")
            row = {"start": start, "end": end, "val": value, "accn": accession, "form": form, "filed": filed}
            rows = facts.setdefault(taxonomy or "us-gaap", {}).setdefault(concept, {"units": {}})["units"]
            rows.setdefault(unit, []).append({name: cell for name, cell in row.items() if cell != ""})
    return json.dumps({"cik": 1, "entityName": name, "facts": facts}).encode()


def imported(
    home: Project, content: bytes, name: str = "facts.json", told: Supplied | None = None
) -> DataImport:
    """What an import of a file would add."""
    path = home.root / name
    path.write_bytes(content)
    return import_data(home, read_source(path, told or Supplied()), path)


def cells(result: DataImport) -> dict[str, str]:
    """The figures that would be added, as typed, by their keys; those of a newer filing over an older one's."""
    return {str(one.key): f"{one.number:f}e{one.scale} {one.unit}" for one in result.taken}
