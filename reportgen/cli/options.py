"""Options that several commands share."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

# An option that is nothing where it is not given, which need not be told.
optional = partial(typer.Option, show_default=False)

ProjectOption = Annotated[Path, optional("--project", help="The project folder (with data/ and templates/).")]
JsonOption = Annotated[bool, typer.Option("--json", help="Answer as JSON, for machines.")]
AsOfOption = Annotated[str, optional("--as-of", help="As known on a day, like 2014-02-07.")]
VintageOption = Annotated[
    str, optional("--vintage", help="Figures as printed last or first: latest or first.")
]
DocumentOption = Annotated[str, optional("--document", help="Figures of one document alone, by its name.")]
SourcesOption = Annotated[
    list[Path] | None, optional("--sources", help="Folder with the source texts (else REPORTGEN_SOURCES).")
]
ForceOption = Annotated[bool, typer.Option("--force", help="Replace a file that reportgen did not write.")]
JobsOption = Annotated[int, typer.Option("--jobs", help="Processes at once; all processors where 0.", min=0)]
ClusterOption = Annotated[
    str, optional("--cluster", help="A cluster of Dask that does the work: tcp://host:8786.")
]
HERE = Path()
