"""The page that is handed over with the files of a folder: gathered, drawn and written after a build."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from msgspec import Struct

from reportgen.app.drawn_files import DrawnFiles, Progress
from reportgen.app.processes import answers, processors
from reportgen.app.report import Built, told_of
from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.core.gc_paused import gc_paused
from reportgen.core.structs import replace
from reportgen.handover.changes import SAME, FileChanges, file_changes
from reportgen.handover.page import Handed, Handover, OpenQuestion, common_language, kept_in, page
from reportgen.handover.record import HandedFile, figure_name, handed_file
from reportgen.office.package import open_package
from reportgen.project.current import FOLDER, content_digest, kept_builds
from reportgen.project.files import write_atomically
from reportgen.project.handed import NAME, NOTHING_DRAWN, Drawn, built_from, is_page, office_files
from reportgen.project.overwriting import in_the_way
from reportgen.reports.context import company_words
from reportgen.verify.diff import compared
from reportgen.verify.finished import FinishedFile, finished
from reportgen.verify.tables import ProjectTables, TableOracle

Told = Mapping[str, Any]


class EarlierFolder(Struct, frozen=True):
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


class FolderBuild(Struct, frozen=True):
    """A build into a folder: what stood there before, what the build tells, and the digests of its inputs.

    `built` are the files that were built, each with what the page tells of it.
    """

    earlier: EarlierFolder
    told: Told
    now: Mapping[str, str]
    built: Sequence[Built] = ()

    @property
    def any_built(self) -> bool:
        """Whether any file was built: where none was, the changes are those that the page told already."""
        return any(not one["current"] for one in self.told["files"])


@gc_paused()
def hand_over(
    tables: ProjectTables,
    out: Path,
    build: FolderBuild,
    wish: Drawn = NOTHING_DRAWN,
    progress: Progress = lambda step: None,
) -> list[Issue]:
    """Write the page of all finished files in `out`, and draw what is asked for; gives what could not be drawn."""
    files, root = office_files(out), tables.project.root
    last = {one.output: one for one in kept_builds(root)}
    told = {Path(one["path"]).name: one for one in build.told["files"]}
    notes = {content_digest(files[name]): one for name, one in told.items() if name in files}
    # What is kept of a build stays the same when the file is current later.
    notes |= {digest: one.told for digest, one in last.items()}
    # A file that was built or found current with these tables is told from what it knows of them.
    data = {digest: one.known for digest, one in last.items() if one.data == build.now["data"]}
    progress("looking up where figures come from")
    store = DrawnFiles(root / FOLDER / "pictures")
    known = _ProjectKnowledge(tables, notes, store, build.now, data)
    found = {one.name: one.handed for one in build.built if one.handed is not None}
    for name, one in found.items():
        store.keep_read(one, known.made_from(name, one.record.digest))
    names = [name for name in files if name not in found]
    read = answers(
        lambda name: _read(name, files[name], build, known),
        names,
        processors(),
        lambda name: None,
        lambda name: len(files[name]),
    )
    handed = [*found.values(), *(one for one in read if one is not None)]
    records = [one.record for one in handed]
    issues = store.draw_all(out, records, wish, progress)
    pdfs, kept = store.pdfs(out, records, wish)
    shown = tuple(
        replace(one, pictures=store.pictures(one.record.digest), pdf=pdfs.get(one.record.name, ""))
        for one in sorted(handed, key=_opened_first)
    )
    title = company_words(tables.table, common_language(records))["company"]
    checks = tuple(build.told["checks"]["summary"])
    progress(f"writing {NAME}")
    write_atomically(out / NAME, page(Handover(title, shown, checks, built_from(files, build.now))))
    store.keep({record.digest for record in records} | set(notes))
    return [*issues, *kept]


def _opened_first(file: Handed) -> tuple[int, bool, str]:
    """Of files in the order of their names the newest come first, of these the decks."""
    newest = date.fromisoformat(file.record.published) if file.record.published else date.min
    return -newest.toordinal(), file.record.kind == "workbook", file.record.name


class _ProjectKnowledge(NamedTuple):
    """What a project knows: its tables, what was told of each file by its digest, what was read of files before.

    `now` are the digests of program and tables, `data` those of what single files know of the tables: what was read
    with others is read again.
    """

    tables: ProjectTables
    notes: Mapping[str, Told]
    store: DrawnFiles
    now: Mapping[str, str]
    data: Mapping[str, str]

    def made_from(self, name: str, digest: str) -> str:
        """What names all that is told of a file, with its name and the digest of its bytes."""
        data, note = self.data.get(digest, self.now["data"]), self.notes.get(digest, {})
        made = [self.now["program"], data, name, note]
        return content_digest(json.dumps(made, sort_keys=True).encode())


def handed_as_built(built: Built, file: FinishedFile, oracle: TableOracle, folder: EarlierFolder) -> Handed:
    """A file as the page tells it, from what the build has read and asked already."""
    record = replace(handed_file(file, built.data, oracle), name=built.name)
    questions = _questions(told_of(built, Path(built.name)), oracle)
    return Handed(record, _changes(folder, record, built.data, file), questions=questions)


def _read(name: str, content: bytes, build: FolderBuild, known: _ProjectKnowledge) -> Handed | None:
    """A file as the page tells it, not drawn yet; None where it is no file that a report was built as."""
    digest = content_digest(content)
    made = known.made_from(name, digest)
    handed = known.store.read(digest, made)
    if handed is None:
        try:
            file = finished(open_package(content, name), as_written=True)
            if file.mark is None:
                return None
            if known.tables.digest(file.mark.vintage) != file.mark.data:
                # What these tables say now is no proof of what it shows.
                return Handed(handed_file(file, content), FileChanges("older"))
            oracle = known.tables.oracle(file.mark)
            handed = Handed(
                handed_file(file, content, oracle), questions=_questions(known.notes.get(digest, {}), oracle)
            )
        except (FindingsError, ValueError):
            return None  # no file of this project, or somebody changed what it says of itself
        known.store.keep_read(handed, made)
    changes = _changes(build.earlier, handed.record, content)
    if changes is SAME and not build.any_built:
        changes = build.earlier.changes.get((name, digest), SAME)
    return replace(handed, changes=changes)


def _changes(
    folder: EarlierFolder, record: HandedFile, content: bytes, file: FinishedFile | None = None
) -> FileChanges:
    """What changed in a file since it was built before."""
    old = folder.files.get(record.name)
    if old is None:
        return FileChanges("new")
    if old == content:
        return SAME
    labels = {proof.key: proof.label for proof in record.proofs}
    try:
        before = finished(open_package(old, record.name), as_written=True)
        now = file or finished(open_package(content, record.name), as_written=True)
        return file_changes(compared(before, now), labels)
    except FindingsError:
        return FileChanges("new")  # what stood there was no file of ours


def _questions(told: Told, oracle: TableOracle) -> dict[str, tuple[OpenQuestion, ...]]:
    """What a build tells of a file that a reader should know."""
    found: dict[str, list[tuple[tuple[str, str], Iterable[str]]]] = {
        "doubts": [((one["where"], one["why"]), (one["shown"],)) for one in told.get("doubts", ())],
        "left_out": [
            ((one["where"], one["what"]), [figure_name(key, oracle) for key in one["missing"]])
            for one in told.get("left_out", ())
        ],
        "gaps": [((where, why), ()) for where, why in told.get("known_gaps", {}).items()],
        "warnings": [
            ((str(Place(**one["place"])), one["message"]), (one.get("hint", ""),))
            for one in told.get("warnings", ())
        ],
    }
    return {name: _together(items) for name, items in found.items()}


def _together(items: Iterable[tuple[tuple[str, str], Iterable[str]]]) -> tuple[OpenQuestion, ...]:
    """What is asked at one place for one reason, once with all that it is asked of."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for question, of in items:
        found.setdefault(question, {}).update(dict.fromkeys(of))
    return tuple(OpenQuestion(where, why, "; ".join(of)) for (where, why), of in found.items())
