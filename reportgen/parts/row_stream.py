"""The rows of a worksheet too large to be held as a tree, one element at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lxml import etree

_PIECE = 1 << 18


def stream_rows(pieces: Iterable[bytes]) -> Iterator[etree._Element]:
    """The `row` elements of a worksheet's bytes in order; each is gone when the next one comes."""
    parser = etree.XMLPullParser(events=("end",), resolve_entities=False, no_network=True)
    for piece in (one[at : at + _PIECE] for one in pieces for at in range(0, len(one), _PIECE)):
        parser.feed(piece)
        for _, node in parser.read_events():
            if not isinstance(node, etree._Element) or not str(node.tag).endswith("}row"):
                continue
            yield node
            node.clear()
            home = node.getparent()
            while home is not None and node.getprevious() is not None:
                del home[0]
