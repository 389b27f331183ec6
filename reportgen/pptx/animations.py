"""Animations and connectors of a slide, kept sound while its shapes and paragraphs go or repeat.

timing > tnLst > par > seq (main) > par (a click) > par > par (an effect) > set > spTgt spid="4" > pRg st="0" end="0"
       > bldLst > bldP spid="4"                                                       (ECMA-376 part 1, 19.5)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from copy import deepcopy

from lxml import etree

from reportgen.office.slide_shapes import Shape
from reportgen.office.xml import qn, remove

_TIMING, _BUILDS, _CHILDREN = qn("p:timing"), qn("p:bldLst"), qn("p:childTnLst")
_TARGET, _RANGE, _NODE, _CONDITION = qn("p:spTgt"), qn("p:pRg"), qn("p:cTn"), qn("p:cond")
_ENDS = (qn("a:stCxn"), qn("a:endCxn"))
_PARAGRAPH = qn("a:p")
_ALTERNATIVES = (qn("mc:Choice"), qn("mc:Fallback"), qn("mc:AlternateContent"))
# Written on the paragraphs of an animated text while it is filled, so that their copies are known.
_MARK = "number"


def remove_shape(root: etree._Element, shape: Shape) -> None:
    """Take a shape out of a slide, with its animations; connectors that held on to it end where they are."""
    ids = {node.get("id", "") for node in shape.node.iter(qn("p:cNvPr"))}
    whole = shape.node
    for holder in shape.node.iterancestors():
        # Of a shape with alternatives all go.
        if holder.tag not in _ALTERNATIVES:
            break
        whole = holder
    remove(whole)
    ids -= {node.get("id", "") for node in root.iter(qn("p:cNvPr"))}
    for end in list(root.iter(*_ENDS)):
        if end.get("id", "") in ids:
            remove(end)
    for target in list(root.iter(_TARGET)):
        if target.get("spid", "") in ids:
            _remove_effect(target)
    _remove_builds(root, ids)


def animate_whole(root: etree._Element, shape: Shape) -> None:
    """Let what was animated by paragraphs be animated as a whole: the shape has no text any more."""
    for target in root.iter(_TARGET):
        if target.get("spid") == shape.identity:
            for inner in list(target):
                remove(inner)
    _remove_builds(root, {shape.identity})


def _remove_builds(root: etree._Element, ids: Collection[str]) -> None:
    for builds in list(root.iter(_BUILDS)):
        for build in list(builds):
            if build.get("spid", "") in ids:
                remove(build)
        if not len(builds):
            remove(builds)


def mark_paragraphs(root: etree._Element, shapes: Sequence[Shape]) -> None:
    """Number the paragraphs of texts that are animated one by one, before they are filled."""
    animated = {
        target.get("spid", "") for target in root.iter(_TARGET) if target.find(f".//{_RANGE}") is not None
    }
    for shape in shapes if animated else ():
        if shape.identity in animated:
            for number, paragraph in enumerate(_body_paragraphs(shape)):
                paragraph.set(_MARK, str(number))


def follow_paragraphs(root: etree._Element, shapes: Sequence[Shape]) -> None:
    """Animate every paragraph as the one it was made from, once the texts are filled."""
    for shape in shapes:
        places: dict[int, list[int]] = {}
        for place, paragraph in enumerate(_body_paragraphs(shape)):
            if _MARK in paragraph.attrib:
                places.setdefault(int(paragraph.attrib.pop(_MARK)), []).append(place)
        if places:
            _follow(root, shape.identity, places)


def _body_paragraphs(shape: Shape) -> list[etree._Element]:
    body = shape.node.find(qn("p:txBody"))
    return body.findall(_PARAGRAPH) if body is not None else []


def _follow(root: etree._Element, identity: str, places: Mapping[int, Sequence[int]]) -> None:
    units: dict[etree._Element, list[etree._Element]] = {}
    for target in root.iter(_TARGET):
        span = target.find(f".//{_RANGE}")
        if target.get("spid") == identity and span is not None:
            units.setdefault(_unit(target), []).append(span)
    moved: dict[etree._Element, list[tuple[int, etree._Element]]] = {}
    for unit, spans in units.items():
        holder = unit.getparent()
        first = {int(span.get("st", "0")) for span in spans} | {int(span.get("end", "0")) for span in spans}
        new = sorted(
            place for number in range(min(first), max(first) + 1) for place in places.get(number, ())
        )
        if not new or holder is None:
            _prune(unit)
        elif len(first) > 1:
            for span in spans:
                _move(span, places)
        else:
            copies = [unit, *(_copy(root, unit) for _ in new[1:])]
            for place, copy in zip(new, copies, strict=True):
                for span in copy.iter(_RANGE):
                    span.set("st", str(place))
                    span.set("end", str(place))
                moved.setdefault(holder, []).append((place, copy))
    for holder, found in moved.items():
        # Clicks come in the order of the paragraphs, where the first of them came.
        at = min(holder.index(unit) for _, unit in found if unit.getparent() is holder)
        for offset, (_, unit) in enumerate(sorted(found, key=lambda one: one[0])):
            holder.insert(at + offset, unit)
    _renumber_copies(root)
    if not any(target.get("spid") == identity for target in root.iter(_TARGET)):
        _remove_builds(root, {identity})


def _move(span: etree._Element, places: Mapping[int, Sequence[int]]) -> None:
    old = range(int(span.get("st", "0")), int(span.get("end", "0")) + 1)
    new = [place for number in old for place in places.get(number, ())]
    if new:
        span.set("st", str(min(new)))
        span.set("end", str(max(new)))
    else:
        _remove_effect(span)


def _unit(target: etree._Element) -> etree._Element:
    """The largest step of a slide's animation that does nothing but what `target` is part of."""
    unit = _effect(target)
    while True:
        holder = unit.getparent()
        step = holder.getparent() if holder is not None and len(holder) == 1 else None
        outer = step.getparent() if step is not None else None
        if outer is None or outer.tag != qn("p:par") or outer.getparent() is None:
            return unit
        if outer.find(_NODE) is not None and outer.find(_NODE).get("nodeType") == "tmRoot":  # type: ignore[union-attr]
            return unit
        unit = outer


