"""`reportgen batch`: many reports at once, each built where it is not current."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from reportgen.cli.options import ClusterOption, ForceOption, JobsOption, JsonOption


def batch(
    file: Annotated[
        Path, typer.Argument(help="A batch: companies, reports, periods, languages (docs/batch.md).")
    ],
    out: Annotated[Path, typer.Option("--out", "-o", help="The folder for all files.")] = Path("output"),
    jobs: JobsOption = 0,
    cluster: ClusterOption = "",
    force: ForceOption = False,
    json: JsonOption = False,
) -> None:
    """Build reports for periods, languages and companies. What stands as it would be built is left alone."""
    from reportgen.app.batch import batch_work, pages_of
    from reportgen.cli.running import finish

    work = batch_work(file, out, force=force)
    finish(work, jobs, cluster, str(out), json, last=pages_of(work))
