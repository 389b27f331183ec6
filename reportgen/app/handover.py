"""The page that is handed over with the files of a folder: gathered, drawn and written after a build."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from reportgen.app.processes import answers, processors
from reportgen.core.findings import FindingsError, Issue, Place, Severity
from reportgen.core.gc_paused import gc_paused
from reportgen.handover.changes import FileChanges, file_changes
from reportgen.handover.drawing import as_pdf, pdf_source, pictures
from reportgen.handover.page import Handed, Handover, OpenQuestion, common_language, kept_in, page
from reportgen.handover.record import HandedFile, handed_file
from reportgen.office.package import open_package
from reportgen.project.current import FOLDER, content_digest, kept_builds
from reportgen.project.files import write_together
from reportgen.project.handed import NAME, NOTHING_DRAWN, Drawn, built_from, is_page, office_files
from reportgen.project.overwriting import in_the_way
from reportgen.project.project import Project
from reportgen.reports.context import company_words
from reportgen.verify.diff import compared
from reportgen.verify.finished import finished
from reportgen.verify.tables import ProjectTables

Progress = Callable[[str], None]
Told = Mapping[str, Any]


@dataclass(frozen=True)
class EarlierFolder:
    """The folder as it stood before a build: its files by name, and what its page told of changes."""

    files: Mapping[str, bytes]
    changes: Mapping[tuple[str, str], FileChanges]


def earlier_in(out: Path, *, force: bool = False) -> EarlierFolder:
    """The folder as it stands; a finding where a file that is no page of ours has the name of the page."""
    issues = [] if force else in_the_way(out / NAME, (), is_page)
    if issues:
        raise FindingsError(issues)
    content = (out / NAME).read_bytes() if (out / NAME).is_file() else b""
    return EarlierFolder(office_files(out), kept_in(content))


@dataclass(frozen=True)
class FolderBuild:
    """A build into a folder: what stood there before, what the build tells, and the digests of its inputs."""

    earlier: EarlierFolder
    told: Told
    now: Mapping[str, str]

    @property
    def any_built(self) -> bool:
        """Whether any file was built: where none was, the changes are those that the page told already."""
        return any(not one["current"] for one in self.told["files"])


@gc_paused()
def hand_over(
    project: Project,
    out: Path,
    build: FolderBuild,
    wish: Drawn = NOTHING_DRAWN,
    progress: Progress = lambda step: None,
) -> list[Issue]:
    """Write the page of all finished files in `out`, and draw what is asked for; gives what could not be drawn."""
    files, tables = office_files(out), ProjectTables.of(project)
    progress("looking up where figures come from")
    names = list(files)
    largest = max(range(len(names)), key=lambda place: len(files[names[place]]), default=0)
    found = answers(
        lambda name: _read(name, files[name], build, tables),
        names,
        processors(),
        lambda name: None,
        [largest],
    )
    read = [pair for pair in found if pair is not None]
    store = _Store(project.root / FOLDER / "drawn")
    issues = _draw(store, out, [record for record, _ in read], wish, progress)
    notes = {one.output: one.told for one in kept_builds(project.root)}
    notes |= {
        content_digest(files[name]): one
        for one in build.told["files"]
        if (name := Path(one["path"]).name) in files
    }
    pdfs = {
        (out / record.name).with_suffix(".pdf"): store.pdf(record.digest)
        for record, _ in read
        if store.has_pdf(record.digest) and wish.pdf
    }
    handed = tuple(
        Handed(
            record,
            changes,
            store.pictures(record.digest),
            path.name if path in pdfs or _shows(path, record.digest) else "",
            _questions(notes.get(record.digest, {})),
        )
        for record, changes in read
        for path in [(out / record.name).with_suffix(".pdf")]
    )
    title = company_words(tables.table, common_language([one.record for one in handed]))["company"]
    checks = tuple(build.told["checks"]["summary"])
    progress(f"writing {NAME}")
    made = Handover(title, handed, checks, built_from(files, build.now))
    write_together({**pdfs, out / NAME: page(made)})
    for record, _ in read:
        path = (out / record.name).with_suffix(".pdf")
        if (
            path not in pdfs
            and path.is_file()
            and (of := pdf_source(path.read_bytes()))
            and of != record.digest
        ):
            path.unlink()  # it shows an older file
    store.keep({record.digest for record, _ in read} | set(notes))
    return issues


def _read(
    name: str, content: bytes, build: FolderBuild, tables: ProjectTables
) -> tuple[HandedFile, FileChanges] | None:
    """The record of a file, and what changed in it; None where it is no file that a report was built as."""
    try:
        file = finished(open_package(content, name), as_written=True)
        if file.mark is None:
            return None
        record = handed_file(file, content, tables.oracle(file.mark))
    except FindingsError:
        return None
    old = build.earlier.files.get(name)
    if old is None:
        return record, build.earlier.changes.get((name, record.digest), FileChanges("new"))
    if old == content:
        told = build.earlier.changes.get((name, record.digest)) if not build.any_built else None
        return record, told or FileChanges("same")
    labels = {proof.key: proof.label for proof in record.proofs}
    try:
        before = finished(open_package(old, name), as_written=True)
        return record, file_changes(compared(before, file), labels)
    except FindingsError:
        return record, FileChanges("new")  # what stood there was no file of ours


def _draw(
    store: _Store, out: Path, records: Sequence[HandedFile], wish: Drawn, progress: Progress
) -> list[Issue]:
    """Draw what is asked for and not yet kept; what LibreOffice cannot draw is told."""
    tasks = [
        (record, "pictures") for record in records if wish.pictures and not store.pictures(record.digest)
    ]
    tasks += [(record, "pdf") for record in records if wish.pdf and not store.has_pdf(record.digest)]

    def draw(task: tuple[HandedFile, str]) -> list[Issue]:
        record, what = task
        try:
            store.draw(out / record.name, record.digest, what)
        except FindingsError as error:
            return [replace(issue, severity=Severity.WARNING) for issue in error.issues]
        return []

    found = answers(draw, tasks, processors(), lambda task: progress(f"drawing {task[0].name}"))
    return [issue for issues in found for issue in issues]


@dataclass(frozen=True)
class _Store:
    """Pictures and PDFs of finished files, kept in a folder of the project by the digest of the file."""

    folder: Path

    def pictures(self, digest: str) -> tuple[bytes, ...]:
        """The pictures of a file; none where it was not drawn."""
        return tuple(path.read_bytes() for path in sorted((self.folder / digest).glob("*.webp")))

    def has_pdf(self, digest: str) -> bool:
        """Whether a file was printed."""
        return (self.folder / digest / "file.pdf").is_file()

    def pdf(self, digest: str) -> bytes:
        """A file as PDF."""
        return (self.folder / digest / "file.pdf").read_bytes()

    def draw(self, file: Path, digest: str, what: str) -> None:
        """Draw the pictures of a file, or its PDF; `FindingsError` where LibreOffice cannot."""
        folder = self.folder / digest
        if what == "pdf":
            write_together({folder / "file.pdf": as_pdf(file, digest)})
        else:
            drawn = pictures(file)
            write_together({folder / f"{at:04}.webp": one for at, one in enumerate(drawn, start=1)})

    def keep(self, digests: Collection[str]) -> None:
        """Remove what was drawn of other files."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name not in digests:
                shutil.rmtree(folder, ignore_errors=True)


def _shows(path: Path, digest: str) -> bool:
    """Whether a PDF shows the file with this digest."""
    with suppress(OSError):
        return pdf_source(path.read_bytes()) == digest
    return False


def _questions(told: Told) -> dict[str, tuple[OpenQuestion, ...]]:
    """What a build tells of a file that a reader should know."""
    missing: dict[tuple[str, str], dict[str, None]] = {}
    for one in told.get("left_out", ()):
        missing.setdefault((one["where"], one["what"]), {}).update(dict.fromkeys(one["missing"]))
    found = {
        "doubts": [OpenQuestion(one["where"], one["shown"], one["why"]) for one in told.get("doubts", ())],
        "left_out": [OpenQuestion(where, what, ", ".join(keys)) for (where, what), keys in missing.items()],
        "gaps": [OpenQuestion(where, "", why) for where, why in told.get("known_gaps", {}).items()],
        "warnings": [
            OpenQuestion(str(Place(**one["place"])), one["message"], one.get("hint", ""))
            for one in told.get("warnings", ())
        ],
    }
    return {name: tuple(dict.fromkeys(items)) for name, items in found.items()}