def _effect(target: etree._Element) -> etree._Element:
    """The effect that moves a target: the innermost step with a preset, else the step that holds the target."""
    steps = [
        one
        for one in target.iterancestors()
        if (parent := one.getparent()) is not None and parent.tag == _CHILDREN
    ]
    presets = [one for one in steps if (node := one.find(_NODE)) is not None and node.get("presetClass")]
    return (presets or steps or [target])[0]


def _remove_effect(target: etree._Element) -> None:
    condition = next((one for one in target.iterancestors() if one.tag == _CONDITION), None)
    if condition is None:
        _prune(_effect(target))
        return
    # What a click on the shape sets off: the sequence goes, since nothing starts it.
    steps = [one for one in target.iterancestors() if one.tag == qn("p:seq")]
    node = steps[0].find(_NODE) if steps else None
    if node is not None and node.get("nodeType") == "interactiveSeq":
        _prune(steps[0])
    else:
        remove(condition)


def _prune(node: etree._Element) -> None:
    """Take a step out, and every step around it that does nothing any more."""
    holder = node.getparent()
    if holder is None:
        return
    remove(node)
    if len(holder) or holder.tag != _CHILDREN:
        return
    step = holder.getparent()
    around = step.getparent() if step is not None else None
    if step is None or around is None:
        return
    if step.get("nodeType") == "tmRoot":
        timing = next((one for one in step.iterancestors() if one.tag == _TIMING), None)
        if timing is not None:
            remove(timing)
        return
    _prune(around)


_COPIED = "copied"


def _copy(root: etree._Element, unit: etree._Element) -> etree._Element:
    copy = deepcopy(unit)
    for node in copy.iter(_NODE):
        node.set(_COPIED, "1")
    return copy


def _renumber_copies(root: etree._Element) -> None:
    """Steps that were copied get ids of their own, which references inside the copy follow."""
    copies = [node for node in root.iter(_NODE) if _COPIED in node.attrib]
    fresh = max((int(node.get("id", "0")) for node in root.iter(_NODE)), default=0)
    for node in copies:
        fresh += 1
        del node.attrib[_COPIED]
        node.set("id", str(fresh))
