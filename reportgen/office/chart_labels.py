"""Data labels whose text comes from cells of the workbook.

            48,439          [VALUE]        <a:fld type="VALUE">
           [+9.6%]          [CELLRANGE]    <a:fld type="CELLRANGE">  of  c15:datalabelsRange

The first `c:dLbl` of a series is the model: it is cloned per point and its parts take the lines of the
point's text. Fields keep the real text as their fallback, for readers that know no fields (MS-ODRAWXML,
`c15:showDataLabelsRange` and `c15:datalabelsRange`).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from copy import deepcopy

from lxml import etree

from reportgen.office.chart_cache import write_text_points
from reportgen.office.tags import may_hold_tags
from reportgen.office.xml import child_elements, clean_text, qn, remove, sub

_LABEL_EXTENSION = "{CE6537A1-D6FC-4f65-9D91-7224C49458BB}"
_RANGE_EXTENSION = "{02D57815-91ED-43cb-92C2-25804820EDAC}"
_UNIQUE_ID_EXTENSION = "{C3380CC4-5D6E-409C-BE32-E72D297353CC}"
_FIELD_IDS = uuid.UUID("6f1d8c1e-6a0f-5d3e-9b52-3c1f0e6f4a11")
_CELL_RANGE = "CELLRANGE"
# What stands before the number format of a label, and what a label of one point says of its look (21.2.2.47).
_BEFORE_FORMAT = tuple(map(qn, ("c:idx", "c:layout", "c:tx")))
_LOOKS = tuple(
    map(
        qn,
        (
            "c:numFmt",
            "c:spPr",
            "c:txPr",
            "c:dLblPos",
            "c:showLegendKey",
            "c:showVal",
            "c:showCatName",
            "c:showSerName",
            "c:showPercent",
            "c:showBubbleSize",
            "c:separator",
        ),
    )
)
_RUN, _FIELD = qn("a:r"), qn("a:fld")


def label_model(series: etree._Element) -> etree._Element | None:
    """The first label of a series with a text of its own, or None where all labels are plain values."""
    for label in series.iterfind(f"{qn('c:dLbls')}/{qn('c:dLbl')}"):
        if _rich(label) is not None:
            return label
    return None


def asks_for_cells(label: etree._Element) -> bool:
    """Whether a label shows cells of the workbook."""
    return any(node.get("type") == _CELL_RANGE for node in label.iter(_FIELD))


def fill_labels(
    series: etree._Element,
    name: str,
    labels: Sequence[str],
    range_reference: str,
    range_texts: Sequence[str],
) -> None:
    """Write one label per point from the series' model; an empty text hides the point's label.

    The lines of a text fill the model's paragraphs (or the fields of its only paragraph) in order; a field
    that reads cells shows the cell's text instead; what has no text is left out. `range_reference` is the
    workbook column those fields read, `range_texts` its texts; without one the fields become plain text.
    """
    model = label_model(series)
    holder = series.find(qn("c:dLbls"))
    if model is None or holder is None:
        raise ValueError(f'series "{name}" has no model label')
    model = deepcopy(model)
    from_cells = asks_for_cells(model) and bool(range_reference)
    _prepare(model, keep_fields=bool(range_reference))
    for old in holder.findall(qn("c:dLbl")):
        remove(old)
    for number, text in enumerate(labels):
        cell = range_texts[number] if from_cells else None
        holder.insert(number, _hidden(number) if not text else _label(model, name, number, text, cell))
    _set_range(series, range_reference if from_cells else "", range_texts)


def continue_labels(series: etree._Element, count: int) -> None:
    """Labels that show cells, one for each point so far, go on for further points, up to `count`."""
    holder = series.find(qn("c:dLbls"))
    own = [] if holder is None else [one for one in holder.findall(qn("c:dLbl")) if asks_for_cells(one)]
    if holder is None or not own or [_index(one) for one in own] != list(range(len(own))):
        return
    place = holder.index(own[-1]) + 1
    for number in range(len(own), count):
        label = deepcopy(own[-1])
        _prepare(label, keep_fields=True)
        label.find(qn("c:idx")).set("val", str(number))  # type: ignore[union-attr]
        for order, field in enumerate(label.iter(_FIELD)):
            field.set("id", _field_id(_series_id(series), number, order))
        holder.insert(place, label)
        place += 1


def drop_typed_labels(series: etree._Element) -> list[str]:
    """Have labels of points and trends that were typed by hand show their figures again; the texts that are gone."""
    gone = []
    labels = series.iterfind(f"{qn('c:dLbls')}/{qn('c:dLbl')}")
    for label in (*labels, *series.iterfind(f"{qn('c:trendline')}/{qn('c:trendlineLbl')}")):
        rich, tx = _rich(label), label.find(qn("c:tx"))
        if rich is None or tx is None or next(rich.iter(_FIELD), None) is not None:
            continue
        text = "".join(node.text or "" for node in rich.iter(qn("a:t")))
        if text.strip() and not may_hold_tags(text):
            where = "trend" if label.find(qn("c:idx")) is None else f"point {_index(label) + 1}"
            gone.append(f"{text} ({where})")
            label.remove(tx)
    return gone


def _index(label: etree._Element) -> int:
    node = label.find(qn("c:idx"))
    return int(node.get("val", "0")) if node is not None else 0


def _series_id(series: etree._Element) -> str:
    """What tells a series from the others of its chart: its number."""
    node = series.find(qn("c:idx"))
    return node.get("val", "") if node is not None else ""


def _field_id(*what: object) -> str:
    return f"{{{str(uuid.uuid5(_FIELD_IDS, chr(10).join(map(str, what)))).upper()}}}"


def show_figures_as(series: etree._Element, code: str) -> None:
    """Give labels of values the format `code` where the template's shows other decimals, signs or units.

    A format of the same kind stays as the designer set it; labels that follow the cells need none.
    """
    if code in ("General", "@"):
        return
    for node in series.iterfind(f"{qn('c:dLbls')}//{qn('c:numFmt')}"):
        own = node.get("formatCode", "")
        if (
            node.get("sourceLinked") in ("0", "false")
            and own not in ("General", "@")
            and _kind(own) != _kind(code)
        ):
            node.set("formatCode", code)


def show_points_as(series: etree._Element, codes: Mapping[int, str]) -> None:
    """Give the label of the value at a point, by its number, a format of its own; where values have no labels, none."""
    holder = series.find(qn("c:dLbls"))
    if holder is None or not codes:
        return
    own: dict[int, etree._Element] = {}
    for label in holder.findall(qn("c:dLbl")):
        index = label.find(qn("c:idx"))
        if index is not None:
            own[int(index.get("val", "0"))] = label
    for number, code in codes.items():
        if number not in own and _shows_values(holder):
            label = own[number] = etree.Element(qn("c:dLbl"))
            sub(label, "c:idx", val=str(number))
            label.extend(deepcopy(child) for child in child_elements(holder) if child.tag in _LOOKS)
            holder.insert(sum(other < number for other in own), label)
        if number in own and own[number].find(qn("c:delete")) is None:
            _set_format(own[number], code)


def _shows_values(holder: etree._Element) -> bool:
    shown = holder.find(qn("c:showVal"))
    return shown is not None and shown.get("val", "1") in ("1", "true")


def _set_format(label: etree._Element, code: str) -> None:
    """The format of a label, at its place among the children (ECMA-376 part 1, 21.2.2.47)."""
    known = label.find(qn("c:numFmt"))
    if known is None:
        known = etree.Element(qn("c:numFmt"))
        before = [child for child in label if child.tag in _BEFORE_FORMAT]
        label.insert(len(before), known)
    known.set("formatCode", code)
    known.set("sourceLinked", "0")


def _kind(code: str) -> tuple[int, bool, bool]:
    """Decimals of a format code, whether it shows percent, whether negative figures bear a triangle."""
    first = code.partition(";")[0]
    decimals = len(first.partition(".")[2].partition("_")[0].replace("%", ""))
    return decimals, "%" in first, "\u25b3" in code


def _rich(label: etree._Element) -> etree._Element | None:
    return label.find(f"{qn('c:tx')}/{qn('c:rich')}")


def _prepare(model: etree._Element, *, keep_fields: bool) -> None:
    for extension in list(model.iterfind(f"{qn('c:extLst')}/{qn('c:ext')}")):
        if extension.get("uri") == _UNIQUE_ID_EXTENSION or (
            not keep_fields and extension.get("uri") == _LABEL_EXTENSION and asks_for_cells(model)
        ):
            remove(extension)
    extensions = model.find(qn("c:extLst"))
    if extensions is not None and len(extensions) == 0:
        remove(extensions)
    if not keep_fields:
        for field in list(model.iter(_FIELD)):
            if field.get("type") == _CELL_RANGE:
                field.tag = _RUN
                for key in list(field.attrib):
                    del field.attrib[key]
                paragraph_properties = field.find(qn("a:pPr"))
                if paragraph_properties is not None:
                    remove(paragraph_properties)
    elif asks_for_cells(model):
        _show_range(model)


def _show_range(model: etree._Element) -> None:
    extensions = model.find(qn("c:extLst"))
    if extensions is None:
        extensions = sub(model, "c:extLst")
    for extension in extensions:
        if extension.get("uri") == _LABEL_EXTENSION:
            break
    else:
        extension = etree.SubElement(extensions, qn("c:ext"), nsmap={"c15": _c15()})
        extension.set("uri", _LABEL_EXTENSION)
    shown = extension.find(qn("c15:showDataLabelsRange"))
    (shown if shown is not None else sub(extension, "c15:showDataLabelsRange")).set("val", "1")


def _hidden(number: int) -> etree._Element:
    label = etree.Element(qn("c:dLbl"))
    sub(label, "c:idx", val=str(number))
    sub(label, "c:delete", val="1")
    return label


def _label(model: etree._Element, name: str, number: int, text: str, cell: str | None) -> etree._Element:
    label = deepcopy(model)
    index = label.find(qn("c:idx"))
    if index is not None:
        index.set("val", str(number))
    rich = _rich(label)
    if rich is not None:
        _fill(rich, text.split("\n"), cell)
    for order, field in enumerate(label.iter(_FIELD)):
        field.set("id", _field_id(name, number, order))
    return label


def _fill(rich: etree._Element, lines: Sequence[str], cell: str | None) -> None:
    paragraphs = [p for p in rich.findall(qn("a:p")) if _texts(p)]
    if len(paragraphs) > 1:
        slots = [_slot(paragraph) for paragraph in paragraphs]
    else:
        texts = _texts(paragraphs[0]) if paragraphs else []
        slots = [node for node in texts if node.tag == _FIELD] or [
            node for node in texts if (node.findtext(qn("a:t")) or "").strip()
        ]
    if not slots:
        paragraph = rich.find(qn("a:p"))
        slots = [sub(paragraph if paragraph is not None else sub(rich, "a:p"), "a:r")]
    shown = [*lines[: len(slots) - 1], " ".join(lines[len(slots) - 1 :])]
    shown += [""] * (len(slots) - len(shown))
    for slot, line in zip(slots, shown, strict=True):
        if cell is not None and slot.get("type") == _CELL_RANGE:
            line = cell
        if line:
            target = slot.find(qn("a:t"))
            (target if target is not None else sub(slot, "a:t")).text = clean_text(line)
        else:
            _leave_out(rich, slot)


def _slot(paragraph: etree._Element) -> etree._Element:
    """The field (or first run) that takes the paragraph's line; the paragraph's other texts go."""
    texts = _texts(paragraph)
    slot = next((node for node in texts if node.tag == _FIELD), texts[0])
    for node in texts:
        if node is not slot:
            remove(node)
    return slot


def _leave_out(rich: etree._Element, slot: etree._Element) -> None:
    paragraph = slot.getparent()
    if paragraph is None:
        return
    before = slot.getprevious()
    remove(slot)
    while before is not None and _is_separator(before):
        previous = before.getprevious()
        remove(before)
        before = previous
    if not _texts(paragraph) and len(rich.findall(qn("a:p"))) > 1:
        remove(paragraph)


def _is_separator(node: etree._Element) -> bool:
    return node.tag == qn("a:br") or (node.tag == _RUN and not (node.findtext(qn("a:t")) or "").strip())


def _texts(paragraph: etree._Element) -> list[etree._Element]:
    return [node for node in child_elements(paragraph) if node.tag in (_RUN, _FIELD)]


def _set_range(series: etree._Element, reference: str, texts: Sequence[str]) -> None:
    extensions = series.find(qn("c:extLst"))
    old = None
    for extension in extensions if extensions is not None else ():
        if extension.get("uri") == _RANGE_EXTENSION:
            old = extension
    if old is not None:
        remove(old)
        if extensions is not None and len(extensions) == 0:
            remove(extensions)
            extensions = None
    if not reference:
        return
    if extensions is None:
        extensions = sub(series, "c:extLst")
    extension = etree.Element(qn("c:ext"), nsmap={"c15": _c15()})
    extension.set("uri", _RANGE_EXTENSION)
    extensions.insert(0, extension)
    labels = sub(extension, "c15:datalabelsRange")
    sub(labels, "c15:f").text = reference
    write_text_points(sub(labels, "c15:dlblRangeCache"), texts)


def _c15() -> str:
    return qn("c15:f")[1:-2]
