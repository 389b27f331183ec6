"""The source texts that figures were transcribed from, where they are at hand.

Texts are not part of a project: they lie in folders that a person names, and a document names its file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from reportgen.core.findings import FindingsError, Issue, Place
from reportgen.data.records import Document

VARIABLE = "REPORTGEN_SOURCES"
# Documents of other kinds are cited by their pages; there are no lines to compare.
_TEXTS = ("", ".txt", ".csv", ".tsv", ".md", ".htm", ".html")


@dataclass(frozen=True, slots=True)
class SourceFolders:
    """The folders in which source texts are looked for, in order."""

    folders: tuple[Path, ...] = ()

    @classmethod
    def of(cls, folders: Iterable[Path], separated: str, separator: str) -> SourceFolders:
        """The named folders, or those of an environment variable where none is named.

        Raises `FindingsError` where a named folder does not exist.
        """
        named = tuple(folders) or tuple(Path(part) for part in separated.split(separator) if part)
        missing = [
            Issue(
                "no-sources",
                "this folder of source texts does not exist",
                Place(file=str(folder)),
                hint=f"name the folder with --sources, or in {VARIABLE}",
            )
            for folder in named
            if not folder.is_dir()
        ]
        if missing:
            raise FindingsError(missing)
        return cls(named)

    def text(self, document: Document) -> str | None:
        """The source text of a document; None where it is not at hand."""
        for folder in self.folders:
            path = folder / document.source_file
            if _is_text(document) and path.is_file():
                try:
                    return path.read_text(encoding="utf-8")
                except UnicodeDecodeError:
                    raise FindingsError(
                        [Issue("wrong-encoding", "the source text is not UTF-8", Place(str(path)))]
                    ) from None
        return None

    def why_absent(self, document: Document) -> str:
        """Why the text of a document cannot be read, for a person."""
        if not document.source_file:
            return "no source text is named in documents.csv"
        if not _is_text(document):
            return f"{document.source_file} is no text: its figures are cited by pages"
        if not self.folders:
            return f"no folder of source texts is named: use --sources, or set {VARIABLE}"
        return f"{document.source_file} is not in {', '.join(str(folder) for folder in self.folders)}"


def _is_text(document: Document) -> bool:
    """Whether the named source is a text with lines, by its ending."""
    return bool(document.source_file) and Path(document.source_file).suffix.lower() in _TEXTS
