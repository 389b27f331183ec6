"""The language of texts: runs written in another language than the template's say so.

<a:rPr lang="en-US" altLang="ja-JP">   売上高   ->   <a:rPr lang="ja-JP" altLang="en-US">

PowerPoint breaks lines, spells and chooses between the Latin and the East Asian font by it (ECMA-376 part 1,
21.1.2.3.9).
"""

from __future__ import annotations

import re

from lxml import etree

from reportgen.parts.chart_names import qn

_TAGS = {"ja": ("ja-JP", "en-US")}
_WIDE = re.compile("[\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]")


def mark_language(root: etree._Element, language: str) -> None:
    """Name the language on every run of `root` that holds characters of it; English texts stay as they are."""
    if language not in _TAGS:
        return
    tag, other = _TAGS[language]
    for node in root.iter(qn("a:r"), qn("a:fld")):
        if not _WIDE.search(node.findtext(qn("a:t")) or ""):
            continue
        properties = node.find(qn("a:rPr"))
        if properties is None:
            properties = etree.Element(qn("a:rPr"))
            node.insert(0, properties)
        properties.set("lang", tag)
        properties.set("altLang", other)
