"""Builds what is due: files that stand as they would be built are left alone, and the next build is told of each."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from reportgen.app.build import BuildResult, Progress, build
from reportgen.app.handover import EarlierFolder
from reportgen.app.processes import processors
from reportgen.app.report import told_of
from reportgen.core.structs import replace
from reportgen.data.vintage import Vintage
from reportgen.project.current import (
    ALWAYS,
    Asked,
    KeptBuild,
    content_digest,
    input_digests,
    keep_build,
    kept_build,
)
from reportgen.project.project import Project
from reportgen.project.variants import Wanted


def build_due(  # noqa: PLR0913  as `build`
    project: Project,
    reports: Sequence[str],
    out: Path,
    vintage: Vintage | None,
    progress: Progress,
    wanted: Wanted,
    *,
    anew: bool = False,
    force: bool,
    earlier: EarlierFolder | None = None,
) -> tuple[BuildResult, dict[str, Any]]:
    """Build those of `reports` that are not current (all if `anew`), in as many processes as there are processors.

    Gives the result with what is told of all files. `FindingsError` as `build`.
    """
    # Read before anything else: what changes while this runs is built again next time.
    now = input_digests(project.root)

    def asked(report: str) -> Asked:
        return Asked(report, (wanted.period, wanted.language, str(vintage or "")), out)

    names = reports or project.report_names()
    last = {name: one for name in names if (one := kept_build(project.root, asked(name))) is not None}
    kept = {name: one for name, one in last.items() if not anew and one.made_from(now)}
    standing = {name: one.known for name, one in kept.items()}
    workers = processors()
    result = build(
        project,
        reports,
        out,
        vintage,
        progress,
        wanted=wanted,
        processes=workers,
        standing=standing,
        untouched=frozenset(Path(one.path) for one in last.values()),
        force=force,
        earlier=earlier,
    )
    checks = result.checks.told()
    for built, path in zip(result.built, result.paths, strict=True):
        inputs = {name: now.get(name, "") for name in (*ALWAYS, *built.inputs)}
        kept[built.report] = KeptBuild(
            inputs,
            now["data"],
            built.known,
            str(path.resolve()),
            content_digest(built.data),
            told_of(built, path),
            checks,
        )
    for name in (*(built.report for built in result.built), *result.current):
        keep_build(project.root, asked(name), replace(kept[name], data=now["data"], checks=checks))
    current = [kept[name].told_in(out) for name in result.current]
    told = all_told(result)
    return result, {**told, "files": [*told["files"], *current]}


def all_told(result: BuildResult) -> dict[str, Any]:
    """What is told of the files that were built and of the checks, ready for JSON."""
    files = [told_of(built, path) for built, path in zip(result.built, result.paths, strict=True)]
    kept, edited = map(str, result.kept), map(str, result.edited)
    return {"files": files, "kept": [*kept], "edited": [*edited], "checks": result.checks.told()}
