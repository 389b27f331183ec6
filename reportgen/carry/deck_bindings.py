"""The bindings of a rebuilt deck: slides under their new numbers, texts as they stand, figures that are still shown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import aligned
from reportgen.carry.deck_match import shape_id, shape_nodes
from reportgen.carry.deck_tables import CELLS, column_order, row_texts
from reportgen.carry.deck_trees import Standing
from reportgen.office.bindings_part import BINDINGS_NS, bindings_part, write_bindings
from reportgen.office.package import Package
from reportgen.office.slide_shapes import paragraph_text
from reportgen.office.xml import qn
from reportgen.pptx.library import library_pages, presentation_part

_SLIDE, _SHAPE, _TEXT, _FIGURE = (f"{{{BINDINGS_NS}}}{name}" for name in ("slide", "shape", "text", "figure"))


class Brought(Struct, frozen=True):
    """A shape that was brought to the slide `part` of the new deck, where it is `node`.

    It comes from the slide `now` as built now, where its id is `old`.
    """

    part: str
    now: Standing
    old: str
    node: etree._Element


def shown_figures(package: Package) -> dict[tuple[str, str], set[str]]:
    """The texts of figures by slide id and name of shape, as the bindings of a deck have them."""
    found: dict[tuple[str, str], set[str]] = {}
    for identity, slide in bound_slides(package).items():
        for shape in slide.iterchildren(_SHAPE):
            texts = found.setdefault((identity, shape.get("name", "")), set())
            texts.update(figure.get("text", "") for figure in shape.iter(_FIGURE))
    return found


def figure_prints(package: Package) -> Iterator[tuple[str, str]]:
    """Key and text of all figures in the bindings of a deck."""
    for slide in bound_slides(package).values():
        for figure in slide.iter(_FIGURE):
            yield figure.get("key", ""), figure.get("text", "")


def write_carried_bindings(
    out: Package, places: Sequence[tuple[Standing, str, str]], brought: Sequence[Brought]
) -> None:
    """Bring the bindings to the slides of the new deck.

    `places` are the slides as built now, with the id of each in the new deck and, where it is not this, its report.
    """
    main = presentation_part(out)
    part = bindings_part(out, main)
    if part is None:
        return
    root = out.xml(part)
    after = {page.slide_id: page for page in library_pages(out)}
    kept = {now.page.slide_id for now, _, report in places if not report}
    for node in root.findall(_SLIDE):
        if node.get("id") in kept:
            root.remove(node)
            continue
        # Its page is known by it in the next build, which would bring it back otherwise.
        for shape in list(node):
            node.remove(shape)
        node.attrib.pop("number", "")
    at = 0
    for now, new, report in places:
        bound = bound_slides(now.side.package).get(now.page.slide_id)
        if bound is None:
            continue
        node = deepcopy(bound)
        node.set("id", new)
        node.set("number", str(after[new].number))
        if report:
            node.set("report", report)
        root.insert(at, node)
        at += 1
        _renew_slide(node, now.side.package.peek(now.part), out.peek(after[new].part))
        _tell_gone(node, bound)
    slides = {
        after[node.get("id", "")].part: node for node in root.findall(_SLIDE) if "number" in node.attrib
    }
    for one in brought:
        _bind_brought(one, slides.get(one.part), out)
    write_bindings(out, main, root)


def bound_slides(package: Package) -> dict[str, etree._Element]:
    """The bindings of each slide of a deck, by its id."""
    part = bindings_part(package, presentation_part(package))
    nodes = package.peek(part).iterchildren(_SLIDE) if part is not None else ()
    return {node.get("id", ""): node for node in nodes}


def _bind_brought(one: Brought, slide: etree._Element | None, out: Package) -> None:
    bound = bound_slides(one.now.side.package).get(one.now.page.slide_id)
    for holder in bound.iterchildren(_SHAPE) if bound is not None and slide is not None else ():
        was = _by_id(one.now.side.package.peek(one.now.part)).get(one.old)
        shape = _by_id(out.peek(one.part)).get(shape_id(one.node))
        if holder.get("id") == one.old and was is not None and shape is not None and slide is not None:
            twin = deepcopy(holder)
            twin.set("id", shape_id(one.node))
            slide.append(twin)
            _renew_shape(twin, was, shape)


def _renew_slide(node: etree._Element, before: etree._Element, after: etree._Element) -> None:
    old, new = _by_id(before), _by_id(after)
    for holder in list(node.iterchildren(_SHAPE)):
        identity = holder.get("id", "")
        shape, was = new.get(identity), old.get(identity)
        if shape is None or was is None:
            node.remove(holder)
            continue
        if shape is not was and etree.tostring(shape) == etree.tostring(was):
            continue
        _renew_shape(holder, was, shape)


def _tell_gone(node: etree._Element, bound: etree._Element) -> None:
    """Figures that the page was built with and shows no more stand beside its shapes: its notes name their sources."""
    shown = {figure.get("key") for figure in node.iter(_FIGURE)}
    for figure in bound.iter(_FIGURE):
        if figure.get("key") not in shown:
            shown.add(figure.get("key"))
            node.append(deepcopy(figure))


def _renew_shape(holder: etree._Element, was: etree._Element, shape: etree._Element) -> None:
    for bound in list(holder.iterchildren(etree.Element)):
        if etree.QName(bound).localname == "table":
            _renew_table(bound, was, shape)
        elif etree.QName(bound).localname in ("word", "bullets"):
            _renew_texts(bound, was, shape)
        if len(bound) == 0:
            holder.remove(bound)
    slide = holder.getparent()
    if len(holder) == 0 and slide is not None:
        slide.remove(holder)


def _by_id(root: etree._Element) -> dict[str, etree._Element]:
    return {shape_id(one): one for one in reversed(shape_nodes(root))}


def _paragraphs(shape: etree._Element) -> list[str]:
    return [paragraph_text(one) for one in shape.iter(qn("a:p"))]


def _renew_texts(bound: etree._Element, before: etree._Element, after: etree._Element) -> None:
    """Texts that a person changed are bound as they stand now, with the figures that still stand in them."""
    old, new = _paragraphs(before), _paragraphs(after)
    places = aligned(old, new)
    reached = 0
    for text in list(bound.iterchildren(_TEXT)):
        value = text.get("value", "")
        at = next((n for n in range(reached, len(old)) if value in old[n]), None)
        if at is None:
            at = next((n for n, line in enumerate(old) if value in line), None)
        if at is None:
            if any(value in line for line in new):
                continue
            bound.remove(text)
            continue
        reached = at
        here = new[places[at]] if at in places else ""
        if value in here:
            continue
        _keep_figures(text, here)
        text.set("value", here)
        if len(text) == 0:
            bound.remove(text)


def _keep_figures(text: etree._Element, here: str) -> None:
    for figure in list(text.iterchildren(_FIGURE)):
        if figure.get("text", "") not in here.replace("\u00a0", " "):
            text.remove(figure)


def _renew_table(bound: etree._Element, before: etree._Element, after: etree._Element) -> None:
    """Cells are bound at the rows they stand in now; those of a row or column that is gone are bound no more."""
    old, new = row_texts(before), row_texts(after)
    texts = {one: one.get("at", "").split(",") for one in bound.iterchildren(_TEXT)}
    last = max((int(at[0]) for at in texts.values() if at[0].isdecimal()), default=0)

    def fitting(shift: int) -> int:
        return sum(
            one.get("value", "") in old[row]
            for one, at in texts.items()
            if (row := int(at[0]) - 1 + shift) < len(old)
        )

    shift = max(range(max(1, len(old) - last + 1)), key=fitting, default=0)
    places = aligned(*(list(map(CELLS.join, rows)) for rows in (old, new)))
    for one, at in texts.items():
        row = int(at[0]) - 1 + shift
        place = places.get(row)
        value = one.get("value", "")
        if place is None or (one.find(_FIGURE) is not None and value not in new[place]):
            own = _cell(old, new, row, place, value) if place is not None else None
            if own is None:
                bound.remove(one)
                continue
            _keep_figures(one, own)
            one.set("value", own)
            if len(one) == 0:
                bound.remove(one)
                continue
        one.set("at", f"{int(at[0]) + (place if place is not None else row) - row},{at[1]}")
    order = column_order(before, after)
    if order is not None:
        _reorder_cells(bound, order, {one: old[int(at[0]) - 1 + shift] for one, at in texts.items()})


def _reorder_cells(
    bound: etree._Element, order: Sequence[int], rows: Mapping[etree._Element, Sequence[str]]
) -> None:
    """Number the cells of each row anew where columns were moved; `rows` are the texts of their rows before."""
    by_row: dict[str, list[tuple[int, etree._Element]]] = {}
    for one in bound.iterchildren(_TEXT):
        line = by_row.setdefault(one.get("at", "").split(",")[0], [])
        reached = line[-1][0] + 1 if line else 0
        value = one.get("value", "")
        line.append((next((n for n in range(reached, len(order)) if rows[one][n] == value), reached), one))
    for line in by_row.values():
        places = [one.get("at", "") for _, one in line]
        line.sort(key=lambda pair: order.index(min(pair[0], len(order) - 1)))
        for at, (_, one) in zip(places, line, strict=True):
            one.set("at", at)
            bound.append(one)


def _cell(
    old: Sequence[Sequence[str]], new: Sequence[Sequence[str]], row: int, place: int, value: str
) -> str | None:
    """What stands now in the cell that held a value; None where its column is gone."""
    if value not in old[row]:
        return None
    at = aligned(old[row], new[place]).get(old[row].index(value))
    return new[place][at] if at is not None else None
