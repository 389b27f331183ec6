"""Texts, tables and colours that LibreOffice has saved, in the spelling of the deck as it was built."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import aligned
from reportgen.carry.deck_tables import CELLS, row_texts
from reportgen.carry.deck_text import Merged, Token, token_matches, tokens_of, write_tokens
from reportgen.carry.deck_trees import Forms
from reportgen.core.structs import replace
from reportgen.gate.markup_rules import insert_in_order
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import local_name, qn
from reportgen.pptx.colours import named_colours
from reportgen.pptx.library import presentation_part

# It keeps hundredths of a millimetre: 360 EMU, rounded at both ends.
ROUNDING = 1_500
_NEAR = 2
_FILL_NAMES = frozenset({"solidFill", "noFill", "gradFill", "blipFill", "pattFill"})


class Colours(Struct, frozen=True):
    """What looks are inherited from: colours of the theme by name, widths of its lines, the usual size of text."""

    named: Mapping[str, str]
    lines: tuple[int, ...] = ()
    size: str = "1800"

    @classmethod
    def of(cls, package: Package) -> Colours:
        """The colours of the first master of a deck."""
        main = presentation_part(package)
        master = next(iter(package.related(main, "slideMaster")), "")
        theme = next(iter(package.related(master, "theme")), "") if master else ""
        lines = next(package.peek(theme).iter(qn("a:lnStyleLst")), None) if theme in package else None
        widths = tuple(int(one.get("w", "9525")) for one in (lines if lines is not None else ()))
        default = package.peek(main).find(f"{qn('p:defaultTextStyle')}/{qn('a:lvl1pPr')}/{qn('a:defRPr')}")
        return cls(
            named_colours(package, master),
            widths,
            default.get("sz", "1800") if default is not None else "1800",
        )

    def line_width(self, shape: etree._Element) -> int:
        """The width of the line that a shape has from its style; 0 where it has none."""
        reference = next(shape.iter(qn("a:lnRef")), None)
        at = int(reference.get("idx", "0")) if reference is not None else 0
        return self.lines[at - 1] if 1 <= at <= len(self.lines) else 0

    def hex(self, holder: etree._Element | None) -> str | None:
        """The colour of a plain fill as RRGGBB, `none` for no fill; None where it cannot be told."""
        fill = fill_of(holder)
        if fill is None:
            return None
        if local_name(fill) == "noFill":
            return "none"
        colour = next(fill.iterchildren(etree.Element), None) if local_name(fill) == "solidFill" else None
        if colour is None or len(colour):
            return None
        if local_name(colour) == "srgbClr":
            return colour.get("val", "").lower()
        return self.named.get(colour.get("val", "")) if local_name(colour) == "schemeClr" else None

    def fills_differ(self, built: etree._Element, left: etree._Element, *, known: bool) -> bool:
        """Whether a person gave another fill; `known` says that nothing is inherited where none is written."""
        mine, theirs = self.hex(built), self.hex(left)
        if mine is None and fill_of(built) is None and known:
            mine = "none"
        fill = fill_of(left)
        if fill is None:
            theirs = "none"
        elif theirs is None and mine is not None:
            return fill.tag != qn("a:solidFill")
        if mine is None or theirs is None:
            return False
        return far_apart(mine, theirs)


def fill_of(holder: etree._Element | None) -> etree._Element | None:
    """The fill that is written in an element; None where none is."""
    return (
        next((one for one in holder if local_name(one) in _FILL_NAMES), None) if holder is not None else None
    )


def replace_fill(holder: etree._Element, fill: etree._Element | None) -> None:
    """Give an element another fill, or none."""
    if (old := fill_of(holder)) is not None:
        holder.remove(old)
    if fill is not None:
        insert_in_order(holder, deepcopy(fill))


def far_apart(one: str, other: str) -> bool:
    """Whether two colours differ beyond rounding."""
    if "none" in (one, other):
        return one != other
    pairs = zip(bytes.fromhex(one), bytes.fromhex(other), strict=False)
    return any(abs(a - b) > _NEAR for a, b in pairs)


def respell_body(
    old: etree._Element, new: etree._Element, colours: Colours | None, forms: Forms, *, plain: bool = False
) -> None:
    """Bring a text to what a person made of it; `plain` says that its looks are inherited from nothing."""
    mine, theirs = list(old.iterchildren(qn("a:p"))), list(new.iterchildren(qn("a:p")))
    pairs = aligned([paragraph_text(one) for one in mine], [paragraph_text(one) for one in theirs])
    for at, place in pairs.items():
        _respell_paragraph(mine[at], theirs[place], colours, forms, plain=plain)
    taken = {place: mine[at] for at, place in pairs.items()}
    for at, one in enumerate(mine):
        if at not in pairs:
            old.remove(one)
    for place, other in enumerate(theirs):
        if place in taken:
            continue
        before = taken.get(place - 1)
        twin = _like(before if before is not None else mine[0] if mine else None, paragraph_text(other))
        if before is not None:
            before.addnext(twin)
        elif place == 0 and taken:
            taken[min(taken)].addprevious(twin)
        else:
            old.append(twin)
        taken[place] = twin


def _like(model: etree._Element | None, text: str) -> etree._Element:
    """A paragraph with a text, looking like another."""
    twin = etree.Element(qn("a:p"))
    run = etree.Element(qn("a:r"))
    if model is not None:
        properties = model.find(qn("a:pPr"))
        if properties is not None:
            twin.append(deepcopy(properties))
        style = model.find(f"{qn('a:r')}/{qn('a:rPr')}")
        if style is not None:
            run.append(deepcopy(style))
    if text:
        etree.SubElement(run, qn("a:t")).text = text
        twin.append(run)
    return twin


def _respell_paragraph(
    old: etree._Element, new: etree._Element, colours: Colours | None, forms: Forms, *, plain: bool
) -> None:
    if old.find(qn("a:fld")) is not None:
        return
    mine, theirs = tokens_of(old, ()), tokens_of(new, ())
    if not mine and not theirs:
        return
    back = {place: at for at, place in token_matches(mine, theirs).items()}
    found: list[Token] = []
    style = mine[0].style if mine else None
    for place, token in enumerate(theirs):
        known = mine[back[place]] if place in back else token
        style = known.style if place in back else style
        looks = [
            (size, _restyled(style, said, colours, plain=plain) if colours is not None else style)
            for size, said in token.styles
        ]
        found.append(replace(known, styles=tuple(looks)))
    if _looks(found, forms) != _looks(mine, forms):
        write_tokens(old, Merged(tuple(found), False), forms)
    align = new.find(qn("a:pPr"))
    said = align.get("algn", "l") if align is not None else "l"
    properties = old.find(qn("a:pPr"))
    was = properties.get("algn") if properties is not None else None
    if was is None and not plain:
        return
    if colours is not None and said != (was or "l"):
        if properties is None:
            properties = etree.Element(qn("a:pPr"))
            old.insert(0, properties)
        properties.set("algn", said)


def _looks(tokens: Sequence[Token], forms: Forms) -> list[tuple[str, int]]:
    """What tokens say, look by look, in however many runs."""
    found: list[tuple[str, int]] = []
    for token in tokens:
        at = 0
        for size, style in token.styles if token.is_word else ((len(token.text), None),):
            piece, form = token.text[at : at + size], forms(style)
            at += size
            if found and found[-1][1] == form:
                piece = found.pop()[0] + piece
            found.append((piece, form))
    return found


def _restyled(
    old: etree._Element | None, new: etree._Element | None, colours: Colours, *, plain: bool
) -> etree._Element | None:
    """The style of a run with what a person changed in it: bold, italic, underlined, size, colour."""
    if new is None:
        return old
    changes: dict[str, str] = {}
    for name, default in (("b", "0"), ("i", "0"), ("u", "none")):
        was = old.get(name) if old is not None else None
        if was is None and plain:
            was = default
        has = new.get(name, default)
        if was is not None and has != {"true": "1", "false": "0"}.get(was, was):
            changes[name] = has
    size = old.get("sz", "") if old is not None else ""
    size = size or (colours.size if plain else "")
    if size and abs(int(size) - int(new.get("sz", size))) >= 100:
        changes["sz"] = new.get("sz", size)
    mine, theirs = colours.hex(old), colours.hex(new)
    if mine is None and plain and fill_of(old) is None:
        mine = colours.named.get("tx1")
    recoloured = mine is not None and theirs is not None and far_apart(mine, theirs)
    links = [one.find(qn("a:hlinkClick")) if one is not None else None for one in (old, new)]
    linked = links[0] is None and links[1] is not None
    if not changes and not recoloured and not linked:
        return old
    twin = deepcopy(old) if old is not None else etree.Element(qn("a:rPr"))
    for name, value in changes.items():
        twin.set(name, value)
    if linked and links[1] is not None:
        insert_in_order(twin, deepcopy(links[1]))
        return twin
    fill = new.find(qn("a:solidFill"))
    if recoloured and fill is not None:
        replace_fill(twin, fill)
    return twin


def respell_table(old: etree._Element, new: etree._Element, colours: Colours, forms: Forms) -> None:
    """Bring a table to what a person made of it: texts, rows, widths, fills."""
    grids = [list(one.iter(qn("a:gridCol"))) for one in (old, new)]
    if len(grids[0]) != len(grids[1]):
        parent = old.getparent()
        assert parent is not None
        parent.replace(old, deepcopy(new))
        return
    for mine, theirs in zip(*grids, strict=True):
        if abs(int(mine.get("w", "0")) - int(theirs.get("w", "0"))) > ROUNDING:
            mine.set("w", theirs.get("w", "0"))
    rows = [list(one.iterchildren(qn("a:tr"))) for one in (old, new)]
    pairs = aligned(*(list(map(CELLS.join, row_texts(one))) for one in (old, new)))
    taken: dict[int, etree._Element] = {}
    taller = [at for at, place in pairs.items() if _other_height(rows[0][at], rows[1][place])]
    for at in taller if 2 * len(taller) < len(pairs) else ():
        # Rows grow with their text: only where most did not, it was a person.
        rows[0][at].set("h", rows[1][pairs[at]].get("h", "0"))
    for at, place in pairs.items():
        _respell_row(rows[0][at], rows[1][place], colours, forms)
        taken[place] = rows[0][at]
    for at, row in enumerate(rows[0]):
        if at not in pairs:
            old.remove(row)
    for place, row in enumerate(rows[1]):
        before = taken.get(place - 1)
        if place not in taken and before is not None:
            twin = deepcopy(before)
            _respell_row(twin, row, colours, forms)
            before.addnext(twin)
            taken[place] = twin


def _other_height(one: etree._Element, other: etree._Element) -> bool:
    return abs(int(one.get("h", "0")) - int(other.get("h", "0"))) > ROUNDING


def _respell_row(old: etree._Element, new: etree._Element, colours: Colours, forms: Forms) -> None:
    cells = [list(one.iterchildren(qn("a:tc"))) for one in (old, new)]
    looks = [[cell.find(qn("a:tcPr")) for cell in own] for own in cells]
    usual = _usual([colours.hex(look) for look in looks[1]])
    # Cells behind another have a fill of LibreOffice's own.
    covered = [any(cell.get(name) for name in ("hMerge", "vMerge")) for cell in cells[1]]
    for mine, theirs in zip(*cells, strict=False):
        for name in ("gridSpan", "rowSpan", "hMerge", "vMerge"):
            if theirs.get(name) is not None:
                mine.set(name, theirs.get(name, ""))
            else:
                mine.attrib.pop(name, "")
        bodies = mine.find(qn("a:txBody")), theirs.find(qn("a:txBody"))
        if bodies[0] is not None and bodies[1] is not None:
            respell_body(bodies[0], bodies[1], colours, forms)
    for mine, theirs, behind in zip(*looks, covered, strict=False):
        fill, seen = colours.hex(mine), colours.hex(theirs)
        if mine is None or theirs is None or seen is None or behind:
            continue
        # Where the style of the table fills the cells, they are filled like others of their row.
        known = fill if fill_of(mine) is not None else usual
        if known is not None and far_apart(known, seen):
            replace_fill(mine, fill_of(theirs))


def _usual(fills: Sequence[str | None]) -> str | None:
    """The fill that most cells of a row have."""
    counts = Counter(one for one in fills if one is not None)
    fill, count = counts.most_common(1)[0] if counts else ("", 0)
    return fill if count > len(fills) / 2 else None
