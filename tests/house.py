"""The project of this repository, for tests: where it stands, what one build of it gives."""

from __future__ import annotations

import hashlib
import pickle
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.metadata import distributions
from pathlib import Path
from typing import TypeVar

from filelock import FileLock

from reportgen.app.build import BuildResult, build_in_memory
from reportgen.data.records import MetricTable
from reportgen.data.vintage import on_one_basis, parse_vintage, select
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.figures.style_file import read_style
from reportgen.figures.value_resolver import ValueResolver
from reportgen.project.project import Project
from reportgen.project.variants import vintage_of
from reportgen.reports.context import read_times
from reportgen.reports.specs import Definition

ROOT = Path(__file__).resolve().parents[1]
# Foreign files and source texts that stand beside a working tree of ours, never in a clone.
SHARED = ROOT.parent / "shared"
T = TypeVar("T")


@cache
def _state() -> str:
    """A digest of all that what is kept depends on: code, data, templates, readers, Python and every library."""
    total = hashlib.sha256(sys.version.encode())
    total.update(repr(sorted((one.name, one.version) for one in distributions())).encode())
    made_of = [path for folder in ("reportgen", "data", "templates") for path in (ROOT / folder).rglob("*")]
    for path in sorted([*made_of, ROOT / "tests" / "office.py"]):
        if path.is_file() and "__pycache__" not in path.parts:
            total.update(f"{path.relative_to(ROOT).as_posix()} {path.stat().st_size}\n".encode())
            total.update(path.read_bytes())
    return total.hexdigest()[:24]


def once(name: str, make: Callable[[], T]) -> T:
    """What `make` gives from this repository as it stands, made once for all processes and kept on disk.

    The folder may be deleted at any time; results of another state of the repository go by themselves.
    """
    kept = ROOT / ".pytest_cache" / "built"
    folder = kept / _state()
    folder.mkdir(parents=True, exist_ok=True)
    # The file that says what to make is part of the name: what an older one asked for is never handed out.
    asked = hashlib.sha256(Path(make.__code__.co_filename).read_bytes()).hexdigest()[:8]
    file = folder / f"{name} {asked}.pickle"
    with FileLock(file.with_suffix(".lock")):
        if not file.exists():
            for old in set(kept.iterdir()) - {folder}:
                shutil.rmtree(old, ignore_errors=True)
            data = pickle.dumps(make())
            file.with_suffix(".new").write_bytes(data)
            file.with_suffix(".new").replace(file)
        result: T = pickle.loads(file.read_bytes())
    return result


def built_once() -> BuildResult:
    """All reports of this repository, as `make report` builds them."""
    return once("all", lambda: build_in_memory(Project(ROOT), []))


def write_all(result: BuildResult, folder: Path) -> dict[str, Path]:
    """The files of a build in `folder`, by report."""
    paths = {one.report: folder / one.name for one in result.built}
    for one in result.built:
        paths[one.report].write_bytes(one.data)
    return paths


@dataclass(frozen=True)
class Built:
    """The real project, built once: its project, its result and where the two files stand."""

    project: Project
    result: BuildResult
    workbook: Path
    deck: Path
    model: Definition
    results: Definition


def as_the_deck_sees(table: MetricTable, built: Built) -> MetricTable:
    """The tables narrowed to the vintage that the deck names: what the documents of its period knew."""
    return select(table, vintage_of(built.results, table))


def as_the_model_sees(table: MetricTable, vintage: str = "latest") -> MetricTable:
    """The tables of one vintage with figures per share on today's basis, as the model shows them."""
    return select(on_one_basis(table), parse_vintage(vintage))


def figure_resolver_of(table: MetricTable, built: Built) -> FigureResolver:
    """A figure resolver over any tables of the real project, with the times of the deck's report."""
    spec = built.results.spec
    style = read_style(built.project.read(f"templates/{spec.style}"), spec.style)
    aliases, _, issues = read_times(spec, built.results.place, table.calendar)
    assert not issues
    return FigureResolver(table, ValueResolver(table), style, aliases, aliases["this"])
