"""Speaker notes of a finished slide.

library   page: revenue | Sources as in the table
deck      the plan's lines; where it has none, the library's lines apart from the one with the page's name
"""

from __future__ import annotations

from collections.abc import Sequence

from reportgen.deck.library import notes_body
from reportgen.deck.paragraphs import drop_paragraph, paragraph_text, write_line, write_lines
from reportgen.opc import Package
from reportgen.parts.chart_names import qn
from reportgen.parts.tags import page_marker


def write_notes(package: Package, part: str, lines: Sequence[str]) -> None:
    """Replace the speaker notes in `part` by `lines`; without lines only the page's name is taken out."""
    body = notes_body(package.xml(part))
    if body is None:
        return
    if lines:
        write_lines(body, lines)
        return
    for paragraph in body.findall(qn("a:p")):
        texts = paragraph_text(paragraph).split("\n")
        rest = [text for text in texts if not page_marker(text)]
        if len(rest) == len(texts):
            continue
        if rest:
            write_line(paragraph, "\n".join(rest))
        else:
            drop_paragraph(paragraph)
