"""The order that Office demands of child elements, and which of them may repeat.

Sources: the sequences of ECMA-376 part 1 (SpreadsheetML 18, PresentationML 19, DrawingML 20 and 21). `a|b` is a
choice, `a*` may repeat. Elements of other namespaces (extensions, alternatives) stand where they like.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

from reportgen.office.xml import local_name

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
        "barChart": "barDir grouping varyColors ser* dLbls gapWidth overlap serLines* axId* extLst",
        "lineChart": "grouping varyColors ser* dLbls dropLines hiLowLines upDownBars marker smooth axId* extLst",
        "areaChart": "grouping varyColors ser* dLbls dropLines axId* extLst",
        "pieChart": "varyColors ser* dLbls firstSliceAng extLst",
        "doughnutChart": "varyColors ser* dLbls firstSliceAng holeSize extLst",
        "scatterChart": "scatterStyle varyColors ser* dLbls axId* extLst",
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
    drawn = parent in ("spPr", "txBody", "txPr", "rich")
    return _A if drawn else namespace


ORDERS: Mapping[str, Mapping[str, tuple[int, bool]]] = {
    f"{{{namespace}}}{parent}": _ranks(names, _children_namespace(namespace, parent))
    for namespace, parents in _TABLE.items()
    for parent, names in parents.items()
}


def misplaced(node: etree._Element) -> list[tuple[str, bool]]:
    """The child elements that stand at the wrong place, by local name, and whether they stand twice."""
    ranks = ORDERS[node.tag]
    highest, repeatable = -1, True
    found: list[tuple[str, bool]] = []
    for child in node:
        rank = ranks.get(child.tag)
        if rank is None:
            continue
        if rank[0] > highest or (rank[0] == highest and repeatable):
            highest, repeatable = rank
        else:
            found.append((local_name(child), rank[0] == highest))
    return found
