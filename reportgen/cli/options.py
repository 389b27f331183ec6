"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectOption = Annotated[
    Path,
    typer.Option("--project", help="The project folder (with data/ and templates/).", show_default=False),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
AsOfOption = Annotated[
    str, typer.Option("--as-of", help="As known on a day, like 2014-02-07.", show_default=False)
]
VintageOption = Annotated[
    str,
    typer.Option("--vintage", help="Figures as printed last or first: latest or first.", show_default=False),
]
DocumentOption = Annotated[
    str, typer.Option("--document", help="Figures of one document alone, by its name.", show_default=False)
]
SourcesOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--sources", help="Folder with the source texts (else REPORTGEN_SOURCES).", show_default=False
    ),
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that reportgen did not write.")]
JobsOption = Annotated[int, typer.Option("--jobs", help="Processes at once; all processors where 0.", min=0)]
ClusterOption = Annotated[
    str,
    typer.Option(
        "--cluster", help="A cluster of Dask that does the work: tcp://host:8786.", show_default=False
    ),
]
HERE = Path()
