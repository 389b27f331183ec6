"""The commands of `reportgen`.

Exit codes: 0 good, 1 findings, 2 wrong use. Heavy libraries are imported inside the commands that need
them, so that `reportgen --help` answers at once.
"""

from __future__ import annotations

import errno
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from reportgen import __version__
from reportgen.cli.batch import batch
from reportgen.cli.fill import fill
from reportgen.cli.options import (
    HERE,
    AsOfOption,
    DocumentOption,
    ForceOption,
    JsonOption,
    ProjectOption,
    VintageOption,
    optional,
)
from reportgen.cli.output import as_json, complain, say
from reportgen.cli.reading import reading
from reportgen.core.findings import FindingsError, ReportgenError

app = typer.Typer(
    name="reportgen",
    help="Canonical metric tables in; Excel models and PowerPoint decks out; every number traceable.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(reading)

_INTERRUPTED = 130
# A pipe that nobody reads, a full disk or quota.
_UNWRITABLE = (errno.EPIPE, errno.ENOSPC, errno.EDQUOT)
_OURS = "This is a fault of reportgen, not of your files."
# Commands that write, and options that make others write.
_WRITING = frozenset(
    ["build", "new", "refresh", "fill", "form", "import", "preview", "--annotate", "--definition"]
)


def _tell_version(asked: bool) -> None:
    if asked:
        say(__version__)
        raise typer.Exit


@app.callback()
def _reportgen(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    """Nothing is done before the command itself."""


def _report_names(incomplete: str) -> list[str]:
    """Reports of the project in this folder, for a shell that completes words."""
    return sorted(path.stem for path in HERE.glob(f"templates/reports/{incomplete}*.yaml"))


_Reports = Annotated[
    list[str] | None,
    typer.Argument(help="Reports to build; all where none is named.", autocompletion=_report_names),
]
_Out = Annotated[Path | None, typer.Option("--out", help="Folder for the files (output/ of the project).")]


@app.command()
def build(
    reports: _Reports = None,
    out: _Out = None,
    period: Annotated[str, optional("--period", help="The period, like 2Q15, 1H15, 9M13, FY17.")] = "",
    lang: Annotated[str, optional("--lang", help="The language: en or ja.")] = "",
    old: Annotated[
        Path | None,
        optional(
            "--from", help="A workbook or deck of an earlier build: what you did in it is carried over."
        ),
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Build also what is current.")] = False,
    verbose: Annotated[
        bool, typer.Option("--verbose", "-v", help="Tell each figure in doubt, each gap and each warning.")
    ] = False,
    pictures: Annotated[
        bool, typer.Option("--pictures", help="Draw every page for index.html, through LibreOffice.")
    ] = False,
    pdf: Annotated[
        bool, typer.Option("--pdf", help="Print every file as PDF beside it, through LibreOffice.")
    ] = False,
    watch: Annotated[
        bool, typer.Option("--watch", help="Build again whenever a file of the project is saved.")
    ] = False,
    force: ForceOption = False,
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Build workbooks and decks. Files that stand as they would be built are left alone."""
    from reportgen.cli.build import Form, run
    from reportgen.cli.output import chosen
    from reportgen.project.handed import Drawn

    seen = chosen(as_of, vintage, document)
    form: Form = "json" if json else "whole" if verbose else "short"
    wish = Drawn(pictures, pdf)
    folder = out or project / "output"

    def once() -> None:
        run(project, reports or [], folder, seen, form, (period, lang), old, anew, force, wish)

    if watch:
        from reportgen.cli.serve import again_and_again

        again_and_again(once, project)
    else:
        once()


@app.command()
def serve(
    reports: _Reports = None,
    out: _Out = None,
    port: Annotated[int, typer.Option("--port", help="Port on this machine.", min=1, max=65535)] = 8765,
    project: ProjectOption = HERE,
) -> None:
    """Show index.html in the browser, built again on every save. For work on templates and definitions."""
    from reportgen.cli.serve import run

    run(project, reports or [], out or project / "output", port)


@app.command()
def new(
    folder: Annotated[
        Path,
        typer.Argument(help="The folder of the project, new or empty; with --from the name of a report."),
    ],
    company: Annotated[str, optional("--company", help="The company's name.")] = "",
    currency: Annotated[str, optional("--currency", help="The currency's code: USD.")] = "",
    scale: Annotated[str, optional("--scale", help="unit, thousand, million, billion: as printed.")] = "",
    decimals: Annotated[int, typer.Option("--decimals", help="How many decimals figures have there.")] = 0,
    year_end: Annotated[str, optional("--year-end", help="The last day of a year: 01-31.")] = "",
    ends_on: Annotated[
        str, optional("--year-ends-on", help="Of 52/53 weeks: last Saturday, nearest Sunday.")
    ] = "",
    named_by: Annotated[str, optional("--years-named-by", help="start or end of the year.")] = "",
    lang: Annotated[str, typer.Option("--lang", help="en, ja or en,ja: the first one is spoken.")] = "en",
    reports: Annotated[
        str, typer.Option("--reports", help="The shortest period it tells of: quarter, half or year.")
    ] = "quarter",
    example: Annotated[bool, typer.Option("--example", help="With sample figures.")] = False,
    like: Annotated[str, optional("--from", help="model or deck: a further report of the project.")] = "",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Make a project for any company. It builds at once; --from makes a further report of it."""
    from reportgen.cli.new import run, run_report

    if like:
        run_report(project, like, str(folder), json)
        return

    given: dict[str, object] = {
        "company": company,
        "currency": currency,
        "scale": scale,
        "year_end": year_end,
        "named_by": named_by,
    }
    told: dict[str, object] = {name: value for name, value in given.items() if value}
    languages = tuple(part.strip() for part in lang.split(","))
    told |= {"digits": decimals, "ends_on": ends_on, "languages": languages, "reports": reports}
    run(folder, told, example, json)


@app.command()
def refresh(
    decks: Annotated[list[Path], typer.Argument(help="Decks or workbooks that `build` made.")],
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Renew the figures of finished files where they are. What was done in them by hand stays."""
    from reportgen.cli.output import chosen
    from reportgen.cli.refresh import run

    run(project, decks, chosen(as_of, vintage, document), json)


app.command()(batch)
app.command()(fill)


@app.command()
def form(
    period: Annotated[str, typer.Argument(help="The period of the new document: 1Q18, 2Q18 or 1H18, FY18.")],
    out: Annotated[Path | None, optional("--out", "-o", help="The file to write.")] = None,
    template: Annotated[
        Path | None, optional("--template", help="Another template than the project's form.xlsx.")
    ] = None,
    free: Annotated[
        int | None, optional("--free", help="Free rows for other figures.", min=1, max=2000)
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Ask for every line of concepts.csv, not for the usual ones.")
    ] = False,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Write the input workbook for a new document. It is filled in without reportgen, and imported."""
    from reportgen.cli.form import FormWish, run

    run(project, period, out or project / f"form-{period}.xlsx", FormWish(template, free, every), force, json)


@app.command("import")
def import_(
    file: Annotated[
        str, typer.Argument(help="A filled form, a filing (or its folder), a table, a database.")
    ],
    write: Annotated[bool, typer.Option("--write", help="Add the document to the tables.")] = False,
    with_warnings: Annotated[
        bool, typer.Option("--with-warnings", help="Add it although there are warnings.")
    ] = False,
    filed: Annotated[str, typer.Option(help="The day of a filing that does not say it: 2025-08-27.")] = "",
    since: Annotated[str, typer.Option(help="Only filings from this day on: 2021-03-31.")] = "",
    part: Annotated[str, typer.Option(help="A range of a workbook, or a query of a database.")] = "",
    unmapped: Annotated[Path | None, typer.Option(help="Write names that mapping.csv lacks there.")] = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Add a filled form, a filing or a table. Nothing is added without --write: what it would add is told first."""
    from reportgen.cli.import_file import Wish, run
    from reportgen.importing.source_files import Supplied

    run(project, file, Wish(write, with_warnings, json, Supplied(filed, part, since), unmapped))


@app.command()
def lint(
    targets: Annotated[
        list[str] | None,
        typer.Argument(
            help="Templates, definitions, or reports by name; all reports where none.", show_default=False
        ),
    ] = None,
    schema: Annotated[bool, typer.Option("--schema", help="Print what a template needs, as JSON.")] = False,
    annotate: Annotated[
        Path | None,
        typer.Option("--annotate", help="Write a copy of the workbook with the findings as notes."),
    ] = None,
    force: ForceOption = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Check templates and definitions; no data needed."""
    from reportgen.cli.lint import run

    run(targets or [], project, schema, annotate, force, json)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="A workbook or a deck.")],
    definition: Annotated[
        Path | None, typer.Option("--definition", help="Write a first report definition for a deck.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Tell what a template asks for. Sheets, blocks and tags; pages, words, tables and charts."""
    from reportgen.cli.inspect import run

    run(file, definition, json)


@app.command()
def preview(
    file: Annotated[Path, typer.Argument(help="A workbook or deck.")],
    out: Annotated[Path | None, typer.Option("--out", help="Folder for the pictures.")] = None,
    dpi: Annotated[int, typer.Option("--dpi", help="Resolution of the pictures.", min=36, max=300)] = 96,
    force: ForceOption = False,
) -> None:
    """Draw a finished file as pictures, through LibreOffice."""
    from reportgen.app.preview import preview as draw

    pictures = draw(file, out or file.parent / f"{file.stem}-preview", dpi, force=force)
    say(f"{len(pictures)} pictures in {pictures[0].parent}")


def main() -> None:
    """Run the command line; every fault becomes a message, never a traceback."""
    as_data = "--json" in sys.argv[1:]
    try:
        app(standalone_mode=True, prog_name="reportgen")
    except FindingsError as error:
        if as_data:
            as_json({"ok": False, "findings": [issue.as_dict() for issue in error.issues]})
        else:
            words = {word.partition("=")[0] for word in sys.argv[1:]}
            complain(error.issues, writes=bool(_WRITING & words))
        raise SystemExit(1) from None
    except SystemExit as stop:
        # typer turns an interrupt from the keyboard into this code, as shells expect it.
        if stop.code == _INTERRUPTED:
            sys.stderr.write("stopped; nothing was left half written\n")
        raise
    except Exception as error:
        if isinstance(error, OSError) and error.errno in _UNWRITABLE:
            raise  # no fault in here: what is said finds no place
        if as_data:
            as_json({"ok": False, "fault": _told(error)})
        sys.stderr.write(f"reportgen stopped: {_told(error)}\n{_OURS}\n")
        raise SystemExit(1) from None


def _told(error: Exception) -> str:
    """What went wrong inside reportgen, in one line, with the place in its code for whoever mends it."""
    if isinstance(error, ReportgenError):
        return str(error)
    steps = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(steps[-1].filename).name}:{steps[-1].lineno}" if steps else ""
    return " ".join(f"{type(error).__name__}: {error}{place}".split())
