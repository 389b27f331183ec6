#!/usr/bin/env bash
# lxml 6.1.3: `//` asked of an element that was taken out searches the tree it was taken from, not the element.
#
# Found: after `slide.remove(shape)` the shape has no parent, yet its `getroottree()` is still the slide's, and
# `shape.xpath("//t")` answers with the texts of the shapes that stayed there and never with its own; an `etree.XPath`
# does the same. A shape that is parked, compared or put elsewhere after it was taken out thus seems to hold links, texts
# and relationships of its neighbours. `descendant-or-self::` answers rightly, and so does a deep copy.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check lxml==6.1.3
"$folder/venv/bin/python" - <<'PYTHON'
import copy
import sys

from lxml import etree

slide = etree.fromstring("<slide><shape><t>taken out</t></shape><shape><t>stayed</t></shape></slide>")
shape = slide[0]
slide.remove(shape)
found = {
    "//t": [one.text for one in shape.xpath("//t")],
    "XPath('//t')": [one.text for one in etree.XPath("//t")(shape)],
    "descendant-or-self::t": [one.text for one in shape.xpath("descendant-or-self::t")],
    "//t of a deep copy": [one.text for one in copy.deepcopy(shape).xpath("//t")],
}
print(f"lxml {etree.__version__}; parent: {shape.getparent()}; root of its tree: {shape.getroottree().getroot().tag}")
for asked, texts in found.items():
    print(f"{asked:24}{texts}")
still = (
    shape.getparent() is None
    and shape.getroottree().getroot() is slide
    and found["//t"] == found["XPath('//t')"] == ["stayed"]
    and found["descendant-or-self::t"] == found["//t of a deep copy"] == ["taken out"]
)
if not still:
    sys.exit("the behaviour described above has changed")
PYTHON
