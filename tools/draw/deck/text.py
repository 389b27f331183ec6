"""Runs, paragraphs and the bullets of the house.

paragraph(run("{{prior_total}}", 13, "navy", bold=True), run(" {{prior_growth}}", 13, "navy"), align="ctr")
bullets("notes")     model paragraphs {{notes:1}} ◆, {{notes:2}} –, {{notes:3}} ✓
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape

from tools.draw.deck.tokens import FONTS, cm, fill


def run(
    text: str,
    size: float | None = None,
    colour: str | None = None,
    *,
    bold: bool | None = False,
    italic: bool = False,
) -> str:
    """One run; without size, colour or weight it inherits them from its placeholder."""
    weight = "" if bold is None else f' b="{int(bold)}"'
    slant = ' i="1"' if italic else ""
    height = "" if size is None else f' sz="{round(size * 100)}"'
    paint = "" if colour is None else fill(colour)
    return f'<a:r><a:rPr lang="en-US" altLang="ja-JP"{height}{weight}{slant} dirty="0">{paint}{FONTS}</a:rPr><a:t>{escape(text)}</a:t></a:r>'


def page_number() -> str:
    """The field that shows the slide's number."""
    return (
        '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
        f'<a:rPr lang="en-US" altLang="ja-JP" dirty="0">{FONTS}</a:rPr><a:t>‹#›</a:t></a:fld>'
    )


def paragraph(
    *runs: str,
    align: str = "l",
    before: float = 0,
    margin: float = 0,
    indent: float = 0,
    bullet: str = "<a:buNone/>",
    tabs: tuple[tuple[float, str], ...] = (),
    spacing: float | None = None,
    end: float = 8,
) -> str:
    """One paragraph; lengths in cm, `before` in points, `spacing` in percent."""
    pitch = "" if spacing is None else f'<a:lnSpc><a:spcPct val="{round(spacing * 1000)}"/></a:lnSpc>'
    stops = "".join(f'<a:tab pos="{cm(at)}" algn="{how}"/>' for at, how in tabs)
    stops = f"<a:tabLst>{stops}</a:tabLst>" if stops else ""
    # LibreOffice forgets tab stops where a margin is given as well, so a tabbed paragraph has none.
    place = "" if tabs else f' marL="{cm(margin)}" indent="{cm(indent)}"'
    tail = "" if runs else f'<a:endParaRPr lang="en-US" sz="{round(end * 100)}" dirty="0"/>'
    return (
        f'<a:p><a:pPr{place} algn="{align}">{pitch}'
        f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef><a:spcAft><a:spcPts val="0"/></a:spcAft>'
        f"{bullet}{stops}</a:pPr>{''.join(runs)}{tail}</a:p>"
    )


@dataclass(frozen=True)
class Level:
    """How one level of a list looks: glyph, its font and size, indents in cm, space before in points, text."""

    glyph: str
    font: str
    percent: int
    glyph_colour: str
    margin: float
    hang: float
    before: float
    size: float
    colour: str
    bold: bool = False

    @property
    def mark(self) -> str:
        """The bullet's markup, in schema order."""
        colour = fill(self.glyph_colour).replace("a:solidFill", "a:buClr")
        return (
            f'{colour}<a:buSzPct val="{self.percent * 1000}"/>'
            f'<a:buFont typeface="{self.font}"/><a:buChar char="{self.glyph}"/>'
        )


# ◆ leads a group, – carries the facts, ✓ adds a detail, ➤ points at one conclusion.
LEVELS = {
    "diamond": Level("◆", "Meiryo", 70, "navy", 0.50, 0.50, 7, 13, "navy", bold=True),
    "dash": Level("–", "Calibri", 100, "muted", 0.88, 0.38, 2.5, 12, "ink"),
    "tick": Level("✓", "Segoe UI Symbol", 80, "navy", 1.32, 0.42, 1.5, 11, "muted"),
    "arrow": Level("➤", "Segoe UI Symbol", 75, "navy", 0.50, 0.50, 4, 13, "navy"),
}


def bullets(name: str, levels: tuple[Level, ...]) -> str:
    """The model paragraphs of list `name`, one for each level."""
    return "".join(
        paragraph(
            run(f"{{{{{name}:{number}}}}}", level.size, level.colour, bold=level.bold),
            before=level.before,
            margin=level.margin,
            indent=-level.hang,
            bullet=level.mark,
        )
        for number, level in enumerate(levels, start=1)
    )
