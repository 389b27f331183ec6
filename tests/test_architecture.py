"""A room imports the rooms below it; each library has its home; nothing knows the company."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from code_trees import FILES, PACKAGE, ROOT, tree

PAGE = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
# Libraries that are imported by another name than they are installed by.
IMPORTED_AS = {
    "python-pptx": "pptx",
    "pillow": "PIL",
    "SQLAlchemy": "sqlalchemy",
    "PyYAML": "yaml",
    "XlsxWriter": "xlsxwriter",
    "typing-extensions": "typing_extensions",
}


def rooms_of_the_picture() -> list[set[str]]:
    """The rooms of `docs/architecture.md`, top of the house first; rooms on one line do not know each other."""
    picture = PAGE.split("## Rooms", 1)[1].split("```")[1].strip("\n")
    return [set(line.split("   ")[0].replace("|", " ").split()) for line in picture.splitlines()]


def libraries_of_the_table() -> dict[str, set[str]]:
    """The libraries of `docs/architecture.md`, each with the rooms that handle it; not those of developers."""
    table = PAGE.split("## Dependencies", 1)[1]
    rows = [re.split(r" *\| *", line)[1:-1] for line in table.splitlines() if line.startswith("| ")][2:]
    names = [(row[0].partition(" (")[0], set(row[2].split(", "))) for row in rows if row[2] != "tests"]
    return {
        IMPORTED_AS.get(name, name): set(DEPTH) if rooms == {"everywhere"} else rooms for name, rooms in names
    }


ROOMS = rooms_of_the_picture()
DEPTH = {room: depth for depth, rooms in enumerate(ROOMS) for room in rooms}
LIBRARY_HOMES = libraries_of_the_table()
MOST_LINES = 500


def room_of(path: Path) -> str:
    """The room a file stands in; empty for the package's own front (`reportgen/__init__.py`)."""
    parts = path.relative_to(PACKAGE).parts
    return parts[0] if len(parts) > 1 else ""


@cache
def imported_names(path: Path) -> tuple[str, ...]:
    """Every absolute dotted name that `path` imports."""
    return tuple(names_in(tree(path), path.relative_to(ROOT).with_suffix("").parts[:-1]))


def names_in(module: ast.Module, package: tuple[str, ...]) -> Iterator[str]:
    """The names that a module of `package` imports, relative imports resolved."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            module = [*base, *filter(None, [node.module])]
            yield from (".".join([*module, alias.name]) for alias in node.names)


def test_arrows_point_downwards() -> None:
    upwards = [
        f"{path.relative_to(ROOT)} imports {room} ({name})"
        for path in FILES
        for name in imported_names(path)
        for library, room in [(*name.split("."), "")[:2]]
        if library == PACKAGE.name
        and room in DEPTH
        and room != room_of(path)
        and DEPTH[room] <= DEPTH.get(room_of(path), -1)
    ]
    assert upwards == []


def test_each_library_is_handled_in_its_home() -> None:
    found: dict[str, set[str]] = {}
    for path in FILES:
        for library in {name.partition(".")[0] for name in imported_names(path)} - {PACKAGE.name}:
            if library not in sys.stdlib_module_names:
                found.setdefault(library, set()).add(room_of(path))
    assert found == LIBRARY_HOMES


def test_every_room_stands_on_the_plan() -> None:
    rooms = {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    assert rooms == set(DEPTH)


def test_a_wrong_arrow_would_be_seen() -> None:
    """Absolute and relative imports, of modules and of names."""
    source = "import openpyxl\nfrom reportgen import xlsx\nfrom ..plan import plan\nfrom . import number\n"
    assert set(names_in(ast.parse(source), ("reportgen", "core"))) == {
        "openpyxl",
        "reportgen.xlsx",
        "reportgen.plan.plan",
        "reportgen.core.number",
    }


def test_no_file_knows_the_company_and_none_is_long() -> None:
    knowing = re.compile(r"iij|internet initiative|インターネットイニシアティブ", re.IGNORECASE)
    texts = {path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8") for path in FILES}
    assert [name for name, text in texts.items() if knowing.search(text)] == []
    assert [name for name, text in texts.items() if len(text.splitlines()) > MOST_LINES] == []


def test_nothing_depends_on_the_clock_or_on_chance() -> None:
    """Time belongs to the command line alone, which says how long a build took."""
    clock = re.compile(r"\b(?:datetime\.now|date\.today|time\.time|utcnow|random|uuid4|uuid1|secrets)\b")
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in FILES
        if room_of(path) != "cli" and clock.search(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def class_names(path: Path) -> Iterator[str]:
    """The names of all classes that a file defines."""
    yield from (node.name for node in ast.walk(tree(path)) if isinstance(node, ast.ClassDef))


def test_a_class_name_stands_once() -> None:
    """Who reads a name anywhere knows which class is meant."""
    homes: dict[str, list[str]] = {}
    for path in FILES:
        for name in class_names(path):
            homes.setdefault(name, []).append(path.relative_to(PACKAGE).as_posix())
    assert {name: found for name, found in homes.items() if len(found) > 1} == {}


def test_nothing_is_known_by_its_memory_address() -> None:
    """Figures have ids; a copy of a figure is the same figure at another address."""
    found = [
        f"{path.relative_to(PACKAGE).as_posix()}:{node.lineno}"
        for path in FILES
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "id"
    ]
    assert found == []


def test_no_bare_except_and_no_swallowed_errors() -> None:
    for path in FILES:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ExceptHandler):
                assert node.type is not None, f"{path}:{node.lineno}"


# Opening


def loaded_by(code: str) -> set[str]:
    """The heavy libraries that a fresh interpreter has loaded after `code`."""
    heavy = ("openpyxl", "pptx", "pandas", "jinja2", "lxml", "formualizer", "pydantic", "numpy")
    tail = f"\nimport sys; print('loaded:', *(name for name in {heavy} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split()[1:])


HELP = """
import sys
from reportgen.cli.app import main
sys.argv = ["reportgen", "--help"]
try:
    main()
except SystemExit as stop:
    assert stop.code == 0
"""


@pytest.mark.parametrize("code", ["import reportgen", HELP], ids=["import", "help"])
def test_opening_stays_light(code: str) -> None:
    assert loaded_by(code) == set()


def test_the_glossary_names_what_is_there() -> None:
    glossary = (ROOT / "docs/glossary.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`([A-Z][a-z]+(?:[A-Z][a-z]+)*)`", glossary))
    words = "\n".join(path.read_text(encoding="utf-8") for path in FILES)
    assert len(named) > 30
    assert {
        name for name in named if not re.search(rf"^(?:class )?{name}\b(?=[:(]| =)", words, re.MULTILINE)
    } == set()
