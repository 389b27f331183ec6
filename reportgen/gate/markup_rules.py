"""What holds for every XML part of a workbook or a deck, element by element, in one walk over its tree.

The order that Office demands of child elements, and which of them may repeat, is from the sequences of ECMA-376
part 1 (SpreadsheetML 18, PresentationML 19, DrawingML 20 and 21): `a|b` is a choice, `a*` may repeat. Elements of
other namespaces (extensions, alternatives) stand where they like.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from reportgen.core.findings import Issue
from reportgen.gate.reader import XmlPart, is_between, repeated
from reportgen.office.chart_plots import PLOT_TYPES
from reportgen.office.xml import NAMESPACES, child_elements, first_child, local_name, namespace_of, qn

_FIND_NAMING = etree.XPath("descendant-or-self::*[@r:*]", namespaces={"r": NAMESPACES["r"]})
_IGNORABLE, _MUST = f"{{{NAMESPACES['mc']}}}Ignorable", f"{{{NAMESPACES['mc']}}}MustUnderstand"
_STRUCTURE = frozenset({"slideLayout", "notesSlide", "slideMaster", "notesMaster"})
_HEX = re.compile(r"[0-9A-Fa-f]{6}")
_WHOLE = re.compile(r"-?\d{1,19}")
# ECMA-376 part 1, 20.1.10.16: a coordinate fits into 13 digits; an extent is not negative.
_FARTHEST = 27_273_042_316_900
_SHAPES = frozenset({"sp", "pic", "graphicFrame", "cxnSp", "grpSp"})


class MarkupPart(XmlPart, frozen=True):
    """A part with the kinds of its relationships by id; its child `skipped` is looked at elsewhere."""

    kinds: Mapping[str, str]
    skipped: str

    def tops(self) -> list[etree._Element]:
        """The elements to walk over: the root, or its children without the one that is skipped."""
        if not self.skipped:
            return [self.root]
        return [node for node in child_elements(self.root) if node.tag != self.skipped]

    def issue(self, identity: str, message: str, node: etree._Element) -> Issue:
        """A finding at the shape that holds `node`."""
        return Issue(identity, message, self.reader.place_of(self.part, shape=_shape_name(node)))


class ElementRule(NamedTuple):
    """A rule for all elements of some tags: the id of its findings, the tags, and what tells the faults of one."""

    id: str
    tags: tuple[str, ...]
    find: Callable[[MarkupPart, etree._Element], Iterator[str]]


def markup_faults(part: MarkupPart) -> Iterator[Issue]:
    """The faults of one part."""
    for message in _prefixes(part):
        yield part.issue("gate-undeclared-prefix", message, part.root)
    for top in part.tops():
        yield from _references(part, top)
    if part.skipped:
        yield from _order(part, part.root)
    for top in part.tops():
        for node in top.iter(*_WATCHED):
            if len(node) > 1:
                yield from _order(part, node)
            for rule in _RULES_OF.get(node.tag, ()):
                for message in rule.find(part, node):
                    yield part.issue(rule.id, message, node)


def _shape_name(node: etree._Element) -> str:
    """The name of the shape that holds an element; empty where none does."""
    for shape in (node, *node.iterancestors()):
        for holder in shape if local_name(shape) in _SHAPES else ():
            named = first_child(holder, "cNvPr") if local_name(holder).startswith("nv") else None
            if named is not None:
                return named.get("name", "")
    return ""


def _prefixes(part: MarkupPart) -> Iterator[str]:
    """Every prefix that `mc:Ignorable` names has to be declared: a file that drops one is not opened at all."""
    for name in (_IGNORABLE, _MUST):
        for prefix in part.root.get(name, "").split():
            if prefix not in part.root.nsmap:
                yield f"the prefix {prefix} is ignorable but not declared"


def _references(part: MarkupPart, top: etree._Element) -> Iterator[Issue]:
    """Every relationship that an element names has to be there."""
    found = _FIND_NAMING(top)
    assert isinstance(found, list)
    for node in [node for node in found if isinstance(node, etree._Element)]:
        for key, value in node.attrib.items():
            if str(key).startswith(f"{{{NAMESPACES['r']}}}") and value and str(value) not in part.kinds:
                message = f"{local_name(node)} names the relationship {value!s}, which is not there"
                yield part.issue("gate-relationship-unknown", message, node)


def _alternative(_: MarkupPart, node: etree._Element) -> Iterator[str]:
    for prefix in node.get("Requires", "").split():
        if prefix not in node.nsmap:
            yield f"the prefix {prefix} is required but not declared"


def _link(part: MarkupPart, node: etree._Element) -> Iterator[str]:
    kind = part.kinds.get(node.get(qn("r:id"), ""))
    if kind in _STRUCTURE:
        yield f"a hyperlink leads to the {kind} of its slide"


def _colour(_: MarkupPart, node: etree._Element) -> Iterator[str]:
    if not _HEX.fullmatch(node.get("val", "")):
        yield f"{node.get('val')!r} is no colour"


def _extent(_: MarkupPart, node: etree._Element) -> Iterator[str]:
    for name, low in (("cx", 0), ("cy", 0), ("x", -_FARTHEST), ("y", -_FARTHEST)):
        value = node.get(name)
        if value is None:
            continue
        if _WHOLE.fullmatch(value):
            fits = low <= int(value) <= _FARTHEST
        else:
            fits = value.endswith(("cm", "mm", "in", "pt", "pc", "pi"))
        if not fits:
            yield f"{value!r} is no {name} that a shape can have"


def _size(_: MarkupPart, node: etree._Element) -> Iterator[str]:
    size = node.get("sz")
    if size is not None and not is_between(size, 100, 400_000):
        yield f"{size!r} is no size of a font"


def _body(_: MarkupPart, node: etree._Element) -> Iterator[str]:
    tags = {child.tag for child in node}
    if qn("a:p") not in tags:
        yield "a text has no paragraph"
    if qn("a:bodyPr") not in tags:
        yield "a text has no body properties"


def _table_rows(_: MarkupPart, table: etree._Element) -> Iterator[str]:
    if table.find(qn("a:tr")) is None:
        yield "a table has no rows"


def _table_cells(_: MarkupPart, table: etree._Element) -> Iterator[str]:
    columns = len(table.findall(f"{qn('a:tblGrid')}/{qn('a:gridCol')}"))
    for number, cells in enumerate(_cells(table), start=1):
        if len(cells) != columns:
            yield f"row {number} of a table has {len(cells)} cells in {columns} columns"


def _table_merges(_: MarkupPart, table: etree._Element) -> Iterator[str]:
    rows = _cells(table)
    for number, cells in enumerate(rows):
        for at, cell in enumerate(cells):
            across, down = cell.get("gridSpan", "1"), cell.get("rowSpan", "1")
            if not (is_between(across, 1, len(cells) - at) and is_between(down, 1, len(rows) - number)):
                yield f"a cell of row {number + 1} is merged beyond the edge of its table"


def _table_texts(_: MarkupPart, table: etree._Element) -> Iterator[str]:
    for number, cells in enumerate(_cells(table), start=1):
        for cell in cells:
            merged = cell.get("hMerge") is not None or cell.get("vMerge") is not None
            if cell.find(qn("a:txBody")) is None and not merged:
                yield f"a cell of row {number} has no text body"


def _table_ids(_: MarkupPart, table: etree._Element) -> Iterator[str]:
    for tag, what in (("a16:rowId", "rows"), ("a16:colId", "columns")):
        for value, count in repeated(node.get("val", "") for node in table.iter(qn(tag))):
            yield f"{count} {what} of a table have the id {value}"


def _cells(table: etree._Element) -> list[list[etree._Element]]:
    return [row.findall(qn("a:tc")) for row in table.findall(qn("a:tr"))]


def _tags(*names: str) -> tuple[str, ...]:
    return tuple(qn(name) for name in names)


_ELEMENT_RULES = (
    ElementRule("gate-undeclared-prefix", _tags("mc:Choice"), _alternative),
    ElementRule("gate-link-to-structure", _tags("a:hlinkClick", "a:hlinkMouseOver", "a:hlinkHover"), _link),
    ElementRule("gate-colour", _tags("a:srgbClr"), _colour),
    ElementRule("gate-extent", _tags("a:ext", "a:off"), _extent),
    ElementRule("gate-font-size", _tags("a:rPr", "a:defRPr", "a:endParaRPr"), _size),
    ElementRule("gate-text-without-paragraph", _tags("p:txBody", "a:txBody", "c:rich", "c:txPr"), _body),
    ElementRule("gate-table-rows", _tags("a:tbl"), _table_rows),
    ElementRule("gate-table-cells", _tags("a:tbl"), _table_cells),
    ElementRule("gate-table-merge", _tags("a:tbl"), _table_merges),
    ElementRule("gate-text-without-paragraph", _tags("a:tbl"), _table_texts),
    ElementRule("gate-table-row-id", _tags("a:tbl"), _table_ids),
)
_RULES_OF = {
    tag: [rule for rule in _ELEMENT_RULES if tag in rule.tags] for one in _ELEMENT_RULES for tag in one.tags
}

_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_X = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"

_FILL = "noFill|solidFill|gradFill|blipFill|pattFill|grpFill"
_EFFECT = "effectLst|effectDag"
_BODY = "bodyPr lstStyle p*"
_RUN = f"ln {_FILL} {_EFFECT} highlight uLnTx|uLn uFillTx|uFill latin ea cs sym hlinkClick hlinkMouseOver rtl extLst"
_PARAGRAPH = (
    "lnSpc spcBef spcAft buClrTx|buClr buSzTx|buSzPct|buSzPts buFontTx|buFont "
    "buNone|buAutoNum|buChar|buBlip tabLst defRPr extLst"
)
_SHAPE = f"xfrm custGeom|prstGeom {_FILL} ln {_EFFECT} scene3d sp3d extLst"
_LINE = "noFill|solidFill|gradFill|pattFill prstDash|custDash round|bevel|miter headEnd tailEnd extLst"
_AXIS = (
    "axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark tickLblPos "
    "spPr txPr crossAx crosses|crossesAt "
)
_LABEL = "numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent showBubbleSize separator "
_SERIES = (
    "idx order tx spPr invertIfNegative pictureOptions explosion marker dPt* dLbls trendline* errBars* "
    "cat|xVal val|yVal bubbleSize bubble3D shape smooth extLst"
)
_SHEET = (
    "sheetPr dimension sheetViews sheetFormatPr cols* sheetData sheetCalcPr sheetProtection protectedRanges "
    "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting* "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
    "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF drawingHF picture "
    "oleObjects controls webPublishItems tableParts extLst"
)

_TABLE: Mapping[str, Mapping[str, str]] = {
    _S: {
        "worksheet": _SHEET,
        "chartsheet": "sheetPr sheetViews sheetProtection customSheetViews pageMargins pageSetup headerFooter "
        "drawing legacyDrawing legacyDrawingHF drawingHF picture webPublishItems extLst",
        "workbook": "fileVersion fileSharing workbookPr workbookProtection bookViews sheets functionGroups "
        "externalReferences definedNames calcPr oleSize customWorkbookViews pivotCaches smartTagPr smartTagTypes "
        "webPublishing fileRecoveryPr* webPublishObjects extLst",
        "styleSheet": "numFmts fonts fills borders cellStyleXfs cellXfs cellStyles dxfs tableStyles colors extLst",
        "xf": "alignment protection extLst",
        "dxf": "font numFmt fill alignment border protection extLst",
        "border": "start|left end|right top bottom diagonal vertical horizontal",
        "table": "autoFilter sortState tableColumns tableStyleInfo extLst",
        "tableColumn": "calculatedColumnFormula totalsRowFormula xmlColumnPr extLst",
        "conditionalFormatting": "cfRule* extLst",
        "dataValidation": "formula1 formula2",
        "comments": "authors commentList extLst",
        "sheetView": "pane selection* pivotSelection* extLst",
        "row": "c* extLst",
    },
    _P: {
        "presentation": "sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz smartTags "
        "embeddedFontLst custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier extLst",
        "sld": "cSld clrMapOvr transition timing extLst",
        "sldLayout": "cSld clrMapOvr transition timing hf extLst",
        "sldMaster": "cSld clrMap sldLayoutIdLst transition timing hf txStyles extLst",
        "notes": "cSld clrMapOvr extLst",
        "notesMaster": "cSld clrMap hf notesStyle extLst",
        "cSld": "bg spTree custDataLst controls extLst",
        "presentationPr": "htmlPubPr webPr prnPr showPr clrMru extLst",
        "cNvPr": "hlinkClick hlinkHover extLst",
        "sp": "nvSpPr spPr style txBody extLst",
        "pic": "nvPicPr blipFill spPr style extLst",
        "cxnSp": "nvCxnSpPr spPr style extLst",
        "graphicFrame": "nvGraphicFramePr xfrm graphic extLst",
        "spPr": _SHAPE,
        "txBody": _BODY,
    },
    _A: {
        "p": "pPr r|br|fld* endParaRPr",
        "r": "rPr t",
        "fld": "rPr pPr t",
        "ln": _LINE,
        **dict.fromkeys(("lnL", "lnR", "lnT", "lnB", "uLn"), _LINE),
        **dict.fromkeys(("rPr", "defRPr", "endParaRPr"), _RUN),
        **dict.fromkeys(("pPr", "defPPr", *(f"lvl{level}pPr" for level in range(1, 10))), _PARAGRAPH),
        "bodyPr": "prstTxWarp noAutofit|normAutofit|spAutoFit scene3d sp3d|flatTx extLst",
        "tbl": "tblPr tblGrid tr*",
        "tr": "tc* extLst",
        "tc": "txBody tcPr extLst",
        "tcPr": f"lnL lnR lnT lnB lnTlToBr lnBlToTr cell3D {_FILL} headers extLst",
        "xfrm": "off ext chOff chExt",
        "txBody": _BODY,
        "spPr": _SHAPE,
    },
    _C: {
        "chartSpace": "date1904 lang roundedCorners style clrMapOvr pivotSource protection chart spPr txPr "
        "externalData printSettings userShapes extLst",
        "chart": "title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly "
        "dispBlanksAs showDLblsOverMax|extLst*",
        "plotArea": "layout barChart|bar3DChart|lineChart|line3DChart|areaChart|area3DChart|pieChart|pie3DChart|"
        "doughnutChart|ofPieChart|radarChart|scatterChart|bubbleChart|stockChart|surfaceChart|surface3DChart* "
        "valAx|catAx|dateAx|serAx* dTable spPr extLst",
        "title": "tx layout overlay spPr txPr extLst",
        "legend": "legendPos legendEntry* layout overlay spPr txPr extLst",
        **{name: plot.children for name, plot in PLOT_TYPES.items() if plot.children},
        "ser": _SERIES,
        "dPt": "idx invertIfNegative marker bubble3D explosion spPr pictureOptions extLst",
        "dLbl": f"idx delete layout tx {_LABEL}extLst",
        "dLbls": f"dLbl* delete {_LABEL}showLeaderLines leaderLines extLst",
        "catAx": f"{_AXIS}auto lblAlgn lblOffset tickLblSkip tickMarkSkip noMultiLvlLbl extLst",
        "valAx": f"{_AXIS}crossBetween majorUnit minorUnit dispUnits extLst",
        "dateAx": f"{_AXIS}auto lblOffset baseTimeUnit majorUnit majorTimeUnit minorUnit minorTimeUnit extLst",
        "scaling": "logBase orientation max min extLst",
        "numRef": "f numCache extLst",
        "strRef": "f strCache extLst",
        "numCache": "formatCode ptCount pt* extLst",
        "strCache": "ptCount pt* extLst",
        "txPr": _BODY,
        "rich": _BODY,
        "spPr": _SHAPE,
        "errBars": "errDir errBarType errValType noEndCap plus minus val spPr extLst",
        "manualLayout": "layoutTarget xMode yMode wMode hMode x y w h extLst",
    },
    _X: {
        "twoCellAnchor": "from to sp|grpSp|graphicFrame|cxnSp|pic|contentPart clientData",
        "oneCellAnchor": "from ext sp|grpSp|graphicFrame|cxnSp|pic|contentPart clientData",
        "sp": "nvSpPr spPr style txBody",
        "spPr": _SHAPE,
        "txBody": _BODY,
    },
}


def _ranks(names: str, namespace: str) -> dict[str, tuple[int, bool]]:
    """Each child's place in the sequence, and whether its place may be taken more than once."""
    return {
        f"{{{namespace}}}{name.rstrip('*')}": (rank, word.endswith("*"))
        for rank, word in enumerate(names.split())
        for name in word.split("|")
    }


