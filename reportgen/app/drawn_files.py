"""Pictures, PDFs and records of finished files, made once for each content and kept in a folder of the project.

.reportgen/pictures/3f0c…/0001-0000.webp  0001-0001.webp  0002-0002.webp  …  file.pdf  file.json

The first sheet is on two pages there, the second on one.

The folder may be deleted at any time: what is asked for is drawn again then.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from itertools import repeat
from pathlib import Path

import msgspec
from msgspec import Struct

from reportgen.app.processes import answers, processors
from reportgen.core.findings import FindingsError, Issue, Severity
from reportgen.core.structs import replace
from reportgen.handover.drawing import as_pdf, pdf_source, pictures, sheets_printed
from reportgen.handover.page import Handed, OpenQuestion
from reportgen.handover.record import HandedFile
from reportgen.project.files import write_together
from reportgen.project.handed import Drawn
from reportgen.project.overwriting import in_the_way

Progress = Callable[[str], None]
# Of pictures of which nobody knows what they show: they are not drawn again, and not shown.
_NO_PAGE = -1


class _KeptRead(Struct, frozen=True):
    """A file as it was read, with all that it was read with."""

    made: str
    record: HandedFile
    questions: Mapping[str, Sequence[OpenQuestion]]


class DrawnFiles(Struct, frozen=True):
    """What was drawn and read of finished files, by the digest of each."""

    folder: Path

    def pictures(self, digest: str) -> dict[int, list[bytes]]:
        """The pictures of each slide or sheet of a file, counted from 0; none where it was not drawn."""
        found: dict[int, list[bytes]] = {}
        for path in sorted((self.folder / digest).glob("*-*.webp")):
            found.setdefault(int(path.name.partition("-")[0]) - 1, []).append(path.read_bytes())
        return found

    def read(self, digest: str, made: str) -> Handed | None:
        """A file as it was read before, with all that `made` names; None where it was not."""
        try:
            kept = msgspec.json.decode((self.folder / digest / "file.json").read_bytes(), type=_KeptRead)
        except (OSError, ValueError):
            return None
        return Handed(kept.record, questions=kept.questions) if kept.made == made else None

    def keep_read(self, file: Handed, made: str) -> None:
        """Keep a file as it was read; where the folder cannot be written, it is read again next time."""
        kept = msgspec.json.encode(_KeptRead(made, file.record, file.questions))
        with suppress(FindingsError):
            write_together({self.folder / file.record.digest / "file.json": kept})

    def draw_all(
        self, out: Path, records: Sequence[HandedFile], wish: Drawn, progress: Progress
    ) -> list[Issue]:
        """Draw what is asked for of the files in `out` and not yet kept; what LibreOffice cannot draw is a warning."""
        tasks = [
            one
            for one in records
            if (wish.pictures and not self.pictures(one.digest))
            or (wish.pdf and not self._pdf(one.digest).is_file())
        ]

        def draw(record: HandedFile) -> list[Issue]:
            try:
                self._draw(out / record.name, record, wish)
            except FindingsError as error:
                return [replace(issue, severity=Severity.WARNING) for issue in error.issues]
            return []

        found = answers(draw, tasks, processors(), lambda record: progress(f"drawing {record.name}"))
        return [issue for issues in found for issue in issues]

    def _draw(self, file: Path, record: HandedFile, wish: Drawn) -> None:
        """Draw one file; its pictures are those of the pages of its PDF."""
        folder, pdf = self.folder / record.digest, self._pdf(record.digest)
        if not pdf.is_file():
            write_together({pdf: as_pdf(file, record.digest)})
        if wish.pictures and not self.pictures(record.digest):
            pages = record.printed(sheets_printed(pdf.read_bytes()))
            drawn = zip(pages or repeat(_NO_PAGE), pictures(file, record.kind, pdf), strict=False)
            write_together(
                {folder / f"{at + 1:04}-{n:04}.webp": picture for n, (at, picture) in enumerate(drawn)}
            )

    def pdfs(
        self, out: Path, records: Sequence[HandedFile], wish: Drawn
    ) -> tuple[dict[str, str], list[Issue]]:
        """Put PDFs beside their files where they are asked for; gives the names of all by those of the files.

        One that shows an older file goes; one that is none of ours stays, with a finding.
        """
        names: dict[str, str] = {}
        issues: list[Issue] = []
        for record in records:
            path, kept = (out / record.name).with_suffix(".pdf"), self._pdf(record.digest)
            shows = pdf_source(path.read_bytes()) if path.is_file() else None
            if wish.pdf and kept.is_file() and shows != record.digest:
                issues += in_the_way(path, (), lambda content: bool(pdf_source(content)))
                if shows != "":
                    write_together({path: kept.read_bytes()})
                    shows = record.digest
            elif shows and shows != record.digest:
                path.unlink()
            if shows == record.digest:
                names[record.name] = path.name
        return names, [replace(issue, severity=Severity.WARNING) for issue in issues]

    def keep(self, digests: Collection[str]) -> None:
        """Remove what was drawn of other files."""
        for folder in self.folder.iterdir() if self.folder.is_dir() else ():
            if folder.name not in digests:
                shutil.rmtree(folder, ignore_errors=True)

    def _pdf(self, digest: str) -> Path:
        return self.folder / digest / "file.pdf"
