"""The commands of `reportgen`.

Exit codes: 0 good, 1 findings, 2 wrong use. Heavy libraries are imported inside the commands that need
them, so that `reportgen --help` answers at once.
"""

from __future__ import annotations

import gc
import sys
import traceback
from pathlib import Path
from typing import Annotated

import typer

from reportgen.cli.output import as_json, complain, say
from reportgen.core.findings import FindingsError, ReportgenError

app = typer.Typer(
    name="reportgen",
    help="Canonical metric tables in; Excel models and PowerPoint decks out; every number traceable.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)

ProjectOption = Annotated[
    Path,
    typer.Option("--project", help="The project folder (with data/ and templates/).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="As known on a day, like 2014-02-07.", show_default=False)
]
VintageOption = Annotated[str, typer.Option("--vintage", help="latest or first.", show_default=False)]
DocumentOption = Annotated[
    str, typer.Option("--document", help="What one document says.", show_default=False)
]
SourcesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--sources", help="Folder with the source texts (else REPORTGEN_SOURCES).", show_default=False
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that reportgen did not write.")]
HERE = Path()
_INTERRUPTED = 130
_VALUES_BETWEEN_COLLECTIONS = 50_000
_OURS = "This is a fault of reportgen, not of your files."


@app.command()
def build(
    reports: Annotated[
        list[str] | None, typer.Argument(help="Reports to build; all where none is named.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the files (output/ of the project).")
    ] = None,
    period: Annotated[
        str, typer.Option("--period", help="The period, like 2Q15, 1H15, 9M13, FY17.", show_default=False)
    ] = "",
    lang: Annotated[str, typer.Option("--lang", help="The language: en or ja.", show_default=False)] = "",
    old: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="A workbook or deck of an earlier build: what you did in it is carried over.",
            show_default=False,
        ),
    ] = None,
    anew: Annotated[bool, typer.Option("--anew", help="Build also what is current.")] = False,
    force: ForceOption = False,
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Build reports: workbooks and decks; files that stand as they would be built are left alone."""
    from reportgen.cli.build import run
    from reportgen.cli.output import chosen

    seen = chosen(as_of, vintage, document)
    run(project, reports or [], out or project / "output", seen, json, (period, lang), old, anew, force)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="The folder of the project; new or empty.")],
    company: Annotated[str, typer.Option("--company", help="The company's name.", show_default=False)] = "",
    currency: Annotated[
        str, typer.Option("--currency", help="The currency's code: USD.", show_default=False)
    ] = "",
    scale: Annotated[
        str,
        typer.Option("--scale", help="unit, thousand, million, billion: as printed.", show_default=False),
    ] = "",
    decimals: Annotated[int, typer.Option("--decimals", help="How many decimals figures have there.")] = 0,
    year_end: Annotated[
        str, typer.Option("--year-end", help="The last day of a year: 01-31.", show_default=False)
    ] = "",
    ends_on: Annotated[
        str,
        typer.Option(
            "--year-ends-on", help="Of 52/53 weeks: last Saturday, nearest Sunday.", show_default=False
        ),
    ] = "",
    named_by: Annotated[
        str, typer.Option("--years-named-by", help="start or end of the year.", show_default=False)
    ] = "",
    lang: Annotated[str, typer.Option("--lang", help="en, or en,ja.")] = "en",
    reports: Annotated[
        str, typer.Option("--reports", help="The shortest period it tells of: quarter, half or year.")
    ] = "quarter",
    example: Annotated[bool, typer.Option("--example", help="With sample figures.")] = False,
    json: JsonOption = False,
) -> None:
    """Make a project for any company, which builds at once; asks for what is not given."""
    from reportgen.cli.new import run

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
    """Renew the figures of finished files where they are; what was done in them by hand stays."""
    from reportgen.cli.output import chosen
    from reportgen.cli.refresh import run

    run(project, decks, chosen(as_of, vintage, document), json)


@app.command()
def check(
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    everything: Annotated[bool, typer.Option("--all", help="List what is otherwise only counted.")] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Check the tables: schema, tie-outs and printed claims, by intervals."""
    from reportgen.cli.check import run
    from reportgen.cli.output import chosen

    run(project, chosen(as_of, vintage, document), json, everything)


@app.command()
def coverage(
    documents: Annotated[
        list[str] | None, typer.Argument(help="Documents; all where none is named.", show_default=False)
    ] = None,
    sources: SourcesOption = None,
    tokens: Annotated[
        bool, typer.Option("--tokens", help="List every left-over token with its line.")
    ] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Compare the source texts with the tables: figures printed against figures held."""
    from reportgen.cli.coverage import run

    run(project, documents or [], sources or [], tokens, json)


@app.command()
def mirror(
    reports: Annotated[
        list[str] | None,
        typer.Argument(help="Mirrored decks; all where none is named.", show_default=False),
    ] = None,
    sources: SourcesOption = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Count the printed figures that stand on their mirrored page as printed."""
    from reportgen.cli.mirror import run

    run(project, reports or [], sources or [], json)


@app.command()
def show(
    metrics: Annotated[
        list[str],
        typer.Argument(help="Metrics, like revenue or gross_margin@si, or figures, like revenue|FY17|ifrs."),
    ],
    start: Annotated[str, typer.Option("--from", help="First period, like 1Q16.", show_default=False)] = "",
    end: Annotated[str, typer.Option("--to", help="Last period, like 4Q17.", show_default=False)] = "",
    change: Annotated[str, typer.Option("--change", help="Growth beside the levels: yoy or qoq.")] = "",
    scenario: Annotated[
        str, typer.Option("--scenario", help="actual, target, ...: targets with what became of them.")
    ] = "actual",
    basis: Annotated[
        str, typer.Option("--basis", help="Figures per share: current (splits undone) or printed.")
    ] = "current",
    labels: Annotated[
        str, typer.Option("--labels", help="Names as labels: en or ja.", show_default=False)
    ] = "",
    standard: Annotated[
        str,
        typer.Option(
            "--standard", help="Accounting standard, like ifrs: else what stands.", show_default=False
        ),
    ] = "",
    sources: Annotated[
        bool, typer.Option("--sources", help="Tell document and line of each figure.")
    ] = False,
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    project: ProjectOption = HERE,
    json: JsonOption = False,
    csv: Annotated[bool, typer.Option("--csv", help="Answer as CSV.")] = False,
    md: Annotated[bool, typer.Option("--md", help="Answer as Markdown.")] = False,
) -> None:
    """Show metrics over periods as a table."""
    from reportgen.app.show import Ask
    from reportgen.cli.output import chosen
    from reportgen.cli.show import run

    seen = chosen(as_of, vintage, document)
    form = "json" if json else "csv" if csv else "md" if md else "table"
    run(project, Ask(metrics, start, end, change, scenario, basis, labels, standard), seen, form, sources)


@app.command("list")
def list_(project: ProjectOption = HERE, json: JsonOption = False) -> None:
    """List what the project holds: metrics, periods, documents and reports."""
    from reportgen.cli.list import run

    run(project, json)


@app.command()
def fill(
    template: Annotated[Path, typer.Argument(help="A workbook or a deck with tags.")],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.")],
    data: Annotated[
        list[Path] | None,
        typer.Option(
            "--data", help="Data: JSON, YAML or CSV; may be given several times.", show_default=False
        ),
    ] = None,
    with_: Annotated[
        list[Path] | None,
        typer.Option(
            "--with", help="A further deck whose slides stand behind; several times.", show_default=False
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", help="One cell or word: 'Sheet1!B2=5', title=Results.", show_default=False),
    ] = None,
    decimal: Annotated[
        str,
        typer.Option(
            "--decimal",
            help="The decimal sign of CSV files, else each column's own: , or .",
            show_default=False,
        ),
    ] = "",
    text: Annotated[
        list[str] | None,
        typer.Option(
            "--text", help="A column of a CSV file that holds texts only, like ids.", show_default=False
        ),
    ] = None,
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Fill any template with any data; no project needed."""
    from reportgen.cli.fill import run
    from reportgen.filling.csv_columns import CsvConvention

    if decimal not in ("", ",", "."):
        raise typer.BadParameter("--decimal is a comma or a point")
    reading = CsvConvention(decimal, frozenset(text or ()))
    run(template, with_ or [], data or [], set_ or [], out, reading, force, json)


@app.command()
def form(
    period: Annotated[str, typer.Argument(help="The period of the new document: 1Q18, 2Q18 or 1H18, FY18.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="The file to write.", show_default=False)
    ] = None,
    template: Annotated[
        Path | None,
        typer.Option("--template", help="Another template than the project's form.xlsx.", show_default=False),
    ] = None,
    free: Annotated[
        int | None,
        typer.Option("--free", help="Free rows for other figures.", min=1, max=2000, show_default=False),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace an existing file.")] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Write the input workbook for a new document, to be filled in without reportgen."""
    from reportgen.cli.form import run

    run(project, period, out or project / "output" / f"form-{period}.xlsx", template, free, force, json)


@app.command("import")
def import_(
    file: Annotated[
        str, typer.Argument(help="A filled form, a filing (or its folder), a table, a database.")
    ],
    write: Annotated[bool, typer.Option("--write", help="Add the document to the tables.")] = False,
    with_warnings: Annotated[bool, typer.Option(help="Add it although there are warnings.")] = False,
    filed: Annotated[str, typer.Option(help="The day of a filing that does not say it: 2025-08-27.")] = "",
    since: Annotated[str, typer.Option(help="Only filings from this day on: 2021-03-31.")] = "",
    part: Annotated[str, typer.Option(help="A range of a workbook, or a query of a database.")] = "",
    unmapped: Annotated[Path | None, typer.Option(help="Write names that mapping.csv lacks there.")] = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Check a filled form, a filing or a table, tell what it would add and what ties, and add it when asked."""
    from reportgen.cli.import_file import Wish, run
    from reportgen.importing.source_files import Supplied

    run(project, file, Wish(write, with_warnings, json, Supplied(filed, part, since), unmapped))


@app.command()
def lint(
    targets: Annotated[list[str], typer.Argument(help="Templates, definitions, or reports by name.")],
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

    run(targets, project, schema, annotate, force, json)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="A workbook or a deck.")],
    definition: Annotated[
        Path | None, typer.Option("--definition", help="Write a first report definition for a deck.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Print what a workbook or a deck asks for: sheets, blocks, tags; pages, words, tables, charts."""
    from reportgen.cli.inspect import run

    run(file, definition, json)


@app.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Finished workbooks and decks.")],
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the reports anew and compare with that, too.")
    ] = False,
    unbound: Annotated[
        bool, typer.Option("--unbound", help="List every number that is bound to no figure.")
    ] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Verify finished files: every number against its build, the tables, its formula and the partner file."""
    from reportgen.cli.verify import run

    run(files, project, rebuild, unbound, json)


@app.command()
def explain(
    file: Annotated[Path, typer.Argument(help="A finished workbook or deck.")],
    place: Annotated[
        str,
        typer.Argument(
            help='A place: Model!M20; slide 8, shape "name", cell 3,2 (or series "A", point 4Q17); a sentence.'
        ),
    ],
    tree: Annotated[bool, typer.Option("--tree", help="Answer as a small tree.")] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Explain a number: expression, inputs, documents, headings, lines, printed tokens, rounding."""
    from reportgen.cli.explain import run

    run(file, place, project, tree, json)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A finished workbook or deck.")],
    new: Annotated[Path, typer.Argument(help="A later build of it.")],
    everything: Annotated[bool, typer.Option("--all", help="Tell every change, however many.")] = False,
    json: JsonOption = False,
) -> None:
    """Say in words what changed between two builds: figures, pages, sheets, words, formulas."""
    from reportgen.cli.diff import run

    run(old, new, everything, json)


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


@app.command()
def doctor(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the files (output/ of the project).")
    ] = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Look at the installation and the project: what is missing, and for what."""
    from reportgen.cli.doctor import run

    run(project, out, json)


@app.command()
def version() -> None:
    """Print the version."""
    from reportgen import __version__

    say(__version__)


def main() -> None:
    """Run the command line; every fault becomes a message, never a traceback."""
    as_data = "--json" in sys.argv[1:]
    # A command makes values by the hundred thousand and few cycles: looked for after every 700 values, as Python does
    # unless told otherwise, they cost a tenth of its time.
    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    try:
        app(standalone_mode=True)
    except FindingsError as error:
        if as_data:
            as_json({"ok": False, "findings": [issue.as_dict() for issue in error.issues]})
        else:
            complain(error.issues)
        raise SystemExit(1) from None
    except SystemExit as stop:
        # typer turns an interrupt from the keyboard into this code, as shells expect it.
        if stop.code == _INTERRUPTED:
            sys.stderr.write("stopped; nothing was left half written\n")
        raise
    except Exception as error:
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