def _children_namespace(namespace: str, parent: str) -> str:
    """Texts and shape properties are drawn in DrawingML whichever element holds them."""
    drawn = parent in ("spPr", "txBody", "txPr", "rich", "cNvPr")
    return _A if drawn else namespace


_ORDERS: Mapping[str, Mapping[str, tuple[int, bool]]] = {
    f"{{{namespace}}}{parent}": _ranks(names, _children_namespace(namespace, parent))
    for namespace, parents in _TABLE.items()
    for parent, names in parents.items()
}


_WATCHED = tuple({*_ORDERS, *_RULES_OF})
_MANY = 40


def _order(part: MarkupPart, node: etree._Element) -> Iterator[Issue]:
    """The child elements of `node` that stand at the wrong place, or twice."""
    tags = tuple([child.tag for child in node])
    # Of a part's elements thousands hold the same few, and rows of a sheet hardly two.
    find = _misplaced if len(tags) <= _MANY else _misplaced.__wrapped__
    for at, twice in find(node.tag, tags):
        place = "stands twice" if twice else "stands at the wrong place"
        message = f"{local_name(node[at])} {place} in {local_name(node)}"
        yield part.issue("gate-element-twice" if twice else "gate-element-order", message, node)


@lru_cache(maxsize=4096)
def _misplaced(parent: str, tags: tuple[object, ...]) -> tuple[tuple[int, bool], ...]:
    """Which children of an element stand at the wrong place, each with whether it stands twice."""
    ranks = _ORDERS.get(parent, {})
    highest, repeatable = -1, True
    found: list[tuple[int, bool]] = []
    for at, tag in enumerate(tags):
        rank = ranks.get(tag) if isinstance(tag, str) else None
        if rank is None:
            continue
        if rank[0] > highest or (rank[0] == highest and repeatable):
            highest, repeatable = rank
        else:
            found.append((at, rank[0] == highest))
    return tuple(found)


