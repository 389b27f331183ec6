"""The commands that look and write nothing."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportgen.cli.options import (
    HERE,
    AsOfOption,
    DocumentOption,
    JsonOption,
    ProjectOption,
    SourcesOption,
    VintageOption,
    optional,
)

reading = typer.Typer()


@reading.command()
def check(
    as_of: AsOfOption = "",
    vintage: VintageOption = "",
    document: DocumentOption = "",
    everything: Annotated[
        bool, typer.Option("--all", help="List also what asks for nothing to be done.")
    ] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Check the tables: schema, tie-outs, printed growth and shares. All by what rounding allows."""
    from reportgen.cli.check import run
    from reportgen.cli.output import chosen

    run(project, chosen(as_of, vintage, document), json, everything)


@reading.command()
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
    """Compare the source texts with the tables. Figures printed against figures held."""
    from reportgen.cli.coverage import run

    run(project, documents or [], sources or [], tokens, json)


@reading.command()
def mirror(
    reports: Annotated[
        list[str] | None,
        typer.Argument(help="Mirrored decks; all where none is named.", show_default=False),
    ] = None,
    sources: SourcesOption = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Count printed figures that stand on their mirrored page."""
    from reportgen.cli.mirror import run

    run(project, reports or [], sources or [], json)


@reading.command()
def show(
    metrics: Annotated[
        list[str],
        typer.Argument(help="Metrics, like revenue or gross_margin@si, or figures, like revenue|FY17|ifrs."),
    ],
    start: Annotated[str, optional("--from", help="First period, like 1Q16.")] = "",
    end: Annotated[str, optional("--to", help="Last period, like 4Q17.")] = "",
    change: Annotated[str, typer.Option("--change", help="Growth beside the levels: yoy or qoq.")] = "",
    scenario: Annotated[
        str, typer.Option("--scenario", help="actual, target, ...: targets with what became of them.")
    ] = "actual",
    basis: Annotated[
        str, typer.Option("--basis", help="Figures per share: current (splits undone) or printed.")
    ] = "current",
    labels: Annotated[str, optional("--labels", help="Names as labels: en or ja.")] = "",
    standard: Annotated[
        str, optional("--standard", help="Accounting standard, like ifrs: else what stands.")
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


@reading.command("list")
def list_(project: ProjectOption = HERE, json: JsonOption = False) -> None:
    """List metrics, periods, documents and reports of the project."""
    from reportgen.cli.list import run

    run(project, json)


@reading.command()
def verify(
    files: Annotated[list[Path], typer.Argument(help="Finished workbooks and decks, or their folder.")],
    rebuild: Annotated[
        bool, typer.Option("--rebuild", help="Build the reports anew and compare with that, too.")
    ] = False,
    unbound: Annotated[
        bool, typer.Option("--unbound", help="List every number that is bound to no figure.")
    ] = False,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Verify every number of finished files. Against its build, the tables, its formula and the partner file."""
    from reportgen.cli.verify import run

    run(files, project, rebuild, unbound, json)


@reading.command()
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
    """Tell where a number comes from. Formula, inputs, documents with their lines, rounding."""
    from reportgen.cli.explain import run

    run(file, place, project, tree, json)


@reading.command()
def diff(
    old: Annotated[Path, typer.Argument(help="A finished workbook or deck.")],
    new: Annotated[Path, typer.Argument(help="A later build of it.")],
    everything: Annotated[bool, typer.Option("--all", help="Tell every change, however many.")] = False,
    json: JsonOption = False,
) -> None:
    """Say in words what changed between two builds. Figures, pages, sheets, words, formulas."""
    from reportgen.cli.diff import run

    run(old, new, everything, json)


@reading.command()
def doctor(
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for the files (output/ of the project).")
    ] = None,
    project: ProjectOption = HERE,
    json: JsonOption = False,
) -> None:
    """Tell what is missing here, and for what. Looks at the installation and the project."""
    from reportgen.cli.doctor import run

    run(project, out, json)
