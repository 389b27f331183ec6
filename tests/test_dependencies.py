"""What is declared is imported, what is imported is declared, and both documents and `doctor` know it."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions

from packaging.requirements import Requirement
from test_architecture import FILES, PACKAGE, ROOT, imported_names

from reportgen.app.doctor import _USES

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
EXTRAS = ("cluster", "frames", "tables", "watch")
EXTRA = [one for extra in EXTRAS for one in PROJECT["optional-dependencies"][extra]]


def test_what_is_declared_is_what_is_imported() -> None:
    libraries = {name.partition(".")[0] for path in FILES for name in imported_names(path)}
    foreign = libraries - set(sys.stdlib_module_names) - {PACKAGE.name}
    homes = packages_distributions()
    imported = {one.lower().replace("_", "-") for library in foreign for one in homes[library]}
    declared = {Requirement(text).name.lower() for text in (*PROJECT["dependencies"], *EXTRA)}
    assert imported == declared
    assert declared == set(_USES), "doctor says what each is needed for"


def test_the_table_of_the_house_names_every_dependency() -> None:
    table = (ROOT / "docs" / "architecture.md").read_text("utf-8").partition("## Dependencies")[2]
    rows = [
        line.split("|")[1] for line in table.splitlines() if line.startswith("| ") and "(dev)" not in line
    ]
    named = {word.lower() for row in rows[2:] for word in re.findall(r"[\w-]+", re.sub(r"\(.*?\)", "", row))}
    assert named == set(_USES)
