"""The sources of figures: in which kinds of file they come, each read as the same rows.

facts/2018-05-15_release.csv     FigureSource("CSV", ".csv", read_csv)     one row for each figure, with its place
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from reportgen.core.findings import Issue
from reportgen.data.cells import Row
from reportgen.data.source_csv import read_csv
from reportgen.data.source_json import read_json

_KINDS = ("facts", "claims")


class FigureSource(Struct, frozen=True):
    """A kind of file that holds figures, known by its ending.

    `read` is given the file's path, its bytes, the columns of figures and those of them that may be missing (they
    read as empty then), and returns rows with all columns and all findings; it raises nothing.
    """

    name: str
    ending: str
    read: Callable[[str, bytes, tuple[str, ...], tuple[str, ...]], tuple[list[Row], list[Issue]]]


SOURCES = (
    FigureSource("CSV", ".csv", read_csv),
    FigureSource("JSON", ".json", read_json),
)


DATA_ENDINGS = frozenset({".yaml", ".csv", *(source.ending for source in SOURCES)})


class FigureFile(Struct, frozen=True):
    """One file of figures: its path, its source, the document it is about, and whether it holds claims or facts."""

    path: str
    source: FigureSource
    doc: str
    claims: bool

    def id_of(self, row: int | None) -> str:
        """The id of the figure in a row: `facts/2018-05-15_release:44`."""
        return f"{'claims' if self.claims else 'facts'}/{self.doc}:{row}"


def figure_file(name: str, path: str) -> FigureFile | None:
    """What a file of the data folder holds by its name, `facts/<doc>.csv`; None where it holds no figures."""
    kind, _, tail = name.partition("/")
    for source in SOURCES:
        if kind in _KINDS and tail.endswith(source.ending):
            return FigureFile(path, source, tail.removesuffix(source.ending), kind == "claims")
    return None
