"""Native tables: heads with words, one model row for each role.

Table("balance_table", box_x, box_y, widths, (head_row, model_row("line", ...), model_row("total", ...)))
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import quoteattr

from tools.draw.deck.text import paragraph, run
from tools.draw.deck.tokens import cm, fill, pt

STYLE = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # "No Style, No Grid"


@dataclass(frozen=True)
class Cell:
    """One cell: its paragraphs, its ground and its lines (colour, points) above and below."""

    paragraphs: str = ""
    paint: str | None = None
    top: tuple[str, float] | None = None
    bottom: tuple[str, float] | None = None
    left_inset: float = 0.1
    right_inset: float = 0.1
    inset: float = 0.04
    anchor: str = "ctr"
    span: int = 1
    sides: tuple[str, float] | None = None

    def markup(self, *, covered: bool = False) -> str:
        """As a:tc; a covered cell stands under the span of the one to its left."""
        text = paragraph() if covered else self.paragraphs or paragraph()
        joined = ' hMerge="1"' if covered else f' gridSpan="{self.span}"' if self.span > 1 else ""
        ground = fill(self.paint) if self.paint else "<a:noFill/>"
        return (
            f"<a:tc{joined}><a:txBody><a:bodyPr/><a:lstStyle/>{text}</a:txBody>"
            f'<a:tcPr marL="{cm(self.left_inset)}" marR="{cm(self.right_inset)}" marT="{cm(self.inset)}" marB="{cm(self.inset)}" anchor="{self.anchor}">'
            f"{_border('lnL', self.sides)}{_border('lnR', self.sides)}{_border('lnT', self.top)}{_border('lnB', self.bottom)}{ground}</a:tcPr></a:tc>"
        )


def _border(side: str, look: tuple[str, float] | None) -> str:
    if look is None:
        return f'<a:{side} w="0"><a:noFill/></a:{side}>'
    colour, width = look
    return (
        f'<a:{side} w="{pt(width)}" cap="flat" cmpd="sng" algn="ctr">{fill(colour)}'
        f'<a:prstDash val="solid"/></a:{side}>'
    )


@dataclass(frozen=True)
class Row:
    """A row's height in cm and its cells; a cell that spans is written once."""

    height: float
    cells: tuple[Cell, ...]

    def markup(self) -> str:
        """As a:tr."""
        parts: list[str] = []
        for cell in self.cells:
            parts.append(cell.markup())
            parts.extend(cell.markup(covered=True) for _ in range(cell.span - 1))
        return f'<a:tr h="{cm(self.height)}">{"".join(parts)}</a:tr>'


@dataclass(frozen=True)
class Table:
    """A named table at a place of the page."""

    name: str
    x: float
    y: float
    widths: tuple[float, ...]
    rows: tuple[Row, ...]

    def markup(self, number: int) -> str:
        """As p:graphicFrame."""
        columns = "".join(f'<a:gridCol w="{cm(width)}"/>' for width in self.widths)
        rows = "".join(row.markup() for row in self.rows)
        w, h = sum(cm(width) for width in self.widths), sum(cm(row.height) for row in self.rows)
        return (
            f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name={quoteattr(self.name)} descr="{{{{alt_{self.name}}}}}"/>'
            '<p:cNvGraphicFramePr><a:graphicFrameLocks noGrp="1"/></p:cNvGraphicFramePr><p:nvPr/></p:nvGraphicFramePr>'
            f'<p:xfrm><a:off x="{cm(self.x)}" y="{cm(self.y)}"/><a:ext cx="{w}" cy="{h}"/></p:xfrm>'
            '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
            f"<a:tbl><a:tblPr><a:tableStyleId>{STYLE}</a:tableStyleId></a:tblPr><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>"
            "</a:graphicData></a:graphic></p:graphicFrame>"
        )


@dataclass(frozen=True)
class Look:
    """How one column looks in a model row."""

    size: float
    colour: str = "ink"
    bold: bool = False
    italic: bool = False
    align: str = "r"
    left_inset: float = 0.1
    right_inset: float = 0.1
    paint: str | None = None
    margin: float = 0.0


def model_row(role: str, height: float, looks: tuple[Look, ...], **rest: Any) -> Row:
    """The row that stands for every view row of this role; `rest` are settings of its cells."""
    cells = []
    for position, look in enumerate(looks):
        tag = f"{{{{row:{role}}}}}" if position == 0 else "{{cell}}"
        words = run(tag, look.size, look.colour, bold=look.bold, italic=look.italic)
        text = paragraph(words, align=look.align, margin=look.margin)
        left, right = look.left_inset, look.right_inset
        cells.append(Cell(text, look.paint, left_inset=left, right_inset=right, **rest))
    return Row(height, tuple(cells))
