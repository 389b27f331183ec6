"""What a filled form says, as the lines of files that it becomes, each with the cells that it comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from reportgen.diagnostics import Place


@dataclass(frozen=True)
class FormLine:
    """One row of a file with the cells that it comes from: `places["value"]` is where the token was typed."""

    cells: Mapping[str, str]
    places: Mapping[str, Place]

    def place(self, column: str = "printed") -> Place:
        """The form's cell of a column of the file."""
        return self.places.get(column, self.places["printed"])


@dataclass(frozen=True)
class FilledForm:
    """What was typed: the document's line, its facts and claims, and the aliases that its signs need."""

    doc: str
    period: str
    document: FormLine
    facts: tuple[FormLine, ...]
    claims: tuple[FormLine, ...]
    aliases: tuple[Mapping[str, str], ...]
