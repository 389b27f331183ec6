"""The slide master and its layouts.

Cover, Agenda, Divider, Content, Two columns, Contact
"""

# ruff: noqa: E501 - lines of markup are left whole
from __future__ import annotations

from collections.abc import Iterator

from tools.draw.deck.markup import NAMESPACES
from tools.draw.deck.page import bare_run
from tools.draw.deck.shapes import BODY, Box, circle, group, rule
from tools.draw.deck.text import LEVELS, page_number
from tools.draw.deck.tokens import FONTS, cm, fill

LAYOUTS = ("Cover", "Agenda", "Divider", "Content", "Two columns", "Contact")

TITLE = Box(1.5, 0.62, 22.4, 1.28)
UNIT = Box(24.167, 0.3, 8.2, 1.6)
BODY_BOX = Box(1.5, 2.75, 30.867, 14.65)
FOOTER = Box(1.5, 18.02, 20, 0.6)
NUMBER = Box(30.367, 18.02, 2, 0.6)
COVER_RINGS = ((22.4, 7), (17.6, 9), (13.2, 12), (9.2, 18), (5.6, 45))
DIVIDER_RINGS = ((33, 7), (27, 9), (21.6, 12), (16.8, 20), (12.2, None))


def defaults(size: float, colour: str, *, bold: bool = False, italic: bool = False) -> str:
    """a:defRPr of a level."""
    return f'<a:defRPr sz="{round(size * 100)}" b="{int(bold)}" i="{int(italic)}" kern="1200">{fill(colour)}{FONTS}</a:defRPr>'


def level(
    number: int,
    look: str,
    *,
    align: str = "l",
    bullet: str = "<a:buNone/>",
    margin: int = 0,
    indent: int = 0,
    before: float = 0,
) -> str:
    """One a:lvlNpPr."""
    return (
        f'<a:lvl{number}pPr marL="{margin}" indent="{indent}" algn="{align}" defTabSz="914400" rtl="0" eaLnBrk="1" latinLnBrk="0" hangingPunct="1">'
        f'<a:spcBef><a:spcPts val="{round(before * 100)}"/></a:spcBef>{bullet}{look}</a:lvl{number}pPr>'
    )


