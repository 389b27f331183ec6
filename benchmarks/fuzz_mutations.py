"""Ways to spoil an Office file: its bytes, its parts, its XML, its numbers, its tags; all by one random source."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable, Mapping
from decimal import Decimal

from lxml import etree

Parts = dict[str, bytes]
TAGS = (
    "{{title}}", "{{name}}", "{{items.name}}", "{{#items}}", "{{/items}}", "{{#items across}}", "{{?title}}",
    "{{?not title}}", "{{/title}}", "{{#items group by name}}", "{{", "}}", "{{}}", "{{#}}", "{{row:line}}", "{{cell}}",
    "{{notes:1}}", "{{notes:99}}", "{{=revenue}}", "{{#items}}{{name}}{{/items}}", "{{title|x}}", "{{a[b[c]]}}",
    "{{item.price}}", "{{ title }}", "{{title}}{{title}}", "=1+1", "{{#sheets}}", "{{label}}",
)  # fmt: skip
WORDS = (
    "", " ", "x", "=1+1", "<b>", "]]>", "\u65e5\u672c\u8a9e", "\U0001f600", "a" * 300, "x" * 33_000, "\x07", "\ufffe",
    "{{title}}", "'", '"', "_x0041_", "1e5", "-1", "2018-03-31", "\u202e", "a\nb\tc", "#REF!", "Sheet!A1", "R1C1",
)  # fmt: skip
NUMBERS = (
    "",
    "0",
    "-1",
    "1",
    "2",
    "65536",
    "1048576",
    "1048577",
    "4294967296",
    "99999999999999999999",
    "x",
    "1.5",
    "nan",
)
_XML = (".xml", ".rels", ".vml")


def unpack(data: bytes) -> Parts:
    """The parts of a file by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def pack(parts: Mapping[str, bytes]) -> bytes:
    """A file of these parts."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in parts.items():
            # Dated 1980: a seed gives the same bytes at any time.
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED, 1)
    return buffer.getvalue()


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The file spoilt one to four times; one in ten is spoilt as bytes, which mostly breaks its archive."""
    if chance.random() < 0.1:
        return _bytes(data, chance)
    parts = unpack(data)
    for _ in range(chance.choice((1, 1, 2, 4))):
        if parts:
            chance.choice(_WAYS)(parts, chance)
    return pack(parts)


def _bytes(data: bytes, chance: random.Random) -> bytes:
    spoilt = bytearray(data)
    way = chance.randrange(4)
    if way == 0 and spoilt:
        for _ in range(chance.choice((1, 3, 30))):
            spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    elif way == 1:
        del spoilt[chance.randrange(len(spoilt)) :]
    elif way == 2:
        at = chance.randrange(len(spoilt))
        del spoilt[at : at + chance.randrange(1, 2000)]
    else:
        at = chance.randrange(len(spoilt))
        spoilt[at:at] = chance.randbytes(chance.randrange(1, 200))
    return bytes(spoilt)


def _some_xml(parts: Parts, chance: random.Random) -> str:
    names = [name for name in parts if name.lower().endswith(_XML)] or list(parts)
    # What people draw is in few parts; those are wanted more often than the rest.
    main = [
        name
        for name in names
        if re.search(r"/(slide|sheet|chart|workbook|presentation|table)\d*\.xml$", name)
    ]
    return chance.choice(main if main and chance.random() < 0.6 else names)


def _tree(
    parts: Parts, chance: random.Random, change: Callable[[etree._Element, list[etree._Element]], object]
) -> None:
    name = _some_xml(parts, chance)
    try:
        root = etree.fromstring(parts[name])
    except (etree.XMLSyntaxError, ValueError):
        return
    nodes = [node for node in root.iter() if isinstance(node.tag, str)]
    change(root, nodes)
    parts[name] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _drop_part(parts: Parts, chance: random.Random) -> None:
    del parts[chance.choice(list(parts))]


def _empty_part(parts: Parts, chance: random.Random) -> None:
    parts[chance.choice(list(parts))] = b""


def _swap_parts(parts: Parts, chance: random.Random) -> None:
    one, other = chance.choice(list(parts)), chance.choice(list(parts))
    parts[one], parts[other] = parts[other], parts[one]


