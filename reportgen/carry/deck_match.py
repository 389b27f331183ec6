"""What is the same on two decks: slides, shapes, paragraphs, rows and columns, series and points.

By the ids that programs keep; where these are gone, by name, kind, place and text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import chain, pairwise

from lxml import etree

from reportgen.carry.deck_trees import DeckSide, counted_children
from reportgen.office.slide_shapes import non_visual, paragraph_text
from reportgen.office.xml import local_name, qn

# Where the shapes of a slide are.
TREE = f"{qn('p:cSld')}/{qn('p:spTree')}"
SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp", "grpSp", "contentPart", "AlternateContent"})
HOLDERS = frozenset({"spTree", "grpSp"})
_DIGITS = re.compile(r"\d")
_MOST_CELLS = 0.6
_FIGURES = re.compile(r"\d[\d.,]*")
_LIKE = 0.45
_SAME_SLIDE = 0.5
_MUCH_CHANGED = 0.15
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


def aligned(old: Sequence[str], new: Sequence[str]) -> dict[int, int]:
    """Which line of `old` is which of `new`: equal ones, also moved, alike ones, as many between equal ones."""
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    equal = [range(low, high) for kind, low, high, _, _ in blocks if kind == "equal"]
    same = [range(first, last) for kind, _, _, first, last in blocks if kind == "equal"]
    found = dict(zip(chain(*equal), chain(*same), strict=True))
    taken = set(found.values())
    free: dict[str, list[int]] = {}
    for place, line in enumerate(new):
        if place not in taken and line.strip():
            free.setdefault(line, []).append(place)
    for at, line in enumerate(old):
        if at not in found and free.get(line):
            found[at] = free[line].pop(0)
    taken = set(found.values())
    for kind, low, high, first, last in blocks:
        if kind == "replace":
            olds = [at for at in range(low, high) if at not in found]
            found.update(
                _alike(old, new, olds, [place for place in range(first, last) if place not in taken])
            )
    return found


def _alike(
    old: Sequence[str], new: Sequence[str], olds: Sequence[int], news: Sequence[int]
) -> dict[int, int]:
    if len(olds) == len(news):
        return dict(zip(olds, news, strict=True))
    found: dict[int, int] = {}
    free = 0
    for at in olds:
        like = [(similarity(old[at], new[place]), -n) for n, place in enumerate(news) if n >= free]
        best = max(like, default=(0.0, 0))
        if best[0] >= _LIKE:
            found[at] = news[-best[1]]
            free = 1 - best[1]
    return found


def similarity(one: str, other: str) -> float:
    """How alike two texts are, from 0 to 1; their figures do not count."""
    left, right = _DIGITS.sub("0", one), _DIGITS.sub("0", other)
    if left == right:
        return 1.0
    return SequenceMatcher(None, left, right, autojunk=False).ratio() if left and right else 0.0


def without_figures(text: str) -> str:
    """A text in which all figures are alike."""
    return _FIGURES.sub("0", text)


def text_of(node: etree._Element) -> str:
    """All text of an element, its paragraphs as lines."""
    return "\n".join(paragraph_text(p) for p in node.iter(qn("a:p")))


def shape_name(node: etree._Element) -> str:
    """The name of a shape as the selection pane shows it."""
    properties = properties_of(node)
    return properties.get("name", "") if properties is not None else ""


def properties_of(node: etree._Element) -> etree._Element | None:
    """The `p:cNvPr` of a shape; of alternatives that of the first."""
    return (
        next(node.iter(qn("p:cNvPr")), None) if local_name(node) == "AlternateContent" else non_visual(node)
    )


def shape_nodes(tree: etree._Element) -> list[etree._Element]:
    """All shapes below a tree of shapes, groups before what is in them; alternatives count once."""
    found: list[etree._Element] = []
    for child in tree.iterchildren(etree.Element):
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
        lambda one: _placeholder(one.node),
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


@dataclass(frozen=True, slots=True)
class _KnownShape:
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


def _placeholder(node: etree._Element) -> Hashable:
    holder = node.find(f"*/{qn('p:nvPr')}/{qn('p:ph')}")
    return (holder.get("type", "obj"), holder.get("idx", "0")) if holder is not None else None


def child_pairs(old: etree._Element, new: etree._Element, shapes: Pairs) -> Pairs:
    """The children of an element in another form of it; `shapes` are the pairs of the whole slide."""
    local = local_name(old)
    if local in HOLDERS:
        found = {one: shapes[one] for one in old if one in shapes and shapes[one].getparent() is new}
        return found | _by_key(old, new, lambda one: None if local_name(one) in SHAPES else _plain(one))
    if local in ("txBody", "rich"):
        return _in_order(old, new, "p", paragraph_text) | _by_key(
            old, new, lambda one: None if local_name(one) == "p" else _plain(one)
        )
    if local == "tbl":
        return _rows(old, new) | _by_key(
            old, new, lambda one: None if local_name(one) == "tr" else _plain(one)
        )
    if local in ("tr", "tblGrid"):
        return _columns(old, new, "tc" if local == "tr" else "gridCol")
    found = _by_key(old, new, _key)
    taken = set(found.values())
    rest = [one for one in old.iterchildren(qn("c:ser")) if one not in found]
    return found | dict(
        zip(rest, (one for one in new.iterchildren(qn("c:ser")) if one not in taken), strict=False)
    )


def _rows(old: etree._Element, new: etree._Element) -> Pairs:
    """The rows of a table in another form of it: by their labels, else by equal cells or a like label."""
    found: Pairs = {}
    rows = [list(one.iterchildren(qn("a:tr"))) for one in (old, new)]
    mine, theirs = ([[text_of(cell) for cell in row.iterchildren(qn("a:tc"))] for row in own] for own in rows)
    keys = [_counted([cells[0] if cells else "" for cells in own]) for own in (mine, theirs)]
    places = {key: place for place, key in enumerate(keys[1])}
    pairs = {at: places[key] for at, key in enumerate(keys[0]) if key in places and key[0].strip()}
    free = [place for place in range(len(theirs)) if place not in pairs.values()]
    for at in (at for at in range(len(mine)) if at not in pairs):
        like = [
            (_shared(mine[at][1:], theirs[place][1:]), similarity(mine[at][0], theirs[place][0]), -place)
            for place in free
            if mine[at] and theirs[place]
        ]
        alike, label, place = max(like, default=(0.0, 0.0, 0))
        if alike >= _MOST_CELLS or label >= _LIKE:
            pairs[at] = -place
            free.remove(-place)
    for at, place in pairs.items():
        found[rows[0][at]] = rows[1][place]
    return found


def _shared(mine: Sequence[str], theirs: Sequence[str]) -> float:
    """How much of the cells of a row another row has as well, from 0 to 1; 1 for rows without a text."""
    said = Counter(text for text in mine if text.strip())
    other = Counter(text for text in theirs if text.strip())
    return (said & other).total() / said.total() if said else float(not other)


def column_order(old: etree._Element, new: etree._Element) -> list[int] | None:
    """The columns of a table in the order that another form of it has them in; None where no column was moved.

    Columns are known by their heads. A table with merged cells keeps its order.
    """
    rows = [next(table.iter(qn("a:tr")), table) for table in (old, new)]
    heads = [[text_of(cell) for cell in row.iterchildren(qn("a:tc"))] for row in rows]
    if heads[0] == heads[1] or len(set(heads[0])) < len(heads[0]) or sorted(heads[0]) != sorted(heads[1]):
        return None
    merged = any(cell.get(name) for cell in old.iter(qn("a:tc")) for name in ("gridSpan", "hMerge"))
    return [heads[0].index(head) for head in heads[1]] if not merged else None


def _counted(texts: Sequence[str]) -> list[tuple[str, int]]:
    """Texts, each with its number among equal ones."""
    counts: dict[str, int] = {}
    found = []
    for text in texts:
        counts[text] = counts.get(text, 0) + 1
        found.append((text, counts[text]))
    return found


def _in_order(
    old: etree._Element, new: etree._Element, name: str, text: Callable[[etree._Element], str]
) -> Pairs:
    mine, theirs = list(old.iterchildren(qn(f"a:{name}"))), list(new.iterchildren(qn(f"a:{name}")))
    pairs = aligned([text(one) for one in mine], [text(one) for one in theirs])
    return {mine[at]: theirs[place] for at, place in pairs.items()}


def _columns(old: etree._Element, new: etree._Element, name: str) -> Pairs:
    mine, theirs = list(old.iterchildren(qn(f"a:{name}"))), list(new.iterchildren(qn(f"a:{name}")))
    places = dict(enumerate(range(len(theirs)))) if len(mine) == len(theirs) else column_map(old, new)
    found = {
        mine[at]: theirs[place] for at, place in places.items() if at < len(mine) and place < len(theirs)
    }
    return found | _by_key(old, new, lambda one: None if local_name(one) == name else _plain(one))


def column_map(old: etree._Element, new: etree._Element) -> dict[int, int]:
    """Which column of a table is which in another form of it, told by their texts."""

    tables = [
        next((one for one in (node, *node.iterancestors()) if local_name(one) == "tbl"), node)
        for node in (old, new)
    ]
    rows = list(zip(*_rows(*tables).items(), strict=True)) or [(), ()]
    columns = [
        zip(*([text_of(cell) for cell in row.iterchildren(qn("a:tc"))] for row in own), strict=False)
        for own in rows
    ]
    mine, theirs = ([" | ".join(column) for column in own] for own in columns)
    return aligned(mine, theirs)


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


def _plain(node: etree._Element) -> Hashable:
    local = local_name(node)
    return _GROUPS.get(local, node.tag)


def _key(node: etree._Element) -> Hashable:
    local = local_name(node)
    if local == "ser":
        return ("ser", series_name(node))
    if local in ("dPt", "dLbl"):
        return (local, point_name(node))
    if local == "ext":
        return ("ext", node.get("uri"))
    return _plain(node)


def twin_of(node: etree._Element, holder: etree._Element) -> etree._Element | None:
    """The child of `holder` that stands for the same as an element of another tree; None where there is none."""
    return next((one for one in counted_children(holder) if _key(one) == _key(node)), None)


def series_name(series: etree._Element) -> str:
    """The name of a series; where it has none, its number."""
    text = series.find(qn("c:tx"))
    values = list(text.iter(qn("c:v"))) if text is not None else []
    index = series.find(qn("c:idx"))
    return values[0].text or "" if values else f"#{index.get('val') if index is not None else ''}"


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
    index = node.find(qn("c:idx"))
    at = int(index.get("val", "0")) if index is not None else -1
    series = next(node.iterancestors(qn("c:ser")), None)
    names = categories(series) if series is not None else []
    if 0 <= at < len(names) and names.count(names[at]) == 1 and names[at]:
        return names[at]
    return f"#{at}"


@dataclass(frozen=True)
class SlideText:
    """A slide as it is known again: its id, the names of its shapes and its texts, with what is in its notes."""

    id: str
    words: frozenset[tuple[str, str]]


def slide_text(side: DeckSide, part: str, identity: str) -> SlideText:
    """What a slide is known again by."""
    tree = side.package.peek(part).find(f"{qn('p:cSld')}/{qn('p:spTree')}")
    nodes = shape_nodes(tree) if tree is not None else []
    texts = [(shape_name(one), text_of(one)) for one in nodes]
    words = [(name, _DIGITS.sub("0", text)) for name, text in texts]
    said = [("", text) for _, text in (*texts, *words) if text]
    return SlideText(identity, frozenset((*words, *((name, "") for name, _ in words), *said)))


def likeness(one: SlideText, other: SlideText) -> float:
    """How alike two slides are, from 0 to 1."""
    both = one.words | other.words
    return len(one.words & other.words) / len(both) if both else 1.0


def _kept(one: SlideText, other: SlideText) -> float:
    """How alike they are, or half of how much of the first is on the second, beside what was added there."""
    share = len(one.words & other.words) / len(one.words) if one.words else 0.0
    return max(likeness(one, other), share / 2)


def match_slides(
    built: Sequence[SlideText], left: Sequence[SlideText], *, by_id: bool
) -> tuple[dict[int, int], dict[int, int]]:
    """The place in `left` of each slide as built, and the slide as built behind each further copy of one."""
    found: dict[int, int] = {}
    ids = {one.id: at for at, one in enumerate(left)}
    for at, one in enumerate(built):
        place = ids.get(one.id) if by_id else None
        if place is not None and likeness(one, left[place]) >= _SAME_SLIDE:
            found[at] = place
    for enough in (_SAME_SLIDE,) if by_id else (_SAME_SLIDE, _MUCH_CHANGED, 0.0):
        for at, place in _most_alike(built, left, found, enough):
            # Where ids are lost, a slide without a word may be one that somebody has emptied.
            if enough or (not left[place].words and abs(at - place) <= len(built) - len(found)):
                found[at] = place
    if not by_id:
        found |= _between(built, left, found)
    taken = set(found.values())
    for at, one in enumerate(built):
        place = ids.get(one.id) if by_id and at not in found else None
        if place is not None and place not in taken and likeness(one, left[place]) > 0:
            found[at] = place
            taken.add(place)
    copies = {}
    for place, other in enumerate(left):
        if place not in taken:
            best = max(((likeness(one, other), -at) for at, one in enumerate(built)), default=(0.0, 0))
            if best[0] >= 0.8:
                copies[place] = -best[1]
    return found, copies


def _between(
    built: Sequence[SlideText], left: Sequence[SlideText], found: Mapping[int, int]
) -> dict[int, int]:
    """Slides that stand between the same neighbours, as many on both sides, and have any word in common."""
    ends = [(-1, -1), *sorted(found.items()), (len(built), len(left))]
    pairs: dict[int, int] = {}
    for (low, first), (high, last) in pairwise(ends):
        places = [place for place in range(first + 1, last) if place not in found.values()]
        if len(places) == high - low - 1:
            pairs.update(zip(range(low + 1, high), places, strict=True))
    return {at: place for at, place in pairs.items() if likeness(built[at], left[place]) > 0}


def _most_alike(
    built: Sequence[SlideText], left: Sequence[SlideText], found: Mapping[int, int], enough: float
) -> list[tuple[int, int]]:
    """Slides that have no other yet, paired with the most alike first; each stands in one pair."""
    standing = set(found.values())
    scores = sorted(
        (-score, abs(at - place), at, place)
        for at, one in enumerate(built)
        if at not in found
        for place, other in enumerate(left)
        if place not in standing and (score := _kept(one, other)) >= enough
    )
    olds: set[int] = set()
    news: set[int] = set()
    pairs = []
    for _, _, at, place in scores:
        if at not in olds and place not in news:
            olds.add(at)
            news.add(place)
            pairs.append((at, place))
    return pairs
