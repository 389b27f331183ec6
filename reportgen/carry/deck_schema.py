"""In which order elements stand in their parents, for what a person's deck adds (DrawingML and chart schemas)."""

from __future__ import annotations

from reportgen.office.chart_plots import PLOT_TYPES

# Children by their parent; those of one place are joined by bars (ECMA-376 part 1, annex A).
_SEQUENCES = """
spPr: xfrm custGeom|prstGeom noFill|solidFill|gradFill|blipFill|pattFill|grpFill ln effectLst|effectDag
    scene3d sp3d extLst
rPr: ln noFill|solidFill|gradFill|blipFill|pattFill|grpFill effectLst|effectDag highlight uLnTx|uLn
    uFillTx|uFill latin ea cs sym hlinkClick hlinkMouseOver rtl extLst
pPr: lnSpc spcBef spcAft buClrTx|buClr buSzTx|buSzPct|buSzPts buFontTx|buFont buNone|buAutoNum|buChar|buBlip
    tabLst defRPr extLst
tcPr: lnL lnR lnT lnB lnTlToBr lnBlToTr cell3D noFill|solidFill|gradFill|blipFill|pattFill|grpFill headers
    extLst
ln: noFill|solidFill|gradFill|pattFill prstDash|custDash round|bevel|miter headEnd tailEnd extLst
bodyPr: prstTxWarp noAutofit|normAutofit|spAutoFit scene3d sp3d|flatTx extLst
sld: cSld clrMapOvr transition|AlternateContent timing extLst
cSld: bg spTree custDataLst controls extLst
cNvPr: hlinkClick hlinkHover extLst
scaling: logBase orientation max min extLst
valAx: axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark
    tickLblPos spPr txPr crossAx crosses|crossesAt crossBetween majorUnit minorUnit dispUnits extLst
catAx: axId scaling delete axPos majorGridlines minorGridlines title numFmt majorTickMark minorTickMark
    tickLblPos spPr txPr crossAx crosses|crossesAt auto lblAlgn lblOffset tickLblSkip tickMarkSkip
    noMultiLvlLbl extLst
ser: idx order tx spPr invertIfNegative|marker|explosion pictureOptions dPt dLbls trendline errBars cat|xVal
    val|yVal smooth|bubbleSize|shape bubble3D extLst
dPt: idx invertIfNegative marker bubble3D explosion spPr pictureOptions extLst
dLbl: idx delete layout tx numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName
    showPercent showBubbleSize separator extLst
dLbls: dLbl delete numFmt spPr txPr dLblPos showLegendKey showVal showCatName showSerName showPercent
    showBubbleSize separator showLeaderLines leaderLines extLst
presentation: sldMasterIdLst notesMasterIdLst handoutMasterIdLst sldIdLst sldSz notesSz smartTags embeddedFontLst
    custShowLst photoAlbum custDataLst kinsoku defaultTextStyle modifyVerifier extLst
presentationPr: htmlPubPr webPr prnPr showPr clrMru extLst
chart: title autoTitleDeleted pivotFmts view3D floor sideWall backWall plotArea legend plotVisOnly
    dispBlanksAs extLst
legend: legendPos legendEntry layout overlay spPr txPr extLst
title: tx layout overlay spPr txPr extLst
chartSpace: date1904 lang roundedCorners AlternateContent style clrMapOvr pivotSource protection chart spPr
    txPr externalData printSettings userShapes extLst
"""


def _read(text: str) -> dict[str, tuple[frozenset[str], ...]]:
    found: dict[str, tuple[frozenset[str], ...]] = {}
    for entry in text.strip().replace("\n    ", " ").splitlines():
        parent, _, children = entry.partition(":")
        found[parent] = tuple(frozenset(place.split("|")) for place in children.split())
    return found


SEQUENCES = _read(_SEQUENCES)


def behind(parent: str, child: str) -> frozenset[str] | None:
    """The names of children that stand behind `child` in `parent`; None where any order is right."""
    places = SEQUENCES.get(parent)
    if parent in PLOT_TYPES and PLOT_TYPES[parent].children:
        places = tuple(frozenset({one.rstrip("*")}) for one in PLOT_TYPES[parent].children.split())
    if places is None:
        return None
    rank = next((at for at, names in enumerate(places) if child in names), len(places))
    return frozenset[str]().union(*places[rank + 1 :])
