"""Bullet lists grown from model paragraphs.

{{notes:1}}     cloned for every bullet of level 1, with its format
{{notes:2}}     cloned for every bullet of level 2
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from dataclasses import dataclass

from lxml import etree

from reportgen.deck.paragraphs import drop_paragraph, paragraph_text, put
from reportgen.parts.chart_names import qn, remove
from reportgen.parts.tags import only_tag
from reportgen.views import Bullet


@dataclass(frozen=True)
class ModelParagraph:
    """One model paragraph of a list: its element, the list's name and its level."""

    node: etree._Element
    name: str
    level: int


def model_paragraphs(paragraphs: Sequence[etree._Element]) -> list[ModelParagraph]:
    """The model paragraphs among `paragraphs`, in order."""
    found: list[ModelParagraph] = []
    for paragraph in paragraphs:
        tag = only_tag(paragraph_text(paragraph))
        if tag is not None and tag.level is not None:
            found.append(ModelParagraph(paragraph, tag.name, tag.level))
    return found


def fill_bullets(models: Sequence[ModelParagraph], bullets: Sequence[Bullet]) -> None:
    """Write `bullets` where the first of the list's `models` stands; all models stand in one text body.

    Figures are set bold. Every bullet's level must have a model (checked before).
    """
    by_level: dict[int, etree._Element] = {}
    for model in models:
        by_level.setdefault(model.level, model.node)
    first = models[0].node
    body = first.getparent()
    if body is None:
        return
    for bullet in bullets:
        clone = deepcopy(by_level[bullet.level])
        tag = only_tag(paragraph_text(clone))
        if tag is not None:
            put(clone, tag, bullet.sentence, bold_figures=True)
        first.addprevious(clone)
    for model in models[1:]:
        remove(model.node)
    if bullets or len(body.findall(qn("a:p"))) > 1:
        remove(first)
    else:
        drop_paragraph(first)