def _copy_part(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(list(parts))
    parts[chance.choice((name.upper(), name + ".xml", "x/" + name))] = parts[name]


def _flip_in_part(parts: Parts, chance: random.Random) -> None:
    name = chance.choice(list(parts))
    if parts[name]:
        spoilt = bytearray(parts[name])
        spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        parts[name] = bytes(spoilt)


def _remove_element(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        node = chance.choice(nodes)
        if node is not root:
            node.getparent().remove(node)  # type: ignore[union-attr]

    _tree(parts, chance, change)


def _double_element(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        node = chance.choice(nodes)
        if node is not root:
            node.addnext(etree.fromstring(etree.tostring(node, with_tail=False)))

    _tree(parts, chance, change)


def _move_element(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        node, home = chance.choice(nodes), chance.choice(nodes)
        if node is not root and node not in (home, *home.iterancestors()):
            home.insert(chance.randrange(len(home) + 1), node)

    _tree(parts, chance, change)


def _spoil_attribute(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        holders = [node for node in nodes if node.attrib] or nodes
        node = chance.choice(holders)
        for name in chance.sample(sorted(node.attrib, key=str), min(1, len(node.attrib))):
            if chance.random() < 0.3:
                del node.attrib[name]
            else:
                node.set(
                    name, chance.choice(NUMBERS) if chance.random() < 0.7 else _clean(chance.choice(WORDS))
                )

    _tree(parts, chance, change)


def _spoil_text(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        texts = [node for node in nodes if node.text and node.text.strip()] or nodes
        node = chance.choice(texts)
        node.text = _clean(chance.choice((*WORDS, *NUMBERS)))

    _tree(parts, chance, change)


def _insert_tag(parts: Parts, chance: random.Random) -> None:
    def change(root: etree._Element, nodes: list[etree._Element]) -> None:
        texts = [node for node in nodes if str(node.tag).endswith(("}t", "}v"))] or nodes
        for _ in range(chance.choice((1, 2, 5))):
            node = chance.choice(texts)
            text = node.text or ""
            at = chance.randrange(len(text) + 1)
            node.text = text[:at] + chance.choice(TAGS) + text[at:]

    _tree(parts, chance, change)


def _clean(text: str) -> str:
    return re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]", "", text)


# Tags and small faults in the XML are what finds most; they are wanted more often.
_WAYS: tuple[Callable[[Parts, random.Random], None], ...] = (
    _drop_part, _empty_part, _swap_parts, _copy_part, _flip_in_part,
    _remove_element, _remove_element, _double_element, _double_element, _move_element, _move_element,
    _spoil_attribute, _spoil_attribute, _spoil_attribute, _spoil_text, _spoil_text,
    _insert_tag, _insert_tag, _insert_tag, _insert_tag,
)  # fmt: skip


def random_value(chance: random.Random, depth: int = 0) -> object:
    """Any plain value: texts, numbers, truth, nothing, lists and groups inside one another."""
    kind = chance.randrange(7 if depth < 3 else 4)
    if kind == 0:
        return chance.choice(WORDS)
    if kind == 1:
        return Decimal(chance.choice(("0", "-1", "1.50", "1e300", "123456789012345678", "-0.000001")))
    if kind == 2:
        return chance.choice((True, False, None))
    if kind in (3, 4):
        return chance.choice(("Sales", "Costs", "a", "b"))
    if kind == 5:
        return [random_value(chance, depth + 1) for _ in range(chance.choice((0, 1, 2, 7)))]
    names = ("name", "price", "title", "items", "page", "line", *WORDS[:4])
    return {name: random_value(chance, depth + 1) for name in chance.sample(names, chance.randrange(5))}


def random_data(chance: random.Random) -> dict[str, object]:
    """Data as a template of ours asks for, with random values at random places."""
    data: dict[str, object] = {
        "title": "Q2",
        "items": [{"name": f"n{n}", "price": Decimal(n)} for n in range(chance.choice((0, 1, 2, 30)))],
        "notes": ["a", ["b"]],
        "results": [["a", Decimal(1)]],
        "bars": [{"q": "1Q", "Sales": Decimal(1)}, {"q": "2Q", "Sales": None}],
        "sheets": [{"name": "One"}, {"name": "Two"}],
    }
    for _ in range(chance.randrange(4)):
        data[chance.choice([*data, "extra", "pages"])] = random_value(chance)
    return data
