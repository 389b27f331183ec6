"""Where figures come from: a line of a text, or an element of a data file.

Source("2018-05-15_fy17_results", "III - 2. Revenues", 179, "48,439")
Source("2021-03-31_10-k", "", 0, "592,049", element="us-gaap:Revenues", context="2020-02-01/2021-01-31")
"""

from __future__ import annotations

from dataclasses import dataclass, field

from reportgen.core.findings import Place


@dataclass(frozen=True, slots=True)
class Source:
    """Where a figure stands: document, heading, line of the source text, token, further lines.

    One that a data file gives has its `element` and `context` there (an XBRL concept and its time, a metric and its
    cell) in place of heading and line, which is 0 then; its token is the value as the file gives it.
    """

    doc: str
    heading: str
    line: int
    printed: str
    also_at: tuple[int, ...] = ()
    medium: str = ""
    place: Place = field(default=Place(), compare=False)
    element: str = ""
    context: str = ""

    @property
    def lines(self) -> tuple[int, ...]:
        """All lines that print it; none where a data file gives it."""
        return (self.line, *self.also_at) if self.line else self.also_at

    @property
    def section(self) -> str:
        """The heading that it stands under, else its element."""
        return self.heading or self.element

    @property
    def spot(self) -> str:
        """Its line there as text, else its context."""
        return str(self.line) if self.line else self.context

    @property
    def where(self) -> str:
        """Where in its document it stands: `line 179`, `us-gaap:Revenues, 2018-02-01/2019-01-31`."""
        return f"line {self.line}" if self.line else f"{self.element}, {self.context}".strip(" ,")
