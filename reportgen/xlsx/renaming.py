"""Sheets and tables under other names, in every text that names them.

=SUM(Member!C5)+Sales[Total]      Member -> Tokyo, Sales -> Sales_2      =SUM(Tokyo!C5)+Sales_2[Total]
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml import etree
from msgspec import Struct, field

from reportgen.formula.tokenizer import Token, Tokenizer, TokenizerError
from reportgen.office.addresses import quote_sheet
from reportgen.office.references import Reference, split_operand
from reportgen.office.xml import local_name

_TEXTS = {
    "f",
    "formula",
    "formula1",
    "formula2",
    "definedName",
    "calculatedColumnFormula",
    "totalsRowFormula",
    "FmlaLink",
    "FmlaRange",
    "FmlaTxbx",
    "FmlaGroup",
    "FmlaPict",
}
_ATTRIBUTES = {"textlink", "fmlaLink", "fmlaRange", "fmlaTxbx", "fmlaGroup", "linkedCell", "listFillRange"}
_SHEET_ATTRIBUTES = ("worksheetSource", "rangeSet", "dataRef")
_NAME = re.compile(r"^([^\W\d][\w.\\]*)(?=\[|$)")
_PREFIXED_NAME = re.compile(r"^((?:'(?:[^']|'')+'|[^\s'!]+)!)([^\W\d][\w.\\]*)$")


class Renaming(Struct, frozen=True):
    """New names of sheets and of tables, by their old names case-folded."""

    sheets: Mapping[str, str]
    tables: Mapping[str, str] = field(default_factory=dict)

    def formula(self, text: str) -> str:
        """The formula with the new names; one that cannot be read stays as it is."""
        try:
            tokens = Tokenizer("=" + text).items
        except (TokenizerError, IndexError):
            return text
        if "".join(token.value for token in tokens) != text:
            return text
        return "".join(
            self._operand(token.value)
            if (token.type == Token.OPERAND and token.subtype == Token.RANGE)
            or (token.type == Token.FUNC and ("!" in token.value))
            else token.value
            for token in tokens
        )

    def _operand(self, text: str) -> str:
        match = _NAME.match(text)
        if match and match.group(1).casefold() in self.tables:
            return self.tables[match.group(1).casefold()] + text[match.end() :]
        match = _PREFIXED_NAME.match(text)
        if match and Reference(match.group(1), None, None).sheets:
            return self._prefix(Reference(match.group(1), None, None)) + match.group(2)
        return "".join(
            piece if isinstance(piece, str) else str(piece._replace(prefix=self._prefix(piece)))
            for piece in split_operand(text)
        )

    def _prefix(self, reference: Reference) -> str:
        names = reference.sheets
        if not any(name.casefold() in self.sheets for name in names):
            return reference.prefix
        new = [self.sheets.get(name.casefold(), name) for name in names]
        if len(new) == 1:
            return f"{quote_sheet(new[0])}!"
        quoted = any(quote_sheet(name) != name for name in new)
        text = ":".join(name.replace("'", "''") if quoted else name for name in new)
        return f"'{text}'!" if quoted else f"{text}!"


def named_words(formula: str) -> tuple[str, ...]:
    """The defined names and tables that a formula (without `=`) names; none where it cannot be read."""
    try:
        tokens = Tokenizer("=" + formula).items
    except (TokenizerError, IndexError):
        return ()
    found = (
        _NAME.match(one.value) for one in tokens if one.type == Token.OPERAND and one.subtype == Token.RANGE
    )
    return tuple(match.group(1) for match in found if match)


def rename_in(root: etree._Element, renaming: Renaming) -> bool:
    """Bring the new names into every text of a part that names sheets or tables; tells whether any did."""
    changed = False

    def put(old: str, write: Callable[[str], None]) -> None:
        nonlocal changed
        head = "=" if old.startswith("=") else ""
        new = head + renaming.formula(old.removeprefix("="))
        if new != old:
            changed = True
            write(new)

    for node in root.iter():
        if not isinstance(node.tag, str):
            continue
        name = local_name(node)
        if name in _TEXTS and node.text and len(node) == 0:
            put(node.text, lambda new, node=node: setattr(node, "text", new))  # type: ignore[misc]
        for key in _ATTRIBUTES & set(map(str, node.attrib)):
            put(node.get(key, ""), lambda new, node=node, key=key: node.set(key, new))  # type: ignore[misc]
        if name == "hyperlink" and node.get("location"):
            put(node.get("location", ""), lambda new, node=node: node.set("location", new))  # type: ignore[misc]
        if name == "cfvo" and node.get("type") == "formula":
            put(node.get("val", ""), lambda new, node=node: node.set("val", new))  # type: ignore[misc]
        if name in _SHEET_ATTRIBUTES and node.get("sheet"):
            new = renaming.sheets.get(node.get("sheet", "").casefold(), node.get("sheet", ""))
            if new != node.get("sheet"):
                node.set("sheet", new)
                changed = True
    return changed
