"""What is the same on two decks: slides, shapes, paragraphs, rows and columns, series and points.

By the ids that programs keep; where these are gone, by name, kind, place and text.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence

from lxml import etree
from msgspec import Struct

from reportgen.carry.deck_alike import aligned, text_of
from reportgen.carry.deck_tables import column_map, matched_rows
from reportgen.carry.deck_trees import counted_children
from reportgen.office.slide_shapes import non_visual, paragraph_text, placeholder_of
from reportgen.office.xml import local_name, qn

# Where the shapes of a slide are.
TREE = f"{qn('p:cSld')}/{qn('p:spTree')}"
SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp", "grpSp", "contentPart", "AlternateContent"})
HOLDERS = frozenset({"spTree", "grpSp"})
_FILLS = ("noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill")
_GROUPS = {
    **dict.fromkeys(_FILLS, "fill"),
    **dict.fromkeys(("prstGeom", "custGeom"), "geometry"),
    **dict.fromkeys(("effectLst", "effectDag"), "effects"),
    **dict.fromkeys(("noAutofit", "normAutofit", "spAutoFit"), "autofit"),
    **dict.fromkeys(("buNone", "buAutoNum", "buChar", "buBlip"), "bullet"),
    **dict.fromkeys(("srgbClr", "schemeClr", "sysClr", "prstClr", "scrgbClr", "hslClr"), "colour"),
    **dict.fromkeys(("prstDash", "custDash"), "dash"),
    **dict.fromkeys(("round", "bevel", "miter"), "join"),
    **dict.fromkeys(("bgPr", "bgRef"), "background"),
}

Pairs = dict[etree._Element, etree._Element]


def shape_name(node: etree._Element) -> str:
    """The name of a shape as the selection pane shows it."""
    properties = properties_of(node)
    return properties.get("name", "") if properties is not None else ""


def properties_of(node: etree._Element) -> etree._Element | None:
    """The `p:cNvPr` of a shape; of alternatives that of the first."""
    return (
        next(node.iter(qn("p:cNvPr")), None) if local_name(node) == "AlternateContent" else non_visual(node)
    )


def shape_nodes(holder: etree._Element) -> list[etree._Element]:
    """All shapes of a slide, a layout or a group, groups before what is in them; alternatives count once."""
    found: list[etree._Element] = []
    tree = holder.find(TREE)
    for child in (holder if tree is None else tree).iterchildren(etree.Element):
        if local_name(child) in SHAPES:
            found.append(child)
            if local_name(child) == "grpSp":
                found += shape_nodes(child)
    return found


def shape_id(node: etree._Element) -> str:
    """The id of a shape."""
    properties = properties_of(node)
    return properties.get("id", "") if properties is not None else ""


def set_shape_id(node: etree._Element, identity: str) -> None:
    """Give a shape an id."""
    properties = properties_of(node)
    if properties is not None:
        properties.set("id", identity)


def match_shapes(old: etree._Element, new: etree._Element, *, by_id: bool = True) -> Pairs:
    """The shapes of one slide in another form of it: by id with name or text, by name, by text, by id alone."""
    mine, theirs = ([_KnownShape.of(one) for one in shape_nodes(tree)] for tree in (old, new))
    found: Pairs = {}
    rules: list[Callable[[_KnownShape], Hashable]] = [
        lambda one: (one.name, one.text) if one.name else None,
        lambda one: one.name or None,
        lambda one: placeholder_of(one.node),
        lambda one: _single(one.node),
        lambda one: one.text.strip() or None,
    ]
    if by_id:
        rules.insert(0, lambda one: (one.id, one.name) if one.id else None)
        rules.append(lambda one: one.id or None)
    for rule in rules:
        if not mine or not theirs:
            break
        _pair(mine, theirs, rule, found)
        taken = set(found.values())
        mine = [one for one in mine if one.node not in found]
        theirs = [one for one in theirs if one.node not in taken]
    return found


class _KnownShape(Struct, frozen=True):
    """A shape with what it is known again by."""

    node: etree._Element
    kind: str
    id: str
    name: str
    text: str

    @classmethod
    def of(cls, node: etree._Element) -> _KnownShape:
        properties = properties_of(node)
        said = ("", "") if properties is None else (properties.get("id", ""), properties.get("name", ""))
        return cls(node, shape_kind(node), *said, text_of(node))


def _pair(
    mine: Sequence[_KnownShape],
    theirs: Sequence[_KnownShape],
    rule: Callable[[_KnownShape], Hashable],
    found: Pairs,
) -> None:
    """Pair shapes of one kind by a key; of several with one key the first with the first."""
    by_key: dict[Hashable, list[etree._Element]] = {}
    for one in theirs:
        key = rule(one)
        if key is not None:
            by_key.setdefault((one.kind, key), []).append(one.node)
    for one in mine:
        key = rule(one)
        if key is not None and (like := by_key.get((one.kind, key))):
            found[one.node] = like.pop(0)


def shape_kind(node: etree._Element) -> str:
    """What a shape is; a table and a chart are two kinds."""
    local = local_name(node)
    data = node.find(f".//{qn('a:graphicData')}") if local == "graphicFrame" else None
    return f"{local} {data.get('uri', '')}" if data is not None else local


def _single(node: etree._Element) -> str | None:
    """The kind of a placeholder that a slide has once, whatever its number."""
    place = placeholder_of(node)
    return place[0] if place is not None and place[0] in ("dt", "ftr", "sldNum") else None


def child_pairs(old: etree._Element, new: etree._Element, shapes: Pairs) -> Pairs:
    """The children of an element in another form of it; `shapes` are the pairs of the whole slide."""
    local = local_name(old)
    lines: Collection[str] = {"tr": ("tc",), "tblGrid": ("gridCol",)}.get(local, ())
    found: Pairs = {}
    if local in HOLDERS:
        lines = SHAPES
        found = {one: shapes[one] for one in old if one in shapes and shapes[one].getparent() is new}
    elif local in ("txBody", "rich"):
        lines, found = ("p",), _in_order(old, new)
    elif local == "tbl":
        lines, found = ("tr",), matched_rows(old, new)
    elif lines:
        found = _columns(old, new)
    found |= _by_key(old, new, lambda one: None if local_name(one) in lines else _key(one))
    taken = set(found.values())
    rest = [one for one in old.iterchildren(qn("c:ser")) if one not in found]
    return found | dict(
        zip(rest, (one for one in new.iterchildren(qn("c:ser")) if one not in taken), strict=False)
    )


def _in_order(old: etree._Element, new: etree._Element) -> Pairs:
    mine, theirs = (list(one.iterchildren(qn("a:p"))) for one in (old, new))
    pairs = aligned(*(list(map(paragraph_text, own)) for own in (mine, theirs)))
    return {mine[at]: theirs[place] for at, place in pairs.items()}


def _columns(old: etree._Element, new: etree._Element) -> Pairs:
    mine, theirs = (list(one.iterchildren(qn("a:tc"), qn("a:gridCol"))) for one in (old, new))
    places = dict(enumerate(range(len(theirs)))) if len(mine) == len(theirs) else column_map(old, new)
    return {mine[at]: theirs[place] for at, place in places.items() if at < len(mine) and place < len(theirs)}


def _by_key(
    old: etree._Element, new: etree._Element, key: Callable[[etree._Element], Hashable | None]
) -> Pairs:
    mine, theirs = _keyed(old, key), _keyed(new, key)
    return {one: theirs[name] for name, one in mine.items() if name in theirs}


def _keyed(
    node: etree._Element, key: Callable[[etree._Element], Hashable | None]
) -> dict[Hashable, etree._Element]:
    """Children by their key; those with one key are told apart by their order."""
    found: dict[Hashable, etree._Element] = {}
    counts: dict[Hashable, int] = {}
    for child in counted_children(node):
        name = key(child)
        if name is not None:
            counts[name] = counts.get(name, 0) + 1
            found[name, counts[name]] = child
    return found


def _key(node: etree._Element) -> Hashable:
    local = local_name(node)
    if local == "ser":
        return ("ser", series_name(node))
    if local in ("dPt", "dLbl"):
        return (local, point_name(node))
    if local == "ext":
        return ("ext", node.get("uri"))
    return _GROUPS.get(local, node.tag)


def reorder(holder: etree._Element, nodes: Sequence[etree._Element]) -> None:
    """Bring children of an element into this order, in the places that they hold together."""
    slots = sorted(map(holder.index, nodes))
    for node in nodes:
        holder.remove(node)
    for slot, node in zip(slots, nodes, strict=True):
        holder.insert(slot, node)


def twin_of(node: etree._Element, holder: etree._Element) -> etree._Element | None:
    """The child of `holder` that stands for the same as an element of another tree; None where there is none."""
    return next((one for one in counted_children(holder) if _key(one) == _key(node)), None)


def index_of(node: etree._Element) -> str:
    """The number of a series, a point or a label; empty where it has none."""
    index = node.find(qn("c:idx"))
    return index.get("val", "") if index is not None else ""


def series_name(series: etree._Element) -> str:
    """The name of a series; where it has none, its number."""
    text = series.find(qn("c:tx"))
    values = list(text.iter(qn("c:v"))) if text is not None else []
    return values[0].text or "" if values else f"#{index_of(series)}"


def categories(series: etree._Element) -> list[str]:
    """The categories of a series by their numbers as its cache has them."""
    holder = next(
        (one for one in (series.find(qn("c:cat")), series.find(qn("c:xVal"))) if one is not None), None
    )
    found: dict[int, str] = {}
    for point in holder.iter(qn("c:pt")) if holder is not None else ():
        value = point.find(qn("c:v"))
        found[int(point.get("idx", "0"))] = (value.text or "") if value is not None else ""
    return [found.get(at, "") for at in range(max(found, default=-1) + 1)]


def point_name(node: etree._Element) -> str:
    """The category of a point or of its label; its number where the category is none of its own."""
    at = int(index_of(node) or "-1")
    series = next(node.iterancestors(qn("c:ser")), None)
    names = categories(series) if series is not None else []
    if 0 <= at < len(names) and names.count(names[at]) == 1 and names[at]:
        return names[at]
    return f"#{at}"