def place_among(parent: etree._Element, node: etree._Element) -> int | None:
    """Where Office wants a child of an element, behind others like it; None where it may stand anywhere.

    What stands in an alternative stands where the alternative does.
    """
    # Strict workbooks have other namespaces for the same elements.
    sequence = _TABLE.get(namespace_of(parent)[1:-1], _TABLE[_S]).get(local_name(parent), "")
    words = [word.rstrip("*").split("|") for word in sequence.split()]
    rank = next((at for at, names in enumerate(words) if _role(node) in names), None)
    if rank is None:
        return None
    behind = {name for names in words[rank + 1 :] for name in names}
    return next((at for at, child in enumerate(parent) if _role(child) in behind), len(parent))


def _role(node: etree._Element) -> str:
    choice = node.find(f"{qn('mc:Choice')}/*") if node.tag == qn("mc:AlternateContent") else None
    return local_name(node if choice is None else choice)


def insert_in_order(parent: etree._Element, node: etree._Element) -> None:
    """Put a child where Office wants it, at the end where it may stand anywhere."""
    place = place_among(parent, node)
    parent.insert(len(parent) if place is None else place, node)


def ensure_child(parent: etree._Element, tag: str) -> etree._Element:
    """The child of an element with that qualified name, put where Office wants it where there is none."""
    node = parent.find(tag)
    if node is None:
        node = etree.Element(tag)
        insert_in_order(parent, node)
    return node