class Tree:
    """The shapes of a master or layout while they are collected."""

    def __init__(self) -> None:
        self.parts: list[str] = []
        self._last = 1

    def next(self) -> int:
        """A fresh shape id."""
        self._last += 1
        return self._last

    def placeholder(
        self, kind: str, index: int | None, name: str, box: Box, levels: str, prompt: str, anchor: str = "t"
    ) -> None:
        """A placeholder with place and look."""
        at = "" if index is None else f' idx="{index}"'
        small = ' sz="quarter"' if kind in {"ftr", "sldNum", "body"} and index is not None else ""
        body = BODY.format(l=0, r=0, anchor=anchor).replace(
            "<a:lstStyle/>", f"<a:lstStyle>{levels}</a:lstStyle>"
        )
        self.parts.append(
            f'<p:sp><p:nvSpPr><p:cNvPr id="{self.next()}" name="{name}"/><p:cNvSpPr><a:spLocks noGrp="1"/></p:cNvSpPr>'
            f'<p:nvPr><p:ph type="{kind}"{small}{at}/></p:nvPr></p:nvSpPr>'
            f'<p:spPr>{box.transform}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
            f"<p:txBody>{body}{prompt}</p:txBody></p:sp>"
        )

    def add(self, markup: str) -> None:
        """Any other shape."""
        self.parts.append(markup)

    def title(
        self,
        box: Box = TITLE,
        look: str | None = None,
        anchor: str = "b",
        align: str = "l",
        kind: str = "title",
    ) -> None:
        """The title."""
        levels = level(1, look or defaults(24, "navy", bold=True), align=align)
        self.placeholder(kind, None, "Title", box, levels, "<a:p>" + bare_run("Title") + "</a:p>", anchor)

    def line(self, index: int, name: str, box: Box, look: str, anchor: str = "t", align: str = "l") -> None:
        """A one-line text placeholder without bullet."""
        prompt = f"<a:p>{bare_run(name)}</a:p>"
        self.placeholder("body", index, name, box, level(1, look, align=align), prompt, anchor)

    def foot(self, *, company: bool = True, colour: str = "muted") -> None:
        """Footer and page number; on a tinted ground the footer is ink."""
        if company:
            words = f"<a:p>{bare_run('Footer')}</a:p>"
            self.placeholder("ftr", 11, "Footer", FOOTER, level(1, defaults(9, colour)), words, "ctr")
        look = level(1, defaults(10, "navy", bold=True), align="r")
        self.placeholder("sldNum", 12, "Page number", NUMBER, look, f"<a:p>{page_number()}</a:p>", "ctr")

    def content_head(self) -> None:
        """Title, unit note and the rule below them."""
        self.title()
        self.unit()
        self.add(rule(self.next(), "Title rule", Box(1.5, 2.08, 30.867, 0), "navy", 1))

    def unit(self) -> None:
        """Unit note: unit on level 1, abbreviations on level 2."""
        levels = level(1, defaults(11, "ink"), align="r") + level(2, defaults(9.5, "muted"), align="r")
        prompt = f'<a:p>{bare_run("Unit")}</a:p><a:p><a:pPr lvl="1"/>{bare_run("Legend")}</a:p>'
        self.placeholder("body", 13, "Unit note", UNIT, levels, prompt, "b")

    def rings(
        self,
        name: str,
        centre: tuple[float, float],
        rings: tuple[tuple[float, int | None], ...],
        *,
        grouped: bool = False,
    ) -> None:
        """Concentric brand circles, the largest first."""
        if not grouped:
            for diameter, alpha in rings:
                self.add(circle(self.next(), f"{name} {diameter}", centre, diameter, alpha))
            return
        number = self.next()
        members = "".join(
            circle(self.next(), f"{name} {diameter}", centre, diameter, alpha) for diameter, alpha in rings
        )
        size = rings[0][0]
        self.add(group(number, name, Box(centre[0] - size / 2, centre[1] - size / 2, size, size), members))

    def logo(self) -> None:
        """The small mark in the margin beside the footer."""
        self.rings("Brand mark", (0.95, 18.32), ((0.84, 20), (0.58, 45), (0.32, None)), grouped=True)

    def markup(self) -> str:
        """As p:cSld content."""
        return (
            '<p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr><a:xfrm><a:off x="0" y="0"/>'
            '<a:ext cx="0" cy="0"/><a:chOff x="0" y="0"/><a:chExt cx="0" cy="0"/></a:xfrm></p:grpSpPr>'
            f"{''.join(self.parts)}</p:spTree>"
        )


def list_levels() -> str:
    """◆ – ✓ as levels 1 to 3; deeper levels repeat the third."""
    found = ""
    for number in range(1, 10):
        look = LEVELS[("diamond", "dash", "tick")[min(number, 3) - 1]]
        text = defaults(look.size, look.colour, bold=look.bold)
        margin, indent = cm(look.margin), -cm(look.hang)
        found += level(number, text, bullet=look.mark, margin=margin, indent=indent, before=look.before)
    return found


def cover(tree: Tree) -> None:
    """Text at the left, circles running off the page at the right."""
    tree.rings("Circle", (31.4, 12.0), COVER_RINGS)
    tree.add(rule(tree.next(), "Brand rule", Box(2.2, 10.45, 6.0, 0), "brand", 2.25))
    tree.line(13, "Company", Box(2.2, 1.9, 17.5, 1.1), defaults(20, "navy", bold=True))
    tree.title(Box(2.2, 4.7, 18.0, 5.2), defaults(40, "navy", bold=True), kind="ctrTitle")
    tree.line(14, "Date", Box(2.2, 10.85, 14, 1.0), defaults(20, "ink"))
    tree.line(15, "Listings", Box(2.2, 16.55, 16, 0.65), defaults(14, "ink"))
    tree.line(16, "Slogan", Box(2.2, 17.25, 16, 0.65), defaults(14, "brand", italic=True))


def contact(tree: Tree) -> None:
    """The cover's ground with room for an address."""
    tree.rings("Circle", (31.4, 12.0), COVER_RINGS)
    tree.add(rule(tree.next(), "Brand rule", Box(2.2, 8.15, 6.0, 0), "brand", 2.25))
    tree.line(13, "Company", Box(2.2, 1.9, 17.5, 1.1), defaults(20, "navy", bold=True))
    tree.title(Box(2.2, 4.4, 18.0, 3.2), defaults(32, "navy", bold=True))
    tree.line(14, "Address", Box(2.2, 8.75, 17.0, 1.5), defaults(16, "ink"))
    tree.line(15, "Ways to reach us", Box(2.2, 10.6, 17.0, 2.6), defaults(16, "ink"))
    tree.line(16, "Slogan", Box(2.2, 17.25, 16, 0.65), defaults(14, "brand", italic=True))
    tree.foot(company=False)


def agenda(tree: Tree) -> None:
    """Title and rule; half circles at the right edge."""
    tree.rings("Circle", (33.867, 9.9), ((14.2, 7), (10.4, 9), (7.0, 12), (4.0, 20)))
    tree.title()
    tree.add(rule(tree.next(), "Title rule", Box(1.5, 2.08, 30.867, 0), "navy", 1))
    tree.logo()
    tree.foot()


def divider(tree: Tree) -> None:
    """Circles around a solid core that holds numeral and title."""
    tree.rings("Circle", (16.9335, 9.525), DIVIDER_RINGS)
    tree.line(13, "Numeral", Box(11.6, 6.1, 10.667, 2.7), defaults(60, "ground", bold=True), "b", "ctr")
    tree.title(Box(11.8, 9.1, 10.267, 3.6), defaults(24, "ground", bold=True), "t", "ctr")
    tree.foot(colour="ink")


def content(tree: Tree) -> None:
    """Title, unit note, rule, footer; the body is free."""
    tree.content_head()
    tree.logo()
    tree.foot()


def two_columns(tree: Tree) -> None:
    """Two lists of equal width."""
    tree.content_head()
    prompt = f"<a:p>{bare_run('Text')}</a:p>"
    tree.placeholder("body", 14, "Left", Box(1.5, 2.75, 14.9, 14.65), list_levels(), prompt)
    tree.placeholder("body", 15, "Right", Box(17.4, 2.75, 14.967, 14.65), list_levels(), prompt)
    tree.logo()
    tree.foot()


DRAWINGS = dict(zip(LAYOUTS, (cover, agenda, divider, content, two_columns, contact), strict=True))


def layouts() -> Iterator[tuple[str, str]]:
    """Name and markup of each layout, in order."""
    for name in LAYOUTS:
        tree = Tree()
        DRAWINGS[name](tree)
        yield (
            name,
            f'<p:sldLayout {NAMESPACES} preserve="1" userDrawn="1"><p:cSld name="{name}">{tree.markup()}</p:cSld>'
            "<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr></p:sldLayout>",
        )


def master(layout_ids: str) -> str:
    """The master; `layout_ids` is its p:sldLayoutIdLst."""
    tree = Tree()
    tree.title()
    tree.placeholder("body", 1, "Text", BODY_BOX, "", f"<a:p>{bare_run('Text')}</a:p>")
    tree.parts[-1] = tree.parts[-1].replace(' sz="quarter" idx="1"', ' idx="1"')
    tree.foot()
    other = "".join(level(number, defaults(12, "ink")) for number in range(1, 10))
    return (
        f"<p:sldMaster {NAMESPACES}><p:cSld><p:bg><p:bgPr>{fill('ground')}<a:effectLst/></p:bgPr></p:bg>{tree.markup()}</p:cSld>"
        '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" accent2="accent2" accent3="accent3" '
        'accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" folHlink="folHlink"/>'
        f'{layout_ids}<p:hf hdr="0" dt="0"/><p:txStyles><p:titleStyle>{level(1, defaults(24, "navy", bold=True))}</p:titleStyle>'
        f"<p:bodyStyle>{list_levels()}</p:bodyStyle><p:otherStyle>{other}</p:otherStyle></p:txStyles></p:sldMaster>"
    )
